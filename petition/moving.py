"""From SQLite to PostgreSQL: a backup of the one is put into the other, table by table, in one transaction."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, Table, func, select, text

from petition import audit, data_key, erasure_journal
from petition.appeals.models import Appeal
from petition.backups import SCRATCH, BackupRefused, refuse_without_journal
from petition.core.db import db
from petition.core.private_files import scratch
from petition.restoring import aside


def is_of_sqlite(file: Path) -> bool:
    """Whether a backup is a database of SQLite."""
    with file.open("rb") as opened:
        return opened.read(15) == b"SQLite format 3"


def put(backup: Path, *, without_journal: bool = False) -> None:
    """Put a backup of SQLite into the PostgreSQL at hand; raises BackupRefused where that holds letters, WrongKey.

    Also where there is no journal of erasures that goes with it, but `without_journal`.
    """
    upgrade()
    if db.session.scalar(select(func.count(Appeal.id))):
        raise BackupRefused(
            "a backup of SQLite goes only into a database of PostgreSQL that holds no letters"
        )
    db.session.remove()
    with (
        scratch(Path(current_app.instance_path), SCRATCH) as folder,
        db.engine.begin() as target,
        aside(backup, folder / "copy"),
    ):
        upgrade()
        data_key.check()
        db.session.remove()
        if not without_journal:
            refuse_without_journal(*erasure_journal.known_now())
        with db.engine.connect() as source:
            try:
                _copy_all(source, target)
            except psycopg.Error as error:
                raise BackupRefused(
                    f"PostgreSQL refuses what SQLite held: {error.diag.message_primary}"
                ) from None


def _copy_all(source: Connection, target: Connection) -> None:
    """Copy every row; what triggers make of rows, such as counts, is copied as it is."""
    tables = db.metadata.sorted_tables
    for table in tables:
        target.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
    target.execute(text(f"TRUNCATE {', '.join(each.name for each in tables)}"))
    given = _given(source)
    for table in tables:
        _copy(table, source, target)
        number = table.autoincrement_column
        if number is not None:
            largest = audit.last_number(number, source)
            target.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :last) WHERE :last > 0"),
                {"table": table.name, "column": number.name, "last": max(largest, given.get(table.name, 0))},
            )
        target.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))


def _given(source: Connection) -> dict[str, int]:
    """The last number that SQLite gave to rows of a table, also to those that are gone, where it keeps it."""
    if not source.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")):
        return {}
    return dict(source.execute(text("SELECT name, seq FROM sqlite_sequence")).tuples().all())


def _copy(table: Table, source: Connection, target: Connection) -> None:
    """Copy a table in one statement, so that rows may speak of rows that follow."""
    prepares: list[Callable[[Any], Any] | None] = [
        each.type.dialect_impl(target.dialect).bind_processor(target.dialect) for each in table.columns
    ]
    quote = target.dialect.identifier_preparer.quote
    into = f"COPY {table.name} ({', '.join(quote(each.name) for each in table.columns)}) FROM STDIN"
    rows = source.execution_options(yield_per=1_000).execute(select(table))
    own: Any = target.connection.driver_connection
    with closing(rows), own.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(
                [prepare(value) if prepare else value for prepare, value in zip(prepares, row, strict=True)]
            )
