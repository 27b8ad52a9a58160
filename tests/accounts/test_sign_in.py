"""Links and codes that let organisers in: nobody is locked out by a stranger, and nobody learns who is one."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from petition.accounts import members, organisers, sign_in
from petition.accounts.models import Organiser, SignInLink
from petition.core import clock, limits
from petition.core.db import db
from petition.mail.out.models import OutboxMessage
from tests.factories import desk_post, enter, link_in, make_appeal, press

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now", "organiser")

ORGANISER = "organiser@example.org"
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def organiser(app: Flask) -> None:
    invite(ORGANISER)


def invite(address: str) -> None:
    members.invite(address, "Friends", now=clock.now())
    db.session.commit()


def ask(client: FlaskClient, address: str = ORGANISER, network: str = "127.0.0.1") -> TestResponse:
    return client.post("/desk/sign-in", data={"email": address}, environ_overrides={"REMOTE_ADDR": network})


def type_code(client: FlaskClient, code: str, network: str = "127.0.0.1") -> TestResponse:
    return client.post("/desk/code", data={"code": code}, environ_overrides={"REMOTE_ADDR": network})


def code_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", body.get_content())
    assert found, body.get_content()
    return found[0]


def works(client: FlaskClient, mail: EmailMessage) -> bool:
    return client.get(link_in(mail, "/desk/enter/")).status_code == 200


def count(table: type[Any]) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_stranger_who_asks_for_ever_keeps_a_living_link_in_the_organisers_mailbox(
    client: FlaskClient, mails: Mails
) -> None:
    for nth in range(5):
        ask(client, network=f"203.0.113.{nth}")
    for _ in range(18):  # over three hours, each time until nothing more is sent
        for nth in range(2):
            assert ask(client, network=f"203.0.113.{nth}").status_code == 303
        assert works(client, mails()[-1])
        clock.ticked(timedelta(minutes=10))
    assert len(mails()) <= 5 + 18 * 10 / 12 + 1
    assert client.post(link_in(mails()[-1], "/desk/enter/")).status_code == 303


def test_asking_ends_no_link_and_the_oldest_living_one_lets_in(client: FlaskClient, mails: Mails) -> None:
    ask(client)
    clock.ticked(timedelta(minutes=30))
    for _ in range(6):
        ask(client)
    assert len(mails()) == 6
    assert all(works(client, mail) for mail in mails())
    assert client.post(link_in(mails()[0], "/desk/enter/")).location == "/desk/"
    clock.ticked(timedelta(hours=1))
    assert not any(works(client, mail) for mail in mails())


def test_a_link_that_was_used_frees_its_place_and_ends_no_other(client: FlaskClient, mails: Mails) -> None:
    for _ in range(6):
        ask(client)
    first, second = mails()[:2]
    assert client.post(link_in(first, "/desk/enter/")).status_code == 303
    over = client.post(link_in(first, "/desk/enter/"))
    assert (over.status_code, 'href="/desk/sign-in"' in over.text) == (410, True)  # where to ask for another
    assert works(client, second)
    ask(client)
    ask(client)
    assert len(mails()) == 6


def test_a_code_lets_in_once_on_another_device_than_the_emails(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    ask(client)
    (mail,) = mails()
    code = code_in(mail)
    assert type_code(client, "K7QF-3MXD").status_code == 422
    assert type_code(client, code.lower().replace("-", " ")).location == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert type_code(app.test_client(), code).status_code == 422
    assert not works(client, mail)


def test_a_code_is_over_with_its_link(client: FlaskClient, mails: Mails) -> None:
    ask(client)
    code = code_in(mails()[0])
    clock.ticked(timedelta(hours=1))
    assert type_code(client, code).status_code == 422
    sign_in.forget(clock.now())
    assert count(SignInLink) == 0


def test_who_tries_codes_is_slowed_alone_and_no_link_is_closed(client: FlaskClient, mails: Mails) -> None:
    ask(client)
    (mail,) = mails()
    answers = [type_code(client, f"{nth:08}", HERE).status_code for nth in range(30)]
    assert answers == [422] * 20 + [429] * 10
    assert type_code(client, code_in(mail), HERE).status_code == 429
    assert works(client, mail)
    clock.ticked(timedelta(minutes=1))
    assert type_code(client, "", HERE).status_code == 422  # not a try
    assert type_code(client, code_in(mail), HERE).status_code == 303


def test_a_network_that_asks_too_much_is_slowed_alone(client: FlaskClient, mails: Mails) -> None:
    for nth in range(12):
        invite(f"o{nth}@example.org")
    answers = [ask(client, f"o{nth}@example.org", HERE).status_code for nth in range(12)]
    assert answers == [303] * 10 + [429] * 2
    assert "still works" in ask(client, "anybody@example.org", HERE).text
    assert ask(client, network=ELSEWHERE).status_code == 303
    assert len(mails()) == 11
    clock.ticked(timedelta(minutes=2))
    assert ask(client, "o11@example.org", HERE).status_code == 303


def test_nobody_learns_which_addresses_are_organisers(client: FlaskClient) -> None:
    for address in ("inactive@example.org", "asked-often@example.org"):
        invite(address)
    left = db.session.scalars(select(Organiser).where(Organiser.mailbox_key == key("inactive"))).one()
    left.active = False
    db.session.commit()
    for _ in range(6):
        ask(client, "asked-often@example.org")
        ask(client, "stranger-often@example.org")
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    work, answers = {}, set()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for name in ("organiser", "inactive", "asked-often", "stranger", "stranger-often"):
            said.clear()
            answer = ask(client, f"{name}@example.org")
            work[name] = list(said)
            answers.add((answer.status, answer.data, tuple(answer.headers.items())))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(answers) == 1
    assert {name: statements for name, statements in work.items() if statements != work["organiser"]} == {}


def key(name: str) -> bytes:
    return organisers.mailbox_key(f"{name}@example.org")


def test_of_an_address_that_is_nobodys_nothing_stays_but_a_count(client: FlaskClient, mails: Mails) -> None:
    ask(client, "stranger@example.org")
    assert (count(SignInLink), count(OutboxMessage)) == (0, 0)
    assert not mails()
    clock.ticked(timedelta(hours=1))
    limits.forget(clock.now())
    assert count(limits.Bucket) == 0


def test_signing_out_ends_the_links_that_were_not_used(client: FlaskClient, mails: Mails) -> None:
    for _ in range(6):
        ask(client)
    first, second, *_others = mails()
    client.post(link_in(first, "/desk/enter/"))
    desk_post(client, "/desk/sign-out", at="/desk/")
    assert not works(client, second)
    ask(client)
    assert works(
        client, mails()[-1]
    )  # and gives their places back: nobody is locked out by having signed out


@pytest.mark.parametrize("kind", ["link", "code", "invitation"])
def test_of_many_who_use_a_link_at_once_one_is_let_in(app: Flask, mails: Mails, kind: str) -> None:
    client = app.test_client()
    ask(client)
    (mail,) = mails()
    invited = members.invite(ORGANISER, "Friends", now=clock.now()).rpartition("/")[2]
    db.session.commit()
    code, link = code_in(mail), link_in(mail, "/desk/enter/")

    def use(_nth: int) -> int:
        with app.test_client() as other:
            if kind == "code":
                return type_code(other, code).status_code
            return other.post(link if kind == "link" else f"/desk/enter/{invited}").status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(use, range(6)))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 410, 422}


def test_of_many_who_ask_at_once_no_more_than_the_places_are_emailed(app: Flask, mails: Mails) -> None:
    def ask_once(_nth: int) -> int:
        with app.test_client() as other:
            return ask(other).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask_once, range(16))) == {303}
    assert len(mails()) == 5


def test_who_signs_in_comes_back_to_where_they_were_going_and_never_anywhere_else(
    app: Flask, client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    enter(client)
    for asked, led in (("/desk/team?lang=kk", "/desk/team?lang=kk"), ("//evil.example/", "/desk/")):
        browser = app.test_client()
        page = browser.get(asked).location if asked.startswith("/desk") else f"/desk/sign-in?then={asked}"
        assert press(browser, page, email="organiser@example.org").status_code == 303
        link = next(
            link_in(mail, "/desk/enter/") for mail in reversed(mails()) if "/desk/enter/" in str(mail)
        )
        assert browser.post(link).location == led


def test_who_chooses_a_language_stays_on_the_page_that_they_are_on(client: FlaskClient) -> None:
    appeal = make_appeal()
    enter(client)
    for page in ("/desk/team", f"/desk/a/{appeal.slug}/signatures?visibility=public&spoken=ru&page=2"):
        asked = f"{page}{'&' if '?' in page else '?'}lang=kk"
        assert press(client, asked, "/desk/language", lang="ru").location == page
