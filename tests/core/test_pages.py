"""Public pages are made of their address and language alone, whatever a stranger or a proxy adds to the request."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.core import clock, web
from petition.core.db import db
from petition.core.pages import Pages
from tests.conftest import make_app
from tests.factories import make_appeal

# What Caddy, nginx and HAProxy add or pass on, what other servers have believed, and what browsers send.
HEADERS = {
    "Host": "localhost:9999",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Scheme": "evil",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Uri": "/evil",
    "X-Forwarded-Path": "/evil",
    "Forwarded": "for=192.0.2.7;host=evil.example;proto=https",
    "Via": "1.1 evil.example",
    "X-Real-Ip": "192.0.2.7",
    "X-Host": "evil.example",
    "X-Original-Host": "evil.example",
    "X-Original-Url": "/evil",
    "X-Rewrite-Url": "/evil",
    "X-Script-Name": "/evil",
    "Script-Name": "/evil",
    "Script_Name": "/evil",
    "Path_Info": "/evil",
    "X-Http-Method-Override": "POST",
    "Front-End-Https": "on",
    "Base-Url": "https://evil.example",
    "Referer": "https://evil.example/",
    "Origin": "https://evil.example",
    "Cookie": "desk=evil; session=evil; lang=kk; remember_token=evil",
    "Authorization": "Bearer evil",
    "Authentication-Token": "evil",
    "User-Agent": "evil",
    "Accept": "application/json",
    "Content-Type": "application/json",
    "X-Requested-With": "XMLHttpRequest",
    "X-Wsgi-Url-Scheme": "evil",
    "Range": "bytes=0-9",
    "Prefer": "evil",
}


@pytest.fixture
def believer(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A browser at the same service when it believes a proxy, keeps its pages and draws the same lot each time."""
    monkeypatch.setattr(secrets, "token_urlsafe", lambda *_bytes: "lot")
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    found = make_app(Path(app.instance_path), DATABASE_URL=url, TRUSTED_PROXIES="1")
    found.extensions["pages"] = Pages(60)
    yield found.test_client()
    with found.app_context():
        db.engine.dispose()


def public_paths(app: Flask) -> list[str]:
    """An address of each public page, found where the pages are: of a letter that is open, and of one that is closed."""
    make_appeal(slug="open")
    make_appeal(slug="over", closes_at=clock.now() + timedelta(hours=1))
    clock.ticked(timedelta(days=5))
    with app.test_request_context():
        return [
            app.url_for(rule.endpoint, slug=slug, lang="ru", form="txt").split("?")[0]
            for rule in app.url_map.iter_rules()
            if getattr(app.view_functions[rule.endpoint], "is_public", False)
            for slug in (("open", "over") if "slug" in rule.arguments else ("",))
        ]


def seen(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer but the moment it was given."""
    return answer.status_code, answer.data, [each for each in answer.headers if each[0] != "Date"]


def test_no_request_changes_a_byte_of_a_public_page_for_the_next_reader(
    app: Flask, believer: FlaskClient
) -> None:
    pages: Pages = believer.application.extensions["pages"]
    paths = public_paths(app)
    shown = set()
    for path in paths:
        clean = seen(believer.get(path))
        pages.forget()
        believer.get(path, environ_overrides={"SCRIPT_NAME": "//evil.example"})
        believer.get(path, headers=HEADERS)
        assert seen(believer.get(path)) == clean, path
        if clean[0] == 200:
            shown.add(path)
    assert len(shown) >= 8


@pytest.mark.parametrize("path", ["/", "/privacy"])
def test_no_header_changes_a_byte_of_a_public_page(believer: FlaskClient, path: str) -> None:
    pages: Pages = believer.application.extensions["pages"]
    clean = seen(believer.get(path))
    for name, value in HEADERS.items():
        pages.forget()
        assert seen(believer.get(path, headers={name: value})) == clean, name
        assert seen(believer.get(path)) == clean, name


def test_a_public_page_can_see_nothing_of_a_request_but_what_it_is_kept_under(tmp_path: Path) -> None:
    app = make_app(tmp_path)

    @app.get("/mirror/<name>")
    @web.public
    def mirror(name: str) -> str:
        return repr(
            (name, request.method, dict(request.headers), dict(request.args), request.url, dict(session))
        )

    client = app.test_client()
    page = client.get("/mirror/x", headers={"Accept-Language": "ru"})
    assert page.text == repr(
        (
            "x",
            "GET",
            {"Host": "127.0.0.1:8000", "Accept-Language": "ru"},
            {},
            "http://127.0.0.1:8000/mirror/x",
            {},
        )
    )
    again = client.get("/mirror/x?utm=1", headers=HEADERS | {"Accept-Language": "ru, en;q=0.5"})
    assert again.data == page.data
    assert client.head("/mirror/x", headers={"Accept-Language": "ru"}).headers["ETag"] == page.headers["ETag"]
    assert "'lang': 'kk'" in client.get("/mirror/x?lang=kk&other=1").text


def test_a_request_for_another_name_or_prefix_is_refused_in_plain_words(client: FlaskClient) -> None:
    for other in (
        {"SCRIPT_NAME": "//evil.example"},
        {"SCRIPT_NAME": "/evil"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "localhost.evil.example"},
        {"HTTP_HOST": "localhost:80:80"},
        {"HTTP_HOST": "localhost, evil.example"},
    ):
        answer = client.get("/", environ_overrides=other)
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert "evil" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_redirect_names_our_own_address_or_none(client: FlaskClient) -> None:
    for path in (
        "/desk",
        "/desk/",
        "/a//open",
        "//evil.example",
        "//evil.example//desk",
        "///evil.example/..//desk/",
    ):
        answer = client.get("/", headers=HEADERS, environ_overrides={"PATH_INFO": path})
        where = answer.headers.get("Location", "/")
        assert re.match(r"/(?!/)|http://127\.0\.0\.1:8000/", where), (path, where)
