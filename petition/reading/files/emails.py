"""A letter inside an email or a web archive (.eml, .mht): the page or text that it carries, its own head set aside."""

import re
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32, Policy
from html import unescape
from itertools import count
from urllib.parse import unquote

from petition.reading.blocks import Aside, ReadDocument, Why, letters_in, seen_in
from petition.reading.files.encodings import decode_stated
from petition.reading.files.mail_heads import FORWARDED, own_signature
from petition.reading.lines.signals import is_letter_title, is_salutation
from petition.reading.refusals import NotALetter, Refusal

_FIRST = re.compile(
    rb"\A\s*(?:from|to|subject|date|mime-version|received|return-path|delivered-to|message-id|x-[\w-]+|content-type|"
    rb"dkim-signature|reply-to|snapshot-content-location):(?:\r?\n)?[ \t]",
    re.IGNORECASE,
)
_NEEDED = re.compile(rb"^(?:mime-version|message-id|received|content-type):", re.IGNORECASE | re.MULTILINE)
_TOLD = ("From", "To", "Cc", "Date")
_OPENS_PARTS = re.compile(rb"""boundary[*\d]*\s*=|content-type\s*:\s*"?message/""", re.IGNORECASE)
_LONGEST_HEADER = 2_000
_MOST_PARTS = 500
_MOST_PIECES = 20_000
_MOST_WITHIN = 60
# Each line is held against what ends each part that it may stand in.
_MOST_LINES, _MOST_LOOKS = 300_000, 3_000_000
_MOST_ATTACHED = 3
_DOCUMENTS = (b"PK\x03\x04", b"{\\rtf", b"%PDF")
_ADDRESS = re.compile(r"""(?<=\ssrc=["'])([^"'<>]{1,2000})(?=["'])""", re.IGNORECASE)


def is_email(data: bytes, filename: str) -> bool:
    """Whether these bytes are an email: its name says so, or its head does."""
    head = data[:4_000].split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
    named = filename.lower().endswith((".eml", ".mht", ".mhtml"))
    return bool(_FIRST.match(data) and (named or _NEEDED.search(head)))


def parts_within(data: bytes) -> int:
    """How deep the parts of an email may stand within each other, counted before it is parsed: each costs all lines more."""
    return len(_OPENS_PARTS.findall(data))


class CutHeaders(Compat32):
    """Heads as they stand, cut where nobody reads on: the library's newer way takes ten gigabytes for four megabytes.

    What says how a part is read is cut soonest, for the library takes the square of its length to find a word in it.
    """

    longest = _LONGEST_HEADER

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the value of a header."""
        name, value = super().header_source_parse(sourcelines)
        is_of_part = name.lower().startswith("content-")
        return name, value[: _LONGEST_HEADER if is_of_part else self.longest]


def text_of_email(data: bytes) -> tuple[str, bool, ReadDocument, list[bytes]]:
    """The text of the email, whether it is a page, a document of all else (to which the blocks of the text are added).

    And the documents attached to it.

    Refuses what holds too many parts within parts, and what the library falls over: strangers' heads break it in many ways.
    """
    within, lines = parts_within(data), data.count(b"\n")
    if within > _MOST_WITHIN or lines > _MOST_LINES or within * lines > _MOST_LOOKS:
        raise NotALetter(Refusal.TOO_LARGE)
    try:
        return _text_in(message_from_bytes(data, _within_bounds(), policy=CutHeaders()))
    except NotALetter:
        raise
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        raise NotALetter(Refusal.BROKEN_DOCUMENT) from None


def _within_bounds() -> type[Message]:
    """The parts of one email: of these, and their heads, so many at most, for the library takes half a kilobyte for each."""
    pieces = count(1)

    def take() -> None:
        if next(pieces) > _MOST_PIECES:
            raise NotALetter(Refusal.TOO_LARGE)

    class Part(Message):
        def __init__(self, policy: Policy) -> None:
            take()
            super().__init__(policy)

        def set_raw(self, name: str, value: str) -> None:
            take()
            super().set_raw(name, value)

    return Part


def _text_in(message: Message) -> tuple[str, bool, ReadDocument, list[bytes]]:
    parts = list(_parts(message))
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    typed = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    chosen = page or typed
    attached = [data for part in parts if (data := _content(part)).startswith(_DOCUMENTS)]
    if chosen is None and not attached:
        raise NotALetter(Refusal.NO_TEXT)
    text = "" if chosen is None else decode_stated(_content(chosen), chosen.get_content_charset() or "")
    said = [f"{name}: {value}" for name in _TOLD if (value := _header(message, name))]
    if chosen is page:
        text = _with_pictures(text, parts)
    said += [_decoded(name) for part in parts if part is not chosen and (name := part.get_filename())]
    subject = FORWARDED.sub("", _header(message, "Subject"))
    if chosen is typed:
        lines = text.splitlines()
        last = own_signature(lines)
        text = "\n".join(lines[:last])
        said += filter(str.strip, lines[last:])
    around = ReadDocument((), (Aside(Why.MAIL, tuple(said)),) if said else (), title=subject)
    return text, page is not None, around, attached[:_MOST_ATTACHED]


def letter_of(email: ReadDocument, attached: Iterable[ReadDocument]) -> ReadDocument:
    """The first document attached to an email that is longer than its text, and greets or says what letter it is.

    The text of the email is set aside then, as what covers the letter. Else the email.
    """
    size = letters_in(email.blocks)
    for letter in attached:
        is_letter = any(is_salutation(line) or is_letter_title(line) for line in seen_in(letter.blocks))
        if is_letter and letters_in(letter.blocks) > size:
            cover = email.set_aside(Why.MAIL, seen_in(email.blocks), kept=())
            return replace(letter, asides=(*cover.asides, *letter.asides), title=letter.title or cover.title)
    return email


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _with_pictures(page: str, parts: list[Message]) -> str:
    """The page with the pictures that the email holds in their places (RFC 2392, RFC 2557), each where it stands first."""
    held: dict[str, str] = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            data = f"data:{part.get_content_type()};base64,{b64encode(_content(part)).decode()}"
            names = (f"cid:{_header(part, 'Content-ID').strip('<>')}", _header(part, "Content-Location"))
            held |= dict.fromkeys(filter(None, names), data)
    return _ADDRESS.sub(lambda found: held.pop(unquote(unescape(found[1])), found[1]), page) if held else page


def _header(message: Message, name: str) -> str:
    return _decoded(next((value for each, value in message.raw_items() if each.lower() == name.lower()), ""))


def _decoded(value: str) -> str:
    """The words of a header (RFC 2047); bytes that have no business there are read as the text of a document."""
    if not value.isascii():
        value = decode_stated(value.encode("utf-8", "surrogateescape"), "")
    value = " ".join(value.split())
    with suppress(HeaderParseError, ValueError, LookupError):  # what the library cannot take apart
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _parts(message: Message) -> list[Message]:
    found: list[Message] = []
    for part in message.walk():
        if len(found) > _MOST_PARTS:
            raise NotALetter(Refusal.TOO_LARGE)
        if not part.is_multipart() and isinstance(part, Message):
            found.append(part)
    return found
