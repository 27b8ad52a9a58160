"""The guard that every page of the desk has, and the one thing of this package that views of others may import."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_wtf.csrf import CSRFProtect

from petition.accounts.models import Organiser, Right
from petition.core import i18n
from petition.core.db import db

P = ParamSpec("P")


def init_app(app: Flask) -> None:
    """Let Flask-Security keep the sessions; its own pages are not used, for its links act on GET."""
    app.config.update(
        SECURITY_PASSWORD_SALT="none is ever hashed",  # noqa: S106  asked for at start, never used
        PERMANENT_SESSION_LIFETIME=12 * 3600,
    )
    datastore = SQLAlchemyUserDatastore(db, Organiser, Right)
    Security(app, datastore, register_blueprint=False)
    # Its loader takes tokens from query, header and JSON of any request for a session; here only the cookie is one.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]


def for_organisers(
    view: Callable[Concatenate[Organiser, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Hand the organiser who is in to the view; others are sent to the entrance. Every POST needs the session's token."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        organiser: Any = current_user
        if not organiser.is_authenticated:
            onward = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("accounts.sign_in", then=onward, lang=request.args.get("lang")))
        if request.method == "POST":
            csrf: CSRFProtect = current_app.extensions["csrf"]
            csrf.protect()
        organiser = organiser._get_current_object()  # noqa: SLF001  werkzeug's proxy has no other way
        if not request.args.get("lang"):
            i18n.speak(organiser.lang)
        return view(organiser, *args, **kwargs)

    guarded.for_organisers = True  # type: ignore[attr-defined]  # told to tests/test_architecture.py
    return guarded
