"""A streaming replica that public pages and exports are read from, where REPLICA_URL names one.

It is read while it has all that the primary had a few seconds ago, which both are asked once a second; else the primary is
read. It takes work off the primary and does not stand in for it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from petition.core import connections
from petition.core.db import db

_BEHIND = 3  # seconds that the replica may be
_ASKED_EVERY = 1  # second
_ROUNDS = 5  # of asking, for whoever would rather wait than read the primary
_PRIMARY = text("SELECT pg_current_wal_lsn()::text")
_REPLICA = text("SELECT pg_last_wal_replay_lsn()::text WHERE pg_is_in_recovery()")

_log = logging.getLogger("petition.replica")


class Replica:
    """The replica, and how far it is."""

    def __init__(self, url: str, *, jit: bool) -> None:
        """Take its address, '' where there is none."""
        self.url, self.jit = url, jit
        self._was_at: deque[tuple[float, int]] = deque(maxlen=4 * _BEHIND)  # the primary, and when
        self._lock = threading.Lock()
        self._asked_at, self._is_current = float("-inf"), False

    @cached_property
    def engine(self) -> Engine:
        """Its connections, made when it is first read."""
        engine = create_engine(self.url, pool_pre_ping=True, **connections.options(self.url))
        connections.look_after(engine, jit=self.jit)
        return engine

    def is_current(self) -> bool:
        """Whether it may be read. One thread asks, the others go by the last answer."""
        if not self.url:
            return False
        if time.monotonic() - self._asked_at >= _ASKED_EVERY and self._lock.acquire(blocking=False):
            try:
                was, self._is_current = self._is_current, self._ask()
                self._asked_at = time.monotonic()
                if was != self._is_current:
                    _log.warning("the replica %s", "is read" if self._is_current else "is not read")
            finally:
                self._lock.release()
        return self._is_current

    def is_soon_current(self) -> bool:
        """Whether it may be read now or a few seconds later."""
        for _ in range(_ROUNDS if self.url else 0):
            if self.is_current():
                return True
            time.sleep(_ASKED_EVERY)
        return False

    def give_up(self) -> None:
        """It failed: read the primary until it is asked again."""
        self._is_current, self._asked_at = False, time.monotonic()

    def _ask(self) -> bool:
        now, at = time.monotonic(), _position(db.engine, _PRIMARY)
        reached = _position(self.engine, _REPLICA)
        if at is None or reached is None:
            return False
        self._was_at.append((now, at))
        return any(now - seen <= _BEHIND and there <= reached for seen, there in self._was_at)


def init_app(app: Flask, url: str, *, jit: bool) -> None:
    """Give the application its replica."""
    app.extensions["replica"] = Replica(url, jit=jit)


def replica() -> Replica:
    """The replica of the application at work."""
    found: Replica = current_app.extensions["replica"]
    return found


@contextmanager
def read_from(engine: Engine | None) -> Iterator[None]:
    """Let the session of this application context read from there, until the block ends or `primary` is called."""
    g.reads_from = engine
    try:
        yield
    finally:
        primary()


def primary() -> None:
    """Let what comes next go to the primary, as all that writes must."""
    if g.pop("reads_from", None) is not None:
        db.session.rollback()


def _position(engine: Engine, asks: Any) -> int | None:
    """How far a server's log is; None where it does not answer, or is no replica where one is meant."""
    try:
        with engine.connect() as connection:
            told: str | None = connection.scalar(asks)
    except (DBAPIError, PoolTimeout):
        return None
    if told is None:
        return None
    high, _, low = told.partition("/")
    return (int(high, 16) << 32) + int(low, 16)
