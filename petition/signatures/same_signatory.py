"""One signatory may have signed in several forms, of which one is printed. Nothing is removed: `printed_as_id` points.

The package review decides and writes; here stands what every list and letter must ask before it prints somebody twice, and
what happens at once when a form changes, since nothing that is printed may wait for the worker.
"""

from sqlalchemy import ColumnElement, exists, func, or_, select, update
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


def folded_by(signature: Signature) -> int:
    """How many signatures are no signatory of their own by this one: itself in another's form, and those in its form."""
    if signature.state is not State.CONFIRMED:
        return 0
    its_forms = select(func.count()).where(
        Signature.printed_as_id == signature.id, Signature.state == State.CONFIRMED
    )
    return is_folded(signature) + int(db.session.execute(its_forms).scalar_one())


def unfold(signature: Signature) -> int:
    """Let a signature about to change, and those printed in its form, be printed themselves until they are looked at.

    Otherwise whoever signed again in somebody's name could, by hiding the one, take the other off the letter. Gives by how
    many more that are folded the letter differs then: none or fewer, which its errata tell (docs/adr/0010).
    """
    before = folded_by(signature)
    signature.printed_as_id = None
    db.session.execute(
        update(Signature).where(Signature.printed_as_id == signature.id).values(printed_as_id=None)
    )
    return -before
