"""The one query behind every letter: the confirmed signatures of an appeal, unsealed one by one."""

from collections.abc import Iterator

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.letters.letter import Entry
from petition.signatures import folding, tallies
from petition.signatures.models import Signature, unsealed

_AT_ONCE = 2000


def entries(appeal: Appeal) -> Iterator[Entry]:
    """Every signatory under the present text, in the form printed; hidden ones come without anything that names them."""
    key = appeal.key
    rows = db.session.execute(
        select(
            Signature.ref,
            Signature.kind,
            Signature.visibility,
            Signature.rank,
            Signature.signed_at,
            Signature.particulars,
        ).where(tallies.standing(appeal), folding.printed_itself()),
        execution_options={"yield_per": _AT_ONCE},
    )
    for row in rows:
        if row.visibility == "hidden":
            yield Entry(row.kind, "", row.signed_at, row.ref, visibility="hidden", rank=row.rank)
            continue
        own = unsealed(key, appeal.id, row.ref, row.particulars)
        yield Entry(
            kind=row.kind,
            name=own.name,
            signed_at=row.signed_at,
            tie=row.ref,
            acronym=own.acronym,
            role=own.role,
            affiliation=own.affiliation,
            place=own.place,
            as_typed=own.as_typed,
            visibility=row.visibility,
            rank=row.rank,
        )
