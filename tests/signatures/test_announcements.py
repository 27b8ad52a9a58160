"""Who confirmed is told once how it ended: the letter can be read, or it was withdrawn."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from petition.appeals import service as appeals
from petition.core.db import db
from tests.conftest import NOW
from tests.factories import confirm_by, link_in, make_appeal, sign
from tests.signatures.later_mails import DAY, HOUR, later, said, subjects

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def test_a_withdrawn_appeal_tells_who_confirmed_once_and_recalls_all_that_waits(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    sign(client, appeal.slug, email="other@example.org")
    appeals.withdraw(appeal, "", now=NOW)
    db.session.commit()
    for _ in range(12):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "It was withdrawn"]


def test_when_nobody_can_confirm_any_more_all_who_did_are_told_of_the_letter_once(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    for nth in range(3):
        sign(client, slug, email=f"p{nth}@example.org")
    for mail in mails()[:2]:
        confirm_by(client, link_in(mail))
    later(DAY)
    assert "It is ready" not in subjects(mails())
    later(DAY)
    later(DAY)
    told = [mail for mail in mails() if mail["Subject"] == "It is ready"]
    assert {mail["To"] for mail in told} == {"p0@example.org", "p1@example.org"}
    assert len(told) == 2
    assert client.get(link_in(told[0], "/a/")).status_code == 200
    assert "Keep the well open" in said(told[0])


def test_all_are_told_of_the_letter_though_mailboxes_are_erased_at_once(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal(closes_at=NOW + HOUR, kept_days=0).slug)
    confirm_by(client, link_in(mails()[0]))
    later(2 * DAY)
    assert subjects(mails())[-1] == "It is ready"
