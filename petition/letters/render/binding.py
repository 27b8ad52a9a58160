"""A letter with many names, set in parts and bound into one PDF: the same pages, in a fraction of the memory.

Typst keeps some 20 KB for each name until the last one is set, 2.2 GB for a hundred thousand. So parts are set one
after another, each in a process of its own. Of each the last page, which is not full, is dropped, and the next part
begins with the name that page began with. The tags are bound as well (ISO 32000-1, 14.7.2 structure tree, 14.7.4.4
parent tree), so that the whole is read aloud as one document. The feet of the pages, which say how many there are,
come last.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from io import BytesIO
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf

from petition.letters.render.typesetting import Manuscript, Undrawn, typeset_feet, typeset_part

PART = 5_000  # names: half a second and 200 MB
_FORKING = multiprocessing.get_context("fork")
_FOOT = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q /Foot Do Q EMC "


class Unbindable(Exception):
    """A part has no page that begins with a name."""


def bound(manuscript: Manuscript, *, part: int) -> bytes | Undrawn:
    """The PDF of a letter, set so many names at a time; raises Unbindable where they do not fill a page.

    For a process that has not used Typst itself: it forks, and Typst's threads would not be there in the fork.
    """
    with closing(_Typesetter(manuscript)) as typesetter:
        book = _Book()
        start, of = 0, len(manuscript.lines)
        typesetter.begin(typeset_part, 0, min(part, of))
        while start < of:
            made = typesetter.made()
            if isinstance(made, Undrawn):
                return made
            sheets = Pdf.open(BytesIO(made))
            end = min(start + part, of)
            start = end - _cut(sheets) if end < of else of
            if start < of:
                typesetter.begin(typeset_part, start, min(start + part, of))
            book.add(sheets)  # while the next part is being set
        typesetter.begin(typeset_feet, book.pages)
        feet = typesetter.made()
    return feet if isinstance(feet, Undrawn) else book.finished(Pdf.open(BytesIO(feet)))


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

    def begin(self, setting: Callable[..., bytes | Undrawn], *given: int) -> None:
        self._line.send((setting, given))

    def made(self) -> bytes | Undrawn:
        """What was begun, when it is done; raises RuntimeError where that process died, of too little memory say."""
        made: bytes | Undrawn | None = self._line.recv()
        if made is None:
            raise RuntimeError("a part of the letter could not be set")
        return made


def _typesetter(other_end: Connection, line: Connection, manuscript: Manuscript) -> None:
    other_end.close()  # or its being closed would not be noticed
    with suppress(EOFError):
        while True:
            setting, given = line.recv()
            part = _FORKING.Process(target=_set, args=(line, setting, manuscript, *given))
            part.start()
            part.join()
            if part.exitcode:
                line.send(None)


def _set(line: Connection, setting: Callable[..., bytes | Undrawn], *given: Any) -> None:
    line.send(setting(*given))


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
    if cut is None or page == 0 or cut.element.S not in {Name.LI, Name.Div, Name.H1}:
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


# ---- how parts become one


class _Book:
    """The first part, which takes in the pages, tags and bookmarks of the others."""

    def __init__(self) -> None:
        self._pdf: Any = None
        self._parents: dict[int, Any] = {}
        self._next = 0
        self._marks: list[OutlineItem] = []

    @property
    def pages(self) -> int:
        return len(self._pdf.pages)

    def add(self, sheets: Pdf) -> None:
        root = sheets.Root.StructTreeRoot
        parents = dict(zip(*[iter(root.ParentTree.Nums)] * 2, strict=True))
        first = self._pdf is None
        before = 0 if first else self.pages
        self._marks += _marks(sheets, before)
        if first:
            self._pdf = sheets
        else:
            self._pdf.pages.extend(sheets.pages)
            self._take(root)
        for page in self._pdf.pages[before:]:
            self._enter(page.obj, Name.StructParents, parents)
            for annotation in page.obj.get("/Annots", ()):
                self._enter(annotation, Name.StructParent, parents)
        self._next += int(root.ParentTreeNextKey)

    def _take(self, root: Any) -> None:
        """The tags of another part, after ours. A tag knows its parent, and that one all its children: so not yet."""
        ours = self._pdf.Root.StructTreeRoot
        for kid in root.K[0].K:
            del kid["/P"]
            taken = self._pdf.copy_foreign(kid)
            taken.P = ours.K[0]
            ours.K[0].K.append(taken)
        for role, meaning in root.get("/RoleMap", {}).items():
            ours.RoleMap[role] = meaning

    def _enter(self, holder: Any, key: Any, parents: dict[int, Any]) -> None:
        """Put what stands under a page's or link's key into our parent tree, under a key of ours."""
        if key not in holder:
            return
        under = parents[int(holder[key])]
        if not under.is_owned_by(self._pdf):
            under = self._pdf.copy_foreign(under)
        holder[key] = int(holder[key]) + self._next
        self._parents[int(holder[key])] = under

    def finished(self, feet: Pdf) -> bytes:
        """The bytes of the whole, with these feet; the same each time."""
        pdf, root = self._pdf, self._pdf.Root.StructTreeRoot
        parents = [part for key in sorted(self._parents) for part in (key, self._parents[key])]
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(parents)))
        root.ParentTreeNextKey = self._next
        with pdf.open_outline() as outline:
            outline.root[:] = self._marks
        for page, foot in zip(pdf.pages, feet.pages, strict=True):
            page.add_resource(pdf.copy_foreign(foot.as_form_xobject()), Name.XObject, Name.Foot)
            page.contents_add(_FOOT, prepend=True)
        file = BytesIO()
        pdf.save(file, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return file.getvalue()


def _marks(sheets: Pdf, before: int) -> Iterator[OutlineItem]:
    """The bookmarks of a part that lead to pages it still has."""
    numbers = {page.obj.objgen: number for number, page in enumerate(sheets.pages, start=before)}
    with sheets.open_outline() as outline:
        marks: list[Any] = outline.root
        yield from (_mark(item, numbers) for item in marks if item.destination[0].objgen in numbers)


def _mark(item: OutlineItem, numbers: dict[tuple[int, int], int]) -> OutlineItem:
    destination: Any = item.destination
    page, _, left, top, *_ = destination
    mark = OutlineItem(item.title, numbers[page.objgen], "XYZ", left=left, top=top)
    mark.children = [_mark(child, numbers) for child in item.children]
    return mark
