"""Parts of a letter, bound into one PDF that is read aloud as one document.

Pages, bookmarks and the few tags that are not names are taken over by pikepdf (ISO 32000-1, 14.7.2 structure tree,
14.7.4.4 parent tree). The tags of names, by far the most there is in the file and all alike, are only noted, and
written behind what pikepdf has written: that takes a fifth of the time, and memory that hardly grows.
"""

from array import array
from collections.abc import Iterable, Iterator
from io import SEEK_END
from itertools import chain, groupby, islice, takewhile
from operator import itemgetter
from typing import Any, BinaryIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Pdf

from petition.letters.render.appending import Update

_FOOT = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q /Foot Do Q EMC "
_KEPT = ("Root", "Info", "ID")  # of the trailer
_KINDS = (b"Lbl", b"LBody")


class Unbindable(Exception):
    """A part has no page that begins with a name, or tags that are not those of a list of names."""


class Book:
    """The first part, which takes in the others one by one."""

    def __init__(self) -> None:
        self._pdf: Any = None
        self._own = 0  # how many of the document's children are the first part's
        self._bookmarks: list[OutlineItem] = []
        self._next = 0  # key in the tree of parents
        # Of the other parts: how many tags were taken over, and which of them are lists of how many names.
        self._taken = 0
        self._lists: dict[int, int] = {}
        # What is written at last. For a page, by its key: under which leaf stands each of its marks, or under which
        # tag (as ~number); for a link, by its key: the tag. A leaf is the number or the text of a name.
        self._leaves = 0
        self._last = 0
        self._pages: dict[int, tuple[int, array[int]]] = {}
        self._links: dict[int, int] = {}

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return len(self._pdf.pages)

    def add(self, sheets: Pdf) -> None:
        """Take in a part, which is used up by it."""
        root: Any = sheets.Root.StructTreeRoot
        parents = dict(zip(*[iter(root.ParentTree.Nums)] * 2, strict=True))
        before = 0 if self._pdf is None else self.pages
        self._bookmark(sheets, root.K[0], before)
        if self._pdf is None:
            self._begin(sheets, root, parents)
            return
        self._last = 0
        tags = {tag.objgen[0]: at for at, tag in enumerate(_tags(root.K[0]), start=self._taken)}
        self._pdf.pages.extend(sheets.pages)
        names, leaves = sum(self._lists.values()), self._leaves
        document = self._pdf.Root.StructTreeRoot.K[0]
        for kid in root.K[0].K:
            document.K.append(self._take(kid, document))
        for page in islice(self._pdf.pages, before, None):
            self._note(page.obj, before, parents, tags)
            before += 1
        if self._leaves - leaves not in (count := sum(self._lists.values()) - names, 2 * count):
            raise Unbindable

    def _bookmark(self, sheets: Pdf, document: Any, before: int) -> None:
        """Take over the bookmarks; those of places that stand under a heading of the part before go under it."""
        marks = _bookmarks(sheets, before)
        headings = (tag.S for tag in _tags(document) if tag.S in {Name.H1, Name.H2})
        under = sum(1 for _ in takewhile(lambda kind: kind == Name.H2, headings)) if self._bookmarks else 0
        self._bookmarks += marks[under:]
        if under:
            self._bookmarks[-len(marks[under:]) - 1].children.extend(marks[:under])

    def _begin(self, sheets: Pdf, root: Any, parents: dict[int, Any]) -> None:
        self._pdf, self._own, self._next = sheets, len(root.K[0].K), int(root.ParentTreeNextKey)
        keys = sorted(int(key) for page in sheets.pages for _, key in _keys(page.obj))
        numbers = Array([part for key in keys for part in (key, parents[key])])
        leaf = sheets.make_indirect(Dictionary(Limits=Array([keys[0], keys[-1]]), Nums=numbers))
        root.ParentTree = sheets.make_indirect(Dictionary(Kids=Array([leaf])))

    def _take(self, tag: Any, parent: Any) -> Any:
        """A tag of another part with what is under it, names left out."""
        if not any(each.S == Name.L for each in _with_those_under(tag)):
            self._taken += sum(1 for _ in _with_those_under(tag))
            del tag["/P"]  # a tag knows its parent, and that one all its children
            whole = self._pdf.copy_foreign(tag)
            whole.P = parent
            return whole
        hollow = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=tag.S, P=parent, K=Array()))
        if tag.S == Name.L:
            hollow.A = Object.parse(tag.A.unparse())
            self._lists[self._taken] = len(tag.K)
        self._taken += 1
        for kid in () if tag.S == Name.L else tag.K:
            hollow.K.append(self._take(kid, hollow))
        return hollow

    def _note(self, page: Any, number: int, parents: dict[int, Any], tags: dict[int, int]) -> None:
        """Note what stands on a page under which tag, and give page and links keys in our tree of parents."""
        for holder, key in _keys(page):
            above = parents[key]
            if isinstance(above, Array):
                holder.StructParents = self._next
                self._pages[self._next] = number, array("q", self._under(above, tags))
            else:
                holder.StructParent = self._next
                self._links[self._next] = tags[above.objgen[0]]
            self._next += 1

    def _under(self, above: Any, tags: dict[int, int]) -> Iterator[int]:
        # As text, for to look at a tag is to have it parsed.
        for tag in map(int, above.unparse(resolved=True).split()[1:-1:3]):
            known = tags.get(tag)
            if known is not None:
                yield ~known
                continue
            if tag != self._last:
                self._last = tag
                self._leaves += 1
            yield self._leaves - 1

    def finish(self, feet: Pdf, file: BinaryIO) -> None:
        """Write the whole with these feet into an empty file; the same bytes each time."""
        pdf = self._pdf
        pdf.Root.StructTreeRoot.ParentTreeNextKey = self._next
        with pdf.open_outline() as outline:
            outline.root[:] = self._bookmarks
        for page, foot in zip(pdf.pages, feet.pages, strict=True):
            page.add_resource(pdf.copy_foreign(foot.as_form_xobject()), Name.XObject, Name.Foot)
            page.contents_add(_FOOT, prepend=True)
        pdf.save(file, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        if self._pages:
            self._write_names(file)

    def _write_names(self, file: BinaryIO) -> None:
        """Write the tags of names, and what leads to them, behind a PDF whose numbers are known only now."""
        with Pdf.open(file) as pdf:
            trailer: Any = pdf.trailer
            root = trailer.Root.StructTreeRoot
            tags = [tag for kid in islice(root.K[0].K, self._own, None) for tag in _with_those_under(kid)]
            file.seek(0, SEEK_END)
            update = Update(file, size=int(trailer.Size))
            pages = [page.obj.objgen[0] for page in pdf.pages]
            first = self._write_lists(update, [(tags[at], count) for at, count in self._lists.items()], pages)
            leaf = update.new(self._parents(update, first, [tag.objgen[0] for tag in tags]))
            above = root.ParentTree
            update.add(above.objgen[0], b"<</Kids[%b]>>" % _references([above.Kids[0].objgen[0], leaf]))
            update.finish(b"".join(b"/%b %b" % (key.encode(), trailer[f"/{key}"].unparse()) for key in _KEPT))

    def _write_lists(self, update: Update, lists: list[tuple[Any, int]], pages: list[int]) -> int:
        """Write the lists with their points, and tell the number of the first point."""
        step = self._step
        first = point = update.reserve(sum(count for _, count in lists) * step)
        leaves = self._leaves_as_objects(pages)
        for tag, count in lists:
            above = tag.objgen[0]
            points = range(point, point + count * step, step)
            about = b"/P %d 0 R/A %b" % (tag.P.objgen[0], tag.A.unparse())
            update.add(above, b"<</Type/StructElem/S/L%b/K[%b]>>" % (about, _references(points)))
            for point in points:
                kids = range(point + 1, point + step)
                update.add(point, b"<</Type/StructElem/S/LI/P %d 0 R/K[%b]>>" % (above, _references(kids)))
                for kid, kind in zip(kids, _KINDS[1 - step :], strict=True):
                    value = b"<</Type/StructElem/S/%b/P %d 0 R%b>>" % (kind, point, next(leaves))
                    update.add(kid, value)
            point = points.stop
        return first

    @property
    def _step(self) -> int:
        """How many tags there are for each name: a point of a list, its number if it has one, and its text."""
        return 1 + self._leaves // sum(self._lists.values())

    def _leaves_as_objects(self, pages: list[int]) -> Iterator[bytes]:
        """For each leaf where its text stands: on one page, or for a very long name on two."""
        marks = (
            (leaf, pages[page], mark)
            for page, under in self._pages.values()
            for mark, leaf in enumerate(under)
            if leaf >= 0
        )
        for _, own in groupby(marks, key=itemgetter(0)):
            (_, on, mark), *others = own
            kids = b"%d" % mark
            for _, page, other in others:
                kids += b" %d" % other if page == on else b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, other)
            yield b"/Pg %d 0 R/K[%b]" % (on, kids)

    def _parents(self, update: Update, first: int, tags: list[int]) -> bytes:
        """The leaf of the tree of parents for all pages and links but those of the first part."""
        per = self._step - 1

        def above(under: int) -> int:
            return tags[~under] if under < 0 else first + under // per * (per + 1) + 1 + under % per

        numbers = {
            key: update.new(b"[%b]" % _references(map(above, on))) for key, (_, on) in self._pages.items()
        }
        numbers |= {key: tags[at] for key, at in self._links.items()}
        keys = sorted(numbers)
        pairs = b" ".join(b"%d %d 0 R" % (key, numbers[key]) for key in keys)
        return b"<</Limits[%d %d]/Nums[%b]>>" % (keys[0], keys[-1], pairs)


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _tags(document: Any) -> Iterator[Any]:
    return chain.from_iterable(map(_with_those_under, document.K))


