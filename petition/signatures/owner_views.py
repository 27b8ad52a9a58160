"""Doors for the owner of a mailbox that need no page of ours to come from: a link in a mail, a press in a mail program."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from petition.core import clock, web
from petition.core.db import db
from petition.signatures import confirming, unsubscribing
from petition.signatures.views import private

bp = Blueprint("owners", __name__)


@bp.get("/u/<token>")
def unsubscribe(token: str) -> Response:
    """Ask whether a mailbox wants no more mail about a letter; whoever only follows the link changes nothing."""
    return _unsubscribe(token)


@bp.post("/u/<token>")
@web.from_anywhere
def unsubscribed(token: str) -> Response:
    """The button of that page, or of a mail program, which sends no cookie and follows no redirect (RFC 8058, 3.1)."""
    return _unsubscribe(token, deed=request.form.get("List-Unsubscribe", ""))


def _unsubscribe(token: str, deed: str = "") -> Response:
    try:
        signature, writes = unsubscribing.by_token(token)
    except confirming.LinkRefused:
        abort(404, gettext("This link is not complete. Copy it from the mail as a whole."))
    if deed == "One-Click" and writes:
        unsubscribing.unsubscribe(signature, now=clock.now())
        db.session.commit()
        writes = False
    return private("signatures/unsubscribe.html", signature, writes=writes)
