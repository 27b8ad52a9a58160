"""What is only read comes from a replica that has everything; else, whatever is wrong with it, from the server itself."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, text

from petition.core.db import db, let_go, snapshot
from tests.conftest import make_app
from tests.factories import make_appeal, sign
from tests.mail.out.faults import until


@dataclass
class Replica:
    """A server that is told of every change."""

    folder: Path
    process: subprocess.Popen[bytes]

    def say(self, statement: str) -> Any:
        """Tell it something; gives the answer."""
        with db.engines["replica"].connect() as connection:
            return connection.scalar(text(statement))

    def kill(self) -> None:
        """End it at once."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)


@contextmanager
def _replica(server: Any, folder: Path) -> Iterator[Replica]:
    programs, below = Path(server.bin_path), folder / "replica"
    if server.system_user:
        shutil.chown(folder, server.system_user)
    how: dict[str, Any] = {"user": server.system_user, "cwd": folder, "stderr": subprocess.DEVNULL}
    copy = [
        programs / "pg_basebackup",
        "-D",
        below,
        "-d",
        server.get_uri(),
        "-R",
        "-c",
        "fast",
        "-X",
        "stream",
    ]
    subprocess.run(copy, check=True, **how)
    command: list[str | Path] = [programs / "postgres", "-D", below, "-h", "", "-k", folder]
    process: subprocess.Popen[bytes] = subprocess.Popen(command, **how)
    try:
        yield Replica(folder, process)
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(30)


def _reads_from_replica() -> bool:
    """Whether a snapshot taken now is the replica's."""
    snapshot()
    is_replica = bool(db.session.scalar(text("SELECT pg_is_in_recovery()")))
    let_go()
    return is_replica


def test_reading_never_goes_back_behind_a_commit_whatever_becomes_of_the_replica(
    postgresql_server: Any, tmp_path: Path
) -> None:
    name = f"replicated_{os.getpid()}"
    postgresql_server.psql(f"CREATE DATABASE {name}")
    with (
        TemporaryDirectory(prefix="petition-") as folder,
        _replica(postgresql_server, Path(folder)) as replica,
    ):
        url = f"postgresql://postgres@/{name}?host={folder}"
        app = make_app(tmp_path, DATABASE_URL=postgresql_server.get_uri(name), DATABASE_REPLICA_URL=url)
        with app.app_context():
            _look(app, replica)
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    postgresql_server.psql(f"DROP DATABASE {name} WITH (FORCE)")


def _look(app: Flask, replica: Replica) -> None:
    upgrade()
    make_appeal(slug="well")
    client, read = app.test_client(), list[str]()
    event.listen(
        db.engines["replica"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: read.append(statement),
    )
    until(_reads_from_replica)
    until(lambda: client.get("/a/well").status_code == 200 and any("FROM appeals" in each for each in read))
    replica.say("SELECT pg_wal_replay_pause()")
    until(lambda: replica.say("SELECT pg_get_wal_replay_pause_state()") == "paused")
    make_appeal(slug="later")
    assert not _reads_from_replica()
    assert client.get("/a/later").status_code == 200
    replica.say("SELECT pg_wal_replay_resume()")
    until(_reads_from_replica)
    replica.kill()
    assert not _reads_from_replica()
    assert client.get("/a/later").status_code == 200
    assert sign(client, "later").status_code == 303
