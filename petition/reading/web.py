"""HTML to blocks of Markdown: pages saved from a site, and what mammoth and our OpenDocument reader make of their files.

Menus, footers and forms of a page are set aside as margins, for an organiser to see; scripts and styles are no text and fall away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from petition.reading.blocks import Block, BlockKind, squeeze
from petition.reading.draft import NotALetter, Reason

_GONE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "map",
        "head",
        "title",
        "meta",
        "link",
        "base",
    ]
)
_MARGINS = frozenset(["nav", "footer", "aside", "form", "button", "select", "dialog", "menu"])
_MARGIN_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert"]
)
_MARGIN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|footer|sidebar|share|sharing|social|cookies?|"
    r"related|comments?|subscribe)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(["p", "div", "section", "article", "main", "header", "address", "center", "figure", "figcaption", "details", "summary", "dl", "dt", "dd", "body", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "pre", "hr", "tbody", "thead", "tfoot", "tr", "td", "th", "html", "legend", "caption", "hgroup"])  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?]))")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s)|(?:-{3,}|={3,})$|\d{1,9}(?=[.)]\s))")
_DEEP = 400
_BREAK = "\n"


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
    if not tag or tag in _GONE or _is_hidden(element):
        return
    if depth > _DEEP:
        walk.gathered.append(_escaped("".join(element.itertext())))
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
        walk.gathered.append(_inline(element, depth))


def _children(element: html.HtmlElement, walk: _Walk, depth: int) -> None:
    walk.gathered.append(_escaped(element.text or ""))
    for child in element:
        if _holds_blocks(child):
            _walk(child, walk, depth + 1)
        elif isinstance(child.tag, str):
            walk.gathered.append(_inline(child, depth + 1))
        walk.gathered.append(_escaped(child.tail or ""))


def _holds_blocks(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag in _BLOCKS or element.tag in _MARGINS or element.tag in _GONE:
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
    return [line for line in (_tidy(part) for part in text.split(_BREAK)) if line]


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]{2,}", " ", text.replace("\u200b", "")).strip(" \t\u00a0")


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"[ \t\r\n\f\v]+", " ", text))


def _inline(element: html.HtmlElement, depth: int) -> str:
    """The Markdown of running text; a line break in it stays a break."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _GONE or _is_hidden(element):
        return ""
    if tag == "br":
        return _BREAK
    if tag == "img":
        return _escaped(element.get("alt") or "")
    if depth > _DEEP:
        return _escaped("".join(element.itertext()))
    text = _escaped(element.text or "") + "".join(
        _inline(child, depth + 1) + _escaped(child.tail or "") for child in element
    )
    if tag in {"b", "strong"}:
        return _wrapped(text, "**")
    if tag in {"i", "em", "cite", "dfn", "var"}:
        return _wrapped(text, "*")
    if tag in {"a", "sup"}:
        return _linked(element, text)
    if tag == "q":
        return f"“{text}”"
    return text


def _wrapped(text: str, mark: str) -> str:
    """Emphasis around each line's words, its spaces left outside, as Markdown wants them."""
    lines = []
    for line in text.split(_BREAK):
        bare = line.strip(" \u00a0")
        if not bare or bare.startswith(mark):
            lines.append(line)
            continue
        before, after = line[: line.index(bare[0])], line[len(line.rstrip(" \u00a0")) :]
        lines.append(f"{before}{mark}{bare}{mark}{after}")
    return _BREAK.join(lines)


def _linked(element: html.HtmlElement, text: str) -> str:
    href = (element.get("href") or "").strip()
    if element.tag != "a" or not href or not text.strip():
        return text
    if href.startswith("#"):
        called = re.fullmatch(r"\s*\\?\[?(?:\^)?(\w{1,12})\\?\]?\s*", text)
        if called and re.search(r"note|fn", href, re.IGNORECASE):
            return (
                ""
                if re.search(r"ref|anchor|anc$", href, re.IGNORECASE)
                and not re.search(r"ref", element.get("id") or "", re.IGNORECASE)
                else f"[^{called[1]}]"
            )
        return "" if text.strip() in {"↑", "↩", "↩︎", "^"} else text
    if not re.match(r"^(?:https?|mailto):", href, re.IGNORECASE) or _BREAK in text:
        return text
    target = re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", href)
    return f"[{text.strip()}]({target})" + (" " if text.endswith(" ") else "")


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
        if not isinstance(child.tag, str) or depth > _DEEP:
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
    text = squeeze(_inline(element, 0).replace(_BREAK, " "))
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
    lines = [_tidy(_SPECIAL.sub(r"\\\1", line)) for line in "".join(element.itertext()).splitlines()]
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
        walk.gathered.append(_inline(caption, depth))
        _flush(walk)
    lines = tuple(" | ".join(filter(None, (squeeze(_inline(cell, depth)) for cell in row))) for row in cells)
    walk.blocks.append(Block("paragraph", tuple(line for line in lines if line)))


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (element.tag == "input")
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


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
