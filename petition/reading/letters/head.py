"""What stands above the greeting: letterhead, place and date, the recipients, how it was sent, a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from petition.core.text import is_small, squeeze
from petition.lexicon.dates import Dated, find_date
from petition.lexicon.places import is_place
from petition.lexicon.quoting import QUOTES, first_part
from petition.lexicon.roles import body_weight
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import NOTE_CALL, is_bold
from petition.reading.draft import NO_CALL, Call, Place, Recipient
from petition.reading.letters.calls import address_in
from petition.reading.letters.recipients import (
    is_polite,
    is_postal,
    is_recipient_name,
    names_office,
    opens_recipient,
    recipients_of,
    says_whose,
)
from petition.reading.letters.rows import TextRow
from petition.reading.lines.signals import (
    COPY_LABEL,
    DELIVERY,
    FROM_LABEL,
    TITLE_LABEL,
    TITLE_WORDS,
    is_letter_title,
)

_ATTENTION = expression(r"^@attention\s")
_ABOUT = expression("@signals.about")  # of the line below a bare "Open letter"
_HEADS_TEXT = re.compile(r"Об?о? [а-яё]")  # as a letter in Russian is headed (GOST R 7.0.97-2016, 5.17)
_TOWN = 4  # words of a town, and one more
_FROM_BEHIND = re.compile(r"[лдт][ае]р(?:[ыі]?н|[дт])[ае]н$")  # «тұрғындарынан»


@dataclass
class Head:
    """The parts above the text: where each of its `rows` ends, and what some of them say."""

    rows: dict[int, TextRow]
    placed: dict[int, Place] = field(default_factory=dict)
    place: str = ""
    dated: Dated | None = None
    delivery: str = ""
    call: Call = NO_CALL

    def of(self, place: Place) -> list[TextRow]:
        """The rows that end there."""
        return [row for nth, row in sorted(self.rows.items()) if self.placed.get(nth) is place]

    @property
    def title(self) -> str:
        """The lines of the title as one, but for a line below it that says what the letter is, and looks otherwise."""
        title = ""
        rows = self.of(Place.TITLE)
        lines = [row.plain for row in rows]
        apart = [row.plain for row in rows if row.gap or not is_small(row.plain[:1])]  # no "ochiq xat"
        kinds = [
            line for line in filter(is_letter_title, apart) if not (lines[0].isupper() and line.isupper())
        ]
        lines = [line for line in lines if line not in kinds or lines[0] in kinds]
        set_off = len(lines) > 1 and rows[1].gap and all(is_bold(row.text) for row in rows)
        if len(lines) > 1 and _says_only_kind(*lines[:2], set_off=set_off):
            del lines[0]
        for line in lines:
            joint = "" if not title else " " if not line[:1].isupper() or title[-1] in ".:!?—" else ". "
            title += joint + line
        return title

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Whom it addresses."""
        return recipients_of((row.plain, row.gap) for row in self.of(Place.RECIPIENTS))

    def entitle(self, row: TextRow, label: int = 0) -> None:
        """Take a row without its label for the title, or the next line of it."""
        self.rows[row.nth] = replace(row, plain=row.plain[label:])
        self.placed[row.nth] = Place.TITLE

    def left(self) -> list[TextRow]:
        """The rows of which is not known yet where they end."""
        return [row for nth, row in self.rows.items() if nth not in self.placed]


def read_head(rows: list[TextRow], subject: TextRow | None, *, greeted: bool) -> Head:
    """The head in these rows; `greeted` is whether a greeting follows, which makes an address above it likely.

    `subject` is a line below the greeting that says what the letter is about.
    """
    rows = [replace(row, plain=squeeze(NOTE_CALL.sub("", row.plain))) for row in rows]
    reading = Head({row.nth: row for row in rows})
    if subject:
        label = TITLE_LABEL.match(subject.plain)
        reading.entitle(subject, label.end() if label else 0)
    for row in rows:
        _set_apart(row, reading)
    _leave_call(rows, reading)
    _take_town(rows, reading)
    rest = reading.left()
    if len(rest) == 1 and not (greeted or reading.of(Place.TITLE) or opens_recipient(rest[0].plain)):
        reading.entitle(rest[0])
        return reading
    dated, after = bool(reading.dated), _after_date(rest, reading)
    first = first_recipient(rest, dated=dated, greeted=greeted, after=after)
    _take_titles(rest, reading)
    sender, addressed = -1, False
    for row in reading.left():
        if is_sender(row.plain) and addressed:
            sender = row.block  # what follows in the sender's lines is his, too
        is_above = rest.index(row) < first or row.block == sender
        addressed = addressed or not is_above
        reading.placed[row.nth] = Place.LETTERHEAD if is_above else Place.RECIPIENTS
    if greeted and not addressed:
        _take_recipients_above_greeting(rest, reading)
    if greeted:
        _take_subject(rest, reading)
    for row in _by_look(rows, rest, reading, greeted=greeted):
        reading.entitle(row)
    return reading


