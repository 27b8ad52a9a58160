"""Migrations go up and down on both databases and give just what the models say."""

from datetime import datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from petition.core.db import db
from petition.moderation import held
from petition.signatures import confirming, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.factories import make_appeal


def test_migrations_give_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=dict(app.extensions["migrate"].configure_args))
        assert compare_metadata(context, db.metadata) == []


def test_migrations_go_down_and_up_again(app: Flask) -> None:
    db.session.rollback()
    downgrade(revision="base")
    try:
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    finally:
        upgrade()
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_what_was_refused_becomes_the_word_of_whoever_said_it_and_back(app: Flask, now: datetime) -> None:
    """Migration 0028, from a database as the code before it filled it."""
    appeal = make_appeal()
    for nth, domain in enumerate(("example.org", "example.org", "mailinator.com", "mailinator.com")):
        signing.sign(appeal, Signing(Particulars("Somebody", f"{nth}@{domain}")), now=now)
    not_me, stays, rejected, not_me_after_all = db.session.scalars(select(Signature).order_by(Signature.id))
    for each in (stays, rejected, not_me_after_all):
        confirming.confirm(each, now=now)
    held.reject(appeal, [rejected.ref, not_me_after_all.ref], organiser_id=1, now=now)
    confirming.not_me(not_me, now=now)
    confirming.not_me(not_me_after_all, now=now)
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
