"""What the owner of a signature does, led here by a link in a mail or a press in a mail program."""

import json
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.core import clock, error_pages, group_commit, i18n, web
from petition.core.db import db
from petition.core.transactions import let_go, read_first, tried_again
from petition.lexicon.signatory import Visibility
from petition.signatures import (
    addresses,
    changing,
    confirm_page,
    confirming,
    correcting,
    counts,
    ending,
    links,
    own_page,
    rules,
    share_links,
    unsubscribing,
    update_consent,
    versions,
)
from petition.signatures.forms import UPDATES, DetailsForm, VisibilityForm
from petition.signatures.models import Signature
from petition.signatures.own_data import everything_about
from petition.signatures.rules import Source, State
from petition.signatures.signing import TextChanged, number_of_text
from petition.signatures.views import kept_nowhere, not_open, readable_lang

bp = Blueprint("owners", __name__)


@bp.get("/c/<token>", strict_slashes=False)
def confirm(token: str) -> ResponseReturnValue:
    """Show what would be confirmed, and a button; whoever only follows the link changes nothing."""
    led = _led("confirm", token)
    signature = led.signature
    if signature.appeal.withdrawn_at is not None or signature.appeal.stopped_at is not None:
        not_open(signature.appeal)
    again = signature.state == State.MERGED
    if again:
        signature = confirming.standing_for(signature)
    if signature.state == State.CONFIRMED:
        return (
            _thanks(signature, again=again) if counts.stands(signature) else redirect(_mine(signature), 303)
        )
    if signature.state == State.HELD or signature.was_not_counted:
        return private("signatures/held.html", signature, mine_url=_mine(signature))
    if not signature.appeal.may_be_confirmed(clock.now()):
        not_open(signature.appeal)
    return _confirm_page(led)


def _thanks(signature: Signature, *, again: bool) -> Response:
    found = signature.appeal
    said = own_page.heading(
        found, readable_lang(found, i18n.spoken()), now=clock.now()
    )  # what is shared is the present text
    return private(
        "signatures/confirmed.html",
        signature,
        mine_url=_mine(signature),
        again=again,
        share=share_links.ways(said.title, said.url, found.share_words.get(said.lang, "")),
        count=counts.confirmed(found),
        comes_by_email=found.sends("thanks"),
    )


@bp.post("/c/<token>")
@tried_again
def confirmed(token: str) -> ResponseReturnValue:
    """The button: the signature counts. Or another one: this was not me, or let me sign with other details.

    Whatever sends the form without a button is shown the page again: programs that look through mail follow links, and some
    of them send the forms that they find.
    """
    if request.form.get("deed") == "confirm" and "visibility" not in request.form:
        with suppress(*_WHY_NOT):  # the reason is found below, and said
            group_commit.written(partial(confirming.confirm_by, token, now=clock.now()), order=token)
            return redirect(url_for(".confirm", token=token, lang=asked_lang()), 303)
    led = _led("confirm", token)
    signature = led.signature
    match request.form.get("deed"):
        case "confirm":
            return _confirmed(token, led)
        case "not_me":
            return _not_me(signature)
        case "mine" if led.has_signed:
            return redirect(_mine(confirming.standing_for(signature)), 303)
        case "anew" if signature.state == State.PENDING:
            slug, lang = signature.appeal.slug, i18n.spoken()
            ending.begin_anew(signature, now=clock.now())
            db.session.commit()
            return redirect(url_for("signatures.sign_form", slug=slug, lang=lang), 303)
    read_first()
    return confirm(token)


_WHY_NOT = (links.LinkRefused, links.LinkOver, rules.TooLate)


def _confirmed(token: str, led: links.Led) -> ResponseReturnValue:
    signature = led.signature
    if "visibility" in request.form and signature.state == State.PENDING:
        form = VisibilityForm()
        if not form.validate():
            return _confirm_page(led, form), 422
        signature.visibility = rules.may_be_shown(signature.kind, Visibility(form.visibility.data))
    try:
        confirming.confirm(signature, now=clock.now())
    except rules.TooLate:
        not_open(signature.appeal)
    db.session.commit()
    return redirect(url_for(".confirm", token=token, lang=asked_lang()), 303)


