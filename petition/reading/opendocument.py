"""OpenDocument text to HTML, which is read like any page: the same headings, lists, notes and emphasis by other names."""

from lxml import etree, html
from lxml.html import builder

from petition.core.text import squeeze
from petition.reading.archive import Archive
from petition.reading.blocks import Block
from petition.reading.draft import NotALetter, Reason
from petition.reading.web import tree_blocks

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_GONE = frozenset(
    {f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "binary-data")}
    | {f"{_TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "table-of-content", "change")}
)
_TAGS = {
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}list-header": "li",
    f"{_TEXT}section": "div",
    f"{_TEXT}span": "span",
}
_DEEP = 150


class _Styles:
    """Which automatic styles are bold, italic, a numbered list, a quotation or a title."""

    def __init__(self, *roots: etree._Element) -> None:
        self.bold: set[str] = set()
        self.italic: set[str] = set()
        self.numbered: set[str] = set()
        self.parents: dict[str, str] = {}
        for root in roots:
            for style in root.iter(f"{_STYLE}style"):
                self._read(style)
            for style in root.iter(f"{_TEXT}list-style"):
                first = next(iter(style), None)
                if first is not None and first.tag == f"{_TEXT}list-level-style-number":
                    self.numbered.add(style.get(f"{_STYLE}name") or "")

    def _read(self, style: etree._Element) -> None:
        name = style.get(f"{_STYLE}name") or ""
        self.parents[name] = style.get(f"{_STYLE}parent-style-name") or ""
        for properties in style.iter(f"{_STYLE}text-properties"):
            if properties.get(f"{_FO}font-weight") in {"bold", "600", "700", "800", "900"}:
                self.bold.add(name)
            if properties.get(f"{_FO}font-style") in {"italic", "oblique"}:
                self.italic.add(name)

    def named(self, name: str, words: tuple[str, ...]) -> bool:
        """Whether a style or one it stands on bears one of these names."""
        return name in words or self.parents.get(name, "") in words


def opendocument_blocks(archive: Archive) -> list[Block]:
    """The blocks of an .odt: the header of its pages first, its footer as margin."""
    content = _parsed(archive.xml("content.xml"))
    styles = _parsed(archive.xml("styles.xml")) if "styles.xml" in archive.names else content
    text = next(content.iter(f"{_OFFICE}text"), None)
    if text is None:
        raise NotALetter(Reason.BROKEN_DOCUMENT)
    body = builder.BODY()
    _Reader(_Styles(styles, content), body).children(text, body, 0)
    above, below = _around(styles, "header"), _around(styles, "footer")
    return (
        [Block("paragraph", above)] * bool(above) + tree_blocks(body) + [Block("margin", below)] * bool(below)
    )


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotALetter(Reason.BROKEN_DOCUMENT) from None


def _around(styles: etree._Element, kind: str) -> tuple[str, ...]:
    paragraphs = (
        paragraph for part in styles.iter(f"{_STYLE}{kind}") for paragraph in part.iter(f"{_TEXT}p")
    )
    lines = (squeeze(_text_in(paragraph)) for paragraph in paragraphs)
    return tuple(dict.fromkeys(line for line in lines if any(map(str.isalpha, line))))


def _text_in(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


class _Reader:
    """Walks OpenDocument and builds the HTML it means."""

    def __init__(self, styles: _Styles, body: html.HtmlElement) -> None:
        self.styles = styles
        self.body = body
        self.notes: html.HtmlElement | None = None
        self.noted = 0

    def children(self, element: etree._Element, into: html.HtmlElement, depth: int) -> None:
        """Everything inside an element, in order."""
        _add_text(into, element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _GONE and depth < _DEEP:
                self.element(child, into, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in _GONE:
                _add_text(into, _text_in(child))
            _add_text(into, child.tail)

    def element(self, element: etree._Element, into: html.HtmlElement, depth: int) -> None:
        """One element as the HTML it means; an unknown one is passed through for its text."""
        tag = element.tag.removeprefix(_TEXT)
        if tag in {"h", "p"}:
            self._paragraph(element, into, depth)
        elif tag in {"s", "tab"}:
            _add_text(into, " " * min(8, _number(element.get(f"{_TEXT}c"))))
        elif tag == "line-break":
            into.append(html.Element("br"))
        elif tag == "a":
            self.children(element, _put(into, "a", href=element.get(_HREF) or ""), depth)
        elif tag == "list":
            name = element.get(f"{_TEXT}style-name") or ""
            self.children(element, _put(into, "ol" if name in self.styles.numbered else "ul"), depth)
        elif tag == "note":
            self._note(element, into, depth)
        elif element.tag in _TAGS:
            self.children(element, self._styled(element, _put(into, _TAGS[element.tag])), depth)
        else:
            self.children(element, into, depth)

    def _paragraph(self, element: etree._Element, into: html.HtmlElement, depth: int) -> None:
        name = element.get(f"{_TEXT}style-name") or ""
        if element.tag == f"{_TEXT}h":
            tag = f"h{min(6, _number(element.get(f'{_TEXT}outline-level')))}"
        elif self.styles.named(name, ("Title", "Subtitle")):
            tag = "h1"
        elif self.styles.named(name, ("Quotations", "Quotation")):
            tag = "blockquote"
        else:
            tag = "p"
        target = _put(into, tag)
        self.children(element, self._styled(element, target) if tag == "p" else target, depth)

    def _styled(self, element: etree._Element, target: html.HtmlElement) -> html.HtmlElement:
        name = element.get(f"{_TEXT}style-name") or ""
        if name in self.styles.bold:
            target = _put(target, "b")
        return _put(target, "i") if name in self.styles.italic else target

    def _note(self, element: etree._Element, into: html.HtmlElement, depth: int) -> None:
        self.noted += 1
        _put(
            into, "a", href=f"#footnote-{self.noted}", id=f"footnote-ref-{self.noted}"
        ).text = f"[{self.noted}]"
        if self.notes is None:
            self.notes = builder.OL()
        item = _put(self.notes, "li", id=f"footnote-{self.noted}")
        note = element.find(f"{_TEXT}note-body")
        if note is not None:
            self.children(note, item, depth)
        self.body.append(self.notes)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 and int(value) else 1


def _put(into: html.HtmlElement, tag: str, **attributes: str) -> html.HtmlElement:
    made = html.Element(tag, attributes)
    into.append(made)
    return made


def _add_text(into: html.HtmlElement, text: str | None) -> None:
    if not text:
        return
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text
