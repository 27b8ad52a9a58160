"""What lies on the disk is for nobody else, whatever the umask of who started the service."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade

from petition.core.db import db
from petition.mail.out import carrier
from tests.conftest import make_app
from tests.factories import make_appeal, sign


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_every_file_of_an_instance_is_for_its_owner_alone(tmp_path: Path) -> None:
    app = make_app(tmp_path / "instance")
    with app.app_context():
        upgrade()
        sign(app.test_client(), make_appeal().slug)
        carrier.carry()
        files = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "instance").rglob("*")}
        db.session.remove()
        db.engine.dispose()
    names = {path.name for path in files}
    assert {"petition.db", "petition.db-wal", "petition.db-shm", "secret.key", "data.key"} <= names
    assert [name for name in names if name.endswith(".eml")]
    assert {path.name: oct(mode) for path, mode in files.items() if mode & 0o077} == {}


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.touch(0o666)
    app = make_app(tmp_path, DATABASE_URL=f"sqlite:///{path}")
    with app.app_context():
        assert db.session.execute(db.text("SELECT 1")).scalar() == 1
        db.session.remove()
        db.engine.dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
