"""What the owner of a mailbox does, led here by a link in a mail or a press in a mail program."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals.text import Text
from petition.core import clock, i18n, web
from petition.core.db import db, tried_again
from petition.lexicon.signatory import Visibility
from petition.signatures import (
    confirming,
    correcting,
    counts,
    links,
    lost_links,
    own_page,
    page,
    rules,
    unsubscribing,
)
from petition.signatures.forms import ResendForm, VisibilityForm
from petition.signatures.models import Signature
from petition.signatures.own_data import everything_about
from petition.signatures.rules import Source, State
from petition.signatures.views import not_open, readable_lang

bp = Blueprint("owners", __name__)


@bp.get("/c/<token>", strict_slashes=False)
def confirm(token: str) -> ResponseReturnValue:
    """Show what would be confirmed, and a button; whoever only follows the link changes nothing."""
    signature, said_not_me = _led("confirm", token)
    if signature.appeal.withdrawn_at is not None or signature.appeal.stopped_at is not None:
        not_open(signature.appeal)
    if signature.state == State.MERGED:
        signature = confirming.standing_for(signature)
    if signature.state == State.CONFIRMED:
        return _thanks(signature)
    if signature.state == State.HELD or signature.was_not_counted:
        return private("signatures/held.html", signature, mine_url=_mine(signature))
    if not signature.appeal.may_be_confirmed(clock.now()):
        not_open(signature.appeal)
    return _confirm_page(signature, said_not_me)


def _thanks(signature: Signature) -> Response:
    found = signature.appeal
    said = own_page.heading(found, readable_lang(found, signature.lang), now=clock.now())
    return private(
        "signatures/confirmed.html",
        signature,
        mine_url=_mine(signature),
        share=page.ways(said.title, said.url),
        count=counts.confirmed(found),
    )


@bp.post("/c/<token>")
@tried_again
def confirmed(token: str) -> ResponseReturnValue:
    """The button: the signature counts. Or another one: this was not me, or let me sign with other details.

    Whatever sends the form without a button is shown the page again: programs that look through mail follow links, and some
    of them send the forms that they find.
    """
    signature, said_not_me = _led("confirm", token)
    match request.form.get("deed"):
        case "confirm":
            return _confirmed(token, signature, said_not_me)
        case "not_me":
            return _not_me(signature)
        case "anew" if signature.state == State.PENDING:
            slug, lang = signature.appeal.slug, signature.lang
            confirming.begin_anew(signature, now=clock.now())
            db.session.commit()
            return redirect(url_for("signatures.sign_form", slug=slug, lang=lang), 303)
    return confirm(token)


def _confirmed(token: str, signature: Signature, said_not_me: bool) -> ResponseReturnValue:
    if "visibility" in request.form and signature.state == State.PENDING:
        form = VisibilityForm()
        if not form.validate():
            return _confirm_page(signature, said_not_me, form), 422
        signature.visibility = Visibility(form.visibility.data)
    try:
        confirming.confirm(signature, now=clock.now())
    except confirming.TooLate:
        not_open(signature.appeal)
    db.session.commit()
    return redirect(url_for(".confirm", token=token), 303)


def _confirm_page(signature: Signature, said_not_me: bool, form: VisibilityForm | None = None) -> Response:
    """What would be confirmed; who signed by message chooses here how to be shown, for no form has asked."""
    if signature.source == Source.MESSAGE:
        form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    return private("signatures/confirm.html", signature, visibility_form=form, said_not_me=said_not_me)


@bp.get("/s/<token>", strict_slashes=False)
def mine(token: str) -> ResponseReturnValue:
    """My signature: how it stands, and what its owner may do."""
    return _my_page(token, signature_of(token))


@bp.post("/s/<token>")
@tried_again
def change_mine(token: str) -> ResponseReturnValue:
    """Change how it is shown, sign the new text, end or allow mails, withdraw, or "this was not me"."""
    signature = signature_of(token)
    now = clock.now()
    match request.form.get("deed", "visibility"):
        case "withdraw":
            confirming.withdraw(signature, now=now)
            db.session.commit()
            return _over(signature)
        case "not_me":
            return _not_me(signature)
        case "sign_new_text":
            try:
                confirming.stand_under_new_text(signature, now=now)
            except confirming.TooLate:
                not_open(signature.appeal)
        case "no_mails" | "mails" | "undo_correction" as deed:
            _SIMPLE[deed](signature, now=now)
        case "visibility":
            form = VisibilityForm()
            if not form.validate():
                i18n.speak(signature.lang)
                return _my_page(token, signature, form), 422
            try:
                confirming.change_visibility(signature, Visibility(form.visibility.data), now=now)
            except confirming.CannotBeShown:
                abort(
                    409,
                    gettext("What would be shown has been deleted. You can only choose to be shown less."),
                )
        case _:
            abort(400)
    db.session.commit()
    return redirect(url_for(".mine", token=token), 303)


def _undo_correction(signature: Signature, *, now: datetime) -> None:
    with suppress(correcting.CorrectionRefused):  # pressed twice, or corrected by themselves meanwhile
        correcting.undo(signature, now=now)


_SIMPLE = {
    "no_mails": unsubscribing.unsubscribe,
    "mails": unsubscribing.subscribe,
    "undo_correction": _undo_correction,
}


def _my_page(token: str, signature: Signature, form: VisibilityForm | None = None) -> Response:
    i18n.speak(signature.lang)
    form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    if signature.erased_at is not None:
        form.offer(rules.at_most(signature.visibility))
    version = signature.appeal.version
    newer = version is not None and signature.version_id not in {None, version.id}
    return private(
        "signatures/mine.html",
        signature,
        visibility_form=form,
        data_url=url_for(".own_data", token=token),
        sign_new_text=newer and signature.appeal.is_open(clock.now()),
    )


def _not_me(signature: Signature) -> Response:
    confirming.not_me(signature, now=clock.now())
    db.session.commit()
    return _over(signature)


def _over(signature: Signature) -> Response:
    return private("signatures/withdrawn.html", signature)


def _mine(signature: Signature) -> str:
    return url_for(".mine", token=signature.ticket.token("signature"))


def signature_of(token: str) -> Signature:
    """The signature that a link to "my signature" leads to; a page that says why not, where it leads to none."""
    return _led("signature", token).signature


def _led(purpose: str, token: str) -> links.Led:
    try:
        led = links.by_token(purpose, token, for_change=request.method == "POST", now=clock.now())
    except links.LinkRefused:
        abort(
            404, gettext("This link is not complete. Copy it from the mail as a whole, or ask for a new one.")
        )
    except links.LinkOver as over:
        ended = over.args[0] if over.args else None
        if isinstance(ended, Signature) and not ended.appeal.may_be_confirmed(clock.now()):
            i18n.speak(ended.lang)
            not_open(ended.appeal)
        abort(
            410,
            gettext("This link is over: it was too old, or the signature was withdrawn. You can sign again."),
        )
    i18n.speak(led.signature.lang)
    return led


def private(template: str, signature: Signature, **context: Any) -> Response:
    """A page for one pair of eyes: kept nowhere, found by no search engine, its address told to nobody."""
    i18n.speak(signature.lang)
    found, now = signature.appeal, clock.now()
    said = own_page.heading(found, readable_lang(found, signature.lang), now=now)
    own = own_page.Own(signature, now)
    return kept_nowhere(render_template(template, signature=own, page=said, accent=found.accent, **context))


def kept_nowhere(page: str) -> Response:
    """A page that is neither cached nor indexed, and that tells its address to nobody."""
    response = make_response(page)
    response.headers.update(
        {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    )
    return response


@bp.get("/u/<token>")
def unsubscribe(token: str) -> Response:
    """Ask whether a mailbox wants no more mail about a letter; whoever only follows the link changes nothing."""
    return _unsubscribe(token)


@bp.post("/u/<token>")
@web.from_anywhere
def unsubscribed(token: str) -> Response:
    """The button of that page, or of a mail program, which sends no cookie and follows no redirect (RFC 8058, 3.1).

    Some programs send nothing else either.
    """
    return _unsubscribe(token, deed=request.form.get("List-Unsubscribe", "") if request.form else "One-Click")


def _unsubscribe(token: str, deed: str = "") -> Response:
    try:
        signature, writes = unsubscribing.by_token(token)
    except links.LinkRefused:
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
    except lost_links.TooManyAsked:
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
    except links.LinkRefused:
        abort(404, gettext("This link is not complete. Copy it from the mail as a whole."))
    except links.LinkOver:
        abort(410, gettext("This link is over: it works for an hour. You can ask for a new one."))
    i18n.speak(lang)
    listed = [
        {
            "title": (
                each.appeal.published(lang) or each.appeal.published(each.appeal.first_lang) or Text()
            ).title,
            "lang": lang if each.appeal.published(lang) else each.appeal.first_lang,
            "state": own_page.state_of(each, now),
            "waits": each.state == State.PENDING and each.appeal.may_be_confirmed(now),
            "confirm": url_for(".confirm", token=each.ticket.token("confirm")),
            "mine": url_for(".mine", token=each.ticket.token("signature")),
        }
        for each in found
    ]
    return kept_nowhere(render_template("signatures/everything.html", listed=listed))


def _lost(form: ResendForm) -> str:
    return render_template("signatures/lost.html", form=form, languages=_languages(".lost"))


def _languages(endpoint: str) -> list[page.Language]:
    return page.spoken_at(lambda lang: url_for(endpoint, lang=lang))
