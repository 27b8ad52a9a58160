"""Statements that go to the driver without SQLAlchemy's own execution say the same, and fail the same."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from petition.audit import AuditEntry
from petition.core import statements
from petition.core.db import db, run, run_later, table_of
from petition.core.postgresql import Prepared
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.test_front_pages import add

AT = datetime(2026, 11, 22, 10, 0, 0, 120_000, tzinfo=UTC)
_AUDIT = table_of(AuditEntry)
_SIGNATURES = table_of(Signature)
_ENTRY = {"at": AT, "deed": "it's %s", "appeal_id": None, "facts": {"of": ["ж", 1, None]}}
_KEEP = insert(_AUDIT).returning(*_AUDIT.c)
_ALL = select(_SIGNATURES)
_TWICE = update(_SIGNATURES).values(ref="the same").returning(_SIGNATURES.c.id)


def test_values_come_back_as_sqlalchemy_gives_them(app: Flask) -> None:
    add(make_appeal().id, "confirmed")
    db.session.flush()
    assert run(_ALL, {}).all() == [tuple(row) for row in db.session.execute(_ALL)]
    kept = run(_KEEP, _ENTRY).one()
    assert {name: getattr(kept, name) for name in _ENTRY} == _ENTRY
    assert tuple(kept) == tuple(db.session.execute(select(_AUDIT).where(_AUDIT.c.id == kept.id)).one())
    assert run(select(_AUDIT).where(_AUDIT.c.id == 0), {}).first() is None


def test_a_refusal_is_sqlalchemys_and_says_no_value(app: Flask) -> None:
    appeal = make_appeal()
    for _ in range(2):
        add(appeal.id, "pending")
    db.session.commit()
    for _ in range(2):  # as often as it is asked, for what is prepared may be gone after a failure
        with pytest.raises(IntegrityError) as refused, db.session.begin_nested():
            run(_TWICE, {})
        assert run(_KEEP, _ENTRY).one().deed == _ENTRY["deed"]
        with pytest.raises(IntegrityError) as refused:
            run(_TWICE, {})
        db.session.rollback()
        assert "the same" not in str(refused.value).partition("UPDATE")[2]
        assert run(_KEEP, _ENTRY).one().deed == _ENTRY["deed"]


def test_whoever_listens_to_statements_hears_of_these(app: Flask) -> None:
    heard: list[str] = []
    db.session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        run(_KEEP, _ENTRY)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert ["INSERT INTO audit_entries" in each for each in heard] == [True]


def test_what_may_come_later_is_there_before_whatever_is_asked_next_and_with_the_commit(app: Flask) -> None:
    def kept() -> list[str]:
        return list(db.session.scalars(select(_AUDIT.c.deed).order_by(_AUDIT.c.id)))

    for deed in range(40):
        run_later(_KEEP, _ENTRY | {"deed": str(deed)})
    assert run(select(_AUDIT.c.deed).where(_AUDIT.c.deed == "39"), {}).scalar() == "39"
    answer = run_later(_KEEP, _ENTRY)
    assert kept() == [*map(str, range(40)), _ENTRY["deed"]]
    assert answer().one().facts == _ENTRY["facts"]
    run_later(_KEEP, _ENTRY)
    db.session.rollback()
    assert kept() == []
    db.session.rollback()
    run_later(_KEEP, _ENTRY)
    db.session.commit()
    assert kept() == [_ENTRY["deed"]]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_refuses_a_statement_that_was_put_off_is_raised_by_what_is_sent_with_it_and_keeps_nothing(
    app: Flask,
) -> None:
    sent_with = (db.session.commit, lambda: run(_KEEP, _ENTRY), lambda: db.session.execute(select(_AUDIT)))
    for send in sent_with:
        run_later(_KEEP, _ENTRY)
        run_later(_KEEP, _ENTRY | {"deed": None})
        with pytest.raises(IntegrityError):
            send()
        db.session.rollback()
        assert db.session.execute(select(_AUDIT)).all() == []
        db.session.rollback()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_is_prepared_outlives_a_page_that_only_read(app: Flask) -> None:
    def prepared() -> set[str]:
        run(_KEEP, _ENTRY)
        names = db.session.execute(text("SELECT name FROM pg_prepared_statements")).scalars()
        return {name for name in names if name.startswith("own_")}

    db.engine.dispose()  # of several connections each has its own
    before = prepared()
    db.session.rollback()
    assert before
    assert prepared() == before
    with pytest.raises(OperationalError):
        db.session.execute(text("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"))
    db.session.rollback()
    assert prepared()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_where_nothing_may_be_prepared_as_behind_a_pooler_the_same_is_said_and_nothing_prepared(
    app: Flask,
) -> None:
    db.engine.dispose()
    own = db.session.connection().connection.dbapi_connection
    assert isinstance(own, Prepared)
    assert own.prepare_threshold  # it leads straight to its server
    own.prepare_threshold = None  # as it is left where another server's process answers
    for _ in range(2):
        assert run(_KEEP, _ENTRY).one().facts == _ENTRY["facts"]
        assert run_later(_ALL, {})().all() == []
    assert db.session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one() == 0
    with pytest.raises(IntegrityError):
        run(insert(_AUDIT), _ENTRY | {"deed": None})
    db.session.rollback()
    assert db.session.execute(select(_AUDIT)).all() == []
    db.session().invalidate()  # no other test is to have this connection


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_connection_that_is_lost_is_let_go(app: Flask) -> None:
    other = create_engine(db.engine.url)
    for sends, put_off in ((run, run), (run, run_later), (lambda *_: db.session.commit(), run_later)):
        run(_KEEP, _ENTRY)  # from here on it is prepared
        own = db.session.connection().connection.dbapi_connection
        assert isinstance(own, Prepared)
        put_off(_KEEP, _ENTRY)
        with other.connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend({own.info.backend_pid})"))
        with pytest.raises(OperationalError) as lost:
            sends(_KEEP, _ENTRY)
        assert lost.value.connection_invalidated
        db.session.rollback()
    other.dispose()
    assert run(_KEEP, _ENTRY).one().deed == _ENTRY["deed"]


def test_one_whose_text_depends_on_its_values_goes_the_ordinary_way(app: Flask) -> None:
    assert statements._ready(select(_AUDIT).where(_AUDIT.c.id.in_([1, 2])), "sqlite", ()) is None
    assert run(select(_AUDIT).where(_AUDIT.c.id.in_([1, 2])), {}).all() == []