def _confirm_page(led: links.Led, form: VisibilityForm | None = None) -> Response:
    """What would be confirmed; who signed by message chooses here how to be shown, for no form has asked."""
    signature = led.signature
    if signature.source == Source.MESSAGE:
        form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    if form or led.said_not_me or led.has_signed:
        beside = {"said_not_me": led.said_not_me, "has_signed": led.has_signed}
        return private("signatures/confirm.html", signature, visibility_form=form, **beside)
    own, heading = own_page.Own(signature, clock.now()), _heading(signature)
    return kept_nowhere(confirm_page.made(own, heading, accent=signature.appeal.accent, path=request.path))


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
            ending.withdraw(signature, now=now)
            db.session.commit()
            return _over(signature)
        case "not_me":
            return _not_me(signature)
        case "sign_new_text":
            if not _signs_new_text(signature):
                return _my_page(token, signature, text_changed=True), 409
        case "updates":
            update_consent.ask(signature, str(UPDATES), now=now)
        case "no_updates" | "no_mails" | "mails" | "undo_correction" as deed:
            _SIMPLE[deed](signature, now=now)
        case "visibility":
            form = VisibilityForm()
            if not form.validate():
                return _my_page(token, signature, form), 422
            try:
                changing.change_visibility(signature, Visibility(form.visibility.data), now=now)
            except changing.CannotBeShown:
                abort(
                    409,
                    gettext(
                        "We have deleted these details and cannot show them. You can only choose to show less."
                    ),
                )
        case _:
            abort(400)
    db.session.commit()
    return redirect(url_for(".mine", token=token, lang=asked_lang(), saved=1), 303)


def _undo_correction(signature: Signature, *, now: datetime) -> None:
    with suppress(correcting.CorrectionRefused):  # pressed twice, or corrected by themselves meanwhile
        correcting.undo(signature, now=now)


_SIMPLE = {
    "no_updates": update_consent.end,
    "no_mails": unsubscribing.unsubscribe,
    "mails": unsubscribing.subscribe,
    "undo_correction": _undo_correction,
}


def _signs_new_text(signature: Signature) -> bool:
    """Whether the text that they saw is signed: not where another one is public by now."""
    try:
        changing.stand_under_new_text(signature, request.form.get("version", ""), now=clock.now())
    except rules.TooLate:
        not_open(signature.appeal)
    except TextChanged:
        return False
    return True


def _my_page(
    token: str, signature: Signature, form: VisibilityForm | None = None, *, text_changed: bool = False
) -> Response:
    form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    if signature.erased_at is not None:
        form.offer(rules.at_most(signature.visibility))
    return private(
        "signatures/mine.html",
        signature,
        saved="saved" in request.args,
        details_url=url_for(".details", token=token, lang=asked_lang())
        if changing.may_be_mended(signature, clock.now())
        else "",
        visibility_form=form,
        data_url=url_for(".own_data", token=token),
        updates_words=UPDATES,
        may_sign=signature.appeal.is_open(clock.now()),
        version=number_of_text(signature.appeal),
        text_changed=text_changed,
    )


@bp.route("/s/<token>/details", methods=["GET", "POST"])
@tried_again
def details(token: str) -> ResponseReturnValue:
    """Mend a slip in one's own name, role or town, while others may still sign."""
    signature = signature_of(token)
    if not changing.may_be_mended(signature, clock.now()):
        abort(410, gettext("Your details can be changed until the deadline. It has passed."))
    form = DetailsForm.of(signature) if request.method == "GET" else DetailsForm(signature.appeal.asks)
    if request.method == "POST" and form.validate():
        changing.mend(signature, form.mended(signature.own), now=clock.now())
        db.session.commit()
        return redirect(url_for(".mine", token=token, lang=asked_lang(), saved=1), 303)
    back = url_for(".mine", token=token, lang=asked_lang())
    shown = private("signatures/details.html", signature, form=form, back=back)
    shown.status_code = 200 if request.method == "GET" else 422
    return shown


