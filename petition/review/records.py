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


def _own_data(_signature: Signature) -> dict[str, Any]:
    return {}


def _erase(refs: Refs) -> None:
    """Forget why any were alike, and of those who are gone or not named with whom.

    But that two are one, of those who count: by it they are printed once.
    """
    these = select(Signature.id).where(Signature.ref.in_(refs))
    gone = these.where(Signature.state != State.CONFIRMED)
    joins = exists().where(or_(Case.a_id == Signature.id, Case.b_id == Signature.id), Case.state.in_(_JOINS))
    unnamed = these.where(Signature.visibility != Visibility.PUBLIC, ~joins)
    for some in (gone, unnamed):
        db.session.execute(
            delete(Case).where(or_(Case.a_id.in_(some), Case.b_id.in_(some))),
            execution_options={"synchronize_session": False},
        )
    db.session.execute(
        update(Case).where(or_(Case.a_id.in_(these), Case.b_id.in_(these))).values(seen=b""),
        execution_options={"synchronize_session": False},
    )


RECORDS = Records(own_data=_own_data, erase=_erase)
