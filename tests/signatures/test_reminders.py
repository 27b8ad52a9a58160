"""What is written when the clock says so: reminders, last calls, the letter's address; once each, and never in vain."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.mail.out.models import OutboxMessage
from petition.signatures import announcements
from petition.signatures import reminders as signature_reminders
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [mail["Subject"] for mail in mails]


def later(span: timedelta) -> None:
    """Let time pass, with the worker at work at the end of it."""
    clock.ticked(span)
    worker.once()
    db.session.rollback()


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


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
    typed = {"name": "Zxname", "role": "Zxrole", "affiliation": "Zxbody", "place": "Zxplace"}
    sign(client, make_appeal(closes_at=NOW + 4 * DAY).slug, **typed)
    later(3 * DAY - 13 * HOUR)
    (first,) = mails()
    code = next(word for word in said(first).split() if len(word) == 9 and word[4] == "-")
    later(13 * HOUR)
    last = mails()[-1]
    assert last["Subject"] == "Last reminder: please confirm"
    assert code in said(last)
    assert "27 November 2026, 15:00 (Almaty, UTC+5)" in said(last)  # a day of grace after the deadline
    assert "zx" not in re.sub(r"https?://\S+", "", said(last)).casefold()
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


def test_a_withdrawn_appeal_tells_who_confirmed_once_and_recalls_all_that_waits(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    sign(client, appeal.slug, email="other@example.org")
    appeals.withdraw(appeal, "", now=NOW)
    db.session.commit()
    for _ in range(12):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "It was withdrawn"]


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


def test_when_nobody_can_confirm_any_more_all_who_did_are_told_of_the_letter_once(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    for nth in range(3):
        sign(client, slug, email=f"p{nth}@example.org")
    for mail in mails()[:2]:
        confirm_by(client, link_in(mail))
    later(DAY)
    assert "It is ready" not in subjects(mails())
    later(DAY)
    later(DAY)
    told = [mail for mail in mails() if mail["Subject"] == "It is ready"]
    assert {mail["To"] for mail in told} == {"p0@example.org", "p1@example.org"}
    assert len(told) == 2
    assert client.get(link_in(told[0], "/a/")).status_code == 200
    assert "Keep the well open" in said(told[0])


def test_all_are_told_of_the_letter_though_mailboxes_are_erased_at_once(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal(closes_at=NOW + HOUR, kept_days=0).slug)
    confirm_by(client, link_in(mails()[0]))
    later(2 * DAY)
    assert subjects(mails())[-1] == "It is ready"


def test_each_mail_can_be_switched_off_and_the_form_says_which_come(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + 10 * DAY, mails=[])
    page = client.get(f"/a/{appeal.slug}").text
    assert "we email you at most: if the letter is withdrawn" in page
    sign(client, appeal.slug)
    sign(client, appeal.slug, email="other@example.org")
    confirm_by(client, link_in(mails()[0]))
    for _ in range(12):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "Please confirm"]
    page = client.get(f"/a/{make_appeal(slug='all').slug}").text
    for words in ("after 3 days", "24 hours before the end", "to thank you", "text changes", "can be read"):
        assert words in page


def test_at_the_desk_mails_are_chosen_before_publishing_and_only_switched_off_after(
    client: FlaskClient, app: Flask
) -> None:
    slug = make_appeal(published=False).slug
    enter(client)
    terms = {"closes_on": "2027-10-31", "closes_time": "12:30", "zone": "Europe/Berlin", "grace_hours": "24", "target": "",
             "accent": "ink", "pending_days": "14", "kept_days": "30"}  # fmt: skip
    path = f"/desk/a/{slug}/terms"

    def kept() -> tuple[list[str], int, int]:
        appeal = db.session.scalars(select(Appeal).where(Appeal.slug == slug)).one()
        return appeal.mails, appeal.remind_days, appeal.last_call_hours

    desk_post(client, path, terms)
    assert kept()[0] == ["thanks", "reminder", "last_call", "new_text", "letter", "taken_off"]
    chosen = {"mails": ["none", "thanks", "reminder"], "remind_days": "5", "last_call_hours": "48"}
    assert desk_post(client, path, terms | chosen).status_code == 303
    assert kept() == (["thanks", "reminder"], 5, 48)
    desk_post(client, f"/desk/a/{slug}/publish")
    chosen = {"mails": ["none", "thanks", "letter"], "remind_days": "1", "last_call_hours": "3"}
    assert desk_post(client, path, terms | chosen).status_code == 303
    assert kept() == (["thanks"], 5, 48)
    desk_post(client, path, terms | {"mails": "none"})
    assert kept()[0] == []


def test_what_was_said_not_to_be_oneself_is_counted_at_the_desk_where_that_tells_of_nobody(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    enter(client)
    for nth in range(20):
        sign(client, slug, email=f"a{nth}@example.org")
        client.post(link_in(mails()[-1]), data={"deed": "not_me"})
        page = " ".join(client.get(f"/desk/a/{slug}").text.split())
        assert ("“I did not sign this”" in page) == (nth == 19)


# --- one press and no more -----------------------------------------------------------------------------------------------

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def unsubscribe_in(mail: EmailMessage) -> str:
    """The path that a mail program posts to, which the body names as well."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link_in(mail, "/u/")
    assert mail["List-Unsubscribe"].partition("?")[0].endswith(path)
    return path


def waiting() -> int:
    return db.session.scalar(select(func.count()).where(OutboxMessage.state == "waiting")) or 0


