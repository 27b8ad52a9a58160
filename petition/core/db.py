"""The database: one base for all models, instants that cannot be naive, what is run, and what collided."""

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, wraps
from itertools import chain
from typing import Any, ParamSpec, TypeVar

import psycopg
from flask import Flask, current_app, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Delete,
    Dialect,
    Enum,
    Executable,
    FromClause,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
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
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from petition.core import connections, meter, statements


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Aware going in and coming out; a naive value is refused, for nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC; SQLite keeps no zone, so there it is understood."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give back an aware instant in UTC; what SQLite keeps as text is read at once, for long lists are full of them."""
        return _instant_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        return None if value is None else value.astimezone(UTC)


def _instant_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def words(of: type[StrEnum], length: int) -> Enum:
    """The type of a column that holds one of these words, as it is; what may stand there is told by Python alone."""
    return Enum(
        of,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda each: [word.value for word in each],
    )


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


P = ParamSpec("P")
R = TypeVar("R")


_PAUSES = (0.02, 0.08, 0.3)  # seconds, at the most, before a view is begun anew
_ROWS_AT_ONCE = 1_000  # of one statement, which takes 32,766 values on SQLite
_PATIENCE = 3  # seconds after which it is not


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


class DayOf(FunctionElement[datetime]):
    """The beginning of an instant's day in UTC, as `clock.day` gives it, worked out by the database."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(DayOf, "sqlite")
def _day_in_sqlite(element: DayOf, compiler: Any, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10) || ' 00:00:00.000000'"


@compiles(DayOf, "postgresql")
def _day_in_postgresql(element: DayOf, compiler: Any, **options: Any) -> str:
    """Not as date_trunc('day', …, 'UTC'), of which no index can be made."""
    at = compiler.process(element.clauses, **options)
    return f"timezone('UTC', date_trunc('day', timezone('UTC', {at})))"


def read_first() -> None:
    """Let this POST look before it takes its turn to write: a form that is refused keeps nobody waiting."""
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


def init_app(app: Flask, *, jit: bool) -> None:
    """Give the application its database. `jit`: whether PostgreSQL may compile queries, which costs short ones more."""
    db.init_app(app)
    with app.app_context():
        connections.look_after(db.engine, jit=jit)
        alone: dict[str, Any] = {"synced": False}
        if db.engine.dialect.name == "postgresql":
            alone = {"isolation_level": "AUTOCOMMIT"}
        app.extensions["alone"] = db.engine.execution_options(**alone)
