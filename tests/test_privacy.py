"""The privacy page says who is responsible and what is kept; each promise is made in three languages and held by a test."""

import ast
import html
import json
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import make_app
from tests.factories import link_in, make_appeal, sign

ROOT = Path(__file__).parents[1]
Mails = Callable[[], list[EmailMessage]]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def facts() -> list[tuple[str, str, str]]:
    """The rows of docs/privacy-facts.md: a promise, the page that makes it, the test that holds it."""
    rows = re.findall(
        r"^\| (.+?) \| (\S+) \| (\S+) \|$", (ROOT / "docs/privacy-facts.md").read_text(), re.MULTILINE
    )
    return [(promise, page, test) for promise, page, test in rows if page != "Said"]


def catalogue(lang: str) -> Catalog:
    with (ROOT / f"petition/translations/{lang}/LC_MESSAGES/messages.po").open(encoding="utf-8") as file:
        return read_po(file)


def said(lang: str, promise: str) -> list[str]:
    """A promise in a language: the pieces between what is filled in, in any of the forms it has for numbers."""
    if lang == "en":
        return [promise]
    found = catalogue(lang).get(promise)
    assert found, promise
    return [found.string] if isinstance(found.string, str) else list(found.string or ())


def is_made(page: str, forms: list[str]) -> bool:
    return any(all(piece in page for piece in PLACEHOLDER.split(form)) for form in forms)


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_promise_is_made_in_every_language(app: Flask, client: FlaskClient, lang: str) -> None:
    appeal = make_appeal()
    pages = {
        "privacy": f"/privacy?lang={lang}",
        "form": f"/a/{appeal.slug}/{lang}" if lang != "en" else f"/a/{appeal.slug}",
    }
    shown = {name: html.unescape(client.get(path).text) for name, path in pages.items()}
    missing = [promise for promise, page, _test in facts() if not is_made(shown[page], said(lang, promise))]
    assert facts()
    assert not missing


def test_every_promise_is_held_by_a_test_that_exists() -> None:
    for _promise, _page, test in facts():
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text())
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test


def test_the_page_names_who_is_responsible_and_where_to_write(tmp_path: Path) -> None:
    app = make_app(
        tmp_path,
        CONTROLLER="Friends of the Well, 1 Main Street, Qarasu",
        PRIVACY_CONTACT="privacy@well.example",
        PROCESSORS="Hosting: Machines Ltd",
        COMPLAINTS_TO="the Data Commissioner (commissioner.example)",
    )
    page = app.test_client().get("/privacy").text
    for told in (
        "Friends of the Well, 1 Main Street",
        "privacy@well.example",
        "Machines Ltd",
        "the Data Commissioner",
    ):
        assert told in page


def test_a_page_whose_operator_gave_no_name_says_so(tmp_path: Path) -> None:
    assert "has not given its name here yet" in make_app(tmp_path).test_client().get("/privacy").text


def test_the_owner_of_a_signature_downloads_all_that_is_kept_about_it(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(asks=["role", "place"])
    sign(client, appeal.slug, role="Teacher", place="Qarasu", visibility="initials")
    client.post(link_in(mails()[-1]))
    mine = link_in(mails()[-1], "/s/")
    link = re.search(r'href="([^"]+/data\.json)"', client.get(mine).text)
    assert link
    file = client.get(link[1])
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    kept = json.loads(file.text)
    assert kept["you"] == {
        "name": "Aru Bekova",
        "mailbox": "aru@example.org",
        "role": "Teacher",
        "place": "Qarasu",
    }
    assert kept["signature"]["state"] == "confirmed"
    assert kept["signature"]["visibility"] == "initials"
    assert kept["how_it_came"] == {"way": "form"}
    assert appeal.version
    assert kept["letter"]["version_hash"] == appeal.version.hash


def test_a_file_of_ones_data_needs_the_whole_link(client: FlaskClient) -> None:
    assert client.get("/s/nothing/data.json").status_code == 404
