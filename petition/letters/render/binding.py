"""A letter with many names, set in parts and bound into one PDF: the same pages, in a fraction of the memory.

Typst keeps some 20 KB for each name until the last one is set, 2.2 GB for a hundred thousand. So parts are set
in processes of their own. Of each the last page, which is not full, is dropped, and the next part begins with the name
that page began with: mostly it is foreseen, and set meanwhile. The feet of the pages, which say how many there are, come
last.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from io import BytesIO
from multiprocessing.connection import Connection
from typing import Any, BinaryIO, NamedTuple

from pikepdf import Dictionary, Name, Pdf

from petition.letters.render.book import Book, Unbindable
from petition.letters.render.foreseeing import Foresight, foresee
from petition.letters.render.typesetting import Manuscript, Undrawn, typeset_feet, typeset_part

PART, PART_IN_COLUMNS = 6_000, 3_000  # names: 0.6 s and 160 MB, twice
_FIRST = 1_000  # names of the first part, while which is set nothing can be foreseen
_FORKING = multiprocessing.get_context("fork")


def bind(manuscript: Manuscript, file: BinaryIO, *, part: int) -> Undrawn | None:
    """Write the PDF of a letter, set so many names at a time; raises Unbindable where they do not fill a page.

    For a process that has not used Typst itself: it forks, and Typst's threads would not be there in the fork.
    """
    with closing(_Typesetter(manuscript)) as one, closing(_Typesetter(manuscript)) as other:
        book = Book()
        for sheets in _parts(len(manuscript.lines), part, one, other):
            if isinstance(sheets, Undrawn):
                return sheets
            book.add(sheets)  # while the next parts are being set
        one.begin(typeset_feet, book.pages)
        feet = one.made()
    if isinstance(feet, Undrawn):
        return feet
    book.finish(Pdf.open(BytesIO(feet)), file)
    return None


def _parts(of: int, part: int, now: "_Typesetter", ahead: "_Typesetter") -> Iterator[Pdf | Undrawn]:
    """The parts. Where one begins is known when the one before is set; where it was foreseen, it is being set by then."""
    start, end, foreseen = 0, min(part, _FIRST, of), None
    foresight: Foresight | None = None
    now.begin(typeset_part, start, end)
    ahead.begin(foresee)
    while True:
        made = now.made()
        if isinstance(made, Undrawn):
            yield made
            return
        sheets = Pdf.open(BytesIO(made))
        if end == of:
            yield sheets
            return
        start = end - _cut(sheets)
        end = min(start + part, of)
        if start == foreseen:
            now, ahead = ahead, now
        else:
            now.begin(typeset_part, start, end)
            if foreseen:
                ahead.made()  # in vain
        if foresight is None and ahead.is_done():
            foresight = ahead.made()
        foreseen = foresight.page_with(end - 1, start) if foresight and end < of else None
        if foreseen:
            ahead.begin(typeset_part, foreseen, min(foreseen + part, of))
        yield sheets


# ---- who sets them


class _Typesetter:
    """A process, forked while this one is small, that forks again for each part: the memory of a part is given back."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._line, there = _FORKING.Pipe()
        _FORKING.Process(target=_typesetter, args=(self._line, there, manuscript)).start()
        there.close()

    def close(self) -> None:
        """End the process; it also ends when this one does."""
        self._line.close()

    def begin(self, work: Callable[..., Any], *given: int) -> None:
        self._line.send((work, given))

    def is_done(self) -> bool:
        """Whether what was begun is made."""
        return self._line.poll()

    def made(self) -> Any:
        """What was begun, when it is done; raises RuntimeError where that process died, of too little memory say."""
        made = self._line.recv()
        if made is None:
            raise RuntimeError("a part of the letter could not be set")
        return made


def _typesetter(other_end: Connection, line: Connection, manuscript: Manuscript) -> None:
    other_end.close()  # or its being closed would not be noticed
    with suppress(EOFError, BrokenPipeError):
        while True:
            work, given = line.recv()
            at_work = _FORKING.Process(target=_send, args=(line, work, manuscript, *given))
            at_work.start()
            at_work.join()
            if at_work.exitcode:
                line.send(None)


def _send(line: Connection, work: Callable[..., Any], *given: Any) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it any more
        line.send(work(*given))


# ---- where a part ends


class _Piece(NamedTuple):
    """A child of the document, or a point of a list that is one: where it stands in the tree and on which pages."""

    element: Any
    kid: int
    point: int | None
    first: int
    last: int


def _cut(sheets: Pdf) -> int:
    """Drop the last page, or as many as it takes for the first of them to begin with a name; tells how many names go."""
    document = sheets.Root.StructTreeRoot.K[0]
    page, names = len(sheets.pages) - 1, 0
    cut: _Piece | None = None
    for piece in _backwards(sheets):
        if piece.last < page:
            break
        page = min(page, piece.first)
        names += _names(piece.element)
        cut = piece
    if cut is None or page == 0 or cut.element.S not in {Name.LI, Name.Div, Name.H1, Name.H2}:
        raise Unbindable
    if cut.point:
        _shorten(document.K[cut.kid].K, cut.point)
    _shorten(document.K, cut.kid + bool(cut.point))
    del sheets.pages[page:]
    return names


def _shorten(array: Any, length: int) -> None:
    """Keep the first so many; they themselves are not looked at, which would take longer than all the rest."""
    while len(array) > length:
        del array[-1]


def _backwards(sheets: Pdf) -> Iterator[_Piece]:
    numbers = {page.obj.objgen: number for number, page in enumerate(sheets.pages)}
    kids = sheets.Root.StructTreeRoot.K[0].K
    for kid in reversed(range(len(kids))):
        element = kids[kid]
        points = element.K if element.S == Name.L else [element]
        for point in reversed(range(len(points))):
            on = [numbers[page] for page in _pages(points[point])]
            yield _Piece(points[point], kid, point if element.S == Name.L else None, min(on), max(on))


def _pages(element: Any) -> Iterator[tuple[int, int]]:
    """The pages that something tagged stands on."""
    if "/Pg" in element:
        yield element.Pg.objgen
    for child in element.get("/K", ()):
        if isinstance(child, Dictionary):
            yield from _pages(child)


def _names(element: Any) -> int:
    if element.S == Name.LI:
        return 1
    return sum(_names(child) for child in element.K if isinstance(child, Dictionary) and "/S" in child)
