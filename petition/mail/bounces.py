"""Noting mails that came back. They are counted for the organiser, and never remove anybody: anyone can write a bounce.

Nor does a complaint that a mail of ours is spam: what it was about is told, so that whoever complained hears no more.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update

from petition.core.db import db
from petition.mail.inbound import dsn
from petition.mail.out.models import OutboxMessage

RETURNED = "returned"  # what a code follows that another server than ours told: anyone can


class Complaint(NamedTuple):
    """A mail of ours that was called spam: about which appeal, its ref; whoever said so, as told, and the links in it."""

    appeal_id: int
    ref: str
    addresses: frozenset[str]
    links: frozenset[str]


def complained_of(raw: bytes) -> list[Complaint]:
    """The mails that were sent and called spam. Commits nothing.

    A report that names no mail of ours tells nothing: its random name stood in that mail alone.
    """
    bounce = dsn.read(raw)
    if bounce is None or not bounce.is_complaint:
        return []
    ours = (OutboxMessage.ref.in_(bounce.refs), OutboxMessage.state == "sent")
    db.session.execute(update(OutboxMessage).where(*ours).values(trouble="complaint"))
    about = db.session.execute(select(OutboxMessage.appeal_id, OutboxMessage.ref).where(*ours)).all()
    return [
        Complaint(appeal_id, ref, bounce.complains, bounce.links) for appeal_id, ref in about if appeal_id
    ]


def note(raw: bytes, *, now: datetime) -> bool:
    """Note a mail that has come back: the one of ours it speaks of could not be delivered. Commits nothing.

    Takes the bytes of any mail that was received. True where it was a bounce and is dealt with: nobody answers it, and
    nobody need read it. A bounce of a mail that we never sent changes nothing.
    """
    bounce = dsn.read(raw)
    if bounce is None:
        return False
    ours = OutboxMessage.ref.in_(bounce.refs)
    if bounce.is_permanent:
        db.session.execute(
            update(OutboxMessage)
            .where(ours, OutboxMessage.state == "sent")
            .values(state="failed", ended_at=now, trouble=f"{RETURNED} {bounce.code}".strip())
        )
    return bounce.is_formal or db.session.scalar(select(OutboxMessage.id).where(ours).limit(1)) is not None
