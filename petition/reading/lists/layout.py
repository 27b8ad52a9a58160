"""How a table is read: which sheet of it, which rows head it, what its columns hold; proposed, for a person to put right."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from petition.lexicon.signatory import Visibility
from petition.reading.draft import Doubt
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.lines.marks import signs_behind, without_marks
from petition.reading.lists import columns, headings, legends, name_consent
from petition.reading.lists.columns import ASKED
from petition.reading.lists.headings import NO_HEADS, Heads
from petition.reading.lists.table_row import Listed, Nobody, read_row

SAMPLE = 50  # rows by which a table is told
_MOST_ANSWERS = 30
_NAMED = {"name", "given", "family", "affiliation"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns hold, which rows head them, and what was decided of answers that say neither yes nor no."""

    columns: tuple[str, ...] = ()
    heads: Heads = NO_HEADS
    headings: tuple[str, ...] = ()
    answers: Mapping[str, Visibility] = field(default_factory=dict)
    marks: Set[str] = frozenset()  # who bears one may ask by a line beside the rows not to be named; "": all

    @property
    def is_headed(self) -> bool:
        """Whether headings say which column holds the names."""
        return bool(self.heads.last and _NAMED & set(self.columns))

    @property
    def is_asked(self) -> bool:
        """Whether a column may say who is not to be named, and nobody has said what it means."""
        return ASKED in self.columns

    def read(self, nth: int, row: TableRow, *, may_be_test: bool = False) -> Listed:
        """Whoever signed by a row, counted from 1 among those that hold something. Raises Unread, or Nobody."""
        if nth <= self.heads.last:
            raise Nobody("headings" if nth >= self.heads.first else "above")
        if self.headings and row.cells == self.headings[: len(row.cells)] and any(row.cells):
            raise Nobody("headings")  # once more at the top of each page
        own = {"", *_marks_of(row)} if self.marks else set[str]()
        listed = read_row(
            tuple(map(without_marks, row.cells)) if self.marks else row.cells,
            self.columns,
            answers=self.answers,
            hidden=row.hidden,
            may_be_test=may_be_test,
        )
        if row.guessed:
            listed = replace(listed, line=replace(listed.line, doubt=listed.line.doubt or Doubt.GUESSED))
        return listed.kept_back() if not self.marks.isdisjoint(own) or row.apart else listed


class Ask(NamedTuple):
    """What a person has to say of a column, counted from 0.

    What it means, if `is_open`; and how whoever gave an answer that is neither yes nor no is to be shown (`unclear`).
    """

    column: int
    heading: str
    is_open: bool
    answers: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, int], ...]


def propose(rows: Sequence[TableRow], width: int = 0) -> Layout:
    """The layout of a table by its first rows."""
    cells = [row.cells for row in rows[:SAMPLE]]
    heads = headings.find(cells)
    return headed(rows, heads, width)


def headed(rows: Sequence[TableRow], heads: Heads, width: int = 0) -> Layout:
    """The layout of a table whose rows of headings are told."""
    cells = [row.cells for row in rows[:SAMPLE]]
    words = heads.of(cells)
    guessed = columns.guess(words, cells[heads.last :])
    return Layout((*guessed, *[""] * (width - len(guessed))), heads, words, marks=marks_in(rows))


def marks_in(rows: Sequence[TableRow], sheet: str = "") -> set[str]:
    """Who may be kept back by the name of a sheet, or by a remark alone above its rows or below: "Red: do not publish"."""
    if name_consent.may_ask(sheet):
        return {""}
    alone = (next(iter(said)) for row in rows[:SAMPLE] if len(said := {*filter(None, row.cells)}) == 1)
    below = (row.cells[0] for row in rows[-SAMPLE:] if len({*filter(None, row.cells)}) == 1)
    remarks = [each.removeprefix("# ") for each in (*alone, *below) if " " in each]
    return legends.kept_back_in_table(remarks, set().union(*map(_marks_of, rows)) if remarks else set())


def _marks_of(row: TableRow) -> set[str]:
    return {f"№{row.cells[0]}"}.union(*map(signs_behind, row.cells))


def asks(layout: Layout, rows: Sequence[TableRow]) -> list[Ask]:
    """What is to be asked about the columns of a table; `rows` are all there are, or as many as can be looked at."""
    found = []
    for at, column in enumerate(layout.columns):
        if column not in {ASKED, "visibility", "unnamed"}:
            continue
        cells = [row.cells[at] for row in rows[layout.heads.last :] if at < len(row.cells)]
        told = tuple(name_consent.counted(cells, _MOST_ANSWERS))
        unclear = tuple(each for each in told if name_consent.is_unclear(each[0], column))
        if unclear or column == ASKED:
            head = layout.headings[at] if at < len(layout.headings) else ""
            found.append(Ask(at, head, column == ASKED, told, unclear))
    return found


def likeliest(sheets: Sequence[tuple[Sheet, Sequence[TableRow]]]) -> int:
    """Which sheet holds the list: one whose names are headed, then one with names, one that is not hidden, the longest."""

    def likely(nth: int) -> tuple[bool, ...]:
        sheet, rows = sheets[nth]
        layout = propose(rows)
        named = bool({"name", "given", "family"} & set(layout.columns))
        is_headed = named and bool(layout.heads.last)
        return bool(rows), not sheet.is_hidden, is_headed, named, "affiliation" in layout.columns

    return max(range(len(sheets)), key=likely, default=0)


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
