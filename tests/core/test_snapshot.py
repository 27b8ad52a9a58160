"""Reading for long while others write."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, insert, select

from petition.audit import AuditEntry
from petition.core.db import db
from petition.core.transactions import let_go, snapshot
from tests.conftest import engine_of

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def entries() -> int:
    return int(db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one())


def test_a_snapshot_stays_as_it_was_and_keeps_no_writer_waiting(app: Flask) -> None:
    other = engine_of(app)
    snapshot()
    before = entries()
    with other.begin() as writer:  # would wait for its turn in vain, were the snapshot a writer's
        writer.execute(insert(AuditEntry).values(at=NOW, deed="said", facts={}))
    assert entries() == before
    let_go()
    assert entries() == before + 1
    other.dispose()
