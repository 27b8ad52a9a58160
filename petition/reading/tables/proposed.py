"""How a table is read, proposed for a person to put right: which sheet holds the list, what heads it, what is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.naming import consent
from petition.reading.tables.beside_rows import SAMPLE
from petition.reading.tables.columns import ASKED, guess
from petition.reading.tables.heads import Heads, heads_in, rows_above
from petition.reading.tables.layout import Layout
from petition.reading.tables.table_row import is_of_none

_MOST_ANSWERS = 30
_DECLINED = expression(r"\b(?:@declined|@withdrawn)(?!\w)")


def propose(rows: Sequence[TableRow]) -> Layout:
    """The layout of a table by its first rows."""
    return headed(rows, heads_in(_first_cells(rows)))


def headed(rows: Sequence[TableRow], heads: Heads) -> Layout:
    """The layout of a table whose rows of headings are told."""
    cells = _first_cells(rows)
    told = Layout((), heads, heads.of(cells))
    below = [each for each in cells[heads.last :] if not (_is_wish_alone(each) or is_of_none(told, each))]
    return replace(told, columns=guess(told.headings, below))


def _first_cells(rows: Sequence[TableRow]) -> list[tuple[str, ...]]:
    """What the first rows of a table say, and what stands above it."""
    above = rows_above([row.cells for row in rows])
    return [row.cells for row in _once(rows[: above + SAMPLE])]


def _once(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """The rows, one of two people but once: what it says of both is said once."""
    return (row for row in rows if row.joined < 2)


def _is_wish_alone(cells: Sequence[str]) -> bool:
    """Whether a row says in one cell, and no more, that somebody is not to be named."""
    said = [*filter(None, cells)]
    return len(said) == 1 and keeps_back(said[0])


class Ask(NamedTuple):
    """What a person has to say of a column, counted from 0.

    What it means, if `is_open`; and how whoever gave an answer that is neither yes nor no is to be shown (`unclear`).
    """

    column: int
    heading: str
    is_open: bool
    answers: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, int], ...]


def asks(told: Layout, rows: Sequence[TableRow]) -> list[Ask]:
    """What is to be asked about the columns of a table; `rows` are all there are, or as many as can be looked at."""
    found = []
    for at, column in enumerate(told.columns):
        if column not in {ASKED, "visibility", "unnamed"}:
            continue
        below = (row.cells for row in _once(rows[told.heads.last :]) if at < len(row.cells))
        cells = [each[at] for each in below if not is_of_none(told, each)]
        said = tuple(Counter(filter(None, map(str.strip, cells))).most_common(_MOST_ANSWERS))
        unclear = tuple(each for each in said if consent.is_unclear(each[0], column))
        if unclear or column == ASKED:
            head = told.headings[at] if at < len(told.headings) else ""
            found.append(Ask(at, head, column == ASKED, said, unclear))
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
