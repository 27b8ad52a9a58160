"""Lines that stand on the organisers' word, once they are added: the first signatories, and what a list brought."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal, AppealVersion
from petition.core.db import db
from petition.lexicon.signatory import Kind
from petition.lists.models import LineList
from petition.mail.out import outbox
from petition.signatures import confirming, counts, erasing, same_signatory, suppression
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars, Source, State, may_be_shown
from petition.signatures.ticket import new_nonce


def stand_under(appeal: Appeal, version: AppealVersion) -> None:
    """Let the first signatories, who were there before the first text was published, stand under it.

    From now on a deadline is public, and they are kept as long as it says to everybody who signs now.
    """
    db.session.execute(
        update(Signature)
        .where(
            Signature.appeal_id == appeal.id, Signature.version_id.is_(None), Signature.erased_at.is_(None)
        )
        .values(version_id=version.id, keep_until=appeal.kept_until)
    )


def carry_to(version: AppealVersion, stood: ColumnElement[bool]) -> None:
    """Let those of lists without an email address, of the signatures that `stood` tells, stand under a new text."""
    nobody_to_ask = (Signature.source == Source.LIST, Signature.mailbox_key.is_(None))
    db.session.execute(update(Signature).where(stood, *nobody_to_ask).values(version_id=version.id))


def first_signatories(appeal: Appeal, *, start: int = 0, most: int | None = None) -> list[Signature]:
    """The first signatories in their order; `most` of them from a place counted from 0."""
    query = select(Signature).where(*_first(appeal)).order_by(Signature.rank, Signature.id)
    return list(db.session.scalars(query.offset(start).limit(most)))


def count_first(appeal: Appeal) -> int:
    """How many first signatories there are."""
    return int(db.session.execute(select(func.count()).where(*_first(appeal))).scalar_one())


def _first(appeal: Appeal) -> tuple[ColumnElement[bool], ...]:
    return Signature.appeal_id == appeal.id, Signature.rank.is_not(None), Signature.state == State.CONFIRMED


def came_with(kept: LineList, *, start: int = 0, most: int | None = None) -> list[Signature]:
    """Those whom a list added, in its order, and who stand on the organisers' word."""
    query = select(Signature).where(
        Signature.list_id == kept.id,
        Signature.source == Source.LIST,
        Signature.state == State.CONFIRMED,
        Signature.particulars != b"",  # erased: there is no line any more
    )
    return list(db.session.scalars(query.order_by(Signature.id).offset(start).limit(most)))


def listed(appeal: Appeal, ref: str) -> Signature | None:
    """One signature of this appeal that organisers put on a list themselves, so that they may change it."""
    return db.session.scalar(
        select(Signature).where(
            Signature.appeal_id == appeal.id,
            Signature.ref == ref,
            Signature.source == Source.LIST,
            Signature.state == State.CONFIRMED,
        )
    )


def was_told(signature: Signature) -> bool:
    """Whether its owner was emailed that they stand in the letter: from then on it is theirs."""
    return signature.mailbox_key is not None and signature.appeal.published_at is not None


def list_of(signature: Signature) -> LineList | None:
    """The list a signature came with, if it is known and was not undone."""
    kept = db.session.get(LineList, signature.list_id) if signature.list_id else None
    return kept if kept and kept.state != "undone" else None


def rewrite(
    appeal: Appeal,
    signature: Signature,
    particulars: Particulars,
    kind: Kind,
    *,
    organiser_id: int,
    now: datetime,
) -> None:
    """Correct a line that organisers put on a list themselves; its mailbox stays as it is."""
    counted, folded = counts.counts(signature), same_signatory.unfold(signature)
    particulars = particulars._replace(mailbox=signature.own.mailbox)
    signature.particulars = sealed(appeal.key, appeal.id, signature.ref, particulars)
    signature.uncorrected = None
    signature.kind, signature.visibility = kind, may_be_shown(kind, signature.visibility)
    signature.__dict__.pop("own", None)
    audit.record(
        "first signatory.rewritten",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
        counted=counted,
        folded=folded,
    )


def move(appeal: Appeal, signature: Signature, to: int, *, organiser_id: int, now: datetime) -> None:
    """Put a first signatory at a place counted from 1; the others close up."""
    nth = func.row_number().over(order_by=(Signature.rank, Signature.id)).label("nth")
    others = select(Signature.id, nth).where(*_first(appeal), Signature.id != signature.id).subquery()
    place = others.c.nth + case((others.c.nth >= to, 1), else_=0)
    closing_up = update(Signature).where(Signature.id == others.c.id, Signature.rank != place)
    db.session.execute(closing_up.values(rank=place), execution_options={"synchronize_session": False})
    signature.rank = max(1, min(to, count_first(appeal)))
    audit.record(
        "first signatory.moved",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
        folded=0,  # so that it is told where the letter is complete: docs/adr/0010
    )


def take_off(appeal: Appeal, signature: Signature, *, organiser_id: int, now: datetime) -> None:
    """Take a line that organisers put on a list off it again; the row stays, its particulars go."""
    mailbox_key = signature.mailbox_key
    key = mailbox_key or signature.typed_key
    suppression.suppress(appeal.id, {key: signature.keep_until} if key else {}, own=False)
    counted, folded = counts.counts(signature), -same_signatory.folded_by(signature)
    outbox.recall(select(Signature.ref).where(Signature.id == signature.id))
    erasing.erase(Signature.id == signature.id, state=State.WITHDRAWN, nonce=new_nonce(), rank=None, now=now)
    erasure_journal.note("withdrawn", signature.ref, appeal_id=appeal.id, now=now)
    if mailbox_key:
        confirming.let_own_wait(appeal, [mailbox_key], now=now)
    if key:
        erasure_journal.note("not by this list", key, appeal_id=appeal.id, now=now)
    audit.record(
        "first signatory.taken off",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
        counted=counted,
        folded=folded,
    )
