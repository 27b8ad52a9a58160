"""The database: one base for all models, and what is run in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache, wraps
from itertools import chain
from typing import Any, TypeVar

import psycopg
from flask import Flask, current_app, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Delete,
    Dialect,
    Executable,
    FromClause,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Update,
    cast,
    event,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry

from petition.core import connections, statements
from petition.core.column_types import UTCDateTime


class Base(DeclarativeBase):
    """What every model is."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime(),
            int: BigInteger().with_variant(Integer(), "sqlite"),  # 64 bits, which INTEGER is in SQLite
            bytes: LargeBinary(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
        },
    )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements without objects."""
    return Base.metadata.tables[model.__tablename__]


R = TypeVar("R")


_ROWS_AT_ONCE = 1_000  # of one statement, which takes 32,766 values on SQLite


class _Session(BoundSession):
    """Reads from where this application context was told to (replica.py), else from the primary."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any) -> Any:
        """The engine to use."""
        engine = bind or (g.get("reads_from") if has_app_context() else None)
        return super().get_bind(mapper, clause, engine, **more)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": _Session})


def insert_into(table: type[Base] | FromClause) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that says what to do where the row is there already, as the database at hand spells it."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table)  # type: ignore[arg-type]


def insert_many(table: Table, rows: Sequence[Mapping[str, Any]], *, unless_there: bool = False) -> None:
    """Insert rows that say the same columns, many at a go, each column prepared once.

    `unless_there`: but those that something unique refuses.

    A statement for each row would have SQLite keep aside what triggers may leave half done, row by row
    (https://www.sqlite.org/tempfiles.html#statement_journal_files), and SQLAlchemy look at each value. PostgreSQL takes
    them by COPY.
    """
    connection = db.session.connection()
    names = list(rows[0]) if rows else []
    columns = [_prepared(table.c[name], [row[name] for row in rows], connection.dialect) for name in names]
    records, into = list(zip(*columns, strict=True)), f"{table.name} ({', '.join(names)})"
    mark, otherwise = "?", " ON CONFLICT DO NOTHING" if unless_there else ""
    if connection.dialect.name == "postgresql":
        own, mark = connection.connection.driver_connection, "%s"
        if not unless_there and records and isinstance(own, psycopg.Connection):
            with own.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN".encode()) as copy:
                for record in records:
                    copy.write_row(record)
            return
    one = f"({', '.join([mark] * len(names))})"
    for start in range(0, len(records), _ROWS_AT_ONCE):
        some = records[start : start + _ROWS_AT_ONCE]
        said = f"INSERT INTO {into} VALUES {', '.join([one] * len(some))}{otherwise}"  # noqa: S608  names of ours
        connection.exec_driver_sql(said, tuple(chain.from_iterable(some)))


def _prepared(column: Column[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    """The values of one column as the driver takes them: bytes as they are, what many have in common once."""
    prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
    if prepare is None or isinstance(column.type, LargeBinary):
        return values
    known = {value: prepare(value) for value in set(values)}
    return [known[value] for value in values]


def each_found(
    column: Column[bytes],
    values: Collection[bytes],
    *which: ColumnElement[bool],
    give: Sequence[Column[Any]] = (),
    most: int = 1,
) -> Sequence[Any]:
    """Those of many values that a column has in a row of which all that holds, each with what else is to be given of it.

    `most`: of how many rows of one value that is to be given; SQLite gives all.

    PostgreSQL looks for each in an index. Asked for all at once it walks the table, for it believes that a value of which it
    keeps no samples is many times there.
    """
    if db.engine.dialect.name != "postgresql":
        return db.session.execute(select(column, *give).where(column.in_(values), *which)).all()
    value = func.unnest(cast(list(values), postgresql.ARRAY(LargeBinary))).column_valued("value")
    row = select(*give, literal(1).label("one")).where(column == value, *which).limit(most).lateral("found")
    found = [row.c[each.key] for each in give]
    return db.session.execute(select(value, *found).join(row, true())).all()


def made_once(make: Callable[[], R]) -> Callable[[], R]:
    """Keep a statement, or several, one for each kind of database: to make it costs three times what it takes to run it."""
    made = cache(lambda _dialect: make())
    return wraps(make)(lambda: made(db.engine.dialect.name))


@event.listens_for(db.session, "after_begin")
def _at_work(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    session.info["at work"] = connection


@event.listens_for(
    db.session, "after_transaction_create"
)  # of one within another, too: it has yet to set its savepoint
@event.listens_for(db.session, "after_transaction_end")
def _between(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop("at work", None)


def run(statement: Executable, given: dict[str, Any]) -> Any:
    """Execute a statement about tables in the transaction at work; what the session does besides is for objects."""
    connection: Connection = db.session().info.get("at work") or db.session.connection()
    return statements.executed(connection, statement, given)


def run_later(statement: Executable, given: dict[str, Any]) -> Callable[[], Any]:
    """The same, at the latest with COMMIT, on PostgreSQL in one message with what comes next; gives what waits for the rows.

    Each message there and back costs both sides as much as the statement. What refuses it may be raised by what comes next.
    """
    connection: Connection = db.session().info.get("at work") or db.session.connection()
    return statements.later(connection, statement, given)


def run_alone(statement: Executable, given: dict[str, Any]) -> None:
    """Execute one statement as a transaction of its own, which on PostgreSQL needs no word before it and none after it.

    For what may be done once more after a power cut: it does not wait for the disk
    (https://www.postgresql.org/docs/current/wal-async-commit.html).
    """
    engine: Engine = current_app.extensions["alone"]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            statements.later(connection, _NOT_SYNCED, {})
        statements.executed(connection, statement, given)


_NOT_SYNCED = select(func.set_config("synchronous_commit", "off", true()))  # until this transaction ends


def read_alone(statement: Executable, given: dict[str, Any]) -> Any:
    """The first row of one statement that only reads, None where it gives none: as `run_alone`, and without the session.

    For a page that asks once: to begin, to end and the session took half of what the database cost it.
    """
    engine: Engine = current_app.extensions["alone"]
    with engine.begin() as connection:
        return statements.executed(connection, statement, given).first()


def at_once(*changes: Delete | Update) -> list[Executable]:
    """Changes of different tables as one statement where the database knows how, one after another elsewhere."""
    if db.engine.dialect.name != "postgresql":
        return list(changes)
    *first, last = changes
    return [last.add_cte(*(each.cte(f"change_{nth}") for nth, each in enumerate(first)))]


def init_app(app: Flask, *, jit: bool) -> None:
    """Give the application its database. `jit`: whether PostgreSQL may compile queries, which costs short ones more."""
    db.init_app(app)
    with app.app_context():
        connections.look_after(db.engine, jit=jit)
        alone: dict[str, Any] = {"synced": False}
        if db.engine.dialect.name == "postgresql":
            alone = {"isolation_level": "AUTOCOMMIT"}
        app.extensions["alone"] = db.engine.execution_options(**alone)
