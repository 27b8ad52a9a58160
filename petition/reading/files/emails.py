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
from itertools import accumulate, count, pairwise, takewhile
from urllib.parse import unquote

from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Aside, ReadDocument, Why, letters_in, plain
from petition.reading.files.encodings import decode_stated
from petition.reading.files.text import text_document
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
_MOST_ATTACHED = 3
_DOCUMENTS = (b"PK\x03\x04", b"{\\rtf", b"%PDF")
_MOST_OF_SIGNATURE = 10  # lines
_MOST_OF_COVER = 15
_FORWARDED = expression(r"^(?:@mail.answers\s*:\s*)+")
_LINE_OF_HEAD = expression(r"^[\s>*]*(?:(?P<from>@mail.from)|(?P<sent>@mail.sent)|@mail.fields)\s*:[\s*]")
_FIELD = re.compile(r"[\s>*]*[^\W\d_][^\W\d_ -]{0,20}\s?:[\s*]")
_CHAT = re.compile(
    r"^(?:\[\d[\d./-]{5,9},?\s\d{1,2}:\d\d(?::\d\d)?\]\s[^:\[\]]{1,60}:|[^:\[\]]{1,60},\s\[\d[\d./-]{5,9},?\s\d{1,2}:\d\d(?::\d\d)?\])\s*$"
)  # as Telegram copies, on a phone and on a desk
_ACROSS = re.compile(r"^\s*[-—–_=*]{5,}\s*$")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_SUBJECT = expression(r"^[\s>*]*@mail.subject\s*:[\s*]*(.*)$")
_FORWARDS = expression("@mail.forwards")
_ADDRESS = re.compile(r"""(?<=\ssrc=["'])([^"'<>]{1,2000})(?=["'])""", re.IGNORECASE)
_OUTLOOK_LINK = re.compile(r"([^\s<>()\[\]]{1,80})<((?:https?://|mailto:)[^<>\s()]+)>")


def typed_document(text: str) -> ReadDocument:
    """The document in a typed letter, which may have been pasted with the head of the email it came in.

    That head, or that of the last email that was passed on in it, is no part of the letter, nor is what stands above.
    """
    lines = text.splitlines()
    subject = ""
    end, upto_next = _message(lines)
    last, answered = min(_own_signature(lines), upto_next), upto_next < len(lines)
    upto = [0, *accumulate(map(len, lines))]
    for at, line in enumerate(lines):
        if at < end:
            continue
        length = head_length(lines, at)
        if length and _is_answered(upto[at] - upto[end], upto[-1] - upto[at + length]):
            last, answered = min(last, at), True
            break
        if length:
            end = at + length
            subject = next((found[1] for each in lines[at:end] if (found := _SUBJECT.match(each))), subject)
        elif _FORWARDS.match(line) and upto[-1] - upto[at] > upto[at] / 3:
            end = at + 1
    if not (end or answered) or not any(map(str.strip, lines[end:last])):
        return text_document(text)
    around = [line.strip() for line in (*lines[:end], *lines[last:]) if not _SUBJECT.match(line)]
    rest = text_document(_OUTLOOK_LINK.sub(r"[\1](\2)", "\n".join(lines[end:last])))
    title = _FORWARDED.sub("", subject).strip()
    return replace(rest, asides=(Aside(Why.MAIL, tuple(filter(None, around))),), title=title)


def _message(lines: list[str]) -> tuple[int, int]:
    """Where the message of a chat begins, and ends, that holds a letter and most of all text; else all lines.

    What its writer says above a line across is no part of it.
    """
    heads = [at for at, line in enumerate(lines) if _CHAT.match(line)]
    spans = pairwise([*heads, len(lines)])
    first, last = max(spans, key=lambda span: sum(map(len, lines[slice(*span)])), default=(0, 0))
    said = lines[first + 1 : last]
    if 2 * sum(map(len, said)) < sum(map(len, lines)) or not any(
        is_salutation(line) or is_letter_title(line) for line in said if line
    ):
        return 0, len(lines)
    cover = range(first + 1, min(last, first + _MOST_OF_COVER))
    return next((at for at in cover if _ACROSS.match(lines[at])), first) + 1, last


def _own_signature(lines: list[str]) -> int:
    """Where the signature of whoever sent the email begins: behind "-- " (RFC 3676, 4.3), in the last few lines."""
    last = range(max(1, len(lines) - _MOST_OF_SIGNATURE), len(lines))
    return next((at for at in last if lines[at].rstrip() == "--"), len(lines))


def _is_answered(above: int, below: int) -> bool:
    """Whether an email stands below the letter, as what it answers, and not around it: it holds few letters beside it."""
    return above > 600 and 3 * below < above


