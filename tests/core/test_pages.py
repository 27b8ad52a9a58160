"""Public pages are made of their address and language alone, whatever a stranger or a proxy adds to the request."""

import gzip
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import brotli
import pytest
from flask import Flask, Response, request, session
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from petition.appeals import service as appeals
from petition.appeals import update as updates
from petition.appeals.models import Appeal
from petition.core import clock, other_machines, web
from petition.core.db import db
from petition.core.markdown import Document
from petition.core.marks import Marks, change_at_once
from petition.core.pages import Made, Page, PageAsked, Pages
from petition.desk import service as desk
from petition.lexicon.signatory import Visibility
from petition.signatures import changing, confirming, ending, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing
from tests.conftest import make_app
from tests.factories import TEXT, make_appeal
from tests.waiting import PATIENCE

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
def believer(app: Flask, now: datetime) -> Iterator[FlaskClient]:
    """A browser at the same service when it believes a proxy and keeps its pages."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    found = make_app(Path(app.instance_path), DATABASE_URL=url, TRUSTED_PROXIES="1")
    found.extensions["pages"].seconds = 60
    yield found.test_client()
    with found.app_context():
        db.engine.dispose()


def public_paths(app: Flask) -> list[str]:
    """An address of each public page, found where the pages are: of a letter that is open, and of one that is closed."""
    over = clock.now() + timedelta(hours=1)
    letters = (make_appeal(slug="open"), make_appeal(slug="over", closes_at=over))
    refs = {each.slug: with_an_update(each) for each in letters}
    clock.ticked(timedelta(days=5))
    with app.test_request_context():
        return [
            app.url_for(
                rule.endpoint, slug=slug, lang="ru", form="txt", number=1, ref=refs.get(slug, "")
            ).split("?")[0]
            for rule in app.url_map.iter_rules()
            if getattr(app.view_functions[rule.endpoint], "is_public", False)
            for slug in (("open", "over") if "slug" in rule.arguments else ("",))
        ]


def with_an_update(appeal: Appeal) -> str:
    """Publish an update of a letter; its name in its address."""
    text = {"en": updates.UpdateText("We met the mayor", "He answered.")}
    row = updates.begin(appeal, text, {"en": Document()}, organiser_id=1, now=clock.now())
    updates.publish(row, send=False, organiser_id=1, now=clock.now())
    db.session.commit()
    return row.ref


def signed(appeal: Appeal, name: str, now: datetime) -> Signature:
    """A signature that counts."""
    signing.sign(
        appeal, Signing(Particulars(name, f"{name.split(maxsplit=1)[0].lower()}@example.org")), now=now
    )
    found = db.session.scalars(select(Signature).order_by(Signature.id.desc())).first()
    assert found is not None
    confirming.confirm(found, now=now)
    db.session.commit()
    return found


UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


def seen(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer but the moment it was given."""
    return answer.status_code, answer.data, [each for each in answer.headers if each[0] != "Date"]


def test_what_is_kept_is_given_with_the_bytes_that_the_application_gives(
    app: Flask, believer: FlaskClient
) -> None:
    aside, tried = "?x=%20", 0  # what has to be decoded is left to the application
    for path in public_paths(app):
        for encoding, small in (("", ""), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("gzip;q=0", "")):
            how = {"Accept-Encoding": encoding, "Accept-Language": "ru"}
            if believer.get(path, headers=how).status_code != 200:
                break
            given, made = believer.get(path, headers=how), believer.get(path + aside, headers=how)
            assert "Date" in made.headers
            assert "Date" not in given.headers  # it is not from there
            assert seen(given) == seen(made), (path, encoding)
            if written := given.headers.get("Content-Encoding"):
                plain = believer.get(path, headers={"Accept-Language": "ru"})
                assert written == small
                assert UNPACKED[written](given.data) == plain.data
                assert given.headers["ETag"] != plain.headers["ETag"]
            head = believer.head(path, headers=how)
            assert (seen(head)[2], head.data) == (seen(given)[2], b"")
            for known in (given.headers["ETag"], f'"other", W/{given.headers["ETag"]}', "*"):
                again = believer.get(path, headers=how | {"If-None-Match": known})
                assert again.status_code == 304
                assert seen(again) == seen(believer.get(path + aside, headers=how | {"If-None-Match": known}))
                assert again.headers["X-Frame-Options"] == "DENY"
            tried += 1
    assert tried > 24


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


