"""The lines of each page of a PDF on standard input, and where they stand, to standard output as JSON.

Runs as a process of its own, within limits of memory and time, for the library that reads a PDF is C++.
"""

import json
import sys
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby, islice, pairwise
from signal import ITIMER_PROF, getitimer, setitimer
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from petition.core.limited_process import limit
from petition.reading.files.text import joined_at_end

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage
_SECONDS, _MEMORY = 20, 1 << 30
_UNTOLD = 1.0  # seconds before a letter is found: what draws itself would take any
_A_LETTER = 20e-6  # seconds more for each that is, of which a slow machine takes half
_MOST_PAGES, _MOST_LINES = 300, 40_000
_MOST_LETTERS, _MOST_LETTERS_ON_PAGE = 1_000_000, 60_000  # a million are read in four seconds
# Lines; each is held against all of its page, and what people print in six columns has some 500
_MOST_ON_PAGE = 1_000
_BOLD = 600  # of the weight of a font
_GAP = 30  # points between two cells
_BELOW = 3  # points by which what stands in a column is out of line
_THIN, _MOST_DRAWN = 4, 5_000  # points of a line that is drawn, or between two; things drawn on a page
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ROW = "| "  # a line of a table


class PlacedText(NamedTuple):
    """A line of a page and where it stands, counted in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_bold: bool = False  # its first letter
    ends_bold: bool = False
    starts: Sequence[float] = ()  # of what gaps part in it, each from the left


def main() -> int:
    """Write the lines of each page as JSON; 1 where it is no PDF that can be opened, 3 where it is too long."""
    limit(seconds=_SECONDS, memory=_MEMORY)
    import pypdfium2

    setitimer(ITIMER_PROF, _UNTOLD)
    try:
        opened = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        return 1
    if len(opened) > _MOST_PAGES:
        return 3
    texts: list[tuple[PdfPage, PdfTextPage]] = []
    letters = 0
    for page in opened:
        texts.append((page, page.get_textpage()))
        found = texts[-1][1].count_chars()
        letters += found
        if found > _MOST_LETTERS_ON_PAGE or letters > _MOST_LETTERS:
            return 3
        setitimer(ITIMER_PROF, getitimer(ITIMER_PROF)[0] + found * _A_LETTER)
    pages: list[list[PlacedText]] = []
    for page, text in texts:
        pages.append(_in_rows(_words(text), list(_rows_drawn(page))))
        if len(pages[-1]) > _MOST_ON_PAGE or sum(map(len, pages)) > _MOST_LINES:
            return 3
    sys.stdout.write(json.dumps(pages))
    return 0


def _words(page: "PdfTextPage") -> Iterator[PlacedText]:
    """The words of a page sign by sign: rectangles of text overlap where letters are kerned, and would say some twice."""
    from pypdfium2.raw import FS_RECTF, FPDFText_GetFontWeight, FPDFText_GetLooseCharBox, FPDFText_GetUnicode

    word, after, raw, box = None, "", page.raw, FS_RECTF()
    for at in range(page.count_chars()):
        sign = chr(FPDFText_GetUnicode(raw, at))
        if sign.isspace() or sign == "\0":
            if word is not None:
                yield word
            word, after = None, " "
            continue
        FPDFText_GetLooseCharBox(raw, at, box)
        is_bold = FPDFText_GetFontWeight(raw, at) >= _BOLD
        piece = PlacedText(after + sign, box.left, box.bottom, box.right, box.top, is_bold, is_bold)
        after = ""
        if word is None or not _is_beside(word, piece) or _is_raised(word, piece) or _is_raised(piece, word):
            if word is not None:
                yield word
            word = piece
        else:
            low, high = min(word.bottom, piece.bottom), max(word.top, piece.top)
            word = PlacedText(word.text + sign, word.left, low, piece.right, high, word.is_bold, is_bold)
    if word is not None:
        yield word


def _lines(pieces: Iterator[PlacedText]) -> Iterator[PlacedText]:
    """Pieces of text that stand beside one another as one line, in the order in which they stand."""
    line: list[PlacedText] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if line and not _is_beside(line[-1], piece) and not _fills(line, piece):
            yield _joined(line)
            line = []
        line.append(piece)
    if line:
        yield _joined(line)


class _Row(NamedTuple):
    """A row of a table that is drawn on a page: between which levels it stands, and where its cells begin and end."""

    bottom: float
    top: float
    edges: tuple[float, ...]

    def holds(self, word: PlacedText) -> bool:
        """Whether a word stands in it."""
        is_level = self.bottom < (word.bottom + word.top) / 2 < self.top
        return is_level and self.edges[0] < (word.left + word.right) / 2 < self.edges[-1]

    def text(self, words: Sequence[PlacedText]) -> PlacedText:
        """The words in it as a row of a table, the lines of each cell joined."""
        cells: list[list[PlacedText]] = [[] for _ in self.edges[1:]]
        for word in words:
            cells[bisect(self.edges, (word.left + word.right) / 2) - 1].append(word)
        said = (reduce(joined_at_end, [line.text for line in _lines(iter(cell))] or [""]) for cell in cells)
        text = ROW + " | ".join(cell.replace("|", "/").replace("\t", " ") for cell in said)
        return words[0]._replace(text=text, left=self.edges[0], right=self.edges[-1])


def _rows_drawn(page: "PdfPage") -> Iterator[_Row]:
    """The rows of two cells or more between lines that are drawn on a page, each line perhaps piece by piece."""
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    drawn = page.get_objects(filter=[FPDF_PAGEOBJ_PATH], max_depth=1)
    boxes = [each.get_bounds() for each in islice(drawn, _MOST_DRAWN)]
    upright = {
        (x, low, high) for left, low, right, high in boxes if high - low > _THIN for x in (left, right)
    }
    level: dict[int, list[float]] = {}
    for left, low, right, high in boxes:
        for y in {round(low), round(high)} if right - left > _THIN else ():
            level.setdefault(y, []).extend((left, right))
    for low, high in pairwise(sorted(level)):
        edges = [min(level[low])]
        beside = (x for x, bottom, top in upright if bottom < (low + high) / 2 < top)
        for x in sorted((*beside, max(level[low]))):
            edges += [x] * (x - edges[-1] > _THIN)
        if len(edges) > 2 and high - low > _THIN:
            yield _Row(low, high, tuple(edges))


def _in_rows(words: Iterable[PlacedText], rows: Sequence[_Row]) -> list[PlacedText]:
    """The lines of a page; what stands in a table a line for each row."""
    found: list[PlacedText] = []
    for row, run in groupby(words, key=lambda word: next((row for row in rows if row.holds(word)), None)):
        within = list(run)
        found += [row.text(within)] if row else _lines(iter(within))
    return _in_columns(found)


def _in_columns(lines: list[PlacedText]) -> list[PlacedText]:
    """The lines, a gap more where a cell is empty: if most that gaps part stand below what is parted most."""
    columns = max((line.starts for line in lines), key=len, default=())
    placed = {nth: at for nth, line in enumerate(lines) if (at := _columns_of(line, columns))}
    if 2 * len(placed) <= sum(len(line.starts) > 1 for line in lines):
        return lines
    for nth, at in placed.items():
        gaps = ["\t" * (here - before) for before, here in pairwise([0, *at])]
        cells = zip(gaps, lines[nth].text.split("\t"), strict=True)
        lines[nth] = lines[nth]._replace(text="".join(map("".join, cells)))
    return lines


def _columns_of(line: PlacedText, columns: Sequence[float]) -> list[int]:
    """In which columns the parts of a line stand, the first in the first; none where it has but one, or one stands aside."""
    at = [bisect(columns, start + _BELOW) - 1 for start in line.starts]
    stand = (abs(columns[nth] - start) < _BELOW for nth, start in zip(at, line.starts, strict=True))
    return at if len(at) > 1 and at[0] == 0 and all(stand) else []


def _fills(line: list[PlacedText], piece: PlacedText) -> bool:
    """Whether a piece stands in a gap of a line: letters of another font are often written after all the others."""
    is_level = any(each.left <= piece.left and _is_beside(each, piece) for each in line)
    return is_level and all(each.right < piece.left + 1 or piece.right < each.left + 1 for each in line)


def _joined(line: list[PlacedText]) -> PlacedText:
    """The pieces as one, digits that stand raised as such; where it stands is told by the others."""
    highest = max(line, key=lambda each: each.top - each.bottom)
    level = [each for each in line if not _is_raised(each, highest)]
    line = [
        each._replace(text=each.text.strip().translate(RAISED)) if _is_raised(each, highest) else each
        for each in line
    ]
    ordered = sorted(line, key=lambda each: each.left)
    text, starts = ordered[0].text.strip(), [ordered[0].left]
    for before, piece in pairwise(ordered):
        gap = piece.left - before.right
        starts += [piece.left] * (gap > _GAP)
        is_apart = gap > 0.8 or (ordered == line and piece.text[0] == " " and piece.text[1] not in ",.")
        text += ("\t" if gap > _GAP else " " if is_apart else "") + piece.text.strip()
    bottom, top = median(each.bottom for each in level), median(each.top for each in level)
    right = max(each.right for each in line)
    bold = ordered[0].is_bold, ordered[-1].ends_bold
    return PlacedText(text, ordered[0].left, bottom, right, top, *bold, starts)


def _is_raised(piece: PlacedText, beside: PlacedText) -> bool:
    """Whether a piece, which ends in no letter, stands higher than another and is smaller."""
    height = beside.top - beside.bottom
    is_above = piece.bottom > beside.bottom + 0.2 * height
    return is_above and piece.top - piece.bottom < 0.8 * height and not piece.text[-1].isalpha()


def _is_beside(line: PlacedText, piece: PlacedText) -> bool:
    lower = min(line.top - line.bottom, piece.top - piece.bottom)
    return piece.left >= line.left and min(line.top, piece.top) - max(line.bottom, piece.bottom) > 0.4 * lower
