"""The privacy page says who is responsible and what is kept; each promise is made in three languages and held by a test."""

import ast
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.inbox import queue
from petition.inbox.models import ReceivedMessage
from petition.mail.out import carrier
from petition.mail.out.models import OutboxMessage
from petition.signatures import lost_links
from petition.signatures.models import Asking
from tests.conftest import make_app
from tests.factories import confirm_by, enter, link_in, make_appeal, sign
from tests.promises import everywhere

ROOT = Path(__file__).parents[1]
Mails = Callable[[], list[EmailMessage]]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def facts() -> list[tuple[str, list[str], str]]:
    """The rows of docs/privacy-facts.md: a promise, the places that make it, the test that holds it."""
    text = (ROOT / "docs/privacy-facts.md").read_text()
    rows = re.findall(r"^\| (.+?) \| ([\w, -]+) \| (\S+::\w+) \|$", text, re.MULTILINE)
    return [(promise, places.split(", "), test) for promise, places, test in rows]


@cache
def catalogue(lang: str) -> Catalog:
    with (ROOT / f"petition/translations/{lang}/LC_MESSAGES/messages.po").open(encoding="utf-8") as file:
        return read_po(file)


def forms(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def said(lang: str, promise: str) -> list[str]:
    """The sentences that make a promise in a language, each in the forms that it has for numbers."""
    found = [
        each
        for each in catalogue(lang if lang != "en" else "ru")
        if any(promise in one for one in forms(each.id))
    ]
    assert found, promise
    return [one for each in found for one in forms(each.id if lang == "en" else each.string)]


def is_made(page: str, sentences: list[str]) -> bool:
    return any(all(" ".join(piece.split()) in page for piece in PLACEHOLDER.split(one)) for one in sentences)


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_promise_is_made_in_every_language(
    app: Flask, client: FlaskClient, mails: Mails, lang: str
) -> None:
    shown = everywhere(client, mails, lang)
    missing = [
        (promise, place)
        for promise, places, _test in facts()
        for place in places
        if (place != "operators" and not is_made(shown[place], said(lang, promise)))
        or (place == "operators" and promise not in shown[place])
    ]
    assert not missing


def test_every_row_of_the_table_is_read() -> None:
    rows = [
        line for line in (ROOT / "docs/privacy-facts.md").read_text().splitlines() if line.startswith("| ")
    ]
    assert len(facts()) == len(rows) - 1 > 90  # but for its head


def test_every_promise_is_held_by_a_test_that_exists() -> None:
    for _promise, _places, test in facts():
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
    confirm_by(client, link_in(mails()[-1]))
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


@pytest.mark.usefixtures("now")
def test_organisers_find_the_address_of_who_signed_on_no_page_and_in_no_file(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    for name in ("Aru Bekova", "Dana Omarova"):
        sign(client, appeal.slug, name=name, email=f"{name[:3].lower()}@mailbox-of-mine.example")
    for letter in mails():
        confirm_by(client, link_in(letter))
    enter(client)
    seen, todo = set[str](), [f"/desk/a/{appeal.slug}"]
    while todo:
        path = todo.pop()
        seen.add(path)
        page = client.get(path)
        assert b"mailbox-of-mine" not in page.data, path
        html = page.text if page.mimetype == "text/html" else ""
        links = re.findall(rf'href="(/(?:desk/)?a/{appeal.slug}[^"#]*)"', html)
        todo += [each for link in links if (each := unescape(link)) not in {*seen, *todo}]
    assert len(seen) > 10
    for form in ("csv", "json", "md", "txt", "xlsx"):
        file = client.get(f"/desk/a/{appeal.slug}/letter.{form}")
        assert file.status_code == 200
        assert b"mailbox-of-mine" not in file.data


@pytest.mark.usefixtures("app", "now")
def test_of_an_email_a_time_stays_for_thirty_days_and_of_one_not_delivered_a_count() -> None:
    appeal = make_appeal()
    for state in ("sent", "failed"):
        db.session.add(
            OutboxMessage(
                ref=state,
                state=state,
                priority=1,
                appeal_id=appeal.id,
                posted_at=clock.now(),
                due_at=clock.now(),
                ended_at=clock.now(),
            )
        )
    carrier.forget(clock.now() + timedelta(days=30))
    kept = select(OutboxMessage.state).order_by(OutboxMessage.id)
    assert db.session.scalars(kept).all() == ["sent", "failed"]
    carrier.forget(clock.now() + timedelta(days=30, hours=1))
    assert db.session.scalars(kept).all() == ["failed"]
    failed = db.session.scalars(select(OutboxMessage)).one()
    assert (failed.sealed, failed.domain_key, failed.cause) == (None, None, None)


@pytest.mark.usefixtures("app", "now")
def test_the_mark_that_a_message_came_ends_after_half_a_year() -> None:
    appeal = make_appeal()
    db.session.add(ReceivedMessage(key=b"k", appeal_id=appeal.id, outcome="signed", received_at=clock.now()))
    queue.forget(clock.now() + timedelta(days=180))
    assert len(db.session.scalars(select(ReceivedMessage.key)).all()) == 1
    queue.forget(clock.now() + timedelta(days=180, hours=1))
    assert db.session.scalars(select(ReceivedMessage.key)).all() == []


@pytest.mark.usefixtures("app", "now")
def test_a_question_for_a_lost_link_is_gone_after_an_hour() -> None:
    lost_links.ask("aru@example.org", lang="en", now=clock.now())
    lost_links.answer(clock.now() + timedelta(hours=1))
    assert db.session.scalars(select(Asking)).all() == []


def test_the_page_says_where_data_is_kept_and_who_protects_it(tmp_path: Path) -> None:
    app = make_app(
        tmp_path, DATA_COUNTRIES="Iceland", DATA_PROTECTION_OFFICER="Saule Serikova, dpo@well.example"
    )
    page = app.test_client().get("/privacy?lang=ru").text
    assert "хранятся здесь: Iceland." in page
    assert "Saule Serikova, dpo@well.example" in page


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_foot_leads_to_the_privacy_page_in_the_readers_language(tmp_path: Path, lang: str) -> None:
    client = make_app(tmp_path).test_client()
    assert f'href="/privacy?lang={lang}"' in client.get(f"/mine?lang={lang}").text
