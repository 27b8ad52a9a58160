"""One signatory may have signed in several forms, of which one is printed. Nothing is removed: `printed_as_id` points.

The package review decides and writes; here stands what every list and letter must ask before it prints somebody twice, and
what happens at once when a form changes, since nothing that is printed may wait for the worker.
"""

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from petition.core.db import db
from petition.signatures.models import Signature
from petition.signatures.rules import State

_Printed = aliased(Signature)


def printed_itself() -> ColumnElement[bool]:
    """The condition that a signature is printed itself: in no other's form, or that other one no longer counts."""
    return or_(Signature.printed_as_id.is_(None), ~exists().where(*_printed_as_another()))


def folded() -> ColumnElement[bool]:
    """The condition that a signature is printed in another's form."""
    return Signature.printed_as_id.is_not(None) & exists().where(*_printed_as_another())


def is_folded(signature: Signature) -> bool:
    """Whether this signature is printed in another's form."""
    if signature.printed_as_id is None:
        return False
    return bool(db.session.scalar(select(folded()).where(Signature.id == signature.id)))


def _printed_as_another() -> tuple[ColumnElement[bool], ...]:
    return _Printed.id == Signature.printed_as_id, _Printed.state == State.CONFIRMED


def unfold(signature: Signature) -> None:
    """Let a signature about to change, and those printed in its form, be printed themselves until they are looked at.

    Otherwise whoever signed again in somebody's name could, by hiding the one, take the other off the letter.
    """
    signature.printed_as_id = None
    db.session.execute(
        update(Signature).where(Signature.printed_as_id == signature.id).values(printed_as_id=None)
    )
