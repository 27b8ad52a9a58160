"""Runs migrations on the application's own engine, inside one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

from petition.core import locks
from petition.core.column_types import UTCDateTime
from petition.core.schema import lacking

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations stand on their own: in them an instant is a plain column with a time zone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def reached() -> Any:
    """A connection to the database; raises CommandError where it does not answer."""
    try:
        return db.engine.connect()
    except OperationalError as error:
        said = " ".join(str(error.orig).split())
        raise CommandError(
            f"The database does not answer: look at DATABASE_URL and its server ({said})"
        ) from None


RUNNING = "Another flask db upgrade is changing this database: wait until it has ended"
LOCK = 0x7065746974  # "petit", a name of ours among the locks that PostgreSQL keeps for applications


@contextmanager
def alone(connection: Any) -> Iterator[None]:
    """Let one process at a time change the tables of a database; raises CommandError in any other.

    On PostgreSQL by a lock of the very transaction that migrates: another's would stand idle, and be ended, in a long one.
    """
    if connection.dialect.name == "postgresql":
        if not connection.scalar(db.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}):
            raise CommandError(RUNNING)
        yield
        return
    try:
        with locks.beside("upgrading"):
            yield
    except locks.HeldByAnother:
        raise CommandError(RUNNING) from None


NEWER = "The database is of a newer version ({}) than this code: install that version again, or restore a backup from before"


def refuse_newer(connection: Any) -> None:
    """Raise CommandError where a version after this one has changed the tables."""
    known = {each.revision for each in context.script.walk_revisions()}
    if newer := set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise CommandError(NEWER.format(", ".join(sorted(newer))))


BETWEEN = "Nothing was changed, for a commit between two versions has made this database, from which none leads here: {}"


def refuse_between(connection: Any) -> None:
    """Raise CommandError where a database that has come to the last migration lacks something nevertheless.

    A commit between versions may have had a migration before those that were put in front of it later.
    """
    at = set(MigrationContext.configure(connection).get_current_heads())
    if at == set(context.script.get_heads()) and (gone := lacking(connection)):
        raise CommandError(BETWEEN.format(f"it would lack {', '.join(gone)}"))


def run() -> None:
    """Go up or down as alembic was told."""
    current_app.extensions["settings"].begin()
    options = dict(current_app.extensions["migrate"].configure_args)
    with reached() as connection, alone(connection):
        refuse_newer(connection)
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=render_item, **options
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"Nothing was changed, for the database refuses: {error.orig}") from error
        refuse_between(connection)
        connection.commit()


run()
