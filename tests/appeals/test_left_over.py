"""Lines of a letter that found no place are shown until an organiser sets them aside, and nothing typed beside is lost."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from petition.core.db import db
from tests.factories import TEXT, enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")


def test_lines_that_found_no_place_are_set_aside_with_what_was_typed(client: FlaskClient) -> None:
    appeal = make_appeal(text=replace(TEXT, left_over=("Share this page", "© 1904")), published=False)
    enter(client)
    path = f"/desk/a/{appeal.slug}/text/en"
    page = client.get(path).text
    assert "Share this page" in page
    typed = {"title": "Keep it open", "body": "It is old."}
    press(client, path, **typed)
    assert "Share this page" in client.get(path).text
    press(client, path, **typed | {"title": "Keep the well", "left_over": "aside"})
    db.session.expire_all()
    kept = appeal.draft("en")
    assert kept
    assert (kept.title, kept.left_over) == ("Keep the well", ())
    assert "Share this page" not in client.get(path).text
