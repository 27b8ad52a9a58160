"""The tree of a Markdown text as HTML that is safe to show."""

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

import nh3

from petition.core.markdown import (
    SCHEMES,
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

_PICTURE = re.compile(r'<img src="picture:(\d+)" alt="([^"]*)">')


class PictureSource(NamedTuple):
    """Where a page finds a picture, and how large it is, in pixels."""

    address: str
    width: int
    height: int


_NO_SOURCES: Mapping[int, PictureSource] = {}


def html_of(document: Document, pictures: Mapping[int, PictureSource] = _NO_SOURCES) -> str:
    """Safe HTML: headings from h2 down, links that follow nobody; nh3 stands behind, should the above ever err.

    `pictures` are those of the letter, by their numbers; one that is not there is told by its words in brackets.
    """
    body = "".join(_html(block) for block in document.blocks)
    if document.notes:
        notes = "".join(
            f'<li id="note-{number}">{"".join(_html(block) for block in note)}</li>'
            for number, note in enumerate(document.notes, start=1)
        )
        body += f'<ol class="notes">{notes}</ol>'
    clean = nh3.clean(
        body,
        tags={
            "p",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "blockquote",
            "hr",
            "br",
            "strong",
            "em",
            "a",
            "sup",
            "table",
            "tr",
            "th",
            "td",
            "figure",
            "img",
        },
        attributes={
            "th": {"scope"},
            "a": {"href", "rel"},
            "ol": {"start", "class"},
            "li": {"id"},
            "img": {"src", "alt"},
        },
        url_schemes={*SCHEMES, "picture"},
        link_rel=None,
    )
    return _PICTURE.sub(lambda found: _picture_html(pictures.get(int(found[1])), found[2]), clean)


def _picture_html(source: PictureSource | None, alt: str) -> str:
    """`alt` is escaped as the value of an attribute is, in which < may stand."""
    alt = alt.replace("<", "&lt;").replace(">", "&gt;")
    if source is None:
        return f"[{alt}]" if alt else ""
    size = f'width="{source.width}" height="{source.height}"'
    return f'<img src="{escape(source.address)}" alt="{alt}" {size}>'


def _html(block: Block) -> str:  # noqa: PLR0911  a kind of block each
    match block:
        case Paragraph(spans):
            return f"<p>{_inline_html(spans)}</p>\n"
        case Heading(level, spans):
            tag = f"h{min(level + 1, 6)}"
            return f"<{tag}>{_inline_html(spans)}</{tag}>\n"
        case Listing():
            return _listing_html(block)
        case Quote(quoted):
            return f"<blockquote>\n{''.join(map(_html, quoted))}</blockquote>\n"
        case Rule():
            return "<hr>\n"
        case Table():
            return _table_html(block)
        case Figure(number, alt):
            return f'<figure><img src="picture:{number}" alt="{escape(alt)}"></figure>\n'


def _table_html(table: Table) -> str:
    rows = ""
    for nth, row in enumerate(table.rows):
        start, end = ('<th scope="col">', "</th>") if table.headed and not nth else ("<td>", "</td>")
        rows += "<tr>" + "".join(f"{start}{_inline_html(cell)}{end}" for cell in row) + "</tr>\n"
    return f"<table>\n{rows}</table>\n"


def _listing_html(listing: Listing) -> str:
    start = f' start="{listing.start}"' if listing.ordered and listing.start != 1 else ""
    tag = "ol" if listing.ordered else "ul"
    points = "".join(f"<li>{_point_html(point, tight=listing.tight)}</li>\n" for point in listing.points)
    return f"<{tag}{start}>\n{points}</{tag}>\n"


def _point_html(point: tuple[Block, ...], *, tight: bool) -> str:
    return "".join(
        f"{_inline_html(block.spans)}\n" if tight and isinstance(block, Paragraph) else _html(block)
        for block in point
    )


def _inline_html(spans: tuple[Span, ...]) -> str:
    return "".join(map(_span_html, spans))


def _span_html(span: Span) -> str:
    if span.note:
        return f'<sup><a href="#note-{span.note}">{span.note}</a></sup>'
    html = escape(span.text).replace("\n", "<br>\n")
    if span.italic:
        html = f"<em>{html}</em>"
    if span.bold:
        html = f"<strong>{html}</strong>"
    if span.link:
        html = f'<a href="{escape(span.link)}" rel="noopener nofollow">{html}</a>'
    return html
