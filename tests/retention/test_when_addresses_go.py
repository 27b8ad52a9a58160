"""When addresses and names that are not shown are erased: as the form said, whatever became of the deadline."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars
from tests.factories import TEXT, link_in, make_appeal
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, signed

pytestmark = pytest.mark.usefixtures("app", "now")


def test_a_draft_whose_deadline_passed_erases_as_promised_once_it_is_published_under_another(
    now: datetime,
) -> None:
    appeal = make_appeal(published=False, closes_at=now - 100 * DAY)
    at(now + HOUR)
    appeal = fresh(appeal)
    appeal.closes_at = now + 2 * DAY
    desk.publish(appeal, now=clock.now())
    signature = signed(appeal)
    at(now + 33 * DAY - HOUR)
    assert fresh(signature).own.mailbox
    at(now + 33 * DAY)
    signature = fresh(signature)
    assert (signature.own.mailbox, signature.mailbox_key, signature.own.name) == ("", None, "Aru Bekova")


def test_an_extended_deadline_keeps_nobody_longer_than_the_form_said_when_they_signed(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    early = signed(appeal)
    appeals.extend(appeal, now + 90 * DAY, "more time", now=clock.now())
    db.session.commit()
    late = signed(appeal, "late@example.org")
    at(now + 33 * DAY)
    assert (fresh(early).own.mailbox, fresh(late).own.mailbox) == ("", "late@example.org")
    assert fresh(early).state == "confirmed"
    at(now + 121 * DAY)
    assert fresh(late).own.mailbox == ""


def test_the_days_the_form_names_are_those_after_which_addresses_are_erased(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY, kept_days=3, grace_minutes=60)
    assert "delete your email address 4 days after signing has ended" in client.get(f"/a/{appeal.slug}").text
    signature = signed(appeal)
    at(now + 6 * DAY - HOUR)
    assert fresh(signature).own.mailbox
    at(now + 6 * DAY)
    assert fresh(signature).own.mailbox == ""


def test_what_can_no_longer_be_confirmed_is_erased_when_the_reminder_says_so(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    signature = signed(appeal, confirms=False)
    at(now + 3 * DAY)
    signature = fresh(signature)
    assert (signature.state, signature.particulars, signature.mailbox_key) == ("expired", b"", None)


def test_of_a_hidden_signature_nothing_stays_and_of_initials_only_they(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    behind = signed(appeal, "b@example.org", "Behind Person")
    appeals.write(appeal, "en", replace(TEXT, body="Another."), organiser_id=None, now=now)
    desk.publish(appeal, note="Another", carries=False, now=now)
    hidden = signed(appeal, "h@example.org", "Hidden Person", Visibility.HIDDEN)
    short = signed(appeal, "i@example.org", "Inkar Person", Visibility.INITIALS)
    at(now + 3 * DAY)  # the letter is sealed
    before = letters.rendered(letters.letter(fresh(appeal), now=now + 3 * DAY), "json")
    at(now + 33 * DAY)
    hidden, short, appeal = fresh(hidden), fresh(short), fresh(appeal)
    for unprinted in (hidden, fresh(behind)):
        assert (unprinted.particulars, unprinted.state) == (b"", "confirmed")
    assert short.own == Particulars("I. P.")
    assert letters.rendered(letters.letter(appeal, now=clock.now()), "json") == before


def test_after_erasing_a_signature_can_only_be_shown_less(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal, "i@example.org", "Inkar Person", Visibility.INITIALS)
    mine = link_in(mails()[-1], "/s/")
    at(now + 33 * DAY)
    page = client.get(mine).text
    assert "Your email address has been deleted" in page
    assert 'value="public"' not in page
    assert client.post(mine, data={"deed": "visibility", "visibility": "public"}).status_code == 409
    assert client.post(mine, data={"deed": "visibility", "visibility": "hidden"}).status_code == 303
    assert db.session.scalars(select(Signature.particulars)).all() == [b""]
