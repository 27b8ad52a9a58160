"""The tables of a page, or of a workbook that is a page under another name (.xls of many exports, XML of Excel 2003)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from string import ascii_uppercase

from petition.reading.files.workbook import Sheet, TableRow

_MARKUP = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<\?mso[^<>]{0,200}\?>\s*)?"
    r"<(?:!doctype\s+html|html|head|meta|style|body|div|table|(?:ss:)?workbook)\b",
    re.IGNORECASE,
)
_TABLES, _ROWS = {"table", "worksheet", "ss:worksheet"}, {"tr", "row", "ss:row"}
_CELLS, _BREAKS = {"td", "th", "cell", "ss:cell"}, {"br", "p", "div", "li"}
_PARTS = {"thead", "tbody", "tfoot"}
_UNSEEN, _STRUCK = {"script", "style", "title"}, {"del", "s", "strike"}
_WIDEST = 100
_FEW = 2  # columns


def is_markup(text: str) -> bool:
    """Whether a text is a page or a workbook in XML."""
    return bool(_MARKUP.match(text[:2_000]))


def read(text: str) -> Iterator[Sheet | TableRow]:
    """Each table that holds something, and its rows after it; rows are counted from 1 in each."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    for nth, (name, framed) in enumerate(reader.tables, 1):
        heads = [row for row in framed if len(row) == 1 and id(row) in reader.across]
        if len(heads) < sum(map(any, framed)) / 2:
            for row in heads:  # of a part, or the whole
                row[0] = f"# {row[0]}" if row[0] else ""
        rows = _without_frame(framed)
        if any(any(row) for row in rows):
            yield Sheet(name or str(nth))
            yield from (TableRow(line, tuple(row)) for line, row in enumerate(rows, 1) if any(row))


def _without_frame(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the letters above and the numbers beside them that a program draws around a sheet."""
    if len(rows) < 2 or len(rows[0]) < 2 or rows[0] != ["", *ascii_uppercase][: len(rows[0])]:
        return rows
    return [[], *(row[1:] for row in rows[1:])]


def _number(said: str | None) -> int:
    return min(int(said[:5]), _WIDEST) if said and said.isdecimal() else 0


class _TableReader(HTMLParser):
    """Gathers the cells of every row; a table within a cell is one more table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]]]] = []
        # rows with a cell that goes over several columns, which heads a part where it is alone
        self.across = set[int]()
        self._open: list[list[list[str]]] = []
        self._cell = False
        self._row_ended: dict[int, bool] = {}  # by the depth of each open table, so that a cell begins a row
        self._unseen = 0
        self._beside = ""  # what stands below a table or between its rows
        # columns that a wide or a tall cell takes, for how many rows from this one
        self._taken: dict[int, int] = {}

    def close(self) -> None:
        super().close()
        self._take_beside()

    def _take_beside(self) -> None:
        """Keep what stands beside a table as a remark in it, which may say who is not to be named."""
        if self.tables and (said := " ".join(self._beside.split())):
            self.tables[-1][1].append([f"# {said}"])
        self._beside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _TABLES | _ROWS | _BREAKS:
            self._take_beside()
        if tag in _TABLES and not (tag == "table" and self._open and not self._open[-1]):
            rows: list[list[str]] = []
            self.tables.append((said.get("ss:name") or "", rows))
            self._open.append(rows)
            self._row_ended[len(self._open)] = True
        elif tag in _PARTS:
            self._row_ended[len(self._open)] = True
        elif tag in _ROWS and self._open:
            self._begin_row()
        elif tag in _CELLS and self._open:
            if self._row_ended[len(self._open)]:
                self._begin_row()
            row, at = self._open[-1][-1], _number(said.get("ss:index"))
            while len(row) in self._taken or len(row) + 1 < at:
                row.append("")
            wide = _number(said.get("colspan") or said.get("ss:mergeacross"))
            tall = _number(said.get("rowspan"))
            self._taken |= dict.fromkeys(range(len(row), len(row) + max(1, wide)), tall)
            row.append("")
            self._cell = True
            self.across |= {id(row)} if wide > _FEW else set()
        elif tag in _STRUCK | _BREAKS:
            self.handle_data("~~" if tag in _STRUCK else " ")
        elif tag in _UNSEEN:
            self._unseen += 1

    def _begin_row(self) -> None:
        """Begin a row, which a browser does for a cell outside of any: `<thead><th>Name</th></thead>`."""
        self._open[-1].append([])
        self._row_ended[len(self._open)] = False
        self._taken = {at: rows - 1 for at, rows in self._taken.items() if rows > 1}

    def handle_endtag(self, tag: str) -> None:
        self._cell &= tag not in _CELLS | _ROWS | _TABLES
        if tag in _ROWS | _PARTS:
            self._row_ended[len(self._open)] = True
        if tag in _TABLES and len(self._open) > 1:
            self._open.pop()
        elif tag in _STRUCK:
            self.handle_data("~~")
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        if self._cell and not self._unseen and self._open and self._open[-1] and self._open[-1][-1]:
            row = self._open[-1][-1]
            row[-1] = " ".join(f"{row[-1]}{data}".split()) + (" " if data[-1:].isspace() else "")
        elif not self._cell and not self._unseen:
            self._beside += data
