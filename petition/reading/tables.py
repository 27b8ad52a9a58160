"""A table of signatories, as spreadsheets and other platforms export it, to its rows: each with its line number.

Separated values follow RFC 4180, with whatever sign parts them; a workbook is Office Open XML (ECMA-376). Rows come one by
one, so that a long table is never held as a whole; what swells beyond reason is refused with the line where it became so.
"""

import csv
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from petition.reading.archive import Archive
from petition.reading.draft import NotALetter, Reason
from petition.reading.encodings import decode

MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 1_000  # letters kept of a cell; whoever reads a name refuses it far below
_MOST_LETTERS = 40_000_000  # kept of a whole table: one long text that a million cells share is a bomb too
_UNPACKED = 120_000_000  # of a workbook: 200,000 rows of six columns take about 60 MB
_TAGS_IN_A_ROW = 100_000  # the widest row there is has 16,384 cells of six tags
_LAST_ROW = 1_048_576  # of a sheet in any spreadsheet
_SWALLOWED = 100_000  # letters of one cell: its quote was never closed, and it swallowed what follows
_SEPARATORS = "\t;,|"
_SAMPLE = 50
_TOLD = re.compile(r"sep=([\t;,|])\r?\n", re.IGNORECASE)  # as Excel is told which sign parts the values
_ZIP = b"PK\x03\x04"


class Fault(StrEnum):
    """Why a table cannot be read; the code is for the view, which says it in the reader's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    ROWS = "rows"
    COLUMNS = "columns"
    BROKEN = "broken"
    BROKEN_ARCHIVE = "broken archive"
    NO_TABLE = "no table"
    UNKNOWN_ENCODING = "unknown encoding"


class NotATable(ValueError):
    """A file that is no table to read; `line` is where it went wrong, counted from 1, 0 where no line is to blame."""

    def __init__(self, fault: Fault, line: int = 0) -> None:
        super().__init__(f"{fault}, line {line}" if line else str(fault))
        self.fault, self.line = fault, line


class Row(NamedTuple):
    """A row that holds something, and the line of the file where it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


_FAULTS = {
    Reason.EMPTY: Fault.EMPTY,
    Reason.TOO_LARGE: Fault.TOO_LARGE,
    Reason.BINARY: Fault.NO_TABLE,
    Reason.BROKEN_ARCHIVE: Fault.BROKEN_ARCHIVE,
    Reason.BROKEN_DOCUMENT: Fault.BROKEN_ARCHIVE,
    Reason.UNKNOWN_ENCODING: Fault.UNKNOWN_ENCODING,
}


def rows_in(data: bytes) -> Iterator[Row]:
    """The rows of a file of values separated by tabs, semicolons, commas or bars in any encoding, or of a workbook.

    Of a workbook the first sheet that holds anything, formulas by their last values. Raises NotATable, also half-way.
    """
    try:
        rows = _workbook_rows(data) if data.startswith(_ZIP) else rows_of(decode(data))
    except NotALetter as refusal:
        raise NotATable(_FAULTS.get(refusal.reason, Fault.NO_TABLE)) from None
    return rows


def rows_of(text: str) -> Iterator[Row]:
    """The rows of a text of separated values. Raises NotATable."""
    if told := _TOLD.match(text):
        separator, skipped = told[1], 1
        text = text[told.end() :]
    else:
        separator, skipped = _separator(text)[0], 0
    return _kept(_separated(text, separator, skipped))


def is_table(text: str) -> bool:
    """Whether a pasted text is a table rather than a list with a line for each.

    Lines of a letter ("Name, role, town") have commas too. A table has tabs, or as many parts in every line and either
    semicolons between them or mailboxes, all in one column.
    """
    if _TOLD.match(text):
        return True
    separator, columns = _separator(text)
    if columns < 2:
        return False
    if separator == "\t":
        return True
    rows = [row for row in islice(csv.reader(io.StringIO(text), delimiter=separator), _SAMPLE) if any(row)]
    if len(rows) < 2 or any(len(row) != columns for row in rows):
        return False
    addressed = max(sum("@" in row[at] for row in rows[1:]) for at in range(columns))
    return separator in ";|" or addressed >= 0.5 * (len(rows) - 1)


def _separator(text: str) -> tuple[str, int]:
    """The sign that parts most rows into equally many, and into how many; a comma and 1 where none does."""
    found, best = (",", 1), 0.0
    for separator in _SEPARATORS:
        try:
            widths = [
                len(row)
                for row in islice(csv.reader(io.StringIO(text), delimiter=separator), _SAMPLE)
                if any(cell.strip() for cell in row)
            ]
        except csv.Error:
            continue
        if not widths:
            continue
        columns, times = Counter(widths).most_common(1)[0]
        share = times / len(widths)
        if columns > 1 and share > best:
            found, best = (separator, columns), share
    return found


def _separated(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            if any(len(cell) > _SWALLOWED for cell in cells):
                raise NotATable(Fault.BROKEN, begins + skipped)
            yield begins + skipped, cells
            begins = reader.line_num + 1
    except csv.Error:  # a quote that is never closed swallows all that follows it
        raise NotATable(Fault.BROKEN, begins + skipped) from None


def _workbook_rows(data: bytes) -> Iterator[Row]:
    archive = Archive(data, unpacked=_UNPACKED)
    if "xl/workbook.xml" not in archive.names:
        raise NotATable(Fault.NO_TABLE)
    for name in sorted(archive.names):
        if name.endswith((".xml", ".rels")):
            archive.look_through(name, parted_by=b"row ", tags=_TAGS_IN_A_ROW if "worksheets/" in name else 0)
    return _kept(_cells(data))


def _cells(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that holds anything; one column more than there may be, so that it is seen."""
    import openpyxl

    line = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves aside, such as styles
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a sheet may lie about its own size, and a row about its number
            rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True)
            found = False
            for line, row in enumerate(rows, 1):
                cells = [_written(value) for value in row]
                if any(cells):
                    found = True
                    yield line, cells
            if found:
                return
    except Exception:  # noqa: BLE001  what a broken workbook makes the library raise has no common name
        raise NotATable(Fault.BROKEN, line + 1) from None


def _written(value: Any) -> str:
    """A cell's value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _kept(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """The rows that hold something, each cell trimmed to what is kept of it."""
    count = letters = 0
    for line, cells in rows:
        kept = [cell.strip()[:LONGEST_CELL] for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            continue
        count, letters = count + 1, letters + sum(map(len, kept))
        if len(kept) > MOST_COLUMNS:
            raise NotATable(Fault.COLUMNS, line)
        if count > MOST_ROWS:
            raise NotATable(Fault.ROWS, line)
        if letters > _MOST_LETTERS:
            raise NotATable(Fault.TOO_LARGE, line)
        yield Row(line, tuple(kept))
