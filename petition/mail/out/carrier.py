"""Carrying mails from the outbox to the world, with no transaction open while a server is spoken to.

A worker claims a few by moving their due time on, and renews that while it works (lease.py); if it dies, they come due again
within a minute. So a mail is sent at least once, and at most once more after a kill; its Message-ID stays the same. Any
number of workers may carry.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, select, update

from petition.core import clock, text
from petition.core.column_types import DayOf
from petition.core.db import db, run, run_alone, table_of
from petition.core.settings import settings
from petition.core.vault import vault
from petition.mail.out import dkim, enclosures, outbox, rates, transport
from petition.mail.out import message as messages
from petition.mail.out.lease import Lease
from petition.mail.out.message import Message
from petition.mail.out.models import OutboxMessage

_log = logging.getLogger("petition.mail")

_FIRST_PAUSE = timedelta(seconds=30)  # or a sixth of the lease, where that is less
LONGEST_PAUSE = timedelta(hours=2)
_LONGEST_WITHOUT_SERVER = timedelta(minutes=5)  # it is back before anybody has given up waiting for a mail
LIFE = timedelta(days=3)  # what no server took in three days is given up
LONGEST_WAIT = timedelta(days=14)  # of one that was never tried, for want of a worker or because of the rates
TRACE = timedelta(days=30)  # how long the blanked row of a mail that has gone is kept for counting
_AT_ONCE = 20
_TURN = timedelta(seconds=5)  # after which the urgent come first again, however slow the server

_outbox = table_of(OutboxMessage)


class Carried(NamedTuple):
    """A mail that this worker has."""

    id: int
    ref: str
    sealed: bytes
    domain_key: bytes | None
    posted_at: datetime
    tries: int
    of_withdrawn: bool  # about a letter that was withdrawn


_DUE = (
    select(
        *(_outbox.c[name] for name in Carried._fields[:-2]),
        (_outbox.c.tries + 1).label("tries"),
        outbox.OF_WITHDRAWN.label("of_withdrawn"),
    )
    .where(_outbox.c.state == "waiting", _outbox.c.due_at <= bindparam("now"), outbox.MAY_LEAVE)
    .order_by(_outbox.c.priority, _outbox.c.due_at, _outbox.c.id)
    .limit(bindparam("wanted"))
    .with_for_update(skip_locked=True, key_share=True)
)
_TAKEN = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("rows", expanding=True)))
    .values(due_at=bindparam("until"), holder=bindparam("me"), tries=_outbox.c.tries + 1)
)
_ENDED = (  # made once: to make it costs more than to run it
    update(_outbox)
    # by its random name too: on SQLite what was taken back meanwhile leaves its number to the next that is posted
    .where(_outbox.c.id == bindparam("row"), _outbox.c.ref == bindparam("own"), _outbox.c.state == "waiting")
    .values(
        state=bindparam("ended"),
        sealed=None,
        domain_key=None,
        cause=None,
        holder=None,
        ended_at=bindparam("now"),
        trouble=bindparam("code"),
    )
)


def carry(is_believed: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, commit after each mail, and give how many left. Views do not call this; the worker does."""
    with transport.opened(settings().mail_url) as way:
        return carry_on(way, is_believed=is_believed)


def carry_on(
    way: transport.Transport,
    goes_on: Callable[[], bool] = lambda: True,
    is_believed: Callable[[], bool] = lambda: True,
) -> int:
    """Send what is due over a way that is open, for as long as `goes_on` says; give how many left.

    What has expired is not sent, unless it is true again: what is to be said instead is, if anything. While the clock is not
    believed it waits.
    """
    sent = 0
    with Lease(_lease()) as lease:
        while goes_on() and (claimed := _claim(lease, clock.now())):
            turn_ends = clock.now() + _TURN
            while claimed:
                row = claimed.pop(0)
                if not lease.holds(row.id, clock.now()):
                    continue  # this process stood still: another may have it by now
                try:
                    state = _send(way, row, is_believed)
                except transport.MailRefused as refusal:
                    _end(row, "failed", refusal.code)
                except transport.NotNow as trouble:
                    _put_off(lease, row, trouble.code, without_server=trouble.connection)
                    if trouble.connection:
                        _hand_back(lease, claimed)
                        return sent
                except Exception as error:  # noqa: BLE001  one mail that cannot be made must not keep the others
                    _log.error("%s in a mail of the outbox", type(error).__name__)
                    db.session.rollback()
                    _put_off(lease, row, type(error).__name__)
                else:
                    _settle(lease, row, state)
                    sent += state == "sent"
                if claimed and (clock.now() > turn_ends or not goes_on()):
                    _hand_back(lease, claimed)
                    break
    return sent


