"""Word, OpenDocument and EPUB files for pandoc: checked, without pictures, and with what pandoc does not read set aside.

Those are the headers and footers of their pages, which may be a letterhead or no more than "draft 7", and hidden text.
"""

import re
from html import unescape

from petition.core.text import squeeze
from petition.reading.archive import Archive
from petition.reading.blocks import Aside, Document, Why
from petition.reading.document import TAB, read_as
from petition.reading.draft import NotALetter, Reason

_WORD = re.compile(rb"<w:p[ >].*?</w:p>", re.DOTALL)
_WORD_TEXT = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]*)</w:t>")
_WORD_RUN = re.compile(rb"<w:r(?:\s[^>]*)?>.*?</w:r>", re.DOTALL)
_VANISHES = re.compile(rb"<w:(?:vanish|webHidden)(?:\s+w:val=\"(?:1|true|on)\")?\s*/>")
_OPEN = re.compile(rb"<text:(?:p|h)[ >].*?</text:(?:p|h)>", re.DOTALL)
_AROUND = re.compile(rb"<style:(header|footer)[ >].*?</style:\1>", re.DOTALL)
_OPEN_END = re.compile(rb"</text:(?:p|h)>")
_COMMENT = re.compile(rb"<office:annotation[ >](.*?)</office:annotation>", re.DOTALL)
_MOST_BOXES = 500
_TAG = re.compile(rb"<[^>]*>")
_BOOK = (".xhtml", ".html", ".htm", ".opf", ".ncx", ".xml", "mimetype")


def office_document(archive: Archive) -> Document:
    """The document in an archive. Refuses one of another kind."""
    if "word/document.xml" in archive.names:
        return _word(archive)
    kind = archive.part("mimetype")[:200]
    if b"epub" in kind:
        return read_as("epub", archive.safe(_BOOK))
    if "content.xml" in archive.names and b"opendocument.text" in kind + archive.part(
        "META-INF/manifest.xml"
    ):
        return _opendocument(archive)
    raise NotALetter(Reason.BINARY)


def _word(archive: Archive) -> Document:
    asides = [*_word_around(archive, "header", Why.HEADER)]
    hidden: list[str] = []

    def without_hidden(found: re.Match[bytes]) -> bytes:
        run = found[0]
        if not _VANISHES.search(run):
            return run
        hidden.append(_text(b"".join(_WORD_TEXT.findall(run))))
        return _WORD_TEXT.sub(b"", run)

    text = archive.xml("word/document.xml")
    text = _WORD_RUN.sub(without_hidden, text) if b"<w:vanish" in text or b"<w:webHidden" in text else text
    text = text.replace(b"<w:tab/>", b'<w:t xml:space="preserve">' + TAB.encode() + b"</w:t>")
    found = read_as("docx", archive.safe(changed={"word/document.xml": text}))
    if lines := tuple(filter(None, hidden)):
        asides.append(Aside(Why.HIDDEN, lines))
    comments = _WORD.findall(archive.xml("word/comments.xml"))
    asides += _aside(Why.COMMENT, {_text(b"".join(_WORD_TEXT.findall(each))): None for each in comments})
    asides += _word_around(archive, "footer", Why.FOOTER)
    return _with(found, asides)


def _with(found: Document, asides: list[Aside]) -> Document:
    return Document(found.blocks, (*asides, *found.asides), found.title, found.author, found.date)


def _word_around(archive: Archive, kind: str, why: Why) -> list[Aside]:
    """The lines of the headers or footers, each text once, page numbers left out."""
    seen: dict[str, None] = {}
    names = (name for name in archive.names if name.startswith(f"word/{kind}") and name.endswith(".xml"))
    for name in sorted(names)[:12]:
        for paragraph in _WORD.findall(archive.xml(name)):
            seen[_text(b"".join(_WORD_TEXT.findall(paragraph)))] = None
    return _aside(why, seen)


def _aside(why: Why, lines: dict[str, None]) -> list[Aside]:
    worded = tuple(line for line in lines if any(map(str.isalpha, line)))
    return [Aside(why, worded)] if worded else []


def _opendocument(archive: Archive) -> Document:
    content = archive.xml("content.xml")
    around: dict[bytes, dict[str, None]] = {b"header": {}, b"footer": {}}
    for part in _AROUND.finditer(archive.xml("styles.xml")):
        for paragraph in _OPEN.findall(part[0]):
            around[part[1]][_text(_TAG.sub(b"", paragraph))] = None
    content = re.sub(rb"<text:tab\s*/>|<text:tab>\s*</text:tab>", TAB.encode(), content)
    content, hidden = _without_hidden_styles(_with_boxes_as_paragraphs(content))
    comments = {_text(_TAG.sub(b" ", each[1])): None for each in _COMMENT.finditer(content)}
    found = read_as("odt", archive.safe(changed={"content.xml": content}))
    return _with(
        found,
        [
            *_aside(Why.HEADER, around[b"header"]),
            *_aside(Why.HIDDEN, hidden),
            *_aside(Why.COMMENT, comments),
            *_aside(Why.FOOTER, around[b"footer"]),
        ],
    )


def _with_boxes_as_paragraphs(content: bytes) -> bytes:
    """The text of OpenDocument with what stands in boxes put behind the paragraph they hang on, where pandoc reads it."""
    for _ in range(_MOST_BOXES):
        start = content.rfind(b"<draw:text-box")
        end = content.find(b"</draw:text-box>", start)
        if start < 0 or end < 0:
            break
        inside = content[content.find(b">", start) + 1 : end]
        content = content[:start] + content[end + len(b"</draw:text-box>") :]
        behind = _OPEN_END.search(content, start)
        at = behind.end() if behind else start
        content = content[:at] + inside + content[at:]
    return content


def _without_hidden_styles(content: bytes) -> tuple[bytes, dict[str, None]]:
    """The text of OpenDocument without the spans whose style hides them, and what these hold."""
    hidden: dict[str, None] = {}
    styles = re.findall(
        rb'<style:style style:name="([^"]+)"[^>]*>(?:(?!</style:style>).)*?text:display="none"', content
    )
    for name in styles[:50]:
        span = re.compile(
            rb'(<text:span text:style-name="' + re.escape(name) + rb'"[^>]*>)([^<]*)(</text:span>)'
        )
        hidden |= {_text(found[2]): None for found in span.finditer(content)}
        content = span.sub(rb"\1\3", content)
    return content, hidden


def _text(xml: bytes) -> str:
    return squeeze(unescape(xml.decode("utf-8", "replace")))
