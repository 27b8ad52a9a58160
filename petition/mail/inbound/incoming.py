"""A message that came in, read from its bytes into a value. Pure: asks neither database nor network.

What is too large, too deep or too long is refused before it is parsed; everything else is read, however broken, for a
signature may hide in the worst of mails. See RFC 5322 (messages), RFC 3834 (automatic answers), RFC 2919 (lists).
"""

import logging
import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from petition.core.logs import where
from petition.core.text import Refused, is_same_mailbox, same_mailbox
from petition.lexicon.phrases import LINK, WISH, spelled, without_addresses
from petition.mail.inbound.machines import is_by_machine
from petition.mail.inbound.own_words import OwnWords, own_words
from petition.mail.inbound.parts import (
    addresses,
    attachments,
    decoded,
    header,
    parsed,
    raw_header,
    raw_headers,
    text_of,
    unread_parts,
)
from petition.reading.files.emails import parts_within

LARGEST = 10 * 1024 * 1024
_log = logging.getLogger("petition.mail")
_LONGEST_HEAD = 128 * 1024
_MOST_PARTS = 30  # the parser asks each line whether it ends any of the parts that it is within
_MOST_LINES = 200_000
_MOST_ADDRESSED = 50
_MOST_HOPS = 50
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_CODE = re.compile(r"[0-9a-z]{8}")
_REF = re.compile(r"<([0-9a-f]{32})@([^<>\s@]{1,255})>", re.IGNORECASE)
_ID = re.compile(
    r"<(?![^>]*=\?)[!-;=?-~]{3,250}>"
)  # without an encoded word (RFC 2047), which says something
_NOBODY = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|bounces?)(?:[+=-].*)?$|(?:^|[+._-])(?:no|not|do-?not)[._-]?reply(?:$|[+=._-])"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BESIDE_NAME = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$|\s+via\s+.*$")  # what servers add: a department, a list
RE = "re"  # answers a mail that asked nothing
_DEEDS = frozenset({"yes", "no", RE})
_OF_MACHINES = frozenset({"text/vnd.google.email-reaction+json", "text/calendar"})


class MessageKind(StrEnum):
    """What a message is; only an ordinary one is ever answered."""

    ORDINARY = "ordinary"
    AUTOMATIC = "automatic"
    LIST = "list"
    BOUNCE = "bounce"
    LOOP = "loop"