def test_a_language_that_a_page_is_not_in_makes_no_page_of_its_own(app: Flask, believer: FlaskClient) -> None:
    pages: Pages = believer.application.extensions["pages"]
    draft = make_appeal(slug="abroad", published=False)
    appeals.write(draft, "de", replace(TEXT, title="Der Brunnen"), organiser_id=None, now=clock.now())
    desk.publish(draft, now=clock.now())
    db.session.commit()
    for path in (*public_paths(app), "/a/abroad/card", "/a/abroad/sign"):
        for asked in ("", "?lang=zz", "?lang=zzz", "?lang=ru", "?lang=de"):
            pages.forget()
            clean = seen(believer.get(path + asked))
            if clean[0] == 200 and "zz" in asked:
                assert clean == seen(believer.get(path)), path
                assert {each.lang for each in pages._kept} == {""}, path
            believer.get(path)
            assert seen(believer.get(path + asked)) == clean, path
    assert "Der Brunnen" in believer.get("/a/abroad/card?lang=de").text


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
    assert client.get("/mirror/x?via=evil", headers={"Accept-Language": "ru"}).data == page.data
    assert "{'lang': 'kk', 'via': 'card'}" in client.get("/mirror/x?via=card&lang=kk&other=1&via=x").text


def test_while_one_makes_a_page_anew_the_others_are_given_the_last_one_and_none_that_is_over(
    tmp_path: Path,
) -> None:
    pages, asked, gate, made = Pages(60, Marks(tmp_path / "pages")), PageAsked("/", "en", ""), Event(), []

    def make() -> Made:
        made.append(1)
        assert gate.wait(PATIENCE)
        return Made(Response(f"page {len(made)}", headers={"ETag": '"x"'}), about=7)

    def text() -> bytes:
        page = pages.get(asked, make)
        assert isinstance(page, Page)
        return page.form("").body

    gate.set()
    assert [text(), text(), made] == [b"page 1", b"page 1", [1]]
    page = pages.kept(asked)
    assert page is not None
    page.made_at -= 61  # it is old
    assert pages.kept(asked) is None
    page.made_at, page.seconds = time.monotonic() - 2, 1
    gate.clear()
    with ThreadPoolExecutor(1) as others:
        second = others.submit(text)
        while len(made) < 2:
            time.sleep(0.01)
        assert text() == b"page 1"
        Marks(tmp_path / "pages").change(7)  # as another process does
        assert pages.kept(asked) is None
        gate.set()
        assert second.result(PATIENCE) == b"page 2"
    assert text() == b"page 3"  # the second was begun before the change
    assert text() == b"page 3"


def test_where_marks_cannot_be_kept_pages_are_given_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file in its place")
    pages, asked = Pages(60, Marks(tmp_path / "instance" / "pages")), PageAsked("/", "en", "")
    page = pages.get(asked, lambda: Made(Response("page", headers={"ETag": '"x"'})))
    assert pages.kept(asked) is page


def test_whoever_withdraws_is_on_no_page_from_that_moment_and_a_letter_that_is_withdrawn_nowhere(
    app: Flask, believer: FlaskClient, now: datetime
) -> None:
    other, appeal = make_appeal(slug="other"), make_appeal(slug="well")
    first, second, third = (signed(appeal, name, now) for name in ("Aru Bekova", "Dana Serik", "Olga Kim"))
    path = f"/a/{appeal.slug}"
    assert [name in believer.get(path).text for name in ("Aru Bekova", "Dana Serik", "Olga Kim")] == [
        True
    ] * 3
    kept, front = believer.get(f"/a/{other.slug}").headers["ETag"], believer.get("/").text
    for signature, deed, name in (
        (first, partial(ending.withdraw, first), "Aru Bekova"),
        (second, partial(ending.not_me, second), "Dana Serik"),
        (third, partial(changing.change_visibility, third, Visibility.HIDDEN), "Olga Kim"),
    ):
        assert name in believer.get(path).text
        deed(now=now)
        db.session.commit()
        assert name not in believer.get(path).text, signature.state
    other.target = 1000
    db.session.commit()
    assert (
        believer.get(f"/a/{other.slug}").headers["ETag"] == kept
    )  # nobody left there: made anew in its time
    appeals.withdraw(appeal, "No more", now=now)
    db.session.commit()
    assert "No more" in believer.get(path).text
    assert f'{path}"' in front
    assert f'{path}"' not in believer.get("/").text


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_one_machine_ends_at_once_is_over_on_another_when_that_asks(app: Flask, tmp_path: Path) -> None:
    marks = Marks(tmp_path / "elsewhere")
    seen, before = other_machines.ended(marks, None), marks.of(7)
    assert other_machines.ended(marks, seen) == seen
    assert marks.of(7) == before
    change_at_once(7)
    db.session.execute(text("SELECT 1"))
    db.session.commit()
    assert other_machines.ended(marks, seen) != seen
    assert marks.of(7) != before
    assert marks.changed_at(7) > Marks(tmp_path / "elsewhere").changed_at(7) == 0


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
