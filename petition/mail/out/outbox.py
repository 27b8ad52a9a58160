"""Posting: from here on the mail cannot be lost, whatever happens to server, worker or network."""

import secrets
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    update,
)

from petition.core.db import db, run, run_later, table_of
from petition.core.vault import Unreadable, vault
from petition.mail.out.message import Message, Priority
from petition.mail.out.models import OutboxMessage
from petition.mail.out.rates import domain_key

_ROWS = table_of(OutboxMessage)
# What is posted about a letter that is stopped waits as what waited then does (docs/adr/0042), whoever posts it: the row
# says so as it is written. That column is of a package above, and found by the number that the row refers to.
_APPEALS = table("appeals", column("id"), column("stopped_at"), column("withdrawn_at"))
_IS_STOPPED = select(_APPEALS.c.id).where(
    _APPEALS.c.id == bindparam("rests_with", type_=_ROWS.c.appeal_id.type), _APPEALS.c.stopped_at.is_not(None)
)
_STATE = case((_IS_STOPPED.exists(), literal_column("'halted'")), else_=literal_column("'waiting'"))
# Who posts at the very instant of a stop does not see it, nor it them (PostgreSQL): it is asked again where mails leave.
MAY_LEAVE = or_(
    _ROWS.c.priority == literal_column(str(int(Priority.ANSWER))),
    ~select(_APPEALS.c.id)
    .where(_APPEALS.c.id == _ROWS.c.appeal_id, _APPEALS.c.stopped_at.is_not(None))
    .exists(),
)
# Likewise of a withdrawal; but what leaves then is told by its kind, which is sealed (leaves_after_withdrawal).
OF_WITHDRAWN = (
    select(_APPEALS.c.id)
    .where(_APPEALS.c.id == _ROWS.c.appeal_id, _APPEALS.c.withdrawn_at.is_not(None))
    .exists()
)
_POST = insert(_ROWS).values(state=_STATE).inline()  # its number is not asked for
# Halted in an emergency it waits, too. Written out, for its index is of these states alone.
_WAITS = _ROWS.c.state.in_([literal_column("'waiting'"), literal_column("'halted'")])
RECALL = delete(_ROWS).where(
    _WAITS,
    _ROWS.c.cause == bindparam("cause_gone"),
    _ROWS.c.priority >= bindparam("since"),
)  # what waits for having been caused by one thing, if it is no more urgent than that
TAKE_BACK = delete(_ROWS).where(_ROWS.c.ref == bindparam("gone_mail"))


def post(message: Message, *, now: datetime) -> str:
    """Put a message into the outbox, in the transaction of whatever caused it; the caller commits both. Gives its name.

    About a letter that is stopped it waits until `go_on`, unless it answers what somebody asks now.
    One that has to wait for its turn is posted as of then: its date, and how long it is tried, count from there.
    """
    ref = secrets.token_hex(16)
    row = {
        "ref": ref,
        "rests_with": None if message.priority is Priority.ANSWER else message.about,
        "priority": message.priority,
        "domain_key": domain_key(message.to),
        "appeal_id": message.about,
        "cause": message.cause or None,
        "batch": message.batch or None,
        "sealed": vault().common.seal_json(message.as_json(), place(ref)),
        "posted_at": now,
        "due_at": now,
        "tries": 0,
    }
    run_later(_POST, row)
    return ref


def take_back(ref: str) -> None:
    """Take back, before it is committed, a message posted only so that posting none takes no less time; '' takes none."""
    run(TAKE_BACK, {"gone_mail": ref})


def recall(causes: Select[str], *, since: Priority = Priority.CONFIRMATION) -> None:
    """Take back what waits for having been caused by one of these and is no more urgent than `since`.

    What a worker carries at this very instant may still leave.
    """
    db.session.execute(
        delete(OutboxMessage).where(
            _WAITS,
            OutboxMessage.cause.in_(causes),
            OutboxMessage.priority >= since,
        )
    )


