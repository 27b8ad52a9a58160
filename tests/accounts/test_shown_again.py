"""The answer to a form has an address for an hour, to which Back leads: for the session and the roles of who sent it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.accounts import organisers
from petition.accounts.roles import Role
from petition.core import clock, kept_answers
from petition.core.db import db
from petition.core.kept_answers import KeptAnswer
from petition.signatures import counts
from tests.factories import desk_post, enter, filled, make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")
BROWSER = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}


def previewed(client: FlaskClient, slug: str, ref: str) -> str:
    """Where a browser is led that asks what taking a signature off would change."""
    page = client.get(at := f"/desk/a/{slug}/signatures")
    token = re.search(r'csrf_token" value="([^"]+)', page.text)
    assert token
    asked = {"csrf_token": token[1], "ticked": ref, "action": "take_off"}
    answer = client.post(f"{at}/preview", data=asked, headers=BROWSER)
    assert answer.status_code == 303
    return answer.location


def test_an_answer_is_shown_again_to_who_it_was_shown_to_and_opened_by_its_address_alone(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    ref = signed(appeal, "Aru Bekova").ref
    enter(client)
    at = previewed(client, appeal.slug, ref)
    assert ("Aru" in at, at.partition("?")[0]) == (False, f"/desk/a/{appeal.slug}/signatures/preview")
    for _twice in range(2):
        page = client.get(at)
        assert (page.status_code, "Aru Bekova" in page.text) == (200, True)
        assert page.headers["Cache-Control"] == "no-store"
    assert b"Bekova" not in db.session.scalars(select(KeptAnswer.sealed)).one()
    elsewhere, another = f"/desk/a/{appeal.slug}/signatures", app.test_client()
    assert "/desk/sign-in" in another.get(at).location
    enter(another)
    for stranger, path in ((another, at), (client, at[:-1]), (client, f"{at.partition('=')[0]}=")):
        assert stranger.get(path).location == elsewhere
    assert counts.confirmed(appeal) == 1
    worker.once()
    with clock.stopped(clock.now() + kept_answers.KEPT):
        assert client.get(at).location == elsewhere
        worker.once()
        assert not db.session.scalars(select(KeptAnswer)).all()


def test_an_answer_is_not_shown_again_once_its_reader_has_another_role(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    ref = signed(appeal, "Aru Bekova").ref
    enter(client)
    enter(app.test_client(), address="owner@example.org")
    at = previewed(client, appeal.slug, ref)
    own = organisers.by_address("organiser@example.org")
    assert own is not None
    own.given[0].role = Role.MODERATOR  # who may see the page, but not what was shown to an owner
    db.session.commit()
    assert client.get(at).location == f"/desk/a/{appeal.slug}/signatures"


def test_asking_for_an_answer_does_nothing_and_account_pages_and_programs_are_answered_at_once(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    enter(client)
    for path in ("close", "signatures/do", "signatories"):
        assert client.get(f"/desk/a/{appeal.slug}/{path}?answer=x").status_code == 303
    assert client.get(f"/a/{appeal.slug}/code?answer=x").status_code == 405
    assert appeal.is_open(clock.now())
    page = client.get("/desk/account").text
    token = re.search(r'csrf_token" value="([^"]+)', page)
    assert token
    typed = {"csrf_token": token[1], "email": "none"}
    assert client.post("/desk/account", data=typed, headers=BROWSER).status_code == 422
    assert desk_post(client, f"/desk/a/{appeal.slug}/signatories", {"lines": ""}).status_code == 422


def test_a_refused_signature_is_shown_again_from_an_address_that_tells_nothing(client: FlaskClient) -> None:
    appeal = make_appeal()
    wrong = filled(name="Aru Bekova", email="aru@", visibility="hidden", place="x" * 300)
    assert client.post(f"/a/{appeal.slug}/sign", data=wrong).status_code == 422
    for place, leads in (("Qarasu", True), ("Қарасу " * 700, False)):
        answer = client.post(f"/a/{appeal.slug}/sign", data=wrong | {"place": place}, headers=BROWSER)
        assert answer.status_code == (303 if leads else 422)
        if leads:
            page = client.get(answer.location)
            assert ("Aru" in answer.location, page.headers["Referrer-Policy"]) == (False, "no-referrer")
            assert page.headers["Cache-Control"] == "no-store"
            for said in ('value="aru@"', 'value="Qarasu"', 'id="email-error"', 'value="hidden" checked'):
                assert said in page.text, said
            with clock.stopped(clock.now() + timedelta(hours=1)):
                assert "aru@" not in client.get(answer.location).text
