"""Reading what comes back when a mail could not be delivered, or was complained of: bytes in, the mails of ours out.

First as RFC 3464 and 6533 have it (multipart/report with message/delivery-status), complaints as RFC 5965 does; the odd
ones as flufl.bounce knows them, and texts alone by what they say. Which mail it was is told by what only our mail held,
its ref: in the address that the bounce came to (VERP), in Original-Envelope-Id (RFC 3461), in the Message-ID of the mail
that came back with it, in References.
"""

import logging
import re
from base64 import b64decode
from binascii import a2b_qp
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from petition.core.logs import where
from petition.lexicon.vocabulary import expression
from petition.mail.inbound.parts import parsed

_log = logging.getLogger("petition.mail")
_MOST_BYTES = 512 * 1024  # a mail of ours has 18 KB, its bounce not much more
_LONGEST_LINE, _MOST_SEARCHED = 1_000, 64 * 1024  # no server writes longer ones (RFC 5322, 2.1.1)
_MOST_PARTS = 20
_MOST_NAMED = 5  # mailboxes and links of a complaint: a mail of ours has one of each, named more than once
_MOST_BLOCKS = 100  # of a report: one for each recipient, and a mail of ours has one
_REF = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?=@|\s*$)")
_ANYWHERE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?=@)")
_RECIPIENT = re.compile(
    r"(?im)^(?:Original-Rcpt-)?To:\s*(?:rfc822;\s*)?<?([^\s<>;]{3,254}@[^\s<>;]{1,254})>?"
)
_NAMING = (
    "To",
    "Delivered-To",
    "X-Original-To",
    "In-Reply-To",
    "References",
    "X-Original-Message-ID",
    "X-Failed-Recipients",
)
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_UNDELIVERED = expression("@signals.undelivered")
_SERVERS = re.compile(r"(?i)\b(?:mailer-daemon|postmaster|mail-?daemon|mmdf)\b")
_MESSAGE_ID = re.compile(r"(?im)^[> \t]*(?:x-original-)?message-id:\s*(.*)$")
_NO_COMPLAINT = re.compile(r"(?im)^feedback-type:\s*(?:not-spam|auth-failure)\b")  # RFC 6430, RFC 6591
_UNSUBSCRIBE = re.compile(r"/u/([\w.-]{20,300})", re.ASCII)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # what it could not read is not for logs


@dataclass(frozen=True)
class Bounce:
    """What a bounce says: which mails of ours (by their refs), whether for good, and the status code (RFC 3463)."""

    refs: frozenset[str]
    is_permanent: bool
    code: str = ""
    is_formal: bool = True  # a report by RFC 3464, rather than a text that reads like one
    is_complaint: bool = False  # that it is spam
    complains: frozenset[str] = frozenset()  # the mailboxes that called it so, where they are told
    links: frozenset[str] = frozenset()  # to end such mails, of a mail that was called spam


def read(raw: bytes) -> Bounce | None:
    """Read a mail as a bounce; None for whatever else it is. Takes any bytes, and raises nothing."""
    try:
        mail = parsed(raw[:_MOST_BYTES])
        return _complaint(mail) or _formal(mail) or _odd(mail, raw)
    except Exception as error:  # noqa: BLE001  what a stranger wrote can break a parser in ways that nobody has listed
        _log.warning("%s while a message was read at %s", type(error).__name__, where(error.__traceback__))
        return None


def _formal(mail: Message) -> Bounce | None:
    """A report as RFC 3464 has it: "failed" is final for this mail, whatever the status code.

    Unless it reached somebody: it went to one mailbox, which hands it on, and one of those behind that failed.
    """
    if mail.get_content_type() != "multipart/report":
        return None
    blocks = [block for part in _parts(mail, *_STATUSES) for block in _blocks(part)]
    told = [(_action(block), block) for block in blocks if "Action" in block]
    if not told:
        return None
    arrived = any(action in _ARRIVED for action, _block in told)
    failed = [] if arrived else [block for action, block in told if action == "failed"]
    code = _STATUS.search(str((failed or [told[0][1]])[0].get("Status", "")))
    envelopes = {ref for block in blocks for ref in _refs(str(block.get("Original-Envelope-Id", "")))}
    return Bounce(frozenset(_named(mail) | envelopes), bool(failed), code[1] if code else "")


def _action(block: Message) -> str:
    """What was done, without the comment that some servers write after it."""
    return (re.split(r"[\s(;]", str(block.get("Action", "")).strip().lower()) or [""])[0]


