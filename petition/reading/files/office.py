"""Word, OpenDocument and EPUB files for pandoc: checked, their pictures apart, and with what pandoc does not read set aside.

Those are the headers and footers of their pages, which may be a letterhead or no more than "draft 7", and hidden text.
"""

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

from petition.core.text import squeeze
from petition.lexicon.quoting import segments
from petition.reading.blocks import Aside, ReadDocument, Why
from petition.reading.files.archive import Archive
from petition.reading.files.pandoc_tree import TAB, read_as
from petition.reading.lines.many_in_line import may_be_two, several
from petition.reading.lines.names import is_full_name
from petition.reading.refusals import NotALetter, Refusal

_WORD_TEXT = re.compile(rb"<w:t(?:\s[^<>]*)?>([^<]*)</w:t>")
_VANISHES = re.compile(rb"<w:(?:vanish|webHidden)(?:\s+w:val=\"(?:1|true|on)\")?\s*/>")
_COMMENT = re.compile(rb'<w:comment\s[^<>]*\bw:id="(\w+)"')
_COMMENTED = re.compile(rb'<w:commentRange(Start|End) w:id="(\w+)"/>|(<w:br|<w:cr)\b|' + _WORD_TEXT.pattern)
_OPEN_END = re.compile(rb"</text:(?:p|h)>")
_STYLE = re.compile(rb'style:name="([^"<>]+)"')
_SHOWN = re.compile(rb'<draw:image[^<>]* xlink:href="([^"<>]+)"')
_DESCRIBED = re.compile(rb"<svg:desc[^<>]*>([^<]+)</svg:desc>")
_TITLED = re.compile(rb"<svg:title[^<>]*>([^<]+)</svg:title>")
_MOST_BOXES = 100
_LONGEST_LINE, _MOST_COMMENTS = 1000, 20  # bytes of one who signs, comments on them
_TAG = re.compile(rb"<[^<>]*>")
_BOOK = (".xhtml", ".html", ".htm", ".opf", ".ncx", ".xml", "mimetype")


def office_document(archive: Archive) -> ReadDocument:
    """The document in an archive. Refuses one of another kind."""
    if "word/document.xml" in archive.names:
        return _word(archive)
    kind = archive.part("mimetype")[:200]
    if b"epub" in kind:
        return read_as("epub", archive.safe(_BOOK), media=archive.picture)
    told = kind + archive.part("META-INF/manifest.xml")
    if "content.xml" in archive.names and b"opendocument.text" in told:
        return _opendocument(archive)
    raise NotALetter(Refusal.BINARY)


def _word(archive: Archive) -> ReadDocument:
    asides = [*_word_around(archive, "header", Why.HEADER)]
    text, hidden = _without_hidden_runs(archive.xml("word/document.xml"))
    text = text.replace(b"<w:dstrike", b"<w:strike")  # struck through twice, which pandoc does not read
    text = text.replace(b"<w:tab/>", b'<w:t xml:space="preserve">' + TAB.encode() + b"</w:t>")
    found = read_as("docx", archive.safe(changed={"word/document.xml": text}), media=archive.picture)
    asides += _aside(Why.HIDDEN, hidden)
    asides += _aside(Why.COMMENT, _comments(archive.xml("word/comments.xml"), commented(text)))
    asides += _word_around(archive, "footer", Why.FOOTER)
    return replace(found, asides=(*asides, *found.asides))


def _word_around(archive: Archive, kind: str, why: Why) -> list[Aside]:
    """The lines of the headers or footers, each text once, page numbers left out."""
    seen: dict[str, None] = {}
    names = (name for name in archive.names if name.startswith(f"word/{kind}") and name.endswith(".xml"))
    for name in sorted(names)[:12]:
        seen |= _word_lines(archive.xml(name))
    return _aside(why, seen)


def _word_lines(content: bytes) -> dict[str, None]:
    """The paragraphs of a part of a Word file, each once."""
    return {_text(b"".join(_WORD_TEXT.findall(piece))): None for piece in content.split(b"</w:p>")}


def commented(text: bytes) -> dict[bytes, str]:
    """The names of those on whom comments of a Word file are made, by the numbers of these."""
    found = dict[bytes, str]()
    for paragraph in text.split(b"</w:p>"):
        said, starts, calls = list[bytes](), dict[bytes, int](), dict[bytes, slice]()
        for mark, number, ends_line, words in _COMMENTED.findall(paragraph):
            if mark == b"Start":
                starts[number] = len(said)
            elif mark and number in starts:
                calls[number] = slice(starts[number], len(said))
            elif not mark:
                said.append(TAB.encode() if ends_line else words)
        line = b"".join(said)
        if len(line) < _LONGEST_LINE and len(calls) < _MOST_COMMENTS:
            found |= {call: _only_one(b"".join(said[at]), line) for call, at in calls.items()}
    return found