def _not_me(signature: Signature) -> Response:
    own = ending.not_me(signature, now=clock.now())
    db.session.commit()
    return private("signatures/not_me.html", signature, own_url=_mine(own) if own else "")


def _over(signature: Signature) -> Response:
    return private("signatures/withdrawn.html", signature)


def _mine(signature: Signature) -> str:
    return url_for(".mine", token=signature.ticket.token("signature"), lang=asked_lang())


def signature_of(token: str) -> Signature:
    """The signature that a link to "my signature" leads to; a page that says why not, where it leads to none.

    Of one that was merged or is not counted it is the one that counts for its mailbox, where one does.
    """
    led_to = _led("signature", token).signature
    if led_to.state in {State.PENDING, State.CONFIRMED, State.HELD}:
        return led_to
    standing = confirming.standing_for(led_to)
    if standing is led_to:
        return led_to
    own = standing.ticket.token("signature")
    let_go()  # of the row of the one, so that whoever ends all of a mailbox and this never wait for each other
    db.session.expire(standing)  # which is read anew, as it stands once it is held
    return _led("signature", own).signature


def _led(purpose: str, token: str) -> links.Led:
    try:
        led = links.by_token(purpose, token, for_change=request.method == "POST", now=clock.now())
    except links.LinkRefused:
        abort(404, gettext("This link is not complete. Copy all of it from the email, or ask for a new one."))
    except links.LinkOver as over:
        ended = over.args[0] if over.args else None
        if isinstance(ended, Signature):
            _speak_to(ended)
            error_pages.about(ended.appeal.slug)
            if not ended.appeal.may_be_confirmed(clock.now()):
                not_open(ended.appeal)
        abort(
            410,
            gettext(
                "This link no longer works. It has expired or the signature was withdrawn. "
                "If the letter is still open, you can sign again."
            ),
        )
    _speak_to(led.signature)
    return led


def _speak_to(signature: Signature) -> None:
    """Speak the language that the page was switched to, else that of the signature."""
    i18n.speak(asked_lang() or signature.lang)


def asked_lang() -> str | None:
    """The language that the page was switched to, None where it was not: links and buttons keep it."""
    lang = request.args.get("lang")
    return lang if lang in i18n.languages() else None


def private(template: str, signature: Signature, **context: Any) -> Response:
    """A page for one pair of eyes, in the language of the signature or the one that it was switched to."""
    _speak_to(signature)
    around = {
        "page": _heading(signature),
        "languages": addresses.spoken_at(lambda lang: f"{request.path}?lang={lang}"),
        "accent": signature.appeal.accent,
    }
    own = own_page.Own(signature, clock.now())
    return kept_nowhere(render_template(template, signature=own, **around, **context))


def _heading(signature: Signature) -> own_page.PageHeading:
    """What a page about a signature says of its letter: with the title that its owner signed."""
    found, lang = signature.appeal, readable_lang(signature.appeal, i18n.spoken())
    return own_page.heading(found, lang, versions.signed_by(signature), now=clock.now())


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
        abort(404, gettext("This link is not complete. Copy all of it from the email."))
    if deed == "One-Click" and writes:
        unsubscribing.unsubscribe(signature, now=clock.now())
        db.session.commit()
        writes = False
    read_first()
    return private("signatures/unsubscribe.html", signature, writes=writes)


@bp.get("/s/<token>/data.json")
def own_data(token: str) -> Response:
    """All that is kept about a signature, as a file, for whoever holds its link."""
    signature = signature_of(token)
    response = kept_nowhere(json.dumps(everything_about(signature), ensure_ascii=False, indent=2) + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="my-signature.json"'
    return response
