"""One's own account: the address changed by two emails, where one is signed in, a new device told by email."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.accounts import mail_caused, members, organisers, sessions
from petition.core import clock
from petition.core.db import db
from tests.factories import enter, link_in, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")
Mails = Callable[[], list[EmailMessage]]
OLD, NEW = "organiser@example.org", "new@example.org"
ANDROID = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def test_an_address_is_changed_by_the_old_one_being_told_and_the_new_one_confirming(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    enter(client)
    assert press(client, "/desk/account", email="nobody").status_code == 422
    assert press(client, "/desk/account", email=NEW).status_code == 303
    told, asked = mails()
    assert (told["To"], asked["To"]) == (OLD, NEW)
    assert NEW not in str(told)
    link = link_in(asked, "/desk/address/")
    stranger = app.test_client()
    assert NEW in stranger.get(link).text
    assert bool(organisers.by_address(OLD))  # looking at the page does nothing
    assert press(stranger, link).status_code == 303
    assert (bool(organisers.by_address(OLD)), bool(organisers.by_address(NEW))) == (False, True)
    assert "/desk/sign-in" in client.get("/desk/account").location
    assert stranger.get(link).status_code == stranger.post(link).status_code == 410


def test_an_organiser_has_few_emails_sent_to_another_mailbox_and_not_many_to_all(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    enter(client)
    at, (own,) = f"/desk/a/{appeal.slug}/sharing", members.of_team(appeal.team)
    enter(app.test_client(), "Others", NEW)
    asks: list[tuple[str, dict[str, str]]] = [
        ("/desk/account", {"email": "victim+one@example.org"}),
        (f"/desk/team/{appeal.team_id}/invite", {"email": "victim@example.org", "role": "viewer"}),
        ("/desk/account", {"email": "victim+two@example.org"}),
        *[(at, {"name": "Others", "email": NEW})] * 3,
    ]
    assert [press(client, page, **fields).status_code for page, fields in asks] == [303] * 6
    for page, fields in asks[2:4]:
        refused = press(client, page, **fields)
        assert (refused.status_code, "Try again in an hour" in refused.text) == (422, True)
    assert Counter(str(mail["To"]).partition("+")[0][:6] for mail in mails()) == {
        "victim": 3,
        "new@ex": 3,
        OLD[:6]: 2,
    }
    for nth in range(mail_caused.TO_ALL.at_once - 6):
        mail_caused.count(own, f"{nth}@example.net", now=clock.now())
    with pytest.raises(mail_caused.TooManyEmails):
        mail_caused.count(own, "last@example.net", now=clock.now())


def test_an_address_of_another_organiser_is_not_asked_and_nobody_is_told_so(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    enter(app.test_client(), address=NEW, team="Others")
    enter(client)
    answer = press(client, "/desk/account", email=NEW)
    assert (answer.status_code, [mail["To"] for mail in mails()]) == (303, [OLD])
    assert press(client, "/desk/account", email="third@example.org").status_code == 303
    link = link_in(mails()[-1], "/desk/address/")
    enter(app.test_client(), address="third@example.org", team="Others")
    assert client.post(link).status_code == 409
    with clock.stopped(clock.now() + timedelta(hours=25)):
        assert client.post(link).status_code == 410


def test_a_new_device_is_told_by_email_and_each_session_is_listed_until_all_are_ended(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    client.environ_base["HTTP_USER_AGENT"] = ANDROID
    enter(client)
    enter(client)  # the same browser again
    assert mails() == []
    other = app.test_client()
    other.environ_base["HTTP_USER_AGENT"] = EDGE
    enter(other)
    (mail,) = mails()
    assert "Edge, Windows" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        listed = other.get("/desk/account").text
        assert listed.count("Firefox, Android") == 2
        assert listed.index("Edge, Windows") < listed.index("Firefox, Android")  # seen last
        assert press(other, "/desk/account", "/desk/sign-out").status_code == 303
        organiser = organisers.by_address(OLD)
        assert organiser is not None
        assert sessions.of(organiser, "", now=clock.now()) == []
    assert "/desk/sign-in" in client.get("/desk/account").location
    sessions.forget(clock.now() + timedelta(days=91))
    db.session.commit()
    enter(other)
    assert len(mails()) == 1  # with no device known, none is told of
