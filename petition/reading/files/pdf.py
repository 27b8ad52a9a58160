"""A PDF that holds its text: its lines by where they stand on the page, joined to paragraphs; a guess, and marked as one.

A PDF says where letters are and not what they are, so a person has to look over all that is read of one. The library that
reads it is C++, and is run in a process of its own, ended when it takes too much: `main` is that process.
"""

import json
import re
import subprocess
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby, islice, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from petition.core.limited_process import limit, run_main
from petition.core.text import is_small
from petition.reading.blocks import Aside, ReadDocument, has_marker
from petition.reading.draft import NotALetter, Refusal
from petition.reading.files.text import joined_at_end, text_document, without_margins

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SECONDS, _WAIT, _MEMORY = 5, 60, 1 << 30
_MOST_PAGES, _MOST_LINES = 300, 40_000
_LONGEST_HEADING = 120  # letters of one line of it
_BOLD = 600  # of the weight of a font
_MOST_MARGIN = 20  # lines, with the notes of a page
_THIN, _MOST_DRAWN = 4, 5_000  # points of a line that is drawn, or between two; things drawn on a page
_ROW = "| "  # a line of a table
_FEW = 10  # of so many lines at least one begins within a sentence, or apart from the one above, but in a list of names
_NOTE = re.compile(r"^\[?(\d{1,3})\]?[.)]?(?:\s+(?=\S)|(?=[^\W\d_]))")
_STOPPED = re.compile(r"[.!?:;…][»”\"')\]]*$")


