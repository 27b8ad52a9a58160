"""At the desk for a while: the language that an organiser chose, and the end of every session."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from petition.accounts import organisers, sign_in
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from tests.factories import enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")


def is_in(client: FlaskClient) -> bool:
    return client.get("/desk/new").status_code == 200


def test_signing_out_ends_every_session_of_the_organiser_and_of_nobody_else(app: Flask) -> None:
    here, elsewhere, colleague = (app.test_client() for _ in range(3))
    for browser in (here, elsewhere):
        enter(browser)
    enter(colleague, address="colleague@example.org")
    answer = press(here, "/desk/new", "/desk/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert [is_in(browser) for browser in (here, elsewhere, colleague)] == [False, False, True]


def test_signing_out_needs_the_token_of_the_session(client: FlaskClient) -> None:
    enter(client)
    assert client.post("/desk/sign-out").status_code == 400
    assert is_in(client)


def test_the_desk_speaks_the_language_that_was_chosen_until_another_is(client: FlaskClient) -> None:
    enter(client)
    for lang in ("ru", "kk", "en"):
        answer = press(client, "/desk/new", "/desk/language", lang=lang)
        assert (answer.status_code, answer.location) == (303, "/desk/new")  # where the button was pressed
        assert f'<html lang="{lang}"' in client.get("/desk/").text
    assert press(client, "/desk/new", "/desk/language", lang="fr").status_code == 400
    assert '<html lang="en"' in client.get("/desk/").text


def test_what_was_typed_survives_the_end_of_a_session(app: Flask, client: FlaskClient) -> None:
    appeal = make_appeal(published=False)
    page = f"/desk/a/{appeal.slug}/text/en"
    enter(client)
    form = next(
        each for each in html.fromstring(client.get(page).text).iter("form") if each.get("action") == page
    )
    assert isinstance(form, html.FormElement)
    typed = dict(form.form_values()) | {"body": "A long day's work.\n\n  - <b>all</b> of it", "closing": '"'}
    organiser = organisers.by_address("organiser@example.org")
    assert organiser is not None
    sign_in.leave(organiser, now=clock.now())
    db.session.commit()
    held = client.post(page, data=typed)
    assert (held.status_code, "/desk/sign-in" in held.text) == (403, True)
    enter(client)
    for expected in (400, 303):  # first without the token of the new session, then with it
        (form,) = html.fromstring(held.text).iter("form")
        assert isinstance(form, html.FormElement)
        held = client.post(page, data=dict(form.form_values()))
        assert held.status_code == expected
    db.session.expire_all()
    kept = appeals.by_slug(appeal.slug)
    assert kept is not None
    draft = kept.draft("en")
    assert draft is not None
    assert (draft.body, draft.closing) == ("A long day's work.\n\n  - <b>all</b> of it", '"')


def test_what_was_typed_survives_being_asked_once_more_who_it_is(app: Flask, client: FlaskClient) -> None:
    stop = f"/desk/a/{make_appeal().slug}/emergency"
    enter(client)
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        token = client.get("/desk/team").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        held = client.post(stop, data={"csrf_token": token, "reason": "They were threatened"})
        assert (held.status_code, "/desk/sure" in held.text) == (403, True)
        enter(client)  # by another link, on another page
        for expected in (400, 303):
            (again,) = html.fromstring(held.text).iter("form")
            assert isinstance(again, html.FormElement)
            held = client.post(stop, data=dict(again.form_values()))
            assert held.status_code == expected
    kept = appeals.by_slug(stop.split("/")[3])
    assert kept is not None
    assert kept.stopped_reason == "They were threatened"
