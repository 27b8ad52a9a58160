"""Whom no list brings back. Somebody who is erased here still stands in the organisers' own file, which may be read again.

What is kept is the keyed hash of a mailbox, or of a line that had none. Whoever withdrew or said "not me" comes back by
their own hand alone; whom organisers took off themselves, they may add again if they say so.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CursorResult, delete

from petition.appeals.models import Appeal
from petition.core import text
from petition.core.db import db, each_found, insert_into, insert_many, table_of
from petition.core.vault import Key
from petition.signatures.models import Signature, Suppression
from petition.signatures.rules import Source, State

_TABLE = table_of(Suppression)


class Ended(NamedTuple):
    """Why no list brings somebody back: their own word, a list that was undone, or neither, which organisers said."""

    own: bool
    undone: bool


def line_key(key: Key, line: str) -> bytes:
    """The keyed hash under which a line of a list is found again, spacing and case aside."""
    return key.fingerprint("line", text.folded(line))


def line_key_of(signature: Signature) -> bytes | None:
    """The same of the line by which a list brought a signature, whatever it says by now; None of one that came otherwise.

    Who is asked there has it from when they confirm: of what waits, the same words are found by what was typed.
    """
    if signature.source is Source.INVITED and signature.state is State.PENDING:
        return line_key(signature.appeal.key, signature.own.line)
    return signature.typed_key if signature.source in {Source.INVITED, Source.LIST} else None


def suppress(
    appeal_id: int, keys: Mapping[bytes, datetime | None], *, own: bool, undone: bool = False
) -> None:
    """Let no list bring these back, each until its signature was kept; what somebody said themselves stays said.

    `undone`: they went with a list, which organisers may bring again as a whole. None keeps one as long as the appeal keeps
    addresses.
    """
    rows = [
        {"appeal_id": appeal_id, "key": key, "own": own, "undone": undone, "keep_until": until}
        for key, until in sorted(keys.items())
    ]
    if undone:
        insert_many(_TABLE, rows, unless_there=True)
    elif rows:  # whoever is taken off by name goes before the list that they went with earlier
        added = insert_into(_TABLE)
        until = added.excluded.keep_until
        said = {"own": True, "undone": False, "keep_until": until} if own else {"undone": False}
        changed = added.on_conflict_do_update(
            index_elements=["appeal_id", "key"], set_=said, where=None if own else ~_TABLE.c.own
        )
        db.session.execute(changed, rows)


def suppressed(appeal: Appeal, keys: Collection[bytes]) -> dict[bytes, Ended]:
    """Those of the keys that no list brings back, and why."""
    rows = each_found(
        _TABLE.c.key, keys, _TABLE.c.appeal_id == appeal.id, give=(_TABLE.c.own, _TABLE.c.undone)
    )
    return {key: Ended(own, undone) for key, own, undone in rows}


def forget(appeal: Appeal, now: datetime | None) -> int:
    """Erase those of an appeal that are due at `now`; None erases all. Gives how many."""
    due = delete(Suppression).where(Suppression.appeal_id == appeal.id)
    if now is not None:
        due = due.where(Suppression.keep_until <= now)
    done = db.session.execute(due)
    assert isinstance(done, CursorResult)
    return done.rowcount
