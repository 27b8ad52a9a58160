"""The one reader of signatories typed a line each, in a letter or in a list: the same lines give the same people.

Every line ends as a signatory, as a part of one, or as none, which is told with the reason. Whoever may be none, or may not
want to be named, is doubtful; numbers and bullets fall away, broken entries rejoin.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple, Self

from petition.core.text import is_small, squeeze
from petition.lexicon.not_signed import is_of_none
from petition.lexicon.places import could_be_town
from petition.lexicon.quoting import segments
from petition.lexicon.role_phrase import has_legal_form
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.blocks import has_marker, is_bold, plain, without_marker
from petition.reading.chats.chat import chat_in
from petition.reading.chats.messages import ChatLine
from petition.reading.draft import Doubt, Line
from petition.reading.lines import could_sign, many_in_line
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.entry import read_entry
from petition.reading.lines.labels import is_group, label_of
from petition.reading.lines.marks import marks_behind, number_of, without_marks
from petition.reading.lines.names import bare_head, is_full_name, name_of
from petition.reading.lines.signals import opens_list
from petition.reading.naming import beside_name, legends, wishes
from petition.reading.naming.remarks import cut_short, unlike_others
from petition.reading.signatories import doubts, nobody
from petition.reading.signatories.going_on import goes_on
from petition.reading.signatories.listed import Listed, Nobody, PlacedLine, TypedLine, Unread, with_lines
from petition.reading.signatories.open_entry import OpenEntry, entries_in
from petition.reading.signatories.stacked import alone, beside_numbers, said_again, said_below, stacked_blocks
from petition.reading.signatories.villages import under_label, with_villages

_WIDE = str.maketrans("（）【】［］＜＞", "()[][]<>")
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:：@/]{0,30}?)\s?[:：]\s+(?=\S)")
_ORDER = re.compile(r"\((?:\w+ ){1,5}\w+\)")  # "(in alphabetical order)"
_COUNT = re.compile(r"\(\D{0,20}(\d{1,5})\D{0,20}\)")  # "(8 people in all)"
_NUMBER = re.compile(r"^\d{1,5}\s+(?=[^\W\d_])")  # with no stop behind it, where most lines begin so
_TICKED = frozenset("☑✅✔☒")
_FEW, _MANY = 2, 3  # lines with a mark that tell nothing of those without; lines for each that is set off
_TOP = 3  # lines in which headings may stand


class AroundLists(NamedTuple):
    """What stands around one list or several of a text, these too, and the marks of whom it keeps back."""

    lines: Sequence[str]
    marks: set[str]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Self:
        """The same, told once for all lists among these lines."""
        return cls(lines, legends.kept_back([legends.with_mark_behind(line) for line in lines]))


def read(
    rows: Sequence[TypedLine], beside: Sequence[str] | AroundLists = (), *, in_letter: bool = False
) -> list[PlacedLine]:
    """Everything in these lines, in their order. `beside` are they and more, which may ask that some are not named.

    `in_letter`: contact data may stand below it that belong to no signatory, and nobody is written to.
    """
    typed, raw = _typed([row.typed for row in rows]), rows
    chat = chat_in([line.translate(_WIDE) for line in typed], [row.block for row in rows])
    said = zip(chat, _unticked([each.text for each in chat]), strict=True)
    rows = alone([_as_said(rows[each.row], line) for each, line in said])
    bare = _without_labels([row.typed for row in rows])
    lines = [plain(row.typed) for row in rows]
    pairs = [(row.typed, row.block) for row in rows]
    stacked, is_chat = stacked_blocks(rows), any(each.begins for each in chat)
    numbered = {line for line in _numbered(lines) if wishes.is_of_speaker(line)}
    own = numbered.union(_said_of_oneself(chat, rows, stacked))
    marks = _kept_back(beside, raw if is_chat else (), lines, own)
    commas = 4 * "\n".join([*lines, ""]).count(",\n") > len(lines)
    bodies, one_each = many_in_line.mostly_bodies(lines), many_in_line.are_one_each(lines)
    reading = _Reading(in_letter, is_chat, stacked, bodies, commas, one_each, marks, numbered)
    heads, remarks, (below, none) = _heads(rows), legends.explaining(lines), beside_numbers(lines, rows)
    below |= said_below(lines, rows) | (set() if is_chat else said_again(lines))
    around = {-1 if in_letter else nobody.leaves(pairs), 0 if nobody.greets(pairs) else -1}
    for nth, (each, row) in enumerate(zip(chat, rows, strict=True)):
        message = each._replace(is_remark=each.is_remark or nth in remarks)
        told = (plain(bare(row.typed)), message, heads.get(nth), nth in below, nth in none, nth in around)
        reading.take(ToldLine(nth, row, *told))
    return _all_placed(reading.found)


def _kept_back(
    beside: Sequence[str] | AroundLists, messages: Sequence[TypedLine], lines: Sequence[str], own: set[str]
) -> set[str]:
    if isinstance(beside, AroundLists) and not (messages or own):
        return beside.marks
    told = beside.lines if isinstance(beside, AroundLists) else beside
    return legends.kept_back(_around(told, messages, lines), own)


def _said_of_oneself(chat: Sequence[ChatLine], rows: Sequence[TypedLine], stacked: Set[int]) -> Iterator[str]:
    for each, row in zip(chat, rows, strict=True):
        line = plain(row.typed)
        if each.is_of_writer or (row.block in stacked and wishes.OF_ONESELF.search(line)):
            yield line


def _numbered(lines: Sequence[str]) -> set[str]:
    """The lines that have a number of their own, where most have."""
    numbers = Counter(chain.from_iterable(map(number_of, lines)))
    own = {line for line in lines if any(numbers[number] == 1 for number in number_of(line))}
    return own if 2 * len(own) > len(lines) else set()


def _around(beside: Sequence[str], messages: Sequence[TypedLine], lines: Sequence[str]) -> Sequence[str]:
    """What may ask that some are not named: `beside`, in which each of these messages is as it was read, or the lines."""
    written = {plain(each.typed) for each in messages}
    told = [legends.with_mark_behind(line) for line in beside if line not in written]
    return [*told, *(lines if written or not told else ())]


class ToldLine(NamedTuple):
    """A line without what stands before each name, counted from 0, and what all of them together say of it."""

    nth: int
    row: TypedLine
    line: str
    message: ChatLine
    heads: str | None  # how it may head a part of the list, if it may
    is_below: bool  # it says more of who stands above
    is_none: bool  # it stands beside a list of numbers, and can be nobody
    is_around: bool  # it greets, or takes leave above who sent the list

    @property
    def is_own(self) -> bool:
        """Whether it goes on with none above."""
        is_marked = has_marker(self.row.typed) and not self.is_below
        return is_marked or self.message.begins or self.message.is_remark or bool(self.heads)


@dataclass(slots=True)
class _Reading:
    """What was found so far: entries as they grow, and lines that are none. Who bears `marks` may not want to be named."""

    in_letter: bool
    is_chat: bool
    stacked: set[int]
    bodies: bool
    commas: bool  # many lines end in one
    is_one_each: bool  # a line is one, in letters that show no names
    marks: Set[str]
    own: Set[str]  # lines with a number of their own that speak of oneself
    found: list[PlacedLine | OpenEntry] = field(default_factory=list)
    section: Kind | None = None
    under: str = ""  # the place or body that the last label names
    asked: int | None = None  # the block in which a wish that was taken to the entry above it leads
    withheld: bool = False

    def take(self, told: ToldLine) -> None:
        """Take a line to the entry above it, as entries, or as nobody."""
        row, line, led = told.row, told.line, _led_by_wish(told.line)
        apart = legends.set_apart(line) or ", ".join(led)
        above = next((each for each in self.found[-1:] if isinstance(each, OpenEntry)), None)
        self.withheld &= not told.message.begins
        is_apart = above is not None and above.block != row.block and self.stacked >= {above.block, row.block}
        is_own = apart or is_apart or told.is_own or self._counts_all(line)
        if above and not is_own and self._goes_on(told, above):
            return
        if not led and (why := self._nobody(told)):
            self.found.append(PlacedLine(row.number, row.number, plain(row.typed), why=why))
            self._below(line, why, is_remark=told.message.is_remark)
            return
        new = self._begun(told)
        new.withheld |= bool(apart)
        if not led:
            self._keep_back_above(line, new)
        for each in led or [apart or without_marks(line, self.marks)]:
            self.found += entries_in(each, replace(new), None if is_apart else above)

    def _begun(self, told: ToldLine) -> OpenEntry:
        """An entry of a line, with what the others say of it."""
        self.under *= told.heads is None
        row, name = told.row, name_of(told.line)
        called = {"", name, *many_in_line.joined_in(name), *marks_behind(told.line), *number_of(row.typed)}
        new = OpenEntry(row.number, row.number, row.block, section=self.section, in_letter=self.in_letter)
        new.is_marked, new.under, new.is_said = has_marker(row.typed), self.under, self.is_chat
        new.is_one = self.is_one_each
        is_kept_back = told.message.kept_back or row.kept_back or not self.marks.isdisjoint(called)
        asked_beside = self.asked in {row.block, row.block - row.is_led}  # above whose block it stands
        new.withheld = self.withheld or is_kept_back or asked_beside
        new.doubt = Doubt.TWO if told.message.is_doubtful else "" if told.heads is None else Doubt.NAME
        return new

    def _goes_on(self, told: ToldLine, above: OpenEntry) -> bool:
        """Take a line into the entry above it where it goes on with that; whether it did."""
        is_stacked = (above.block == told.row.block and above.block in self.stacked) or told.is_below
        habits = {"bodies": self.bodies, "commas": self.commas}
        is_more = goes_on(above, told.line, told.row, is_stacked=is_stacked, **habits)
        if is_more:
            self._keep_back_above(told.line)
            if above.block != told.row.block and wishes.may_be_of_one_above(told.line):
                self.asked = told.row.block
        return is_more

    def _keep_back_above(self, line: str, new: OpenEntry | None = None) -> None:
        """Keep back who stands right above a wish that names nobody: a name, and below it perhaps a town.

        A wish that is said of somebody who stands there as those above do (`new`) is theirs: "A nurse, name withheld".
        """
        if new and line not in self.own and wishes.is_about_others(line) and not wishes.is_of_one(line):
            return
        if not wishes.may_be_of_one_above(line) or legends.counts_more(line) or wishes.tells_whose(line):
            return
        above = [each for each in self.found if isinstance(each, OpenEntry)][:-3:-1]
        if new and wishes.is_placeholder(line):
            return
        if new and above and new.stands_as(above[0]) and beside_name.is_said_of_somebody(line):
            return
        for entry in above:
            entry.keep_back()
            head = bare_head(entry.read)
            if is_full_name(head) or many_in_line.are_two(head):
                return

    def _counts_all(self, line: str) -> bool:
        """Whether a line in brackets says how many stand above it."""
        count = _COUNT.fullmatch(line)
        if count is None or wishes.may_be_of_one_above(line):
            return False
        return int(count[1]) == sum(isinstance(each, OpenEntry) for each in self.found) > _FEW

    def _nobody(self, told: ToldLine) -> Unread | None:
        line = told.line
        if told.nth < _TOP and (nobody.are_headings(line) or (not self.found and _says_of_all(line))):
            return Nobody("headings")
        bare = nobody.PICTURES_BEHIND.sub("", line)
        if told.is_around or (not self.found and bare.endswith("!")):
            return Nobody("closing")  # a greeting, a leave, or a call
        if told.message.is_remark:
            return Nobody("comment")
        if self._counts_all(line):
            return Nobody("total")
        why = nobody.why(line, self.section, in_letter=self.in_letter)
        if why or not told.is_none:
            return why or (Nobody("section") if told.heads == "section" else None)
        return Unread("name", "left over")

    def _below(self, line: str, why: Unread, *, is_remark: bool) -> None:
        """Note what a line that is nobody says of those below it."""
        begun = any(isinstance(each, OpenEntry) for each in self.found)
        self.withheld = not is_remark and nobody.goes_on_keeping_back(line, self.withheld, begun=begun)
        if why.code in {"section", "left over"}:  # a heading, of whatever kind
            self.section = label_of(line)
            self.under = nobody.place_or_body(line) if self.section is None else ""
        if _LABELLED.match(line) or line in self.own:  # "wish: anonymous"
            self._keep_back_above(line)


def _says_of_all(line: str) -> bool:
    """Whether a line in brackets above all says of the list that it is one, in what order, or why bodies stand in it."""
    is_aside = line[:1] == "(" and line[-1:] == ")"
    return is_aside and bool(_ORDER.fullmatch(line) or opens_list(line) or legends.IDENTIFIES.search(line))


def _led_by_wish(line: str) -> list[str]:
    bare = plain(without_marker(line))
    return [] if nobody.is_taken_back(bare) else wishes.led_by_wish(bare)


def _as_said(row: TypedLine, line: str) -> TypedLine:
    """The row with this line in its place, and whether a word before it said that somebody signed."""
    return row._replace(typed=line, is_signed=could_sign.without_signed(row.typed) != row.typed)


def _typed(lines: Sequence[str]) -> list[str]:
    """The lines with commas for bars, marks behind names, and without words that say that somebody signed."""
    apart = many_in_line.without_bars(list(map(many_in_line.wide_apart, lines)))
    bare = map(could_sign.without_signed, apart)
    return list(map(legends.with_mark_behind, bare))


def _unticked(lines: Sequence[str]) -> list[str]:
    """The lines, an empty box before a name as one that is no bullet, where others are ticked, or a sign that is of none."""
    is_ticked = any(line[:1] in _TICKED for line in lines)
    told = legends.short_for(lines)
    none = [re.escape(mark) for mark, said in told.values() if is_of_none(said)]
    none += ["☐"] * is_ticked
    signs = re.compile(rf"^({'|'.join(none) or '(?!)'})(.*)$")
    return [line if line in told else signs.sub(r"[ ]\2 \1", line) for line in lines]


def _heads(rows: Sequence[TypedLine]) -> dict[int, str]:
    """The lines, by their numbers, that may head a part of a list: "section" where they name nobody, "name" or "".

    They are set off as few others are, or have no bullet or number beside those that have one, where most have; '' is one of
    these that stands in their midst, with no gap above.
    """
    marked = [False, *(has_marker(row.typed) for row in rows), False]
    are_marked = len(rows) / 2 < sum(marked) > _FEW
    large = {nth for nth, row in enumerate(rows) if row.is_large or is_bold(row.typed)}
    large = large if _MANY * len(large) < len(rows) else set()
    found = dict[int, str]()
    for nth, row in enumerate(rows):
        if nth not in large and (marked[nth + 1] or not (are_marked and (marked[nth] or marked[nth + 2]))):
            continue
        line, is_apart = plain(row.typed), nth == 0 or rows[nth - 1].block != row.block
        if not (_describes_somebody(line) or is_small(line[:1])):
            leads = (nth in large or is_apart) and marked[nth + 2]
            found[nth] = _headed_by(line, leads=leads, is_large=nth in large)
    return found


def _headed_by(line: str, *, leads: bool, is_large: bool) -> str:
    if (leads and not _may_sign(line)) or (is_large and opens_list(line)):
        return "section"
    return "name" * (leads or is_large)


def _may_sign(line: str) -> bool:
    """Whether a line that may head a part of a list could be who signs as well: a body, or a person."""
    if could_be_town(line) or (line.isupper() and not has_legal_form(line)):
        return False
    return is_full_name(line) or (is_surely_body(line) and not is_group(f"{line}:"))


def _describes_somebody(line: str) -> bool:
    head, *said = segments(line) or ("",)
    return bool(said) and is_full_name(head) and not head.isupper()


def _without_labels(lines: Sequence[str]) -> Callable[[str], str]:
    """What takes away the words or the numbers before each name ("Name: Anna Ruel", "01 Anna Ruel"), where most begin so."""
    found = [label[0] for line in lines if (label := _LABELLED.match(line))]
    if len(set(found)) == 1 < len(found) and len(found) >= 0.5 * len(lines):
        return lambda line: line.removeprefix(found[0]).strip()
    numbered = 2 * sum(bool(_NUMBER.match(line)) for line in lines) > len(lines)
    return (lambda line: _NUMBER.sub("", line)) if numbered else str


def _all_placed(found: Sequence[PlacedLine | OpenEntry]) -> list[PlacedLine]:
    entries = [each for each in found if isinstance(each, OpenEntry)]
    read = [each.read for each in entries]
    bodies = many_in_line.mostly_bodies(read)
    for entry, *apart in zip(entries, unlike_others(read), cut_short(read), strict=True):
        entry.is_apart = any(apart)
    dated = [entry for entry in entries if entry.signed_on]
    if len(dated) == 1 < len(entries) and dated[0].in_letter:
        dated[0].doubt = dated[0].doubt or Doubt.NAME  # where and when a letter was written
    placed = [each if isinstance(each, PlacedLine) else _placed(each, bodies=bodies) for each in found]
    return with_lines(placed, with_villages([each.listed.line for each in placed if each.listed]))


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
    withheld = entry.withheld or beside_name.asks_no_name(entry.typed)
    typed = beside_name.without_wishes_in_brackets(entry.read) if withheld else entry.read
    head = bare_head(typed)
    is_body_told = is_surely_body(head) or entry.section is Kind.ORGANISATION
    if head in typed and many_in_line.are_two(head) and not is_body_told:
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
    line = beside_name.without_remarks(line) if withheld else line
    return replace(line, as_typed=entry.typed.strip(), contact=entry.contact, doubt=doubt)
