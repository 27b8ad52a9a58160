"""Ask for everything that a mailbox has signed, and open the link that comes by mail."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.core import clock, i18n, web
from petition.core.db import db
from petition.signatures import addresses, links, lost_links, own_page, versions
from petition.signatures.forms import ResendForm
from petition.signatures.owner_views import asked_lang
from petition.signatures.rules import State
from petition.signatures.views import kept_nowhere

bp = Blueprint("lost_links", __name__)


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
    except lost_links.TooManyAsked:
        abort(
            429,
            gettext(
                "Too many people on your network asked just now. Try again in a few minutes. "
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
    except links.LinkRefused:
        abort(404, gettext("This link is not complete. Copy all of it from the email."))
    except links.LinkOver:
        abort(410, gettext("This link has expired: it works for one hour. You can ask for a new one."))
    lang = asked_lang() or lang
    i18n.speak(lang)
    listed = [
        {
            "letter": own_page.heading(each.appeal, lang, versions.signed_by(each), now=now),
            "state": own_page.state_of(each, now),
            "waits": each.state == State.PENDING and each.appeal.may_be_confirmed(now),
            "confirm": url_for("owners.confirm", token=each.ticket.token("confirm"), lang=lang),
            "mine": url_for("owners.mine", token=each.ticket.token("signature"), lang=lang),
        }
        for each in found
    ]
    switch = addresses.spoken_at(lambda code: f"{request.path}?lang={code}")
    return kept_nowhere(render_template("signatures/everything.html", listed=listed, languages=switch))


def _lost(form: ResendForm) -> str:
    return render_template("signatures/lost.html", form=form, languages=_languages(".lost"))


def _languages(endpoint: str) -> list[addresses.Language]:
    return addresses.spoken_at(lambda lang: url_for(endpoint, lang=lang))
