"""Appeals as this process read them last, with their texts and teams: for what is asked for every signature.

Right within a second after a change made by another process, or two while very many ask; at once after one made here.
What must be exact, whether an appeal may be signed at this very instant, is asked of the database together with what is to
be signed (`TERMS`).
"""

import threading
import time
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import ColumnElement, Row, and_, event, func, select
from sqlalchemy.orm import Session, joinedload

from petition.accounts.models import Team
from petition.appeals.extension import Extension
from petition.appeals.models import Appeal, AppealTeam, AppealVersion
from petition.core.db import db, table_of

_APPEALS = table_of(Appeal)
_VERSIONS = table_of(AppealVersion)
_TERMS = (
    "published_at",
    "closes_at",
    "withdrawn_at",
    "stopped_at",
    "grace_minutes",
    "pending_days",
    "kept_days",
    "wrapped_key",
)
# What decides whether and until when something may be signed and confirmed, and which text it is: to be read with it.
TERMS = (
    *(_APPEALS.c[name] for name in _TERMS),
    select(func.max(_VERSIONS.c.id))
    .where(_VERSIONS.c.appeal_id == _APPEALS.c.id)
    .scalar_subquery()
    .label("version"),
)
TEAMS = (joinedload(Appeal.team), joinedload(Appeal.partners).joinedload(AppealTeam.team))
_SECONDS = 1.0
_AT_MOST = 2.0  # while somebody else reads it anew: else all who ask in a crowd would, eight at once
_MOST = 512


class Cache:
    """Appeals by their addresses and ids, each for a second or two; they belong to no session and are only read."""

    def __init__(self) -> None:
        self._kept: dict[str | int, tuple[float, Appeal]] = {}
        self._changes = 0
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def get(self, key: str | int) -> Appeal | None:
        """The appeal with an id, or that with an address where it was ever published.

        Kept by its address a draft would be told from an address where nothing is by how soon it is refused.
        """
        read_at, found = self._kept.get(key, (0.0, None))
        age = time.monotonic() - read_at
        if found is None or age >= _AT_MOST:
            return self.anew(key)
        if age < _SECONDS or not self._turn.acquire(blocking=False):
            return found
        try:
            return self.anew(key)
        finally:
            self._turn.release()

    def anew(self, key: str | int) -> Appeal | None:
        """The same as it stands in the database now."""
        changes, read_at = self._changes, time.monotonic()
        found = _read(Appeal.id == key if isinstance(key, int) else _is_published_at(key))
        with self._lock:
            # Else it may be older than what somebody has just changed, or newer than what will be committed here.
            if found and changes == self._changes and "appeals changed" not in db.session.info:
                if len(self._kept) >= _MOST:
                    self._kept.clear()
                keys = (found.id, found.slug) if found.published_at else (found.id,)
                self._kept |= dict.fromkeys(keys, (read_at, found))
        return found

    def empty(self) -> None:
        """Read every appeal anew."""
        with self._lock:
            self._changes += 1
            self._kept.clear()


def _is_published_at(slug: str) -> ColumnElement[bool]:
    return and_(Appeal.slug == slug, Appeal.published_at.is_not(None))


def _read(which: ColumnElement[bool]) -> Appeal | None:
    """In a session of its own that ends at once, and on SQLite takes no turn from writers.

    On PostgreSQL it speaks by the connection that this request holds already: behind a pooler with fewer connections than
    threads, whoever holds one and waits for a second would wait for ever.
    """
    query = select(Appeal).where(which).options(joinedload(Appeal.versions), *TEAMS)
    held = db.engine.dialect.name == "postgresql" and db.session().in_transaction() and "reads_from" not in g
    with Session(db.session.connection() if held else db.engine, expire_on_commit=False) as session:
        if not held:
            session.connection(execution_options={"only_reads": True})
        return session.scalars(query).unique().one_or_none()


def init_app(app: Flask) -> None:
    """Give an application its cache."""
    app.extensions["appeals"] = Cache()


def cache() -> Cache:
    """That of the application at work."""
    found: Cache = current_app.extensions["appeals"]
    return found


def by_terms(appeal: Appeal, read: Row[Any]) -> Appeal:
    """The appeal as its terms, read just now with something else, say: this one, or as it stands in the database now."""
    version = appeal.version.id if appeal.version else None
    if read.version == version and all(getattr(read, name) == getattr(appeal, name) for name in _TERMS):
        return appeal
    found = cache().anew(appeal.id)
    assert found is not None
    return found


@event.listens_for(db.session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    if any(
        isinstance(each, _TELLING) for part in (session.new, session.dirty, session.deleted) for each in part
    ):
        session.info["appeals changed"] = True


@event.listens_for(db.session, "after_commit")
def _forget(session: Session) -> None:
    if session.info.pop("appeals changed", False):
        cache().empty()


_TELLING = (Appeal, AppealTeam, AppealVersion, Extension, Team)
