"""The entries of a list: begun by a line, contact data and the day of signing apart, and gone on with by those below it.

These are an entry broken off, what somebody does below their name, an address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from petition.core import contacts
from petition.core.contacts import Contact, Parted
from petition.core.text import is_small
from petition.lexicon.dates import find_date
from petition.lexicon.places import STREET
from petition.lexicon.quoting import segments
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker, in_cells, without_marker
from petition.reading.draft import Doubt
from petition.reading.lines import many_in_line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.entry import read_entry
from petition.reading.lines.mailbox import mailbox_in
from petition.reading.lines.names import are_somebody, tells_nothing_else
from petition.reading.lines.signals import closing_end
from petition.reading.naming import beside_name, wishes
from petition.reading.signatories import nobody

_HOUSE = expression(r"(?:@houses\b\.?\s?)?№?\s?\d{1,4}(?:-?(?:үй|пәтер|[a-zа-я]))?")
_LABEL_IN_LINE = re.compile(r"[^\W\d_][:：]\s")
_SIGNATURE = expression(r"(?:(?:[,;\t]|(?<=\d))\s*|\s(?=\S+$))@signed.behind(?=\s|$)")
_BY_HAND = re.compile(r"(?<=[^\s_\\])\s*(?:(?:\\?_){3,}[\s\\_]*|\.{5,}\s*|…{2,}\s*)")  # room for a signature
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
    in_letter: bool = False  # where nobody is written to
    is_apart: bool = False  # it says something that most others do not
    is_said: bool = False  # in a chat
    is_marked: bool = False  # with a bullet or a number
    is_one: bool = False  # as the others of a list whose letters show no names
    under: str = ""  # a place or body that the label above names
    beside: "OpenEntry | None" = None  # who is joined to them: "Ruth and Peter Hallam"

    def stands_as(self, other: "OpenEntry") -> bool:
        """Whether both are points of a list, or paragraphs that say more than a name."""
        is_apart = self.block != other.block and len(segments(other.read)) + other.described > 1
        return (self.is_marked and other.is_marked) or is_apart

    def hold(self, found: Parted) -> None:
        """Keep contact data apart: an email address as where they are written to, all else as not printed, and doubtful."""
        is_mailbox = found.kind is Contact.EMAIL and not (self.in_letter or self.mailbox)
        if is_mailbox and (address := mailbox_in(found.taken, may_be_test=True)[0]):
            self.mailbox = address
        elif found.kind:
            self.contact = f"{self.contact}, {found.taken}" if self.contact else found.taken
            self.doubt = self.doubt or Doubt(found.kind.value)

    def take(self, line: str, *, describing: bool) -> None:
        """Go on with a line: one that breaks off above, or one that describes who is named above."""
        is_parted = describing or self.typed.rstrip()[-1:] == ","
        self.typed += " " + line
        self.read = self.read.rstrip(" ,") + ", " + line if is_parted else self.read + " " + line
        self.described += describing
        if self.beside:
            self.beside.take(line, describing=describing)

    def keep_back(self) -> None:
        """Name them only once somebody has looked, and who is joined to them."""
        self.withheld = True
        if self.beside:
            self.beside.keep_back()


def entries_in(line: str, new: OpenEntry, above: OpenEntry | None) -> list[OpenEntry]:
    """The entries of one line, each like `new`: one, or as many as it holds; who may be two is doubtful."""
    typed = _TABLE_NUMBER.sub("", without_marker(line)).strip(" ;") or line
    typed = typed[closing_end(typed) :]
    doubt = new.doubt or (Doubt.ABOVE if above and _may_belong(above, typed, new.block) else "")
    people, are_two = _people_in(line, typed, new.section)
    if new.is_one and len(people) > 1 and not any(are_somebody(each.split()) for each in people[1:]):
        people, are_two = [], True
    doubt = Doubt.TWO if are_two else doubt
    entries = [_entry(each, replace(new, doubt=doubt)) for each in people or [typed]]
    return _joined(entries) if doubt == Doubt.TWO else entries


def _people_in(line: str, typed: str, section: Kind | None) -> tuple[Sequence[str], bool]:
    """The people of a line, none where it is one or may be; and whether two stand in it who may be one."""
    people = many_in_line.addressed(typed) or (has_marker(line) and many_in_line.numbered_apart(typed))
    is_one = many_in_line.in_one_language(typed) != typed
    if people or is_one or section is Kind.ORGANISATION:
        return people or [], False
    people, is_sure = many_in_line.beside(typed)
    people = people or ([] if contacts.kind_in(typed) else many_in_line.several(typed))
    last = typed.rpartition(";")[2].strip(" .") if ";" in typed else ""
    two = many_in_line.pair(typed)
    return two or people, bool(two) or not is_sure or (len(people) == 1 and tells_nothing_else(last))


def _joined(entries: list[OpenEntry]) -> list[OpenEntry]:
    """The entries of a line. What is said below two who stand joined is said of both; an address is that of the first."""
    for one, other in pairwise(entries):
        other.beside = one
        other.mailbox *= other.mailbox != one.mailbox
    return entries


def _may_belong(above: OpenEntry, line: str, block: int) -> bool:
    """Whether a body, in a paragraph of its own below a name and a role, may be where that person works."""
    if above.block == block or not is_body(line):
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
    entry.typed, rest = rest, _BY_HAND.sub("\t", rest)
    rest = _in_cells(rest) if "\t" in rest else rest
    dated, said = find_date(rest), rest
    if dated and not dated.after.strip(" .)") and dated.before.rstrip().endswith((",", ";", "(")):
        entry.signed_on, said = dated.iso, dated.before.rstrip(" ,;(")
    entry.read = nobody.parted_at_colon(_in_cells(wishes.without_wishes(many_in_line.in_one_language(said))))
    is_unparted = entry.read == said or said.lower() == said.upper()
    if is_unparted and entry.in_letter and _LABEL_IN_LINE.search(said):
        entry.doubt = Doubt.NAME  # "Copy to: …", where letters do not show which words are a name
    entry.hold(found)
    return entry


def _in_cells(line: str) -> str:
    """A line of a typed sheet with commas between its cells, and none for the one that says that somebody has signed."""
    bare = _SIGNATURE.sub(", ", line)
    return in_cells(line) if bare == line else bare.replace("\t", ", ").strip(" ,")


def _private(parts: Sequence[str]) -> list[str]:
    """The parts of a line that say in which house or flat somebody lives, which is never printed."""
    return [
        part
        for before, part, after in zip(parts, parts[1:], [*parts[2:], ""], strict=False)
        if (_HOUSE.fullmatch(part) and (STREET.search(before) or not beside_name.is_of_child(part)))
        or (STREET.search(part) and (any(map(str.isdigit, part)) or _HOUSE.fullmatch(after)))
    ]
