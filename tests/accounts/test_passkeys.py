"""Passkeys: adding, signing in, being sure, removing, and every answer that must not count."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from petition import erasure_journal, restoring
from petition.accounts import members, organisers, passkeys
from petition.accounts.models import Organiser, Passkey, UsedChallenge
from petition.core import clock, web
from petition.core.db import db
from tests.accounts.authenticator import Authenticator
from tests.factories import enter, make_appeal, press, set_settings

pytestmark = pytest.mark.usefixtures("now")
ADDRESS, US = "organiser@example.org", "https://letters.example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Passkeys belong to a host with a name."""
    set_settings(app, monkeypatch, public_url=US)
    return app.test_client()


def me() -> Organiser:
    found = organisers.by_address(ADDRESS)
    assert found is not None
    return found


def asked(client: FlaskClient, page: str) -> dict[str, str]:
    """The hidden fields of the form that asks for a passkey, and the options for the browser."""
    form = html.fromstring(client.get(page).text).find(".//form[@data-passkey]")
    assert isinstance(form, html.FormElement)
    return {each.name: each.value or "" for each in form.inputs if each.name} | {
        "options": form.get("data-passkey", "")
    }


def answer(client: FlaskClient, page: str, device: Authenticator, action: str = "") -> TestResponse:
    form = asked(client, page)
    options = json.loads(form.pop("options"))
    told = device.made(options) if "user" in options else device.shown(options)
    name = {"name": form.get("name") or "My laptop"}
    return client.post(action or page, data=form | name | {"answer": told})


def set_up(client: FlaskClient) -> tuple[Authenticator, list[str]]:
    """A passkey that is added, and the recovery codes that come with the first."""
    enter(client)
    device = Authenticator(US, "letters.example.org")
    done = answer(client, "/desk/passkeys", device)
    assert done.status_code == 200, done.text
    return device, [
        each.text or "" for each in html.fromstring(done.text).iterfind(".//ul[@class='codes']//span")
    ]


def sign_in(app: Flask, device: Authenticator) -> TestResponse:
    return answer(app.test_client(), "/desk/sign-in?then=/desk/account", device, "/desk/sign-in/passkey")


