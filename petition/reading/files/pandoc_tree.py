"""Pandoc's tree to our own: blocks of Markdown, with the notes on their marks and what is no text set aside."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from petition.core.text import squeeze
from petition.lexicon.language import language_of
from petition.reading.blocks import Aside, Block, ReadDocument, Why, lines_in, plain
from petition.reading.files import pandoc, pictures
from petition.reading.files.markdown_lines import escaped, guarded, linked, tidy, wrapped
from petition.reading.files.pandoc import HARD, SOFT, Element
from petition.reading.files.text import lists_joined
from petition.reading.files.web_notes import KEPT_BACK, MOST_NOTES, NOTE
from petition.reading.files.workbook import MOST_COLUMNS
from petition.reading.lines.names import is_full_name
from petition.reading.refusals import NotALetter, Refusal

TAB = "\ue001"  # stands for a tab in what pandoc is given, which would make a blank of it
RAISED, LOWERED = "\ue010", "\ue011"  # around what stands above the line
_STRUCK = re.compile("\ue012([^\ue012\ue013]*)\ue013")
_POINT = re.compile(r"^([•·●▪◦‣o-]|\\-|\d{1,3}(?:\\?[.)]))\t\s*(?=\S)")
_BOX = re.compile(r"^\\\[([ xX])\\\]\s+")
_MARKERS = re.compile("[\ue000-\ue013]")
_WRITTEN = {"LowerAlpha": "abcdefghijklmnopqrstuvwxyz", "UpperAlpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|bmp|tiff?|emf|wmf|svg)|image", re.IGNORECASE)
_ROUND = str.maketrans("[]", "()")
_DEEPEST = 60
_MOST_COLUMNS, _WORDS = 4, 10  # of a text in several languages, and of a sentence, less one
_FEW = 3  # rows, as of a head in two columns


def read_as(
    form: str,
    data: bytes,
    *,
    lines_kept: bool = False,
    media: pictures.Media,
    words: Mapping[str, str] | None = None,
) -> ReadDocument:
    """A document in one of pandoc's formats. `lines_kept`: its lines end where its writer ended them, as in Markdown.

    `media` gives its pictures; `words` is what they show, where pandoc reads it not.
    """
    meta, tree = pandoc.tree(data, form)
    try:
        drawn = pictures.drawn(tree, media)
        reader = _TreeReader(list(drawn), words or {}, lines_kept=lines_kept)
        blocks = [*([] if form in {"epub", "rtf"} else reader.title(meta)), *reader.whole(tree)]
    except RecursionError:
        raise NotALetter(Refusal.TOO_LARGE) from None
    notes = [Block("note", (f"[^{number}]: {text}",)) for number, text in sorted(reader.notes.items())]
    joined = lists_joined([_as_point(block) for block in blocks if any(map(str.strip, block.lines))])
    text = map(reader.with_kept_back, joined)
    return ReadDocument((*text, *notes), tuple(reader.asides), pictures=tuple(drawn.values()))


def _as_point(block: Block) -> Block:
    """A paragraph that begins with a bullet or number and a tab, as word processors write lists, as a list of one point."""
    found = _POINT.match(block.lines[0]) if block.kind == "paragraph" and len(block.lines) == 1 else None
    if not found:
        return block
    mark = found[1].replace("\\", "")
    return Block("list", (f"{mark if mark[0].isdigit() else '-'} {block.lines[0][found.end() :]}",))


class _TreeReader:
    """Walks the tree; notes and what is set aside are gathered on the way."""

    def __init__(self, drawn: list[str], words: Mapping[str, str], *, lines_kept: bool) -> None:
        self.words = words
        self.drawn = drawn  # the names of pictures, which are numbered in this order
        self.pictures: list[Block] = []  # that have no place among the blocks yet
        self.soft = HARD if lines_kept else " "
        self.notes: dict[int, str] = {}
        self.asides: list[Aside] = []
        self.depth = 0
        self.kept_back: set[str] = set()  # lines, as Block has them
        self.read: dict[str, Callable[[Any], Iterator[Block]]] = {
            "Para": self._para,
            "Plain": self._para,
            "LineBlock": self._line_block,
            "Header": self._header,
            "BulletList": lambda points: self._list(points, _marks(len(points))),
            "OrderedList": self._ordered,
            "BlockQuote": self._quote,
            "CodeBlock": self._code,
            "HorizontalRule": lambda _: iter([Block("rule", ("---",))]),
            "Table": self._table,
            "Figure": self._figure,
            "Div": self._div,
            "DefinitionList": self._definitions,
        }
        self.write: dict[str, Callable[[Any], str]] = {
            "Strong": lambda inside: wrapped(self._inline(inside), "**"),
            "Emph": lambda inside: wrapped(self._inline(inside), "*"),
            "Strikeout": lambda inside: f"\ue012{self._inline(inside).replace(HARD, ' ')}\ue013",
            "Superscript": self._raised,
            "Subscript": self._inline,
            "Underline": self._inline,
            "SmallCaps": self._inline,
            "Span": lambda content: self._inline(content[1]),
            "Cite": lambda content: self._inline(content[1]),
            "Quoted": lambda content: f"“{self._inline(content[1])}”",
            "Code": lambda content: escaped(content[1]),
            "Math": lambda content: escaped(content[1]),
            "Link": lambda content: linked(self._inline(content[1]), content[2][0]),
            "Image": self._image,
            "Note": self._call,
        }

    def title(self, meta: dict[str, Any]) -> Iterator[Block]:
        """The heading that a word processor keeps as the title, its author and date among the first lines."""
        for name in ("title", "subtitle", "author", "date"):
            found = meta.get(name)
            several = found.content if isinstance(found, Element) and found.kind == "MetaList" else [found]
            for value in several:
                if isinstance(value, Element) and value.kind in {"MetaInlines", "MetaString"}:
                    lines = self.lines(value.content if value.kind == "MetaInlines" else [value.content])
                    heading = Block("heading", (" ".join(lines),), 1)
                    yield heading if name == "title" else Block("paragraph", lines)

    def whole(self, elements: Iterable[Any]) -> Iterator[Block]:
        """The blocks of the text itself, each picture behind what it stands in, be that a list or a table."""
        for element in elements:
            if element.kind == "Div" and not element.content[0][0].startswith((NOTE, KEPT_BACK)):
                yield from self.whole(element.content[1])
            else:
                yield from self._block(element)
                yield from self._new_pictures()

    def _new_pictures(self) -> Iterator[Block]:
        found, self.pictures = self.pictures, []
        return iter(found)

    def blocks(self, elements: Iterable[Any]) -> Iterator[Block]:
        """The blocks of a run of elements."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotALetter(Refusal.TOO_LARGE)
        for element in elements:
            yield from self._block(element)
        self.depth -= 1

    def _block(self, element: Element) -> Iterator[Block]:
        return self.read.get(element.kind, lambda _: iter(()))(element.content)

    def _para(self, inlines: list[Any]) -> Iterator[Block]:
        yield self._paragraph(self.lines(inlines))

    def _line_block(self, lines: list[Any]) -> Iterator[Block]:
        yield self._paragraph(tuple(line for each in lines for line in self.lines(each)))

    def _header(self, content: list[Any]) -> Iterator[Block]:
        level, _, inlines = content
        yield Block("heading", (" ".join(self.lines(inlines)),), level)

    def _code(self, content: list[Any]) -> Iterator[Block]:
        for line in content[1].splitlines():
            yield self._paragraph((escaped(line.strip()),))

    def _figure(self, content: list[Any]) -> Iterator[Block]:
        """Its pictures, and its words as paragraphs."""
        _, caption, inside = content
        yield from self.blocks((*inside, *caption[1]))

    def _definitions(self, entries: list[Any]) -> Iterator[Block]:
        for term, meanings in entries:
            said = (line for meaning in meanings for block in self.blocks(meaning) for line in block.lines)
            yield self._paragraph((*self.lines(term), *said))

    def _paragraph(self, lines: tuple[str, ...]) -> Block:
        return Block("paragraph", tuple(map(guarded, lines)))

    def _div(self, content: list[Any]) -> Iterator[Block]:
        (name, *_), inside = content
        if name.startswith(NOTE):
            self._note(int(name.removeprefix(NOTE)), inside)
            return
        for block in self.blocks(inside):
            self.kept_back |= {*block.lines} if name == KEPT_BACK else set()
            yield block

    def with_kept_back(self, block: Block) -> Block:
        """The block, knowing in which of its lines stands who is kept back."""
        return replace(block, kept_back=frozenset(self.kept_back.intersection(block.lines)))

    def _as_one(self, lines: Iterable[str], joined: str) -> str:
        """These lines joined: whoever is kept back in one of them is so in all."""
        self.kept_back |= {joined} if not self.kept_back.isdisjoint(lines) else set()
        return joined

    def _note(self, number: int, inside: list[Any]) -> None:
        if len(self.notes) >= MOST_NOTES:
            raise NotALetter(Refusal.TOO_LARGE)
        text = " ".join(lines_in(self.blocks(inside)))
        self.notes[number] = re.sub(rf"^{RAISED}?\W{{0,4}}{number}\W{{0,4}}(?=\s|\w){LOWERED}?\s*", "", text)

    def _quote(self, inside: list[Any]) -> Iterator[Block]:
        lines: list[str] = []
        for block in self.blocks(inside):
            lines += ["", *block.lines] if lines else block.lines
        yield Block("quote", tuple(lines), level=1)

    def _ordered(self, content: list[Any]) -> Iterator[Block]:
        (start, style, _), points = content
        return self._list(points, _marks(len(points), start, _WRITTEN.get(style.kind, "")))

    def _list(self, points: list[list[Any]], marks: list[str]) -> Iterator[Block]:
        """A list; one with letters for numbers is a paragraph of its lines, for Markdown has no such list."""
        is_lettered = bool(marks) and marks[0][-1] == ")"
        yield Block("paragraph" if is_lettered else "list", tuple(self._points(marks, points, 0)))

    def _points(self, marks: list[str], points: list[list[Any]], level: int) -> Iterator[str]:
        nth = 0
        for point in points:
            text, nested = self._point(point)
            if text:
                yield self._as_one([text], f"{'   ' * level}{marks[nth]} {text}")
                nth += 1
            for inner in nested:
                (start, *_), inside = inner.content if inner.kind == "OrderedList" else ([-1], inner.content)
                yield from self._points(_marks(len(inside), start), inside, level + 1)

    def _point(self, point: list[Any]) -> tuple[str, list[Element]]:
        """The text of a point in one line, and the lists in it."""
        lists = [inner for inner in point if inner.kind in {"BulletList", "OrderedList"}]
        rest = [inner for inner in point if inner not in lists]
        lines = [line for block in self.blocks(rest) for line in block.lines if line]
        lines[:1] = [_BOX.sub(lambda box: "☐ " if box[1] == " " else "☑ ", line) for line in lines[:1]]
        joint = ", " if lines and is_full_name(plain(lines[0])) else " "
        return self._as_one(lines, joint.join(lines)), lists

    def _table(self, content: list[Any]) -> Iterator[Block]:
        """A table of data becomes a line a row; one that only lays a page out is read as if it were not there."""
        _, caption, _, head, bodies, foot = content
        yield from self.blocks(caption[1])
        heads = head[1]
        rows = [*heads, *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
        read = [self._cells(row[1]) for row in rows]
        cells = [row for row in read if any(map(said_in, row))]
        if are_translations(cells):
            for cell in (cell for column in zip(*cells, strict=True) for cell in column):
                yield from blocks_in_cell(cell)
        elif lays_out(cells, has_heads=any(said_in(cell) for row in cells[: len(heads)] for cell in row)):
            for row in cells:
                for cell in row:
                    yield from blocks_in_cell(cell)
        else:
            placed = (row for row in in_their_columns(rows, read) if any(map(said_in, row)))
            yield Block("table", tuple(map(self._row, placed)), len(heads))

    def _row(self, cells: list[list[Block]]) -> str:
        lines = (line for cell in cells for block in cell for line in block.lines)
        row = " | ".join(said_in(cell).replace("|", "/") for cell in cells)
        return self._as_one(lines, row.rstrip(" |"))

    def _cells(self, row: list[Any]) -> list[list[Block]]:
        """The blocks of each cell of a row; none where a cell is struck out whole, for then all of the row is."""
        cells = [(len(self.asides), list(self.blocks(cell[4]))) for cell in row]
        ends = [*(known for known, _ in cells[1:]), len(self.asides)][: len(cells)]
        is_struck = any(
            not said_in(cell) and any(aside.why is Why.STRUCK for aside in self.asides[known:end])
            for (known, cell), end in zip(cells, ends, strict=True)
        )
        if not is_struck:
            return [cell for _, cell in cells]
        rest = tuple(plain(said) for _, cell in cells if (said := said_in(cell)))
        self.asides += [Aside(Why.STRUCK, rest)] if rest else []
        return []

    def lines(self, inlines: Iterable[Any]) -> tuple[str, ...]:
        """The lines of running text; what is struck out in them is set aside."""
        text = self._inline(inlines).replace(TAB, "\t")
        kept = (self._unstruck(line) for line in text.split(HARD))
        return tuple(line for line in map(tidy, kept) if line)

    def _unstruck(self, line: str) -> str:
        if "\ue012" not in line:
            return line
        rest, struck = _STRUCK.sub("", line), squeeze(" ".join(_STRUCK.findall(line)))
        bare = re.sub(r"\([^()]*\)", "", rest)
        if not any(map(str.isalnum, bare)):
            self.asides.append(Aside(Why.STRUCK, (plain(_MARKERS.sub("", line)),)))
            return ""
        if struck:
            self.asides.append(Aside(Why.STRUCK, (plain(struck),)))
        return rest

    def _inline(self, inlines: Iterable[Any]) -> str:
        text, run = "", ""
        for inline in inlines:
            if isinstance(inline, str):
                run += self.soft if inline == SOFT else inline
            else:
                write = self.write.get(inline.kind, lambda _: "")
                text, run = text + escaped(run) + write(inline.content), ""
        return text + escaped(run)

    def _raised(self, inside: list[Any]) -> str:
        text = self._inline(inside)
        return text if text.startswith("[^") else f"{RAISED}{text}{LOWERED}"

    def _image(self, content: list[Any]) -> str:
        _, inside, (name, title) = content
        said = squeeze(plain(self._inline(inside)) or title or self.words.get(name, "")).translate(_ROUND)
        if name in self.drawn:
            words = "" if _FILE.fullmatch(said) else escaped(said)
            named = f"![{words}](picture:{self.drawn.index(name) + 1})"
            self.pictures.append(Block("picture", (named,)))
        else:
            self.asides.append(Aside(Why.PICTURE, (said or "[picture]",)))
        return ""

    def _call(self, inside: list[Any]) -> str:
        number = max(self.notes, default=0) + 1
        self.notes[number] = ""
        self._note(number, inside)
        return f"[^{number}]"


def _marks(points: int, start: int = -1, letters: str = "") -> list[str]:
    """What stands before each of so many points: a bullet, or the numbers or letters from the first one on."""
    if start < 0:
        return ["-"] * points
    if letters and start + points <= len(letters):
        return [f"{letters[start + nth - 1]})" for nth in range(points)]
    return [f"{start + nth}." for nth in range(points)]


def in_their_columns(rows: list[Any], read: list[list[list[Block]]]) -> Iterator[list[list[Block]]]:
    """The cells of each row, each in its column: empty ones where another is merged with them, from above or before."""
    tall = dict[int, int]()
    for row, cells in zip(rows, read, strict=True):
        placed = list[list[Block]]()
        for (_, _, high, wide, _), cell in zip(row[1], cells or [[]] * len(row[1]), strict=True):
            while tall.get(len(placed), 0):
                placed.append([])
            tall |= dict.fromkeys(range(len(placed), len(placed) + min(wide, MOST_COLUMNS)), high)
            placed += [cell, *[[]] * (min(wide, MOST_COLUMNS) - 1)]
        tall = {at: left - 1 for at, left in tall.items() if left > 1}
        yield placed


def said_in(cell: list[Block]) -> str:
    """What a cell says, in one line."""
    return squeeze(" ".join(lines_in(cell)))


def are_translations(cells: list[list[list[Block]]]) -> bool:
    """Whether the columns of a table are a text in a language each, so that it is read one column after the other."""
    if len({len(row) for row in cells}) != 1 or not 1 < len(cells[0]) < _MOST_COLUMNS:
        return False
    columns = [[said_in(cell) for cell in column] for column in zip(*cells, strict=True)]
    told = {language_of(" ".join(column)) for column in columns}
    text = ("".join(said for said in column if said.count(" ") > _WORDS) for column in columns)
    are_texts = all(2 * len(said) > len("".join(column)) for said, column in zip(text, columns, strict=True))
    return are_texts and "" not in told and len(told) == len(columns)


def lays_out(cells: list[list[list[Block]]], *, has_heads: bool) -> bool:
    """Whether a table is no table of data: of one row or column, or of cells that each hold lines of their own.

    Where few do, a line was broken there for want of room.
    """
    if len(cells) < 2 or max(map(len, cells)) < 2:
        return True
    full = [cell for row in cells for cell in row if cell]
    has_heads = has_heads and all(sum(len(block.lines) for block in cell) < 2 for cell in cells[0])
    tall = sum(sum(len(block.lines) for block in cell) > 1 for cell in full)
    return not has_heads and tall > (len(full) // 8 if len(cells) > _FEW else 0)


def blocks_in_cell(cell: list[Block]) -> Iterator[Block]:
    """The blocks of a cell; short lines under one another are one, as an address or a signature is."""
    if all(block.kind == "paragraph" and len(" ".join(block.lines)) < 100 for block in cell):
        yield Block("paragraph", tuple(lines_in(cell)))
    else:
        yield from cell
