"""The verbs of this room, for other rooms: what happens to many signatures at once, and to lists.

What one supporter does stands in signing.py and confirming.py; what many are written to, in telling.py.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from petition import audit
from petition.appeals.models import Appeal, AppealVersion
from petition.core.db import db
from petition.reading.draft import Line
from petition.signatures import folding, unread
from petition.signatures.models import LineList, Signature, new_ref, sealed, unsealed
from petition.signatures.rules import Particulars
from petition.signatures.signing import add_first

_AT_ONCE = 500


def stand_under(appeal: Appeal, version: AppealVersion) -> None:
    """Let the first signatories, who were there before the first text was published, stand under it."""
    db.session.execute(
        update(Signature)
        .where(Signature.appeal_id == appeal.id, Signature.version_id.is_(None))
        .values(version_id=version.id)
    )


# --- lists of signatories ------------------------------------------------------------------------------------------


def keep_list(appeal: Appeal, lines: list[Line], *, now: datetime) -> LineList:
    """Keep a list that was read until an organiser has looked it over."""
    kept = LineList(appeal_id=appeal.id, ref=new_ref(), sealed=b"", read_at=now)
    kept.sealed = appeal.key.seal_json([asdict(line) for line in lines], _place(kept.ref, appeal.id))
    db.session.add(kept)
    return kept


def kept_list(appeal: Appeal, ref: str) -> LineList | None:
    """A list that waits for being looked over."""
    return db.session.scalar(select(LineList).where(LineList.appeal_id == appeal.id, LineList.ref == ref))


def waiting_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that wait for being looked over, oldest first."""
    return list(
        db.session.scalars(select(LineList).where(LineList.appeal_id == appeal.id).order_by(LineList.id))
    )


def lines_of(kept: LineList) -> list[Line]:
    """The lines of a list."""
    appeal = kept.appeal
    return [Line(**each) for each in appeal.key.unseal_json(kept.sealed, _place(kept.ref, appeal.id))]


def accept_list(
    appeal: Appeal, kept: LineList, chosen: set[int], *, organiser_id: int | None, now: datetime
) -> int:
    """Add the chosen lines (by their position) as first signatories; the list has then been dealt with."""
    added = add_first(appeal, [line for nth, line in enumerate(lines_of(kept)) if nth in chosen], now=now)
    db.session.delete(kept)
    audit.record("list.accepted", appeal_id=appeal.id, organiser_id=organiser_id, now=now, added=added)
    return added


def drop_list(appeal: Appeal, kept: LineList, *, organiser_id: int | None, now: datetime) -> None:
    """Throw a list away unsaved."""
    db.session.delete(kept)
    audit.record("list.dropped", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def first_signatories(appeal: Appeal) -> list[Signature]:
    """The first signatories in their order."""
    return list(
        db.session.scalars(
            select(Signature)
            .where(
                Signature.appeal_id == appeal.id, Signature.rank.is_not(None), Signature.state == "confirmed"
            )
            .order_by(Signature.rank)
        )
    )


def first_signatory(appeal: Appeal, ref: str) -> Signature | None:
    """One first signatory of this appeal."""
    return db.session.scalar(
        select(Signature).where(
            Signature.appeal_id == appeal.id,
            Signature.ref == ref,
            Signature.rank.is_not(None),
            Signature.state == "confirmed",
        )
    )


def rewrite(
    appeal: Appeal,
    signature: Signature,
    particulars: Particulars,
    kind: str,
    *,
    organiser_id: int,
    now: datetime,
) -> None:
    """Correct a line that organisers put on the list themselves."""
    folding.unfold(signature)
    signature.particulars = sealed(appeal.key, appeal.id, signature.ref, particulars)
    signature.kind = kind
    signature.__dict__.pop("own", None)
    audit.record(
        "first signatory.rewritten",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
    )


def move(appeal: Appeal, signature: Signature, to: int, *, organiser_id: int, now: datetime) -> None:
    """Put a first signatory at a place counted from 1; the others close up."""
    others = [each for each in first_signatories(appeal) if each.id != signature.id]
    others.insert(max(0, min(to - 1, len(others))), signature)
    for rank, each in enumerate(others, 1):
        each.rank = rank
    audit.record(
        "first signatory.moved",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
    )


def take_off(appeal: Appeal, signature: Signature, *, organiser_id: int, now: datetime) -> None:
    """Take a line that organisers put on the list off it again; the row stays, its particulars go."""
    signature.state, signature.ended_at = "withdrawn", now
    signature.particulars, signature.typed_key, signature.rank = b"", None, None
    audit.record(
        "first signatory.taken off",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
    )


def _place(ref: str, appeal_id: int) -> str:
    return f"line_lists|sealed|{ref}|{appeal_id}"


# --- what the clock makes due -----------------------------------------------------------------------------------------


def expire(now: datetime) -> int:
    """Erase what was never confirmed within its stated life: only that something came remains. Gives how many."""
    erased = 0
    for appeal in db.session.scalars(select(Appeal)).all():
        due = update(Signature).where(
            Signature.appeal_id == appeal.id,
            Signature.state == "pending",
            Signature.signed_at <= now - appeal.pending_life,
        )
        rows = db.session.execute(
            due.values(
                state="expired",
                ended_at=now,
                particulars=b"",
                mailbox_key=None,
                typed_key=None,
                code_key=None,
            ).returning(Signature.id)
        ).all()
        erased += len(rows)
        if rows:
            audit.record("signatures.expired", appeal_id=appeal.id, now=now, count=len(rows))
    return erased


def erase_mailboxes(now: datetime) -> int:
    """Erase mailboxes under appeals that closed as long ago as their forms promised; some at a time, 0 when done.

    The names of those that came to nothing go with them: only what is printed stays.
    """
    db.session.execute(delete(LineList).where(LineList.read_at < now - timedelta(days=90)))
    for appeal in db.session.scalars(
        select(Appeal).where(Appeal.closes_at < now, Appeal.mailboxes_erased_at.is_(None))
    ).all():
        assert appeal.closes_at is not None
        if now - appeal.closes_at < appeal.grace + timedelta(days=appeal.kept_days):
            continue
        if erased := _erase_some(appeal, now):
            return erased
        unread.erase(appeal)
        appeal.mailboxes_erased_at = now
        audit.record("mailboxes.erased", appeal_id=appeal.id, now=now)
    return 0


def _erase_some(appeal: Appeal, now: datetime) -> int:
    rows = db.session.execute(
        select(Signature.id, Signature.ref, Signature.state, Signature.particulars)
        .where(Signature.appeal_id == appeal.id, Signature.mailbox_key.is_not(None))
        .limit(_AT_ONCE)
    ).all()
    for row in rows:
        value, ended = b"", {}
        if row.state == "held":  # nobody looked at it while one could
            ended = {"state": "expired", "ended_at": now}
        if row.state == "confirmed":
            own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
            value = sealed(appeal.key, appeal.id, row.ref, replace(own, mailbox="", representative=""))
        db.session.execute(
            update(Signature)
            .where(Signature.id == row.id)
            .values(particulars=value, mailbox_key=None, typed_key=None, code_key=None, **ended)
        )
    return len(rows)
