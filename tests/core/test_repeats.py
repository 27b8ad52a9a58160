"""A form that makes something makes it once, however often and however fast it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate
from petition.core import clock, repeats
from petition.core.db import db
from petition.lists.models import LineList
from tests.factories import drawn, enter, make_appeal

pytestmark = pytest.mark.usefixtures("now")

FORMS: list[tuple[str, str, dict[str, Any], type[Any]]] = [
    ("/desk/new", "", {"paste": "", "title": "Save the lake"}, Appeal),
    ("/desk/a/{}", "/copy", {}, Appeal),
    ("/desk/a/{}/updates/new", "", {"texts-0-title": "News", "texts-0-body": "We met"}, AppealUpdate),
    ("/desk/a/{}/signatories", "", {"lines": "Ann Bek, teacher\nOlga Kim, nurse"}, LineList),
    ("/desk/a/{}/signatories", "", {"file": b"Name,Role\nAnn Bek,teacher"}, LineList),
]


def _count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_double_press_makes_one_and_leads_to_it_and_a_form_that_says_something_else_makes_another(
    app: Flask, client: FlaskClient
) -> None:
    slug = make_appeal().slug
    enter(client)
    for path, under, typed, model in FORMS:
        page, to = path.format(slug), path.format(slug) + under
        same, before = drawn(client, page, to) | typed, _count(model)
        more = {
            name: value + (b"!" if isinstance(value, bytes) else "!")
            for name, value in list(typed.items())[-1:]
        }
        sent = [same, same, *([same | more] if more else [])]
        answers = _at_once(app, client, to, sent)
        assert [answer.status_code for answer in answers] == [303] * len(sent), to
        assert answers[0].location == answers[1].location, to
        assert len({answer.location for answer in answers}) == len(sent) - 1, to
        assert _count(model) == before + len(sent) - 1, to
        again = client.post(to, data=_sent(same), follow_redirects=True)
        assert "You have already sent this form." in again.text, to
        assert _count(model) == before + len(sent) - 1, to
    page = "/desk/new?form=x"  # gone back to: the page is fetched anew, with another token
    same = drawn(client, page, page) | {"paste": "", "title": "Save the lake"}
    first = client.post(page, data=same)
    token = {"X-CSRFToken": same.pop("csrf_token")}
    assert client.post(page, data=same, headers=token).location == first.location
    assert client.post(f"{page}y", data=same, headers=token).location != first.location
    repeats.forget(clock.now() + timedelta(days=1, seconds=1))
    db.session.commit()
    assert _count(repeats.SentForm) == 0


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    """A form as it is sent: bytes as a file."""
    return {
        name: (BytesIO(value), "list.csv") if isinstance(value, bytes) else value
        for name, value in form.items()
    }


def _at_once(app: Flask, client: FlaskClient, to: str, forms: list[dict[str, Any]]) -> list[TestResponse]:
    """The answers to forms sent at the same time from one browser."""
    cookie = client.get_cookie("desk", path="/desk")
    assert cookie is not None
    db.session.rollback()

    def press(data: dict[str, Any]) -> TestResponse:
        with app.test_client() as other:
            other.set_cookie("desk", cookie.value, path="/desk")
            return other.post(to, data=_sent(data))

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(press, forms))
