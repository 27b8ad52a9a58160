"""The one reader of signatories typed a line each, in a letter or in a list: the same lines give the same people.

Every line ends as a signatory, as a part of one, or as none, which is told with the reason. Whoever may be none, or may not
want to be named, is doubtful; numbers and bullets fall away, broken entries rejoin.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from petition.core import contacts
from petition.core.contacts import Contact
from petition.core.text import is_small, squeeze
from petition.lexicon.dates import find_date
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import is_degree, says_role
from petition.lexicon.signatory import Kind, Visibility
from petition.lexicon.vocabulary import alternatives, expression, words
from petition.reading.blocks import has_marker, in_cells, plain, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.lines import shapes
from petition.reading.lines.entry import read_entry
from petition.reading.lines.marks import marks_behind, without_marks
from petition.reading.lines.sections import label_of
from petition.reading.lines.signals import closing_end
from petition.reading.lines.tidied import quoted_person
from petition.reading.lists import chats, doubts, legends, many_in_line, name_consent, nobody, wishes
from petition.reading.lists.continued import OpenEntry, between_numbers, goes_on, said_below, stacked_blocks
from petition.reading.lists.table_row import Listed, Nobody, Unread
from petition.reading.lists.villages import under_label, with_villages

_WIDE = str.maketrans("（）【】［］＜＞", "()[][]<>")
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:：@/]{0,30}?)\s?[:：]\s+(?=\S)")
_ORDER = re.compile(r"\((?:\w+ ){1,5}\w+\)")  # "(in alphabetical order)"
_OF_ONESELF = re.compile(r"\b(?:" + "|".join(words("phrases/of-oneself")) + r")\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,5}\s+(?=[^\W\d_])")  # with no stop behind it, where most lines begin so
_HOUSE = re.compile(
    r"(?:(?:кв|дом|д|үй|пәтер|apt|apartment|flat|unit|appt|wohnung|daire)\b\.?\s?)?№?\s?\d{1,4}(?:-?(?:үй|пәтер|[a-zа-я]))?",
    re.IGNORECASE,
)
_STREET = re.compile(r"\b(?:" + alternatives("streets") + r")(?!\w)", re.IGNORECASE)
_LABEL_IN_LINE = re.compile(r"[^\W\d_][:：]\s")
_SIGNATURE = expression(r"(?:(?:[,;\t]|(?<=\d))\s*|\s(?=\S+$))@signed.behind(?=\s|$)")
_TICKED = frozenset("☑✅✔☒")
_TALL = 4  # lines of a post
_TOP = 3  # lines in which headings may stand
_TABLE_NUMBER = re.compile(r"^\s*\d{1,5}\s*(?:[|\t]\s*|\.\s*[|\t]\s*)")


class TypedLine(NamedTuple):
    """A line that holds something: its number, what is typed, and the block between gaps that it stands in.

    `kept_back`: who stands there is not to be named until somebody has looked.
    """

    number: int
    typed: str
    block: int
    kept_back: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """What some lines came to, by their numbers: a signatory, or why they are none; `typed` is what stands there."""

    line: int
    last: int
    typed: str
    listed: Listed | None = None
    why: Unread | None = None


def read(
    rows: Sequence[TypedLine], beside: Sequence[str] = (), *, in_letter: bool = False
) -> list[PlacedLine]:
    """Everything in these lines, in their order. `beside` are they and more, which may ask that some are not named.

    `in_letter`: contact data may stand below it that belong to no signatory, and nobody is written to.
    """
    typed = many_in_line.without_bars([row.typed for row in rows])
    chat = chats.of([line.translate(_WIDE) for line in typed], [row.block for row in rows])
    said = zip(chat.rows or range(len(rows)), _unticked(chat.lines), strict=True)
    rows = _alone([rows[nth]._replace(typed=line) for nth, line in said])
    bare = _without_labels([row.typed for row in rows])
    lines = [plain(row.typed) for row in rows]
    stacked = stacked_blocks([(row.typed, row.block) for row in rows])
    own = {
        line
        for row, line in zip(rows, lines, strict=True)
        if row.block in stacked and _OF_ONESELF.search(line)
    }.union(lines[nth] for nth in chat.of_writers)
    reading = _Reading(
        in_letter,
        stacked=stacked,
        below=said_below(lines) | between_numbers(lines),
        bodies=_are_bodies(lines),
        remarks=chat.remarks.union(legends.found(lines), _quoted(lines)),
        asked=chat.kept_back.union(nth for nth, row in enumerate(rows) if row.kept_back),
        begins=chat.begins,
        doubtful=chat.doubtful,
        marks=legends.kept_back(beside or lines, own),
        greets=nobody.greets([(row.typed, row.block) for row in rows]),
    )
    for nth, row in enumerate(rows):
        reading.take(nth, row, plain(bare(row.typed)))
    return _all_placed(reading.found)


@dataclass(slots=True)
class _Reading:
    """What all lines say of each, and what was found so far: entries as they grow, and lines that are none.

    By their numbers from 0, `remarks` are nobody and `asked` wrote in a chat not to be named; so may whoever bears `marks`.
    """

    in_letter: bool
    stacked: set[int]
    below: Set[int]
    bodies: bool
    remarks: Set[int]
    asked: Set[int]
    begins: Set[int]
    doubtful: Set[int]
    marks: Set[str]
    greets: bool  # the first line
    found: list[PlacedLine | OpenEntry] = field(default_factory=list)
    section: Kind | None = None
    under: str = ""  # the place or body that the last label names
    withheld: bool = False

    def take(self, nth: int, row: TypedLine, line: str) -> None:
        """Take a line, without what stands before each name: to the entry above it, as entries, or as nobody."""
        apart = legends.set_apart(line)
        above = self.found[-1] if self.found else None
        above = above if isinstance(above, OpenEntry) else None
        self.withheld &= nth not in self.begins  # another's message
        is_apart = above is not None and above.block != row.block and self.stacked >= {above.block, row.block}
        is_own = apart or nth in self.remarks or nth in self.begins or has_marker(row.typed)
        if above and not is_own:
            is_stacked = (above.block == row.block and row.block in self.stacked) or nth in self.below
            if not is_apart and goes_on(
                above, line, row.number, row.block, is_stacked=is_stacked, bodies=self.bodies
            ):
                self._keep_back_above(line)
                return
        if why := self._nobody(nth, line):
            self.found.append(PlacedLine(row.number, row.number, plain(row.typed), why=why))
            self._below(line, why, is_remark=nth in self.remarks)
            return
        marked = not self.marks.isdisjoint({"", wishes.name_of(line), *marks_behind(line)})
        new = OpenEntry(
            row.number, row.number, row.block, section=self.section, is_written_to=not self.in_letter
        )
        new.is_marked, new.under, new.is_said = has_marker(row.typed), self.under, bool(self.begins)
        new.doubt = Doubt.TWO * (nth in self.doubtful)
        new.withheld = self.withheld or bool(apart) or nth in self.asked or marked
        self._keep_back_above(line, new)
        self.found += _entries(apart or without_marks(line, self.marks), new, None if is_apart else above)

    def _keep_back_above(self, line: str, new: OpenEntry | None = None) -> None:
        """Keep back who stands right above a wish that names nobody: a name, and below it perhaps a town.

        A wish that is said of somebody who stands there as those above do (`new`) is theirs: "A nurse, name withheld".
        """
        if new and wishes.is_about_others(line):
            return
        if not keeps_back(line) or legends.counts_more(line) or wishes.tells_whose(line):
            return
        above = [each for each in self.found if isinstance(each, OpenEntry)][:-3:-1]
        if new and above and new.stands_as(above[0]) and name_consent.is_said_of_somebody(line):
            return
        for entry in above:
            entry.withheld = True
            head = many_in_line.bare_head(entry.read)
            if shapes.is_full_name(head) or many_in_line.are_two(head):
                return

    def _nobody(self, nth: int, line: str) -> Unread | None:
        if nth < _TOP and (nobody.are_headings(line) or (not self.found and _ORDER.fullmatch(line))):
            return Nobody("headings")
        if not self.found and (line.endswith("!") or (nth == 0 and self.greets)):
            return Nobody("closing")  # a greeting, or a call
        return nobody.why(line, self.section, in_letter=self.in_letter, is_remark=nth in self.remarks)

    def _below(self, line: str, why: Unread, *, is_remark: bool) -> None:
        """Note what a line that is nobody says of those below it."""
        begun = any(isinstance(each, OpenEntry) for each in self.found)
        self.withheld = not is_remark and nobody.goes_on_keeping_back(line, self.withheld, begun=begun)
        if why.code == "section":
            self.section = label_of(line)
            self.under = nobody.place_or_body(line) if self.section is None else ""


def _are_bodies(lines: Sequence[str]) -> bool:
    """Whether at least half of the first lines are surely names of bodies, so that one that begins small is one too."""
    first = lines[:100]
    return 2 * sum(shapes.is_body(squeeze(line)) for line in first) >= len(first) > 2


def _quoted(lines: Sequence[str]) -> set[int]:
    """The lines of an earlier mail below a list, unless most are, or people are numbered there."""
    found = {nth for nth, line in enumerate(lines) if line.startswith(">")}
    is_list = 2 * len(found) > len(lines) or any(has_marker(lines[nth].lstrip("> ")) for nth in found)
    return set() if is_list else found


def _unticked(lines: Sequence[str]) -> list[str]:
    """The lines, an empty box before a name as one that is no bullet, where others are ticked."""
    is_ticked = any(line[:1] in _TICKED for line in lines)
    return [f"[ ]{line[1:]}" if is_ticked and line[:1] == "☐" else line for line in lines]


def _alone(rows: list[TypedLine]) -> list[TypedLine]:
    """The rows, a name and what is said of it a block of their own where only names and posts stand, either first.

    A post below a name is one line, above it up to three, which are put below it.
    """
    named: list[bool] = []
    for row in rows:
        named.append(_is_plain_person(row.typed))
        if named[-2:] == [True, True]:
            return rows  # as in most lists
    if sum(named) < 2:
        return rows
    if named == [True, False] * (len(rows) // 2) and len({row.block for row in rows}) == 1:
        posts = [row.typed for row in rows[1::2]]
        described = all((says_role(post) or shapes.is_body(post)) and not has_marker(post) for post in posts)
        return [row._replace(block=nth // 2) for nth, row in enumerate(rows)] if described else rows
    return _led_by_posts(rows, [at + 1 for at, is_person in enumerate(named) if is_person])


def _led_by_posts(rows: list[TypedLine], ends: list[int]) -> list[TypedLine]:
    """The rows with each name above its post, where every name stands below one; `ends` are where the names do."""
    groups = [rows[start:end] for start, end in pairwise([0, *ends])]
    posts = [" ".join(row.typed for row in group[:-1]) for group in groups]
    are_led = all(1 < len(group) <= _TALL for group in groups) and all(map(_is_post, posts))
    if not are_led or any(_is_post(row.typed) for row in rows[ends[-1] :]):
        return rows
    typed = [row.typed for group in groups for row in (group[-1], *group[:-1])]
    blocks = [-nth for nth, group in enumerate(groups, 1) for _ in group]
    led = zip(rows, typed, blocks, strict=False)
    return [*(row._replace(typed=said, block=block) for row, said, block in led), *rows[ends[-1] :]]


def _is_post(text: str) -> bool:
    """Whether a text says what somebody does: in a role, or begun small as no name is."""
    return text[-1] not in ".:：" and (says_role(text) or is_small(text[0]))


def _is_plain_person(line: str) -> bool:
    head, *said = segments(line) or ("",)
    return shapes.names_person(head) and all(map(is_degree, said))


def _without_labels(lines: Sequence[str]) -> Callable[[str], str]:
    """What takes away the words or the numbers before each name ("Name: Anna Ruel", "01 Anna Ruel"), where most begin so."""
    found = [label[0] for line in lines if (label := _LABELLED.match(line))]
    if len(set(found)) == 1 < len(found) and len(found) >= 0.5 * len(lines):
        return lambda line: line.removeprefix(found[0]).strip()
    numbered = 2 * sum(bool(_NUMBER.match(line)) for line in lines) > len(lines)
    return (lambda line: _NUMBER.sub("", line)) if numbered else str


def _entries(line: str, new: OpenEntry, above: OpenEntry | None) -> Iterator[OpenEntry]:
    """The entries of one line, each like `new`: one, or as many as it holds; who may be two is doubtful."""
    typed = _TABLE_NUMBER.sub("", without_marker(line)).strip(" ;") or line
    typed = typed[closing_end(typed) :]
    doubt = new.doubt or (Doubt.ABOVE if above and _may_belong(above, typed, new.block) else "")
    people = many_in_line.addressed(typed) or (has_marker(line) and many_in_line.numbered_apart(typed))
    if not people and new.section is not Kind.ORGANISATION:
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
    entry.typed, entry.read = rest, nobody.parted_at_colon(_in_cells(wishes.without_wishes(said)))
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


def _all_placed(found: Sequence[PlacedLine | OpenEntry]) -> list[PlacedLine]:
    entries = [each for each in found if isinstance(each, OpenEntry)]
    bodies = _mostly_bodies(entries)
    read = [each.read for each in entries]
    for entry, *apart in zip(entries, legends.unlike_others(read), legends.cut_short(read), strict=True):
        entry.is_apart = any(apart)
    placed = [each if isinstance(each, PlacedLine) else _placed(each, bodies=bodies) for each in found]
    return with_lines(placed, with_villages([each.listed.line for each in placed if each.listed]))


def left_over(lines: Iterable[str], above: int) -> list[PlacedLine]:
    """Lines that belong to nobody, numbered behind so many."""
    return [
        PlacedLine(nth, nth, line, why=Unread("name", "left over"))
        for nth, line in enumerate(lines, above + 1)
    ]


def with_lines(placed: Iterable[PlacedLine], lines: Iterable[Line]) -> list[PlacedLine]:
    """The same, with these in place of the lines of whoever signs."""
    read_as = iter(lines)
    return [
        replace(each, listed=replace(each.listed, line=next(read_as))) if each.listed else each
        for each in placed
    ]


def _placed(entry: OpenEntry, *, bodies: bool) -> PlacedLine:
    """The entry as it is read; whoever may be two, or may ask not to be named, is doubtful."""
    line = _line_of(entry, bodies=bodies)
    if not any(map(str.isalpha, line.name)):
        typed = line.as_typed or line.contact or entry.mailbox
        return PlacedLine(entry.first, entry.last, typed, why=Unread("name", "missing"))
    shown = Visibility.HIDDEN if line.doubt == Doubt.NAMING else Visibility.PUBLIC
    listed = Listed(line, entry.mailbox, shown, entry.signed_on)
    return PlacedLine(entry.first, entry.last, line.as_typed, listed)


def _line_of(entry: OpenEntry, *, bodies: bool) -> Line:
    withheld = entry.withheld or name_consent.asks_no_name(entry.typed)
    typed = name_consent.without_wishes(entry.read) if withheld else entry.read
    head = many_in_line.bare_head(typed)
    if head in typed and many_in_line.are_two(head) and not shapes.is_surely_body(head):
        one = f"{head.split()[0]} {head.split()[-1]}{typed.partition(head)[2]}"
        line = replace(read_entry(one, kind=Kind.PERSON), name=squeeze(head))
    else:
        line = read_entry(typed, mostly_bodies=bodies, kind=entry.section)
    withheld = withheld or (entry.is_said and doubts.is_body_said(line))
    line = under_label(line, entry.under)
    two = Doubt.TWO if many_in_line.may_be_two(line.name, line.role, line.affiliation) else ""
    if joined := many_in_line.second(head, line.name) if two else "":
        line = replace(line, name=squeeze(head), role=line.role.removeprefix(joined).strip(" ,"))
    apart = Doubt.NAMING if entry.is_apart else entry.doubt or line.doubt
    doubt = Doubt.NAMING if withheld else two or apart
    line = name_consent.without_remarks(line) if withheld else line
    return replace(line, as_typed=entry.typed.strip(), contact=entry.contact, doubt=doubt)


def _mostly_bodies(entries: Sequence[OpenEntry]) -> bool:
    """Whether nearly all that can be told for sure in this list are bodies."""
    first = [line for entry in entries[:400] if (line := squeeze(entry.read))]
    bodies = sum(
        shapes.is_body(line) and not (quoted_person(line)[0] or many_in_line.are_two(line)) for line in first
    )
    persons = sum(
        len(segments(line)) > 1 and not shapes.is_body(line) and shapes.looks_signed(line) for line in first
    )
    return len(entries) > 2 and bodies >= 2 and bodies >= 4 * persons and bodies >= 0.5 * len(first)