def _take_titles(rest: list[TextRow], reading: Head) -> None:
    """Take the lines of the title."""
    above = None
    for at, row in enumerate(rest):
        if _is_of_page(row, rest[at + 2 :]):
            continue
        is_one = _is_title(row, reading) or _leads_title(row, rest[at + 1 : at + 2])
        if is_one or (above and _goes_on(row, above, rest)):
            reading.entitle(row)
            above = row
        else:
            above = None


def _is_of_page(row: TextRow, below: Sequence[TextRow]) -> bool:
    """Whether a heading is that of the page, for one that says what the letter is stands below, and more between them."""
    heads = [each.plain for each in below if row.kind == each.kind == "heading"]
    return any(is_letter_title(line) and not TITLE_WORDS.fullmatch(line) for line in heads)


def _says_only_kind(line: str, below: str, *, set_off: bool) -> bool:
    """Whether the first line of a title says what the letter is, and the next what it is called: "Open letter"."""
    is_kind = set_off or TITLE_WORDS.fullmatch(line)
    return bool(is_kind) and not (is_small(below.lstrip(QUOTES)[0]) or _ABOUT.search(below))


def _leads_title(row: TextRow, below: Sequence[TextRow]) -> bool:
    """Whether a line is what a letter is called, in capitals or quotes, right above one that says what the letter is."""
    is_called = row.plain.isupper() or (row.plain[0] in QUOTES and row.plain[-1] in QUOTES)
    is_first = row.nth == 0 and _heads_all(row) and not names_office(row.plain)
    leads = any((each.block == row.block or is_first) and is_letter_title(each.plain) for each in below)
    return leads and (is_called or is_first) and not (opens_recipient(row.plain) or is_postal(row.plain))


def _goes_on(row: TextRow, title: TextRow, rest: list[TextRow]) -> bool:
    """Whether a line goes on with the title above it: begun small, or set off; what a bare title is called."""
    is_bare = TITLE_WORDS.fullmatch(title.plain.rstrip(" .:"))
    are_set_off = (is_bare or is_bold(title.text)) and is_set_off(row, rest)
    is_named = (is_recipient_name(row.plain) and not row.plain.isupper()) or _is_address(row.plain)
    is_below = not row.gap and (is_small(row.plain[:1]) or not is_named)
    is_called = is_bare and row.plain.count(" ") > 1 and row.block != rest[-1].block
    is_called = is_called and not (is_named or body_weight(row.plain.split()[0]))
    return is_below or bool(are_set_off or is_called)


def _take_subject(rest: list[TextRow], reading: Head) -> None:
    """The title stands below the recipients, alone or above a bare "Open letter", where it is of no address or set off."""
    addressed = reading.of(Place.RECIPIENTS)
    titled = reading.of(Place.TITLE)
    if len(addressed) < 2 or not all(TITLE_WORDS.fullmatch(row.plain) for row in titled):
        return
    row, line = addressed[-1], addressed[-1].plain
    is_last = rest[-1] is row or rest[rest.index(row) + 1] in titled
    is_short = len(line.split()) < 3 or is_recipient_name(line) or _is_address(line) or COPY_LABEL.match(line)
    is_about = any(said.start() or _HEADS_TEXT.match(line) for said in _ABOUT.finditer(line))  # «… туралы»
    is_about = is_about and not opens_recipient(line)
    if is_last and row.gap and (line[-1] in "!?" or is_about or is_set_off(row, rest) or not is_short):
        reading.entitle(row)


def _by_look(rows: list[TextRow], rest: list[TextRow], reading: Head, *, greeted: bool) -> list[TextRow]:
    """What stands alone in bold or in capitals, and is no part of an address: the title, where nothing else says so."""
    found = list[TextRow]()
    if reading.of(Place.TITLE):
        return found
    for row in rest:
        is_one = _goes_on(row, found[-1], rest) if found else is_set_off(row, rest)
        if is_one and not _is_address(row.plain):
            found.append(row)
        elif found:
            break
    return found or _first_alone(rows, reading, greeted=greeted)


