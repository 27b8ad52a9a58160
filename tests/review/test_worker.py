"""The worker as it runs beside the web: it does what takes long while it carries mail, and ends when it is told to."""

import os
import signal
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import func, select

from config import Config
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.desk import invented
from petition.letters.models import Card, Roll
from petition.review import apart
from petition.review.models import Case
from tests.conftest import migrate
from tests.factories import make_appeal
from tests.forked import Forked
from tests.review.signed import DANA, DANA_AGAIN, crowd, signed
from tests.waiting import PATIENCE, until


def test_the_worker_finds_cases_orders_names_and_draws_cards_by_itself_and_ends_when_it_is_told(
    tmp_path: Path,
) -> None:
    app = create_app(Config.from_env({"INSTANCE": str(tmp_path)}))
    migrate(app)
    with app.app_context():
        appeal = crowd(make_appeal())
        signed(appeal, "a@example.org", **DANA)
        signed(appeal, "b@example.org", **DANA_AGAIN)
        db.session.remove()
        environment = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)}
        working = Forked("flask", "--app", "wsgi", "work", environment=environment)
        try:
            until(lambda: all(done()))
            assert done()[0] == 1
            working.send_signal(signal.SIGTERM)
            assert working.wait(PATIENCE) == 0
        finally:
            working.kill()
            working.wait()
        db.engine.dispose()


def done() -> list[int]:
    """How many cases were found, lists of names put in order, and cards drawn."""
    try:
        return [
            int(db.session.execute(select(func.count()).select_from(each)).scalar_one())
            for each in (Case, Roll, Card)
        ]
    finally:
        db.session.remove()  # a test writes as a worker does, so it must not keep its turn


def test_killed_while_it_looks_the_next_worker_looks_at_once_and_nobody_judges_for_the_dead(
    house: Flask, tmp_path: Path
) -> None:
    appeal = make_appeal()
    for _there in invented.fill(appeal, apart.HERE + 1, seed=1, now=clock.now()):
        db.session.commit()
    for email, typed in (("a@example.org", DANA), ("b@example.org", DANA_AGAIN)):
        signed(appeal, email, **typed)
    db.session.remove()
    environment = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)}
    environment |= {"DATABASE_URL": house.extensions["settings"].database_url}

    def working() -> Forked:
        return Forked("flask", "--app", "wsgi", "work", environment=environment)

    def judging() -> psutil.Process | None:
        return next((each for each in psutil.Process(killed.pid).children() if is_judge(each)), None)

    killed = working()
    try:
        judge = until(judging)
        assert judge
        judge.suspend()  # until then the look has not ended
    finally:
        killed.kill()
        killed.wait()
    assert done()[0] == 0
    judge.resume()
    until(lambda: not judge.is_running() or judge.status() == psutil.STATUS_ZOMBIE)
    following = working()
    try:
        until(lambda: done()[0])
    finally:
        following.kill()
        following.wait()


def is_judge(process: psutil.Process) -> bool:
    """Whether it was begun to judge: a process that Python has spawned, not what looks after those."""
    return any("spawn_main" in word for word in process.cmdline())
