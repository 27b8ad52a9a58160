"""What is kept of the messages that a signature came by, for its owner, and erased with what it says."""

from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, update

from petition.core.column_types import DayOf
from petition.core.db import db
from petition.core.vault import Unreadable, readable
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
        db.session.execute(delete(UnreadMessage).where(_written_by(signature)))


def _messages(signature: Signature) -> list[dict[str, Any]]:
    """The messages that this email address sent and organisers read or will, whole; and those it was entered from."""
    mine = or_(UnreadMessage.signature_ref == signature.ref, _written_by(signature))
    rows = db.session.scalars(select(UnreadMessage).where(mine).order_by(UnreadMessage.id))
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
        for each, said in readable("unread_messages", rows, lambda each: (each, queue.written(each)))
    ]


def _written_by(signature: Signature) -> ColumnElement[bool]:
    """The condition for messages that its email address sent and no signature was entered from."""
    sender = queue.sender_key(signature.appeal, signature.own.mailbox)
    if not sender:
        return false()
    others = and_(UnreadMessage.appeal_id == signature.appeal_id, UnreadMessage.signature_ref.is_(None))
    # The few that the version before kept without a mark, while the tables were those of this one already.
    unmarked = db.session.scalars(select(UnreadMessage).where(others, UnreadMessage.sender.is_(None)))
    theirs = [each.id for each in unmarked if queue.sender_of(each) == sender]
    marked = UnreadMessage.sender == sender
    return and_(others, or_(marked, UnreadMessage.id.in_(theirs)) if theirs else marked)


def _received(signature: Signature) -> list[dict[str, str | None]]:
    """That messages which asked for this signature, or answered about it, came in; their text is not kept."""
    found = db.session.scalars(select(ReceivedMessage).where(ReceivedMessage.signature_ref == signature.ref))
    return [{"received_at": instant(each.received_at), "outcome": each.outcome} for each in found]


RECORDS = Records(own_data=_own_data, erase=_erase, leave=_leave)