def head_length(lines: list[str], at: int) -> int:
    """How many lines from here are the head of an email: from whom, and when, among three fields or more; else 0.

    In a language whose fields are not known two addresses and a time of day tell it.
    """
    above = lines[at - 1] if at else ""
    if any(map(str.isalnum, above)) and not _FORWARDS.match(above):
        return 0
    fields = list(takewhile(_FIELD.match, lines[at : at + 12]))
    found = list(takewhile(bool, map(_LINE_OF_HEAD.match, fields)))
    if (
        len(found) > 2
        and any(each["from"] for each in found if each)
        and any(each["sent"] for each in found if each)
    ):
        return len(found)
    addresses = sum("@" in line for line in fields)
    return len(fields) if len(fields) > 2 and addresses > 1 and any(map(_CLOCK.search, fields)) else 0


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
    if parts_within(data) > _MOST_WITHIN:
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
    text = _text_of(chosen)
    said = [f"{name}: {value}" for name in _TOLD if (value := _header(message, name))]
    if chosen is page:
        text = _with_pictures(text, parts)
    said += [_decoded(name) for part in parts if part is not chosen and (name := part.get_filename())]
    subject = _FORWARDED.sub("", _header(message, "Subject"))
    if chosen is typed:
        lines = text.splitlines()
        last = _own_signature(lines)
        text = "\n".join(lines[:last])
        said += filter(str.strip, lines[last:])
    around = ReadDocument((), (Aside(Why.MAIL, tuple(said)),) if said else (), title=subject)
    return text, chosen is not None and chosen is page, around, attached[:_MOST_ATTACHED]


def letter_of(email: ReadDocument, attached: Iterable[ReadDocument]) -> ReadDocument:
    """The first document attached to an email that is longer than its text, and greets or says what letter it is.

    The text of the email is set aside then, as what covers the letter. Else the email.
    """
    size = letters_in(email.blocks)
    for letter in attached:
        heads = (plain(line) for block in letter.blocks for line in block.lines)
        if letters_in(letter.blocks) > size and any(
            is_salutation(line) or is_letter_title(line) for line in heads
        ):
            cover = email.set_aside(
                Why.MAIL, (plain(line) for block in email.blocks for line in block.lines), kept=()
            )
            return replace(letter, asides=(*cover.asides, *letter.asides), title=letter.title or cover.title)
    return email


def _text_of(part: Message | None) -> str:
    return decode_stated(_content(part), part.get_content_charset() or "") if part is not None else ""


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


def with_blocks(around: ReadDocument, letter: ReadDocument) -> ReadDocument:
    """The letter, and what stood around it in the email; the subject is its title where it has none of its own.

    The head of an email that was passed on as a page is no part of it either.
    """
    upto = [0, *accumulate(sum(map(len, block.lines)) for block in letter.blocks)]
    for nth, block in enumerate(letter.blocks):
        lines = [plain(line).removeprefix("\\") for line in block.lines]
        ends = [at + length for at in range(len(lines)) if (length := head_length(lines, at))]
        if ends and _is_answered(upto[nth], upto[-1] - upto[nth + 1]):
            letter = _without_last(letter, nth)
            break
        if ends and nth < _MOST_OF_COVER:
            above = [line for each in letter.blocks[:nth] for line in each.lines]
            rest = replace(block, lines=block.lines[ends[-1] :])
            kept = (*([rest] if rest.lines else []), *letter.blocks[nth + 1 :])
            letter = letter.set_aside(Why.MAIL, map(plain, (*above, *block.lines[: ends[-1]])), kept=kept)
            break
    letter = _without_own_signature(letter)
    return replace(letter, asides=(*around.asides, *letter.asides), title=letter.title or around.title)


def _without_own_signature(letter: ReadDocument) -> ReadDocument:
    """The letter without the signature of whoever sent the page: behind "--", as in a text."""
    for nth in range(max(1, len(letter.blocks) - _MOST_OF_SIGNATURE), len(letter.blocks)):
        if plain(letter.blocks[nth].lines[0]).strip("\\ ") == "--":
            return _without_last(letter, nth)
    return letter


def _without_last(letter: ReadDocument, nth: int) -> ReadDocument:
    """The letter without its blocks from this one on, but for notes."""
    notes = [block for block in letter.blocks[nth:] if block.kind == "note"]
    said = (plain(line) for block in letter.blocks[nth:] for line in block.lines if block not in notes)
    return letter.set_aside(Why.MAIL, said, kept=(*letter.blocks[:nth], *notes))
