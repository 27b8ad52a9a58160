"""What stands above the greeting: letterhead, place and date, the recipients, how it was sent, a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from petition.core.text import is_small, squeeze
from petition.lexicon import vocabulary
from petition.lexicon.dates import Dated, find_date
from petition.lexicon.places import is_place
from petition.lexicon.quoting import QUOTES
from petition.lexicon.roles import body_weight
from petition.lexicon.vocabulary import expression
from petition.reading.draft import Place, Recipient
from petition.reading.letters.calls import address_in
from petition.reading.letters.recipients import (
    is_person,
    is_postal,
    names_office,
    opens_recipient,
    recipients_of,
)
from petition.reading.letters.rows import TextRow, is_bold
from petition.reading.lines.signals import (
    COPY_LABEL,
    DATE_LABEL,
    DELIVERY,
    FROM_LABEL,
    TITLE_LABEL,
    TITLE_WORDS,
    is_title,
)

_DAY_BEFORE = expression(r",?\s@dates.before\s*$")  # «Berlin, den 1. Mai»
_YEAR = vocabulary.words("dates.year")
_ABOUT = expression("@signals.about")  # of the line below a bare "Open letter"
# At which it was put up, and how often seen.
_TIME = re.compile(r"^([^\[]*\d{4}),?\s\w{0,2}\s?\d{1,2}:\d\d\b.*")
_REGISTERED = re.compile(r"(?:№|\bn[or]?\.?)\s?[\w/-]+(?:\s\w{1,3}\.?)?\s*$", re.IGNORECASE)  # "Исх. № 41 от"
_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: {1,3}[^\W\d_]){3,}(?!\S)")  # "О Б Р А Щ Е Н И Е"
_CALL = re.compile(r"\[\^[\w-]+\]")
_INITIAL = re.compile(r"\b[^\W\d_]\.")


@dataclass
class Head:
    """The parts above the text; `titles` and `addressed` are lines as they stand there, with their block or their gap."""

    letterhead: list[str] = field(default_factory=list)
    place: str = ""
    dated: Dated | None = None
    titles: list[tuple[int, str]] = field(default_factory=list)
    addressed: list[tuple[str, bool]] = field(default_factory=list)
    delivery: str = ""
    placed: dict[int, Place] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The lines of the title as one."""
        title = ""
        lines = sorted(self.titles, key=itemgetter(0))
        below = lines[1][1] if len(lines) > 1 and TITLE_WORDS.fullmatch(lines[0][1]) else ""
        if below and not (is_small(below.lstrip(QUOTES)[0]) or _ABOUT.search(below)):
            del lines[0]  # "Open letter" over what it is called
        for _, line in lines:
            joint = "" if not title else " " if not line[:1].isupper() or title[-1] in ".:!?—" else ". "
            title += joint + line
        return squeeze(title)

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Whom these lines address."""
        return recipients_of(self.addressed)

    def entitle(self, row: TextRow) -> None:
        """Take a row for the title, or the next line of it."""
        line = squeeze(row.plain)
        self.letterhead = [each for each in self.letterhead if each != line]
        self.addressed = [each for each in self.addressed if each[0] != line]
        self.titles.append((row.block, line))
        self.placed[row.nth] = Place.TITLE

    def put(self, row: TextRow, place: Place | None) -> bool:
        """Note where a row ends; False where that is not known yet."""
        if place:
            self.placed[row.nth] = place
        return place is not None


def read_head(rows: list[TextRow], subject: TextRow | None = None, *, greeted: bool) -> Head:
    """The head in these rows; `greeted` is whether a greeting follows, which makes an address above it likely.

    `subject` is a line below the greeting that says what the letter is about.
    """
    reading = Head()
    if subject:
        reading.entitle(replace(subject, plain=TITLE_LABEL.sub("", squeeze(subject.plain))))
    rows = [replace(row, plain=_SPACED.sub(_unspaced, _CALL.sub("", row.plain))) for row in rows]
    rest = [row for row in rows if not reading.put(row, _set_apart(row, reading))]
    rest = _without_place_of(rows, rest, reading)
    if (
        not greeted
        and not reading.titles
        and len(rest) == 1
        and len(rest[0].plain) <= 200
        and not opens_recipient(rest[0].plain)
    ):
        reading.entitle(rest[0])
        return reading
    first = _first_recipient(rest, rows, reading, greeted=greeted)
    sender = -1
    for row in _without_titles(rest, first, reading):
        line = squeeze(row.plain)
        if _is_sender(line) and reading.addressed:
            sender = row.block  # what follows in the sender's lines is his, too
        if rest.index(row) < first or row.block == sender:
            reading.letterhead.append(line)
            reading.put(row, Place.LETTERHEAD)
        else:
            reading.addressed.append((line, row.gap))
            reading.put(row, Place.RECIPIENTS)
    if greeted and not reading.addressed:
        _take_recipients_above_greeting(rest, reading)
    if greeted:
        _take_subject(rest, reading)
    _take_by_look(rest, reading)
    _take_first_as_title(rows, reading, greeted=greeted)
    return reading


def _without_titles(rest: list[TextRow], first: int, reading: Head) -> list[TextRow]:
    """The rows without those of the title, which are taken."""
    above = None
    kept = []
    for at, row in enumerate(rest):
        is_one = _is_title(row, at >= first, reading) or _leads_title(row, rest[at + 1 : at + 2])
        if is_one or (above and _goes_on(row, above, rest, reading)):
            reading.entitle(row)
            above = row
        else:
            kept.append(row)
            above = None
    return kept


def _leads_title(row: TextRow, below: Sequence[TextRow]) -> bool:
    """Whether a line is what a letter is called, in capitals or quotes, right above one that says what the letter is."""
    line = squeeze(row.plain)
    is_called = _is_in_capitals(row) or (line[0] in QUOTES and line[-1] in QUOTES)
    leads = any(each.block == row.block and is_title(squeeze(each.plain)) for each in below)
    return leads and is_called and not (opens_recipient(line) or is_postal(line))


def _goes_on(row: TextRow, title: TextRow, rest: list[TextRow], reading: Head) -> bool:
    """Whether a line goes on with the title above it: begun small, in bold as that is, or what a bare title is about."""
    line, above = squeeze(row.plain), reading.titles[-1][1].rstrip(" .:")
    about = TITLE_WORDS.fullmatch(above) and _ABOUT.search(line) and len(line) <= 200
    in_bold = is_bold(title) and is_bold(row) and is_set_off(row, rest)
    in_bold = in_bold or (
        is_set_off(title, rest) and is_set_off(row, rest) and bool(TITLE_WORDS.fullmatch(above))
    )
    return (is_small(line[:1]) and not row.gap) or bool(about) or in_bold


def _take_subject(rest: list[TextRow], reading: Head) -> None:
    """A line alone between recipients and greeting, which is no office, body or part of an address, is the subject."""
    if reading.titles or len(reading.addressed) < 2 or not rest or not rest[-1].gap:
        return
    row, line = rest[-1], squeeze(rest[-1].plain)
    could_be = _ABOUT.search(line) or not (is_person(line) or _is_address(line))
    if could_be and reading.addressed[-1][0] == line and len(line.split()) > 2:
        reading.entitle(row)


def _take_by_look(rest: list[TextRow], reading: Head) -> None:
    """What stands alone in bold or in capitals, and is no part of an address, is the title where nothing else says so."""
    if reading.titles:
        return
    for row in rest:
        line = squeeze(row.plain)
        is_below = row.nth or (reading.addressed and not row.text.startswith("**"))
        is_name_alone = is_below and is_person(line) and len(line.split()) < 4
        leads = (
            not row.nth
            and _is_in_capitals(row)
            and not any(is_postal(each.plain) for each in rest if each.block == row.block)
        )
        if (leads or is_set_off(row, rest)) and not (
            is_name_alone or _is_address(line) or COPY_LABEL.match(line)
        ):
            reading.entitle(row)
            return


def is_set_off(row: TextRow, rows: list[TextRow]) -> bool:
    """Whether a row stands alone in its block, all in bold or in capitals."""
    return (is_bold(row) or _is_in_capitals(row)) and sum(each.block == row.block for each in rows) == 1


def _is_in_capitals(row: TextRow) -> bool:
    return row.plain.isupper() and any(len(word) > 3 for word in row.plain.split())


def _is_address(line: str) -> bool:
    return (
        names_office(line) or is_postal(line) or is_place(line) or opens_recipient(line) or bool(address_in(line))
        or sum(map(body_weight, line.split())) > 1 or _is_sender(line)
    )  # fmt: skip


def _unspaced(found: re.Match[str]) -> str:
    """A word set in spaced letters; wider blanks part its words."""
    return " ".join(word.replace(" ", "") for word in re.split(r" {2,}", found[0]))


def _take_first_as_title(rows: list[TextRow], reading: Head, *, greeted: bool) -> None:
    alone = len(reading.letterhead) == 1 or (not greeted and not reading.addressed)
    if not reading.titles and reading.letterhead and alone and _heads_all(rows[0], reading):
        reading.entitle(rows[0])


def _take_recipients_above_greeting(rest: list[TextRow], reading: Head) -> None:
    """What stands between title, date and greeting is whom the letter greets, in whatever language; else the last block."""
    titled = [at for at, row in enumerate(rest) if reading.placed[row.nth] is Place.TITLE]
    last_block = (at for at, row in enumerate(rest) if row.block == rest[-1].block)
    first = titled[-1] + 1 if titled else next(last_block, 0)
    dated = max((nth for nth, place in reading.placed.items() if place is Place.DATE), default=-1)
    below = [row for row in rest[first:] if row.nth > dated] if first else []
    if any(address_in(row.plain) or is_postal(row.plain) or _is_sender(row.plain) for row in below):
        return
    for row in below:
        reading.letterhead.remove(squeeze(row.plain))
        reading.addressed.append((squeeze(row.plain), row.gap))
        reading.put(row, Place.RECIPIENTS)


def _heads_all(row: TextRow, reading: Head) -> bool:
    """Whether the first line, in a block of its own, says what the letter is, in whatever language, and not whose it is."""
    line, words = squeeze(row.plain), row.plain.split()
    is_named = any(map(body_weight, words))
    small = sum(is_small(word[0]) for word in words)
    return (
        line == reading.letterhead[0] and len(words) > 1 and not address_in(line) and not is_person(line)
        and not is_postal(line) and (not is_named or (small >= 0.4 * len(words) and body_weight(words[0]) < 2))
    )  # fmt: skip


def _is_sender(line: str) -> bool:
    return bool(FROM_LABEL.match(line)) and not names_office(line.split(",", 1)[0])


def _without_place_of(rows: list[TextRow], rest: list[TextRow], reading: Head) -> list[TextRow]:
    """A line above or below the date that holds only a place says where the letter was written."""
    if reading.place or not reading.dated:
        return rest
    dated_at = next(at for at, row in enumerate(rows) if date_line(DATE_LABEL.sub("", squeeze(row.plain))))
    for beside in rows[max(0, dated_at - 1) : dated_at] + rows[dated_at + 1 : dated_at + 2]:
        above = rest[: rest.index(beside)] if beside in rest and is_place(beside.plain) else None
        if above is not None and not any(is_person(row.plain) or names_office(row.plain) for row in above):
            reading.place = squeeze(beside.plain)
            reading.put(beside, Place.DATE)
            return [row for row in rest if row is not beside]
    return rest


def _set_apart(row: TextRow, reading: Head) -> Place | None:
    """Take the lines that say what they are wherever they stand: date, place, delivery, subject."""
    line = squeeze(row.plain)
    if not line or row.kind == "rule":
        return Place.RULE
    if _take_date(line, reading):
        return Place.DATE
    if _take_delivery(line, reading):
        return Place.DELIVERY
    if label := TITLE_LABEL.match(line):
        reading.titles.append((row.block, line[label.end() :]))
        return Place.TITLE
    return None


def _take_date(line: str, reading: Head) -> bool:
    found = date_line(DATE_LABEL.sub("", line)) if reading.dated is None else None
    if not found:
        return False
    place = _DAY_BEFORE.sub("", found.before).strip(" ,،，;—–-|") or found.after.strip(" ,،，.;—–-|")
    reading.dated, reading.place = found, place or reading.place
    return True


def _take_delivery(line: str, reading: Head) -> bool:
    address, way = address_in(line), DELIVERY.match(line)
    if reading.delivery or not way:
        return False
    if way.end() == len(line):
        reading.delivery = line  # "VIA EMAIL", the address untold
        return True
    if "@" not in address or not line[way.end() :].startswith(address):
        return False
    reading.delivery = line[way.end() :].strip(" .;")
    return True


def date_line(line: str) -> Dated | None:
    """The date of a line that holds nothing but a date, and perhaps a place or a number of registry; None for any other."""
    found = find_date(_TIME.sub(r"\1", line))
    if not found:
        return None
    if _REGISTERED.search(found.before):
        return None if found.after.strip(" .") else replace(found, before="")
    before, after = _DAY_BEFORE.sub("", found.before).strip(" ,،，.;—–-|"), found.after.strip(" ,،，.;—–-|")
    after = "" if len(after) == 1 or after in _YEAR else after
    is_month = not any(map(str.isdigit, found.typed[:-4]))
    if is_month and before and (len(before.split()) > 3 or "," not in found.before[len(before) :]):
        return None  # "Annual Review May 2025" is no month in which a letter was written
    return found if all(not side or _could_be_town(side) for side in (before, after)) else None


def _could_be_town(side: str) -> bool:
    words = side.split()
    inside = [word for word in words[1:] if is_small(word[0])]
    if is_place(side):
        return len(inside) < 2
    return (
        len(words) < 6 and all(len(word) < 4 for word in inside) and not is_small(side[0]) and not is_small(words[-1][0])
        and not side.isupper() and not _INITIAL.search(side)
    )  # fmt: skip


def _first_recipient(rest: list[TextRow], rows: list[TextRow], reading: Head, *, greeted: bool) -> int:
    """Where the recipients begin: at a sure sign, else at an office or name, else after the date."""
    lines = [squeeze(row.plain) for row in rest]
    for at, line in enumerate(lines):
        if opens_recipient(line) and not is_title(line):
            first = _first_office(rest, lines, at)
            return first - 1 if first and lines[first - 1].endswith(("ның", "нің")) else first
    for at, line in enumerate(lines):
        if names_office(line) and not is_title(line) and not FROM_LABEL.match(line):
            return _with_who_holds_it(lines, at)
    if reading.dated and greeted and (after := _after_date(lines, rest, rows)) is not None:
        return after
    named = (at for at, line in enumerate(lines) if greeted and (is_person(line) or COPY_LABEL.match(line)))
    return next(named, len(rest))


def _first_office(rest: list[TextRow], lines: Sequence[str], at: int) -> int:
    """The first of the offices that stand one below the other in the block of a line."""
    while at and rest[at - 1].block == rest[at].block and names_office(lines[at - 1]):
        at -= 1
    return at


def _with_who_holds_it(lines: Sequence[str], office: int) -> int:
    """Where the block of an office begins: above it may stand who holds it, and whose office it is."""
    while office and (is_person(lines[office - 1]) or lines[office - 1].endswith(("ның", "нің"))):
        office -= 1
    return office


def _after_date(lines: Sequence[str], rest: list[TextRow], rows: list[TextRow]) -> int | None:
    """Where what follows the date begins; None where nothing does, or the whole is one body's name."""
    dated_at = next(at for at, row in enumerate(rows) if date_line(DATE_LABEL.sub("", squeeze(row.plain))))
    after = next((at for at, row in enumerate(rest) if row in rows[dated_at:]), len(rest))
    begins = after < len(rest) and (after or len(rest) > 2 or sum(map(body_weight, lines[after].split())) < 2)
    return after if begins else None


def _is_title(row: TextRow, below_recipients: bool, reading: Head) -> bool:
    line = squeeze(row.plain)
    if row.kind == "heading":
        bare = [TITLE_WORDS.fullmatch(title) for _, title in reading.titles]
        return all(bare) or is_title(line) or below_recipients
    if len(line) > 200 or (opens_recipient(line) and not is_title(line)):
        return False
    return is_title(line)
