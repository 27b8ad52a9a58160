"""A streaming replica that public pages and exports are read from, where REPLICA_URL names one.

It is read while it has all that the primary had a few seconds ago, which both are asked once a second (other_machines.py);
else the primary is read. It takes work off the primary and does not stand in for it. One that stands still keeps nobody
waiting for longer than a moment: what was asked of it is then asked of the primary.
"""

import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

import psycopg
from flask import Flask, current_app, g
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from petition.core import connections
from petition.core.db import db

_BEHIND = 3  # seconds that the replica may be
_ASKED_EVERY = 1  # second
_ROUNDS = 5  # of asking, for whoever would rather wait than read the primary
_PATIENCE = 2  # seconds for which an answer is waited for
_PRIMARY = text("SELECT pg_current_wal_lsn()::text")
_REPLICA = text("SELECT pg_last_wal_replay_lsn()::text WHERE pg_is_in_recovery()")

_log = logging.getLogger("petition.replica")


class Replica:
    """The replica, and how far it is."""

    def __init__(self, url: str, *, jit: bool) -> None:
        """Take its address, '' where there is none."""
        self.url, self.jit = url, jit
        self.as_of = float("-inf")  # what the primary had at this instant (time.monotonic), it has too
        self._was_at: deque[tuple[float, int]] = deque(maxlen=4 * _BEHIND)  # the primary, and when
        self._is_read = False
        self._asked: dict[int, psycopg.Connection] = {}  # by threads that wait for it
        self._guard = threading.Lock()

    @cached_property
    def engine(self) -> Engine:
        """Its connections, made when it is first read."""
        options = connections.options(self.url)
        options["connect_args"]["connect_timeout"] = _PATIENCE
        engine = create_engine(self.url, **options)
        event.listen(engine, "checkout", self._note)
        event.listen(engine, "checkin", self._forget)
        connections.look_after(engine, jit=self.jit)
        return engine

    def is_current(self) -> bool:
        """Whether it may be read, by what was last asked."""
        return time.monotonic() - self.as_of <= _BEHIND

    def is_soon_current(self) -> bool:
        """Whether it may be read now or a few seconds later; asks."""
        for _ in range(_ROUNDS if self.url else 0):
            self.ask()
            if self.is_current():
                return True
            time.sleep(_ASKED_EVERY)
        return False

    def ask(self) -> None:
        """Ask both servers how far they are."""
        now, at = time.monotonic(), _position(db.engine, _PRIMARY)
        with self.limited():
            reached = _position(self.engine, _REPLICA)
        if at is not None:
            self._was_at.append((now, at))
        known = [seen for seen, there in self._was_at if reached is not None and there <= reached]
        self.as_of = max(known, default=float("-inf")) if at is not None else float("-inf")
        self._tell()

    def give_up(self) -> None:
        """It failed: read the primary until it is asked again."""
        self.as_of = float("-inf")
        self._tell()

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Let what this thread asks of it until the block ends fail where the answer takes too long.

        Neither the library nor the kernel ends a wait for a server that stands still but whose machine answers, so the
        connection is cut.
        """
        over = threading.Event()
        threading.Thread(target=self._watch, args=(threading.get_ident(), over), daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _watch(self, thread: int, over: threading.Event) -> None:
        waits = 0
        while not over.wait(1):
            with self._guard, suppress(OSError, psycopg.Error):
                asked = self._asked.get(thread)
                if asked is None or asked.pgconn.transaction_status != TransactionStatus.ACTIVE:
                    waits = 0  # it is at something else
                elif (waits := waits + 1) == _PATIENCE:
                    with socket.socket(fileno=os.dup(asked.fileno())) as line:
                        line.shutdown(socket.SHUT_RDWR)
                    self.give_up()

    def _note(self, connection: psycopg.Connection, _record: Any, _proxy: Any) -> None:
        with self._guard:
            self._asked[threading.get_ident()] = connection

    def _forget(self, _connection: psycopg.Connection | None, _record: Any) -> None:
        with self._guard:
            self._asked.pop(threading.get_ident(), None)

    def _tell(self) -> None:
        was, self._is_read = self._is_read, self.is_current()
        if was != self._is_read:
            _log.warning("the replica %s", "is read" if self._is_read else "is not read")


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
