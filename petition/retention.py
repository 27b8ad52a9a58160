"""What is erased when. Derived from what is true now (published, ended, days kept), never from a mark made once.

Each signature says itself until when its address is kept (`keep_until`): the sentence that was shown when it was given. The
appeal's own end may come earlier, by closing or by being withdrawn; the first of the two is when it is due. All verbs take
one appeal, do some at a time, commit nothing and give how many rows that were; 0 when nothing is due any more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Update,
    and_,
    delete,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)

from petition import audit, erasure_journal
from petition.appeals import by_the_clock
from petition.appeals.delivery import Delivery
from petition.appeals.models import Appeal, AppealText, AppealVersion
from petition.audit import AuditEntry, times
from petition.core.db import db
from petition.inbox import queue
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.lexicon.signatory import Visibility
from petition.lists import lookup
from petition.lists.models import LineList, LinePart
from petition.mail.out import outbox
from petition.signatures import counts, erasing, rules, suppression
from petition.signatures.models import Signature, Suppression, pending
from petition.signatures.readable import readable_of
from petition.signatures.rules import State

DRAFT_KEPT = timedelta(days=180)  # the names in a draft that nobody works on
DRAFT_NOTICE = timedelta(days=14)  # between telling its team and erasing them
_NAMED = (Visibility.PUBLIC, Visibility.INITIALS)
_MARKED = (
    Signature.source == literal_column("'list'"),
    Signature.typed_key.is_not(None),
)  # as an index says it
_AT_ONCE = 500
_OF_DRAFTS = ("draft.warned", "draft.erased")  # what the worker does to a draft is no work on it


# --- signatures that were never confirmed ----------------------------------------------------------------------------


def with_pending(_now: datetime) -> list[int]:
    """The appeals under which signatures wait to be confirmed."""
    return list(
        db.session.scalars(
            select(Appeal.id).where(exists().where(Signature.appeal_id == Appeal.id, pending()))
        )
    )


def expire(appeal: Appeal, now: datetime) -> int:
    """Erase what was not confirmed while it could be: its days are over, or those of the appeal; mails that ask go too.

    But the first of them, if it has not left: it will say that it is too late (mail/out/carrier.py).
    """
    due: tuple[ColumnElement[bool], ...] = (Signature.appeal_id == appeal.id, pending())
    if appeal.withdrawn_at is not None:  # who signed at that very instant is asked to confirm nothing
        outbox.recall(select(Signature.ref).where(*due))
    if appeal.ends_at is None or now < appeal.ends_at + appeal.grace:
        _put_off(appeal, now)
        too_old = _asked_before(now - appeal.pending_life)
        due += (or_(too_old, Signature.keep_until <= now) if appeal.extensions else too_old,)
    some = select(Signature.id).where(*due).limit(_AT_ONCE).with_for_update(skip_locked=True, key_share=True)
    ids = db.session.scalars(some).all()
    if ids:
        which = Signature.id.in_(ids)
        outbox.recall_over(select(Signature.ref).where(which))
        erasing.erase(which, state=State.EXPIRED, now=now)
        audit.record("signatures.expired", appeal_id=appeal.id, now=now, count=len(ids))
    return len(ids)


def _asked_before(instant: datetime) -> ColumnElement[bool]:
    """The condition that a signature's owner was asked so early; what had to wait in a crowd lives from its email on."""
    due_at = Signature.mail_due_at
    return and_(Signature.signed_at <= instant, or_(due_at.is_(None), due_at <= instant))


def _put_off(appeal: Appeal, now: datetime) -> None:
    """Begin the life of those later whose email is due and has not left: more urgent email went before it."""
    late = Signature.ref.in_(outbox.causes_of_crowds(appeal.id, due=now)) & (Signature.mail_due_at < now)
    db.session.execute(
        update(Signature).where(late).values(mail_due_at=now),
        execution_options={"synchronize_session": False},
    )


# --- addresses, and everything else that was promised to go with them ------------------------------------------------


def with_something_due(now: datetime) -> list[int]:
    """The appeals under which something is to be erased now."""
    kept: tuple[ColumnElement[bool], ...] = (Signature.appeal_id == Appeal.id, Signature.erased_at.is_(None))
    named = and_(
        Appeal.withdrawn_at.is_not(None), exists().where(Signature.appeal_id == Appeal.id, _is_named())
    )
    left = or_(exists().where(*kept), named, *(exists().where(*each) for each in (*_behind(), *_beside())))
    some = or_(
        exists().where(*kept, Signature.keep_until <= now),
        exists().where(Suppression.appeal_id == Appeal.id, Suppression.keep_until <= now),
    )
    ended = or_(and_(Appeal.published_at.is_not(None), Appeal.closes_at <= now), Appeal.withdrawn_at <= now)
    found = db.session.execute(select(Appeal, some.label("some")).where(or_(some, and_(ended, left)))).all()
    return [row.Appeal.id for row in found if row.some or row.Appeal.is_erased(now)]


