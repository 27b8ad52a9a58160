"""One's own account: where one is signed in, and one's email address."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import address, mail_caused, sessions, sign_in
from petition.accounts.access import for_organisers
from petition.accounts.forms import NewAddressForm
from petition.accounts.models import NEWS, Organiser
from petition.accounts.page import too_many_emails
from petition.accounts.roles import Permission
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.settings import settings

bp = Blueprint("account", __name__, url_prefix="/desk")


@bp.get("/account")
@for_organisers(Permission.OWN_ACCOUNT)
def own(organiser: Organiser) -> ResponseReturnValue:
    """Address, roles and sessions; of who signed in long ago too, for here all sessions are ended."""
    return _account(organiser, NewAddressForm(formdata=None))


@bp.post("/account")
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def change_address(organiser: Organiser) -> ResponseReturnValue:
    """Ask for another address."""
    form = NewAddressForm()
    if not form.validate():
        return _account(organiser, form), 422
    try:
        address.ask(organiser, form.email.data, now=clock.now())
    except mail_caused.TooManyEmails:
        form.email.errors = [too_many_emails()]
        return _account(organiser, form), 422
    db.session.commit()
    flash(gettext("Check the new address: we emailed it a link. We have told your old address."))
    return redirect(url_for(".own"), 303)


def _account(organiser: Organiser, form: NewAddressForm) -> str:
    return render_template(
        "accounts/account.html",
        organiser=organiser,
        form=form,
        places=sessions.of(organiser, session.get("place", ""), now=clock.now()),
        at=lambda instant: i18n.at(instant, settings().time_zone),
    )


@bp.post("/account/news")
@for_organisers(Permission.OWN_ACCOUNT)
def choose_news(organiser: Organiser) -> ResponseReturnValue:
    """Which emails about their letters an organiser wants."""
    wanted = request.form.getlist("news")
    organiser.news = [each for each in NEWS if each in wanted]
    db.session.commit()
    flash(gettext("Saved."))
    return redirect(url_for(".own"), 303)


@bp.get("/address/<token>")
def new_address(token: str) -> ResponseReturnValue:
    """Show the button that takes the new address; who has the link reads that address."""
    try:
        _organiser, found = address.waiting(token, now=clock.now())
    except sign_in.SignInLinkRefused:
        abort(410, _over())
    return render_template("accounts/new_address.html", address=found)


@bp.post("/address/<token>")
def take_address(token: str) -> ResponseReturnValue:
    """Take the new address; signing in goes by it from now on."""
    try:
        address.confirm(token, now=clock.now())
    except sign_in.SignInLinkRefused:
        abort(410, _over())
    except address.AddressTaken:
        abort(409, gettext("This email address belongs to another organiser."))
    db.session.commit()
    flash(gettext("Your email address is changed. Sign in with it."))
    return redirect(url_for("accounts.sign_in"), 303)


def _over() -> str:
    return str(
        gettext("This link has been used or is too old. Ask for a new one on the page of your account.")
    )