class PlacedText(NamedTuple):
    """A line of a page and where it stands, counted in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_bold: bool = False  # its first letter
    ends_bold: bool = False


def pdf_document(data: bytes) -> ReadDocument:
    """The document in a PDF. Refuses one without text, a locked one, and one that takes too much."""
    pages = _pages(data)
    if not any(pages):
        raise NotALetter(Refusal.NO_TEXT)
    pages, around = without_margins(
        list(map(_in_order, pages)), lambda line: "" if _is_row(line) else line.text
    )
    asides = [Aside(why, tuple(dict.fromkeys(lines))) for why, lines in around]
    notes: dict[str, str] = {}
    pages = [_without_notes(page, notes) for page in pages]
    pairs = [pair for page in pages for pair in _pairs(page)]
    usual = _step(pairs) or min((step for step, _ in pairs), default=0.0)
    size = median([line.top - line.bottom for page in pages for line in page] or [1.0])
    text = ""
    for before, page in pairwise([[], *filter(None, pages)]):
        said = _with_rows(page, _step(_pairs(page)) or usual, _size(page, size), before)
        is_within = before and _runs_over(before, page, text)
        text = joined_at_end(text, said) if is_within else f"{text}\n\n{said}".lstrip("\n")
    for number, note in notes.items():
        text += f"\n\n[^{number}]: {note}"
    found = text_document(text)
    return replace(found, asides=(*asides, *found.asides), guessed=True)


def _pages(data: bytes) -> list[list[PlacedText]]:
    try:
        done = run_main("petition.reading.files.pdf", data, wait=_WAIT)
    except subprocess.TimeoutExpired:
        raise NotALetter(Refusal.TOO_LARGE) from None
    if done.returncode:
        raise NotALetter(Refusal.BROKEN_DOCUMENT if done.returncode == 1 else Refusal.TOO_LARGE)
    return [[PlacedText(*line) for line in page] for page in json.loads(done.stdout)]


def main() -> int:
    """Write the lines of each page as JSON; 1 where it is no PDF that can be opened, 3 where it is too long."""
    limit(seconds=_SECONDS, memory=_MEMORY)
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        return 1
    pages: list[list[PlacedText]] = []
    for nth, page in enumerate(opened):
        if nth >= _MOST_PAGES or sum(map(len, pages)) > _MOST_LINES:
            return 3
        pages.append(_in_rows(_words(page.get_textpage()), list(_rows_drawn(page))))
    sys.stdout.write(json.dumps(pages))
    return 0


def _words(page: "PdfTextPage") -> Iterator[PlacedText]:
    """The words of a page sign by sign: rectangles of text overlap where letters are kerned, and would say some twice."""
    from pypdfium2.raw import FPDFText_GetFontWeight, FPDFText_GetUnicode

    word, after = None, ""
    for at in range(page.count_chars()):
        sign = chr(FPDFText_GetUnicode(page, at))
        if sign.isspace() or sign == "\0":
            if word is not None:
                yield word
            word, after = None, " "
            continue
        left, bottom, right, top = page.get_charbox(at, loose=True)
        is_bold = FPDFText_GetFontWeight(page, at) >= _BOLD
        if word is not None and not _is_beside(word, PlacedText(sign, left, bottom, right, top)):
            yield word
            word = None
        if word is None:
            word, after = PlacedText(after + sign, left, bottom, right, top, is_bold, is_bold), ""
        else:
            low, high = min(word.bottom, bottom), max(word.top, top)
            word = PlacedText(word.text + sign, word.left, low, right, high, word.is_bold, is_bold)
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
        text = _ROW + " | ".join(cell.replace("|", "/").replace("\t", " ") for cell in said)
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
    return found


def _fills(line: list[PlacedText], piece: PlacedText) -> bool:
    """Whether a piece stands in a gap of a line: letters of another font are often written after all the others."""
    is_level = any(each.left <= piece.left and _is_beside(each, piece) for each in line)
    return is_level and all(each.right < piece.left + 1 or piece.right < each.left + 1 for each in line)


def _joined(line: list[PlacedText]) -> PlacedText:
    ordered = sorted(line, key=lambda each: each.left)
    text = ordered[0].text.strip()
    for before, piece in pairwise(ordered):
        gap = piece.left - before.right
        is_apart = gap > 0.8 or (ordered == line and piece.text[0] == " ")
        text += ("\t" if gap > 30 else " " if is_apart else "") + piece.text.strip()
    bottom, top = median(each.bottom for each in line), median(each.top for each in line)
    right = max(each.right for each in line)
    return PlacedText(text, ordered[0].left, bottom, right, top, ordered[0].is_bold, ordered[-1].ends_bold)


def _is_beside(line: PlacedText, piece: PlacedText) -> bool:
    lower = min(line.top - line.bottom, piece.top - piece.bottom)
    return piece.left >= line.left and min(line.top, piece.top) - max(line.bottom, piece.bottom) > 0.4 * lower


def _in_order(page: list[PlacedText]) -> list[PlacedText]:
    """The page from its head to its foot: what stands there is often written before or behind all between them."""
    for end in range(min(len(page) // 2, _MOST_MARGIN), 0, -1):
        for margin, rest in ((page[:end], page[end:]), (page[-end:], page[:-end])):
            lowest, highest = min(line.bottom for line in rest), max(line.top for line in rest)
            head = [line for line in margin if line.bottom > highest - 1]
            foot = [line for line in margin if line.top < lowest + 1]
            if len(head) + len(foot) == end:
                foot = sorted(foot, key=lambda line: -line.bottom) if margin[0] is page[0] else foot
                return [*head, *rest, *foot]
    return page


def _size(lines: list[PlacedText], usual: float) -> float:
    """How high most of these lines are, if they are enough to tell."""
    return median(line.top - line.bottom for line in lines) if len(lines) >= _FEW else usual


def _is_row(line: PlacedText) -> bool:
    return line.text.startswith(_ROW)


def _with_rows(page: list[PlacedText], step: float, size: float, before: Sequence[PlacedText]) -> str:
    """The text of a page, the rows of its tables apart."""
    beside = (*before, *(line for line in page if not _is_row(line)))
    runs = ((is_row, list(lines)) for is_row, lines in groupby(page, key=_is_row))
    return "\n\n".join(
        "\n".join(line.text for line in lines) if is_row else _page_text(lines, step, size, beside)
        for is_row, lines in runs
    )


def _page_text(page: list[PlacedText], step: float, size: float, before: Sequence[PlacedText] = ()) -> str:
    """The text of a page; what stands alone in much larger letters than those of the `size` that most have is a heading."""
    beside = page if len(page) >= _FEW else [*before, *page]  # few lines do not tell how wide a page is
    steps = sorted(step for step, _ in _pairs(page))
    gaps = sum(each > 1.22 * step for each in steps)
    is_spaced = 2 * gaps > len(steps)  # as entries of a list are
    goes_on = max(gaps, sum(map(_goes_on, page))) * _FEW > len(page)
    text = ""
    for above, line in pairwise([None, *page]):
        assert line is not None
        height = line.top - line.bottom
        is_large = height > 1.28 * size and len(line.text) < _LONGEST_HEADING and not has_marker(line.text)
        typed = f"## {line.text}" if is_large else line.text
        if above is None:
            text = typed
            continue
        is_other = _is_other(above, line, step)
        if is_other or above.bottom - line.bottom > 1.22 * step * max(1, height / size):
            text += "\n\n" + typed
        elif is_large:
            text += " " + line.text
        elif not (has_marker(line.text) or "\t" in above.text) and (
            (is_spaced and above.text[-1] == ",") or (goes_on and _is_full(above, line, beside))
        ):
            text = joined_at_end(text, line.text)
        else:
            text += "\n" + line.text
    return text


def _is_other(above: PlacedText, line: PlacedText, step: float) -> bool:
    """Whether a line stands in the next column, or has much larger or smaller letters than the one above."""
    height, height_above = line.top - line.bottom, above.top - above.bottom
    is_beside = line.bottom > above.bottom + step / 2
    return is_beside or height > 1.2 * height_above or height_above > 1.4 * height


def _pairs(page: list[PlacedText]) -> list[tuple[float, PlacedText]]:
    """How far each line stands below the one above it, but for those that begin a column."""
    return [
        (above.bottom - line.bottom, line) for above, line in pairwise(page) if above.bottom > line.bottom
    ]


def _step(pairs: list[tuple[float, PlacedText]]) -> float:
    """From line to line within a paragraph: as near as many a line that begins small, else the least that is often so."""
    if within := sorted(step for step, line in pairs if is_small(line.text[0])):
        return within[len(within) // 4]
    times = Counter(round(step) for step, _ in pairs)
    return min((step for step, _ in pairs if times[round(step)] > 2), default=0.0)


def _is_full(above: PlacedText, line: PlacedText, page: list[PlacedText]) -> bool:
    """Whether the first word of a line had no room in the line above, beside what stands above and below that."""
    if above.ends_bold is not line.is_bold:
        return False
    widest = max(each.right for each in page if each.left < above.right and each.right > above.left)
    word = (len(line.text.split()[0]) + 1) * (line.right - line.left) / len(line.text)
    ends_short = _STOPPED.search(above.text) and line.left > above.left + 5
    is_at_right = (
        abs(above.right - line.right) < 2 < abs(above.left - line.left)
    )  # as where and when it was written
    return above.right + 0.9 * word > widest and not (ends_short or is_at_right)


def _runs_over(before: list[PlacedText], page: list[PlacedText], text: str) -> bool:
    """Whether a paragraph of several lines, the last of the text, goes on over the end of its page."""
    last, first = before[-1], page[0]
    is_like = abs(last.left - first.left) < 5 and abs(last.top - last.bottom - first.top + first.bottom) < 0.5
    is_several = len(text.rpartition("\n")[2]) > len(last.text)
    is_stopped = _STOPPED.search(last.text) or has_marker(first.text)
    return is_like and is_several and not is_stopped and _is_full(last, first, before)


def _goes_on(line: PlacedText) -> bool:
    """Whether a line may begin within a sentence. Where hardly one does, as in a list of names, the lines stand alone."""
    return line.text[0].isalpha() and not line.text[0].isupper()


def _without_notes(page: list[PlacedText], notes: dict[str, str]) -> list[PlacedText]:
    """The page without its footnotes, each taken to its mark: at its foot, in smaller letters, numbered on.

    What is numbered so above them, as the last rows of a table are, stays where it stands.
    """
    usual = median(line.top - line.bottom for line in page) if page else 0.0
    at = len(page)
    while at and (page[at - 1].top - page[at - 1].bottom) < 0.93 * usual:
        at -= 1
    numbers = [(nth, int(found[1])) for nth in range(at, len(page)) if (found := _NOTE.match(page[nth].text))]
    at = max((nth for (_, above), (nth, number) in pairwise(numbers) if number <= above), default=at)
    body, foot = page[:at], page[at:]
    number = ""
    for line in foot:
        found = _NOTE.match(line.text)
        marked = _marked(body, found[1]) if found and found[1] not in notes else None
        if found and marked is not None:
            number, body = found[1], marked
            notes[number] = line.text[found.end() :]
        elif number:
            notes[number] = joined_at_end(notes[number], line.text)
        else:
            body = [*body, line]
    return body


def _marked(page: list[PlacedText], number: str) -> list[PlacedText] | None:
    """The lines with the mark of a note in place of its number, right behind a word, else behind a blank; else None."""
    for blank in ("", r"\s"):
        mark = re.compile(
            rf"(?<=[^\W\d_])(?:[.,;:”\"»)]{{1,2}})?{blank}{number}(?!\d)|(?<=[.,;:”\"»)]){blank}{number}(?!\d)"
        )
        for nth, line in enumerate(page):
            if found := mark.search(line.text):
                end = found.end()
                gap = " " if line.text[end : end + 1].isalpha() else ""
                text = line.text[: end - len(number)].rstrip() + f"[^{number}]{gap}" + line.text[end:]
                return [*page[:nth], line._replace(text=text), *page[nth + 1 :]]
    return None
