"""Long letters on an installation of its own: the worker as it runs, and killed; a full disk; pages kept in memory."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text, update

from config import ROOT
from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import exports, service
from petition.letters.models import FAILED, FULL, MAKING, READY, Export, ExportPart
from petition.signatures import ending
from tests.conftest import make_app, migrate
from tests.factories import set_settings
from tests.forked import Forked
from tests.letters.crowded import crowded, kept_here, one
from tests.waiting import PATIENCE, until


@contextmanager
def installed(folder: Path, number: int) -> Iterator[tuple[Flask, Appeal]]:
    """An installation with one long letter."""
    app = make_app(folder)
    set_settings(app, letter_at_once=2)
    migrate(app)
    with app.app_context():
        yield app, crowded(number)
        db.session.remove()
        db.engine.dispose()


def ask(appeal: Appeal, form: str) -> None:
    exports.ask(appeal, "en", form, "a state", now=clock.now())
    db.session.commit()


def row() -> Export:
    """The only export, as it stands now."""
    try:
        return db.session.scalars(select(Export).execution_options(populate_existing=True)).one()
    finally:
        db.session.commit()


def parts() -> int:
    return int(db.session.execute(select(func.count()).select_from(ExportPart)).scalar_one())


def test_a_page_kept_in_memory_never_keeps_a_long_file(tmp_path: Path, now: datetime) -> None:
    with installed(tmp_path, 5) as (app, appeal):
        app.extensions["pages"].seconds = 60
        client, here = app.test_client(), f"/a/{appeal.slug}/letter.csv"
        assert client.get(here).status_code == 503
        kept_here(appeal)
        answer = client.get(here, buffered=True)
        assert (answer.status_code, one(appeal).own.name in answer.text) == (200, True)
        ending.withdraw(one(appeal), now=now)
        db.session.commit()
        assert client.get(here).status_code == 503


def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path: Path, now: datetime) -> None:
    with installed(tmp_path, 400) as (_, appeal):
        ask(appeal, "pdf")
        pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
        db.session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))  # of this connection, the only one
        db.session.commit()
        assert worker.once()[1]["letters made"] == 0
        assert (row().state, row().trouble, parts()) == (FAILED, FULL, 0)


@contextmanager
def working(folder: Path) -> Iterator[Forked]:
    """The worker, as it is run."""
    environment = {"PATH": os.environ["PATH"], "INSTANCE": str(folder)}
    process = Forked("flask", "--app", "wsgi", "work", environment=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    found = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for some in found for child in some]


def is_being_made() -> bool:
    """Whether a file is just being made: some signatures are read."""
    return row().state == MAKING and row().done > 0


def test_killed_while_it_is_made_a_file_is_made_again_and_never_half_of_it(tmp_path: Path) -> None:
    with installed(tmp_path, 1200) as (app, appeal):
        client, here = app.test_client(), f"/a/{appeal.slug}/letter.pdf"
        ask(appeal, "pdf")
        with working(tmp_path) as process:
            until(is_being_made)
            for child in children(process.pid):
                os.kill(child, signal.SIGKILL)  # the one that makes it, not the worker
            until(lambda: row().run == 2)
            assert client.get(here).status_code == 503
            until(is_being_made)
            process.kill()  # the worker itself
            process.wait()
        assert (row().state, client.get(here).status_code) == (MAKING, 503)
        db.session.execute(update(Export).values(due_at=clock.now()))  # its lease is over
        db.session.commit()
        with working(tmp_path) as process:
            until(lambda: row().state == READY)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        assert row().run == 3
        answer = client.get(here, buffered=True)
        assert answer.data == service.rendered(service.letter(appeal, now=clock.now()), "pdf")


def test_the_command_makes_a_long_letter_at_once_and_shows_a_terminal_how_far_it_is(tmp_path: Path) -> None:
    with installed(tmp_path, 700) as (app, appeal):
        out = tmp_path / "letter.csv"
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "letter", "export", appeal.slug]
        command += ["--format", "csv", "--out", str(out)]
        environment = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)}
        ours, terminal = pty.openpty()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stderr=terminal, stdout=subprocess.PIPE, check=True
        )
        os.close(terminal)
        shown = os.read(ours, 4096).decode()
        os.close(ours)
        assert re.findall(r"\d+ %", shown) == ["0 %", "71 %", "100 %"]
        assert "the file is being written" in shown
        assert b"700 signatories printed" in done.stdout
        assert out.read_bytes() == service.rendered(service.letter(appeal, now=clock.now()), "csv")
        db.session.commit()  # a test reads as a worker does, and must not keep its turn to write
        piped = app.test_cli_runner().invoke(args=command[5:])
        assert (piped.exit_code, "%" in piped.stderr) == (0, False)