class TooMuch(ValueError):
    """A message refused unread; `what` is one of size, head, lines, parts, form."""

    def __init__(self, what: str) -> None:
        """Keep what there is too much of."""
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Ours:
    """By what we know our own: the address to sign at, the host of our Message-IDs, the address we write from."""

    sign_address: str
    host: str
    mail_from: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as it was understood; '' where it does not say. Addresses are as they were written."""

    kind: MessageKind
    from_name: str
    from_address: str
    sent_to: str  # our address that it came to
    subject: str
    message_id: str
    answers: tuple[str, ...]  # the refs of our mails that it answers
    text: str  # all it says, for a person to read
    own: OwnWords
    unread: tuple[str, ...]  # the parts that may say something and are not read here
    files: tuple[str, ...]
    is_doubtful: bool  # sent in bulk, in secret and answered elsewhere, or by another than it is from
    same: bytes  # equal for two deliveries of one message


def check_size(raw: bytes) -> None:
    """Refuse with TooMuch what is not worth parsing, by counting bytes alone."""
    if len(raw) > LARGEST:
        raise TooMuch("size")
    if _head_length(raw) > _LONGEST_HEAD:
        raise TooMuch("head")
    if raw.count(b"\n") > _MOST_LINES:
        raise TooMuch("lines")
    if parts_within(raw) > _MOST_PARTS:
        raise TooMuch("parts")


def read(raw: bytes, ours: Ours, *, sender: str | None = None, recipient: str = "") -> Inbound:
    """The value of a message; `sender` and `recipient` are the envelope's, where there was one.

    Raises TooMuch, and nothing else: a message that stays because reading it fails keeps those behind it waiting for ever.
    """
    check_size(raw)
    try:
        return _read(raw, ours, sender=sender, recipient=recipient)
    except Exception as error:  # noqa: BLE001  what a stranger wrote can break a parser in ways that nobody has listed
        _log.warning("%s while a message was read at %s", type(error).__name__, where(error.__traceback__))
        raise TooMuch("form") from None


def _read(raw: bytes, ours: Ours, *, sender: str | None, recipient: str) -> Inbound:
    message = parsed(raw)
    text = text_of(message)
    own = own_words(text, from_us=ours.mail_from.lower())
    answers = _answers(message, ours)
    from_name, from_address = _from(message)
    sent_to = recipient if address_parts(recipient, ours.sign_address) else _sent_to(message, ours)
    return Inbound(
        kind=_kind(message, text, own, from_address, sender, ours),
        from_name=from_name,
        from_address=from_address,
        sent_to=sent_to,
        subject=header(message, "Subject")[:500],
        message_id=found[0] if (found := _ID.search(raw_header(message, "Message-ID"))) else "",
        answers=answers,
        text=text,
        own=own,
        unread=() if answers and own.text else unread_parts(message),
        files=attachments(message),
        is_doubtful=_is_doubtful(message, from_address),
        same=_same(message, raw, sent_to),
    )


# --- addresses to sign at ---------------------------------------------------------------------------------------------


class Addressed(NamedTuple):
    """What one of our addresses says: of which appeal, of which signature by its code, and "yes", "no" or RE to it."""

    tag: str
    code: str = ""
    deed: str = ""


def sign_address(sign_at: str, slug: str, code: str = "", deed: str = "") -> str:
    """Where an appeal is signed by message: sign+<slug>@…, or sign+<slug>.<code>@… for an answer to our mail.

    sign+<slug>.yes.<code>@… says yes to that signature, …no… says no; what comes to …re… never signs. A local part has 64
    characters at most (RFC 5321), so the end of a long slug becomes eight signs of its hash.
    """
    local, _, domain = sign_at.rpartition("@")
    room = _LONGEST_LOCAL - len(local) - len("+.yes.") - 8
    tag = slug if len(slug) <= room else f"{slug[: room - 9]}-{sha256(slug.encode()).hexdigest()[:8]}"
    return f"{local}+{'.'.join(filter(None, [tag, deed, code]))}@{domain}"


def slug_begins(sign_at: str, tag: str) -> str:
    """How the slug of a tag begins: the tag itself, or what stands before the hash of a long one."""
    return tag if len(tag) < _LONGEST_LOCAL - len(sign_at.rpartition("@")[0]) - 14 else tag[:-9]


def address_parts(address: str, sign_at: str) -> Addressed | None:
    """What an address to sign at says; None for any other address."""
    try:
        local, _, domain = same_mailbox(address).rpartition("@")
        ours, _, our_domain = same_mailbox(sign_at).rpartition("@")
    except Refused:
        return None
    if domain != our_domain or not local.startswith(f"{ours}+"):
        return None
    tag, *more = local.removeprefix(f"{ours}+").split(".")
    code = more[-1] if more and _CODE.fullmatch(more[-1]) else ""
    deed = more[0] if code and len(more) == 2 and more[0] in _DEEDS else ""
    return Addressed(tag, code, deed) if tag else None


def _sent_to(message: Message, ours: Ours) -> str:
    """The first of our addresses among the recipients that its headers name, by the way it took before by what it says."""
    for name in ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc", "Resent-To"):
        for value in raw_headers(message, name):
            for _name, address in addresses(value):
                if address_parts(address, ours.sign_address):
                    return address
    return ""


# --- what it is -------------------------------------------------------------------------------------------------------


def _kind(
    message: Message, text: str, own: OwnWords, from_address: str, sender: str | None, ours: Ours
) -> MessageKind:
    own_id = _REF.search(raw_header(message, "Message-ID"))
    own_address = address_parts(from_address, ours.sign_address) or any(
        is_same_mailbox(from_address, each) for each in (ours.mail_from, ours.sign_address)
    )
    if (
        (own_id and own_id[2].lower() == ours.host)
        or own_address
        or len(message.get_all("Received", [])) > _MOST_HOPS
    ):
        return MessageKind.LOOP
    null_sender = sender in {"", "<>"} or (sender is None and raw_header(message, "Return-Path") == "<>")
    local = from_address.lower().partition("@")[0]
    written = own.text or text.strip().partition("\n")[0]  # "… reacted to your message:", above ours
    automatic = _is_automatic(message) or is_by_machine(
        header(message, "Subject"), written, answers=bool(_answers(message, ours))
    )
    if message.get_content_type() == "multipart/report" or local in {
        "mailer-daemon",
        "postmaster",
        "mail-daemon",
    }:
        return MessageKind.BOUNCE
    if automatic:
        return MessageKind.AUTOMATIC
    if null_sender:
        return MessageKind.BOUNCE
    if _NOBODY.search(local) or _answered_by_nobody(message):
        return MessageKind.AUTOMATIC
    return MessageKind.LIST if _is_list(message, text) else MessageKind.ORDINARY


def _answered_by_nobody(message: Message) -> bool:
    """Whether its answers go to an address that nobody reads."""
    to = [address for value in raw_headers(message, "Reply-To") for _name, address in addresses(value)]
    return bool(to) and all(_NOBODY.search(each.lower().partition("@")[0]) for each in to)


def _is_automatic(message: Message) -> bool:
    submitted = raw_header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    said = (
        "X-Autoreply",
        "X-Autorespond",
        "X-Mail-Autoreply",
        "X-AutoReply-From",
        "X-Autogenerated",
        "X-Vacation",
    )
    return (
        submitted not in {"", "no"}
        or any(message.get(name) for name in said)
        or raw_header(message, "Precedence").lower() in {"auto_reply", "auto-reply"}
        or any(part.get_content_type() in _OF_MACHINES for part in message.walk())
    )


def _is_list(message: Message, text: str) -> bool:
    in_bulk = raw_header(message, "Precedence").lower() == "bulk" and message.get("List-Unsubscribe")
    by_one_click = message.get("List-Unsubscribe-Post") and LINK.search(text)  # RFC 8058
    of_many = (in_bulk or by_one_click) and not raw_header(message, "In-Reply-To")
    if of_many and not WISH.search(spelled(without_addresses(text[:4000]))):
        return True
    leave = re.findall(r"<(https?:[^<>\s]{8,500})>", raw_header(message, "List-Unsubscribe")[:2000])
    addressed = sum(value.count("@") for name in ("To", "Cc") for value in raw_headers(message, name))
    return (
        raw_header(message, "Precedence").lower() in {"list", "junk"}
        or any(message.get(name) for name in ("List-Id", "List-Post", "Mailing-List"))
        or addressed > _MOST_ADDRESSED
        or any(
            each in text for each in leave
        )  # a program adds the header to a person's mail, nobody the link
    )


def _is_doubtful(message: Message, from_address: str) -> bool:
    """Whether headers of what a person may have written say that it went to many, or in secret, or that another sent it.

    Sender names the agent where that is not the author (RFC 5322, 3.6.2).
    """
    sent_by = [address for value in raw_headers(message, "Sender") for _name, address in addresses(value)]
    in_bulk = raw_header(message, "Precedence").lower() == "bulk" and message.get("List-Unsubscribe")
    to = [address for value in raw_headers(message, "To") for _name, address in addresses(value)]
    answered = [address for value in raw_headers(message, "Reply-To") for _name, address in addresses(value)]
    domain = from_address.rpartition("@")[2].lower()
    in_secret = not to and any(each.rpartition("@")[2].lower() != domain for each in answered)
    return bool(in_bulk) or in_secret or any(not is_same_mailbox(each, from_address) for each in sent_by)


def _from(message: Message) -> tuple[str, str]:
    """Name and address of the one who wrote it; none where it names nobody or several, for then it is nobody's word."""
    values = raw_headers(message, "From")
    if len(values) != 1 or len(values[0]) > 1000:
        return "", ""
    found = addresses(values[0])
    if len(found) != 1:
        return "", ""
    raw_name, address = found[0]
    name = _INVISIBLE.sub("", decoded(raw_name)).strip("\"' ")
    name = _BESIDE_NAME.sub("", name).strip()
    return ("" if "@" in name else name[:200]), address


def _answers(message: Message, ours: Ours) -> tuple[str, ...]:
    ids = f"{raw_header(message, 'In-Reply-To')} {raw_header(message, 'References')}"[:8000]
    return tuple(ref.lower() for ref, host in _REF.findall(ids) if host.lower() == ours.host)[:5]


def _same(message: Message, raw: bytes, sent_to: str) -> bytes:
    """Of what no server on the way changes: its headers may have grown, and nobody must guess another's Message-ID."""
    told = "\0".join(
        [sent_to.lower(), *(raw_header(message, name) for name in ("Message-ID", "From", "Date"))]
    )
    return sha256(told.encode("utf-8", "replace") + b"\0" + raw[_head_length(raw) :]).digest()


def _head_length(raw: bytes) -> int:
    ends = [at for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0]
    return min(ends, default=len(raw))
