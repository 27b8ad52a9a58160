"""HTML to blocks of Markdown: pages saved from a site, and what mammoth and our OpenDocument reader make of their files.

Menus, footers and forms of a page are set aside as margins, for an organiser to see; scripts and styles are no text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from petition.core.text import squeeze
from petition.reading.blocks import Block, BlockKind
from petition.reading.draft import NotALetter, Reason
from petition.reading.inline import BREAK, DEEPEST, UNSEEN, escaped, inline, is_unseen, tags, tidy

_MARGINS = tags("nav footer aside form button select dialog menu")
_MARGIN_ROLES = tags("navigation banner contentinfo search complementary menu menubar dialog alert")
_MARGIN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|footer|sidebar|share|sharing|social|cookies?|"
    r"related|comments?|subscribe)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = tags(
    "p div section article main header address center figure figcaption details summary dl dt dd body fieldset "
    "h1 h2 h3 h4 h5 h6 ul ol li table blockquote pre hr tbody thead tfoot tr td th html legend caption hgroup"
)
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s)|(?:-{3,}|={3,})$|\d{1,9}(?=[.)]\s))")


@dataclass
class _Walk:
    """What has been read so far: finished blocks, and the line being gathered."""

    blocks: list[Block] = field(default_factory=list)
    gathered: list[str] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def page_blocks(text: str) -> list[Block]:
    """The blocks of a page given as text."""
    text = re.sub(r"^\s*<\?xml[^<>]{0,300}\?>", "", text)
    try:
        parser = html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
        )
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise NotALetter(Reason.NO_TEXT) from None
    return tree_blocks(tree)


def tree_blocks(tree: html.HtmlElement) -> list[Block]:
    """The blocks of an HTML tree."""
    walk = _Walk(notes=_note_names(tree))
    body = tree.find(".//body") if tree.tag != "body" else tree
    _walk(body if body is not None else tree, walk, 0)
    _flush(walk)
    return [block for block in walk.blocks if any(line.strip() for line in block.lines)]


def _note_names(tree: html.HtmlElement) -> set[str]:
    """The ids of footnotes: list items whose own links lead back to where they are called."""
    called = {
        link.get("href", "")[1:]
        for link in tree.iter("a")
        if link.get("href", "").startswith("#") and len(link.get("href")) > 1
    }
    return {
        item.get("id")
        for item in tree.iter("li", "div", "p")
        if item.get("id") in called and re.search(r"note|fn", item.get("id"), re.IGNORECASE)
    }


def _walk(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or is_unseen(element):
        return
    if depth > DEEPEST:
        walk.gathered.append(escaped("".join(element.itertext())))
        return
    if depth and _is_margin(element, tag):
        _flush(walk)
        lines = [squeeze(line) for line in _margin_lines(element)]
        walk.blocks.append(Block("margin", tuple(line for line in lines if line)))
    elif tag in _READ:
        _flush(walk)
        _READ[tag](element, walk, depth)
    elif tag in _BLOCKS:
        _flush(walk)
        if element.get("id") in walk.notes:
            _note(element, walk)
        else:
            _children(element, walk, depth)
        _flush(walk)
    else:
        walk.gathered.append(inline(element, depth))


def _children(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    walk.gathered.append(escaped(element.text or ""))
    for child in element:
        if _holds_blocks(child):
            _walk(child, walk, depth + 1)
        elif isinstance(child.tag, str):
            walk.gathered.append(inline(child, depth + 1))
        walk.gathered.append(escaped(child.tail or ""))


def _holds_blocks(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag in _BLOCKS or element.tag in _MARGINS or element.tag in UNSEEN:
        return True
    return next(element.iter(*_BLOCKS, *_MARGINS), None) is not None


def _flush(walk: _Walk, kind: BlockKind = "paragraph", level: int = 0) -> None:
    lines = _lines("".join(walk.gathered))
    walk.gathered.clear()
    if not lines:
        return
    if kind == "heading":
        walk.blocks.append(Block("heading", (" ".join(lines),), level))
    else:
        walk.blocks.append(Block(kind, tuple(_LINE_START.sub(_guard, line) for line in lines)))


def _guard(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _lines(text: str) -> list[str]:
    return [line for line in (tidy(part) for part in text.split(BREAK)) if line]


def _heading(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    _children(element, walk, depth)
    _flush(walk, "heading", int(element.tag[1]))


def _list(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    items = [child for child in element if child.tag == "li"]
    if items and all(item.get("id") in walk.notes for item in items):
        for item in items:
            _note(item, walk)
        return
    lines = tuple(_items(element, 0, depth))
    if lines:
        walk.blocks.append(Block("list", lines))


def _items(element: html.HtmlElement, level: int, depth: int) -> Iterator[str]:
    number = 1
    for child in element:
        if child.tag in {"ul", "ol"}:
            yield from _items(child, level + 1, depth + 1)
            continue
        if not isinstance(child.tag, str) or depth > DEEPEST:
            continue
        inner = _Walk(notes=set())
        nested = [grandchild for grandchild in child if grandchild.tag in {"ul", "ol"}]
        for grandchild in nested:
            _keep_tail(grandchild)
        _children(child, inner, depth + 1)
        _flush(inner)
        text = " ".join(line for block in inner.blocks for line in block.lines)
        marker = f"{number}." if element.tag == "ol" else "-"
        if text:
            yield "   " * level + f"{marker} {text}"
            number += 1
        for grandchild in nested:
            yield from _items(grandchild, level + 1, depth + 1)


def _keep_tail(element: html.HtmlElement) -> None:
    """Take an inner list out of its item, but not the words after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + " " + (element.tail or "")
    else:
        parent.text = (parent.text or "") + " " + (element.tail or "")
    element.tail = None
    parent.remove(element)


