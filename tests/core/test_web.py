"""What every page has in common: headers, hosts, methods, sizes, refusals, pages kept in memory."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.core import web
from tests.factories import filled, make_appeal

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize("path", ["/", "/privacy", "/desk/sign-in", "/nowhere", "/mailbox"])
def test_every_page_forbids_what_it_does_not_need(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_host_is_known_in_capitals_too(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "LOCALHOST"}).status_code == 200


def test_an_unknown_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost"}).status_code == 200


def test_links_are_built_from_the_setting_never_from_the_request(client: FlaskClient) -> None:
    slug = make_appeal().slug
    page = client.get(
        f"/a/{slug}", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert "evil.example" not in page.text
    assert f"http://127.0.0.1:8000/a/{slug}" in page.text


def test_only_reading_and_posting_are_methods(client: FlaskClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert client.open("/", method=method).status_code == 405


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    slug = make_appeal().slug
    assert client.post(f"/a/{slug}/sign", data=filled(name="x" * 200_000)).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/a/none",
        "/a/x/xx",
        "/a/%00",
        "/a/UPPER",
        "/a/" + "x" * 300,
        "/c/",
        "/%ff",
        "/a/x/letter.exe",
        "/desk/a/none",
    ],
)
def test_what_is_not_there_is_a_friendly_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code in {200, 404}  # the desk sends strangers to its entrance
    assert "<h1" in answer.text


def test_what_a_sentence_or_a_hand_adds_to_an_address_is_no_part_of_it(client: FlaskClient) -> None:
    for asked, meant in {
        "/a/well.": "/a/well",
        "/A/Well/ru/)?via=x": "/a/well/ru?via=x",
        "/mine/": "/mine",
    }.items():
        answer = client.get(asked)
        assert (answer.status_code, answer.location) == (302, meant)
    for asked in ("/nowhere.", "//evil.example/", "/.//evil.example/"):
        assert "Location" not in client.get(asked).headers


def test_a_page_speaks_the_readers_language(client: FlaskClient) -> None:
    for lang in ("kk", "ru", "en"):
        page = client.get("/", headers={"Accept-Language": lang})
        assert f'<html lang="{lang}"' in page.text


def test_a_page_that_is_unchanged_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/privacy")
    again = client.get("/privacy", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_the_language_in_the_address_is_spoken_whatever_the_browser_asks_for(client: FlaskClient) -> None:
    slug = make_appeal().slug
    for path, lang in (("/kk", "kk"), ("/ru", "ru"), ("", "en")):
        page = client.get(f"/a/{slug}{path}", headers={"Accept-Language": "ru" if lang == "en" else "en"})
        assert f'<html lang="{lang}"' in page.text
        assert f'name="lang" value="{lang}"' in page.text
        assert page.headers["Vary"] == "Accept-Encoding"
        wrong = client.post(
            f"/a/{slug}/sign", data=filled(email="x", lang=lang), headers={"Accept-Language": "de"}
        )
        assert f'<html lang="{lang}"' in wrong.text
    assert client.get("/").headers["Vary"] == "Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:50412", "203.0.113.7"),  # as Azure's and Microsoft's proxies write it
        ("[2001:db8:1:2::3]:50412", "2001:db8:1::/56"),
        ("2001:db8:1:2::3", "2001:db8:1::/56"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1:50412", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_the_network_of_a_request_is_told_with_a_port_too(bare_app: Flask, told: str, network: str) -> None:
    with bare_app.test_request_context(environ_base={"REMOTE_ADDR": told}):
        assert web.network() == network
