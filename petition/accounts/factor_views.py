"""The second factor: setting it up, being asked for it, and being asked once more before what is dangerous."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import factor
from petition.accounts.access import allow, be_sure, for_organisers, onward
from petition.accounts.forms import FactorForm
from petition.accounts.models import Organiser
from petition.accounts.page import ask_for_passkey, is_shown, qr_code, why_refused
from petition.accounts.roles import Permission
from petition.core import clock
from petition.core.db import db
from petition.core.settings import settings

bp = Blueprint("factor", __name__, url_prefix="/desk")


@bp.route("/factor", methods=["GET", "POST"])
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def own(organiser: Organiser) -> ResponseReturnValue:
    """Set a second factor up: begin, scan, type the first code; then the recovery codes, shown once."""
    form, recovery = FactorForm(), []
    if request.method == "POST" and form.validate():
        try:
            recovery = factor.confirm(organiser, form.code.data, now=clock.now())
            db.session.commit()
            be_sure()
        except (factor.CodeRefused, factor.TooManyTries) as refusal:
            db.session.commit()  # the try is counted
            form.code.errors = [why_refused(refusal)]
    now = clock.now()
    secret, host = factor.secret(organiser, now=now), urlsplit(settings().public_url).hostname or ""
    address = factor.address(organiser, host, now=now) if secret else ""
    page = render_template(
        "accounts/factor.html",
        organiser=organiser,
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        picture=qr_code(address) if address else "",
        recovery=recovery,
        left=factor.recovery_codes_left(organiser),
        is_required=factor.is_required(organiser),
    )
    return (page, 422) if request.method == "POST" and not recovery else page


@bp.post("/factor/begin")
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def begin(organiser: Organiser) -> ResponseReturnValue:
    """Make a secret to be scanned."""
    factor.begin(organiser, now=clock.now())
    db.session.commit()
    return redirect(url_for(".own"), 303)


@bp.post("/factor/codes")
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def recovery_codes(organiser: Organiser) -> ResponseReturnValue:
    """New recovery codes in place of the old ones."""
    if not organiser.has_factor:
        abort(409)
    made = factor.new_recovery_codes(organiser, now=clock.now())
    db.session.commit()
    return render_template(
        "accounts/factor.html",
        organiser=organiser,
        form=FactorForm(formdata=None),
        secret="",
        recovery=made,
        is_required=factor.is_required(organiser),
    )


@bp.post("/factor/remove")
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def remove(organiser: Organiser) -> ResponseReturnValue:
    """Go without it from now on, unless a team requires it."""
    try:
        factor.remove(organiser, by=organiser.id, now=clock.now())
    except factor.Required:
        abort(409, gettext("A team of yours requires a second factor."))
    db.session.commit()
    flash(gettext("You sign in without a second factor now."))
    return redirect(url_for(".own"), 303)


@bp.post("/team/<id:team_id>/factor")
@for_organisers(Permission.TEAM, surely=True)
def require(organiser: Organiser, team_id: int) -> ResponseReturnValue:
    """Require it of everybody in a team, or no longer; who requires it has one."""
    allow(organiser, team_id)
    team = next(each for each in organiser.teams if each.id == team_id)
    required = request.form.get("required") == "yes"
    if required and not organiser.has_factor:
        flash(gettext("Set up your own second factor first."))
        return redirect(url_for(".own"), 303)
    factor.require(team, required=required, by=organiser.id, now=clock.now())
    db.session.commit()
    flash(gettext("Saved."))
    return redirect(url_for("team.teams"), 303)


@bp.route("/sure", methods=["GET", "POST"])
@for_organisers(Permission.OWN_ACCOUNT)
def sure(organiser: Organiser) -> ResponseReturnValue:
    """Ask for a code of the second factor; who has none signs in again by a link."""
    form = FactorForm()
    if request.method == "POST" and organiser.has_factor:
        shown = is_shown(organiser, form, now=clock.now())
        db.session.commit()
        if shown:
            be_sure()
            return redirect(onward(request.args.get("then", "")), 303)
    asked = ask_for_passkey() if organiser.passkeys else None
    page = render_template("accounts/sure.html", organiser=organiser, form=form, asked=asked)
    return (page, 422) if request.method == "POST" else page
