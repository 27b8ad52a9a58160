"""What is kept of likeness goes with what a signature says: else a namesake that stands would name who has left."""

from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.review.models import LINKED, SAME, Case
from petition.signatures.models import Signature
from petition.signatures.records import Records, Refs
from petition.signatures.rules import State

_JOINS = (SAME, LINKED)
_ENDS = (Case.a_id, Case.b_id)  # one by one, as each has an index


def _own_data(_signature: Signature) -> dict[str, Any]:
    return {}


def _erase(refs: Refs) -> None:
    """Forget why any were alike, and of those who are gone or not named with whom.

    But that two are one, of those who count: by it they are printed once.
    """
    these = select(Signature.id).where(Signature.ref.in_(refs))
    gone = these.where(Signature.state != State.CONFIRMED)
    joined = (exists().where(end == Signature.id, Case.state.in_(_JOINS)) for end in _ENDS)
    unnamed = these.where(Signature.visibility != Visibility.PUBLIC, ~or_(*joined))
    past_session = {"synchronize_session": False}
    for some in (gone, unnamed):
        for end in _ENDS:
            db.session.execute(delete(Case).where(end.in_(some)), execution_options=past_session)
    for end in _ENDS:
        why = update(Case).where(end.in_(these)).values(seen=b"")
        db.session.execute(why, execution_options=past_session)


RECORDS = Records(own_data=_own_data, erase=_erase)
