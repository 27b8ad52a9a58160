"""An extended deadline: what mails say of it, and to whom."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from petition import retention
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.signatures import confirming, counts
from tests.factories import TEXT, desk_post, drawn, enter, make_appeal
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, said, signed, subjects

pytestmark = pytest.mark.usefixtures("app", "now")


def test_an_extended_deadline_has_its_own_last_call_which_says_why(mails: Mails, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY, mails=["last_call"])
    signed(appeal, confirms=False)
    mails()
    at(now + DAY)
    appeals.extend(fresh(appeal), now + 6 * DAY, "more time", now=clock.now())
    db.session.commit()
    for days in (2, 3, 4, 5, 6):
        at(now + days * DAY)
    first, second = mails()[1:]
    assert subjects([first, second]) == ["Last reminder: please confirm", "Last reminder: please confirm"]
    assert "extended" not in said(first)
    assert "The deadline was extended after you signed." in said(second)


@pytest.mark.parametrize("leaves", [2, 6])  # days after the server for mail was away
def test_an_email_kept_back_by_an_outage_asks_where_the_deadline_was_extended_and_else_says_that_it_is_late(
    mails: Mails, now: datetime, leaves: int
) -> None:
    appeal = make_appeal(closes_at=now + DAY, grace_minutes=60, mails=[])
    own = signed(appeal, confirms=False)
    appeals.extend(fresh(appeal), now + 4 * DAY, "The server was away", now=now)
    db.session.commit()
    at(now + leaves * DAY)
    (mail,) = mails()
    asks = "The deadline was extended after you signed. You can confirm until 26 November 2026, 16:00"
    assert (asks in said(mail), "deleted what was entered" in said(mail)) == (leaves == 2, leaves == 6)
    assert fresh(own).state == ("pending" if leaves == 2 else "expired")


def test_a_reminder_after_an_extension_says_until_when_its_link_really_works(
    mails: Mails, now: datetime
) -> None:
    ends, mails_sent = now + 2 * DAY, ["reminder"]
    appeal = make_appeal(
        closes_at=ends, mails=mails_sent, kept_days=1, pending_days=30, grace_minutes=0, remind_days=2
    )
    signed(appeal, confirms=False)
    mails()
    appeals.extend(fresh(appeal), now + 60 * DAY, "more time", now=clock.now())
    db.session.commit()
    at(now + 2 * DAY)
    assert "25 November 2026, 15:00" in said(mails()[-1])  # when its details are erased, as the form said


def test_more_than_a_year_ahead_has_to_be_confirmed(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal()
    enter(client)
    path = f"/desk/a/{appeal.slug}/extend"
    asked = {"closes_on": "2028-01-10", "closes_time": "12:00", "zone": "Asia/Almaty", "reason": "Slow"}
    refused = desk_post(client, path, asked)
    assert (refused.status_code, "more than a year from now" in refused.text) == (422, True)
    assert desk_post(client, path, asked | {"far": "y"}).status_code == 303


def test_who_confirmed_is_told_of_an_extension_where_the_organiser_wants_it(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 10 * DAY)
    signed(appeal)
    signed(appeal, "waits@example.org", confirms=False)
    mails()
    enter(client)
    asked = {"closes_on": "2026-12-30", "closes_time": "12:00", "zone": "Asia/Almaty", "reason": "Slow post"}
    assert desk_post(client, f"/desk/a/{appeal.slug}/extend", asked | {"tell": "y"}).status_code == 303
    at(now + HOUR)
    at(now + 2 * HOUR)
    told = [mail for mail in mails() if mail["Subject"] == "There is more time"]
    assert [mail["To"] for mail in told] == ["aru@example.org"]
    assert "30 December 2026, 12:00" in said(told[0])
    assert "Slow post" in said(told[0])


def test_whoever_stayed_with_an_old_text_counts_again_with_their_name_as_long_as_the_letter_is_open(
    client: FlaskClient, now: datetime
) -> None:
    """Once their address is gone nobody can tell them that they count under a text that they never saw."""
    appeal = make_appeal(kept_days=5, grace_minutes=0)
    stays, left = signed(appeal), signed(make_appeal(slug="left", kept_days=5, grace_minutes=0))
    for each in (appeal, left.appeal):
        appeals.write(each, "en", replace(TEXT, body="Another."), organiser_id=None, now=now)
        desk.publish(each, note="Another", carries=False, now=now)
        appeals.extend(each, now + 60 * DAY, "more time", now=now)
    db.session.commit()
    at(now + 16 * DAY)
    assert (fresh(stays).own.mailbox, fresh(stays).own.name, fresh(left).own.name) == (
        "",
        *["Aru Bekova"] * 2,
    )
    late = signed(fresh(appeal), "late@example.org", confirms=False)
    late.version_id = fresh(stays).version_id
    confirming.confirm(late, now=clock.now())
    db.session.commit()
    enter(client)
    page = client.get(f"/desk/a/{appeal.slug}").text
    assert "2 signatures stay with the old text" in page
    assert "We can no longer email 1 of these people" in page
    assert "Count them under the new text" not in page
    with pytest.raises(appeals.NotPossible):
        desk.carry_after_all(fresh(appeal), organiser_id=1, now=clock.now())
    assert counts.confirmed(fresh(appeal)) == 0
    mine = f"/s/{fresh(stays).ticket.token('signature')}"
    seen = drawn(client, mine, mine, "version")
    assert client.post(mine, data=seen | {"deed": "sign_new_text"}).status_code in {200, 303}
    assert counts.latest(fresh(appeal), 5) == ["Aru Bekova"]
    at(now + 66 * DAY)  # who still stands under the old text is printed nowhere
    assert [each.own.name for each in (fresh(stays), fresh(left))] == ["Aru Bekova", ""]
    assert retention.with_something_due(clock.now()) == []
