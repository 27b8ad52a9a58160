"""Connections to PostgreSQL: their pool, what they may do and prepare, and several statements in one message."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.waiting import Wait
from sqlalchemy import Dialect, Engine, event, make_url
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from petition.core import meter

_REST = 1  # second after which a connection is asked before it is used
_PREPARED_AFTER = 3  # times that a statement is run on a connection
# Within a transaction a process that hangs, or whose machine is gone without a word, is waited for so long: it holds rows
# that others want. Nothing of ours thinks for as long between two statements.
_HANGS = "2min"
_LOCKED = "30s"  # that somebody waits for another's lock, as on SQLite; then they are told to come again
# Of libpq, in seconds (the last in milliseconds): nobody waits for hours for a server whose machine is gone without a word.
_WATCHED = {"keepalives_idle": 10, "keepalives_interval": 5, "tcp_user_timeout": 25_000}


def options(url: str) -> dict[str, Any]:
    """How connections are kept, for SQLAlchemy's create_engine. None prepares anything until it has been looked at."""
    said = make_url(url).query
    watched = {name: value for name, value in _WATCHED.items() if name not in said}
    return {
        "poolclass": _Pool,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": 10,
        "connect_args": {"prepare_threshold": None} | watched,
    }


class _Pool(QueuePool):
    """Connections of PostgreSQL; how long each is waited for is counted."""

    __module__ = "sqlalchemy.pool"  # under whose name it writes into the log

    def connect(self) -> PoolProxiedConnection:
        """One that is free, when there is one."""
        begun = time.perf_counter()
        try:
            return super().connect()
        finally:
            meter.waited_since(begun)


def look_after(engine: Engine, *, jit: bool) -> None:
    """Settle what connections may do. `jit`: whether the server may compile queries, which costs short ones more."""
    event.listen(engine, "connect", partial(_settle, jit=jit))
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
    event.listen(engine, "handle_error", _begin_anew)


def _settle(connection: psycopg.Connection, _record: Any, *, jit: bool) -> None:
    """Let a connection that leads straight to its server prepare what it runs often: it saves a third of signing.

    Behind PgBouncer in transaction mode the next transaction may be on another server's connection, which knows nothing of
    what was prepared. A pooler gives its clients numbers of its own, so the number of the server's process tells.
    """
    # By statements: PgBouncer refuses these among the parameters of a connection.
    connection.execute(
        f"SET idle_in_transaction_session_timeout = '{_HANGS}'; SET lock_timeout = '{_LOCKED}'"
    )
    if not jit:
        connection.execute("SET jit = off")
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.commit()
    if found and found[0] == connection.info.backend_pid:
        connection.prepare_threshold = _PREPARED_AFTER