def _behind() -> Iterator[tuple[ColumnElement[bool], ...]]:
    """The lines of who stayed with an earlier text: kept while they may yet count. Said as two indexes say it."""
    last = select(func.max(AppealVersion.id)).where(
        AppealVersion.appeal_id == Appeal.id, AppealVersion.carries.is_(False)
    )
    stayed = Signature.version_id < last.correlate(Appeal).scalar_subquery()
    its_own = Signature.appeal_id == Appeal.id, Signature.state == literal_column("'confirmed'")
    for is_folded in (Signature.printed_as_id.is_(None), Signature.printed_as_id.is_not(None)):
        yield *its_own, is_folded, Signature.visibility.in_(_NAMED), stayed


def _beside() -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What else holds something of a person under an appeal, until its addresses are erased."""
    yield (UnreadMessage.appeal_id == Appeal.id,)
    yield (Suppression.appeal_id == Appeal.id,)
    yield (
        LineList.appeal_id == Appeal.id,
        or_(LineList.sealed != b"", LineList.state.in_(lookup.KEEPS_ROWS)),
    )
    yield ReceivedMessage.appeal_id == Appeal.id, ReceivedMessage.answer_ref.is_not(None)
    yield _left_over()
    yield Signature.appeal_id == Appeal.id, *_MARKED
    # What a recipient stamped may show who signed, and of a withdrawn letter nobody is shown it any more.
    yield Delivery.appeal_id == Appeal.id, Delivery.scan.is_not(None), Appeal.withdrawn_at.is_not(None)


def _left_over() -> tuple[ColumnElement[bool], ...]:
    """Lines of a file that found no place in the text: they may be names and numbers."""
    return AppealText.appeal_id == Appeal.id, AppealText.content["left_over"].as_string() != "[]"


def erase(appeal: Appeal, now: datetime) -> int:
    """Erase what is due: of each signature all but the line that a letter prints, and with the last of them what is beside.

    Of an appeal that was withdrawn nothing is printed, so nothing stays. A signature that cannot be unsealed is erased whole
    and counted; where the key of the appeal itself does not open, lines are left as they are, and Unreadable is raised.
    """
    is_over = appeal.is_erased(now)
    left: ColumnElement[bool] = Signature.erased_at.is_(None)
    if is_over:  # when all but the lines was erased it may have been open still, or not withdrawn
        unprinted = true() if appeal.withdrawn_at is not None else not_(counts.standing(appeal))
        left = or_(left, and_(_is_named(), unprinted))
    due: tuple[ColumnElement[bool], ...] = (Signature.appeal_id == appeal.id, left)
    if not is_over:
        due += (Signature.keep_until <= now,)
    done = _erase_unprinted(appeal, due, now) or _erase_printed(appeal, due, now)
    if not done:
        until = now if is_over else now - timedelta(days=appeal.kept_days)
        times.cut_to_day(appeal.id, appeal.zone, complete_at=appeal.complete_at, until=until)
        done = _erase_beside(appeal) if is_over else suppression.forget(appeal, now)
    if done:
        audit.record("mailboxes.erased", appeal_id=appeal.id, now=now, count=done)
    return done


def _is_named() -> ColumnElement[bool]:
    """The condition that a signature has a line; an index finds it."""
    return and_(Signature.state == State.CONFIRMED, Signature.visibility.in_(_NAMED))


def _erase_unprinted(appeal: Appeal, due: tuple[ColumnElement[bool], ...], now: datetime) -> int:
    """Erase signatures of which nothing is printed. Those that had not ended end; those that count go on counting.

    Of who stayed with an earlier text the letter prints nothing either, once they can no more come to count.
    """
    if appeal.withdrawn_at is None:
        stays = counts.standing(appeal) if appeal.is_erased(now) else Signature.state == State.CONFIRMED
        due += (or_(not_(stays), Signature.visibility == Visibility.HIDDEN),)
    found = db.session.execute(
        select(Signature.id, Signature.ref, Signature.state)
        .where(*due)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    if not found:
        return 0
    undecided = [row.id for row in found if row.state in {State.PENDING, State.HELD}]
    confirmed = [row.id for row in found if row.state is State.CONFIRMED]
    others = [row.id for row in found if row.state not in {State.PENDING, State.HELD, State.CONFIRMED}]
    outbox.recall(select(Signature.ref).where(Signature.id.in_(undecided)))
    outbox.recall_halted([row.ref for row in found])
    erasing.erase(Signature.id.in_(undecided), state=State.EXPIRED, now=now)
    nameless: dict[str, Any] = {"visibility": Visibility.HIDDEN, "rank": None} if appeal.withdrawn_at else {}
    erasing.erase(Signature.id.in_(confirmed), now=now, **{"visibility": Visibility.HIDDEN} | nameless)
    erasing.erase(Signature.id.in_(others), now=now, **nameless)
    return len(found)


def _erase_printed(appeal: Appeal, due: tuple[ColumnElement[bool], ...], now: datetime) -> int:
    """Erase signatures but for their lines; whole, where the key was destroyed and there is nothing to read any more."""
    columns = (Signature.ref, Signature.visibility, Signature.particulars)
    found = db.session.execute(
        select(*columns).where(*due).limit(_AT_ONCE).with_for_update(skip_locked=True, key_share=True)
    ).all()
    lines = [
        (row.ref, stays, row.visibility)
        for row, own in readable_of(appeal, found if appeal.wrapped_key else (), now)
        if (stays := rules.printed(own, row.visibility)) is not None
    ]
    outbox.recall_halted([row.ref for row in found])
    whole = {row.ref for row in found} - {ref for ref, _own, _shown in lines}
    erasing.erase(Signature.ref.in_(whole), now=now)
    erasing.keep_lines(appeal, lines, now=now)
    return len(found)


def _erase_beside(appeal: Appeal) -> int:
    """Erase what else holds something of a person under an appeal; gives how many rows."""
    mine = LineList.appeal_id == appeal.id
    appeal.forget_left_over()
    gone = suppression.forget(appeal, None) + queue.erase(appeal)
    marked = Signature.appeal_id == appeal.id, *_MARKED
    gone += _count(update(Signature).where(*marked).values(typed_key=None))
    gone += _count(delete(LineList).where(mine, LineList.state.in_(lookup.KEEPS_ROWS)))
    gone += _count(update(LineList).where(mine, LineList.sealed != b"").values(sealed=b""))
    gone += _count(
        update(ReceivedMessage)
        .where(ReceivedMessage.appeal_id == appeal.id, ReceivedMessage.answer_ref.is_not(None))
        .values(answer_ref=None, signature_ref=None, lines=None)
    )
    if appeal.withdrawn_at is not None:
        scans = Delivery.appeal_id == appeal.id, Delivery.scan.is_not(None)
        gone += _count(update(Delivery).where(*scans).values(scan=None))
    return gone


def _count(statement: Update | Delete) -> int:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return done.rowcount


# --- drafts that nobody works on --------------------------------------------------------------------------------------


_KEPT = exists().where(Signature.appeal_id == Appeal.id, Signature.erased_at.is_(None))
_BROUGHT = exists().where(LineList.appeal_id == Appeal.id)
_LEFT_OVER = exists().where(*_left_over())
_DRAFTS = select(Appeal.id).where(
    Appeal.published_at.is_(None), Appeal.withdrawn_at.is_(None), or_(_KEPT, _BROUGHT, _LEFT_OVER)
)


def drafts(_now: datetime) -> list[int]:
    """The drafts that hold names."""
    return list(db.session.scalars(_DRAFTS))


def is_draft_with_names(appeal: Appeal) -> bool:
    """Whether an appeal is one of them."""
    return db.session.scalar(_DRAFTS.where(Appeal.id == appeal.id)) is not None


def erased_from_draft_at(appeal: Appeal) -> datetime:
    """When the names in a draft are erased if nobody works on it."""
    return _worked_on_at(appeal) + DRAFT_KEPT


def clear_draft(appeal: Appeal, now: datetime) -> int:
    """Tell the team of a draft that nobody works on, and some days later erase the names in it; its text stays."""
    worked_on = _worked_on_at(appeal)
    if now < worked_on + DRAFT_KEPT - DRAFT_NOTICE:
        return 0
    if appeal.draft_warned_at is None or appeal.draft_warned_at < worked_on:
        by_the_clock.warn_of_clearing(appeal, now + DRAFT_NOTICE, now=now)
        return 0
    if now < appeal.draft_warned_at + DRAFT_NOTICE:
        return 0
    return erase_draft(appeal, now)


def erase_draft(appeal: Appeal, now: datetime) -> int:
    """Erase the names in a draft; gives how many. A backup from before its team was told brings none back."""
    erasure_journal.note("draft erased", appeal.bound_to, appeal_id=appeal.id, now=now)
    mine = Signature.appeal_id == appeal.id, Signature.erased_at.is_(None)
    gone = len(erasing.erase(*mine, state=State.EXPIRED, rank=None, now=now))
    db.session.execute(
        delete(LinePart).where(
            LinePart.list_id.in_(select(LineList.id).where(LineList.appeal_id == appeal.id))
        )
    )
    gone += _count(delete(LineList).where(LineList.appeal_id == appeal.id))
    appeal.forget_left_over()
    suppression.forget(appeal, None)
    audit.record("draft.erased", appeal_id=appeal.id, now=now, count=gone)
    return gone


def _worked_on_at(appeal: Appeal) -> datetime:
    """When somebody last did something to a draft."""
    last: datetime | None = db.session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.appeal_id == appeal.id, AuditEntry.deed.not_in(_OF_DRAFTS)
        )
    )
    return last or appeal.created_at
