"""Looks for signatures and decides about them as an organiser does: chooses on a page, looks at the preview, presses."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html

from petition.appeals.models import Appeal
from petition.moderation import search
from petition.moderation.rules import Wanted
from tests.factories import press


def preview(client: FlaskClient, page: str, action: str, **chosen: Any) -> dict[str, str]:
    """The form of the preview of an action, filled in as it is drawn."""
    below = page.partition("?")[0].rpartition("/")[0]
    drawn = press(client, page, f"{below}/signatures/preview", action=action, **chosen).text
    forms = html.fromstring(drawn).iter("form")
    form = next(each for each in forms if str(each.get("action")).endswith("/do"))
    assert isinstance(form, html.FormElement)
    return {name: str(value or "") for name, value in form.form_values()}


def decide(client: FlaskClient, page: str, action: str, reason: str = "", **chosen: Any) -> str:
    """Do it; gives the page that follows."""
    return do(client, page, preview(client, page, action, **chosen) | ({"reason": reason} if reason else {}))


def do(client: FlaskClient, page: str, form: dict[str, str], what: str = "do") -> str:
    """Press the button of a form that was drawn before; gives the page that follows."""
    below = page.partition("?")[0].rpartition("/")[0]
    answer = client.post(f"{below}/signatures/{what}", data=form)
    assert answer.status_code == 303
    return client.get(answer.location).text


def lines(appeal: Appeal, **wanted: object) -> list[str]:
    """Who is found, each as a line, in alphabetical order."""
    return sorted(each.line for each in search.look(appeal, Wanted(**wanted)).rows)  # type: ignore[arg-type]


def searched(client: FlaskClient, path: str, **typed: str) -> str:
    """As an organiser does: type, press, and see the page that follows."""
    answer = press(client, path, path, **typed)
    return client.get(answer.location).text if answer.status_code == 303 else answer.text
