"""What strangers cause to be mailed to an address uses up nothing that its owner needs to sign: their caps are apart."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.core import clock
from petition.core.db import db
from petition.signatures import rules
from petition.signatures.models import Signature
from tests.factories import confirm_by, filled, link_in, make_appeal, set_settings, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

FLOODED = "198.51.100.7"
HOUR = timedelta(hours=1)


@pytest.fixture
def flood(app: Flask, client: FlaskClient) -> Iterator[Callable[[str], None]]:
    """A network that has used up its turns, and signs as it is told."""
    before = app.extensions["settings"]
    set_settings(app, mail_per_network_at_once=1, mail_per_network_per_hour=1)

    def as_(slug: str, **fields: str) -> None:
        form = filled(**fields)
        client.post(f"/a/{slug}/sign", data=form, environ_overrides={"REMOTE_ADDR": FLOODED})

    as_(make_appeal(slug="other").slug, email="nobody@example.org")
    yield as_
    app.extensions["settings"] = before


@pytest.mark.parametrize("said_not_me", [False, True])
def test_emails_that_wait_in_a_crowd_leave_the_owner_theirs(
    client: FlaskClient, mails: Mails, flood: Callable[..., None], said_not_me: bool
) -> None:
    slug = make_appeal().slug
    if said_not_me:
        sign(client, slug, name="Wrong Name")
        client.post(link_in(mails()[-1]), data={"deed": "not_me"})
        clock.ticked(timedelta(days=1))
        flood("other", email="somebody@example.org")
    for nth in range(rules.MAILS_IN_SOME_DAYS + 1):  # typed by a stranger; each waits for hours
        flood(slug, name=f"Slander {'x' * nth}", email="aru@example.org")
        clock.ticked(timedelta(minutes=1))
    before = len(mails())
    sign(client, slug)
    assert len(mails()) == before + 1
    confirm_by(client, link_in(mails()[-1]))
    confirmed = db.session.scalars(select(Signature).where(Signature.state == "confirmed")).all()
    assert [each.own.name for each in confirmed] == ["Aru Bekova"]


def test_what_is_not_sent_for_one_letter_leaves_the_hour_to_the_others(
    client: FlaskClient, mails: Mails
) -> None:
    other, slug = make_appeal(slug="other").slug, make_appeal(slug="well").slug
    for nth in range(rules.MAILS_IN_SOME_DAYS):
        sign(client, other, name=f"Slander {'x' * nth}")
        clock.ticked(HOUR)
    before = len(mails())
    for nth in range(rules.MAILS_AN_HOUR + 1):  # beyond what that letter may have sent
        sign(client, other, name=f"More {'x' * nth}")
    assert len(mails()) == before
    sign(client, slug)
    assert len(mails()) == before + 1


def test_who_asks_for_lost_links_in_anothers_name_keeps_nobody_from_signing(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    for _ in range(rules.MAILS_AN_HOUR + 1):
        client.post("/mine", data=filled())
    worker.once()
    assert not mails()
    sign(client, slug)
    assert len(mails()) == 1


def test_the_same_typed_from_a_crowd_before_or_after_holds_nobody_who_signs_elsewhere(
    app: Flask,
    client: FlaskClient,
    mails: Mails,
    flood: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_settings(app, monkeypatch, network_per_hour=1)
    slug = make_appeal().slug
    for email, order in (("aru@example.org", "before"), ("bek@example.org", "after")):
        if order == "before":
            flood(slug, email=email)
        sign(client, slug, email=email)
        if order == "after":
            flood(slug, email=email)
    for mail in mails():
        confirm_by(client, link_in(mail))
    clock.ticked(timedelta(days=2))
    mine = db.session.scalars(select(Signature).join(Signature.appeal).where(Signature.state != "pending"))
    states = {each.own.mailbox: each.state for each in mine}
    assert states["aru@example.org"] == states["bek@example.org"] == "confirmed"
