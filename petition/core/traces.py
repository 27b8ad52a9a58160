"""What the files of the database keep of what was erased, and letting go of it (docs/adr/0030).

SQLite overwrites what is erased (secure_delete), but its write-ahead log keeps the pages as they were until it begins anew,
and a page from which rows were moved to others keeps pieces of them: only VACUUM writes the file without any.
PostgreSQL marks what is erased as free, and VACUUM leaves the bytes where they are; only VACUUM FULL writes a table anew.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, LargeBinary, text

from petition.core.db import Base, db

_EVERY = 3600  # seconds between two rounds over the tables of PostgreSQL, or the file of SQLite
_LARGEST = 64 * 1024 * 1024  # bytes that are written anew in about a second, while nobody else may write
_last_round: list[float] = []  # when this process made its last one
_seen: dict[str, int] = {}  # how often rows of a table had been changed by then


def drop() -> bool:
    """Let the files keep nothing that was erased, where that makes nobody wait for more than a moment; whether it did.

    What was not possible, because somebody reads, is tried again with the next call.
    """
    if db.engine.dialect.name == "sqlite":
        is_anew = _write_file_anew()
        return _begin_log_anew() and is_anew
    return _write_tables_anew()


def _write_file_anew() -> bool:
    """Write the file of the database anew, where it is not large; once an hour."""
    path = Path(str(db.engine.url.database))
    if not _is_due() or not path.exists() or path.stat().st_size > _LARGEST:
        return True
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            cursor.execute("VACUUM")
        except sqlite3.OperationalError:  # somebody writes
            return False
        finally:
            cursor.execute("PRAGMA busy_timeout = 30000")
    _last_round[:] = [time.monotonic()]
    return True


def _is_due() -> bool:
    return not _last_round or time.monotonic() - _last_round[0] >= _EVERY


def _begin_log_anew() -> bool:
    """Bring everything from the log into the database, which takes no turn from writers, and cut the log to nothing."""
    log = Path(f"{db.engine.url.database}-wal")
    if not log.exists() or not log.stat().st_size:
        return True
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            (is_busy, _pages, _written) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute("PRAGMA busy_timeout = 30000")
    return not is_busy


def _write_tables_anew() -> bool:
    """Write each table with sealed values or keyed hashes anew that has changed and is not large; once an hour."""
    if not _is_due():
        return True
    sealed = {
        table.name
        for table in Base.metadata.tables.values()
        if any(isinstance(column.type, LargeBinary) for column in table.columns)
    }
    autocommit = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with autocommit as connection, _told_what_is_skipped(connection) as skipped:
        for name, changes, size in connection.execute(_CHANGED).all():
            if name not in sealed or _seen.get(name) == changes:
                continue
            full = "FULL" if size <= _LARGEST else "FREEZE"
            before = len(skipped)
            connection.execute(text(f'VACUUM ({full}, SKIP_LOCKED) "{name}"'))
            if len(skipped) == before:
                _seen[name] = changes
    if skipped:
        return False
    _last_round[:] = [time.monotonic()]
    return True


@contextmanager
def _told_what_is_skipped(connection: Connection) -> Iterator[list[str]]:
    """What VACUUM skips meanwhile because somebody reads: it warns of it, and fails at nothing."""
    skipped: list[str] = []

    def note(notice: psycopg.errors.Diagnostic) -> None:
        if notice.sqlstate == "55P03":  # lock_not_available
            skipped.append(notice.sqlstate)

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(note)
    try:
        yield skipped
    finally:
        driver.remove_notice_handler(note)


_CHANGED = text(
    "SELECT relname, n_tup_upd + n_tup_del, pg_total_relation_size(relid) FROM pg_stat_user_tables "
    "WHERE schemaname = current_schema()"
)
