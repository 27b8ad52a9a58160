"""What many tests begin with, made once in a process: from then on its rows are put into the database as they were."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, insert, select

from petition.core.db import db

LEFT_OUT = {
    "erasures",  # a file holds the rest of them
    "count_parts",  # the database counts by itself what is put in
    "day_parts",
}
_KEPT: dict[tuple[str, str], list[tuple[Any, dict[str, Any]]]] = {}


def prepared(name: str, make: Callable[[], object]) -> None:
    """Fill the empty database as `make` does it under a clock that stands still."""
    key = (db.engine.dialect.name, name)
    if key not in _KEPT:
        make()
        db.session.commit()
        tables = [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]
        _KEPT[key] = [(table, row) for table in tables for row in _rows(table)]
        return
    later = []
    for table, row in _KEPT[key]:
        itself = {name: row[name] for name in _of_itself(table) if name in row}  # which may not be there yet
        db.session.execute(insert(table).values({name: row[name] for name in row if name not in itself}))
        if itself:
            later.append(table.update().where(table.c.id == row["id"]).values(itself))
    for statement in later:
        db.session.execute(statement)
    if db.engine.dialect.name == "postgresql":
        _number_on({table for table, _row in _KEPT[key] if "id" in table.columns})
    db.session.commit()


def _rows(table: Any) -> list[dict[str, Any]]:
    """The rows of a table, without what is null: of JSON that would come back as the word."""
    found = db.session.execute(select(table)).mappings()
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def _of_itself(table: Any) -> set[str]:
    """The columns of a table that name another row of it."""
    return {key.parent.name for key in table.foreign_keys if key.column.table is table}


def _number_on(tables: set[Any]) -> None:
    """Let ids go on after those that were put in."""
    for table in tables:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
