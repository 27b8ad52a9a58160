"""Messages that were not understood, at the desk: read whole and harmless, entered, set aside, taken back."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.inbox import queue, receive
from petition.inbox.models import UnreadMessage
from petition.signatures import counts, own_data
from petition.signatures.models import Signature
from tests.factories import (
    TEXT,
    confirm_by,
    desk_post,
    enter,
    link_in,
    make_appeal,
    press,
    set_settings,
    sign,
)
from tests.interpret.corpus import TO, mail

Mails = Callable[[], list[EmailMessage]]

QUESTION = mail("Can I sign?\n<script>alert(1)</script>\n\tAru, from the mill\n")
HERE = "/desk/a/well/messages"

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def by_message(app: Flask) -> Iterator[None]:
    set_settings(app, sign_address="sign@sign.example.org", dns_server="127.0.0.1:9")
    yield
    set_settings(app, sign_address="", dns_server="")


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal(slug="well", by_message=True)
    enter(client)
    return made


def kept() -> UnreadMessage:
    return db.session.scalars(select(UnreadMessage)).one()


def arrive(raw: bytes = QUESTION) -> str:
    receive.receive(raw, recipient=TO, now=clock.now())
    return kept().ref


def decide(client: FlaskClient, ref: str, deed: str, **typed: str) -> int:
    data = {f"{ref}-{name}": value for name, value in typed.items()} | {"deed": deed}
    return desk_post(client, f"{HERE}/{ref}", data, at=HERE).status_code


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state)))


def test_what_was_not_kept_of_a_sender_is_counted_for_organisers(client: FlaskClient, appeal: Appeal) -> None:
    for nth in range(7):
        raw = QUESTION.replace(b"<one@", b"<%d@" % nth)
        receive.receive(raw, recipient=TO, now=clock.now())
    page = client.get(HERE).text
    assert "5 messages to read" in page
    told = "Not kept: the sender had already sent many messages that day"
    assert re.search(rf"{told}\s*</dt>\s*<dd>\s*<[^>]*>2<", page)


def test_a_message_is_shown_as_it_was_written_and_harmless(client: FlaskClient, appeal: Appeal) -> None:
    arrive()
    page = client.get(HERE).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\tAru, from the mill" in page
    assert "It asks a question." in page
    assert "aru@example.org" not in page
    assert "a…@e….org" in page
    desk = client.get("/desk/a/well").text
    assert "1 message waits to be read" in desk


def test_what_an_organiser_enters_is_asked_of_its_sender(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    ref = arrive()
    clock.ticked(timedelta(minutes=1))
    appeals.write(appeal, "en", replace(TEXT, body="Fill in the well."), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="It is closed.", carries=False, now=clock.now())
    db.session.commit()
    assert decide(client, ref, "enter", name="Aru Bekova", kind="person", role="miller", place="Taraz") == 303
    assert states() == ["pending"]
    (asked,) = mails()
    assert asked["To"] == "aru@example.org"
    assert "Bekova" not in asked.as_string()
    assert confirm_by(client, link_in(asked)).status_code == 303
    assert kept().state == "entered"
    assert counts.latest(appeal, 5) == []  # it was written under the text before
    desk.carry_after_all(appeal, organiser_id=1, now=clock.now())
    assert counts.latest(appeal, 5) == ["Aru Bekova, miller (Taraz)"]


def test_what_is_refused_is_said_beside_the_field_and_kept(client: FlaskClient, appeal: Appeal) -> None:
    ref = arrive()
    answer = desk_post(
        client,
        f"{HERE}/{ref}",
        {f"{ref}-name": " ", f"{ref}-kind": "person", f"{ref}-role": "as typed"},
        at=HERE,
    )
    assert answer.status_code == 422
    assert "Type the name." in answer.text
    assert "as typed" in answer.text
    assert states() == []


def test_set_aside_and_taken_back(client: FlaskClient, appeal: Appeal) -> None:
    ref = arrive()
    for deed, state in (
        ("aside", "aside"),
        ("aside", "aside"),
        ("take_back", "waiting"),
        ("take_back", "waiting"),
    ):
        assert decide(client, ref, deed) == 303
        db.session.expire_all()
        assert kept().state == state


def test_an_entry_taken_back_ends_its_link_and_its_mail(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    ref = arrive()
    decide(client, ref, "enter", name="Aru Bekova", kind="person")
    link = link_in(mails()[0])
    assert kept().sender is None  # beside the signature it would tell what else of its owner waits
    decide(client, ref, "take_back")
    db.session.expire_all()
    assert kept().sender == queue.sender_key(appeal, "aru@example.org")
    assert client.get(link).status_code == 410
    assert states() == ["withdrawn"]
    decide(client, ref, "enter", name="Aru Omar", kind="person")
    decide(client, ref, "take_back")
    assert len(mails()) == 1  # the second had not left yet


def test_what_its_sender_has_confirmed_stays(client: FlaskClient, appeal: Appeal, mails: Mails) -> None:
    ref = arrive()
    decide(client, ref, "enter", name="Aru Bekova", kind="person")
    confirm_by(client, link_in(mails()[0]))
    decide(client, ref, "take_back")
    assert counts.confirmed(appeal) == 1


@pytest.mark.parametrize("first", [True, False])
def test_what_its_sender_types_on_the_form_stays(client: FlaskClient, appeal: Appeal, first: bool) -> None:
    ref = arrive()
    for is_own in (first, not first):
        if is_own:
            sign(client, "well")
        else:
            decide(client, ref, "enter", name="Aru Bekova", kind="person")
    decide(client, ref, "take_back")
    assert (states(), kept().state) == (["pending"], "waiting")


def test_the_same_entered_from_two_messages_ends_when_both_are_taken_back(
    client: FlaskClient, appeal: Appeal
) -> None:
    for raw in (QUESTION, QUESTION.replace(b"<one@", b"<two@")):
        receive.receive(raw, recipient=TO, now=clock.now())
    refs = db.session.scalars(select(UnreadMessage.ref)).all()
    for ref in refs:
        assert decide(client, ref, "enter", name="Aru Bekova", kind="person") == 303
    assert len(refs) == 2
    for ref, left in zip(refs, ("pending", "withdrawn"), strict=True):
        assert states() == ["pending"]
        decide(client, ref, "take_back")
        assert states() == [left]
    asked = own_data.everything_about(db.session.scalars(select(Signature)).one())["emails"]
    assert (asked["asked_to_confirm"], asked["asked_by_organisers_who_took_it_back"]) == (2, 1)


def test_what_came_in_time_may_be_entered_later_and_what_came_late_may_not(
    client: FlaskClient, appeal: Appeal, mails: Mails, now: datetime
) -> None:
    ref = arrive()
    appeal.closes_at = now + timedelta(hours=1)
    db.session.commit()
    clock.ticked(timedelta(hours=2))
    assert decide(client, ref, "enter", name="Aru Bekova", kind="person") == 303
    db.session.expire_all()
    assert decide(client, ref, "take_back") == 303
    appeal.closes_at = now - timedelta(hours=1)
    db.session.commit()
    assert decide(client, ref, "enter", name="Aru Bekova", kind="person") == 422


def test_a_message_from_nobody_can_only_be_set_aside(client: FlaskClient, appeal: Appeal) -> None:
    ref = arrive(b"\r\nI sign\r\n")
    assert decide(client, ref, "enter", name="Aru Bekova", kind="person") == 422
    assert decide(client, ref, "aside") == 303


def test_another_teams_messages_are_as_if_they_were_not_there(client: FlaskClient, appeal: Appeal) -> None:
    ref = arrive()
    make_appeal(slug="other", by_message=True, team="Others")
    assert client.get("/desk/a/other/messages").status_code == 404
    enter(client, team="Others", address="other@example.org")
    assert client.get(HERE).status_code == 404
    assert (
        desk_post(
            client, f"/desk/a/other/messages/{ref}", {"deed": "aside"}, at="/desk/a/other/messages"
        ).status_code
        == 404
    )


def test_the_page_says_where_and_until_when_to_send_messages_if_they_are_taken(
    client: FlaskClient, appeal: Appeal, app: Flask
) -> None:
    said = "sign+well@sign.example.org"
    page = client.get("/a/well").text
    assert f'href="mailto:{said}?subject=I%20sign%20the%20letter&amp;body=Name%3A%20%0D%0A' in page
    assert "until 2 December 2026, 15:00 (Almaty, UTC+5)" in page
    form = {
        "zone": "Asia/Almaty",
        "grace_hours": "24",
        "pending_days": "14",
        "kept_days": "30",
        "accent": "ink",
    }
    assert desk_post(client, "/desk/a/well/terms", form).status_code == 303
    assert said not in client.get("/a/well").text
    assert desk_post(client, "/desk/a/well/terms", form | {"by_message": "y"}).status_code == 303
    assert said in client.get("/a/well").text
    set_settings(app, sign_address="")
    assert said not in client.get("/a/well").text


def test_nothing_is_said_to_be_sent_to_who_asks_to_be_removed_and_has_not_signed(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    arrive(mail("Please remove my name from your list. I did not sign.\n"))
    page = client.get(HERE).text
    assert "If its address has signed, we have sent a link" in page
    assert "?name=" not in page  # no address holds a name (docs/adr/0065)
    found = press(client, HERE, "/desk/a/well/signatures").location
    assert (found.startswith("/desk/a/well/signatures?found="), client.get(found).status_code) == (True, 200)
    assert mails() == []
