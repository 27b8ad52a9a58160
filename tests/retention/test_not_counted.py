"""Signatures that were held and not counted: whoever gave them reads why, even after erasing."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.core.db import db
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures.models import Signature
from tests.factories import confirm_by, link_in, make_appeal, sign
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, signed

pytestmark = pytest.mark.usefixtures("app", "now")


def test_whoever_is_left_undecided_is_told_when_the_letter_closes_and_reads_why_even_after_erasing(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal, "x@mailinator.com")
    signed(appeal, "x@example.org")
    at(now + 3 * DAY)
    at(now + 3 * DAY + HOUR)
    told = [mail for mail in mails() if mail["Subject"] == "It was not counted"]
    assert [mail["To"] for mail in told] == ["x@mailinator.com"]
    for days in (3, 40):
        at(now + days * DAY + 2 * HOUR)
        page = client.get(link_in(told[0], "/s/")).text
        assert "Not counted: the letter closed" in page
        assert "You used a temporary email address" in page
    assert set(db.session.scalars(select(Signature.particulars).where(Signature.held_at.is_not(None)))) == {
        b""
    }


def test_who_was_refused_for_a_throw_away_address_reads_why_even_after_erasing(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    sign(client, appeal.slug, email="x@mailinator.com")
    confirm_by(client, confirm := link_in(mails()[-1]))
    ref = db.session.scalars(select(Signature.ref)).one()
    manage.act(fresh(appeal), Action.TAKE_OFF, [ref], organiser_id=1, now=now)
    db.session.commit()
    for days in (0, 40):
        at(now + days * DAY)
        page = client.get(confirm).text
        assert "Checked by the organisers and not counted" in page
        assert "You used a temporary email address" in page