def test_a_passkey_signs_in_by_itself_and_is_a_second_factor_and_makes_sure(
    app: Flask, client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    device, recovery = set_up(client)
    assert len(recovery) == 10
    assert "passkey" in mails()[0]["Subject"]
    assert "script-src 'self'" in client.get("/desk/passkeys").headers["Content-Security-Policy"]
    assert "script-src" not in client.get("/desk/account").headers["Content-Security-Policy"]
    invited = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    other = app.test_client()
    assert other.get(invited).status_code == 200
    assert (
        answer(other, "/desk/sign-in?then=/desk/account", device, "/desk/sign-in/passkey").location
        == "/desk/account"
    )
    assert other.get("/desk/passkeys").status_code == 200  # signed in just now
    assert other.get(invited).status_code == 410
    with clock.stopped(clock.now() + 11 * MINUTE):
        sure = other.get("/desk/passkeys").location
        assert sure == "/desk/sure?then=/desk/passkeys"
        assert answer(other, sure, device).location == "/desk/passkeys"
    by_link = app.test_client()
    link = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    assert by_link.post(link).location == "/desk/second"
    assert "without it, enter a code" in by_link.get("/desk/second").text.lower()
    assert answer(by_link, "/desk/second", device).location == "/desk/"
    without_script = app.test_client()
    link = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    without_script.post(link)
    assert without_script.post("/desk/second", data={"code": recovery[0]}).location == "/desk/"


def test_an_answer_counts_once_from_here_alone_with_a_higher_count_and_while_its_owner_is_in_a_team(
    app: Flask, client: FlaskClient
) -> None:
    device, _ = set_up(client)
    other = app.test_client()
    form = asked(other, "/desk/sign-in")
    options = json.loads(form.pop("options"))
    sent = form | {"answer": device.shown(options)}
    assert other.post("/desk/sign-in/passkey", data=sent).status_code == 303
    again = [sent, sent | {"answer": device.shown(options)}]  # replayed, and the challenge answered twice
    newer = asked(other, "/desk/sign-in")
    again.append(sent | {"challenge": newer["challenge"]})  # an answer to another challenge
    again += [newer | {"answer": junk} for junk in ("", "{}", "[]", "null", '{"id": "x"}', "[" * 9999)]
    for each in again:
        assert app.test_client().post("/desk/sign-in/passkey", data=each).status_code == 422
    wrong = [
        replace(device, origin="https://letters.example.org.evil.example"),
        replace(device, host="evil.example"),
        replace(device, flags=0x01),  # its owner was not checked
        replace(device, count=0),  # a copy that lags behind
        replace(device, user=b"another"),
        Authenticator(US, "letters.example.org"),
    ]
    for thief in wrong:
        assert sign_in(app, thief).status_code == 422
    assert sign_in(app, device).status_code == 303
    late = asked(other, "/desk/sign-in")
    with clock.stopped(clock.now() + 11 * MINUTE):
        told = late | {"answer": device.shown(json.loads(late["options"]))}
        assert other.post("/desk/sign-in/passkey", data=told).status_code == 422
        passkeys.forget(clock.now() + 21 * MINUTE)
        assert db.session.query(UsedChallenge).count() == 0
        me().active = False
        db.session.commit()
        assert sign_in(app, device).status_code == 422


def test_passkeys_are_named_listed_and_removed_by_who_is_sure_but_not_the_last_factor_that_a_team_requires(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    device, _recovery = set_up(client)
    for wrong in (
        replace(device, key=Authenticator("", "").key, origin="https://evil.example"),
        replace(device, key=Authenticator("", "").key, flags=0x01),
        device,  # added already
    ):
        assert answer(client, "/desk/passkeys", wrong).status_code == 422
    form = asked(client, "/desk/passkeys")
    phone = Authenticator(US, "letters.example.org")
    told = form | {"answer": phone.made(json.loads(form["options"])), "name": " \u202eMy\nphone "}
    assert client.post("/desk/passkeys", data=told | {"name": "x" * 61}).status_code == 422
    for part in ("challenge", "answer"):
        rest = {name: value for name, value in told.items() if name != part}
        assert client.post("/desk/passkeys", data=rest).status_code == 422
    assert client.post("/desk/passkeys", data=told).status_code == 303
    assert "My phone" in client.get("/desk/passkeys").text
    stranger = app.test_client()
    enter(stranger, address="b@example.org")
    token = {"csrf_token": re.search(r'csrf_token" value="([^"]+)', stranger.get("/desk/passkeys").text)[1]}  # type: ignore[index]
    first, second = (each.ref for each in me().passkeys)
    assert stranger.post(f"/desk/passkeys/{first}/remove", data=token).status_code == 303
    assert answer(stranger, "/desk/passkeys", Authenticator(US, "letters.example.org")).status_code == 200
    assert len(me().passkeys) == 2
    with clock.stopped(clock.now() + 11 * MINUTE):
        token = {"csrf_token": form["csrf_token"]}
        assert "/desk/sure" in client.post(f"/desk/passkeys/{first}/remove", data=token).location
    assert len(me().passkeys) == 2
    sign = app.test_client()
    assert answer(sign, "/desk/sign-in", device, "/desk/sign-in/passkey").status_code == 303
    require = f"/desk/team/{appeal.team_id}/factor"
    assert press(sign, "/desk/team", require, required="yes").location == "/desk/team"
    assert press(sign, "/desk/passkeys", f"/desk/passkeys/{first}/remove").status_code == 303
    assert sign_in(app, device).status_code == 422
    assert press(sign, "/desk/passkeys", f"/desk/passkeys/{second}/remove").status_code == 409
    assert press(sign, "/desk/team", require, required="no").status_code == 303
    assert press(sign, "/desk/passkeys", f"/desk/passkeys/{second}/remove").status_code == 303
    assert (me().has_factor, me().factor) == (False, None)


def test_what_was_removed_or_lost_signs_nobody_in_and_no_backup_brings_it_back(
    app: Flask, client: FlaskClient
) -> None:
    device, _ = set_up(client)
    key = erasure_journal.fingerprint(device.id.hex())
    entry = erasure_journal.JournalEntry(b"", 1, clock.now().date(), "passkey removed", None, key)
    restoring._again(entry, restoring._Known({}, {}), clock.now())
    assert db.session.query(Passkey).count() == 0
    db.session.rollback()
    assert app.test_cli_runner().invoke(args=["organiser", "forget-factor", ADDRESS]).exit_code == 0
    assert sign_in(app, device).status_code == 422
    assert not me().has_factor


def test_where_the_service_has_no_name_no_passkey_is_asked_for(app: Flask) -> None:
    client = app.test_client()
    assert "data-passkey" not in client.get("/desk/sign-in").text
    enter(client)
    assert "reached by a number" in client.get("/desk/passkeys").text
