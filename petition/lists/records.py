"""Which list a signature came with, for its owner."""

from typing import Any

from petition.core.db import db
from petition.lists import lookup
from petition.lists.models import LineList
from petition.signatures.models import Signature
from petition.signatures.own_data import instant
from petition.signatures.records import Origin, Records


def _list_of(signature: Signature) -> LineList | None:
    return db.session.get(LineList, signature.list_id) if signature.list_id else None


def _own_data(signature: Signature) -> dict[str, Any]:
    found = _list_of(signature)
    if found is None:
        return {}
    return {"how_it_came": {"list": lookup.name_of(found), "list_added_at": instant(found.added_at) or ""}}


def _origin(signature: Signature) -> Origin | None:
    found = _list_of(signature)
    return Origin(lookup.name_of(found), found.added_at) if found and found.added_at else None


RECORDS = Records(own_data=_own_data, origin=_origin)