def _only_one(on: bytes, said: bytes) -> str:
    """The name on which a comment is made; '' where others may stand in that paragraph, of whom it may speak as well."""
    line = _text(said)
    name, *beside = segments(_text(on)) or ("",)
    is_one = is_full_name(name) and not may_be_two(name) and TAB.encode() not in said.strip()
    is_one = is_one and not any(map(is_full_name, segments(line)[1:])) and len(several(line)) == 1
    words = pairwise(" ".join(beside).split())  # "teacher. Boris Lind"
    return name if is_one and not any(one.istitle() and other.istitle() for one, other in words) else ""


def _comments(content: bytes, names: dict[bytes, str]) -> dict[str, None]:
    """The paragraphs of comments, behind the name of whom they are made on."""
    lines: dict[str, None] = {}
    for comment in content.split(b"</w:comment>"):
        number = _COMMENT.search(comment)
        led = f"{name}: " if number and (name := names.get(number[1])) else ""
        lines |= {f"{led}{said}": None for said in _word_lines(comment) if said}
    return lines


def _without_hidden_runs(content: bytes) -> tuple[bytes, dict[str, None]]:
    """The text of a Word file without its hidden runs, and what these hold."""
    hidden: dict[str, None] = {}
    if b"<w:vanish" not in content and b"<w:webHidden" not in content:
        return content, hidden
    pieces = content.split(b"</w:r>")
    for nth, piece in enumerate(pieces[:-1]):
        begin = max(piece.rfind(b"<w:r>"), piece.rfind(b"<w:r "))
        if begin >= 0 and _VANISHES.search(piece, begin):
            run = piece[begin:]
            hidden[_text(b"".join(_WORD_TEXT.findall(run)))] = None
            pieces[nth] = piece[:begin] + _WORD_TEXT.sub(b"", run)
    return b"</w:r>".join(pieces), hidden


def _aside(why: Why, lines: dict[str, None]) -> list[Aside]:
    worded = tuple(line for line in lines if any(map(str.isalpha, line)))
    return [Aside(why, worded)] if worded else []


def _opendocument(archive: Archive) -> ReadDocument:
    content = archive.xml("content.xml")
    styles = archive.xml("styles.xml")
    content = re.sub(rb"<text:tab\s*/>|<text:tab>\s*</text:tab>", TAB.encode(), content)
    content, hidden = _without_hidden_styles(_with_boxes_as_paragraphs(content))
    comments = dict.fromkeys(_between(content, b"<office:annotation", b"</office:annotation>"))
    safe = archive.safe(changed={"content.xml": content})
    found = read_as("odt", safe, media=archive.picture, words=_words_of_pictures(content))
    asides = _aside(Why.HEADER, _open_lines(styles, b"header")) + _aside(Why.HIDDEN, hidden)
    asides += _aside(Why.COMMENT, comments) + _aside(Why.FOOTER, _open_lines(styles, b"footer"))
    return replace(found, asides=(*asides, *found.asides))


def _words_of_pictures(content: bytes) -> dict[str, str]:
    """What pictures show, by their names: the description or else the title of the frame that each stands in."""
    found = {}
    for frame in content.split(b"<draw:frame")[1:]:
        name = _SHOWN.search(frame)
        said = _DESCRIBED.search(frame) or _TITLED.search(frame)
        if name and said:
            found[_text(name[1])] = _text(said[1])
    return found


def _between(content: bytes, start: bytes, end: bytes) -> list[str]:
    """The text of each element that these tags begin and end."""
    pieces = (piece[piece.rfind(start) :] for piece in content.split(end)[:-1] if start in piece)
    return [_text(_TAG.sub(b" ", piece)) for piece in pieces]


def _open_lines(styles: bytes, kind: bytes) -> dict[str, None]:
    """The paragraphs in the headers or footers of pages, each once."""
    lines: dict[str, None] = {}
    for piece in styles.split(b"</style:" + kind + b">")[:-1]:
        begin = max(piece.rfind(b"<style:" + kind + b">"), piece.rfind(b"<style:" + kind + b" "), 0)
        lines |= {_text(_TAG.sub(b"", each)): None for each in _OPEN_END.split(piece[begin:])}
    return lines


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
    styles = [each for each in content.split(b"</style:style>") if b'text:display="none"' in each]
    found = [_STYLE.search(each, max(0, each.rfind(b"<style:style "))) for each in styles]
    for name in [re.escape(each[1]) for each in found if each][:50]:
        span = re.compile(rb'(<text:span text:style-name="' + name + rb'"[^<>]*>)([^<]*)(</text:span>)')
        hidden |= {_text(each[2]): None for each in span.finditer(content)}
        content = span.sub(rb"\1\3", content)
    return content, hidden


def _text(xml: bytes) -> str:
    return squeeze(unescape(xml.decode("utf-8", "replace")))
