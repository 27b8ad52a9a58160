"""A letter inside an email or a web archive (.eml, .mht): the page or text that it carries, its own head set aside."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from petition.reading.blocks import Aside, Document, Why
from petition.reading.draft import NotALetter, Reason
from petition.reading.encodings import decode_stated

_FIRST = re.compile(
    rb"\A\s*(?:from|to|subject|date|mime-version|received|return-path|delivered-to|message-id|x-[\w-]+|content-type|"
    rb"dkim-signature|reply-to|snapshot-content-location):[ \t]",
    re.IGNORECASE,
)
_NEEDED = re.compile(rb"^(?:mime-version|message-id|received|content-type):", re.IGNORECASE | re.MULTILINE)
_TOLD = ("From", "To", "Cc", "Date")
_MOST_PARTS = 500
_FORWARDED = re.compile(r"^(?:(?:fwd?|fw|re|aw|wg|tr|ответ|на)\s*:\s*)+", re.IGNORECASE)


def is_email(data: bytes, filename: str) -> bool:
    """Whether these bytes are an email: its name says so, or its head does."""
    head = data[:4_000].split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
    named = filename.lower().endswith((".eml", ".mht", ".mhtml"))
    return bool(_FIRST.match(data) and (named or _NEEDED.search(head)))


def text_in(data: bytes) -> tuple[str, bool, Document]:
    """The text of the email, whether it is a page, and a document of all else: to which the blocks of the text are added."""
    message = message_from_bytes(data, policy=policy.default)
    parts = list(_parts(message))
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    chosen = page or plain
    if chosen is None:
        raise NotALetter(Reason.NO_TEXT)
    content = chosen.get_payload(decode=True)
    text = decode_stated(content if isinstance(content, bytes) else b"", chosen.get_content_charset() or "")
    said = [f"{name}: {value}" for name in _TOLD if (value := _header(message, name))]
    said += [name for part in parts if part is not chosen and (name := part.get_filename())]
    subject = _FORWARDED.sub("", _header(message, "Subject"))
    return text, chosen is page, Document((), (Aside(Why.MAIL, tuple(said)),) if said else (), title=subject)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, LookupError, AttributeError):  # heads that the library cannot take apart
        return ""


def _parts(message: EmailMessage) -> list[EmailMessage]:
    found: list[EmailMessage] = []
    for part in message.walk():
        if len(found) > _MOST_PARTS:
            raise NotALetter(Reason.TOO_LARGE)
        if not part.is_multipart() and isinstance(part, EmailMessage):
            found.append(part)
    return found


def with_blocks(around: Document, letter: Document) -> Document:
    """The letter, and what stood around it in the email; the subject is its title where it has none of its own."""
    return replace(letter, asides=(*around.asides, *letter.asides), title=letter.title or around.title)
