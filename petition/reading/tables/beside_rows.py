"""What stands alone in a row of a table, or in another sheet, and keeps back who stands in others: by words, by a colour."""

import re
from collections.abc import Iterable, Sequence, Set

from petition.core.text import folded
from petition.lexicon.not_signed import takes_back
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import without_marker
from petition.reading.files.workbook import TableRow
from petition.reading.lines.marks import signs_behind
from petition.reading.lines.names import is_plain_name, without_brackets
from petition.reading.naming import consent, legends

SAMPLE = 50  # rows by which a table is told
_FEW_CELLS = 3  # of a row that tells what a colour means
LOOK = "▮"  # before the number of a colour, as a mark
_COLOURS = expression("@colours")


def marks_in(rows: Sequence[TableRow], sheet: str) -> set[str]:
    """Who may be kept back by the name of a sheet, or by a remark alone above its rows or below: "Red: do not publish"."""
    if consent.may_ask(sheet):
        return {""}
    remarks, found = _remarks_in(rows), set[str]()
    borne = {look for nth, row in enumerate(rows) if nth not in remarks for look in _looks_of(row)}
    for nth in list(remarks) if borne else ():
        if told := _told_of(remarks[nth], rows[nth], borne):
            found |= told
            remarks.pop(nth)
    marks = set().union(*map(marks_of, rows)) if remarks else set[str]()
    return found | legends.kept_back_in_table(remarks.values(), marks)


def _remarks_in(rows: Sequence[TableRow]) -> dict[int, str]:
    """What rows at either end of a table say alone, by their numbers from 0, and name nobody by it."""
    alone = {nth: said for nth, row in enumerate(rows) if (said := _alone(row.cells))}
    if max((len(row.cells) for row in rows), default=0) == 1:  # where everybody stands alone
        alone = {nth: said for nth, said in alone.items() if legends.explained(said)[0] or keeps_back(said)}
    return {
        nth: said.removeprefix("# ")
        for nth, said in alone.items()
        if " " in said and not described_in([said]) and not SAMPLE <= nth < len(rows) - SAMPLE
    }


def _alone(cells: Sequence[str]) -> str:
    """What a row says, and no more, in a cell or again in others; '' where it says more."""
    if cells[0] and cells[-1] and cells[0] != cells[-1]:
        return ""
    said = {*filter(None, cells)}
    return said.pop() if len(said) == 1 else ""


def described_in(cells: Sequence[str]) -> str:
    """A remark that names somebody and says more of them, with commas; '' for any other."""
    alone = cells[0] if len(cells) == 1 else ""
    head, *said = segments(without_marker(alone.removeprefix("# "))) or ("",)
    return ", ".join((head, *said)) if said and is_plain_name(head) else ""


def asks_of_one(cell: str) -> bool:
    """Whether a cell that stands alone keeps back whom it names, or takes back: "Anna Ruel: I withdraw my signature"."""
    said = _said_by_one(cell)
    return keeps_back(described_in([cell])) or keeps_back(said) or takes_back(said)


def takes_back_own(cell: str) -> bool:
    """Whether a cell that stands alone takes back what whoever says so has signed elsewhere."""
    return takes_back(_said_by_one(cell))


def _said_by_one(cell: str) -> str:
    who, colon, said = cell.partition(": ")
    return said if colon and is_plain_name(without_brackets(who)) else ""


def _told_of(said: str, row: TableRow, borne: Set[str]) -> Set[str]:
    """The colours that keep back by a remark: its own, or all where it speaks of one and is only lettered in another."""
    if not keeps_back(said):
        return set()
    speaks = _COLOURS.search(said)
    own = {look for look in _looks_of(row) if look[1] != "-" or not speaks} & borne
    return own or (borne if speaks else set())


def _looks_of(row: TableRow) -> list[str]:
    return [f"{LOOK}{look}" for look in row.looks]


def marks_of(row: TableRow) -> set[str]:
    """By what a remark may speak of a row: its number, its colours, the signs behind names."""
    return {f"№{row.cells[0]}", *_looks_of(row)}.union(*map(signs_behind, row.cells))


def withheld_in(sheet: str, rows: Sequence[TableRow]) -> list[list[str]]:
    """The words of each row by which another sheet may ask that somebody is not named: all of its rows, or one alone.

    Of a row that only tells what a colour means, its colours.
    """
    marks, found = marks_in(rows, sheet), []
    for row in rows:
        asks = any(map(keeps_back, row.cells))
        if asks or "" in marks or not marks.isdisjoint(marks_of(row)):
            found.append(sorted(words_in(row.cells)))
        if asks and len(list(filter(None, row.cells))) < _FEW_CELLS:
            found += [[look] for look in _looks_of(row)]
    return found


def words_in(cells: Iterable[str]) -> set[str]:
    """The words of some cells, by which those of another sheet speak of the same person."""
    return {word for word in re.findall(r"[^\W\d_]+", folded(" ".join(cells))) if len(word) > 1}
