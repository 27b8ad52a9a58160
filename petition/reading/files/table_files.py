"""A table of signatories, as spreadsheets and other platforms export it, to its sheets and rows, each with its line.

Separated values follow RFC 4180, with whatever sign parts them; workbooks are read by workbook.py, pages by
markup_tables.py. Rows come one by one, so that a long table is never held as a whole; what swells beyond reason is refused
with the line where it became so.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from petition.reading.files import markup_tables, workbook
from petition.reading.files.encodings import decode, decoded
from petition.reading.files.workbook import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Sheet,
    TableRow,
)
from petition.reading.refusals import Fault, NotALetter, NotATable, Refusal

_MOST_LETTERS = 40_000_000  # kept of a whole table: one long text that a million cells share is a bomb too
_SWALLOWED = 100_000  # letters of one cell: its quote was never closed, and it swallowed what follows
_SEPARATORS = "\t;,|"
_SAMPLE = 50
# As Excel is told which sign parts the values.
_TOLD = re.compile(r"\"?sep=([\t;,|])\"?[\t;,|]*\r?\n", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")  # with the empty ones below it
_ENDS = re.compile(r"(?<![ ;,|])[ ;,|]+$", re.MULTILINE)
# As a word processor sets a list's entries.
_NUMBERED = re.compile(r"^[^\S\n]*(?:[•·●▪*–—-]|\d{1,5}[.)])\t", re.MULTILINE)
_ESCAPED_QUOTE = re.compile(r'\\"[^",;\t|\r\n]')  # as MySQL writes one within a value; RFC 4180 doubles it
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_WORKBOOK = (b"PK\x03\x04", b"PK\x05\x06", OLD_WORKBOOK)
_WHOLE_LINE = re.compile(r'\s*"[^"\n]*"\s*(?:\n|$)')  # saved twice: values parted within one quoted value


def book_in(data: bytes) -> Iterator[Sheet | TableRow]:
    """The sheets of a file, each before its rows: of a workbook, a page, or separated values in any encoding.

    Raises NotATable, also half-way.
    """
    if is_workbook(data):
        yield from kept(workbook.read(data))
    else:
        yield from book_of(text_in(data))


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook, and no text."""
    return data.startswith(_WORKBOOK)


def text_in(data: bytes) -> str:
    """The text of a file that is no workbook. Raises NotATable."""
    try:
        return decode(data)
    except NotALetter as refusal:
        raise refused_as_table(refusal) from None


def refused_as_table(refusal: NotALetter) -> NotATable:
    """The same of a file that was brought as a table."""
    if refusal.reason is Refusal.BROKEN_DOCUMENT:
        return NotATable(Fault.BROKEN_ARCHIVE)
    return NotATable(Fault.__members__.get(refusal.reason.name, Fault.NO_TABLE))


def encodings_in(data: bytes) -> tuple[str, ...]:
    """The 8-bit encoding that a file of values is read in, and those in which it may be meant; none where that is sure."""
    if data.startswith(_WORKBOOK):
        return ()
    try:
        found = decoded(data)
    except NotALetter:
        return ()
    return (found.encoding, *found.others) if found.others else ()


def book_of(text: str) -> Iterator[Sheet | TableRow]:
    """The sheets of a text: of a page its tables, else one sheet of separated values. Raises NotATable."""
    if markup_tables.is_markup(text):
        yield from kept(markup_tables.read(text))
        return
    yield Sheet("")
    yield from rows_of(text)


def rows_of(text: str) -> Iterator[TableRow]:
    """The rows of a text of separated values. Raises NotATable."""
    if told := _TOLD.match(text):
        separator, skipped = told[1], 1
        text = text[told.end() :]
    else:
        if _saved_twice(text):
            text = "\n".join(row[0] if row else "" for row in csv.reader(_lines(text)))
        separator, skipped = _separator(text)[0], 0
    rows = kept(TableRow(line, tuple(cells)) for line, cells in _separated(text, separator, skipped))
    yield from (each for each in rows if isinstance(each, TableRow))


def _saved_twice(text: str) -> bool:
    """Whether each line is one quoted value in which other values are parted."""
    lines = [line.rstrip("\r\n") for line in islice(_lines(text), _SAMPLE)]
    if len(lines) < 2 or not all(_WHOLE_LINE.fullmatch(line) for line in lines if line.strip()):
        return False
    return _separator("\n".join(line.strip().strip('"') for line in lines))[1] > 1


def is_table(text: str) -> bool:
    """Whether a pasted text is a table rather than a list with a line for each.

    Lines of a letter ("Name, role, town") have commas too. A table has tabs, or as many parts in every line and either
    semicolons between them or mailboxes, all in one column.
    """
    if _TOLD.match(text):
        return True
    # A line of an address field ends with what parts it from the next.
    text = _NUMBERED.sub("", _ENDS.sub("", text))
    separator, columns = _separator(text)
    if columns < 2:
        return False
    if separator == "\t":
        return True
    rows = list(_first_rows(text, separator))
    if len(rows) < 2 or any(len(row) != columns for row in rows):
        return False
    addressed = max(sum("@" in row[at] for row in rows[1:]) for at in range(columns))
    return separator in ";|" or addressed >= 0.5 * (len(rows) - 1)


def _separator(text: str) -> tuple[str, int]:
    """The sign that parts most rows into equally many, and into how many; a comma and 1 where none does."""
    found, best = (",", 1), 0.0
    for separator in _SEPARATORS:
        widths = list(map(len, _first_rows(text, separator)))
        if not widths:
            continue
        columns, times = Counter(widths).most_common(1)[0]
        share = times / len(widths)
        if columns > 1 and share > best:
            found, best = (separator, columns), share
    return found


def _first_rows(text: str, separator: str) -> Iterator[list[str]]:
    """The first rows that hold something; a quote that is never closed ends them."""
    reader = csv.reader(_lines(text), delimiter=separator)
    try:
        yield from (row for row in islice(reader, _SAMPLE) if any(map(str.strip, row)))
    except csv.Error:
        return


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, those with nothing in them with the one above, so that none is held twice."""
    return (found[0] for found in _LINE.finditer(text))


def _separated(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    escaped = "\\" if _ESCAPED_QUOTE.search(text) else None
    begins, ended = 1, 0

    def lines() -> Iterator[str]:
        nonlocal ended
        for line in _lines(text):
            ended += max(line.count("\n"), line.count("\r"))
            yield line

    try:
        for cells in csv.reader(lines(), delimiter=separator, escapechar=escaped):
            if any(len(cell) > _SWALLOWED for cell in cells):
                raise NotATable(Fault.BROKEN, begins + skipped)
            if any(cells):
                yield begins + skipped, cells
            begins = ended + 1
    except csv.Error:  # a quote that is never closed swallows all that follows it
        raise NotATable(Fault.BROKEN, begins + skipped) from None


def kept(values: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    """The rows that hold something, each cell trimmed to what is kept of it, and the sheets between them."""
    sheets = count = letters = 0
    for each in values:
        if isinstance(each, Sheet):
            sheets += 1
            if sheets > MOST_SHEETS:
                raise NotATable(Fault.TOO_LARGE)
            yield each
            continue
        line = each.line
        kept = [cell.strip()[:LONGEST_CELL] for cell in each.cells]
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
        yield each._replace(cells=tuple(kept))
