"""An organiser's passkeys: added on the device that is to keep them, called by a name, removed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import factor, passkeys, sessions
from petition.accounts.access import be_sure, for_organisers
from petition.accounts.forms import PasskeyForm
from petition.accounts.models import Organiser
from petition.accounts.page import passkey_refused, with_our_script
from petition.accounts.roles import Permission
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.settings import settings

bp = Blueprint("passkey", __name__, url_prefix="/desk")


@bp.route("/passkeys", methods=["GET", "POST"])
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def own(organiser: Organiser) -> ResponseReturnValue:
    """List them and add one; with the first factor of all, recovery codes appear once."""
    form = PasskeyForm(name=sessions.in_words(request.headers.get("User-Agent", "")[:500]))
    if request.method != "POST":
        return _page(organiser, form)
    if not form.validate():
        return _page(organiser, form), 422
    try:
        recovery = passkeys.add(
            organiser, form.name.data, form.challenge.data, form.answer.data, now=clock.now()
        )
    except passkeys.PasskeyRefused:
        db.session.rollback()
        form.name.errors = [passkey_refused()]
        return _page(organiser, form), 422
    db.session.commit()
    be_sure()
    flash(gettext("The passkey is added."))
    if recovery:
        return render_template("accounts/recovery.html", recovery=recovery)
    return redirect(url_for(".own"), 303)


def _page(organiser: Organiser, form: PasskeyForm) -> str:
    with_our_script()
    return render_template(
        "accounts/passkeys.html",
        organiser=organiser,
        form=form,
        asked=passkeys.ask_to_add(organiser) if passkeys.are_possible() else None,
        at=lambda instant: i18n.at(instant, settings().time_zone),
    )


@bp.post("/passkeys/<ref>/remove")
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def remove(organiser: Organiser, ref: str) -> ResponseReturnValue:
    """Take one away; a second press finds it gone, and says so alike."""
    try:
        passkeys.remove(organiser, ref, now=clock.now())
    except factor.Required:
        abort(409, gettext("A team of yours requires a second factor. Add another passkey or codes first."))
    db.session.commit()
    flash(gettext("The passkey is removed."))
    return redirect(url_for(".own"), 303)
