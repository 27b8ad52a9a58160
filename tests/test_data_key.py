"""A DATA_KEY that is not that of the database is refused at every start and by /readyz, and the right one never is."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, inspect, select, update

from petition import data_key
from petition.accounts import members
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.data_key import DataKeyProbe
from tests.conftest import make_app
from tests.factories import make_appeal
from tests.server import running

pytestmark = pytest.mark.usefixtures("now")

OTHER = base64.b64encode(b"x" * 32).decode()


@dataclass
class House:
    """One database, and applications that are started on it with the right key and with another."""

    right: Flask
    folder: Path

    @contextmanager
    def started(self, key: str = OTHER) -> Iterator[Flask]:
        url = self.right.config["SQLALCHEMY_DATABASE_URI"]
        other = make_app(self.folder, DATABASE_URL=url, DATA_KEY=key)
        db.session.remove()
        with other.app_context():
            yield other
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


def start() -> None:
    data_key.check()
    db.session.commit()


def test_a_wrong_key_is_refused_and_readyz_says_so(house: House) -> None:
    make_appeal()
    start()
    with house.started() as other:
        with pytest.raises(data_key.WrongKey):
            data_key.check()
        told = other.test_client().get("/readyz")
        assert (told.status_code, told.json["data key"]) == (503, "not that of this database")  # type: ignore[index]
        for command in (
            ["work", "--once"],
            ["appeal", "close", "any"],
            ["settings"],  # which deploy/install asks while the version before serves
            ["organiser", "invite", "a@example.org", "--team", "x"],
        ):
            done = other.test_cli_runner().invoke(args=command)
            assert (done.exit_code, done.stderr) == (1, f"{data_key.WRONG}\n")
    start()
    told = house.right.test_client().get("/readyz")
    assert told.json["data key"] == "ok"  # type: ignore[index]


@pytest.mark.parametrize("holds", ["an appeal", "an organiser"])
def test_a_database_from_before_gets_its_probe_by_a_key_that_opens_something(
    house: House, holds: str
) -> None:
    if holds == "an appeal":
        make_appeal()
    else:
        members.invite("organiser@example.org", "Friends", now=clock.now())
        db.session.commit()
    with house.started(), pytest.raises(data_key.WrongKey):
        data_key.check()
    assert db.session.scalar(select(DataKeyProbe.id)) is None
    start()
    assert db.session.scalar(select(DataKeyProbe.id)) == 1
    assert data_key.is_right()


@pytest.mark.usefixtures("app")
def test_the_right_key_is_never_locked_out_by_what_is_damaged() -> None:
    make_appeal(slug="first")
    make_appeal(slug="second")
    damaged = update(Appeal).where(Appeal.slug == "first").values(wrapped_key=b"\x01damaged" * 9)
    db.session.execute(damaged)
    start()
    db.session.execute(update(DataKeyProbe).values(sealed=b"damaged"))
    start()  # the second appeal opens, and the probe is made anew
    db.session.execute(update(Appeal).values(wrapped_key=b"damaged"))
    start()  # the probe opens
    db.session.execute(delete(DataKeyProbe))
    db.session.execute(update(Appeal).values(wrapped_key=b""))
    start()  # keys that were destroyed say nothing
    assert data_key.is_right()


def test_an_empty_database_takes_any_key(house: House) -> None:
    start()
    with house.started():
        start()
        assert data_key.is_right()
        make_appeal()
    with pytest.raises(data_key.WrongKey):
        data_key.check()
    db.session.rollback()


def test_gunicorn_does_not_start_with_a_wrong_key(house: House) -> None:
    make_appeal()
    settings = {"DATABASE_URL": house.right.config["SQLALCHEMY_DATABASE_URI"], "DATA_KEY": OTHER}
    db.session.remove()
    with running("wsgi", house.folder, **settings) as server:
        pass
    assert server.log.read_text().endswith(f"Wrong settings:\n{data_key.WRONG}\n")


def test_a_database_that_is_not_made_yet_says_nothing_about_the_key(tmp_path: Path) -> None:
    with make_app(tmp_path).app_context():
        data_key.check()
        assert inspect(db.engine).get_table_names() == []
        db.session.remove()
        db.engine.dispose()
