"""The answers of the desk to which Back leads: to a form that a browser sent, for the session and roles of who sent it."""

from datetime import datetime
from urllib.parse import urlencode

from flask import current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from petition.accounts.models import Organiser
from petition.core import kept_answers, web
from petition.core.db import db
from petition.core.transactions import begin_writing, end_writing

_ASKED = "answer"  # of an address: what opens the page that is asked for again
_PAGES = {200, 409, 422}


def is_asked_for() -> bool:
    """Whether an address asks for the answer to a form once more."""
    return request.method == "GET" and _ASKED in request.args


def by_its_view() -> ResponseReturnValue | None:
    """Let the guard of a page answer that is opened by forms alone, where its answer is asked for again."""
    adapter = current_app.create_url_adapter(request)
    if not adapter or not isinstance(request.routing_exception, MethodNotAllowed) or not is_asked_for():
        return None
    endpoint, given = adapter.match(method="POST")
    view = current_app.view_functions[endpoint]
    if not hasattr(view, "permission"):  # by which its guard is known, that answers in its place
        return None
    answer: ResponseReturnValue = current_app.ensure_sync(view)(**given)
    return answer


def shown(organiser: Organiser, *, now: datetime) -> ResponseReturnValue:
    """The answer that is asked for; where it is none any more, the way to the page of its form, or above that."""
    page = kept_answers.read(request.args[_ASKED], _place(organiser), now=now)
    if page is not None:
        return Response(page, mimetype="text/html")
    has_form = request.endpoint is not None and _answers_forms() == request.endpoint
    return redirect(_address(request.path if has_form else request.path.rpartition("/")[0]), 303)


def _answers_forms() -> str:
    """The endpoint that forms are sent to at this path; '' for none."""
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter.match(method="POST")[0] if adapter else ""
    except HTTPException:
        return ""


def led_to(organiser: Organiser, answer: ResponseReturnValue, *, now: datetime) -> ResponseReturnValue:
    """The way to a page that answers a form, kept, in place of the page; any other answer as it is."""
    response = current_app.make_response(answer)
    is_page = response.status_code in _PAGES and response.mimetype == "text/html"
    if request.method != "POST" or not is_page or not web.is_navigation():
        return response
    db.session.rollback()  # what the view has not committed has not happened
    begin_writing()
    key = kept_answers.keep(response.get_data(), _place(organiser), now=now)
    end_writing()
    return redirect(_address(request.path, key), 303)


def _address(path: str, key: str = "") -> str:
    asked = [each for each in request.args.items(multi=True) if each[0] != _ASKED]
    query = urlencode([*asked, (_ASKED, key)] if key else asked)
    return f"{path}?{query}" if query else path


def _place(organiser: Organiser) -> str:
    roles = sorted((right.team_id, right.role) for right in organiser.given)
    return f"kept_answers|{session.get('place', '')}|{request.path}|{roles}"
