"""The text of a mail, whatever wrote it: MIME parts, transfer encodings, charsets stated rightly, wrongly or not. Pure.

RFC 2045 to 2047 as programs really follow them; nothing in here refuses, for a signature may hide in the worst of mails.
"""

import binascii
import re
from binascii import a2b_qp
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, message_from_string
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from lxml import etree, html

from petition.reading.files.emails import CutHeaders
from petition.reading.files.encodings import decode_stated

_LONGEST = 40_000  # characters of a text that are read
_LONGEST_HEADER = 2000
_LONGEST_LIST = 20_000  # of addresses
_HTML_BYTES = 1_000_000
_LONGEST_WORD, _MOST_BLANKS = 1_000, 100
_ENDLESS = re.compile(rf"(?<!\S)\S{{{_LONGEST_WORD + 1},}}|(?<!\s)\s{{{_MOST_BLANKS + 1},}}")
_STRUCK = frozenset({"s", "del", "strike"})
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "svg"})
_LINES = frozenset(
    {"p", "div", "br", "li", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
    | {"ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer", "address", "body"}
)
_APART = frozenset({"p", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
STRIKE = "~~\u2060"  # begins what a page strikes out, and turned round ends it: with a sign that nobody sees or types
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060"))
_UNSEEN_TEXT = re.compile(r"<(style|script)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix)(?:\s|$)"
)
_TAGS = re.compile(r"<(?:html|body|p|div|br|table|span)(?=[\s/>])[^<>]{0,200}>", re.IGNORECASE)
_UNBROKEN = re.compile("&nbsp;")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SOMEBODY_ELSES = frozenset({"message/rfc822", "application/ms-tnef", "application/vnd.ms-tnef"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_LENGTHS = (1, 2, 3)
_ARMOURED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+:[^\n]*\n)*|"
    r"-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY BLOCK)-----.*?(?:-----END PGP [A-Z ]+-----|\Z)",
    re.DOTALL,
)
_SIGNATURE = re.compile(
    "signature$|signature |^lineBreakAtBeginningOfSignature", re.IGNORECASE
)  # what a program puts under every mail
_QUOTE_ID = frozenset({"appendonsend", "divRplyFwdMsg", "mail-editor-reference-message-container"})


class _LongHeaders(CutHeaders):
    longest = _LONGEST_LIST


def parsed(raw: bytes | str) -> Message:
    """A mail as the library takes it apart, each head as far as anybody reads it."""
    return (
        message_from_string(raw, policy=_LongHeaders())
        if isinstance(raw, str)
        else message_from_bytes(raw, policy=_LongHeaders())
    )


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
    text = "\n\n".join(filter(None, _texts(message)))[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return _ENDLESS.sub(_bounded, text)


def _bounded(run: re.Match[str]) -> str:
    """A word, or blanks, that go on as nobody writes them: to look for anything in those takes their square."""
    said = run[0]
    if said.isspace():
        return said[:_MOST_BLANKS] + "\n" * ("\n" in said[_MOST_BLANKS:])
    return " ".join(said[at : at + _LONGEST_WORD] for at in range(0, len(said), _LONGEST_WORD))


def text_of_html(page: str) -> str:
    """HTML as the lines its reader sees; what it quotes begins with ">", what it strikes out stands between STRIKE."""
    try:
        tree = html.document_fromstring(page[:_HTML_BYTES].encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return _without_tags(page)
    return _HtmlPart(tree).text() or _without_tags(
        page
    )  # what nests too deep to be walked still says something


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


def unread_parts(message: Message) -> tuple[str, ...]:
    """What a mail holds that is not read here and may say something: kinds, each with the name of its file if it has one."""
    found = [part for part in message.walk() if _is_unread(part)]
    return tuple(
        " ".join(filter(None, [part.get_content_type(), decoded(str(part.get_filename() or ""))[:100]]))
        for part in found
    )


def _is_unread(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in _SOMEBODY_ELSES or kind == "multipart/encrypted":
        return True
    return kind in _SEALED and "certs-only" not in str(part.get("Content-Type", ""))


def attachments(message: Message) -> tuple[str, ...]:
    """The files of a mail, of any kind but the signatures that programs put under it (S/MIME, PGP)."""
    return tuple(
        decoded(str(part.get_filename() or part.get_content_type()))[:100]
        for part in message.walk()
        if not part.is_multipart()
        and not part.get_content_type().endswith("-signature")
        and (part.get_filename() or part.get_content_maintype() != "text")
    )


def _texts(message: Message) -> Iterator[str]:
    if message.is_multipart() and message.get_content_maintype() != "message":
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        found = [text for part in parts for text in ["\n\n".join(_texts(part))] if text.strip()]
        if message.get_content_subtype() == "alternative":
            yield from found[-1:] if len(found) > 1 and not _says_the_same(found[0], found[-1]) else found[:1]
        else:
            yield from found
        return
    kind, subtype = message.get_content_maintype(), message.get_content_subtype()
    if message.get_content_type() in _SEALED:
        yield from _texts_within(message)
    if message.get_content_disposition() == "attachment" or kind != "text":
        return
    text = without_armour(decode_stated(_payload(message), message.get_content_charset() or ""))
    if subtype == "html" or (text.lstrip()[:1] == "<" and subtype != "plain") or _TAGS.search(text[:4000]):
        yield text_of_html(text)
    elif subtype in {"plain", "enriched", "x-markdown", "markdown"}:
        yield _UNBROKEN.sub(" ", text)


def _says_the_same(plain: str, page: str) -> bool:
    """Whether the plain form of a mail says most of what its page says, and not only that there is a page."""
    said, shown = set(_WORD.findall(plain.lower())), set(_WORD.findall(page.lower()))
    return len(said & shown) * 2 >= len(shown) > 0


def _payload(part: Message) -> bytes:
    """The bytes of a part, whatever was added to the name of its encoding, to its line ends, or below what is encoded."""
    encoding = raw_header(part, "Content-Transfer-Encoding").lower().strip(" ;")
    if encoding == "base64" and isinstance(written := part.get_payload(), str):
        encoded = re.split(r"\r?\n[ \t]*\r?\n", written.strip(), maxsplit=1)[0]
        with suppress(binascii.Error):
            bare = re.sub(r"[^A-Za-z0-9+/]", "", encoded)
            return binascii.a2b_base64(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4))
    if encoding == "quoted-printable" and isinstance(written := part.get_payload(), str):
        return a2b_qp(re.sub(r"=[ \t]+(?=\r?\n)", "=", written).encode("utf-8", "surrogateescape"))
    decoded_payload = part.get_payload(decode=True)
    return decoded_payload if isinstance(decoded_payload, bytes) else b""


def _texts_within(part: Message) -> Iterator[str]:
    """What an opaque signature (RFC 8551, 3.5.2) was put around, for a person to read."""
    data = _payload(part)
    begin = data.find(b"Content-Type:")
    length = next((size for size in _LENGTHS if begin > 4 and _der_length(data, begin, size)), 0)
    if length:
        yield from _texts(parsed(data[begin : begin + _der_length(data, begin, length)]))


def _der_length(data: bytes, begin: int, size: int) -> int:
    """The length that stands in `size` bytes before what begins here (X.690, 8.1.3), 0 where none does."""
    head = data[begin - size - 1 : begin]
    if size == 1:
        return head[1] if head[0] == 0x04 and head[1] < 0x80 else 0
    return int.from_bytes(head[2:], "big") if head[:2] == bytes([0x04, 0x80 + size - 1]) else 0


def without_armour(text: str) -> str:
    """The text without what OpenPGP puts around it (RFC 9580, 6.2 and 7): its head, its signature, keys."""
    if "-----BEGIN PGP " not in text:
        return text
    text = _ARMOURED.sub("", text.replace("\r\n", "\n"))
    return re.sub(r"(?m)^- (?=-)", "", text)


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


class _HtmlPart:
    """Walks a page once, without recursion, and gathers its lines."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.tree = tree
        self.lines: list[str] = []  # those that are whole
        self.pieces: list[str] = []  # of the present one
        self.says = False  # whether that shows anything
        self.quoted = 0
        self.unseen = 0
        self.struck = 0

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
        self.struck += _is_struck(element, tag)
        if tag in _LINES:
            self._break(apart=tag in _APART)
        if tag in {"td", "th"} and self.says:
            self.pieces.append(" | ")
        self.quoted += _is_quote(element, tag)
        if _SIGNATURE.search(f"{element.get('id') or ''} {element.get('class') or ''}") and not self.quoted:
            self._break(apart=False)
            self.lines.append("--")
        self._say(element.text)

    def _end(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _LINES and tag != "br":
            self._break(apart=tag in _APART)
        self.quoted -= _is_quote(element, tag)
        self.unseen -= _is_unseen(element, tag)
        self.struck -= _is_struck(element, tag)
        self._say(element.tail)

    def _break(self, *, apart: bool) -> None:
        if line := "".join(self.pieces).rstrip(" |"):
            self.lines.append(f"> {line}" if self.quoted else line)
        self.pieces.clear()
        self.says = False
        if apart and self.lines and self.lines[-1]:
            self.lines.append("")

    def _say(self, text: str | None) -> None:
        if self.unseen or not text:
            return
        words = _BLANKS.sub(" ", text.translate(_NO_WIDTH))
        if self.struck and words.strip():
            words = f"{STRIKE}{words}{STRIKE[::-1]}"
        self.pieces.append(words if self.pieces else words.lstrip(" "))
        self.says = self.says or bool(words.strip())
        if not self.pieces[-1]:
            self.pieces.pop()


def _is_quote(element: html.HtmlElement, tag: str) -> bool:
    return (
        tag == "blockquote"
        or bool(_QUOTE_CLASS.search(element.get("class") or ""))
        or (element.get("id") or "") in _QUOTE_ID
    )


def _is_struck(element: html.HtmlElement, tag: str) -> bool:
    return tag in _STRUCK or "line-through" in (element.get("style") or "").lower()


def _is_unseen(element: html.HtmlElement, tag: str) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return tag in _UNSEEN or "display:none" in style or element.get("hidden") is not None
