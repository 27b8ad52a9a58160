"""The second factor: codes of an application, recovery codes, teams that require it, and asking before dangerous acts."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from passlib.totp import TOTP

from petition.accounts import factor, members, organisers, sign_in
from petition.accounts.models import Organiser
from petition.core import clock, web
from petition.core.db import db
from tests.factories import enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")
ADDRESS = "organiser@example.org"
MINUTE = timedelta(minutes=1)


def me() -> Organiser:
    found = organisers.by_address(ADDRESS)
    assert found is not None
    return found


def code(at: timedelta = timedelta()) -> str:
    found = me()
    assert found.factor is not None
    made: str = TOTP(key=factor._secret(found, found.factor)).generate(time=clock.now() + at).token
    return made


def set_up(client: FlaskClient) -> list[str]:
    """The recovery codes of who has set it up."""
    assert press(client, "/desk/factor", "/desk/factor/begin").status_code == 303
    assert 'href="otpauth://totp/' in client.get("/desk/factor").text  # where the phone is the very device
    assert press(client, "/desk/factor", code="000000").status_code == 422
    done = press(client, "/desk/factor", code=code())
    assert done.status_code == 200
    return [str(each.text) for each in html.fromstring(done.text).iterfind(".//ul[@class='codes']//span")]


def by_link(client: FlaskClient) -> None:
    link = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    answer = client.post(link)
    assert answer.location == "/desk/second"


def test_a_link_alone_lets_nobody_in_and_each_code_does_once(app: Flask, client: FlaskClient) -> None:
    enter(client)
    recovery = set_up(client)
    assert (len(recovery), all(re.fullmatch(r"\w{4}-\w{4}", each) for each in recovery)) == (10, True)
    used = code()
    with clock.stopped(clock.now() + MINUTE):
        other = app.test_client()
        by_link(other)
        assert 'autocomplete="one-time-code"' in other.get("/desk/second").text
        assert "/desk/sign-in" in other.get("/desk/account").location
        assert other.post("/desk/second", data={"code": used}).status_code == 422
        assert other.post("/desk/second", data={"code": code(-10 * MINUTE)}).status_code == 422
        fresh = code()
        assert other.post("/desk/second", data={"code": f"{fresh[:3]} {fresh[3:]}"}).location == "/desk/"
        assert other.get("/desk/account").status_code == 200
        for works in (True, False):
            third = app.test_client()
            by_link(third)
            answer = third.post("/desk/second", data={"code": recovery[0].lower()})
            assert answer.status_code == (303 if works else 422)
            if works:
                assert "9 recovery codes are left." in third.get("/desk/").text
                assert "9 codes are left." in third.get("/desk/factor").text


def test_tries_are_limited_and_a_link_that_was_used_is_worth_nothing_later(
    app: Flask, client: FlaskClient
) -> None:
    enter(client)
    set_up(client)
    thief = app.test_client()
    by_link(thief)
    with clock.stopped(clock.now() + MINUTE):
        said = [thief.post("/desk/second", data={"code": "123456"}).text for _ in range(6)]
        assert "Too many attempts" in said[-1]
        assert "Too many attempts" in thief.post("/desk/second", data={"code": code()}).text
    with clock.stopped(clock.now() + 11 * MINUTE):
        assert thief.get("/desk/second").location == "/desk/sign-in"
    assert app.test_client().get("/desk/second").location == "/desk/sign-in"


def test_a_team_that_requires_it_shows_nothing_to_who_has_none(app: Flask, client: FlaskClient) -> None:
    appeal = make_appeal()
    enter(client)
    colleague = app.test_client()
    enter(colleague, address="b@example.org")
    require = f"/desk/team/{appeal.team_id}/factor"
    assert press(client, "/desk/team", require, required="yes").location == "/desk/factor"  # one's own first
    set_up(client)
    assert press(client, "/desk/team", require, required="yes").location == "/desk/team"
    for page in ("/desk/", f"/desk/a/{appeal.slug}", "/desk/team"):
        assert colleague.get(page).location == "/desk/factor", page
    assert colleague.get("/desk/factor").status_code == 200
    assert client.get("/desk/").status_code == 200
    token = {"csrf_token": re.search(r'csrf_token" value="([^"]+)', client.get("/desk/team").text)[1]}  # type: ignore[index]
    assert client.post("/desk/factor/remove", data=token).status_code == 409
    forget = ["organiser", "forget-factor", ADDRESS]
    assert app.test_cli_runner().invoke(args=forget).exit_code == 0
    none_left = app.test_cli_runner().invoke(args=forget)
    assert (none_left.exit_code, "nothing was changed" in none_left.stderr) == (1, True)
    assert "/desk/sign-in" in client.get("/desk/").location
    assert not me().has_factor


def test_what_is_dangerous_asks_who_is_there_when_they_signed_in_long_ago(
    app: Flask, client: FlaskClient
) -> None:
    stopped = f"/desk/a/{make_appeal().slug}"
    enter(client)
    enter(app.test_client(), address="b@example.org")
    colleague = organisers.by_address("b@example.org")
    assert colleague is not None
    remove = f"/desk/team/{colleague.team_ids[0]}/remove/{colleague.ref}"
    with clock.stopped(clock.now() + 11 * MINUTE):
        answer = client.get(remove)
        assert answer.location == f"/desk/sure?then={remove}"
        assert ADDRESS in client.get(answer.location).text  # without a second factor: by another link
        team = f"/desk/team/{colleague.team_ids[0]}"
        for page in (
            "/desk/factor",
            f"{team}/invite",
            f"{team}/member/{colleague.ref}",
            f"{stopped}/emergency",
            f"{stopped}/close",
            f"{stopped}/withdraw",
        ):
            assert client.get(page).location == f"/desk/sure?then={page}"
        assert (
            press(client, "/desk/account", email="b2@example.org").location == "/desk/sure?then=/desk/account"
        )
        press(client, answer.location, "/desk/sign-in")
        link = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
        db.session.commit()
        assert client.post(link).location == remove  # in this browser, on to what was asked for
        set_up(client)
        assert client.get(remove).status_code == 200
    with clock.stopped(clock.now() + 30 * MINUTE):
        assert client.get(remove).location == f"/desk/sure?then={remove}"
        assert press(client, f"/desk/sure?then={remove}", code="123456").status_code == 422
        token = {"csrf_token": re.search(r'csrf_token" value="([^"]+)', client.get("/desk/team").text)[1]}  # type: ignore[index]
        pressed = client.post(remove, data=token | {"answer": "kept"})
        for typed, expected in (("123456", 403), (code(), 303)):
            assert pressed.status_code == 403
            (again,) = html.fromstring(pressed.text).iter("form")
            assert isinstance(again, html.FormElement)
            fields = dict(again.form_values())
            assert fields["answer"] == "kept"
            pressed = client.post(remove, data=fields | {"sure-code": typed})
            assert pressed.status_code == expected
        assert press(client, "/desk/factor", "/desk/factor/codes").status_code == 200
        assert press(client, "/desk/factor", "/desk/factor/remove").status_code == 303


def test_a_secret_that_waits_for_its_first_code_ends_after_an_hour(client: FlaskClient) -> None:
    enter(client)
    press(client, "/desk/factor", "/desk/factor/begin")
    with clock.stopped(clock.now() + factor.LIFE + MINUTE):
        enter(client)
        typed = code()
        page = press(client, "/desk/factor", "/desk/factor/begin")
        assert page.status_code == 303  # another one
        assert press(client, "/desk/factor", code=typed).status_code == 422
        assert press(client, "/desk/factor", code=code()).status_code == 200
        sign_in.forget(clock.now() + 2 * factor.LIFE)
        db.session.commit()
        assert me().has_factor  # what counts stays
