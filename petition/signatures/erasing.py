"""The one place where what signatures say is erased; when that is due is said in petition/retention.py.

The row stays with its state, as a count (docs/adr/0005). Times are coarsened to their day with it: an exact time of signing
names somebody to whoever has seen their mail.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, update

from petition.core import clock
from petition.core.db import DayOf, db
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars


def erase(*which: ColumnElement[bool], now: datetime, but_mailbox: bool = False, **values: Any) -> list[str]:
    """Erase these signatures and what finds them; gives their refs. `values` are set besides, such as their state.

    `but_mailbox` leaves the keyed hash of the mailbox, for as long as it is what keeps us from writing there again.
    """
    gone: dict[str, Any] = {"particulars": b"", **_coarse()} | ({} if but_mailbox else _unfound(now))
    gone |= {"typed_key": None, "code_key": None}
    if "state" in values:
        gone["ended_at"] = clock.day(now)
    done = db.session.execute(
        update(Signature).where(*which).values(gone | values).returning(Signature.ref),
        execution_options={"synchronize_session": False},
    )
    refs = list(done.scalars())
    _expire(refs)
    return refs


def keep_line(signature: Signature, particulars: Particulars, visibility: str, *, now: datetime) -> None:
    """Erase a signature but for what the letter prints of it."""
    value = sealed(signature.appeal.key, signature.appeal_id, signature.ref, particulars)
    db.session.execute(
        update(Signature)
        .where(Signature.id == signature.id)
        .values({"particulars": value, "visibility": visibility, "typed_key": None, "code_key": None})
        .values(_coarse() | _unfound(now)),
        execution_options={"synchronize_session": False},
    )
    _expire([signature.ref])


def remove(*which: ColumnElement[bool]) -> None:
    """Take signatures away, row and all: lines of a list that is undone."""
    db.session.execute(delete(Signature).where(*which).execution_options(synchronize_session=False))


def _coarse() -> dict[str, Any]:
    times = (Signature.signed_at, Signature.confirmed_at, Signature.ended_at, Signature.held_at)
    return {each.key: DayOf(each) for each in times} | {"reminded_at": None, "last_called_at": None}


def _unfound(now: datetime) -> dict[str, Any]:
    return {"mailbox_key": None, "quiet_at": None, "keep_until": None, "erased_at": clock.day(now)}


def _expire(refs: list[str]) -> None:
    """Have what the session knows of them read again; what was unsealed is forgotten."""
    known = set(refs)
    for each in list(db.session.identity_map.values()):
        if isinstance(each, Signature) and each.__dict__.get("ref") in known:
            each.__dict__.pop("own", None)
            db.session.expire(each)
