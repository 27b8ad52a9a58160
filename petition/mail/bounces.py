"""Noting mails that came back. They are counted for the organiser, and never remove anybody: anyone can write a bounce."""

from datetime import datetime

from sqlalchemy import select, update

from petition.core.db import db
from petition.mail.inbound import dsn
from petition.mail.out.models import OutboxMessage


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
            .values(state="failed", ended_at=now, trouble=bounce.code or "returned")
        )
    return bounce.is_formal or db.session.scalar(select(OutboxMessage.id).where(ours).limit(1)) is not None
