"""Ways in for the owner of a mailbox that need no page of ours to come from: a link in a mail, a press in a mail program."""

import json

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals.text import Text
from petition.core import clock, i18n, web
from petition.core.db import db
from petition.signatures import confirming, lost_links, page, unsubscribing
from petition.signatures.forms import ResendForm
from petition.signatures.own_data import everything_about
from petition.signatures.rules import State
from petition.signatures.views import kept_nowhere, private, signature_of

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


@bp.get("/s/<token>/data.json")
def own_data(token: str) -> Response:
    """All that is kept about a signature, as a file, for whoever holds its link."""
    signature = signature_of(token)
    response = kept_nowhere(json.dumps(everything_about(signature), ensure_ascii=False, indent=2) + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="my-signature.json"'
    return response


# --- a lost link ------------------------------------------------------------------------------------------------------


@bp.get("/mine")
@web.public
def lost() -> str:
    """Ask which mailbox to send everything to."""
    return _lost(ResendForm(formdata=None))


@bp.post("/mine")
def ask() -> ResponseReturnValue:
    """Keep the question; the answer, if there is one, goes by mail, and the page never tells."""
    form = ResendForm()
    i18n.speak(form.lang.data)
    if not form.validate():
        return _lost(form), 422
    try:
        lost_links.ask(form.email.checked, lang=form.lang.data, network=web.network(), now=clock.now())
    except lost_links.TooMany:
        abort(
            429,
            gettext(
                "Very many people on your network asked just now. Try again in a few minutes. "
                "Links we have emailed still work."
            ),
        )
    db.session.commit()
    return redirect(url_for(".asked", lang=form.lang.data), 303)


@bp.get("/mine/sent")
@web.public
def asked() -> str:
    """What to do next, the same for everybody."""
    return render_template("signatures/asked.html", languages=_languages(".asked"))


@bp.get("/m/<token>")
def everything(token: str) -> Response:
    """Everything that a mailbox has signed, each with the link to it; for an hour."""
    now = clock.now()
    try:
        found, lang = lost_links.by_token(token, now=now)
    except confirming.LinkRefused:
        abort(404, gettext("This link is not complete. Copy it from the mail as a whole."))
    except confirming.LinkOver:
        abort(410, gettext("This link is over: it works for an hour. You can ask for a new one."))
    i18n.speak(lang)
    listed = [
        {
            "title": (
                each.appeal.published(lang) or each.appeal.published(each.appeal.first_lang) or Text()
            ).title,
            "lang": lang if each.appeal.published(lang) else each.appeal.first_lang,
            "state": page.state_of(each, now),
            "waits": each.state == State.PENDING and each.appeal.may_be_confirmed(now),
            "confirm": url_for("signatures.confirm", token=each.ticket.token("confirm")),
            "mine": url_for("signatures.mine", token=each.ticket.token("signature")),
        }
        for each in found
    ]
    return kept_nowhere(render_template("signatures/everything.html", listed=listed))


def _lost(form: ResendForm) -> str:
    return render_template("signatures/lost.html", form=form, languages=_languages(".lost"))


def _languages(endpoint: str) -> list[page.Language]:
    return page.spoken_at(lambda lang: url_for(endpoint, lang=lang))
