"""An organisation's own sign-in: it proves the address of an organiser, and nothing that it says for anybody else counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from config import Config, ConfigError
from petition import doctor
from petition.accounts import factor, members, organisers
from petition.accounts.models import Organiser
from petition.core import clock, web
from petition.core.db import db
from tests.accounts.provider import CLIENT, SECRET, Provider, running
from tests.factories import set_settings

pytestmark = pytest.mark.usefixtures("now")
ADDRESS = "organiser@example.org"


@pytest.fixture
def provider(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    members.invite(ADDRESS, "Friends", now=clock.now())
    db.session.commit()
    with running() as found:
        found.claims = {"email": ADDRESS, "email_verified": True}
        set_settings(
            app, monkeypatch, oidc_issuer=found.address, oidc_client_id=CLIENT, oidc_client_secret=SECRET
        )
        yield found


def sent_back(client: FlaskClient) -> str:
    """The path with which the provider sends a browser back that asked for its sign-in."""
    parts = urlsplit(client.get("/desk/sign-in/organisation?then=/desk/account").location)
    line = HTTPConnection(parts.netloc)
    line.request("GET", f"{parts.path}?{parts.query}")
    back = urlsplit(line.getresponse().getheader("Location") or "")
    line.close()
    return f"{back.path}?{back.query}"


def try_it(app: Flask) -> TestResponse:
    client = app.test_client()
    return client.get(sent_back(client))


def test_it_lets_in_who_was_invited_once_and_asks_for_the_second_factor(
    app: Flask, provider: Provider
) -> None:
    client = app.test_client()
    assert "/desk/sign-in/organisation" in client.get("/desk/sign-in").text
    invited = members.invite(ADDRESS, "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    back = sent_back(client)
    assert client.get(back).location == "/desk/account"
    assert client.get(invited).status_code == 410  # whoever is in by another way needs it no more
    assert client.get("/desk/account").status_code == 200
    assert client.get(back).status_code == 403  # each try once
    organiser = organisers.by_address(ADDRESS)
    assert organiser is not None
    factor.begin(organiser, now=clock.now())
    db.session.expire_all()
    assert organiser.factor is not None
    organiser.factor.confirmed_at = clock.now()
    db.session.commit()
    assert try_it(app).location == "/desk/second"


def test_nothing_that_is_not_said_for_this_try_and_of_an_organiser_lets_anybody_in(
    app: Flask, provider: Provider
) -> None:
    honest = dict(provider.claims)
    now = int(clock.now().timestamp())
    lies: list[dict[str, object]] = [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@example.org"},  # nobody is made an organiser
        {"email": "no address"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": now - 120},
        {"iat": now + 3600},
    ]
    for lie in lies:
        provider.claims = honest | lie
        assert try_it(app).status_code == 403, lie
    provider.claims = honest
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert try_it(app).status_code == 403
    provider.signs_with, provider.alg = None, "none"
    assert try_it(app).status_code == 403
    provider.alg = "RS256"
    mine, theirs = app.test_client(), app.test_client()
    sent_back(mine)
    assert mine.get(sent_back(theirs)).status_code == 403  # another browser's state
    late = sent_back(mine)
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        assert mine.get(late).status_code == 403
    for junk in ("", "?code=x", "?state=x&code=y", "?error=access_denied"):
        assert mine.get(f"/desk/sign-in/organisation/back{junk}").status_code == 403
    assert db.session.query(Organiser).count() == 1
    found = organisers.by_address(ADDRESS)
    assert found is not None
    found.active = False
    db.session.commit()
    assert try_it(app).status_code == 403
    provider.answers = False
    assert mine.get("/desk/sign-in/organisation").status_code == 503
    named = {each.what: each for each in doctor.examine(clock.now())}["organisation's sign-in"]
    assert (named.outcome, provider.address in named.sentence) == ("FAULT", True)


def test_it_is_off_unless_set_and_then_set_whole(app: Flask) -> None:
    client = app.test_client()
    assert "organisation" not in client.get("/desk/sign-in").text
    for path in ("", "/back"):
        assert client.get(f"/desk/sign-in/organisation{path}").status_code == 404
    for env, wrong in (
        ({"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "x"}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_ISSUER": "http://id.example.org"}, "OIDC_ISSUER"),
    ):
        with pytest.raises(ConfigError, match=wrong):
            Config.from_env(env)
    kept = Config.from_env(
        {"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "s3cret"}
    )
    assert "s3cret" not in "".join(map(str, kept.told))
    assert replace(kept).oidc_client_secret == "s3cret"