def forget(now: datetime) -> None:
    """Drop the blanked rows of mails long gone, but for the days of those counted as not delivered; commits nothing.

    What waits longer than any server was ever asked is given up: its links are over, and an address waits in it.
    """
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state.in_(("waiting", "halted")), OutboxMessage.posted_at < now - LONGEST_WAIT)
        .values(
            state="failed", sealed=None, domain_key=None, cause=None, ended_at=now, trouble="waited too long"
        )
    )
    counted = and_(OutboxMessage.state == "failed", OutboxMessage.appeal_id.is_not(None))
    old = OutboxMessage.ended_at < now - TRACE
    db.session.execute(delete(OutboxMessage).where(old, ~counted))
    whole = OutboxMessage.posted_at != DayOf(OutboxMessage.posted_at)
    days = {name: DayOf(_outbox.c[name]) for name in ("posted_at", "due_at", "ended_at")}
    db.session.execute(update(OutboxMessage).where(old, counted, whole).values(days))  # no time, but a count
    rates.forget(now)


def _lease() -> timedelta:
    lease: timedelta = settings().mail_lease
    return lease


def _claim(lease: Lease, now: datetime) -> list[Carried]:
    """Take a few of what is due, the urgent first, within the rates; nobody else has them until the lease is over."""
    allowance = rates.Allowance(now)
    taken: list[Carried] = []
    while not allowance.is_over and (wanted := _AT_ONCE - len(taken)):
        due = _DUE
        if taken:
            due = due.where(_outbox.c.id.not_in([row.id for row in taken]))
        if allowance.full:
            due = due.where(func.coalesce(_outbox.c.domain_key, b"").not_in(allowance.full))
        ask = run if due is _DUE else db.session.execute  # what is made once, and what only now
        found = [Carried(*row) for row in ask(due, {"now": now, "wanted": wanted})]
        taken += [row for row in found if not allowance.is_over and allowance.take(row.domain_key)]
        if len(found) < wanted:
            break
    if taken:
        run(_TAKEN, {"rows": [row.id for row in taken], "until": now + lease.length, "me": lease.holder})
    db.session.commit()
    lease.took([row.id for row in taken], now)
    return taken


def _send(way: transport.Transport, row: Carried, is_believed: Callable[[], bool]) -> str:
    """Send a mail: "sent"; or "expired" where nothing is left to say; or "waiting" while the clock may be wrong."""
    message = Message.from_json(vault().common.unseal_json(row.sealed, outbox.place(row.ref)))
    said_at = row.posted_at
    if row.of_withdrawn and not outbox.leaves_after_withdrawal(message):
        return "expired"
    if message.has_expired(clock.now()):
        if not is_believed():
            return "waiting"
        if again := enclosures.renewed(message, clock.now()):
            message = again
        elif late := message.when_late():
            message, said_at = late, datetime.fromisoformat(message.expires)
        else:
            return "expired"
    enclosed = enclosures.of(message, clock.now())
    if enclosed is None:
        return "expired"
    reply_to = enclosed.reply_to or message.reply_to
    whole = replace(message, facts=message.facts | enclosed.facts, reply_to=reply_to)
    mail, sender = messages.compose(whole, row.ref, said_at, enclosed.files), settings().mail_from
    keys = dkim.keys(settings().dkim)
    to = text.same_mailbox(message.to)  # what its keys are made of, rather than what a header is read as
    content = dkim.signed(mail, keys, domain=sender.rpartition("@")[2], now=clock.now())
    way.send(transport.Envelope(row.ref, _back_to(row.ref) or sender, to, content))
    return "sent"


def _settle(lease: Lease, row: Carried, state: str) -> None:
    if state == "waiting":
        _let_go(lease, [row], due_at=clock.now() + _LONGEST_WITHOUT_SERVER, tries=row.tries - 1)
    else:
        _end(row, state)


def _back_to(ref: str) -> str:
    """The address of each mail's own to which it comes back when it cannot be delivered (VERP), where one is set."""
    local, _, domain = settings().mail_bounces.rpartition("@")
    return f"{local}+{ref}@{domain}" if domain else ""


def _end(row: Carried, state: str, trouble: str | None = None) -> None:
    """Sent or given up: what it said is blanked."""
    run_alone(_ENDED, {"row": row.id, "own": row.ref, "ended": state, "now": clock.now(), "code": trouble})


def _put_off(lease: Lease, row: Carried, trouble: str, *, without_server: bool = False) -> None:
    now = clock.now()
    if now - row.posted_at > LIFE:
        _end(row, "failed", trouble)
        return
    longest = _LONGEST_WITHOUT_SERVER if without_server else LONGEST_PAUSE
    pause = min(min(_FIRST_PAUSE, lease.length / 6) * 2 ** min(row.tries - 1, 12), longest)
    _let_go(lease, [row], due_at=now + pause, trouble=trouble)


def _hand_back(lease: Lease, rows: list[Carried]) -> None:
    """Claimed but never tried: due at once for whoever comes next, without a try counted."""
    _let_go(lease, rows, due_at=OutboxMessage.posted_at, tries=OutboxMessage.tries - 1)


def _let_go(lease: Lease, rows: list[Carried], **values: object) -> None:
    """Change what this worker still has; what another has taken or ended meanwhile, after the lease, stays as it is."""
    taken = [row.id for row in rows]
    lease.let_go(taken)
    mine = (
        OutboxMessage.id.in_(taken),
        OutboxMessage.holder == lease.holder,
        OutboxMessage.state == "waiting",
    )
    db.session.execute(update(OutboxMessage).where(*mine).values(holder=None, **values))
    db.session.commit()
