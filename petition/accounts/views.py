"""The entrance to the desk. A link shows a button; the button lets in."""

from datetime import timedelta
from typing import NoReturn

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_security import login_user, logout_user
from werkzeug.wrappers import Response

from petition.accounts import factor, oidc, oidc_page, organisers, passkeys, sessions, sign_in
from petition.accounts.access import be_sure, came_from, for_organisers, onward
from petition.accounts.forms import EntranceForm, FactorForm, SignInCodeForm
from petition.accounts.models import Organiser
from petition.accounts.page import ask_for_passkey, is_shown, passkey_refused, shown_passkey
from petition.accounts.roles import Permission
from petition.core import clock, i18n, web
from petition.core.db import db
from petition.core.transactions import begin_writing

_DEVICE = "device"  # the cookie
_HALF_LIFE = timedelta(minutes=10)

bp = Blueprint("accounts", __name__, url_prefix="/desk")


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def ask_for_link() -> ResponseReturnValue:
    """Ask for a link; the answer never tells whether the address is known."""
    form = EntranceForm(then=request.args.get("then", ""))
    if request.method != "POST":
        return _sign_in(form)
    if not form.validate():
        return _sign_in(form), 422
    try:
        sign_in.send_link(form.email.data, lang=i18n.spoken(), network=web.network(), now=clock.now())
    except sign_in.TooMany:
        abort(
            429,
            gettext(
                "Your network has asked for very many sign-in links. Wait a few minutes. "
                "If we emailed you a link in the last hour, it still works."
            ),
        )
    db.session.commit()
    if form.then.data:  # in this browser: an email tells nobody where somebody was going
        session["then"] = onward(form.then.data)
    return redirect(url_for(".sent", lang=request.args.get("lang")), 303)


def _sign_in(form: EntranceForm) -> str:
    return render_template(
        "accounts/sign_in.html", form=form, asked=ask_for_passkey(), by_organisation=oidc.is_on()
    )


@bp.post("/sign-in/passkey")
def by_passkey() -> ResponseReturnValue:
    """A passkey in place of a link and of the second factor: its owner was checked by the device that keeps it."""
    form = EntranceForm(formdata=None, then=request.form.get("then", ""))
    try:
        organiser = passkeys.enter(*shown_passkey(), now=clock.now())
    except passkeys.PasskeyRefused:
        db.session.commit()  # a challenge that was answered is used up
        form.form_errors.append(passkey_refused())
        return _sign_in(form), 422
    session["then"] = onward(form.then.data)
    return _begin_session(organiser, by_factor=True)


@bp.get("/sign-in/organisation")
def to_organisation() -> ResponseReturnValue:
    """To the sign-in of an organisation."""
    return oidc_page.ask(now=clock.now())


@bp.get("/sign-in/organisation/back")
def from_organisation() -> ResponseReturnValue:
    """From there: it stands for a link, and whoever has a second factor is asked for it."""
    begin_writing()  # the one address that is opened, not sent to, and writes
    return _begin_session(oidc_page.came_back(now=clock.now()))


@bp.get("/sent")
def sent() -> ResponseReturnValue:
    """What to do next, the same for everybody; the code may be typed here, on another device than the email's."""
    return _sent(SignInCodeForm(formdata=None))


def _sent(form: SignInCodeForm) -> str:
    return render_template("accounts/sent.html", form=form)


@bp.post("/code")
def code() -> ResponseReturnValue:
    """The short code from the email, in place of its link."""
    form = SignInCodeForm()
    if not form.validate():
        return _sent(form), 422
    try:
        organiser = sign_in.enter_by_code(form.code.data, network=web.network(), now=clock.now())
    except sign_in.SignInLinkRefused:
        db.session.commit()  # the try is counted
        form.code.errors = [
            gettext(
                "This code does not work. It has been used, is older than one hour, or was typed wrongly."
            )
        ]
        return _sent(form), 422
    except sign_in.TooMany:
        abort(
            429,
            gettext(
                "Too many codes were tried from your network. Open the link in the email, or wait a few minutes."
            ),
        )
    return _begin_session(organiser)


