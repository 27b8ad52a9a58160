"""A list as a whole, in a file or pasted: who was read, what is asked, and the account of all that stands in it.

Nothing is lost: each row or line of the input ends as a signatory or with the reason why it is none, each cell in a column
that is read or in one that is told to be left out, each sheet as the one that is read or as one that is not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from petition.core.text import folded
from petition.reading import brought
from petition.reading.brought import BroughtLines, BroughtTable
from petition.reading.draft import Doubt
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.signatories.listed import Listed, Nobody, PlacedLine, Unread
from petition.reading.tables.beside_rows import withheld_in
from petition.reading.tables.layout import Layout
from petition.reading.tables.proposed import Ask, asks, declines, gathered, likeliest_sheet
from petition.reading.tables.table_row import read_row


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row or entry of a list, counted from 0, with its first line in the file: who it is, or why it is nobody."""

    nth: int
    line: int
    listed: Listed | None = None
    why: Unread | None = None
    typed: str = ""  # of a line that names nobody, what it says
    piece: int = 0  # of a row that an organiser split into several
    is_second: bool = False  # of two whom one row names, which is counted once


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list that was read. `account` says where everything in it went; each of its parts adds up to its "all"."""

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    found: tuple[FoundRow, ...]
    asks: tuple[Ask, ...]
    account: dict[str, dict[str, int]]
    sheet: str = ""
    others: tuple[str, ...] = ()  # the other sheets
    proposed: tuple["ListRead", ...] = ()  # those of them that hold somebody, each a list of its own


def read(data: bytes, name: str = "") -> ListRead:
    """The list in a file: a table, or lines of text. Raises NotATable, or NotALetter where its characters cannot be told."""
    return read_brought(brought.in_file(data, name))


def read_brought(found: BroughtTable | BroughtLines) -> ListRead:
    """What was brought, read as a list. Raises NotATable."""
    if isinstance(found, BroughtTable):
        return read_table(found.book)
    went: Counter[str] = Counter()
    for placed in found.letter.account if found.letter else ():
        went[str(placed.place)] += placed.lines
    lines = _added_up(went) if found.letter else lines_account(found.entries)
    entries = tuple(found_in_line(nth, each) for nth, each in enumerate(found.entries))
    return ListRead((), (), entries, (), {"lines": lines})


def read_table(book: Iterable[Sheet | TableRow]) -> ListRead:
    """The likeliest sheet of a table, by the layout that is proposed for it, and those that hold more. Raises NotATable."""
    sheets = gathered(book)
    likeliest, layouts = likeliest_sheet(sheets)
    withheld = [withheld_in(sheet.name, rows) for sheet, rows in sheets] if len(sheets) > 1 else []
    names = [sheet.name for sheet, _ in sheets]
    others = [nth for nth in range(len(sheets)) if nth != likeliest]

    def read_sheet(at: int) -> ListRead:
        (sheet, rows), beside = sheets[at], chain.from_iterable(withheld[:at] + withheld[at + 1 :])
        width = max((len(row.cells) for row in rows), default=0)
        told = layouts[at].widened(width).like(layouts[likeliest]).within(rows, at, names, beside)
        found = _once([found_in_row(nth, row, told) for nth, row in enumerate(rows)])
        account = {
            "rows": _added_up(Counter(came_to(each) for each in found if not each.is_second)),
            "cells": _added_up(cells_account(told, zip(rows, found, strict=True))),
        }
        return ListRead(told.columns, told.headings, found, tuple(asks(told, rows)), account, sheet.name)

    proposed = list(map(read_sheet, holding_people(sheets, likeliest, layouts)))
    went = Counter({"read": 1, "proposed": len(proposed), "not read": len(others) - len(proposed)})
    first = read_sheet(likeliest)
    return replace(
        first,
        account=first.account | {"sheets": _added_up(went)},
        others=tuple(sheets[nth][0].name for nth in others),
        proposed=tuple(proposed),
    )


def _once(found: list[FoundRow]) -> tuple[FoundRow, ...]:
    """The rows, each that names somebody once more at the same mailbox as nobody; who is to be shown in two ways waits."""
    first: dict[int, int] = {}
    for at, each in enumerate(found):
        if each.listed is None or not each.listed.mailbox:
            continue
        before = first.setdefault(hash((each.listed.mailbox, folded(each.listed.line.name))), at)
        if (one := found[before].listed) and before != at:
            found[at] = replace(each, listed=None, why=Nobody("repeated"))
            if one.visibility is not each.listed.visibility:
                found[before] = replace(found[before], listed=one.kept_back())
    return tuple(found)


def holding_people(
    sheets: Sequence[tuple[Sheet, Sequence[TableRow]]], likeliest: int, layouts: Sequence[Layout]
) -> list[int]:
    """Which sheets of a table hold people or organisations besides the likeliest, by the layout proposed for each."""

    def holds(rows: Sequence[TableRow], told: Layout) -> bool:
        told = told.like(layouts[likeliest])
        read_as = (found_in_row(*row, told).listed for row in enumerate(rows)) if told.holds_names else ()
        return any(each and each.line.doubt != Doubt.HALF for each in read_as)

    others = (nth for nth, (sheet, _) in enumerate(sheets) if nth != likeliest and not declines(sheet.name))
    return [nth for nth in others if holds(sheets[nth][1], layouts[nth])]


def found_in_row(nth: int, row: TableRow, told: Layout, *, may_be_test: bool = False) -> FoundRow:
    """What a row of a table comes to, counted from 0 among those that hold something."""
    found = FoundRow(nth, row.line, is_second=row.joined > 1)
    try:
        return replace(found, listed=read_row(told, nth + 1, row, may_be_test=may_be_test))
    except Unread as why:
        return replace(found, why=why)


def found_in_line(nth: int, placed: PlacedLine) -> FoundRow:
    """What some lines of a pasted list come to."""
    return FoundRow(nth, placed.line, placed.listed, placed.why, "" if placed.listed else placed.typed)


def came_to(found: FoundRow) -> str:
    """The one place of the account that a row or entry ends in."""
    if found.listed:
        return "doubtful" if found.listed.line.doubt else "signatories"
    return found.why.code if isinstance(found.why, Nobody) else "not read"


def cells_account(told: Layout, placed: Iterable[tuple[TableRow, FoundRow]]) -> Counter[str]:
    """Where the cells that hold something went."""
    went: Counter[str] = Counter()
    for row, found in placed:
        for at, cell in enumerate(() if found.is_second else row.cells):
            if cell:
                kept = at < len(told.columns) and told.columns[at]
                went["in rows that are nobody" if not found.listed else "read" if kept else "left out"] += 1
    return went


def lines_account(placed: Sequence[PlacedLine]) -> dict[str, int]:
    """Where the lines that hold something went; a line that holds two people is one line."""
    went: Counter[str] = Counter()
    seen = 0
    for nth, each in enumerate(placed):
        if each.line > seen:
            went[came_to(found_in_line(nth, each))] += 1
        went["part of the one above"] += max(0, each.last - max(seen, each.line))
        seen = max(seen, each.last)
    return _added_up(went)


def _added_up(went: Counter[str]) -> dict[str, int]:
    return {"all": sum(went.values()), **{place: count for place, count in sorted(went.items()) if count}}