def recall_halted(causes: Collection[str]) -> None:
    """Take back what an emergency holds of these, whose addresses are erased meanwhile: it would leave when that is over."""
    held = (OutboxMessage.state == "halted", OutboxMessage.cause.in_(causes))
    db.session.execute(delete(OutboxMessage).where(*held))


def recall_batches(causes: Select[str]) -> None:
    """Take back what waits of the batches for having been caused by one of these: what is sent to many who asked for it."""
    of_batch = (OutboxMessage.batch.is_not(None), OutboxMessage.cause.in_(causes))
    db.session.execute(delete(OutboxMessage).where(_WAITS, *of_batch))


def recall_batch(batch: str) -> None:
    """Take back what waits of what was sent to many at once."""
    db.session.execute(delete(OutboxMessage).where(_WAITS, OutboxMessage.batch == batch))


def of_batch(batch: str) -> dict[str, int]:
    """How many emails of what was sent to many are in each state; that one was sent is kept for some weeks."""
    counted = select(OutboxMessage.state, func.count()).where(OutboxMessage.batch == batch)
    rows = db.session.execute(counted.group_by(OutboxMessage.state))
    return {state: int(count) for state, count in rows}


def waiting_of(batch: str) -> int:
    """How many emails wait of what is sent to many, be it because it is stopped."""
    query = select(func.count()).where(OutboxMessage.batch == batch, _WAITS)
    return int(db.session.execute(query).scalar_one())


def asked_for(causes: Collection[str]) -> set[str]:
    """Those of these causes about which a mail still waits to be sent."""
    waits = (_WAITS, OutboxMessage.cause.in_(causes))
    return {cause for cause in db.session.scalars(select(OutboxMessage.cause).where(*waits)) if cause}


def recall_over(causes: Select[str]) -> None:
    """Take back what waits to ask about one of these, whose time is over, but for the last that somebody waits for.

    That one was caused by what they did themselves, and tells them when it leaves that it came too late, or says nothing.
    """
    recall(causes, since=Priority.ANSWER)
    waits = (_WAITS, OutboxMessage.cause.in_(causes))
    last = select(func.max(OutboxMessage.id)).where(*waits).group_by(OutboxMessage.cause)
    db.session.execute(delete(OutboxMessage).where(*waits, OutboxMessage.id.not_in(last)))


def recall_to(address: str, cause: str) -> None:
    """Take back what waits for an organiser: caused by their name, or to their mailbox and about no appeal.

    Each of these has to be opened, for they are few.
    """
    db.session.execute(delete(OutboxMessage).where(_WAITS, OutboxMessage.cause == cause))
    waits = select(OutboxMessage).where(_WAITS, OutboxMessage.appeal_id.is_(None))
    for row in db.session.scalars(waits).all():
        with suppress(Unreadable):  # by another DATA_KEY: it reaches nobody
            if row.sealed and vault().common.unseal_json(row.sealed, place(row.ref))["to"] == address:
                db.session.delete(row)


def recall_about(appeal_id: int) -> None:
    """Take back what waits about an appeal that was withdrawn, but for answers to what somebody asks now."""
    db.session.execute(
        delete(OutboxMessage).where(
            _WAITS,
            OutboxMessage.appeal_id == appeal_id,
            OutboxMessage.priority != Priority.ANSWER,
        )
    )


def leaves_after_withdrawal(message: Message) -> bool:
    """Whether a mail leaves though its letter was withdrawn: it answers somebody, or tells of that."""
    return message.priority == Priority.ANSWER or message.kind == "withdrawn"


def halt(appeal_id: int) -> None:
    """Let what waits about an appeal wait until `go_on`, but for answers to what somebody asks now."""
    _turn(appeal_id, "waiting", "halted")


def go_on(appeal_id: int) -> None:
    """Let what was halted be sent: what has come too late meanwhile is not, as always."""
    _turn(appeal_id, "halted", "waiting")


def _turn(appeal_id: int, before: str, after: str) -> None:
    these = (OutboxMessage.state == before, OutboxMessage.appeal_id == appeal_id)
    changed = update(OutboxMessage).where(*these, OutboxMessage.priority != Priority.ANSWER)
    db.session.execute(changed.values(state=after).execution_options(synchronize_session=False))


