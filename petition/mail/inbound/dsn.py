"""Reading what comes back when a mail could not be delivered: bytes in, the mails of ours it speaks of out.

First as RFC 3464 has it (multipart/report with message/delivery-status); the odd ones as flufl.bounce knows them. Which
mail it was is told by what only our mail held, its ref: in the address that the bounce came to (VERP), in
Original-Envelope-Id (RFC 3461), in the Message-ID of the mail returned with it, in References.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

_MOST_BYTES = 512 * 1024  # a mail of ours has 16 KB, its bounce not much more
_MOST_PARTS = 20
_REF = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?=@|\s*$)")
_NAMING = ("To", "Delivered-To", "X-Original-To", "In-Reply-To", "References")
_SERVERS = re.compile(r"(?i)\b(?:mailer-daemon|postmaster|mail-?daemon|mmdf)\b")
_MESSAGE_ID = re.compile(r"(?im)^[>\s]*message-id:\s*(.*)$")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # what it could not read is not for logs


@dataclass(frozen=True)
class Bounce:
    """What a bounce says: which mails of ours (by their refs), whether for good, and the status code (RFC 3463)."""

    refs: frozenset[str]
    is_permanent: bool
    code: str = ""
    is_formal: bool = True  # a report by RFC 3464, rather than a text that reads like one


def read(raw: bytes) -> Bounce | None:
    """Read a mail as a bounce; None for whatever else it is. Takes any bytes, and raises nothing."""
    mail = message_from_bytes(raw[:_MOST_BYTES])
    try:
        return _formal(mail) or _odd(mail)
    except Exception:  # noqa: BLE001  what a stranger wrote can break a parser in ways that nobody has listed
        return None


def _formal(mail: Message) -> Bounce | None:
    """A report as RFC 3464 has it: "failed" is final for this mail, whatever the status code."""
    if mail.get_content_type() != "multipart/report":
        return None
    blocks = [block for part in _parts(mail, "message/delivery-status") for block in _blocks(part)]
    told = [(str(block.get("Action", "")).strip().lower(), block) for block in blocks if "Action" in block]
    if not told:
        return None
    failed = [block for action, block in told if action == "failed"]
    code = _STATUS.search(str((failed or [told[0][1]])[0].get("Status", "")))
    envelopes = {ref for block in blocks for ref in _refs(str(block.get("Original-Envelope-Id", "")))}
    return Bounce(frozenset(_named(mail) | envelopes), bool(failed), code[1] if code else "")


def _odd(mail: Message) -> Bounce | None:
    """A bounce in a form of its own; one that names no mail of ours is none for us."""
    by_a_server = str(mail.get("Return-Path", "")).strip() == "<>" or _SERVERS.search(
        str(mail.get("From", ""))
    )
    if not by_a_server or not (refs := _named(mail)):
        return None  # whatever it says, a person who answers is no bounce
    from flufl.bounce import all_failures

    temporary, permanent = all_failures(mail)
    return Bounce(frozenset(refs), bool(permanent), is_formal=False) if temporary or permanent else None


def _named(mail: Message) -> set[str]:
    """The refs in the bounce's own headers and in those of the mail that came back with it, whole or its headers."""
    found = {ref for name in _NAMING for value in mail.get_all(name, []) for ref in _refs(str(value))}
    for part in _parts(mail, "message/rfc822", "text/rfc822-headers", "message/global", "text/plain"):
        inner = part.get_payload()
        if isinstance(inner, list):
            lines = [str(each["Message-ID"]) for each in inner if isinstance(each, Message)]
        else:
            lines = _MESSAGE_ID.findall(bytes(part.get_payload(decode=True) or b"").decode("latin-1"))
        found |= {ref for line in lines for ref in _refs(line)}
    return found


def _refs(text: str) -> list[str]:
    return _REF.findall(text.lower())


def _parts(mail: Message, *kinds: str) -> list[Message]:
    found = []
    for nth, part in enumerate(mail.walk()):
        if nth == _MOST_PARTS:
            break
        if part.get_content_type() in kinds:
            found.append(part)
    return found


def _blocks(part: Message) -> list[Message]:
    """The blocks of fields of message/delivery-status, each of which Python gives as a message of its own."""
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
