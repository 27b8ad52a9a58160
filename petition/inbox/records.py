"""What is kept of the messages that a signature came by, for its owner, and erased with what it says."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from petition.core import text
from petition.core.column_types import DayOf
from petition.core.db import db
from petition.core.vault import Unreadable
from petition.inbox import queue
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.signatures.models import Signature
from petition.signatures.own_data import instant
from petition.signatures.records import Records, Refs


def _own_data(signature: Signature) -> dict[str, Any]:
    return {"messages": _messages(signature), "messages_received": _received(signature)}


def _erase(refs: Refs) -> None:
    db.session.execute(delete(UnreadMessage).where(UnreadMessage.signature_ref.in_(refs)))
    # That a message came stays, and no longer which signature came by it, nor when in the day that was given.
    day = DayOf(ReceivedMessage.received_at)
    theirs = update(ReceivedMessage).where(ReceivedMessage.signature_ref.in_(refs))
    db.session.execute(theirs.values(lines=None, signature_ref=None, received_at=day))


def _leave(signature: Signature) -> None:
    with suppress(Unreadable):  # of whom it is, nobody can tell any more
        for each in _written_by(signature):
            db.session.delete(each)


def _messages(signature: Signature) -> list[dict[str, Any]]:
    """The messages that this email address sent and organisers read or will, whole; and those it was entered from."""
    mine = UnreadMessage.signature_ref == signature.ref
    found = [*_of_appeal(signature, mine), *_written_by(signature)]
    return [
        {
            "received_at": instant(each.received_at),
            "state": each.state,
            "decided_at": instant(each.decided_at),
            "from": said.name,
            "subject": said.subject,
            "text": said.text,
            "parts": list(said.parts),
        }
        for each in found
        for said in [queue.written(each)]
    ]


def _written_by(signature: Signature) -> list[UnreadMessage]:
    """The messages that its email address sent and no signature was entered from."""
    own = _whose(signature.own.mailbox)
    kept = _of_appeal(signature, UnreadMessage.signature_ref.is_(None)) if own else ()
    return [each for each in kept if _wrote(each) == own]


def _of_appeal(signature: Signature, which: ColumnElement[bool]) -> Iterable[UnreadMessage]:
    return db.session.scalars(
        select(UnreadMessage).where(UnreadMessage.appeal_id == signature.appeal_id, which)
    )


def _wrote(message: UnreadMessage) -> str:
    try:
        return _whose(queue.written(message).mailbox)
    except Unreadable:
        return ""


def _whose(address: str) -> str:
    """The owner of an address, however it is spelt; '' of what is none."""
    try:
        return text.canonical_mailbox(address)
    except text.Refused:
        return ""


def _received(signature: Signature) -> list[dict[str, str | None]]:
    """That messages which asked for this signature, or answered about it, came in; their text is not kept."""
    found = db.session.scalars(select(ReceivedMessage).where(ReceivedMessage.signature_ref == signature.ref))
    return [{"received_at": instant(each.received_at), "outcome": each.outcome} for each in found]


RECORDS = Records(own_data=_own_data, erase=_erase, leave=_leave)
