"""Sending an update to those who asked for updates: some at a time, by the worker, each of them once.

How far it has come stands in the row of the update and moves on in the transaction that posts the emails: a worker that is
killed neither doubles nor skips anybody, and of two workers one posts. A few thousand wait in the outbox at most
(docs/adr/0056), so whoever asks for silence while a million are sent is not sent what was never posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select

from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.enclosures import Enclosed
from petition.mail.out.message import Message
from petition.signatures.models import Signature, earlier
from petition.signatures.readable import readable_of
from petition.signatures.ticket import Ticket
from petition.updates import messages, page

MOST_WAITING = 5_000
_AT_ONCE = 100  # a tenth of a second or two, for which nobody else can write on SQLite


@dataclass(frozen=True, slots=True)
class SendingProgress:
    """How far an update is: emails that left, wait, or could not be delivered."""

    sent: int
    waiting: int
    failed: int


def being_sent(_now: datetime) -> list[int]:
    """The appeals of which an update is being sent."""
    query = select(AppealUpdate.appeal_id).join(Appeal).where(Appeal.withdrawn_at.is_(None), *_unsettled())
    return list(db.session.scalars(query.distinct()))


def send_some(appeal: Appeal, now: datetime) -> int:
    """Post the email of an update to the next of those it goes to; gives how many that were, 0 for a rest."""
    _settle(appeal)
    row = db.session.scalar(
        select(AppealUpdate)
        .where(AppealUpdate.appeal_id == appeal.id, *_unsettled(), AppealUpdate.done_at.is_(None))
        .order_by(AppealUpdate.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True),
        execution_options={"populate_existing": True},
    )
    if row is None or outbox.waiting_of(row.batch) >= MOST_WAITING:
        return 0
    assert row.sending_at is not None
    rows = _next(appeal, row.told_up_to, row.sending_at)
    row.posted += _post(row, rows, now)
    if rows:
        row.told_up_to = rows[-1].id
    else:
        row.done_at = now
    return len(rows)


def count(appeal: Appeal) -> int:
    """How many an update would be sent to now."""
    query = (
        select(func.count()).select_from(Signature).where(*_wants(appeal), Signature.id > 0)
    )  # as it is ordered
    return int(db.session.execute(query).scalar_one())


def progress(row: AppealUpdate) -> SendingProgress:
    """How far it is, by the outbox; that an email was sent is known there for some weeks, and here for good."""
    states = outbox.of_batch(row.batch)
    failed = states.get("failed", 0)
    sent = states.get("sent", 0) if row.reached is None else row.reached - failed
    return SendingProgress(sent, states.get("waiting", 0) + states.get("halted", 0), failed)


def enclosed(message: Message, _now: datetime) -> Enclosed | None:
    """What the email of an update says when it leaves; None where it was stopped or taken off meanwhile."""
    row = db.session.scalar(
        select(AppealUpdate).where(AppealUpdate.ref == message.facts["update"]),
        execution_options={"populate_existing": True},
    )
    if row is None or (row.stopped_at is not None and not message.facts["test"]):
        return None
    return Enclosed(page.facts(row, message.lang))


def _settle(appeal: Appeal) -> None:
    """Note what the sending of those came to of which nothing waits any more."""
    done = select(AppealUpdate).where(
        AppealUpdate.appeal_id == appeal.id, *_unsettled(), AppealUpdate.done_at.is_not(None)
    )
    for row in db.session.scalars(done):
        if not outbox.waiting_of(row.batch):
            states = outbox.of_batch(row.batch)
            row.reached = states.get("sent", 0) + states.get("failed", 0)


def _unsettled() -> tuple[ColumnElement[bool], ...]:
    return (
        AppealUpdate.sending_at.is_not(None),
        AppealUpdate.stopped_at.is_(None),
        AppealUpdate.reached.is_(None),
    )


def _wants(appeal: Appeal) -> tuple[ColumnElement[bool], ...]:
    """The condition that somebody has confirmed, asked for updates, and may be written to; an index holds just these.

    Asking for updates ends with the mailbox (signatures/erasing.py).
    """
    return (
        Signature.appeal_id == appeal.id,
        Signature.updates_since.is_not(None),
        literal_column("signatures.state = 'confirmed'"),  # a bound value would not match the index
        Signature.quiet_at.is_(None),
    )


def _next(appeal: Appeal, after: int, asked_by: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    query: Select[*tuple[Any, ...]] = select(
        Signature.id,
        Signature.ref,
        Signature.nonce,
        Signature.lang,
        Signature.particulars,
        Signature.keep_until,
    )
    in_time = (Signature.updates_since <= asked_by, Signature.confirmed_at <= asked_by)
    query = query.where(*_wants(appeal), *in_time, Signature.id > after)
    # Who withdraws at this moment waits until the emails are there to be taken back, or is not found.
    some = query.order_by(Signature.id).limit(_AT_ONCE).with_for_update(key_share=True)
    return db.session.execute(some).all()


def _post(row: AppealUpdate, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> int:
    appeal, posted = row.appeal, 0
    for each, own in readable_of(appeal, rows, now):
        until = earlier(each.keep_until, appeal.kept_until)
        ticket = Ticket(each.ref, each.nonce)
        outbox.post(messages.update(row, to=own.mailbox, lang=each.lang, ticket=ticket, until=until), now=now)
        posted += 1
    return posted
