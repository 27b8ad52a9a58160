"""Where a transaction begins and ends within a request, and what becomes of one that collides with another."""

import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import psycopg
from flask import g
from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError, OperationalError

from petition.core import meter
from petition.core.db import db
from petition.core.sqlite import Queued

P = ParamSpec("P")
R = TypeVar("R")

_PAUSES = (0.02, 0.08, 0.3)  # seconds, at the most, before a view is begun anew
_PATIENCE = 3  # seconds after which it is not


def read_first() -> None:
    """Let this POST look before it takes its turn to write, or give back the one it has: it keeps nobody waiting."""
    let_go()
    g.reads_first = True


def begin_writing() -> None:
    """End what was only read; from here on this request writes, also one that was to read alone (a GET)."""
    db.session.commit()
    g.reads_first = False


def end_writing() -> None:
    """Commit what was noted beside; this request goes on as it began."""
    db.session.commit()
    g.pop("reads_first", None)


def tried_again(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view begin anew, a few times, where what it wrote collided with what somebody else wrote at the same time.

    For views that commit once, at their end: until then nothing has happened. What collides again and again, or is said only
    after a long wait, goes on as it is, and whoever asks is told to come again.
    """

    @wraps(view)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        begun = time.monotonic()
        for pause in _PAUSES:
            try:
                return view(*args, **kwargs)
            except OperationalError as error:
                if not collided(error) or time.monotonic() - begun > _PATIENCE:
                    raise
                db.session.rollback()
                meter.retried()
                g.pop("reads_first", None)
                time.sleep(secrets.SystemRandom().uniform(0, pause))
        return view(*args, **kwargs)

    return again


def collided(error: OperationalError) -> bool:
    """Whether the same may well succeed if it is begun anew: serialization, deadlock, lock, or SQLite's file in use."""
    if isinstance(error.orig, psycopg.Error):
        return error.orig.sqlstate in {"40001", "40P01", "55P03"}
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def let_go() -> None:
    """End the transaction before something slow, so that no writer waits for it; what was loaded stays as it is."""
    if db.session().in_transaction():  # to commit without one begins one first
        db.session.commit()


def holds_idly() -> bool:
    """Whether this request has the one turn to write that SQLite gives, and has written nothing in it."""
    connection = db.session().info.get("at work")
    own = connection.connection.dbapi_connection if connection is not None else None
    return isinstance(own, Queued) and own.holds_idly


def keep_nobody_waiting() -> str:
    """Give back a turn to write in which nothing was written, and take none from here on: a page is being drawn.

    Every page says so itself, at its top (base.html), and shows nothing for it.
    """
    is_unwritten = holds_idly() and not (db.session.dirty or db.session.new or db.session.deleted)
    if is_unwritten or not db.session().in_transaction():
        read_first()
    return ""


def snapshot() -> None:
    """End what was read; until the next commit see the database as it stands now, and keep no writer waiting meanwhile."""
    db.session.commit()
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
    if (
        db.engine.dialect.name == "sqlite"
    ):  # whose readers see one state: https://www.sqlite.org/isolation.html
        options = {"only_reads": True}
    else:
        options["postgresql_readonly"] = True
    db.session.connection(execution_options=options)


def violated(error: IntegrityError) -> str:
    """The name of the unique index, constraint or trigger that refused; '' where something else did.

    PostgreSQL tells the name, SQLite the columns.
    """
    if isinstance(error.orig, psycopg.errors.UniqueViolation):
        return error.orig.diag.constraint_name or ""
    if re.fullmatch(r"\w+", str(error.orig)):  # a trigger of ours, which says its name alone
        return str(error.orig)
    told = re.fullmatch(r"UNIQUE constraint failed: (.+)", str(error.orig))
    return _unique_names().get(frozenset(told[1].split(", ")), "") if told else ""


@cache
def _unique_names() -> dict[frozenset[str], str]:
    """The names of all that is unique, by its columns."""
    return {
        frozenset(f"{table.name}.{column.name}" for column in each.columns): str(each.name)
        for table in db.metadata.sorted_tables
        for each in _uniques(table)
    }


def _uniques(table: Table) -> list[Any]:
    indexes = [each for each in table.indexes if each.unique]
    constraints = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [table.primary_key, *indexes, *constraints]