class Prepared(psycopg.Connection[Any]):
    """A connection to PostgreSQL on which short statements run with little around them.

    What is prepared is kept when a transaction is rolled back. The library drops it all, for what a transaction has made may
    be made anew, as another type, after that; here only migrations make anything, by connections of their own. A page that
    only reads is rolled back at its end, and what came next was planned anew, a third of a millisecond a statement.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        """Begin with nothing prepared."""
        super().__init__(*args, **more)
        self.adapter = Transformer(self)
        self._made: dict[bytes, bytes] = {}
        self._put_off: list[tuple[_Send, list[PGresult]]] = []

    def executed(self, sql: bytes, values: Sequence[Any]) -> PGresult:
        """Execute a statement by libpq alone (values at $1, $2 …), prepared where that may be, and give what came."""
        if self.prepare_threshold is None:
            if not self.autocommit and self.pgconn.transaction_status == TransactionStatus.IDLE:
                self._told(self.pgconn.exec_(self._get_tx_start_command()))
            return self._told(self.pgconn.exec_params(sql, self._dumped(values)))
        if self._put_off or (
            self.pgconn.transaction_status == TransactionStatus.IDLE and not self.autocommit
        ):
            return self.later(sql, values)()
        return self._told(self.pgconn.exec_prepared(self._name(sql), self._dumped(values)))

    def later(self, sql: bytes, values: Sequence[Any]) -> Callable[[], PGresult]:
        """Execute a statement in one message with those that come next, COMMIT too; gives what waits for its result.

        What refuses it is raised by whatever is sent with it. Where nothing may be prepared it is executed now.
        """
        if self.prepare_threshold is None:
            came = self.executed(sql, values)
            return lambda: came
        if len(self._put_off) >= _TOGETHER:
            self._send()
        found: list[PGresult] = []
        send = partial(self.pgconn.send_query_prepared, self._name(sql), self._dumped(values))
        self._put_off.append((send, found))

        def answer() -> PGresult:
            if not found:
                self._send()
            return found[0]

        return answer

    def cursor(self, *args: Any, **more: Any) -> Any:
        """For whatever else is to be executed: after what was put off."""
        if self._put_off:
            self._send()
        return super().cursor(*args, **more)

    def commit(self) -> None:
        """Commit, by libpq alone, in one message with what was put off."""
        if self._put_off:
            self._send(b"COMMIT")
        elif self.pgconn.transaction_status != TransactionStatus.INTRANS:
            super().commit()
        else:
            self._told(self.pgconn.exec_(b"COMMIT"))

    def rollback(self) -> None:
        """Roll back. Where a statement has failed all that is prepared is dropped nevertheless: it may be half prepared."""
        self._put_off.clear()
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            return  # as whenever one that has committed goes back to the pool
        if self.pgconn.transaction_status != TransactionStatus.INTRANS:
            super().rollback()
        else:
            self._told(self.pgconn.exec_(b"ROLLBACK"))

    def _name(self, sql: bytes) -> bytes:
        if sql not in self._made:
            name = f"own_{next(_NUMBERS)}".encode()
            self._told(self.pgconn.prepare(name, sql))
            self._made[sql] = name
        return self._made[sql]

    def _dumped(self, values: Sequence[Any]) -> Any:
        return self.adapter.dump_sequence(values, [PyFormat.TEXT] * len(values))

    def _send(self, last: bytes = b"") -> None:
        """Send what was put off, between BEGIN and `last` where those are due, and wait once (libpq's pipeline mode)."""
        these, self._put_off = self._put_off, []
        if self.pgconn.transaction_status == TransactionStatus.IDLE and not self.autocommit:
            these.insert(
                0,
                (
                    partial(self.pgconn.send_query_prepared, self._name(self._get_tx_start_command()), None),
                    [],
                ),
            )
        if last:
            these.append((partial(self.pgconn.send_query_prepared, self._name(last), None), []))
        try:
            self.pgconn.enter_pipeline_mode()
            for send, _found in these:
                send()
            self.pgconn.pipeline_sync()
            came = self.wait(self._answers())
            self.pgconn.exit_pipeline_mode()
        except BaseException:
            self.pgconn.finish()  # nobody is to be given the answers of somebody else
            raise
        for (_send, found), result in zip(these, came, strict=True):
            found.append(self._told(result))

    def _answers(self) -> PQGen[list[PGresult]]:
        """All that comes of what was sent together, in the library's way of waiting."""
        line = self.pgconn
        came: list[PGresult] = []
        while line.flush():
            yield Wait.RW
            line.consume_input()
        while True:
            while line.is_busy():
                yield Wait.R
                line.consume_input()
            result = line.get_result()
            if self.closed:
                raise psycopg.OperationalError("the connection is lost")
            if result and result.status == ExecStatus.PIPELINE_SYNC:
                return came
            if result:
                came.append(result)

    def _told(self, result: PGresult) -> PGresult:
        if self.closed:
            raise psycopg.OperationalError("the connection is lost")
        if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
            raise psycopg.errors.error_from_result(result, self.info.encoding)
        return result

    def _deallocate(self, name: bytes | None) -> Any:
        """Called by the library, with None where it drops all that is prepared, ours too."""
        if name is None:
            self._made.clear()
        return super()._deallocate(name)


_NUMBERS = count(1)  # no name is used twice
_TOGETHER = 64  # statements in one message, at the most
_Send = Callable[[], None]


def _begin_anew(context: ExceptionContext) -> None:
    """Drop connections whose prepared statements a migration has made wrong ("cached plan must not change"), or that hung.

    The library calls the end of a transaction that hung an InternalError; nothing is wrong but that it came too late.
    """
    error = context.original_exception
    if isinstance(error, psycopg.errors.FeatureNotSupported):
        context.is_disconnect = True
    if isinstance(error, psycopg.errors.IdleInTransactionSessionTimeout):
        context.is_disconnect = True
        raise OperationalError(context.statement, None, error)


def _note_rest(_connection: psycopg.Connection, record: ConnectionPoolEntry) -> None:
    record.info["rests since"] = time.monotonic()


def _ask_after_rest(
    dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Ask a connection that has rested whether it still leads anywhere; under load that would be one question in six."""
    if time.monotonic() - record.info.get("rests since", time.monotonic()) < _REST:
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error


def count_anew(connection: Connection, table: str, columns: str) -> None:
    """Let PostgreSQL see how much a table holds by now: of rows added a moment ago it knows nothing, and walks all of them.

    `columns`: those that say nothing of anybody, for it keeps samples of what they hold, also when that is erased
    (https://www.postgresql.org/docs/current/planner-stats.html).
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table} ({columns})")
