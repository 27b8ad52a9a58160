"""What one person does costs the same under ten signatures and under thousands: no statement looks at the whole list."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, text

from petition.appeals.models import Appeal
from petition.core import clock, limits
from petition.core.db import db
from petition.desk import invented
from tests.factories import confirm_by, filled, link_in, make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")

Mails = Callable[[], list[EmailMessage]]

FEW, MANY = 10, 2_000


@contextmanager
def heard() -> Iterator[list[str]]:
    """The statements that name signatures; what is read once in a while, whoever asks, does not grow with them."""
    said: list[str] = []

    def note(*args: Any) -> None:
        if "signatures" in args[2]:
            said.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def deeds(client: FlaskClient, mails: Mails, appeal: Appeal, who: str) -> Iterator[tuple[str, list[str]]]:
    """What somebody does from signing to "my signature", each with the statements that it took."""
    at, address = f"/a/{appeal.slug}", f"{who}@example.org"

    def done(what: str, deed: Callable[[], Any]) -> tuple[str, list[str]]:
        with heard() as said:
            status = deed().status_code
        return f"{what} {status}", said

    yield done("form", lambda: client.get(f"{at}/sign"))
    yield done("form refused", lambda: sign(client, appeal.slug, email="no address"))
    yield done("sign", lambda: sign(client, appeal.slug, email=address))
    yield done("check mail", lambda: client.get(f"{at}/check-mail"))
    yield done("wrong code", lambda: client.post(f"{at}/code", data=filled(code="AAAA-AAAA")))
    yield done("ask for link", lambda: client.get(f"{at}/resend"))
    yield done("send link again", lambda: client.post(f"{at}/resend", data=filled(email=address)))
    link = link_in(mails()[-1])
    yield done("confirm page", lambda: client.get(link))
    yield done("press", lambda: confirm_by(client, link))
    yield done("thanks", lambda: client.get(link))
    mine = link_in(mails()[-1], "/s/")
    yield done("my signature", lambda: client.get(mine))
    yield done(
        "shown otherwise", lambda: client.post(mine, data={"deed": "visibility", "visibility": "initials"})
    )


def test_what_one_person_does_costs_the_same_under_any_list(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    costs = []
    for size in (FEW, MANY):
        for _ in invented.fill(appeal, size, now=clock.now()):
            db.session.commit()
        costs.append(dict(deeds(client, mails, appeal, f"aru{size}")))
    few, many = costs
    assert few == many
    assert {what.rpartition(" ")[2] for what in few} == {"200", "303", "422"}
    assert {what: len(said) for what, said in few.items() if what.startswith("confirm page")} == {
        "confirm page 200": 1
    }
    of_the_list = [
        statement
        for said in few.values()
        for statement in said
        if "FROM signatures" in statement
        and ("count(" in statement or "ORDER BY" in statement)
        and not any(
            one in statement for one in ("signatures.mailbox_key =", "signatures.id =", "printed_as_id =")
        )
    ]
    assert not of_the_list


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_postgresql_plans_no_statement_of_signing_and_confirming_anew_each_time(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    for _ in invented.fill(appeal, MANY, now=clock.now()):
        db.session.commit()
    hour, day = clock.now() + timedelta(hours=1), clock.now() + timedelta(days=1)
    ends = [int(each.timestamp()) for each in (hour, day)] * MANY
    counted = [{"key": secrets.token_bytes(32), "window": each, "count": 1} for each in ends]
    db.session.execute(insert(limits.Counter), counted)
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    db.engine.dispose()  # from here on there is one connection
    for nth in range(12):
        sign(client, appeal.slug, email=f"aru{nth}@example.org")
        confirm_by(client, link_in(mails()[-1]))
        assert link_in(mails()[-1], "/s/")
    often = "SELECT statement FROM pg_prepared_statements WHERE custom_plans > 6"  # it is planned five times at first
    planned = db.session.execute(text(often)).scalars()
    assert [
        each for each in planned if "SKIP LOCKED" not in each
    ] == []  # that is the worker's, run here for its emails


def test_emails_that_ask_and_that_thank_are_written_once_for_many(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    app.extensions.pop("mails alike", None)  # what other tests have left
    appeal = make_appeal()
    for who in ("anna", "boris", "cora"):
        sign(client, appeal.slug, email=f"{who}@example.org")
    for asked in mails():
        confirm_by(client, link_in(asked))
    assert len(mails()) == 6
    written = app.extensions["mails alike"].cache_info()
    assert (written.misses, written.hits) == (2, 4)
