"""What became of one signature, in words, from the activity log: when it was confirmed, and what organisers did with it.

What its owner did besides, such as asking for no more email, is theirs; and only days are told: no more than a
reader of the letter can know.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.appeals.organiser_names import name_of
from petition.audit import AuditEntry, of_signature
from petition.core.db import db

WORDS = {
    "signature.confirmed": _l("Confirmed"),
    "signature.held": _l("Confirmed, and held by a rule"),
    "signature.counted": _l("Let through"),
    "signature.not counted": _l("Not counted"),
    "signature.mended": _l("Corrected by the person who signed"),
    "signature.held by organisers": _l("Held"),
    "signature.taken off": _l("Taken off"),
    "signature.put back": _l("Was put back"),
    "signature.corrected": _l("Corrected"),
    "signature.correction undone": _l("Correction undone by the person who signed"),
    "first signatory.rewritten": _l("Corrected"),
    "first signatory.moved": _l("Moved in the order of first signatories"),
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened; `who` is '' where no organiser did it."""

    at: datetime
    what: str
    who: str
    reason: str  # one of rules.WHY, '' for none


def of(appeal: Appeal, ref: str) -> list[StoryLine]:
    """The story of a signature, its beginning first."""
    rows = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.appeal_id == appeal.id,
            AuditEntry.deed.in_(WORDS),
            of_signature(ref),
        )
        .order_by(AuditEntry.id)
    )
    return [
        StoryLine(
            row.at, str(WORDS[row.deed]), name_of(row.organiser_id, appeal), row.facts.get("reason", "")
        )
        for row in rows
    ]
