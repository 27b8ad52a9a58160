"""The entries of the activity log as a chain: what is edited, removed or put elsewhere afterwards is found.

Entries are written by many at once, and nobody waits for another to write one. So each is bound to those before it a little
later, by whoever comes first, the worker or whoever verifies: two who do it at once want the same position, and the database
lets one have it. The hash is keyed (RFC 2104) by DATA_KEY, which is not in the database.

What names a row of a supporter in an entry is bound by a hash of its own with a random salt: erasing a letter takes both
out, and the chain holds. Of what a supporter did the day is bound, for that alone is kept in the end.
"""

import json
import os
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from petition.audit import ARRIVALS, NAMES, ROWS_OF_SUPPORTERS, AuditEntry
from petition.core import clock
from petition.core.db import Base, db, table_of
from petition.core.vault import vault

_AT_ONCE = 2_000  # read
_BOUND_AT_ONCE = 500  # for so long nobody else writes to SQLite
_LOOKED_BACK = (
    100_000  # positions: an entry numbered before these may be committed after them, but not so late
)
_START = bytes(32)


class AuditLink(Base):
    """The place of an entry in the chain. No foreign key: an entry that is gone is what it is there to tell of."""

    __tablename__ = "audit_links"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes | None]  # of what names a row; None where the entry names none, or no longer does
    named: Mapped[bytes | None]  # its hash, which nothing can be found by without the salt
    hash: Mapped[bytes]  # of the entry, and the hash before it
    binds_time: Mapped[bool]  # whether it is of the time of day, too; it never is of an arrival


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where the chain has come to: kept elsewhere, it tells whether all up to there was written anew since."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that is not as it was written. `what`: changed, removed, gap, or unknown head; `deed` '' where it is gone."""

    what: str
    entry_id: int
    deed: str = ""
    appeal_id: int | None = None


def link(*, whole: bool = False) -> int:
    """Bind entries that are not bound yet, some at a time; gives how many, 0 also where somebody else came first.

    `whole`: looks through all entries, however long ago they were written. Commits nothing.
    """
    last = _last()
    position, previous = (last.position, last.hash) if last else (0, _START)
    looked_back = select(AuditLink.entry_id).where(AuditLink.position == position - _LOOKED_BACK)
    floor = 0 if whole else db.session.scalar(looked_back)
    waiting = (
        _entries()
        .where(AuditEntry.id > (floor or 0), ~_is_linked())
        .order_by(AuditEntry.id)
        .limit(_BOUND_AT_ONCE)
    )
    links = []
    for entry in db.session.execute(waiting):
        names, position = _names(entry.facts), position + 1
        salt = os.urandom(16) if names else None
        named = _named(salt, names) if salt else None
        binds_time = entry.organiser_id is not None or entry.facts.keys().isdisjoint(ROWS_OF_SUPPORTERS)
        previous = _hash(previous, entry, named, binds_time=binds_time)
        links.append(
            {
                "position": position,
                "entry_id": entry.id,
                "salt": salt,
                "named": named,
                "hash": previous,
                "binds_time": binds_time,
            }
        )
    if not links:
        return 0
    try:
        with db.session.begin_nested():
            db.session.connection().execute(insert(table_of(AuditLink)), links)
    except IntegrityError:
        return 0
    return len(links)


def head() -> ChainHead:
    """Where the chain has come to."""
    last = _last()
    return ChainHead(last.position, last.hash.hex()) if last else ChainHead(0, _START.hex())


def is_waiting() -> bool:
    """Whether an entry is bound to none yet."""
    return db.session.scalar(select(AuditEntry.id).where(~_is_linked()).limit(1)) is not None


def bad_entries(known: ChainHead | None = None) -> Generator[BadEntry, None, None]:
    """What is not as it was written, the first one first. `known`: a head of before, which must still be in the chain."""
    erased = set(db.session.scalars(select(AuditEntry.appeal_id).where(AuditEntry.deed == "appeal.erased")))
    position, previous = 0, _START
    found = known is None or known == ChainHead(0, _START.hex())
    with db.session.execute(_chain()) as rows:
        for row in rows:
            position += 1
            if row.position != position:
                yield BadEntry("gap", position)
                position = row.position
            if row.id is None:
                yield BadEntry("removed", row.entry_id)
            elif _hash(previous, row, row.named, binds_time=row.binds_time) != row.hash or not _names_hold(
                row, erased
            ):
                yield BadEntry("changed", row.id, row.deed, row.appeal_id)
            previous = row.hash
            found = found or known == ChainHead(row.position, row.hash.hex())
    if known is not None and not found:
        yield BadEntry("unknown head", known.position)


def forget_names(entry_ids: list[int]) -> None:
    """Let nothing be found any more by what these entries named; for who takes it out of them in the same transaction."""
    db.session.execute(update(AuditLink).where(AuditLink.entry_id.in_(entry_ids)).values(salt=None))


def _names_hold(row: Row[Any], erased: set[int | None]) -> bool:
    """Whether an entry names what it did, or nothing any more because its appeal was erased."""
    names = _names(row.facts)
    if not names:
        return row.named is None or row.appeal_id in erased
    return row.salt is not None and _named(row.salt, names) == row.named


def _last() -> Any:
    query = select(AuditLink.position, AuditLink.hash).order_by(AuditLink.position.desc()).limit(1)
    return db.session.execute(query).first()


def _is_linked() -> Any:
    return select(AuditLink.position).where(AuditLink.entry_id == AuditEntry.id).exists()


_ENTRY = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.deed,
    AuditEntry.appeal_id,
    AuditEntry.organiser_id,
    AuditEntry.facts,
)


def _entries() -> Select[Any]:
    return select(*_ENTRY)


def _chain() -> Select[Any]:
    query = select(*AuditLink.__table__.columns, *_ENTRY).select_from(AuditLink)
    query = query.outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
    return query.order_by(AuditLink.position).execution_options(yield_per=_AT_ONCE)


def _names(facts: dict[str, Any]) -> str:
    return _canonical({name: fact for name, fact in facts.items() if name in NAMES})


def _named(salt: bytes, names: str) -> bytes:
    return vault().common.fingerprint("audit names", f"{salt.hex()}{names}")


def _hash(previous: bytes, entry: Row[Any], named: bytes | None, *, binds_time: bool) -> bytes:
    facts = {name: fact for name, fact in entry.facts.items() if name not in NAMES}
    at = entry.at if binds_time and entry.deed not in ARRIVALS else clock.day(entry.at)
    said = [entry.id, at.isoformat(), entry.deed, entry.appeal_id, entry.organiser_id, facts]
    return vault().common.fingerprint(
        "audit chain", f"{previous.hex()}{(named or b'').hex()}{_canonical(said)}"
    )


def _canonical(value: Any) -> str:
    """One way to write a JSON value; '' for an empty one."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if value else ""
