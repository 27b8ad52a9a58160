"""What keeps others waiting fails the test that does it: SQLite has one turn to write, and a letter one row to hold.

The contrary of what conftest.py does to a page that only reads and writes. Imported there, for every test.
"""

import sys
from typing import Any

import pytest
from flask import (
    Flask,
    Response,
    before_render_template,
    g,
    has_request_context,
    request,
    request_finished,
    template_rendered,
)
from jinja2 import Template
from PIL import Image
from sqlalchemy import Connection, Engine, event

from petition.core.db import db
from petition.core.sqlite import Queued
from petition.core.transactions import holds_idly


@event.listens_for(Engine, "commit")
def _note_what_was_written(connection: Connection) -> None:
    own = connection.connection.dbapi_connection
    if has_request_context() and isinstance(own, Queued) and own._turn and not own.holds_idly:
        g.has_written = True


@before_render_template.connect
def _look_for_an_idle_turn(_app: Flask, **_drawn: Any) -> None:
    if has_request_context() and "reads_first" not in g and holds_idly():
        g.held_idly = True


@template_rendered.connect
def _let_nobody_wait_for_a_page(_app: Flask, template: Template, **_drawn: Any) -> None:
    """Whatever is refused, the page that says so is drawn without the turn."""
    held = has_request_context() and not str(template.name).startswith("mail/") and holds_idly()
    assert not held, f"the turn to write was held while {template.name} was drawn"


@request_finished.connect
def _let_nobody_wait_for_nothing(_app: Flask, response: Response, **_said: Any) -> None:
    """A form that only looks begins with read_first()."""
    held = response.status_code == 200 and "held_idly" in g and "has_written" not in g
    assert not held, f"{request.endpoint} held the turn to write for nothing"


def _look_for_what_is_not_drawn_apart(what: str, _given: Any = ()) -> None:
    """Whoever reads a text or draws a file holds nothing meanwhile (accounts.access.apart)."""
    if what in {"subprocess.Popen", "a picture"} and has_request_context():
        reads = g.get("reads_first", request.method != "POST")
        held = not reads and "at work" in db.session().info
        assert not held, f"{request.endpoint} draws and keeps others waiting"


def _opened(*given: Any, **how: Any) -> Any:
    _look_for_what_is_not_drawn_apart("a picture")
    return _OPEN(*given, **how)


_OPEN = Image.open
sys.addaudithook(_look_for_what_is_not_drawn_apart)
pytest.MonkeyPatch().setattr(Image, "open", _opened)