def _with_those_under(tag: Any) -> Iterator[Any]:
    """A tag and all under it, from top to bottom, but nothing that is in a list."""
    yield tag
    if tag.S != Name.L:
        for kid in tag.get("/K", ()):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield from _with_those_under(kid)


def _keys(page: Any) -> Iterator[tuple[Any, int]]:
    """What has a key in the tree of parents: a page and its links."""
    if "/StructParents" in page:
        yield page, int(page.StructParents)
    for link in page.get("/Annots", ()):
        if "/StructParent" in link:
            yield link, int(link.StructParent)


def _bookmarks(sheets: Pdf, before: int) -> list[OutlineItem]:
    """The bookmarks of a part that lead to pages it still has."""
    numbers = {page.obj.objgen: number for number, page in enumerate(sheets.pages, start=before)}
    return _leading_to(
        numbers, sheets.open_outline().root
    )  # not opened to be changed: that would write it anew


def _leading_to(numbers: dict[tuple[int, int], int], marks: Any) -> list[OutlineItem]:
    kept = []
    for item in marks:
        page, _, left, top, *_ = item.destination
        if page.objgen in numbers:
            mark = OutlineItem(item.title, numbers[page.objgen], "XYZ", left=left, top=top)
            mark.children = _leading_to(numbers, item.children)
            kept.append(mark)
    return kept