def _note(element: html.HtmlElement, walk: _Walk) -> None:
    name = re.search(r"(\d+|[a-z])$", element.get("id") or "")
    text = squeeze(inline(element, 0).replace(BREAK, " "))
    text = re.sub(r"^(?:\[\^\w+\]:?|\d+[.)]?)\s*", "", text)
    walk.blocks.append(Block("note", (f"[^{name[1] if name else 1}]: {text}",)))


def _quote(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    inner = _Walk(notes=walk.notes)
    _children(element, inner, depth)
    _flush(inner)
    lines: list[str] = []
    for block in inner.blocks:
        lines += ["", *block.lines] if lines else block.lines
    if lines:
        walk.blocks.append(Block("quote", tuple(lines)))


def _pre(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    lines = [tidy(escaped(line)) for line in "".join(element.itertext()).splitlines()]
    walk.blocks += [Block("paragraph", (line,)) for line in lines if line]


def _rule(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    walk.blocks.append(Block("rule", ("---",)))


def _table(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    """A table of data becomes a line a row; one used to lay out a page is read as if it were not there."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    widest = max(map(len, cells), default=0)
    laid_out = widest < 2 or len(rows) < 2 or element.find(".//table") is not None
    if laid_out:
        for cell in (cell for row in cells for cell in row):
            _children(cell, walk, depth + 1)
            _flush(walk)
        return
    caption = element.find("caption")
    if caption is not None:
        walk.gathered.append(inline(caption, depth))
        _flush(walk)
    lines = tuple(" | ".join(filter(None, (squeeze(inline(cell, depth)) for cell in row))) for row in cells)
    walk.blocks.append(Block("paragraph", tuple(line for line in lines if line)))


def _is_margin(element: html.HtmlElement, tag: str) -> bool:
    if tag in _MARGINS or (element.get("role") or "").lower() in _MARGIN_ROLES:
        return True
    if tag == "header":
        return (
            next(element.iterancestors("article", "main"), None) is None
            and next(element.iter("nav", "form"), None) is not None
        )
    if (
        tag in {"div", "section", "ul"}
        and element.find(".//article") is None
        and element.find(".//main") is None
    ):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        return bool(_MARGIN_CLASS.search(named)) and len("".join(element.itertext())) < 3000
    return False


def _margin_lines(element: html.HtmlElement) -> Iterator[str]:
    """The lines of a menu or footer, one an element that stands apart."""
    for text in element.xpath(
        ".//text()[not(ancestor::script) and not(ancestor::style) and not(ancestor::noscript)]"
    ):
        if text.strip():
            yield str(text)


_READ = {
    **{f"h{level}": _heading for level in range(1, 7)},
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "pre": _pre,
    "hr": _rule,
    "table": _table,
}
