"""An obvious slip in a signature, corrected by organisers; its owner is told, and can undo it by one press.

What the owner wrote is kept sealed beside what is printed, until they change either themselves, or it is erased.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.signatures import counts, same_signatory
from petition.signatures.models import Signature, sealed, unsealed
from petition.signatures.rules import Particulars, State

CORRECTED, UNDONE = "signature.corrected", "signature.correction undone"


class CorrectionRefused(Exception):
    """It was changed, taken off or erased meanwhile, or its owner has undone a correction before."""


def found(appeal: Appeal, ref: str) -> Signature | None:
    """The signature of this name under an appeal."""
    return db.session.scalar(select(Signature).where(Signature.appeal_id == appeal.id, Signature.ref == ref))


def may_be_corrected(signature: Signature) -> bool:
    """Whether organisers may correct it: shown in full, not erased, and its owner has not refused a correction."""
    stands = signature.state in {State.CONFIRMED, State.HELD} and signature.visibility is Visibility.PUBLIC
    is_kept = signature.erased_at is None and signature.appeal.withdrawn_at is None
    return stands and is_kept and not _was_undone(signature)


def correct(signature: Signature, own: Particulars, *, seen: bytes, organiser_id: int, now: datetime) -> None:
    """Print of a signature what organisers wrote, where it still says what they have seen; raises CorrectionRefused."""
    if not may_be_corrected(signature):
        raise CorrectionRefused
    counted, appeal = counts.counts(signature), signature.appeal
    said = own._replace(mailbox=signature.own.mailbox, as_typed="")
    values = {
        "particulars": sealed(appeal.key, appeal.id, signature.ref, said),
        "uncorrected": signature.uncorrected or seen,
    }
    stands = Signature.state.in_((State.CONFIRMED, State.HELD)), Signature.visibility == Visibility.PUBLIC
    _replace(signature, seen, values, *stands)
    folded = same_signatory.unfold(signature)
    audit.record(
        CORRECTED,
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=signature.ref,
        counted=counted,
        folded=folded,
    )


def before(signature: Signature) -> Particulars | None:
    """What its owner wrote, where organisers have corrected it."""
    if not signature.uncorrected:
        return None
    return unsealed(signature.appeal.key, signature.appeal_id, signature.ref, signature.uncorrected)


def undo(signature: Signature, *, now: datetime) -> None:
    """Print again what its owner wrote; raises CorrectionRefused where there is nothing to undo (any more)."""
    if not signature.uncorrected:
        raise CorrectionRefused
    counted = counts.counts(signature)
    _replace(signature, signature.particulars, {"particulars": signature.uncorrected, "uncorrected": None})
    folded = same_signatory.unfold(signature)
    _note_undone(signature, now, counted=counted, folded=folded)


def undo_again(signature: Signature, *, now: datetime) -> None:
    """Have a correction undone that was since this backup was made; if it was made since, too, it is not made anew."""
    try:
        undo(signature, now=now)
    except CorrectionRefused:
        _note_undone(signature, now, counted=counts.counts(signature), folded=0)


def _note_undone(signature: Signature, now: datetime, **facts: int) -> None:
    erasure_journal.note("correction undone", signature.ref, appeal_id=signature.appeal_id, now=now)
    audit.record(UNDONE, appeal_id=signature.appeal_id, now=now, signature=signature.ref, **facts)


def _replace(
    signature: Signature, seen: bytes, values: Mapping[str, bytes | None], *more: ColumnElement[bool]
) -> None:
    """Change the row where it still holds what was seen: whoever comes second is refused by the database."""
    as_seen = Signature.id == signature.id, Signature.particulars == seen, Signature.erased_at.is_(None)
    changed = db.session.execute(
        update(Signature).where(*as_seen, *more).values(values).returning(Signature.id),
        execution_options={"synchronize_session": False},
    ).first()
    signature.__dict__.pop("own", None)
    db.session.expire(signature)
    if changed is None:
        raise CorrectionRefused


def _was_undone(signature: Signature) -> bool:
    found = exists().where(
        AuditEntry.appeal_id == signature.appeal_id,
        AuditEntry.deed == UNDONE,
        audit.of_signature(signature.ref),
    )
    return bool(db.session.scalar(select(found)))
