"""Connections to SQLite: what they are told, and whose turn it is to write."""

import sqlite3
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from petition.core import meter

_TURN_WAITED_FOR = 30  # seconds, by who wants to write
_ASKED_AGAIN_AFTER = 0.001  # second, by the one of this process whose turn is next


def options() -> dict[str, Any]:
    """How connections are kept, for SQLAlchemy's create_engine."""
    return {"connect_args": {"timeout": _TURN_WAITED_FOR, "factory": Queued}}


class Queued(sqlite3.Connection):
    """A connection to SQLite whose writers queue within this process.

    SQLite alone lets each who waits sleep, up to a tenth of a second, and ask again: the turn goes to whoever happens to ask
    first, and often to nobody. Here one thread of a process asks, every millisecond, and the others wait for that thread.
    """

    _turn: "threading.Lock | None" = None
    _synced: int | None = None  # what it is otherwise, while it does not wait for the disk
    _changes = 0  # rows that it had changed when its turn began

    @property
    def holds_idly(self) -> bool:
        """Whether it is its turn to write, and it has written nothing yet."""
        return self._turn is not None and self.total_changes == self._changes

    def has_begun(self, database: str, *, synced: bool = True) -> bool:
        """Begin to write once it is this connection's turn; False where that took too long. `synced`: see `_on_connect`."""
        until = time.monotonic() + _TURN_WAITED_FOR
        turn = _turn_of(database)
        if not turn.acquire(timeout=_TURN_WAITED_FOR):
            return False
        self._turn = turn
        self.execute("PRAGMA busy_timeout = 0")
        if not synced:
            (self._synced,) = self.execute("PRAGMA synchronous").fetchone()
            self.execute("PRAGMA synchronous = NORMAL")
        try:
            while time.monotonic() < until:
                with suppress(sqlite3.OperationalError):
                    self.execute("BEGIN IMMEDIATE")
                    self._changes = self.total_changes
                    return True
                time.sleep(_ASKED_AGAIN_AFTER)
        finally:
            self.execute(f"PRAGMA busy_timeout = {_TURN_WAITED_FOR * 1000}")
        return False

    def commit(self) -> None:
        """Commit, and let the next one write."""
        super().commit()  # where it fails, it is rolled back
        self._sync_again()
        self._leave()

    def rollback(self) -> None:
        """Roll back, and let the next one write."""
        try:
            super().rollback()
            self._sync_again()
        finally:
            self._leave()

    def close(self) -> None:
        """Close it, and let the next one write."""
        try:
            super().close()
        finally:
            self._leave()

    def _sync_again(self) -> None:
        if self._synced is not None:
            self.execute(f"PRAGMA synchronous = {self._synced}")
            self._synced = None

    def _leave(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.release()


@cache
def _turn_of(_database: str) -> threading.Lock:
    """What the threads of this process that write to one file wait for."""
    return threading.Lock()


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    """Thanks are said after a commit that survives: WAL with synchronous=FULL.

    What nobody is thanked for may be written with synchronous=NORMAL: it outlives a process that is killed, but is lost with
    the power until the next commit, whosever it is, has reached the disk.

    See https://www.sqlite.org/wal.html and https://www.sqlite.org/pragma.html#pragma_synchronous.
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "journal_size_limit=67108864",  # bytes that the log keeps on the disk once a long reader has let it grow
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    """A writer takes its turn when it begins, so that it never fails half-way with "database is locked"."""
    if connection.dialect.name == "sqlite":
        reads = connection.get_execution_options().get("only_reads", False) or (
            has_request_context() and g.get("reads_first", request.method != "POST")
        )
        begun = time.perf_counter()
        if reads:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_to_write(connection)
        meter.waited_since(begun)


def give_room(connection: Connection) -> None:
    """Let a connection keep 24 MB of an SQLite file at hand: many rows are written all over its indexes.

    With the usual 2 MB half of the time goes into reading the same pages again (https://www.sqlite.org/pragma.html#pragma_cache_size).
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -24000")


def _begin_to_write(connection: Connection) -> None:
    own = connection.connection.dbapi_connection
    synced = connection.get_execution_options().get("synced", True)
    if not (isinstance(own, Queued) and own.has_begun(str(connection.engine.url), synced=synced)):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
