"""Connections of the database, whichever it is; sqlite.py and postgresql.py have what is of one alone."""

from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, event

from petition.core import postgresql, sqlite
from petition.core.private_files import keep_private


def options(url: str) -> dict[str, Any]:
    """How connections are kept, for SQLAlchemy's create_engine; none is right before `look_after` has seen its engine."""
    of_one = sqlite.options() if url.startswith("sqlite") else postgresql.options(url)
    return {"hide_parameters": True} | of_one  # what a statement was given is not for logs


def look_after(engine: Engine, *, jit: bool) -> None:
    """Settle what connections may do. `jit`: whether PostgreSQL may compile queries, which costs short ones more."""
    if engine.dialect.name == "postgresql":
        postgresql.look_after(engine, jit=jit)


@event.listens_for(Engine, "do_connect")
def _on_do_connect(
    dialect: Dialect, _record: Any, args: list[Any], options: dict[str, Any]
) -> postgresql.Prepared | None:
    """The files of an SQLite database are for nobody else; a connection to PostgreSQL is one of ours."""
    if dialect.name == "postgresql":
        return postgresql.Prepared.connect(*args, **options)
    if dialect.name == "sqlite" and args and args[0] != ":memory:":
        keep_private(Path(args[0]))
    return None
