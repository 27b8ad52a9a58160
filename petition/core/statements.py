"""Statements about tables, made ready for the driver once: SQLAlchemy writes them, and then only values go to the driver.

Between a statement and the database stand SQLAlchemy (a key for its cache, a context, a cursor, a result of its own) and, on
PostgreSQL, psycopg's cursor, which together take ten times the processor of the libpq below them. Signing runs eight such
statements, so it is spared both; types, errors and transactions are SQLAlchemy's and the driver's as ever.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import psycopg
from psycopg.pq.abc import PGresult
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from petition.core.postgresql import Prepared

_DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect_pysqlite(paramstyle="qmark", dbapi=sqlite3),
    "postgresql": PGDialect_psycopg(paramstyle="numeric_dollar", dbapi=psycopg),  # type: ignore[no-untyped-call]
}
_Process = Callable[[Any], Any] | None


class Rows(list[Any]):
    """The rows that a statement gave, each with the names of its columns."""

    def all(self) -> "Rows":
        """All of them."""
        return self

    def first(self) -> Any:
        """The first one; None where there is none."""
        return self[0] if self else None

    def one(self) -> Any:
        """The only one."""
        (row,) = self
        return row

    def scalar(self) -> Any:
        """The first value of the first one; None where there is none."""
        return self[0][0] if self else None


class _Value(NamedTuple):
    """What stands at one place of a statement: the value of a name, or the one that the statement itself has."""

    name: str
    process: _Process
    own: Any

    def of(self, given: dict[str, Any]) -> Any:
        """Its value, as the driver takes it."""
        if self.name not in given:
            return self.own
        return self.process(given[self.name]) if self.process else given[self.name]


class _Ready(NamedTuple):
    """A statement as the driver takes it, and how to read what comes."""

    sql: str
    values: list[_Value]
    row: Callable[[Any], Any]
    read: list[tuple[int, Callable[[Any], Any]]]

    def rows(self, raw: list[Any]) -> Rows:
        """What came, as Python has it."""
        return Rows(self.row(self._read(each)) for each in raw)

    def _read(self, values: Any) -> Any:
        if not self.read:
            return values
        found = list(values)
        for place, process in self.read:
            found[place] = process(found[place])
        return found


def executed(connection: Connection, statement: Executable, given: dict[str, Any]) -> Any:
    """Execute a statement that is made once, in the transaction of a connection.

    One whose text depends on its values goes SQLAlchemy's way, and so does every one while somebody listens to what is
    executed.
    """
    ready = _ready(statement, connection.dialect.name, tuple(given))
    if ready is None or connection.dispatch.before_cursor_execute:
        return connection.execute(statement, given)
    values = [each.of(given) for each in ready.values]
    own: Any = connection.connection.dbapi_connection
    try:
        if isinstance(own, Prepared):
            return ready.rows(_rows(own, own.executed(ready.sql.encode(), values)))
        return ready.rows(own.execute(ready.sql, values).fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        _refuse(connection, ready, error)
        raise


def later(connection: Connection, statement: Executable, given: dict[str, Any]) -> Callable[[], Any]:
    """The same, on PostgreSQL in one message with those that come next, or with COMMIT; gives what waits for the rows.

    What refuses it may be raised by what comes next.
    """
    ready = _ready(statement, connection.dialect.name, tuple(given))
    own: Any = connection.connection.dbapi_connection
    if ready is None or connection.dispatch.before_cursor_execute or not isinstance(own, Prepared):
        found = executed(connection, statement, given)
        return lambda: found

    def answer(waits: Callable[[], PGresult]) -> Rows:
        try:
            return ready.rows(_rows(own, waits()))
        except psycopg.Error as error:
            _refuse(connection, ready, error)
            raise

    try:
        return partial(answer, own.later(ready.sql.encode(), [each.of(given) for each in ready.values]))
    except psycopg.Error as error:
        _refuse(connection, ready, error)
        raise


def _refuse(connection: Connection, ready: _Ready, error: Exception) -> None:
    """What SQLAlchemy itself does then: an error of its own, without values, and a connection that is lost is let go."""
    connection._handle_dbapi_exception(error, ready.sql, None, None, None)  # noqa: SLF001


def _rows(connection: Prepared, result: PGresult) -> list[Any]:
    adapter = connection.adapter
    adapter.set_pgresult(result)
    return adapter.load_rows(0, result.ntuples, tuple) if result.nfields else []


@lru_cache(maxsize=256)
def _ready(statement: Executable, dialect_name: str, names: tuple[str, ...]) -> _Ready | None:
    """The statement for values of these names; None where it has no text of its own before it has its values."""
    dialect = _DIALECTS[dialect_name]
    made = statement.compile(dialect=dialect, column_keys=sorted(names))  # type: ignore[attr-defined]
    assert isinstance(made, SQLCompiler)
    own = _own(made, names)
    if own is None or made.post_compile_params or made.literal_execute_params:
        return None
    values = [_value(name, made, dialect, own) for name in made.positiontup or ()]
    columns = made._result_columns  # noqa: SLF001  that are told nowhere else
    read = [_reader(each.type, dialect) for each in columns]
    row: Any = namedtuple("row", [each.keyname for each in columns], rename=True)  # type: ignore[misc]
    make = row._make if columns else tuple  # what was written as text says nothing of its columns
    return _Ready(made.string, values, make, [(nth, each) for nth, each in enumerate(read) if each])


def _own(made: SQLCompiler, names: tuple[str, ...]) -> dict[str, Any] | None:
    """What the statement says itself, and what its table says of columns that are not given; None: that takes a call."""
    own = dict(made.construct_params(dict.fromkeys(names)))
    for column in (*made.insert_prefetch, *made.update_prefetch):
        if not isinstance(column.default, ScalarElementColumnDefault):
            return None
        own[column.key] = column.default.arg
    return own


def _value(name: str, made: SQLCompiler, dialect: Dialect, own: dict[str, Any]) -> _Value:
    process = made.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    said = own.get(name)
    return _Value(name, process, process(said) if process and said is not None else said)


def _reader(of: TypeEngine[Any], dialect: Dialect) -> _Process:
    return of.dialect_impl(dialect).result_processor(dialect, None)