def confirmed(client: FlaskClient, mails: Mails, slug: str) -> EmailMessage:
    """Sign and confirm; gives the thanks."""
    sign(client, slug)
    confirm_by(client, link_in(mails()[-1]))
    return mails()[-1]


def test_a_press_with_an_empty_body_ends_the_mails_and_a_link_may_end_with_a_stop(
    client: FlaskClient, mails: Mails
) -> None:
    path = unsubscribe_in(confirmed(client, mails, make_appeal().slug))
    assert client.get(f"{path}).").status_code == 200
    assert client.post(path).status_code == 200
    assert db.session.scalars(select(Signature.quiet_at)).one() is not None


def test_every_mail_but_the_first_can_be_ended_by_one_press(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + 5 * DAY).slug
    sign(client, slug, email="slow@example.org")
    confirmed(client, mails, slug)
    sign(client, slug)
    for _ in range(7):
        later(DAY)
    by_subject = {mail["Subject"]: mail for mail in mails()}
    assert len(by_subject) == 6
    assert by_subject.pop("Please confirm")["List-Unsubscribe"] is None
    for mail in by_subject.values():
        assert client.get(unsubscribe_in(mail)).status_code == 200


def test_a_bare_post_from_anywhere_ends_the_mails_and_withdraws_nothing(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    path = unsubscribe_in(confirmed(client, mails, slug))
    for headers in ({}, {"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(path, data=ONE_CLICK, headers=headers)
        assert answer.status_code == 200  # a redirect would not be followed
        assert "Set-Cookie" not in answer.headers
    later(3 * DAY)
    assert subjects(mails()) == ["Please confirm", "Thank you"]
    assert client.get(f"/a/{slug}/letter.json").json["counts"]["confirmed"] == 1  # type: ignore[index]


def test_looking_at_the_link_ends_nothing(client: FlaskClient, mails: Mails) -> None:
    path = unsubscribe_in(confirmed(client, mails, make_appeal(closes_at=NOW + DAY).slug))
    for _ in range(2):
        assert "Stop emails about this letter?" in client.get(path).text
    client.head(path)
    confirm_by(client, path)
    later(3 * DAY)
    assert subjects(mails())[-1] == "It is ready"


def test_what_waits_to_be_sent_is_taken_back(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=NOW + DAY)
    path = unsubscribe_in(confirmed(client, mails, appeal.slug))
    clock.ticked(3 * DAY)
    assert announcements.tell_of_letter(appeal, clock.now()) == 1
    db.session.commit()
    client.post(path, data=ONE_CLICK)
    assert waiting() == 0


@pytest.mark.parametrize("deed", ["withdraw", "not_me"])
def test_the_link_of_a_signature_that_has_ended_is_answered_kindly(
    client: FlaskClient, mails: Mails, deed: str
) -> None:
    thanks = confirmed(client, mails, make_appeal().slug)
    client.post(link_in(thanks, "/s/"), data={"deed": deed})
    for answer in (client.get(unsubscribe_in(thanks)), client.post(unsubscribe_in(thanks), data=ONE_CLICK)):
        assert answer.status_code == 200
        assert "We do not email you about this letter" in answer.text


def test_what_is_asked_for_is_answered_all_the_same_and_thanks_are_left_out(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    sign(client, slug)
    mails()
    later(3 * DAY)
    client.post(unsubscribe_in(mails()[-1]), data=ONE_CLICK)
    sign(client, slug, name="Another Name")
    confirm_by(client, link_in(mails()[-1]))
    client.post(f"/a/{slug}/resend", data=filled())
    assert subjects(mails()) == ["Please confirm", "Reminder: please confirm", "Please confirm", "Your link"]


def test_my_signature_has_the_switch_for_both_ways(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    mine = link_in(confirmed(client, mails, slug), "/s/")
    assert client.post(mine, data={"deed": "no_mails"}).status_code == 303
    assert "Email me again" in client.get(mine).text
    client.post(mine, data={"deed": "mails"})
    assert "Stop emails" in client.get(mine).text
    later(3 * DAY)
    assert subjects(mails())[-1] == "It is ready"


@pytest.mark.parametrize("token", ["x", "W10.abc.def", "%00", "a" * 4000])
def test_a_bad_link_is_refused_kindly(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/u/{token}"), client.post(f"/u/{token}", data=ONE_CLICK)):
        assert answer.status_code == 404
        assert "<h1" in answer.text


def test_a_link_for_another_purpose_does_not_unsubscribe(client: FlaskClient, mails: Mails) -> None:
    thanks = confirmed(client, mails, make_appeal().slug)
    token = link_in(thanks, "/s/").removeprefix("/s/")
    assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 404
    token = unsubscribe_in(thanks).removeprefix("/u/")
    assert client.get(f"/s/{token}").status_code == client.get(f"/c/{token}").status_code == 404


def test_a_new_text_is_published_knowing_whether_anybody_is_asked_to_sign_it(client: FlaskClient) -> None:
    appeal = make_appeal()
    slug, draft = appeal.slug, appeal.texts[0]
    draft.content = draft.content | {"title": "Another title"}
    db.session.commit()
    enter(client)
    assert "email all who signed" in client.get(f"/desk/a/{slug}/publish").text
    appeal.mails = ["thanks"]
    db.session.commit()
    page = client.get(f"/desk/a/{slug}/publish").text
    assert "nobody is emailed, as you chose" in page
    assert "email all who signed" not in page
