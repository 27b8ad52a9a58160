"""The way to an organisation's own sign-in, and back."""

import logging
from datetime import datetime
from typing import NoReturn

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import oidc
from petition.accounts.access import onward
from petition.accounts.models import Organiser
from petition.core import web

_log = logging.getLogger(__name__)


def ask(*, now: datetime) -> ResponseReturnValue:
    """Send the browser to the provider; what it keeps meanwhile is in the session of nobody."""
    if not oidc.is_on():
        abort(404)
    try:
        elsewhere, session["oidc"] = oidc.begin(_back(), now=now)
    except oidc.ProviderAway as fault:
        _does_not_answer(fault)
    session["then"] = onward(request.args.get("then", ""))
    return redirect(elsewhere, 303)


def came_back(*, now: datetime) -> Organiser:
    """Who came back from the provider; each try once. Refuses everybody else."""
    if not oidc.is_on():
        abort(404)
    try:
        return oidc.enter(session.pop("oidc", []), request.args.to_dict(), _back(), now=now)
    except oidc.ProviderAway as fault:
        _does_not_answer(fault)
    except oidc.NotProved:
        abort(
            403,
            gettext(
                "Your organisation did not confirm an email address that was invited here. "
                "Sign in by email, or ask an owner of your team to invite you."
            ),
        )


def _back() -> str:
    return web.address(url_for("accounts.from_organisation"))


def _does_not_answer(fault: oidc.ProviderAway) -> NoReturn:
    _log.warning("the sign-in of the organisation does not answer: %s", fault)
    abort(503, gettext("The sign-in of your organisation does not answer. Sign in by email instead."))
