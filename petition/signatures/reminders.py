"""Those who have not confirmed are asked again because the clock says so: some at a time, once each.

What everybody who confirmed is told stands in announcements.py. Whoever is due is claimed by the statement that marks them,
so that of two workers one writes. Then it is looked whether a mail is still worth it: what became of the mailbox since is
known best at the last moment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from petition.appeals import directory
from petition.appeals.models import Appeal
from petition.core.db import db, each_found, table_of
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures import messages, rules
from petition.signatures.caps import may_be_mailed
from petition.signatures.models import Signature, pending
from petition.signatures.readable import readable_of
from petition.signatures.rules import Source, State
from petition.signatures.signing import to_confirm
from petition.signatures.ticket import Ticket

_AT_ONCE = 100  # a tenth of a second or two, for which nobody else can write on SQLite

_ROWS = table_of(Signature)
_MOST_OF_ONE = 1000  # signatures of one mailbox that are looked at: caps let it have some tens

Mark = InstrumentedAttribute[datetime | None]


def being_signed(now: datetime) -> list[int]:
    """The appeals under which it is still worth confirming."""
    return directory.being_signed(now + rules.TIME_TO_ANSWER)


def remind(appeal: Appeal, now: datetime) -> int:
    """Ask those who have not confirmed once more, after the days that their appeal says. Gives how many were due.

    Where a deadline was extended after the last call, that call was a while ago before this is sent.
    """
    if not appeal.sends("reminder") or (appeal.sends("last_call") and _is_last_call(appeal, now)):
        return 0
    due = (Signature.signed_at <= now - timedelta(days=appeal.remind_days)) & or_(
        Signature.last_called_at.is_(None), Signature.last_called_at <= now - rules.REST
    )
    return _ask_again(appeal, Signature.reminded_at, messages.reminder, due, since=None, now=now)


def call_last(appeal: Appeal, now: datetime) -> int:
    """Ask those who have not confirmed for the last time before the deadline. Gives how many were due.

    Whoever was written to half a day before is left in peace for so long; the call may then come within the grace. A
    deadline that was extended has a last call of its own.
    """
    if not appeal.sends("last_call") or not _is_last_call(appeal, now):
        return 0
    rested = now - rules.REST
    due = (Signature.signed_at <= rested) & or_(
        Signature.reminded_at.is_(None), Signature.reminded_at <= rested
    )
    since = appeal.extensions[-1].extended_at if appeal.extensions else None
    return _ask_again(appeal, Signature.last_called_at, messages.last_call, due, since=since, now=now)


def _is_last_call(appeal: Appeal, now: datetime) -> bool:
    return appeal.closes_at is not None and now >= appeal.closes_at - timedelta(hours=appeal.last_call_hours)


def _ask_again(
    appeal: Appeal,
    mark: Mark,
    message: Callable[..., Message],
    due: ColumnElement[bool],
    *,
    since: datetime | None,
    now: datetime,
) -> int:
    """Claim those who are due and were not asked before (`since` an instant: not since then), and write to them.

    Whose first mail had to wait, for very many came from one network, is asked only once.
    """
    unasked = mark.is_(None) if since is None else or_(mark.is_(None), mark <= since)
    waiting = (
        select(Signature.id)
        .where(Signature.appeal_id == appeal.id, pending(), unasked, Signature.mail_due_at.is_(None), due)
        .order_by(Signature.signed_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    )
    claimed = db.session.execute(
        update(Signature)
        .where(Signature.id.in_(waiting), unasked)
        .values({mark: now})
        .returning(
            Signature.id,
            Signature.ref,
            Signature.nonce,
            Signature.lang,
            Signature.particulars,
            Signature.mailbox_key,
            Signature.signed_at,
            Signature.keep_until,
            Signature.source,
        ),
        execution_options={"synchronize_session": False},
    ).all()
    unsent = outbox.asked_for(
        [row.ref for row in claimed]
    )  # the worker was away: what it sends now is asking enough
    beside = _by_mailbox(appeal, mark, [row.mailbox_key for row in claimed])
    ends = {row.ref: appeal.confirming_ends(row.signed_at, row.keep_until) for row in claimed}
    in_time = [
        row
        for row in claimed
        if ends[row.ref] >= now + rules.TIME_TO_ANSWER
        and row.ref not in unsent
        and _is_worth_it(row, beside[row.mailbox_key], since)
    ]
    for row, own in readable_of(appeal, in_time, now):
        if may_be_mailed(appeal, own.mailbox, now=now):
            again = message(
                appeal,
                to=own.mailbox,
                lang=row.lang,
                asks=to_confirm(appeal, Ticket(row.ref, row.nonce), ends[row.ref]),
                extended=_was_extended(appeal, row.signed_at),
                invited=row.source == Source.INVITED,
            )
            outbox.post(again, now=now)
    return len(claimed)


def _was_extended(appeal: Appeal, signed_at: datetime) -> bool:
    """Whether the deadline is another than when somebody signed: then a second "last" mail must say so."""
    return any(each.extended_at > signed_at for each in appeal.extensions)


class AskedBefore(NamedTuple):
    """What one signature of a mailbox says of whether to ask again."""

    id: int
    state: State
    quiet_at: datetime | None
    marked_at: datetime | None


def _by_mailbox(appeal: Appeal, mark: Mark, mailbox_keys: list[bytes]) -> dict[bytes, list[AskedBefore]]:
    """Everything that these mailboxes have under an appeal."""
    found: dict[bytes, list[AskedBefore]] = {key: [] for key in mailbox_keys}
    told = [_ROWS.c.id, _ROWS.c.state, _ROWS.c.quiet_at, _ROWS.c[mark.key]]
    its = _ROWS.c.appeal_id == appeal.id
    for key, *said in each_found(_ROWS.c.mailbox_key, found, its, give=told, most=_MOST_OF_ONE):
        found[key].append(AskedBefore(*said))
    return found


def _is_worth_it(row: Row[*tuple[Any, ...]], beside: list[AskedBefore], since: datetime | None) -> bool:
    """Whether a mailbox may still want to be asked: nothing of it is settled, it is not quiet, and was not asked before.

    Of several things typed with it the youngest speaks.
    """
    return not any(
        each.quiet_at
        or each.state != State.PENDING
        or each.id > row.id
        or (each.marked_at and each.marked_at <= row.signed_at and (since is None or each.marked_at > since))
        for each in beside
    )
