"""Markdown, read once into a small tree that every format prints, so that none says more than another.

CommonMark and footnotes. What the tree has no shape for becomes what was typed: raw HTML is literal text, code is
text, an image is its alternative text unless it is a picture kept with the letter (`![alt](picture:3)`). A link keeps
its address only where a letter may lead: web, mail, telephone. What nests deeper than anything a person writes is
refused, for no format could print it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, groupby
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from petition.core.text import printable

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ANYWHERE = re.compile(r"([\\`*_\[\]<>&~|!#])")
_AT_START = re.compile(r"^([^\S\n]*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_PICTURE = re.compile(r"picture:([1-9]\d{0,3})")
_DEEPEST = 10  # lists and quotes in one another, or styles; Typst refuses to set 14
_MOST, _MOST_IN_LINE = (
    30_000,
    5_000,
)  # pieces that it is made of, and a paragraph: a PDF of them takes seconds
# Levels that the parser makes of one of ours.
_FLAT = {
    "list_item_open",
    "paragraph_open",
    "heading_open",
    "footnote_block_open",
    "thead_open",
    "tbody_open",
    "tr_open",
}


class TooComplex(ValueError):
    """A text that nests too deep, is made of too many pieces, or takes too much work to be read."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style; a line end in it is a hard break. `note`: the footnote called here."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    link: str = ""
    note: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 to 6, and no level is left out above it, whatever was typed."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. Each of its points is a run of blocks; a tight one has no air between points."""

    ordered: bool
    start: int
    tight: bool
    points: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody else."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, between two thoughts."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one length; `headed`: the first of them heads the columns."""

    headed: bool
    rows: tuple[tuple[tuple[Span, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the pictures kept with a letter, by its number, and what it shows in words: '' for one that only adorns."""

    number: int
    alt: str


Block = Paragraph | Heading | Listing | Quote | Rule | Table | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in order and the footnotes they call: `notes[0]` is note 1."""

    blocks: tuple[Block, ...] = ()
    notes: tuple[tuple[Block, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(slots=True)
class _Notes:
    """Footnotes in the order of their first call."""

    numbers: dict[int, int] = field(default_factory=dict)

    def number(self, footnote: int) -> int:
        return self.numbers.setdefault(footnote, len(self.numbers) + 1)


def blocks(markdown: str) -> Document:
    """The tree of a Markdown text; raises TooComplex. It can take long: what somebody typed is read by markdown_sandbox."""
    try:
        tokens = _parser().parse(printable(markdown))
        if _is_too_much(tokens):
            raise TooComplex
        root = SyntaxTreeNode(tokens)
    except (RecursionError, ValueError):  # pictures in one another, a note in a note: the parser cannot
        raise TooComplex from None
    notes = _Notes()
    body = _blocks(root.children, notes)
    found: dict[int, tuple[Block, ...]] = {}
    for listing in root.children:
        if listing.type == "footnote_block":
            for footnote in listing.children:
                number = notes.number(footnote.meta["id"])
                found[number] = _blocks(footnote.children, notes)
    return levelled(Document(body, tuple(found[number] for number in sorted(found))))


def plain(markdown: str) -> Document:
    """A text as it was typed, a paragraph for each: what a migration keeps of one that is too complex."""
    typed = re.split(r"\n\s*\n", printable(markdown).strip())
    return Document(tuple(Paragraph((Span(each),)) for each in typed if each))


def escaped(text: str) -> str:
    """Plain text as Markdown that reads as itself."""
    return _AT_START.sub(_escape_start, _ANYWHERE.sub(r"\\\1", text))


def _escape_start(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def quoted(text: str) -> str:
    """Plain text as a quotation in Markdown, each of its lines a line; of a blank one there is none."""
    paragraphs = (each.split("\n") for each in re.split(r"\n\s*\n", text.strip()) if each)
    return "\n>\n".join("\\\n".join(f"> {escaped(line.strip())}" for line in lines) for lines in paragraphs)


def pictures_in(blocks: Iterable[Block]) -> Iterator[Figure]:
    """The pictures among these blocks and in them, in their order."""
    for block in blocks:
        match block:
            case Figure():
                yield block
            case Quote(quoted):
                yield from pictures_in(quoted)
            case Listing():
                yield from pictures_in(chain.from_iterable(block.points))


def levelled(document: Document) -> Document:
    """Headings from the first level down, none left out (HTML, 4.3.11; ISO 14289-1, 7.4.2), whatever was typed."""
    notes = tuple(_under(note, []) for note in document.notes)
    return Document(_under(document.blocks, []), notes)


def _under(some: tuple[Block, ...], above: list[int]) -> tuple[Block, ...]:
    return tuple(_block_under(each, above) for each in some)


def _block_under(block: Block, above: list[int]) -> Block:
    """A block below headings of these levels, as typed; a heading takes its place among them."""
    match block:
        case Heading(level, spans):
            above[:] = [each for each in above if each < level] + [level]
            return Heading(len(above), spans)
        case Quote(quoted):
            return Quote(_under(quoted, above))
        case Listing():
            return replace(block, points=tuple(_under(point, above) for point in block.points))
        case _:
            return block


@cache
def _parser() -> MarkdownIt:
    """It stops a little below _DEEPEST, a list being two of its levels: what is deeper is seen, and nothing dropped."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * _DEEPEST + 4})
    return parser.enable("table").use(footnote_plugin, inline=False)


