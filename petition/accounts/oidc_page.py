"""The way to an organisation's own sign-in, and back."""

from datetime import datetime

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import oidc
from petition.accounts.access import onward
from petition.accounts.models import Organiser
from petition.core import web


def ask(*, now: datetime) -> ResponseReturnValue:
    """Send the browser to the provider; what it keeps meanwhile is in the session of nobody."""
    if not oidc.is_on():
        abort(404)
    try:
        elsewhere, session["oidc"] = oidc.begin(_back(), now=now)
    except oidc.ProviderAway:
        abort(503, _use_a_link())
    session["then"] = onward(request.args.get("then", ""))
    return redirect(elsewhere, 303)


def came_back(*, now: datetime) -> Organiser:
    """Who came back from the provider; each try once. Refuses everybody else."""
    if not oidc.is_on():
        abort(404)
    try:
        return oidc.enter(session.pop("oidc", []), request.args.to_dict(), _back(), now=now)
    except oidc.ProviderAway:
        abort(503, _use_a_link())
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


def _use_a_link() -> str:
    return str(gettext("The sign-in of your organisation does not answer. Sign in by email instead."))