def place(ref: str) -> str:
    """Where a message's sealed text belongs."""
    return f"outbox_messages|sealed|{ref}"


def waiting() -> int:
    """How many mails wait."""
    return int(db.session.execute(select(func.count()).where(OutboxMessage.state == "waiting")).scalar_one())


def waiting_about(appeal_id: int) -> int:
    """How many mails about an appeal wait to be sent, be it because it is stopped."""
    query = select(func.count()).where(_WAITS, OutboxMessage.appeal_id == appeal_id)
    return int(db.session.execute(query).scalar_one())


def late(since: datetime) -> int:
    """How many mails were due before an instant while none has left since: then nobody carries them."""
    is_due = (OutboxMessage.state == "waiting", OutboxMessage.due_at < since)
    due = select(func.count()).where(*is_due, MAY_LEAVE)
    left = select(OutboxMessage.id).where(OutboxMessage.ended_at >= since).exists()
    return int(db.session.execute(due.where(~left)).scalar_one())


def some_left(since: datetime) -> bool:
    """Whether any email has left since an instant; quickly said."""
    left = select(OutboxMessage.id).where(OutboxMessage.ended_at >= since, OutboxMessage.state == "sent")
    return db.session.scalar(left.limit(1)) is not None


def answered(*, since: datetime, before: datetime) -> tuple[int, Counter[str]]:
    """How many mails left since an instant, and what servers say of those that they did not take, by their codes.

    Those are what was refused for good, or came back, since then, and what was posted before another and is put off.
    """
    ended, put_off = OutboxMessage.ended_at >= since, OutboxMessage.posted_at < before
    rows = db.session.execute(
        select(OutboxMessage.state, OutboxMessage.trouble, func.count())
        .where(
            or_(
                and_(OutboxMessage.state.in_(("sent", "failed")), ended),
                and_(OutboxMessage.state == "waiting", OutboxMessage.trouble.is_not(None), put_off),
            )
        )
        .group_by(OutboxMessage.state, OutboxMessage.trouble)
    )
    sent, refused = 0, Counter[str]()
    for state, trouble, count in rows:
        if state == "sent":
            sent += count
        else:
            refused[trouble or "no code"] += count
    return sent, refused


def of_crowds(appeal_id: int, *, since: datetime | None = None) -> tuple[int, datetime | None]:
    """How many mails about an appeal wait because very many came from one network, and when the last of them is due.

    With `since` only those that are due later.
    """
    query = select(func.count(), func.max(OutboxMessage.due_at)).where(*_of_crowds(appeal_id))
    if since:
        query = query.where(OutboxMessage.due_at > since)
    count, last = db.session.execute(query).one()
    return int(count), last


def causes_of_crowds(appeal_id: int, *, due: datetime) -> Select[str | None]:
    """What has caused those mails whose turn had come at an instant."""
    late = OutboxMessage.posted_at <= due, OutboxMessage.cause.is_not(None)
    return select(OutboxMessage.cause).where(*_of_crowds(appeal_id), *late)


def _of_crowds(appeal_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.state == literal_column("'waiting'"),
        OutboxMessage.priority == Priority.CROWD,
        OutboxMessage.appeal_id == appeal_id,
    )


def asked_about(appeal_id: int, *, since: datetime) -> int:
    """How many mails about an appeal, posted since then, answer somebody who signs: as many, whoever had signed before."""
    answering = OutboxMessage.priority.in_((Priority.CONFIRMATION, Priority.ANSWER, Priority.CROWD))
    found = or_(OutboxMessage.ended_at >= since, _WAITS)  # by what indexes hold
    query = select(func.count()).where(found, OutboxMessage.appeal_id == appeal_id, answering)
    return int(db.session.execute(query.where(OutboxMessage.posted_at >= since)).scalar_one())


def undelivered(appeal_id: int) -> int:
    """How many mails about an appeal could not be delivered: refused for good, given up, or come back."""
    query = select(func.count()).where(OutboxMessage.state == "failed", OutboxMessage.appeal_id == appeal_id)
    return int(db.session.execute(query).scalar_one())
