"""Everything that is kept beside signatures has a term: messages, mails, keys, marks."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from petition import retention, worker_duties
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.core.limits import Counter
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.lists import add
from petition.lists.models import LineList
from petition.mail.out.models import OutboxMessage
from petition.signatures import ending
from petition.signatures.models import Suppression
from tests.factories import TEXT, make_appeal
from tests.retention.passing_time import DAY, HOUR, at, fresh, signed
from tests.retention.test_together import brought

pytestmark = pytest.mark.usefixtures("app", "now")


def test_nothing_beside_the_signatures_outlives_the_days_that_the_form_named(now: datetime) -> None:
    appeal = make_appeal(text=replace(TEXT, left_over=("Aru Bekova",)), closes_at=now + DAY)
    db.session.add(UnreadMessage(appeal_id=appeal.id, why="prose", sealed=b"x", received_at=now + 20 * DAY))
    db.session.add(Suppression(appeal_id=appeal.id, key=b"k", own=True, keep_until=None))
    db.session.add(
        ReceivedMessage(
            key=b"k",
            appeal_id=appeal.id,
            outcome="signed",
            received_at=now,
            answer_ref="a",
            signature_ref="s",
        )
    )
    db.session.commit()
    at(now + 32 * DAY)
    assert db.session.scalars(select(UnreadMessage)).all() == []
    assert db.session.scalars(select(Suppression)).all() == []
    assert db.session.scalars(select(ReceivedMessage)).one().signature_ref is None
    assert [each.text.left_over for each in fresh(appeal).texts] == [()]


def test_lines_that_were_not_understood_go_where_there_is_nobody_else_to_erase(now: datetime) -> None:
    text = replace(TEXT, left_over=("Aru Bekova",))
    draft, empty = (
        make_appeal(slug=slug, published=slug == "empty", text=text) for slug in ("draft", "empty")
    )
    for days, left in ((40, [("Aru Bekova",), ("Aru Bekova",)]), (41, [("Aru Bekova",), ()])):
        at(now + days * DAY)
        assert [each.text.left_over for row in (draft, empty) for each in fresh(row).texts] == left
    assert retention.is_draft_with_names(fresh(draft))
    for days in (166, 180):
        at(now + days * DAY)
    assert fresh(draft).texts[0].text.left_over == ()
    assert retention.drafts(clock.now()) == retention.with_something_due(clock.now()) == []


def test_a_message_that_waits_and_the_mark_of_a_late_one_end_after_thirty_days(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 100 * DAY)
    db.session.add(UnreadMessage(appeal_id=appeal.id, why="prose", sealed=b"x", received_at=now))
    db.session.add(ReceivedMessage(key=b"k", appeal_id=None, outcome="", received_at=now))
    db.session.commit()
    at(now + 30 * DAY)
    assert len(db.session.scalars(select(UnreadMessage)).all()) == 1
    at(now + 30 * DAY + HOUR)
    assert db.session.scalars(select(UnreadMessage)).all() == []
    assert db.session.scalars(select(ReceivedMessage)).all() == []


def test_a_mail_that_nobody_carried_for_two_weeks_is_given_up_and_says_nothing_any_more(
    now: datetime,
) -> None:
    signed(make_appeal(closes_at=now + 100 * DAY))
    waits = select(OutboxMessage.state, OutboxMessage.sealed.is_not(None))
    worker_duties.do_all(now + 14 * DAY)
    assert set(map(tuple, db.session.execute(waits))) == {("waiting", True)}
    worker_duties.do_all(now + 14 * DAY + HOUR)
    assert set(map(tuple, db.session.execute(waits))) == {("failed", False)}


def test_the_key_of_who_withdrew_or_went_with_a_list_is_kept_no_longer_than_they_were_told(
    now: datetime,
) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    ending.withdraw(signed(appeal), now=now)
    lists = [brought(appeal, f"Name,E-mail\nDana Kim,{address}\n") for address in ("dana@example.org", "")]
    appeals.extend(appeal, now + 90 * DAY, "more time", now=now)
    for each in lists:
        add.undo(db.session.get_one(LineList, each), organiser_id=None, now=now)
    db.session.commit()
    assert len(db.session.scalars(select(Suppression)).all()) == 3
    at(now + 33 * DAY)
    assert db.session.scalars(select(Suppression)).all() == []


def test_retention_has_nothing_to_do_when_all_is_done(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    at(now + 33 * DAY)
    assert retention.with_something_due(clock.now()) == []


def test_the_mark_of_a_mailbox_is_kept_for_three_days(now: datetime) -> None:
    signed(make_appeal(closes_at=now + 50 * DAY), confirms=False)
    assert db.session.scalars(select(Counter)).all() != []
    at(now + 3 * DAY - HOUR)  # before a reminder counts anew
    at(now + 6 * DAY + HOUR)
    assert all(each.window > clock.now().timestamp() for each in db.session.scalars(select(Counter)))
