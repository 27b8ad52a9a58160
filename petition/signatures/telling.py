"""What is written to many because the clock says so, or because a text has changed: some at a time, once each.

Whoever is due is claimed by the statement that marks them, so that of two workers one writes. Then it is looked whether a
mail is still worth it: what became of the mailbox since is known best at the last moment.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.orm import InstrumentedAttribute

from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.rules import Phase
from petition.core.db import db
from petition.mail import outbox
from petition.mail.message import Message
from petition.signatures import messages, rules
from petition.signatures.models import Signature, pending, unsealed
from petition.signatures.signing import code_of, may_be_mailed

_AT_ONCE = 100  # a tenth of a second or two, for which nobody else can write on SQLite

Mark = InstrumentedAttribute[datetime | None]


def remind(now: datetime) -> int:
    """Ask those who have not confirmed once more, after the days that their appeal says. Gives how many were due."""
    for appeal in _being_signed(now):
        if not appeal.sends("reminder") or (appeal.sends("last_call") and _is_last_call(appeal, now)):
            continue
        due = Signature.signed_at <= now - timedelta(days=appeal.remind_days)
        if claimed := _ask_again(appeal, Signature.reminded_at, messages.reminder, due, now=now):
            return claimed
    return 0


def call_last(now: datetime) -> int:
    """Ask those who have not confirmed for the last time before the deadline. Gives how many were due.

    Whoever was written to half a day before is left in peace for so long; the call may then come within the grace.
    """
    for appeal in _being_signed(now):
        if not appeal.sends("last_call") or not _is_last_call(appeal, now):
            continue
        rested = now - rules.REST
        due = (Signature.signed_at <= rested) & (
            Signature.reminded_at.is_(None) | (Signature.reminded_at <= rested)
        )
        if claimed := _ask_again(appeal, Signature.last_called_at, messages.last_call, due, now=now):
            return claimed
    return 0


def _being_signed(now: datetime) -> Iterator[Appeal]:
    """The appeals under which it is still worth confirming."""
    for appeal in db.session.scalars(
        select(Appeal).where(Appeal.published_at.is_not(None), Appeal.withdrawn_at.is_(None))
    ).all():
        if appeal.may_be_confirmed(now + rules.TIME_TO_ANSWER):
            yield appeal


def _is_last_call(appeal: Appeal, now: datetime) -> bool:
    return appeal.closes_at is not None and now >= appeal.closes_at - timedelta(hours=appeal.last_call_hours)


def _ask_again(
    appeal: Appeal, mark: Mark, message: Callable[..., Message], due: ColumnElement[bool], *, now: datetime
) -> int:
    """Ask those who are due; whose first mail had to wait, for very many came from one network, is asked only once."""
    waiting = (
        select(Signature.id)
        .where(
            Signature.appeal_id == appeal.id, pending(), mark.is_(None), Signature.mail_due_at.is_(None), due
        )
        .order_by(Signature.signed_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    claimed = db.session.execute(
        update(Signature)
        .where(Signature.id.in_(waiting), mark.is_(None))
        .values({mark: now})
        .returning(
            Signature.id,
            Signature.ref,
            Signature.nonce,
            Signature.lang,
            Signature.particulars,
            Signature.mailbox_key,
            Signature.signed_at,
        ),
        execution_options={"synchronize_session": False},
    ).all()
    beside = _by_mailbox(appeal, mark, [row.mailbox_key for row in claimed])
    for row in claimed:
        ends = _ends(appeal, row.signed_at)
        if ends < now + rules.TIME_TO_ANSWER or not _is_worth_it(row, beside[row.mailbox_key]):
            continue
        mailbox = unsealed(appeal.key, appeal.id, row.ref, row.particulars).mailbox
        if may_be_mailed(appeal, mailbox, now=now):
            again = message(
                appeal,
                to=mailbox,
                lang=row.lang,
                ref=row.ref,
                nonce=row.nonce,
                code=code_of(appeal, row.ref, row.nonce),
                until=ends,
            )
            outbox.post(again, now=now)
    return len(claimed)


def _by_mailbox(
    appeal: Appeal, mark: Mark, mailbox_keys: list[bytes]
) -> dict[bytes, list[Row[*tuple[Any, ...]]]]:
    """Everything that these mailboxes have under an appeal."""
    found: dict[bytes, list[Row[*tuple[Any, ...]]]] = {key: [] for key in mailbox_keys}
    for row in db.session.execute(
        select(
            Signature.id, Signature.mailbox_key, Signature.state, Signature.quiet_at, mark.label("marked_at")
        ).where(Signature.appeal_id == appeal.id, Signature.mailbox_key.in_(found))
    ):
        found[row.mailbox_key].append(row)
    return found


def _is_worth_it(row: Row[*tuple[Any, ...]], beside: list[Row[*tuple[Any, ...]]]) -> bool:
    """Whether a mailbox may still want to be asked: nothing of it is settled, it is not quiet, and was not asked before.

    Of several things typed with it the youngest speaks.
    """
    return not any(
        each.quiet_at
        or each.state != "pending"
        or each.id > row.id
        or (each.marked_at and each.marked_at <= row.signed_at)
        for each in beside
    )


def _ends(appeal: Appeal, signed_at: datetime) -> datetime:
    """Until when a waiting signature may be confirmed."""
    erased = signed_at + appeal.pending_life
    return min(erased, appeal.closes_at + appeal.grace) if appeal.closes_at else erased


def tell_of_new_text(now: datetime) -> int:
    """Write to those who signed a text that does not carry over to the new one; some at a time, 0 when all are told."""
    version = db.session.scalar(
        select(AppealVersion)
        .where(AppealVersion.told_up_to.is_not(None))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    if version is None:
        return 0
    appeal = version.appeal
    rows = db.session.execute(
        select(Signature.id, Signature.ref, Signature.nonce, Signature.lang, Signature.particulars)
        .where(
            Signature.appeal_id == appeal.id,
            Signature.state == "confirmed",
            Signature.version_id != version.id,
            Signature.mailbox_key.is_not(None),
            Signature.quiet_at.is_(None),
            Signature.id > version.told_up_to,
        )
        .order_by(Signature.id)
        .limit(_AT_ONCE if appeal.sends("new_text") else 0)
    ).all()
    for row in rows:
        own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
        message = messages.new_text(
            appeal, version.note, to=own.mailbox, lang=row.lang, ref=row.ref, nonce=row.nonce
        )
        outbox.post(message, now=now)
    version.told_up_to = rows[-1].id if rows else None
    return len(rows)


def tell_of_letter(now: datetime) -> int:
    """Write to all who confirmed, once nobody can any more, where the letter is; some at a time, 0 when all are told."""
    for appeal in db.session.scalars(
        select(Appeal)
        .where(
            Appeal.published_at.is_not(None),
            Appeal.withdrawn_at.is_(None),
            Appeal.closes_at < now,
            Appeal.letter_told_at.is_(None),
        )
        .with_for_update(skip_locked=True, key_share=True)
    ).all():
        if appeal.phase(now) is not Phase.CLOSED:
            continue
        rows = _not_yet_told(appeal) if appeal.sends("letter") else []
        for row in rows:
            own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
            outbox.post(
                messages.letter(appeal, to=own.mailbox, lang=row.lang, ref=row.ref, nonce=row.nonce), now=now
            )
        if rows:
            appeal.letter_told_up_to = rows[-1].mailbox_key
            return len(rows)
        appeal.letter_told_at = now
    return 0


def _not_yet_told(appeal: Appeal) -> list[Row[*tuple[Any, ...]]]:
    """The next who confirmed, by the keyed hashes of their mailboxes: an index has them in this order."""
    return list(
        db.session.execute(
            select(
                Signature.ref,
                Signature.nonce,
                Signature.lang,
                Signature.particulars,
                Signature.mailbox_key,
            )
            .where(
                Signature.appeal_id == appeal.id,
                Signature.mailbox_key > (appeal.letter_told_up_to or b""),
                Signature.state == "confirmed",
                Signature.quiet_at.is_(None),
            )
            .order_by(Signature.mailbox_key)
            .limit(_AT_ONCE)
        ).all()
    )
