"""The text of a mail, whatever wrote it: MIME parts, transfer encodings, charsets stated rightly, wrongly or not. Pure.

RFC 2045 to 2047 as programs really follow them; nothing in here refuses, for a signature may hide in the worst of mails.
"""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from lxml import etree, html

from petition.reading.encodings import decode_stated

_LONGEST = 40_000  # characters of a text that are read
_LONGEST_HEADER = 2000
_LONGEST_LIST = 20_000  # of addresses
_HTML_BYTES = 1_000_000
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "svg"})
_LINES = frozenset(
    {"p", "div", "br", "li", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
    | {"ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer", "address", "body"}
)
_APART = frozenset({"p", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNSEEN_TEXT = re.compile(r"<(style|script)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix)(?:\s|$)"
)
_QUOTE_ID = frozenset({"appendonsend", "divRplyFwdMsg", "mail-editor-reference-message-container"})


def header(message: Message, name: str) -> str:
    """A header as a person reads it, unfolded and decoded (RFC 2047); '' where there is none."""
    return decoded(raw_header(message, name)[:_LONGEST_HEADER])


def decoded(value: str) -> str:
    """The words of an unfolded header, or of a display name, as a person reads them."""
    if "=?" not in value:
        return value
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return " ".join("".join(_chunk(chunk, charset) for chunk, charset in chunks).split())


def addresses(value: str) -> list[tuple[str, str]]:
    """The display names and addresses of an unfolded header, none of them decoded (RFC 2047, 5).

    An encoded word may hold a comma and another's address, and is a name, or a part of one address, all the same.
    """
    try:
        found = getaddresses([value[:_LONGEST_LIST]])
    except RecursionError:  # of comments within comments
        return []
    return [(name, address) for name, address in found if name or address]


def raw_header(message: Message, name: str) -> str:
    """A header unfolded but not decoded; bytes that have no business there are read as UTF-8, else as they best may."""
    return _unfolded(next((value for each, value in message.raw_items() if each.lower() == name.lower()), ""))


def raw_headers(message: Message, name: str) -> list[str]:
    """Every header of a name, from the top."""
    return [_unfolded(value) for each, value in message.raw_items() if each.lower() == name.lower()]


def text_of(message: Message) -> str:
    """What a mail says: its plain text, or its HTML as text where there is no plain one; attachments are left alone."""
    return "\n\n".join(filter(None, _texts(message)))[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n")


def text_of_html(page: str) -> str:
    """HTML as the lines its reader sees; what it quotes begins with ">"."""
    try:
        tree = html.document_fromstring(page[:_HTML_BYTES].encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return _without_tags(page)
    return _Page(tree).text() or _without_tags(page)  # what nests too deep to be walked still says something


def _without_tags(page: str) -> str:
    bare = _UNSEEN_TEXT.sub(" ", page[:_HTML_BYTES])
    return re.sub(r"<[^<>]{0,1000}>", " ", bare).strip()


def _unfolded(value: object) -> str:
    if isinstance(value, str) and not value.isascii():
        value = decode_stated(value.encode("utf-8", "surrogateescape"), "")
    return " ".join(str(value).split())


def _chunk(chunk: str | bytes, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    return decode_stated(chunk, charset or "")


def _texts(message: Message) -> Iterator[str]:
    if message.is_multipart() and message.get_content_maintype() != "message":
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        if message.get_content_subtype() != "alternative":
            for part in parts:
                yield from _texts(part)
            return
        found = [text for part in parts for text in [("\n\n".join(_texts(part)))] if text.strip()]
        yield from found[:1]
        return
    if message.get_content_disposition() == "attachment" or message.get_content_maintype() != "text":
        return
    payload = message.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return
    text = decode_stated(payload, message.get_content_charset() or "")
    subtype = message.get_content_subtype()
    if subtype == "html" or (subtype != "plain" and text.lstrip()[:1] == "<"):
        yield text_of_html(text)
    elif subtype in {"plain", "enriched", "x-markdown", "markdown"}:
        yield text


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


class _Page:
    """Walks a page once, without recursion, and gathers its lines."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.tree = tree
        self.lines: list[str] = []  # those that are whole
        self.pieces: list[str] = []  # of the present one
        self.quoted = 0
        self.unseen = 0

    def text(self) -> str:
        for event, element in etree.iterwalk(self.tree, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._begin(element, tag)
            else:
                self._end(element, tag)
        self._break(apart=False)
        return "\n".join(self.lines).strip("\n")

    def _begin(self, element: html.HtmlElement, tag: str) -> None:
        self.unseen += _is_unseen(element, tag)
        if tag in _LINES:
            self._break(apart=tag in _APART)
        self.quoted += _is_quote(element, tag)
        self._say(element.text)

    def _end(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _LINES and tag != "br":
            self._break(apart=tag in _APART)
        self.quoted -= _is_quote(element, tag)
        self.unseen -= _is_unseen(element, tag)
        self._say(element.tail)

    def _break(self, *, apart: bool) -> None:
        if line := "".join(self.pieces).rstrip():
            self.lines.append(f"> {line}" if self.quoted else line)
        self.pieces.clear()
        if apart and self.lines and self.lines[-1]:
            self.lines.append("")

    def _say(self, text: str | None) -> None:
        if self.unseen or not text:
            return
        words = _BLANKS.sub(" ", text.replace("\u200b", ""))
        self.pieces.append(words if self.pieces else words.lstrip(" "))
        if not self.pieces[-1]:
            self.pieces.pop()


def _is_quote(element: html.HtmlElement, tag: str) -> bool:
    return (
        tag == "blockquote"
        or bool(_QUOTE_CLASS.search(element.get("class") or ""))
        or (element.get("id") or "") in _QUOTE_ID
    )


def _is_unseen(element: html.HtmlElement, tag: str) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return tag in _UNSEEN or "display:none" in style or element.get("hidden") is not None
