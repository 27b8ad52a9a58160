"""Migrations go up and down on both databases and give just what the models say."""

import fcntl
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, insert, inspect, select, text

from petition import data_key, worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.vault import Vault
from petition.data_key import DataKeyProbe
from petition.inbox import queue
from petition.inbox.models import UnreadMessage
from petition.lists import add, store
from petition.lists.models import LineList
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.reading.draft import Line
from petition.reading.signatories.listed import Listed, PlacedLine
from petition.signatures import confirming, counts, ending, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.conftest import engine_of
from tests.factories import make_appeal, set_settings, signed
from tests.inbox.messages import receive
from tests.interpret.corpus import mail


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite does not tell of them
def test_migrations_give_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=dict(app.extensions["migrate"].configure_args))
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_the_planner_is_told_to_keep_no_sample_of_any_sealed_column(app: Flask) -> None:
    sampled = (
        "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relkind = 'r' "
        "AND atttypid = 'bytea'::regtype AND coalesce(attstattarget, -1) <> 0 "
        "AND relnamespace = current_schema()::regnamespace"
    )
    assert db.session.execute(text(sampled)).all() == []


def test_migrations_go_down_and_up_again(app: Flask) -> None:
    db.session.rollback()
    downgrade(revision="base")
    try:
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    finally:
        upgrade()
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_one_process_at_a_time_changes_the_tables(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with ExitStack() as another:
        if db.engine.dialect.name == "postgresql":
            engine = engine_of(app)
            another.callback(engine.dispose)
            connection = another.enter_context(engine.connect())
            connection.execute(text("SELECT pg_advisory_xact_lock(482738465140)"))
        else:
            file = another.enter_context(Path(f"{db.engine.url.database}.upgrading").open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
        refused = app.test_cli_runner().invoke(args=["db", "upgrade"])
        assert refused.exit_code == 1
        assert "Another flask db upgrade" in caplog.text
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0


def test_a_database_that_a_commit_between_versions_made_is_refused_and_left_as_it_is(
    house: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    newest = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.commit()
    downgrade(revision="0133")
    db.session.execute(text("ALTER TABLE appeal_texts DROP COLUMN reading"))
    db.session.commit()
    with pytest.raises(SystemExit):
        upgrade()
    assert "it would lack appeal_texts.reading" in caplog.text
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "0133"
    db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})
    db.session.commit()
    assert "lacks appeal_texts.reading" in house.test_cli_runner().invoke(args=["doctor"]).output


def test_what_was_refused_becomes_the_word_of_whoever_said_it_and_back(app: Flask, now: datetime) -> None:
    """Migration 0028, from a database as the code before it filled it."""
    appeal = make_appeal()
    for nth, domain in enumerate(("example.org", "example.org", "mailinator.com", "mailinator.com")):
        signing.sign(appeal, Signing(Particulars("Somebody", f"{nth}@{domain}")), now=now)
    not_me, stays, rejected, not_me_after_all = db.session.scalars(select(Signature).order_by(Signature.id))
    for each in (stays, rejected, not_me_after_all):
        confirming.confirm(each, now=now)
    manage.act(appeal, Action.TAKE_OFF, [rejected.ref, not_me_after_all.ref], organiser_id=1, now=now)
    ending.not_me(not_me, now=now)
    ending.not_me(not_me_after_all, now=now)
    db.session.commit()
    states = [State.NOT_ME, State.CONFIRMED, State.REJECTED, State.NOT_ME]
    kept = select(Signature.state, Signature.source).order_by(Signature.id)
    assert [each.state for each in db.session.execute(kept)] == states
    db.session.rollback()
    downgrade(revision="0027")
    try:
        with db.engine.connect() as connection:
            before = connection.execute(text("SELECT state, door FROM signatures ORDER BY id")).all()
        assert [tuple(each) for each in before] == [
            ("refused", "form"),
            ("confirmed", "form"),
            ("refused", "form"),
            ("refused", "form"),
        ]
    finally:
        upgrade()
    assert [each.state for each in db.session.execute(kept)] == states


def test_an_open_letter_goes_on_naming_the_latest_until_its_organisers_choose(app: Flask) -> None:
    """Migration 0066."""
    make_appeal()
    db.session.remove()
    downgrade(revision="0064")
    upgrade()
    assert [each.names_shown for each in db.session.scalars(select(Appeal))] == ["some"]
    make_appeal(slug="new")
    assert db.session.scalars(select(Appeal).where(Appeal.slug == "new")).one().names_shown == "all"


def test_a_list_that_was_being_added_goes_on(app: Flask, now: datetime) -> None:
    """Migration 0111: what of it stood among the signatures counts, but for a mailbox that counts by another list."""
    appeal = make_appeal(published=False)
    lines = [
        PlacedLine(nth, nth, name, Listed(Line(name, name=name), f"{nth}@example.org"))
        for nth, name in enumerate(("Aru Bekova", "Marat Suleev", "Dana Omarova"))
    ]
    other, kept = (store.keep_lines(appeal, some, now=now) for some in (lines[:1], lines[1:]))
    for each in (other, kept):
        add.add(each, organiser_id=None, now=now)
    aru, _marat, dana = db.session.scalars(select(Signature).order_by(Signature.id))
    given = {"list": kept.id, "dana": dana.id, "mailbox": aru.mailbox_key}
    db.session.commit()
    downgrade(revision="0107")
    with db.engine.begin() as connection:
        for changed in (
            "line_lists SET state = 'adding', done = 1 WHERE id = :list",
            "signatures SET state = 'listed', confirmed_at = NULL WHERE list_id = :list",
            "signatures SET mailbox_key = :mailbox WHERE id = :dana",
        ):
            connection.execute(text(f"UPDATE {changed}"), given)
    upgrade()
    worker.once()
    assert list(db.session.scalars(select(LineList.state))) == ["added", "added"]
    found = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [each.own.name for each in found] == ["Aru Bekova", "Marat Suleev"]
    assert counts.confirmed(found[0].appeal) == 2


def test_a_message_from_before_goes_with_who_sent_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migration 0139, which needs the DATA_KEY of the database; what cannot be unsealed is nobody's."""
    set_settings(app, monkeypatch, sign_address="sign@sign.example.org", dns_server="127.0.0.1:9")
    appeal = make_appeal(slug="well", by_message=True)
    signature = signed(appeal, "Aru Bekova", mailbox="aru@example.org")
    for sender in ("Aru@Example.org", "eve@example.org", "nobody", "eve@example.net", "dana@example.org"):
        receive(mail("What is this?", f"<{sender}>"))
    kept = select(UnreadMessage).order_by(UnreadMessage.id)
    messages = db.session.scalars(kept).all()
    messages[3].sealed = b"broken"
    entered = Signing(Particulars(name="Dana Omarova", mailbox="dana@example.org"))
    queue.enter(messages[4], entered, organiser_id=1, now=clock.now())
    db.session.commit()
    right = app.extensions["vault"]
    downgrade(revision="0138")
    try:
        app.extensions["vault"] = Vault(b"x" * 32)
        with pytest.raises(SystemExit):
            upgrade()
    finally:
        app.extensions["vault"] = right
        upgrade()
    senders = db.session.scalars(kept.with_only_columns(UnreadMessage.sender)).all()
    assert [each is None for each in senders] == [False, False, False, True, True]
    assert senders[2] == b""
    ending.withdraw(db.session.get_one(Signature, signature.id), now=clock.now())
    assert [each.id for each in db.session.scalars(kept)] == [2, 3, 4, 5]


def test_letters_that_no_key_opens_stop_no_upgrade(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Migration 0139, where DATA_KEY opens other letters, or only the probe that is kept of it."""
    broken = make_appeal(slug="well")
    at = {"appeal_id": broken.id, "received_at": clock.now(), "why": "prose", "sealed": b"x"}
    db.session.execute(insert(UnreadMessage), at)
    data_key.check()
    broken.wrapped_key = b"broken"
    db.session.commit()
    downgrade(revision="0138")
    upgrade()
    assert db.session.scalars(select(UnreadMessage.sender)).all() == [None]
    make_appeal(slug="mill")
    db.session.execute(delete(DataKeyProbe))
    db.session.commit()
    downgrade(revision="0138")
    upgrade()
    assert caplog.messages.count("not unsealed: 1 messages, which stay without a sender") == 2
