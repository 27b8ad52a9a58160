"""An emergency: within seconds no name is shown, nobody signs, nothing is emailed, nobody is in; and all comes back."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.appeals import emergency, service
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority
from petition.mail.out.models import OutboxMessage
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures import counts, ending
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.factories import confirm_by, enter, link_in, make_appeal, press, sign, signed

pytestmark = pytest.mark.usefixtures("now")

NAME = "Somebody In-Danger"


def token_on(client: FlaskClient, page: str) -> str:
    return client.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0]


def public(client: FlaskClient, slug: str) -> dict[str, tuple[int, bool]]:
    """What each public page answers, and whether it says the name."""
    paths = (
        f"/a/{slug}",
        f"/a/{slug}/letter",
        *(f"/a/{slug}/letter.{each}" for each in ("txt", "json", "csv")),
    )
    return {path: (page.status_code, NAME in page.text) for path in paths if (page := client.get(path))}


def test_an_emergency_hides_all_stops_all_and_is_undone_by_the_team(
    app: Flask, client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    make_appeal(slug="later")
    slug, place = appeal.slug, appeal.id
    signed(appeal, NAME)
    sign(client, slug, email="waits@example.org")
    (asked,) = (each for each in mails() if each["To"] == "waits@example.org")
    before = len(mails())
    sign(client, slug, email="late@example.org", name="Late")
    enter(client)
    stop = f"/desk/a/{slug}/emergency"
    marks = app.extensions["pages"].marks
    mark = marks.of(place)
    assert press(client, stop, reason="").status_code == 422
    old_form = {"csrf_token": token_on(client, stop), "reason": "Again"}
    stopped = press(client, stop, reason="They were threatened")
    assert "names are hidden, and nobody can sign" in client.get(stopped.location).text
    assert marks.of(place) != mark
    assert "Your session has ended" not in client.get("/desk/sign-in").text
    again = client.get(stop).location
    assert "/desk/sign-in" in again
    assert "Your session has ended" in client.get(again).text
    page = client.get(f"/a/{slug}").text
    assert "Signing is paused" in page
    assert "1 signature" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert NAME not in page
    assert "threatened" not in page
    refused = sign(client, slug, email="more@example.org")
    assert (refused.status_code, "Not available now" in refused.text) == (503, True)
    assert "try again" not in refused.text.casefold()  # nobody knows when
    assert client.get(link_in(asked)).status_code == 503
    assert confirm_by(client, link_in(asked)).status_code == 503
    assert sign(client, "later", email="more@example.org").status_code == 303
    worker.once()
    assert "more@example.org" in [each["To"] for each in mails()]
    assert len(mails()) == before + 1
    clock.ticked(timedelta(minutes=11))
    enter(client)
    assert "They were threatened" in client.get(f"/desk/a/{slug}").text
    clock.ticked(timedelta(minutes=11))
    assert client.get(stop).location == f"/desk/sure?then={stop}"
    enter(client)
    old_form["csrf_token"] = token_on(client, stop)
    assert client.post(stop, data=old_form).status_code == 303  # nothing is stopped twice
    assert press(client, stop, f"{stop}/end").status_code == 303
    assert NAME in client.get(f"/a/{slug}").text
    assert confirm_by(client, link_in(asked)).status_code in {200, 303}
    assert "late@example.org" in [each["To"] for each in mails()]
    log = client.get(f"/desk/a/{slug}/activity").text
    assert "Emergency stop ended" in log
    assert "threatened" not in log


def test_a_complete_letter_and_its_files_are_stopped_by_command_and_owners_can_still_withdraw(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal(closes_at=clock.now() + timedelta(days=1))
    mine = signed(appeal, NAME)
    clock.ticked(timedelta(days=3))
    before = public(client, appeal.slug)
    assert set(before.values()) == {(200, True)}
    run = app.test_cli_runner().invoke
    assert run(args=["emergency", "on", appeal.slug, "--reason", " "]).exit_code == 1
    done = run(args=["emergency", "on", appeal.slug, "--reason", "why"])
    assert (done.exit_code, "Stopped: names are hidden, nobody can sign, " in done.stdout) == (0, True)
    assert run(args=["emergency", "on", appeal.slug, "--reason", "why"]).exit_code == 1
    assert public(client, appeal.slug) == {
        path: (200 if path == f"/a/{appeal.slug}" else 503, False) for path in before
    }
    assert client.get(mine.ticket.link("signature").removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert run(args=["emergency", "off", appeal.slug]).exit_code == 0
    assert public(client, appeal.slug) == before
    assert db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.state == "halted")).all() == []
    assert db.session.scalars(select(Signature.state)).all() == [State.CONFIRMED]


def test_who_withdraws_meanwhile_is_sent_nothing_of_what_was_stopped(app: Flask) -> None:
    appeal = make_appeal()
    mine = signed(appeal, NAME)
    halted = select(OutboxMessage.id).where(OutboxMessage.state == "halted", OutboxMessage.cause == mine.ref)
    assert (
        app.test_cli_runner().invoke(args=["emergency", "on", appeal.slug, "--reason", "why"]).exit_code == 0
    )
    assert db.session.scalars(halted).all()
    ending.withdraw(mine, now=clock.now())
    db.session.commit()
    assert not db.session.scalars(halted).all()


def test_whoever_posts_about_a_stopped_letter_posts_what_waits_until_it_goes_on(app: Flask) -> None:
    appeal, other = make_appeal(), make_appeal(slug="other")
    emergency.begin(appeal, "why", now=clock.now())
    posted = {
        outbox.post(Message("account", "a@example.org", "en", {}, how, about=about), now=clock.now()): state
        for how, about, state in (
            (Priority.THANKS, appeal.id, "halted"),
            (Priority.ANSWER, appeal.id, "waiting"),  # to what somebody asks now
            (Priority.THANKS, other.id, "waiting"),
            (Priority.THANKS, None, "waiting"),
        )
    }
    states = select(OutboxMessage.ref, OutboxMessage.state)
    assert {row.ref: row.state for row in db.session.execute(states)} == posted
    emergency.end(appeal, now=clock.now())
    assert {row.state for row in db.session.execute(states)} == {"waiting"}


def test_who_is_held_while_a_letter_is_stopped_over_its_deadline_can_be_counted_until_it_goes_on(
    app: Flask,
) -> None:
    appeal = make_appeal(closes_at=clock.now() + timedelta(hours=1))
    mine = signed(appeal, NAME)
    manage.act(appeal, Action.HOLD, [mine.ref], organiser_id=1, now=clock.now())
    emergency.begin(appeal, "why", now=clock.now())
    db.session.commit()
    clock.ticked(timedelta(days=3))
    manage.act(appeal, Action.COUNT, [mine.ref], organiser_id=1, now=clock.now())
    emergency.end(appeal, now=clock.now())
    db.session.commit()
    assert counts.confirmed(appeal) == 1


def test_who_is_taken_off_meanwhile_is_emailed_after_it_and_a_withdrawal_ends_it_and_is_told_to_who_signed(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    stays, goes = signed(appeal, NAME), signed(appeal, "Somebody Else")
    before = len(mails())
    emergency.begin(appeal, "why", now=clock.now())
    manage.act(appeal, Action.TAKE_OFF, [goes.ref], reason="asked", organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(mails()) == before
    service.withdraw(appeal, "Too dangerous", now=clock.now())
    db.session.commit()
    worker.once()
    assert [(str(each["To"]), str(each["Subject"])) for each in mails()[before:]] == [
        (stays.own.mailbox, "It was withdrawn")
    ]
    assert appeal.stopped_at is None


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_was_posted_at_the_very_instant_of_a_stop_waits_too(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    place = make_appeal().id

    def stop() -> None:
        with app.app_context():
            emergency.begin(db.session.get_one(Appeal, place), "Danger", now=clock.now())
            db.session.commit()

    for priority in (Priority.ANSWER, Priority.UPDATE):
        outbox.post(
            Message(
                "account",
                f"{priority.name.casefold()}@example.org",
                "en",
                {"what": "new device", "link": "https://example.org"},
                priority,
                about=place,
            ),
            now=clock.now(),
        )
    db.session.flush()
    assert db.session.scalars(select(OutboxMessage.state)).all() == ["waiting"] * 2  # not committed yet
    with ThreadPoolExecutor(1) as other:
        other.submit(stop).result(5)
    db.session.commit()
    assert [mail["To"] for mail in mails()] == ["answer@example.org"]
    assert not outbox.late(clock.now() + timedelta(hours=1))
    emergency.end(db.session.get_one(Appeal, place, populate_existing=True), now=clock.now())
    db.session.commit()
    assert [mail["To"] for mail in mails()] == ["answer@example.org", "update@example.org"]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_was_posted_at_the_very_instant_of_a_withdrawal_never_leaves(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    place = make_appeal().id
    stays = signed(db.session.get_one(Appeal, place), NAME).own.mailbox
    before = len(mails())

    def withdraw() -> None:
        with app.app_context():
            service.withdraw(db.session.get_one(Appeal, place), "Danger", now=clock.now())
            db.session.commit()

    for priority in (Priority.ANSWER, Priority.UPDATE):
        to, said = (
            f"{priority.name.casefold()}@example.org",
            {"what": "new device", "link": "https://example.org"},
        )
        outbox.post(Message("account", to, "en", said, priority, about=place), now=clock.now())
    db.session.flush()
    with ThreadPoolExecutor(1) as other:
        other.submit(withdraw).result(5)
    db.session.commit()
    worker.once()
    assert {mail["To"] for mail in mails()[before:]} == {"answer@example.org", stays}
