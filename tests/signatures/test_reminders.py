"""Who has not confirmed is reminded, and called before the end; once each, and never in vain."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.signatures import reminders as signature_reminders
from tests.conftest import NOW
from tests.factories import confirm_by, link_in, make_appeal, sign
from tests.signatures.later_mails import DAY, HOUR, MINUTE, ONE_CLICK, later, said, subjects, unsubscribe_in

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def test_who_has_not_confirmed_is_reminded_once_and_called_once(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    later(3 * DAY - MINUTE)
    assert subjects(mails()) == ["Please confirm"]
    later(MINUTE)
    later(DAY)
    assert subjects(mails()) == ["Please confirm", "Reminder: please confirm"]
    later(5 * DAY - MINUTE)
    assert len(mails()) == 2
    later(MINUTE)
    later(HOUR)
    later(20 * HOUR)
    assert subjects(mails()) == [
        "Please confirm",
        "Reminder: please confirm",
        "Last reminder: please confirm",
    ]


def test_reminder_and_last_call_hold_the_link_and_the_code_of_the_first_mail_and_nothing_typed(
    client: FlaskClient, mails: Mails
) -> None:
    typed = {
        "name": "Zoxoname",
        "role": "Zoxorole",
        "affiliation": "Zoxobody",
        "place": "Zoxoplace",
    }  # no code holds an O
    sign(client, make_appeal(closes_at=NOW + 4 * DAY).slug, **typed)
    later(3 * DAY - 13 * HOUR)
    (first,) = mails()
    code = next(word for word in said(first).split() if len(word) == 9 and word[4] == "-")
    later(13 * HOUR)
    last = mails()[-1]
    assert last["Subject"] == "Last reminder: please confirm"
    assert code in said(last)
    assert "27 November 2026, 15:00 (Almaty, UTC+5)" in said(last)  # a day of grace after the deadline
    assert "zoxo" not in re.sub(r"https?://\S+", "", said(last)).casefold()
    assert client.get(link_in(last)).status_code == 200
    confirm_by(client, link_in(last))
    assert subjects(mails())[-1] == "Thank you"


def test_none_is_asked_again_after_confirming(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign(client, slug, name="Somebody Else")
    sign(client, slug)
    confirm_by(client, link_in(mails()[-1]))
    for _ in range(10):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "Please confirm", "Thank you"]


def test_a_reminder_that_still_waits_to_be_sent_is_taken_back_by_confirming(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    link = link_in(mails()[0])
    clock.ticked(3 * DAY)
    assert signature_reminders.remind(appeal, clock.now()) == 1
    db.session.commit()
    confirm_by(client, link)
    assert subjects(mails()) == ["Please confirm", "Thank you"]


@pytest.mark.parametrize("deed", ["not_me", "no_mails"])
def test_a_mailbox_that_wants_no_more_is_not_asked_again(
    client: FlaskClient, mails: Mails, deed: str
) -> None:
    slug = make_appeal().slug
    sign(client, slug, name="First Name")
    sign(client, slug, name="Second Name")
    if deed == "not_me":
        client.post(link_in(mails()[0]), data={"deed": "not_me"})
    else:
        mails()
        later(3 * DAY)
        client.post(unsubscribe_in(mails()[-1]), data=ONE_CLICK)
    before = len(mails())
    for _ in range(10):
        later(DAY)
    assert len(mails()) == before


def test_a_mailbox_typed_many_times_is_reminded_once_of_what_was_typed_last(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + 20 * DAY).slug
    for nth in range(3):
        sign(client, slug, name=f"Name {'x' * nth}")
    later(2 * DAY)
    sign(client, slug, name="Youngest")
    later(DAY)
    assert "Reminder: please confirm" not in subjects(mails())
    later(2 * DAY)
    later(5 * DAY)
    reminders = [mail for mail in mails() if mail["Subject"] == "Reminder: please confirm"]
    assert [client.get(link_in(mail)).text.count("Youngest") for mail in reminders] == [1]


def test_what_is_typed_after_a_reminder_brings_no_second_one(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + 20 * DAY).slug
    sign(client, slug)
    mails()
    later(4 * DAY)
    sign(client, slug, name="Another Name")
    mails()
    later(4 * DAY)
    assert sorted(subjects(mails())) == ["Please confirm", "Please confirm", "Reminder: please confirm"]


def test_reminders_count_towards_the_caps_of_a_mailbox(client: FlaskClient, mails: Mails) -> None:
    for nth in range(6):
        sign(client, make_appeal(slug=f"appeal-{nth}").slug, email=f"victim+{nth}@example.org")
        clock.ticked(HOUR)
    mails()
    later(3 * DAY - HOUR)  # all six are due in one hour
    assert subjects(mails()).count("Reminder: please confirm") == 3
    later(DAY)
    assert subjects(mails()).count("Reminder: please confirm") == 3


def test_who_signed_in_the_last_hours_is_called_when_half_a_day_has_passed(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + 2 * HOUR).slug
    sign(client, slug)
    later(11 * HOUR)
    assert subjects(mails()) == ["Please confirm"]
    later(HOUR)
    assert subjects(mails()) == ["Please confirm", "Last reminder: please confirm"]


@pytest.mark.parametrize("left", [30 * MINUTE, timedelta()])
def test_with_no_time_left_to_answer_nobody_is_called(
    client: FlaskClient, mails: Mails, left: timedelta
) -> None:
    slug = make_appeal(closes_at=NOW + 5 * DAY, grace_minutes=0, mails=["last_call"]).slug
    sign(client, slug)
    mails()
    later(5 * DAY - left)
    assert subjects(mails()) == ["Please confirm"]


def test_two_workers_at_once_send_one(app: Flask, client: FlaskClient, mails: Mails) -> None:
    appeal_id, slug = (appeal := make_appeal()).id, appeal.slug
    for nth in range(12):
        sign(client, slug, email=f"p{nth}@example.org")
    mails()
    clock.ticked(3 * DAY)
    start = Barrier(4)

    def work(_nth: int) -> int:
        with app.app_context():
            start.wait()
            done = signature_reminders.remind(db.session.get_one(Appeal, appeal_id), clock.now())
            db.session.commit()
            return done

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 12
    assert subjects(mails()).count("Reminder: please confirm") == 12
