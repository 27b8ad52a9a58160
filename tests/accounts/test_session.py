"""At the desk for a while: the language that an organiser chose, and the end of every session."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import enter, press

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
