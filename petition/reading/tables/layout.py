"""How a table is read: which sheet of it, which rows head it, what its columns hold; proposed, for a person to put right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import NamedTuple

from petition.core.text import folded
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.roles import GIVEN
from petition.lexicon.signatory import Visibility
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker, without_marker
from petition.reading.draft import Doubt
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.lines import headings
from petition.reading.lines.bodies import is_body
from petition.reading.lines.many_in_line import are_two
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import is_full_name, is_plain_name
from petition.reading.lines.signals import opens_list
from petition.reading.naming import beside_name, consent
from petition.reading.naming.consent import shown
from petition.reading.signatories.in_lines import mostly_bodies
from petition.reading.signatories.listed import Listed, Nobody
from petition.reading.tables import columns
from petition.reading.tables.beside_rows import LOOK, SAMPLE, described_in, marks_in, marks_of, words_in
from petition.reading.tables.columns import ASKED
from petition.reading.tables.heads import NO_HEADS, Heads, heads_in, rows_above
from petition.reading.tables.kinds import signs_as
from petition.reading.tables.table_row import is_total, read_row

_MOST_ANSWERS = 30
_FEW = 3  # family names, whose order tells nothing
_SORTED = (
    0.75  # of the rows of a list in the order of names; particles and signs upon letters stand elsewhere
)
_WHO = headings.NAMES | {"affiliation"}
_DECLINED = expression(r"\b(?:@declined|@withdrawn)(?!\w)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns hold, which rows head them, and what was decided of answers that say neither yes nor no."""

    columns: tuple[str, ...] = ()
    heads: Heads = NO_HEADS
    headings: tuple[str, ...] = ()
    answers: Mapping[str, Visibility] = field(default_factory=dict)
    marks: Set[str] = frozenset()  # who bears one may ask by a line beside the rows not to be named; "": all
    # By each word the rows of other sheets that ask it.
    withheld: Mapping[str, Sequence[Set[str]]] = field(default_factory=dict)
    place: str = ""  # where all of them live who do not say it
    sorts: bool = (
        False  # one says of most whether a body or a person signs, and of the rest what nobody can tell
    )
    is_numbered: bool = False  # a number stands before most, in their one column
    is_sorted: bool = False  # in the order of family names
    of_bodies: bool = False  # nearly all whom its names tell for sure
    is_answered: bool = False  # most say themselves that they may be named, so that silence says nothing
    says_both: bool = False  # what somebody does and where, by the heading of one column
    is_beside: bool = False  # a sheet of lines beside others, which may be no more than notes

    @property
    def is_headed(self) -> bool:
        """Whether headings say which column holds the names."""
        return bool(self.heads.last and _WHO & set(self.columns))

    @property
    def holds_names(self) -> bool:
        """Whether a column holds names, under headings or as those look."""
        return self.is_headed or self.names_people

    @property
    def names_people(self) -> bool:
        """Whether a column holds names of people, or parts of them."""
        return bool(headings.NAMES & set(self.columns))

    def without_remarks(self, row: TableRow) -> "Layout":
        """The same for a row of which remarks say nothing, that it was signed, or that the name may be shown."""
        cells = (*row.cells, *[""] * len(self.columns))
        for head, column, cell in zip_longest(self.headings, self.columns, cells, fillvalue=""):
            shows = not cell or shown(cell, "visibility") is shown(cell, "unnamed") is Visibility.PUBLIC
            is_remark = shows and headings.surely(head) == "remark"
            if column == ASKED and not (is_remark or _is_signature(head, cell)):
                return self
        return replace(self, columns=tuple(each.replace(ASKED, "") for each in self.columns))

    def read(self, nth: int, row: TableRow, *, may_be_test: bool = False) -> Listed:
        """Whoever signed by a row, counted from 1 among those that hold something. Raises Unread, or Nobody."""
        if beside := self._beside(row.cells):
            row = row._replace(cells=beside, guessed=True)
        elif nth <= self.heads.last:
            raise Nobody("headings" if nth >= self.heads.first else "above")
        if _are_again(row.cells, self.headings):
            raise Nobody("headings")  # once more at the top of each page
        own: Set[str] = {"", *marks_of(row)} if self.marks else frozenset()
        listed = read_row(
            tuple(map(without_marks, row.cells)) if self.marks else row.cells,
            self.columns,
            answers=self.answers,
            hidden=row.hidden,
            is_sorted=self.is_sorted,
            of_bodies=self.of_bodies,
            says_both=self.says_both,
            may_be_test=may_be_test,
        )
        if doubt := self._doubt_of(row):
            listed = replace(listed, line=replace(listed.line, doubt=listed.line.doubt or doubt))
        if self.place and not listed.line.place:
            listed = replace(listed, line=replace(listed.line, place=self.place))
        if not self.heads.last and beside_name.refuses(listed.line.role):  # as beside a name in a line
            return replace(listed, line=beside_name.without_remarks(listed.line)).kept_back()
        is_asked = row.apart or not self.marks.isdisjoint(own) or self._is_unsorted(row)
        is_asked = is_asked or self._is_withheld(listed.line.name)
        is_asked = is_asked or (self.is_answered and not self._said("unnamed", row))
        return listed.kept_back() if is_asked else listed

    def _doubt_of(self, row: TableRow) -> str:
        if row.guessed or self.is_beside:
            return Doubt.GUESSED
        if row.joined:
            return Doubt.TWO
        return Doubt.HALF if self.is_numbered and not has_marker("".join(row.cells)) else ""

    def _said(self, column: str, row: TableRow) -> str:
        """What a row says in a column."""
        return dict(zip(self.columns, row.cells, strict=False)).get(column, "")

    def _is_unsorted(self, row: TableRow) -> bool:
        """Whether a row says something of who signs by it, but neither a body nor a person."""
        return self.sorts and bool(said := self._said("kind", row)) and not signs_as(said)

    def _beside(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells of a line beside the table that names somebody and says more of them, or in a list; else none."""
        typed = cells[0].removeprefix("# ") if cells[0][:1] == "#" else ""
        typed = typed and (described_in(cells) or _listed(typed))
        at = self.columns.index("name") if typed and "name" in self.columns else -1
        return (*[""] * at, typed) if at >= 0 else ()

    def _is_withheld(self, name: str) -> bool:
        """Whether a row of another sheet asks it of somebody called so, or of a family name where it says no more."""
        own = words_in([name] if self.withheld else ())
        asked = (words for word in own for words in self.withheld.get(word, ()))
        return any(len(own & words) >= min(2, len(own), len(words)) for words in asked)

    def widened(self, width: int) -> "Layout":
        """The same of so many columns at least: nothing is known of those that the first rows do not reach."""
        return replace(self, columns=(*self.columns, *[""] * (width - len(self.columns))))

    def like(self, first: "Layout") -> "Layout":
        """The layout of a sheet without headings whose names stand where those of another do: all else does as well."""
        same = all("name" in each.columns for each in (self, first)) and not self.heads.last
        same = same and self.columns.index("name") == first.columns.index("name")
        is_so = same and 1 < len(self.columns) <= len(first.columns)
        return replace(first, heads=NO_HEADS) if is_so else self

    def within(
        self,
        rows: Sequence[TableRow],
        nth: int,
        sheets: Sequence[str],
        withheld: Iterable[Iterable[str]] = (),
    ) -> "Layout":
        """The same of the nth of these sheets with these rows at its ends; `withheld` is what other sheets ask."""
        asked: dict[str, list[Set[str]]] = {}
        remarks = (row.cells for row in rows if keeps_back(described_in(row.cells)))
        for words in map(frozenset, (*withheld, *map(words_in, remarks))):
            for word in words:
                asked.setdefault(word, []).append(words)
        marks = marks_in(rows, sheets[nth]).union(each for each in asked if each.startswith(LOOK))
        place = "" if "place" in self.columns else _place_of(sheets[nth], sheets)
        numbered = sum(has_marker("".join(row.cells)) for row in rows) if len(self.columns) == 1 else 0
        is_numbered = 2 * numbered > len(rows)
        below = rows[self.heads.last :]
        is_beside = len(sheets) > 1 and len(self.columns) == 1 and not self.heads.last
        is_beside = is_beside and 2 * sum(map(_is_name_first, rows)) < len(rows)
        told = replace(self._with_habits(below), marks=marks, withheld=asked, place=place)
        return replace(told, is_numbered=is_numbered, is_beside=is_beside)

    def _with_habits(self, rows: Sequence[TableRow]) -> "Layout":
        """The same with what most of these rows say of who signs, of being named, and by their order."""
        signs, answers, families, names = (
            [said for row in rows if (said := self._said(column, row))]
            for column in ("kind", "unnamed", "family", "name")
        )
        kinds = [*filter(None, map(signs_as, signs))]
        shows = [shown(answer, "unnamed") for answer in answers]
        families = [*dict.fromkeys(map(str.lower, families))]
        rises = sum(one <= other for one, other in pairwise(families))
        heads = dict(zip(self.columns, self.headings, strict=False))
        works = heads.get("affiliation") or heads.get("role", "")
        return replace(
            self,
            sorts=2 * len(kinds) > len(signs) and len(set().union(*kinds)) > 1,
            of_bodies="given" not in self.columns and mostly_bodies(names),
            says_both=not self.headings or {"role", "affiliation"} <= dict(headings.meanings(works)).keys(),
            is_answered=2 * shows.count(Visibility.PUBLIC) > len(rows),
            is_sorted=len(families) > _FEW and rises >= _SORTED * (len(families) - 1),
        )


def _place_of(sheet: str, sheets: Sequence[str]) -> str:
    """The place that a sheet is called after, '' for none; a less known town is one where most sheets are called so."""
    towns = [each for each in sheets if could_be_town(each) and each.lower() not in GIVEN]
    is_town = sheet in towns and 1 < len(towns) > len(sheets) / 2
    return sheet if is_place(sheet) or is_town else ""


class Ask(NamedTuple):
    """What a person has to say of a column, counted from 0.

    What it means, if `is_open`; and how whoever gave an answer that is neither yes nor no is to be shown (`unclear`).
    """

    column: int
    heading: str
    is_open: bool
    answers: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, int], ...]


def _is_signature(head: str, cell: str) -> bool:
    """Whether a cell repeats a heading that speaks of signing and of nothing else, or says yes: "Signature", "signature"."""
    rest = folded(cell).removeprefix(folded(head))
    is_signed = opens_list(head) and (not rest or consent.says_yes(rest) is True)
    return is_signed and not consent.may_be_about_naming(head, ())


def propose(rows: Sequence[TableRow]) -> Layout:
    """The layout of a table by its first rows."""
    return headed(rows, heads_in(_first_cells(rows)))


def headed(rows: Sequence[TableRow], heads: Heads) -> Layout:
    """The layout of a table whose rows of headings are told."""
    cells = _first_cells(rows)
    words = heads.of(cells)
    below = [each for each in cells[heads.last :] if not (_is_wish_alone(each) or _is_of_none(each, words))]
    return Layout(columns.guess(words, below), heads, words)


def _first_cells(rows: Sequence[TableRow]) -> list[tuple[str, ...]]:
    """What the first rows of a table say, and what stands above it."""
    above = rows_above([row.cells for row in rows])
    return [row.cells for row in _once(rows[: above + SAMPLE])]


def _once(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """The rows, one of two people but once: what it says of both is said once."""
    return (row for row in rows if row.joined < 2)


def _are_again(cells: tuple[str, ...], heads: tuple[str, ...]) -> bool:
    """Whether a row says the headings once more, also as a label of one cell."""
    cells = cells if len(cells) > 1 else tuple("".join(cells).removeprefix("# ").split(" | "))
    return bool(heads) and any(cells) and cells == heads[: len(cells)]


def _is_of_none(cells: tuple[str, ...], heads: tuple[str, ...]) -> bool:
    """Whether a row is a sum or the headings once more, and answers nothing."""
    return _are_again(cells, heads) or is_total(*filter(None, cells))


def _is_wish_alone(cells: Sequence[str]) -> bool:
    """Whether a row says in one cell, and no more, that somebody is not to be named."""
    said = [*filter(None, cells)]
    return len(said) == 1 and keeps_back(said[0])


def _listed(line: str) -> str:
    """The person or body of a point of a list; '' for any other line."""
    typed = without_marker(line)
    head, *_ = segments(typed) or ("",)
    is_one = is_full_name(head) or is_body(typed) or are_two(head)
    return typed if typed != line and is_one else ""


def _is_name_first(row: TableRow) -> bool:
    head, *_ = segments("".join(row.cells)) or ("",)
    return is_plain_name(without_marker(head))


def asks(layout: Layout, rows: Sequence[TableRow]) -> list[Ask]:
    """What is to be asked about the columns of a table; `rows` are all there are, or as many as can be looked at."""
    found = []
    for at, column in enumerate(layout.columns):
        if column not in {ASKED, "visibility", "unnamed"}:
            continue
        below = (row.cells for row in _once(rows[layout.heads.last :]) if at < len(row.cells))
        cells = [each[at] for each in below if not _is_of_none(each, layout.headings)]
        told = tuple(consent.counted(cells, _MOST_ANSWERS))
        unclear = tuple(each for each in told if consent.is_unclear(each[0], column))
        if unclear or column == ASKED:
            head = layout.headings[at] if at < len(layout.headings) else ""
            found.append(Ask(at, head, column == ASKED, told, unclear))
    return found


def declines(sheet: str) -> bool:
    """Whether a sheet is called after those who will not sign, or do no more: "Absagen"."""
    return bool(_DECLINED.search(sheet))


def likeliest_sheet(sheets: Sequence[tuple[Sheet, Sequence[TableRow]]]) -> tuple[int, list[Layout]]:
    """Which sheet holds the list, and the layout of each as it is proposed.

    It is one that is not hidden, then one whose names are headed, one with names, the first.
    """
    layouts = [propose(rows) for _, rows in sheets]

    def likely(nth: int) -> tuple[bool, ...]:
        (sheet, rows), layout = sheets[nth], layouts[nth]
        named, is_headed = layout.names_people, bool(layout.heads.last)
        return bool(rows), not sheet.is_hidden, named and is_headed, named, "affiliation" in layout.columns

    return max(range(len(sheets)), key=likely), layouts


def gathered(book: Iterable[Sheet | TableRow]) -> list[tuple[Sheet, list[TableRow]]]:
    """The sheets of a table, each with its rows; one at least."""
    sheets: list[tuple[Sheet, list[TableRow]]] = []
    for each in book:
        if isinstance(each, Sheet):
            sheets.append((each, []))
        else:
            sheets = sheets or [(Sheet(""), [])]
            sheets[-1][1].append(each)
    return sheets or [(Sheet(""), [])]
