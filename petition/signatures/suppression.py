"""Whom no list brings back. Somebody who is erased here still stands in the organisers' own file, which may be read again.

What is kept is the keyed hash of a mailbox, or of a line that had none. Whoever withdrew or said "not me" comes back by
their own hand alone; whom organisers took off themselves, they may add again if they say so.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CursorResult, delete, select

from petition.appeals.models import Appeal
from petition.core.db import Base, db, insert_into
from petition.signatures.models import Suppression

_AT_ONCE = 5_000


class Ended(NamedTuple):
    """Why no list brings somebody back: their own word, a list that was undone, or neither, which organisers said."""

    own: bool
    undone: bool


def suppress(
    appeal_id: int,
    keys: Iterable[bytes],
    *,
    own: bool,
    undone: bool = False,
    keep_until: datetime | None = None,
) -> None:
    """Let no list bring these back; what somebody said themselves stays said.

    `undone`: they went with a list, which organisers may bring again as a whole. `keep_until` is that of the signature; None
    keeps them as long as the appeal keeps addresses.
    """
    table = Base.metadata.tables[Suppression.__tablename__]
    statement = insert_into(table)
    statement = (
        statement.on_conflict_do_update(
            index_elements=["appeal_id", "key"], set_={"own": True, "undone": False, "keep_until": keep_until}
        )
        if own
        else statement.on_conflict_do_nothing()
    )
    rows = [
        {"appeal_id": appeal_id, "key": key, "own": own, "undone": undone, "keep_until": keep_until}
        for key in sorted(set(keys))
    ]
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(statement, rows[start : start + _AT_ONCE])


def suppressed(appeal: Appeal, keys: Collection[bytes]) -> dict[bytes, Ended]:
    """Those of the keys that no list brings back, and why."""
    rows = db.session.execute(
        select(Suppression.key, Suppression.own, Suppression.undone).where(
            Suppression.appeal_id == appeal.id, Suppression.key.in_(keys)
        )
    )
    return {row.key: Ended(row.own, row.undone) for row in rows}


def forget(appeal: Appeal, now: datetime | None) -> int:
    """Erase those of an appeal that are due at `now`; None erases all. Gives how many."""
    due = delete(Suppression).where(Suppression.appeal_id == appeal.id)
    if now is not None:
        due = due.where(Suppression.keep_until <= now)
    done = db.session.execute(due)
    assert isinstance(done, CursorResult)
    return done.rowcount