def _complaint(mail: Message) -> Bounce | None:
    """A report that a reader called a mail of ours spam (RFC 5965); that it is none, or is not signed, is no complaint."""
    reports = list(_parts(mail, "message/feedback-report"))
    if mail.get_content_type() != "multipart/report" or not reports:
        return None
    told = {ref for part in reports for ref in _ANYWHERE.findall(_text(part).lower())}
    told_by = reports if any(_RECIPIENT.search(_text(part)) for part in reports) else _returned(mail)
    by = (address for part in told_by for address in _RECIPIENT.findall(_text(part)))
    links = (token for part in _returned(mail) for token in _UNSUBSCRIBE.findall(_text(part)))
    refs = frozenset(_named(mail) | told)
    if any(_NO_COMPLAINT.search(_text(part)) for part in reports):
        return Bounce(refs, is_permanent=False)
    first_by, first_links = (frozenset(islice(each, _MOST_NAMED)) for each in (by, links))
    return Bounce(refs, is_permanent=False, is_complaint=True, complains=first_by, links=first_links)


def _odd(mail: Message, raw: bytes) -> Bounce | None:
    """A bounce in a form of its own; one that names no mail of ours is none for us.

    The library searches each line in the square of its length, while the whole process stands still.
    """
    by_a_server = str(mail.get("Return-Path", "")).strip() == "<>" or _SERVERS.search(
        str(mail.get("From", ""))
    )
    if not by_a_server or not (refs := _named(mail)):
        return None  # whatever it says, a person who answers is no bounce
    from flufl.bounce import all_failures

    lines = raw[:_MOST_SEARCHED].split(b"\n")
    temporary, permanent = all_failures(parsed(b"\n".join(line[:_LONGEST_LINE] for line in lines)))
    if not temporary and not permanent:
        says_so = any(_UNDELIVERED.search(_text(part)[:4000]) for part in _parts(mail, "text/plain"))
        return Bounce(frozenset(refs), is_permanent=True, is_formal=False) if says_so else None
    return Bounce(frozenset(refs), bool(permanent), is_formal=False)


def _named(mail: Message) -> set[str]:
    """The refs in the bounce's own headers and in those of the mail that came back with it, whole or its headers."""
    found = {ref for name in _NAMING for value in mail.get_all(name, []) for ref in _refs(str(value))}
    for part in _returned(mail):
        inner = part.get_payload()
        if isinstance(inner, list):
            lines = [line for each in inner for line in _MESSAGE_ID.findall(str(each))]
        else:
            lines = _MESSAGE_ID.findall(_text(part))
        found |= {ref for line in lines for ref in _refs(line)}
    return found


def _text(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(each.as_string() for each in payload if isinstance(each, Message))
    data = bytes(part.get_payload(decode=True) or b"")
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(charset)
    return data.decode("latin-1")


def _refs(text: str) -> list[str]:
    return _REF.findall(text.lower())


def _parts(mail: Message, *kinds: str) -> list[Message]:
    return [part for part in _walked(mail) if part.get_content_type() in kinds]


def _returned(mail: Message) -> list[Message]:
    """The parts that may hold our mail, its headers, or a text that quotes them, whatever their kind is called."""
    return [part for part in _walked(mail) if part.get_content_maintype() in {"message", "text"}]


def _walked(mail: Message) -> list[Message]:
    return list(islice(mail.walk(), _MOST_PARTS))


def _blocks(part: Message) -> list[Message]:
    """The blocks of fields of message/delivery-status, each of which Python gives as a message of its own.

    One that a gateway encoded again (base64) Python has taken for the text of a block: it is read here.
    """
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip(" ;").lower()
    if encoding in {"base64", "quoted-printable"} or part.get_content_type() not in _STATUSES[:1]:
        blocks = filter(str.strip, re.split(r"\r?\n\r?\n", _decoded(part, encoding)))
        return [parsed(each) for each in islice(blocks, _MOST_BLOCKS)]
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _decoded(part: Message, encoding: str) -> str:
    payload = part.get_payload()
    text = payload if isinstance(payload, str) else "\n\n".join(map(str, payload))
    if encoding == "base64":
        return b64decode("".join(text.split())).decode("utf-8", "replace")
    return a2b_qp(text).decode("utf-8", "replace") if encoding == "quoted-printable" else text
