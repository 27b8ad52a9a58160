"""Public pages and exports are read from a real streaming replica, and from the primary where it is behind or away."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, make_url, text

from petition.core.db import db
from petition.core.replica import Replica
from tests.conftest import SHARED, make_app
from tests.factories import make_appeal
from tests.waiting import until


@contextmanager
def standby(server: Any) -> Iterator[str]:
    """A streaming replica of a server, until the block ends; gives its address."""
    url, run = make_url(server.get_uri(SHARED)), partial(ran, server.bin_path)
    with TemporaryDirectory(prefix="petition-") as folder:
        if os.getuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(folder, "pgserver")
        data, host, user = f"{folder}/data", str(url.query["host"]), str(url.username)
        run(
            "pg_basebackup", "-h", host, "-U", user, "-D", data, "-R", "-c", "fast", "-X", "stream", at=folder
        )
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-h '' -k {folder}", "start", at=folder)
        try:
            yield url.update_query_dict({"host": folder}).render_as_string(hide_password=False)
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", at=folder)


def ran(programs: Path, program: str, *told: str, at: str) -> None:
    """Run a program of the wheel as whoever its server runs as."""
    user = "pgserver" if os.getuid() == 0 else None
    done = subprocess.run(
        [programs / program, *told], user=user, cwd=at, stdout=-3, stderr=-1, check=False, text=True
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def read(engine: Engine) -> Iterator[list[str]]:
    """The statements about signatures that are run on an engine until the block ends."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "count_parts" in statement or "particulars" in statement:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked_anew(replica: Replica, seconds: float = 0) -> bool:
    """What the replica says so many seconds later."""
    for nth, (at, reached) in enumerate(replica._was_at):
        replica._was_at[nth] = (at - seconds, reached)
    replica.ask()
    return replica.is_current()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_pages_and_exports_are_read_from_the_replica_while_it_keeps_up_and_nothing_else_is(
    app: Flask, postgresql_server: Any, tmp_path: Path, now: datetime
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    make_appeal(slug="well", closes_at=now + timedelta(hours=1))
    with standby(postgresql_server) as second:
        web = make_app(tmp_path, DATABASE_URL=url, REPLICA_URL=second)
        browser, replica = web.test_client(), web.extensions["replica"]
        with web.app_context():
            primary = db.engine
            until(lambda: asked_anew(replica))  # what was just committed has arrived
            with read(replica.engine) as there, read(primary) as here:
                assert "Keep the well open" in browser.get("/a/well").text
                assert there
                assert not here
                assert browser.get("/desk/").status_code == 302
            db.session.rollback()
            with replica.engine.connect() as connection:
                connection.execute(text("SELECT pg_wal_replay_pause()"))
                connection.commit()
            db.session.execute(text("SET LOCAL synchronous_commit = on"))  # as it is but in tests
            db.session.execute(text("UPDATE appeals SET target = 777"))
            db.session.commit()
            asked_anew(replica)
            assert not asked_anew(replica, seconds=10)
            with read(replica.engine) as there:
                assert "777" in browser.get("/a/well").text
                assert not there
            with replica.engine.connect() as connection:
                connection.execute(text("SELECT pg_wal_replay_resume()"))
                connection.commit()
    assert not asked_anew(replica)
    replica.as_of = time.monotonic()  # it went away just after it had been asked
    assert "777" in browser.get("/a/well").text
    assert not replica.is_current()
    with web.app_context():
        replica.engine.dispose()
        db.engine.dispose()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_server_that_is_no_replica_is_never_read_as_one(app: Flask) -> None:
    found = Replica(app.config["SQLALCHEMY_DATABASE_URI"], jit=False)
    found.ask()
    assert not found.is_current()
    found.engine.dispose()