def _is_too_much(tokens: Sequence[Token]) -> bool:
    """Whether there are too many pieces, or blocks, styles or pictures stand too deep in one another; calls itself never."""
    waiting, pieces = [(tokens, 0)], 0
    while waiting:
        level, depth = waiting.pop()
        pieces += len(level)
        for token in level:
            if token.type.replace("_close", "_open") not in _FLAT:
                depth += token.nesting
            if depth > _DEEPEST or len(token.children or ()) > _MOST_IN_LINE:
                return True
            if token.children:
                waiting.append((token.children, depth + 1 if token.type == "image" else 0))
    return pieces > _MOST


def _blocks(nodes: Sequence[SyntaxTreeNode], notes: _Notes) -> tuple[Block, ...]:
    return tuple(chain.from_iterable(_block(node, notes) for node in nodes))


def _block(node: SyntaxTreeNode, notes: _Notes) -> Iterator[Block]:
    match node.type:
        case "paragraph":
            yield from _paragraphs(node, notes)
        case "heading":
            yield Heading(int(node.tag[1]), _spans(node, notes))
        case "bullet_list" | "ordered_list":
            points = tuple(_blocks(point.children, notes) for point in node.children)
            ordered = node.type == "ordered_list"
            yield Listing(ordered, int(node.attrs.get("start", 1)), _is_tight(node), points)
        case "blockquote":
            yield Quote(_blocks(node.children, notes))
        case "hr":
            yield Rule()
        case "table":
            yield _table(node, notes)
        case "fence" | "code_block":
            yield Paragraph((Span(node.content.rstrip("\n")),))


def _paragraphs(node: SyntaxTreeNode, notes: _Notes) -> Iterator[Block]:
    """A paragraph; a picture of the letter in it parts what stands before it from what stands behind."""
    nodes = node.children[0].children if node.children else []
    if not any(map(_number, nodes)):
        yield Paragraph(_spans(node, notes))
        return
    for number, run in groupby(nodes, _number):
        if number:
            yield from (Figure(number, _said(each).strip()) for each in run)
            continue
        spans = _joined(_inlines(list(run), _Style(), notes))
        if any(span.note or span.text.strip() for span in spans):
            first, last = spans[0], spans[-1]
            spans = (replace(first, text=first.text.lstrip()), *spans[1:])
            yield Paragraph(
                (*spans[:-1], replace(spans[-1], text=spans[-1].text.rstrip())) if last.text else spans
            )


def _number(node: SyntaxTreeNode) -> int:
    """The number of a picture of the letter; 0 for whatever else stands in a line."""
    found = _PICTURE.fullmatch(str(node.attrs.get("src", ""))) if node.type == "image" else None
    return int(found[1]) if found else 0


def _said(node: SyntaxTreeNode) -> str:
    """The words of what stands in a line, without styles and notes."""
    return (
        "".join(map(_said, node.children)) if node.children else node.content or " " * ("break" in node.type)
    )


def _table(node: SyntaxTreeNode, notes: _Notes) -> Table:
    """A table; one whose columns are headed by nothing has no head."""
    rows = tuple(
        tuple(_spans(cell, notes) for cell in row.children) for part in node.children for row in part.children
    )
    headed = any(rows[0])
    return Table(headed, rows if headed else rows[1:])


def _is_tight(node: SyntaxTreeNode) -> bool:
    return all(
        child.hidden for point in node.children for child in point.children if child.type == "paragraph"
    )


def _spans(node: SyntaxTreeNode, notes: _Notes) -> tuple[Span, ...]:
    inline = node.children[0] if node.children else None
    return _joined(_inlines(inline.children, _Style(), notes)) if inline else ()


def _inlines(nodes: Sequence[SyntaxTreeNode], style: _Style, notes: _Notes) -> Iterator[Span]:
    for node in nodes:
        match node.type:
            case "strong":
                yield from _inlines(node.children, replace(style, bold=True), notes)
            case "em":
                yield from _inlines(node.children, replace(style, italic=True), notes)
            case "link":
                link = _allowed(str(node.attrs["href"]))
                yield from _inlines(node.children, replace(style, link=link), notes)
            case "image":
                yield from _inlines(node.children, style, notes)
            case "footnote_ref":
                yield Span(note=notes.number(node.meta["id"]))
            case "softbreak":
                yield _span(" ", style)
            case "hardbreak":
                yield _span("\n", style)
            case _ if node.content:
                yield _span(node.content, style)


def _span(text: str, style: _Style) -> Span:
    return Span(text, style.bold, style.italic, style.link)


def _joined(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Neighbours of one style as one span; a call of a footnote stands alone."""
    joined: list[Span] = []
    for style, neighbours in groupby(spans, lambda span: replace(span, text="")):
        run = list(neighbours)
        joined += run if style.note else [replace(style, text="".join(span.text for span in run))]
    return tuple(joined)


def _allowed(address: str) -> str:
    """The address of a link if a letter may lead there, else ''."""
    try:
        return address if urlsplit(address).scheme.lower() in SCHEMES else ""
    except ValueError:  # an address that is none, such as http://[
        return ""
