"""Carrying mails from the outbox to the world, with no transaction open while a server is spoken to.

A worker claims a few by moving their due time on; whoever dies while carrying leaves them to come due again. So a mail is
sent at least once, and at most once more after a kill; its Message-ID stays the same.
"""

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import and_, delete, select, update

from petition.core import clock
from petition.core.db import db
from petition.core.vault import vault
from petition.mail import message as messages
from petition.mail import outbox, transport
from petition.mail.message import Message
from petition.mail.models import OutboxMessage

_log = logging.getLogger("petition.mail")

_LEASE = timedelta(minutes=5)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=2)
_LIFE = timedelta(days=3)  # what no server took in three days is given up
_TRACE = timedelta(days=30)  # how long the blanked row of a mail that has gone is kept for counting
_AT_ONCE = 20


def carry(limit: int | None = None) -> int:
    """Send what is due, commit after each mail, and give how many left. Doors do not call this; the worker does."""
    sent = 0
    with transport.opened(current_app.config["MAIL_URL"]) as way:
        while limit is None or sent < limit:
            claimed = _claim(clock.now())
            if not claimed:
                break
            for nth, row in enumerate(claimed):
                try:
                    _send(way, row)
                except transport.Refused as refusal:
                    _end(row, "failed", refusal.code)
                except transport.NotNow as trouble:
                    _put_off(row, trouble.code)
                    if trouble.connection:
                        _hand_back(claimed[nth + 1 :])
                        return sent
                except Exception as error:  # noqa: BLE001  one mail that cannot be made must not keep the others
                    _log.error("%s in a mail of the outbox", type(error).__name__)
                    db.session.rollback()
                    _put_off(row, type(error).__name__)
                else:
                    _end(row, "sent")
                    sent += 1
    return sent


def forget(now: datetime) -> None:
    """Drop the blanked rows of mails long gone, but for those that are counted as not delivered; commits nothing."""
    counted = and_(OutboxMessage.state == "failed", OutboxMessage.appeal_id.is_not(None))
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.ended_at < now - _TRACE, ~counted))


def _claim(now: datetime) -> list[OutboxMessage]:
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.priority, OutboxMessage.due_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    claimed = db.session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(due))
        .values(due_at=now + _LEASE, tries=OutboxMessage.tries + 1)
        .returning(OutboxMessage),
        execution_options={"synchronize_session": False},
    ).all()
    rows = sorted(claimed, key=lambda row: (row.priority, row.id))
    for row in rows:
        db.session.expunge(row)  # they outlive this transaction
    db.session.commit()
    return rows


def _send(way: transport.Transport, row: OutboxMessage) -> None:
    assert row.sealed is not None
    message = Message.from_json(vault().house.unseal_json(row.sealed, outbox.place(row.ref)))
    way.send(messages.compose(message, row.ref, row.posted_at))


def _end(row: OutboxMessage, state: str, trouble: str | None = None) -> None:
    """Sent or given up: what it said is blanked."""
    _change(row, state=state, sealed=None, ended_at=clock.now(), trouble=trouble)


def _put_off(row: OutboxMessage, trouble: str) -> None:
    now = clock.now()
    if now - row.posted_at > _LIFE:
        _end(row, "failed", trouble)
        return
    pause = min(_FIRST_PAUSE * 2 ** min(row.tries - 1, 12), _LONGEST_PAUSE)
    _change(row, due_at=now + pause, trouble=trouble)


def _hand_back(rows: list[OutboxMessage]) -> None:
    """Claimed but never tried: due at once for whoever comes next, without a try counted."""
    for row in rows:
        _change(row, due_at=row.posted_at, tries=row.tries - 1)


def _change(row: OutboxMessage, **values: object) -> None:
    db.session.execute(update(OutboxMessage).where(OutboxMessage.id == row.id).values(**values))
    db.session.commit()
