"""The entrance to the desk. A link shows a button; the button lets in."""

from typing import NoReturn
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import login_user, logout_user

from petition.accounts import service
from petition.accounts.access import for_organisers
from petition.accounts.forms import EntranceForm
from petition.accounts.models import Organiser
from petition.core import clock, i18n
from petition.core.db import db

bp = Blueprint("accounts", __name__, url_prefix="/desk")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for a link; the answer never tells whether the address is known."""
    form = EntranceForm(then=request.args.get("then", ""))
    if request.method != "POST":
        return render_template("accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    service.send_link(form.email.data, lang=i18n.spoken(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".sent"), 303)


@bp.get("/sent")
def sent() -> ResponseReturnValue:
    """Look into your mail."""
    return render_template("accounts/sent.html")


@bp.get("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Show the button; a scanner that follows the link changes nothing."""
    _holder(token)
    return render_template("accounts/enter.html")


@bp.post("/enter/<token>")
def let_in(token: str) -> ResponseReturnValue:
    """Use the link up and begin a session."""
    try:
        organiser = service.enter(token, now=clock.now())
    except service.LinkRefused:
        _gone()
    db.session.commit()
    session.clear()  # a session that somebody planted before does not live on (ASVS 7.2.4)
    session.permanent = True
    login_user(organiser, authn_via=["link"])
    return redirect(url_for("desk.front"), 303)


@bp.post("/sign-out")
@for_organisers
def sign_out(organiser: Organiser) -> ResponseReturnValue:
    """End this session and every other of the organiser."""
    service.leave(organiser, now=clock.now())
    db.session.commit()
    logout_user()
    session.clear()
    return redirect("/", 303)


@bp.post("/language")
@for_organisers
def choose_language(organiser: Organiser) -> ResponseReturnValue:
    """Speak another language at the desk from now on."""
    lang = request.form.get("lang", "")
    if lang not in i18n.SPOKEN:
        abort(400)
    organiser.lang = lang
    db.session.commit()
    return redirect(_came_from() or url_for("desk.front"), 303)


def _came_from() -> str:
    """The page of the desk that a form was sent from, '' where none is told."""
    try:
        path = urlsplit(request.referrer or "").path
    except ValueError:
        return ""
    return path if path.startswith("/desk") else ""


def _holder(token: str) -> Organiser:
    try:
        return service.holder(token)
    except service.LinkRefused:
        _gone()


def _gone() -> NoReturn:
    abort(
        410, gettext("This link has been used or is too old. Ask for a new one at the entrance of the desk.")
    )
