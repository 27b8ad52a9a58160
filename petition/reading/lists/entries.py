"""The entries of a list: begun by a line, contact data and the day of signing apart, and gone on with by those below it.

These are an entry broken off, what somebody does below their name, an address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from petition.core import contacts
from petition.core.contacts import Contact, Parted
from petition.core.text import is_small, squeeze
from petition.lexicon.dates import find_date
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import QUOTES, bracket_spans, segments, words_of
from petition.lexicon.role_phrase import is_legal_form, says_role
from petition.lexicon.roles import is_modifier, is_outlet, tells
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import alternatives, expression
from petition.reading.blocks import has_marker, in_cells, without_marker
from petition.reading.draft import Doubt
from petition.reading.lines import shapes
from petition.reading.lines.entry import read_entry
from petition.reading.lines.marks import without_marks
from petition.reading.lines.signals import closing_end
from petition.reading.lists import many_in_line, name_consent, nobody, wishes
from petition.reading.lists.table_row import mailbox_in

_HANGING = expression(r"(?:[,&/]|\s[—–-]|\b@hanging)$")
_GOES_ON = expression(r"@going-on\s", 0)
_LONGEST = 500
_LONG_LINE = 40  # which hardly ends where it does but for want of room
_WIDE_LINE = 60  # a line so long may have been broken where it had no more room
_HOUSE = re.compile(
    r"(?:(?:кв|дом|д|үй|пәтер|apt|apartment|flat|unit|appt|wohnung|daire)\b\.?\s?)?№?\s?\d{1,4}(?:-?(?:үй|пәтер|[a-zа-я]))?",
    re.IGNORECASE,
)
_STREET = re.compile(r"\b(?:" + alternatives("streets") + r")(?!\w)", re.IGNORECASE)
_LABEL_IN_LINE = re.compile(r"[^\W\d_][:：]\s")
_SIGNATURE = expression(r"(?:(?:[,;\t]|(?<=\d))\s*|\s(?=\S+$))@signed.behind(?=\s|$)")
_TABLE_NUMBER = re.compile(r"^\s*\d{1,5}\s*(?:[|\t]\s*|\.\s*[|\t]\s*)")


@dataclass(slots=True)
class OpenEntry:
    """A signatory as they grow, from the first line to the last.

    What was typed, the same with lines parted by commas for reading, and how many lines describe who is named.
    """

    first: int
    last: int
    block: int
    typed: str = ""
    read: str = ""
    described: int = 0
    contact: str = ""
    mailbox: str = ""
    signed_on: str = ""
    doubt: str = ""
    section: Kind | None = None
    withheld: bool = False  # the label of its part, or a mark, may ask that nobody there is named
    is_written_to: bool = True
    is_apart: bool = False  # it says something that most others do not
    is_said: bool = False  # in a chat
    is_marked: bool = False  # with a bullet or a number
    under: str = ""  # a place or body that the label above names

    def stands_as(self, other: "OpenEntry") -> bool:
        """Whether both are points of a list, or paragraphs that say more than a name."""
        is_apart = self.block != other.block and len(segments(other.read)) + other.described > 1
        return (self.is_marked and other.is_marked) or is_apart

    def hold(self, found: Parted) -> None:
        """Keep contact data apart: an email address as where they are written to, all else as not printed, and doubtful."""
        if (
            self.is_written_to
            and found.kind is Contact.EMAIL
            and not self.mailbox
            and (address := mailbox_in(found.taken, may_be_test=True)[0])
        ):
            self.mailbox = address
        elif found.kind:
            self.contact = f"{self.contact}, {found.taken}" if self.contact else found.taken
            self.doubt = self.doubt or Doubt(found.kind.value)

    def take(self, line: str, *, describing: bool) -> None:
        """Go on with a line: one that breaks off above, or one that describes who is named above."""
        self.typed += " " + line
        self.read = self.read.rstrip(" ,") + ", " + line if describing else self.read + " " + line
        self.described += describing


def entries_in(line: str, new: OpenEntry, above: OpenEntry | None) -> Iterator[OpenEntry]:
    """The entries of one line, each like `new`: one, or as many as it holds; who may be two is doubtful."""
    typed = _TABLE_NUMBER.sub("", without_marker(line)).strip(" ;") or line
    typed = typed[closing_end(typed) :]
    doubt = new.doubt or (Doubt.ABOVE if above and _may_belong(above, typed, new.block) else "")
    people = many_in_line.addressed(typed) or (has_marker(line) and many_in_line.numbered_apart(typed))
    is_one = many_in_line.in_one_language(typed) != typed
    if not (people or is_one) and new.section is not Kind.ORGANISATION:
        people, is_sure = many_in_line.beside(typed)
        doubt = doubt if is_sure else Doubt.TWO
        people = people or ([] if contacts.kind_in(typed) else many_in_line.several(typed))
        last = typed.rpartition(";")[2].strip(" .") if ";" in typed else ""
        if (two := many_in_line.pair(typed)) or (len(people) == 1 and shapes.is_only_name(last)):
            people, doubt = two or people, Doubt.TWO
    for each in people or [typed]:
        yield _entry(each, replace(new, doubt=doubt))


def _may_belong(above: OpenEntry, line: str, block: int) -> bool:
    """Whether a body, in a paragraph of its own below a name and a role, may be where that person works."""
    if above.block == block or not shapes.is_body(line):
        return False
    return is_small(line[0]) or (above.described == 1 and not read_entry(above.read).affiliation)


def _entry(typed: str, entry: OpenEntry) -> OpenEntry:
    """One entry, its contact data and the day of signing apart."""
    found = contacts.parted(typed)
    entry.contact = ", ".join(private := _private(segments(_in_cells(typed))))
    for part in private:
        typed = re.sub(rf"\s*[,;]?\s*{re.escape(part)}(?!\w)", "", typed, count=1)
    found = contacts.parted(typed) if private else found
    rest = found.rest.strip(' "') if found.kind is Contact.EMAIL else found.rest
    before, _, after = typed.partition(found.taken) if found.kind else (typed, "", "")
    if before.strip()[-1:].isalpha() and after.strip()[:1].isalpha():
        rest = f"{before.strip()}, {after.strip()}"  # an address between a name and a town parts them
    dated, said = find_date(rest), rest
    if dated and not dated.after.strip(" .)") and dated.before.rstrip().endswith((",", ";", "(")):
        entry.signed_on, said = dated.iso, dated.before.rstrip(" ,;(")
    entry.typed, entry.read = (
        rest,
        nobody.parted_at_colon(_in_cells(wishes.without_wishes(many_in_line.in_one_language(said)))),
    )
    is_unparted = entry.read == said or said.lower() == said.upper()
    if is_unparted and not entry.is_written_to and _LABEL_IN_LINE.search(said):
        entry.doubt = Doubt.NAME  # "Copy to: …", where letters do not show which words are a name
    entry.hold(found)
    return entry


def _in_cells(line: str) -> str:
    """A line of a typed sheet with commas between its cells, and none for the one that says that somebody has signed."""
    return (
        _SIGNATURE.sub(", ", line).replace("\t", ", ").strip(" ,")
        if _SIGNATURE.search(line)
        else in_cells(line)
    )


def _private(parts: Sequence[str]) -> list[str]:
    """The parts of a line that say in which house or flat somebody lives, which is never printed."""
    return [
        part
        for before, part, after in zip(parts, parts[1:], [*parts[2:], ""], strict=False)
        if (_HOUSE.fullmatch(part) and (_STREET.search(before) or not name_consent.is_of_child(part)))
        or (_STREET.search(part) and (any(map(str.isdigit, part)) or _HOUSE.fullmatch(after)))
    ]


def goes_on(
    above: OpenEntry, line: str, number: int, block: int, *, is_stacked: bool, bodies: bool, commas: bool
) -> bool:
    """Take a line into the entry above it, where it goes on with it; whether it did.

    `is_stacked`: it says what the one above does. `bodies`: most lines are names of bodies, some of which begin small.
    `commas`: many end in a comma, which says nothing of what stands below.
    """
    found = contacts.parted(without_marks(line))
    rest, is_same = squeeze(found.rest), above.block == block
    if not rest:
        if not (found.kind and is_same) or (
            above.mailbox if found.kind is Contact.EMAIL and above.is_written_to else above.contact
        ):
            return False  # it has one: this is somebody else's
    elif is_stacked:
        is_named = "," in above.read or shapes.is_plain_name(above.read)
        is_said = not shapes.is_patronymic(rest) and (rest[0] not in QUOTES or is_named)
        above.take(rest, describing=is_said)
    elif _is_nobody_or_another(above, line, rest):
        return False
    elif _describes(above, rest, block) or (is_same and not commas and _hangs_on_comma(above, rest)):
        above.take(rest, describing=True)
    elif _is_broken_off(
        above, rest, is_same_block=is_same, bodies=bodies or above.section is Kind.ORGANISATION
    ):
        above.take(rest, describing=False)
    else:
        return False
    above.last = number
    above.hold(found)
    return True


def _is_nobody_or_another(above: OpenEntry, line: str, rest: str) -> bool:
    """Whether a line is none of the list, or of somebody who is not named, below one of whom all is said."""
    if wishes.is_placeholder(line) and len(segments(above.read)) + shapes.is_body(above.read) > 1:
        return True
    why = nobody.why(line, above.section, in_letter=not above.is_written_to)
    return why is not None and (rest[0] != "(" or why.code in {"total", "section"})


def _describes(above: OpenEntry, line: str, block: int) -> bool:
    """The second and third line of a signature block: a role under a name, a body under the role."""
    led_by_post = all(shapes.role_before_name(words_of(each)) for each in (above.typed, line))
    if len(above.typed) > 300 or led_by_post:
        return False
    named = shapes.is_name(above.typed.strip(" ,")) and not shapes.is_body(above.typed)
    if above.block != block:  # a word processor makes a paragraph of each line
        return (
            not above.described and named and shapes.says_only_post(line)
        )  # so that nobody else can be meant
    if not above.described:
        return named and (says_role(line) or could_be_town(line))
    return above.described <= 3 and is_place(line)


def _is_broken_off(above: OpenEntry, line: str, *, is_same_block: bool, bodies: bool) -> bool:
    """Whether this line is the rest of the entry above it.

    It is when the entry above hangs on a comma, a preposition or an open quote; when this line begins with a preposition, a
    sign that closes, or small, as no name does but a body's may (`bodies`, "openRoad") and some people's; or when the entry
    above names a kind of outlet without its name, and this line is one.
    """
    before = squeeze(above.typed)
    if len(before) > _LONGEST or line[0] in "()»”,;…" or (is_same_block and is_legal_form(line)):
        return len(before) <= _LONGEST
    if _HANGING.search(before):
        is_said = says_role(line) or shapes.is_body(line) or could_be_town(line)
        return before[-1] != "," or (not _stands_alone(above, line) if is_same_block else is_said)
    if is_same_block and shapes.is_patronymic(line) and len(before.split()) == 2:
        return True
    if _is_open(before):
        # No bracket or quote reaches over somebody where none closes it.
        return not _is_open(f"{before} {line}")
    is_own = bodies and len(before) < _WIDE_LINE
    if not is_own and _begins_small(line, is_apart=not is_same_block, below=before):
        return len(before) >= _LONG_LINE or shapes.is_name(before) or _continues(line)
    return _names_outlet(before, line)


def _begins_small(line: str, *, is_apart: bool, below: str) -> bool:
    """Whether a line begins with a small letter, and not with a name, a domain or a title that is written so.

    Behind a gap (`is_apart`) a body is one where something is said of who stands `below` which it does.
    """
    first = line.split(maxsplit=1)[0]
    head = (segments(line) or [line])[0]
    if is_apart and len(segments(below)) > 1 and shapes.is_surely_body(head):
        return False
    return (
        is_small(line[0])
        and not any(letter.isupper() or letter.isdigit() for letter in first)
        and not shapes.is_title(first)
        and not shapes.role_before_name(words_of(head))
        and shapes.with_role_behind(line) == line
        and not (
            (head.islower() or first in shapes.PARTICLES)
            and shapes.is_name(head.title())
            and shapes.is_only_name(head)
        )
    )


def _continues(line: str) -> bool:
    """Whether a line begins with a preposition, or a word of what somebody does."""
    word = line.split(maxsplit=1)[0]
    return bool(_GOES_ON.match(line)) or is_modifier(word) or tells([word])


def _hangs_on_comma(above: OpenEntry, line: str) -> bool:
    """Whether a line is where somebody works, or lives, of whom the line above breaks off at a comma, as few lines do."""
    is_where = could_be_town(line) or (shapes.is_body(line) and not shapes.is_plain_name(line))
    return above.typed.rstrip()[-1:] == "," and is_where


def _stands_alone(above: OpenEntry, line: str) -> bool:
    """Whether a line below a comma is somebody, in small letters perhaps, and does not say what the one above does.

    Where marks begin each, nobody stands without.
    """
    head = (segments(line) or [""])[0]
    is_one = shapes.is_body(line) or shapes.is_full_name(shapes.cased(head))
    return is_one and not above.is_marked and not says_role(line)


def _is_open(before: str) -> bool:
    """Whether a bracket or a quote is open at the end of a text."""
    if any(before.count(first) > before.count(last) for first, last in ("()", "«»")):
        return True
    marks = [character for character in before if character in QUOTES]
    return len(marks) % 2 == 1 and before.rfind(marks[-1]) > 0 and before[before.rfind(marks[-1]) - 1] in " ("


def _names_outlet(above: str, line: str) -> bool:
    """Whether a line of one word is the name of the newspaper that the entry above speaks of last, and has not named."""
    if any(is_place(content) for _, _, content in bracket_spans(above)):
        return False
    parts = segments(above)
    words = words_of(parts[-1]) if len(parts) > 1 else []
    wanted = any(map(is_outlet, words)) and all(is_small(word[0]) for word in words)
    return wanted and len(many_in_line.bare_head(line).split()) == 1