def is_set_off(row: TextRow, rows: list[TextRow]) -> bool:
    """Whether a row stands alone in its block, all in bold or in capitals."""
    return (is_bold(row.text) or row.plain.isupper()) and sum(each.block == row.block for each in rows) == 1


def _is_address(line: str) -> bool:
    is_named = names_office(line) or is_place(line) or sum(map(body_weight, line.split())) > 1
    return is_named or is_postal(line) or opens_recipient(line)


def _first_alone(rows: list[TextRow], reading: Head, *, greeted: bool) -> list[TextRow]:
    """The first line where it is all that stands over the letter, or nobody is addressed."""
    above = reading.of(Place.LETTERHEAD)
    alone = len(above) == 1 or not (greeted or reading.of(Place.RECIPIENTS))
    return above[:1] if alone and above[:1] == rows[:1] and all(map(_heads_all, above[:1])) else []


def _take_recipients_above_greeting(rest: list[TextRow], reading: Head) -> None:
    """What stands between title, date and greeting is whom the letter greets, in whatever language."""
    titled = [row.nth for row in rest if reading.placed[row.nth] is Place.TITLE]
    if titled:
        last = max([*titled, *(row.nth for row in reading.of(Place.DATE))])
        reading.placed |= {row.nth: Place.RECIPIENTS for row in rest if row.nth > last}


def _heads_all(row: TextRow) -> bool:
    """Whether the first line says what the letter is, in whatever language, and not whose it is."""
    line, words = row.plain, row.plain.split()
    is_named = any(map(body_weight, words))
    small = sum(is_small(word[0]) for word in words)
    return (
        len(words) > 1 and not address_in(line) and not is_recipient_name(line)
        and not is_postal(line) and (not is_named or (small >= 0.4 * len(words) and body_weight(words[0]) < 2))
    )  # fmt: skip


def _take_town(rows: list[TextRow], reading: Head) -> None:
    """A line above or below the date that holds only a place says where the letter was written."""
    if reading.place or not reading.dated:
        return
    at = rows.index(reading.of(Place.DATE)[0])
    left = reading.left()
    for beside in rows[max(0, at - 1) : at] + rows[at + 1 : at + 2]:
        is_town = is_place(beside.plain) or _is_in_two(beside.plain, reading.dated.typed)
        is_below = beside.nth > rows[at].nth and "№" in rows[at].plain
        is_town = is_town or (is_below and _may_be_town(beside))
        if beside in left and is_town and not says_whose(beside.plain):
            reading.place = beside.plain
            reading.placed[beside.nth] = Place.DATE
            return


def _may_be_town(row: TextRow) -> bool:
    """Whether a line right below the date and number of a letter is one word, as a town that nobody knows is called."""
    is_word = row.plain.isalpha() and row.plain.istitle() and not body_weight(row.plain)
    return is_word and not (row.gap or names_office(row.plain) or is_letter_title(row.plain))


def _is_in_two(line: str, date: str) -> bool:
    """Whether a line says in two languages what may be a town, as the date beside it is said in two."""
    parts = line.split(" / ")
    are_names = all(len(part.split()) < _TOWN and part.istitle() and not names_office(part) for part in parts)
    return len(parts) == len(date.split(" / ")) == 2 and are_names


def _set_apart(row: TextRow, reading: Head) -> None:
    """Take a line that says what it is wherever it stands: date, place, delivery, subject."""
    if not row.plain or row.kind == "rule":
        reading.placed[row.nth] = Place.RULE
    elif not reading.dated and (found := row.dated):
        reading.dated, reading.place = found, found.before or found.after
        reading.placed[row.nth] = Place.DATE
    elif not reading.delivery and (delivery := _delivery(row.plain)):
        reading.delivery = delivery
        reading.placed[row.nth] = Place.DELIVERY
    elif (call := _until_later(row, reading.dated) or row.call) and call.deadline:
        reading.call = call
        reading.placed[row.nth] = Place.CALL
    elif label := TITLE_LABEL.match(row.plain):
        reading.entitle(row, label.end())


