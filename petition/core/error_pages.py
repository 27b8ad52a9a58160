"""What went wrong, as a page in the reader's language that says what to do; and in the log, where nothing names anybody."""

import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, g, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from petition.core import logs, middleware, tokens
from petition.core.db import db
from petition.core.transactions import violated

_log = logging.getLogger("petition.web")


def init_app(app: Flask) -> None:
    """Answer with these pages."""
    app.log_exception = _log_fault  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(IntegrityError, _twice)
    for error in middleware.AWAY:
        app.register_error_handler(error, _later)


def about(slug: str) -> None:
    """Let the page that says why something cannot be done lead to the letter at this address."""
    g.letter = slug


def _log_fault(exc_info: Any) -> None:
    """Where it went wrong and of what kind; neither the address nor the message, for both may name somebody."""
    kind, _error, trace = exc_info
    rule = request.url_rule.rule if request.url_rule else "(none)"
    _log.error("%s %s: %s at %s", request.method, rule, kind.__name__ if kind else "?", logs.where(trace))


def _refuse(error: HTTPException) -> ResponseReturnValue:
    """Say in the reader's language what is wrong and what to do."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if code == 404 and (meant := _meant()):
        return redirect(meant)
    if code >= 500:
        db.session.rollback()
    heading, what_to_do = _words(code)
    said = _own_words(error)
    if said:  # a role, not another site; a letter, not the server; and what to do
        own = {403: gettext("You are not allowed to do this"), 503: gettext("Not available now")}
        heading, what_to_do = own.get(code, heading), ""
    page = render_template("error.html", code=code, heading=heading, text=said, what_to_do=what_to_do)
    response = make_response(page, code)
    response.headers["Cache-Control"] = "no-store"
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _meant() -> str:
    """The path of a page that was asked for with a stop or bracket of its sentence, or in capitals; '' for none."""
    path, asked = request.path, request.query_string.decode("ascii", "replace")
    bare = path.rstrip(tokens.NO_PART_OF_IT)
    if request.method != "GET" or request.url_rule is not None or request_ctx.url_adapter is None:
        return ""
    for meant in (bare, bare.lower()):
        if meant != path and "//" not in meant and request_ctx.url_adapter.test(meant, "GET"):
            return quote(meant) + (f"?{asked}" if asked else "")
    return ""


def _own_words(error: HTTPException) -> str:
    """The sentence a view gave to abort(); werkzeug's own, in English, is not shown."""
    said = error.description
    return said if said and said != type(error).description else ""


def _words(code: int) -> tuple[str, str]:
    """What is wrong and what to do, for a reader."""
    words = {
        400: (gettext("This request cannot be read"), gettext("Go back and try again.")),
        403: (
            gettext("This form came from another site"),
            gettext("Open the page itself and send it from there."),
        ),
        404: (
            gettext("Page not found"),
            gettext("Check the address."),
        ),
        405: (
            gettext("This page cannot be opened this way"),
            gettext("Open the page itself and use its buttons."),
        ),
        410: (gettext("No longer available"), ""),
        413: (
            gettext("This is too large"),
            gettext(
                "Send less at once: a file may have up to 5 MB. Go back in your browser: what you typed is still there."
            ),
        ),
        429: (gettext("Too many attempts"), gettext("Wait a while and try again.")),
        500: (gettext("Something went wrong here"), gettext("It was our fault. Try again in a minute.")),
        503: (gettext("We cannot answer just now"), gettext("Nothing was lost. Try again in a minute.")),
    }
    return words.get(code, (gettext("This cannot be done"), gettext("Go back and try again.")))


def _later(error: Exception) -> ResponseReturnValue:
    """The database is away or busy: nothing was taken, nothing is lost."""
    db.session.rollback()
    _log.error("database: %s", type(error).__name__)
    heading, what_to_do = _words(503)
    response = make_response(
        render_template("error.html", code=503, heading=heading, text="", what_to_do=what_to_do), 503
    )
    response.headers["Retry-After"] = "10"
    return response


def _twice(error: IntegrityError) -> ResponseReturnValue:
    """Two did the same at once, and the database let one. What it refused for anything else is a fault."""
    db.session.rollback()
    if not violated(error):
        raise error
    page = render_template(
        "error.html",
        code=409,
        heading=gettext("Already done"),
        text="",
        what_to_do=gettext("Open the page again to see what has changed."),
    )
    return page, 409