@bp.get("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Show the button; a scanner that follows the link changes nothing."""
    try:
        organiser = sign_in.holder(token, now=clock.now())
    except sign_in.SignInLinkRefused:
        _gone()
    teams = [] if organiser.entered_at else organiser.teams
    invited = [*teams, *(right.team for right in organiser.invitations)]
    return render_template("accounts/enter.html", invited=invited)


@bp.post("/enter/<token>")
def let_in(token: str) -> ResponseReturnValue:
    """Use the link up and begin a session."""
    try:
        organiser = sign_in.enter(token, now=clock.now())
    except sign_in.SignInLinkRefused:
        _gone()
    return _begin_session(organiser)


def _begin_session(organiser: Organiser, *, by_factor: bool = False) -> ResponseReturnValue:
    db.session.commit()
    then = onward(session.get("then", ""))
    session.clear()  # a session that somebody planted before does not live on (ASVS 7.2.4)
    session.permanent = True
    if organiser.has_factor and not by_factor:
        session["then"] = then
        session["half"] = [organiser.ref, organiser.fs_uniquifier, int(clock.now().timestamp())]
        return redirect(url_for(".second"), 303)
    be_sure()
    login_user(organiser, authn_via=["link"])
    return _told_of(organiser, redirect(then, 303))


def _told_of(organiser: Organiser, response: Response) -> Response:
    """Note the session and its device, which the browser keeps the name of for as long as it is known here."""
    session["place"], device = sessions.begin(
        organiser,
        device=request.cookies.get(_DEVICE, "")[:40],
        agent=request.headers.get("User-Agent", "")[:500],
        now=clock.now(),
    )
    db.session.commit()
    response.set_cookie(
        _DEVICE,
        device,
        max_age=sessions.KEPT,
        path="/desk",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.route("/second", methods=["GET", "POST"])
def second() -> ResponseReturnValue:
    """Ask whoever has used a link for the second factor."""
    organiser, form = (
        _half_in(),
        FactorForm(meta={"csrf": False}),
    )  # no session yet; Origin is checked for every form
    if organiser is None:
        return redirect(url_for(".sign_in"), 303)
    if request.method == "POST":
        before = factor.recovery_codes_left(organiser)
        shown, left = is_shown(organiser, form, now=clock.now()), factor.recovery_codes_left(organiser)
        db.session.commit()
        if shown:
            begun = _begin_session(organiser, by_factor=True)
            if left < before:  # by one of them
                flash(
                    ngettext(
                        "%(number)s recovery code is left.",
                        "%(number)s recovery codes are left.",
                        left,
                        number=i18n.number(left),
                    )
                )
            return begun
    asked = ask_for_passkey() if organiser.passkeys else None
    page = render_template("accounts/second.html", form=form, organiser=organiser, asked=asked)
    return (page, 422) if request.method == "POST" else page


def _half_in() -> Organiser | None:
    """Who has used a link within these ten minutes and is yet to show the second factor."""
    ref, uniquifier, at = session.get("half", ("", "", 0))
    found = organisers.by_ref(ref)
    is_late = clock.now().timestamp() - at > _HALF_LIFE.total_seconds()
    return found if found and found.active and found.fs_uniquifier == uniquifier and not is_late else None


@bp.post("/sign-out")
@for_organisers(Permission.OWN_ACCOUNT)
def sign_out(organiser: Organiser) -> ResponseReturnValue:
    """End this session and every other of the organiser."""
    sign_in.leave(organiser, now=clock.now())
    db.session.commit()
    logout_user()
    session.clear()
    return redirect("/", 303)


@bp.post("/language")
@for_organisers(Permission.OWN_ACCOUNT)
def choose_language(organiser: Organiser) -> ResponseReturnValue:
    """Speak another language on the dashboard from now on."""
    lang = request.form.get("lang", "")
    if lang not in i18n.languages():
        abort(400)
    organiser.lang = lang
    db.session.commit()
    return redirect(onward(came_from()), 303)


def _gone() -> NoReturn:
    abort(410, gettext("This link has been used or has expired. Ask for a new sign-in link."))
