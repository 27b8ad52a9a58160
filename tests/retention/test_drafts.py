"""Drafts that nobody works on: names in them are erased after their team was told."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Kind
from petition.lists import add, store
from petition.lists.models import LineList
from petition.reading.draft import Line
from petition.signatures.models import Signature
from tests.factories import enter, make_appeal
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, said

pytestmark = pytest.mark.usefixtures("app", "now")


def test_names_in_a_draft_that_nobody_works_on_are_erased_after_its_team_was_told(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(published=False, closes_at=now - DAY)
    enter(client)
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    add.accept_list(kept, range(1), now=now)
    db.session.commit()
    assert "21 May 2027" in client.get(f"/desk/a/{appeal.slug}").text  # 180 days
    at(now + 166 * DAY)
    (told,) = mails()
    assert "deleted on 21 May 2027" in said(told)
    at(now + 180 * DAY - HOUR)
    assert set(db.session.scalars(select(Signature.state))) == {"confirmed"}
    at(now + 180 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    assert db.session.scalars(select(LineList)).all() == []
    assert len(mails()) == 1


def test_a_draft_that_was_worked_on_meanwhile_is_told_of_anew(mails: Mails, now: datetime) -> None:
    appeal = make_appeal(published=False)
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    add.accept_list(kept, range(1), now=now)
    db.session.commit()
    at(now + 166 * DAY)
    appeal = fresh(appeal)
    text = appeal.draft("en")
    assert text is not None
    appeals.write(appeal, "en", text, organiser_id=None, now=clock.now())
    db.session.commit()
    at(now + 300 * DAY)
    assert set(db.session.scalars(select(Signature.state))) == {"confirmed"}