def _leave_call(rows: Sequence[TextRow], reading: Head) -> None:
    """Leave out a first line that tells readers how to sign, above the one that says what the letter is."""
    titled = [row.plain for row in rows[1:] if is_letter_title(row.plain)]
    is_titled = any(not TITLE_WORDS.fullmatch(line) for line in titled)
    for row in rows[:1]:
        if is_titled and row.kind == "paragraph" and row.call and row in reading.left():
            reading.placed[row.nth] = Place.LEFT_OVER


def _until_later(row: TextRow, dated: Dated | None) -> Call | None:
    """Until when one may sign, whatever words lead to it: behind a colon a day after that of the letter."""
    found, address = find_date(row.plain), address_in(row.text)
    if not found or found.before.rstrip()[-1:] != ":":
        return None
    is_later = found.iso > dated.iso > "" if dated else address
    return Call(row.plain, found.typed, address) if is_later else None


def _delivery(line: str) -> str:
    """Where to a letter was sent, or "VIA EMAIL" where the address is untold; '' in a line that says neither."""
    line = line.strip(" –—-()")
    way = DELIVERY.match(line)
    to = line[way.end() :] if way else line
    if way and not to:
        return line
    address = address_in(line)
    return to.strip(" .;") if way and "@" in address and to.startswith(address) else ""


def _after_date(rest: list[TextRow], reading: Head) -> int | None:
    """Where what follows the date begins; None where nothing does, or there is none."""
    dated = reading.of(Place.DATE)
    below = (at for at, row in enumerate(rest) if dated and row.nth > dated[0].nth)
    return next((at for at in below if not _is_title(rest[at], reading)), None)


def _is_title(row: TextRow, reading: Head) -> bool:
    if row.kind == "heading":
        return all(TITLE_WORDS.fullmatch(each.plain) for each in reading.of(Place.TITLE))
    return is_letter_title(row.plain)


def is_sender(line: str) -> bool:
    """Whether a line says who writes: "From …", or in Kazakh by its ending."""
    is_from = FROM_LABEL.match(line) or _FROM_BEHIND.search(line)
    return bool(is_from) and not names_office(line.split(",", 1)[0])


def first_recipient(rest: list[TextRow], *, dated: bool, greeted: bool, after: int | None) -> int:
    """Where the recipients begin: at a sure sign, else at an office or name, else after the date (`after`, if told)."""
    lines = [row.plain for row in rest]
    for at, line in enumerate(lines):
        if opens_recipient(line) and not is_letter_title(line):
            return _with_where_they_work(rest, at)
    for at, line in enumerate(lines):
        if names_office(line) and not is_letter_title(line) and not FROM_LABEL.match(line):
            return _with_who_holds_it(rest, at)
    if greeted and after is not None:
        return after
    return _first_named(rest, dated=dated) if greeted else len(rest)


def _with_where_they_work(rest: list[TextRow], at: int) -> int:
    while at and (says_whose(rest[at - 1].plain) or _is_above_person(rest[at - 1], rest[at])):
        at -= 1
    return at


def _is_above_person(above: TextRow, row: TextRow) -> bool:
    """Whether a line of the same block says where who is addressed there works: "Well Works Ltd", "Herrn Anders Holm"."""
    is_of_them = is_recipient_name(row.plain) or not (opens_recipient(row.plain) or row.gap)
    is_of_them = is_of_them or bool(_ATTENTION.match(row.plain))
    return above.block == row.block and is_of_them and not (is_postal(above.plain) or is_sender(above.plain))


def _first_named(rest: list[TextRow], *, dated: bool) -> int:
    """Where the block begins in which a person stands, or who is sent a copy."""
    named = (row.block for row in rest if is_recipient_name(row.plain) or COPY_LABEL.match(row.plain))
    block = next(named, -1)
    first = next((at for at, row in enumerate(rest) if row.block == block), len(rest))
    is_above_heading = any(row.kind == "heading" for row in rest[first + 1 : first + 2])
    if first and is_above_heading and is_polite(rest[first].plain):
        return first - 1  # a name alone, behind the office
    return first if first or not dated else len(rest)  # who writes stands first, above the date


def _with_who_holds_it(rest: Sequence[TextRow], office: int) -> int:
    """Where the block of an office begins: right above it may stand who holds it, and whose office it is."""
    while office and rest[office - 1].nth + 1 == rest[office].nth:
        above = rest[office - 1].plain
        if not (says_whose(above) or is_recipient_name(first_part(above))):
            break
        office -= 1
    return office
