"""Invented people: kept as real ones are, counted as real ones are, and never where real ones can sign."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from petition.audit import AuditEntry
from petition.core.db import db
from petition.desk import invented
from petition.lexicon.signatory import Visibility
from petition.mail.out import outbox
from petition.signatures import counts
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.conftest import make_app, migrate
from tests.factories import make_appeal


def test_they_sign_until_there_are_so_many_and_every_count_is_of_them(app: Flask, now: datetime) -> None:
    appeal = make_appeal()
    assert list(invented.fill(appeal, 300, seed=1, now=now)) == [0, 300]
    assert list(invented.fill(appeal, 200, now=now)) == [300]
    assert list(invented.fill(appeal, 20, state=State.PENDING, now=now)) == [0, 20]
    rows = list(db.session.scalars(select(Signature).where(Signature.state == State.CONFIRMED)))
    shown = Counter(row.visibility for row in rows)
    assert shown[Visibility.PUBLIC] > 200 > shown[Visibility.HIDDEN] > 0 < shown[Visibility.INITIALS]
    tally = counts.tally(appeal)
    assert (tally.confirmed, tally.pending, tally.hidden) == (300, 20, shown[Visibility.HIDDEN])
    deeds = db.session.scalar(select(func.count()).where(AuditEntry.deed == "signature.confirmed"))
    assert (deeds, outbox.waiting()) == (300, 0)
    for row in rows:
        assert row.own.name
        assert row.mailbox_key == mailbox_key_of(appeal, row.own.mailbox)
        assert row.own.mailbox.endswith("@example.net")  # of nobody: RFC 2606
    assert len({row.own.name for row in rows}) > 250


def test_none_are_invented_where_others_can_reach_the_service(tmp_path: Path) -> None:
    app = make_app(
        tmp_path,
        PUBLIC_URL="https://appeals.example.org",
        SECRET_KEY="s" * 40,
        DATA_KEY="A" * 43 + "=",
        MAIL_URL="smtp://127.0.0.1",
    )
    migrate(app)
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["sample", "--signatures", "5"])
        db.engine.dispose()
    assert (done.exit_code, "PUBLIC_URL" in done.stderr) == (1, True)
