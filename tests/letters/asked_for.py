"""Exports of a long letter: asked for, made here and now, and looked at."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from petition import worker_duties
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import exports
from petition.letters.models import Export, ExportPart
from tests.letters.crowded import kept_here

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # where no database decides
HERE = "/a/long-list/letter"
DESK = "/desk/a/long-list/letter"


def work() -> int:
    """What the worker does for exports until nothing is asked for."""
    due = exports.being_asked(clock.now())
    return sum(worker_duties._make(db.session.get_one(Appeal, each), clock.now()) for each in due)


def made(appeal: Appeal, form: str = "csv") -> Export:
    """An export asked for if it is not there, and made here and now."""
    asked(appeal, form)
    return kept_here(appeal, form)


def fetched(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """A file, read to its end at once."""
    return client.get(path, buffered=True, headers=headers)


def asked(appeal: Appeal, form: str = "csv") -> Export:
    """An export as its row stands now, asked for if it is not there."""
    if exports.found(appeal, "en", form) is None:
        exports.ask(appeal, "en", form, exports.state_of(appeal, "en", clock.now()), now=clock.now())
        db.session.commit()
    return row(appeal, form)


def row(appeal: Appeal, form: str = "csv") -> Export:
    found = exports.found(appeal, "en", form)
    assert found is not None
    db.session.commit()
    return found


def jobs() -> int:
    return int(db.session.execute(select(func.count()).select_from(Export)).scalar_one())


def parts() -> int:
    return int(db.session.execute(select(func.count()).select_from(ExportPart)).scalar_one())
