"""The body of a letter as OOXML: paragraphs, nested lists, quotes, links and footnotes of the Markdown tree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from petition.core.markdown import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)

BULLETS, SIGNATORIES, FIRST_OF_BODY = 1, 2, 3
"""Numbers of lists in the document: all bulleted ones, that of signatories, and from here one each ordered list."""

INDENT = 425  # 7.5 mm a level, in twentieths of a point
_DEEPEST = 8  # Word knows nine levels


def paragraph(style: str, lines: Sequence[str]) -> str:
    """Lines as one paragraph of a style; nothing for no lines."""
    kept = [line for line in lines if line]
    return styled(style, run("\n".join(kept))) if kept else ""


def styled(style: str, runs: str, properties: str = "") -> str:
    """A paragraph of runs that are XML already."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def run(text: str, properties: str = "") -> str:
    """A run of text; line ends in it stay."""
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{lines}</w:r>"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: its style, how deep in lists, and the list whose mark it still has to carry."""

    style: str = "BodyText"
    depth: int = 0
    mark: int = 0
    tight: bool = False

    @property
    def properties(self) -> str:
        spacing = '<w:spacing w:after="40"/>' if self.tight else ""
        level = min(self.depth - 1, _DEEPEST)
        if self.mark:
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{self.mark}"/></w:numPr>'
            return f"{number}{spacing}"
        return spacing + (f'<w:ind w:left="{INDENT * self.depth}"/>' if self.depth else "")


class Body:
    """Writes blocks, and remembers what they need elsewhere: lists to number, footnotes to add."""

    def __init__(
        self, document: Document, relation: Callable[[str], str], drawing: Callable[[Figure], str]
    ) -> None:
        """`relation` gives the id under which the document knows a web address; `drawing` the run of a picture."""
        self.relation = relation
        self.drawing = drawing
        self.starts: list[int] = []
        self._document = document
        self._called: set[int] = set()

    def block(self, block: Block, place: _Place = _Place()) -> str:  # noqa: PLR0911  a kind of block each
        """A block as OOXML."""
        match block:
            case Paragraph(spans):
                return styled(place.style, self._spans(spans), place.properties)
            case Heading(level, spans):
                return styled(f"Heading{level}", self._spans(spans))
            case Listing():
                return self._listing(block, place)
            case Quote(quoted):
                return "".join(self.block(part, replace(place, style="Quote")) for part in quoted)
            case Rule():
                return styled("Break", run("*   *   *"))
            case Table():
                return self._table(block)
            case Figure():
                return styled(place.style, self.drawing(block), f'{place.properties}<w:jc w:val="center"/>')

    def notes(self) -> str:
        """All footnotes as OOXML."""
        return "".join(
            f'<w:footnote w:id="{number}">{self._note(note)}</w:footnote>'
            for number, note in enumerate(self._document.notes, start=1)
        )

    def _note(self, note: tuple[Block, ...]) -> str:
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>' + run(" ")
        inside = _Place(style="FootnoteText")
        written = "".join(self.block(block, inside) for block in note) or styled("FootnoteText", "")
        before, end, after = written.partition("</w:pPr>")
        return before + end + mark + after

    def _table(self, table: Table) -> str:
        """A table with lines around its cells, and a paragraph of no height below it, as Word wants one."""
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        edges = "".join(map(line.format, ("top", "left", "bottom", "right", "insideH", "insideV")))
        width = 9_000 // max(1, len(table.rows[0]) if table.rows else 1)
        grid = f'<w:gridCol w:w="{width}"/>' * (len(table.rows[0]) if table.rows else 0)
        rows = "".join(
            self._row(row, width, heads=table.headed and not nth) for nth, row in enumerate(table.rows)
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + styled("Normal", "")
        )

    def _row(self, row: tuple[tuple[Span, ...], ...], width: int, *, heads: bool) -> str:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            + styled("Normal", self._spans(tuple(replace(span, bold=span.bold or heads) for span in cell)))
            + "</w:tc>"
            for cell in row
        )
        return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if heads else ''}{cells}</w:tr>"

    def _listing(self, listing: Listing, place: _Place) -> str:
        number = BULLETS
        if listing.ordered:
            self.starts.append(listing.start)
            number = FIRST_OF_BODY + len(self.starts) - 1
        inside = replace(place, depth=place.depth + 1, mark=0, tight=listing.tight)
        return "".join(self._point(point, inside, number) for point in listing.points)

    def _point(self, point: tuple[Block, ...], place: _Place, number: int) -> str:
        """The first paragraph carries the mark, what follows stands under it."""
        first, *rest = point if point and isinstance(point[0], Paragraph) else (Paragraph(()), *point)
        marked = self.block(first, replace(place, mark=number))
        return marked + "".join(self.block(block, place) for block in rest)

    def _spans(self, spans: tuple[Span, ...]) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        if span.note:
            return self._call(span.note)
        properties = ("<w:b/>" if span.bold else "") + ("<w:i/>" if span.italic else "")
        if not span.link:
            return run(span.text, properties)
        linked = run(span.text, f'<w:rStyle w:val="Hyperlink"/>{properties}')
        return f'<w:hyperlink r:id="{self.relation(span.link)}">{linked}</w:hyperlink>'

    def _call(self, note: int) -> str:
        """Word has a footnote called once; a second call is its number."""
        style = '<w:rStyle w:val="FootnoteReference"/>'
        if note in self._called:
            return run(str(note), style)
        self._called.add(note)
        return f'<w:r><w:rPr>{style}</w:rPr><w:footnoteReference w:id="{note}"/></w:r>'
