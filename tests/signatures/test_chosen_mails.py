"""Organisers choose which emails come, and the pages say so."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core.db import db
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, press, sign
from tests.signatures.later_mails import DAY, later, subjects

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def test_each_mail_can_be_switched_off_and_the_form_says_which_come(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + 10 * DAY, mails=[])
    page = client.get(f"/a/{appeal.slug}").text
    assert "we email you at most: if the letter is withdrawn" in page
    sign(client, appeal.slug)
    sign(client, appeal.slug, email="other@example.org")
    confirm_by(client, link := link_in(mails()[0]))
    assert "The link is also in the email" not in client.get(link).text
    for _ in range(12):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "Please confirm"]
    page = client.get(f"/a/{make_appeal(slug='all').slug}").text
    for words in ("after 3 days", "24 hours before the end", "to thank you", "text changes", "can be read"):
        assert words in page


def test_at_the_desk_mails_are_chosen_before_publishing_and_only_switched_off_after(
    client: FlaskClient, app: Flask
) -> None:
    slug = make_appeal(published=False).slug
    enter(client)
    terms = {"closes_on": "2027-10-31", "closes_time": "12:30", "zone": "Europe/Berlin", "grace_hours": "24", "target": "",
             "accent": "ink", "pending_days": "14", "kept_days": "30"}  # fmt: skip
    path = f"/desk/a/{slug}/terms"

    def kept() -> tuple[list[str], int, int]:
        appeal = db.session.scalars(select(Appeal).where(Appeal.slug == slug)).one()
        return appeal.mails, appeal.remind_days, appeal.last_call_hours

    desk_post(client, path, terms)
    assert kept()[0] == ["thanks", "reminder", "last_call", "new_text", "letter", "taken_off"]
    chosen = {
        "mails": ["none", "thanks", "reminder"],
        "remind_days": "5",
        "last_call_hours": "48",
        "offers_updates": "y",
    }
    assert desk_post(client, path, terms | chosen).status_code == 303
    assert kept() == (["thanks", "reminder"], 5, 48)
    assert db.session.scalars(select(Appeal.offers_updates)).one()
    assert press(client, f"/desk/a/{slug}/publish").status_code == 303
    chosen = {"mails": ["none", "thanks", "letter"], "remind_days": "1", "last_call_hours": "3"}
    assert desk_post(client, path, terms | chosen).status_code == 303
    assert kept() == (["thanks"], 5, 48)
    desk_post(client, path, terms | {"mails": "none"})
    assert kept()[0] == []


def test_a_new_text_is_published_knowing_whether_anybody_is_asked_to_sign_it(client: FlaskClient) -> None:
    appeal = make_appeal()
    slug, draft = appeal.slug, appeal.texts[0]
    draft.content = draft.content | {"title": "Another title"}
    db.session.commit()
    enter(client)
    assert "email all who signed" in client.get(f"/desk/a/{slug}/publish").text
    appeal.mails = ["thanks"]
    db.session.commit()
    page = client.get(f"/desk/a/{slug}/publish").text
    assert "nobody is emailed, as you chose" in page
    assert "email all who signed" not in page
