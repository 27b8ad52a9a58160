"""The guard that every page of the desk has, with the permission it asks for; what views of other packages may import."""

import re
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import wraps
from typing import Concatenate, NoReturn, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import select

from petition.accounts import factor, members, sessions, shown_again
from petition.accounts.forms import FactorForm
from petition.accounts.models import Organiser, Right, Team
from petition.accounts.page import why_refused
from petition.accounts.roles import OF_LEADING_TEAM, Permission
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.transactions import begin_writing, end_writing, read_first

P = ParamSpec("P")
R = TypeVar("R")


def init_app(app: Flask) -> None:
    """Let Flask-Security keep the sessions; its own pages are not used, for its links act on GET."""
    app.config.update(
        SECURITY_CLI_USERS_NAME=None,  # organisers have commands of their own
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_PASSWORD_SALT="none is ever hashed",  # noqa: S106  asked for at start, never used
        PERMANENT_SESSION_LIFETIME=12 * 3600,
    )
    datastore = SQLAlchemyUserDatastore(db, Organiser, Right)
    security = Security(app, datastore, register_blueprint=False)
    # Who asks is looked up by what asks for it, pages of the desk, and not before every request and every template.
    security.principal.identity_loaders.clear()
    processors = app.template_context_processors[None]
    processors[:] = [each for each in processors if each.__module__ != "flask_login.utils"]
    app.jinja_env.globals["current_user"] = current_user
    # Its loader takes tokens from query, header and JSON of any request for a session; here only the cookie is one.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.context_processor(lambda: {"may": _may})
    app.before_request(shown_again.by_its_view)


View = Callable[Concatenate[Organiser, P], ResponseReturnValue]


def for_organisers(
    permission: Permission, *, surely: bool = False
) -> Callable[[View[P]], Callable[P, ResponseReturnValue]]:
    """Hand the organiser who is in to the view; others are sent to the entrance. Every POST needs the session's token.

    A page about a team or one of its appeals finds it by `own_appeal` or `allow`, which ask for this permission in that
    team; any other page needs it in one team at least. `surely`: whoever is in has shown within minutes that they are this
    person, by a sign-in link or the second factor, and is asked for it otherwise.
    """

    def declare(view: View[P]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if (refused := _not_in() or _not_from_a_form()) is not None:
                return refused
            organiser: Organiser = current_user._get_current_object()  # noqa: SLF001  werkzeug's proxy has no other way
            if not request.args.get("lang"):
                i18n.speak(organiser.lang)
            if (elsewhere := _first(organiser, permission)) is not None:
                return _wait(elsewhere)
            if surely and not _is_sure() and (asked := _ask_who(organiser)) is not None:
                return asked
            g.permission = permission
            if not {"slug", "team_id"} & kwargs.keys() and not _anywhere(organiser, permission):
                _refuse()
            if shown_again.is_asked_for():
                return shown_again.shown(organiser, now=clock.now())
            answer = view(organiser, *args, **kwargs)
            # What concerns the account itself, such as recovery codes, is shown once.
            if permission is Permission.OWN_ACCOUNT:
                return answer
            return shown_again.led_to(organiser, answer, now=clock.now())

        guarded.permission = permission  # type: ignore[attr-defined]  # told to tests, and to docs/roles.md
        guarded.surely = surely  # type: ignore[attr-defined]
        return guarded

    return declare


def _not_in() -> ResponseReturnValue | None:
    """What is answered to whoever is not signed in; what they typed is given back to them. None for who is."""
    if current_user.is_authenticated:
        return None
    if typed := _typed():
        return _hold(typed), 403
    if session.pop("_user_id", None):
        flash(gettext("Your session has ended. Sign in again."))
    onward = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", then=onward, lang=request.args.get("lang")))


def _not_from_a_form() -> ResponseReturnValue | None:
    """What is answered to a form without the token of the session: of a session before this one, or of nobody."""
    csrf: CSRFProtect = current_app.extensions["csrf"]
    try:
        if request.method == "POST":
            csrf.protect()
    except CSRFError:
        if typed := _typed():
            return _hold(typed, "in"), 400
        raise
    return None


def _first(organiser: Organiser, permission: Permission) -> str | None:
    """Where to go before this page: to sign in, to accept an invitation, or to set up a second factor."""
    if _is_over(organiser):
        return url_for("accounts.sign_in")
    if permission is Permission.OWN_ACCOUNT:
        return None
    if organiser.invitations and not organiser.teams:
        return url_for("team.invitations")
    if factor.is_missing(organiser):
        flash(gettext("Your team requires a second factor. Set it up to continue."))
        return url_for("factor.own")
    return None


def _ask_who(organiser: Organiser) -> ResponseReturnValue | None:
    """What asks who is there to show that it is this person; None where the form that was sent shows it.

    Whoever has codes types one on the way, and what they pressed is done then; others show it on a page of its own.
    """
    if request.method != "POST" or not organiser.uses_codes:
        return _wait(url_for("factor.sure", then=came_from()))
    form = FactorForm(prefix="sure-", meta={"csrf": False})  # the token of the form was looked at before
    if form.code.name in request.form and _shows_code(organiser, form):
        return None
    pressed = [(name, value) for name, value in _sent() if name != form.code.name]
    return _hold(pressed, "code", form=form), 403


def _shows_code(organiser: Organiser, form: FactorForm) -> bool:
    """Whether the code is the one of now; what the form then says is why not. The try is counted."""
    if not form.validate():
        return False
    begin_writing()
    try:
        factor.check(organiser, form.code.data, now=clock.now())
    except (factor.CodeRefused, factor.TooManyTries) as refusal:
        form.code.errors = [why_refused(refusal)]
        return False
    else:
        be_sure()
        return True
    finally:
        end_writing()


def _wait(elsewhere: str) -> ResponseReturnValue:
    """The way to where to go first; what was typed is held meanwhile."""
    if not (typed := _typed()):
        return redirect(elsewhere, 303)
    is_out = elsewhere == url_for("accounts.sign_in")
    return _hold(typed) if is_out else _hold(typed, "waits", elsewhere), 403


def _typed() -> list[tuple[str, str]]:
    """What was typed into a form that is sent; nothing for a button alone."""
    typed = _sent()
    return typed if len(typed) > 1 or any(len(value.split()) > 1 for _, value in typed) else []


def _sent() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _hold(
    typed: list[tuple[str, str]], why: str = "", elsewhere: str = "", form: FactorForm | None = None
) -> str:
    """A page that holds what was typed, to be sent again; that it came from here was checked.

    `why`: the session has ended ('', "in" where there is another one by now), or something is to be done first at
    `elsewhere` ("waits"), or a code is to be typed into `form` ("code").
    """
    had_file = any(file.filename for file in request.files.values())
    return render_template(
        "accounts/again.html", typed=typed, why=why, elsewhere=elsewhere, form=form, had_file=had_file
    )


_SURE = timedelta(minutes=10)


def be_sure() -> None:
    """Note in the session that whoever is in has just shown that they are this person."""
    session["sure_at"] = int(clock.now().timestamp())


def _is_sure() -> bool:
    return bool(clock.now().timestamp() - session.get("sure_at", 0) <= _SURE.total_seconds())


def came_from() -> str:
    """Where to go on: this page, or the one whose button was pressed, but for the language that its address asked for."""
    try:
        page = urlsplit(request.full_path if request.method == "GET" else request.referrer or "")
    except ValueError:
        return ""
    query = urlencode([each for each in parse_qsl(page.query) if each[0] != "lang"])
    return f"{page.path}?{query}" if query else page.path


def onward(path: str) -> str:
    """A path of the desk that somebody is sent on to; the front page for any other."""
    is_ours = re.fullmatch(r"/desk(/[\w./-]*)?(\?[\w=&%.+-]*)?", path)
    return path if is_ours else url_for("desk.front")


def _is_over(organiser: Organiser) -> bool:
    """Note that the session is in use, and whether it has ended with the last role or invitation of the organiser's."""
    now, place = clock.now(), session.get("place", "")
    if any(right.is_over(now) for right in organiser.given) or not sessions.is_seen(place, now=now):
        begin_writing()
        sessions.see(place, now=now)
        members.end_rights(now, organiser)
        end_writing()
    members.leave_out_ended(organiser, now)
    return not organiser.given


def apart(organiser: Organiser, slow: Callable[[], R]) -> R:
    """What `slow` gives, which is made while nobody waits to write; then all is read anew, and who asks is asked for anew.

    What it raises is raised. Whoever was signed out meanwhile is sent to the entrance, with what they typed.
    """
    read_first()
    made = slow()
    begin_writing()
    still_in = select(Organiser.id).where(Organiser.fs_uniquifier == session["_user_id"], Organiser.active)
    if db.session.scalar(still_in) is None:
        abort(current_app.make_response(_wait(url_for("accounts.sign_in"))))
    db.session.expire_all()
    members.leave_out_ended(organiser, clock.now())
    return made


def allow(organiser: Organiser, team_id: int) -> None:
    """Go on where the organiser may do in this team what the page asks for; 404 for a stranger, 403 for another role."""
    _go_on(organiser.allowed_in(team_id))


def allow_shared(organiser: Organiser, leading: Team, others: Collection[Team]) -> None:
    """The same for what several teams share; a second factor that one of them requires is required of all there."""
    may = organiser.allowed_in(leading.id, [team.id for team in others])
    if may and not organiser.has_factor and any(team.needs_factor for team in (leading, *others)):
        flash(gettext("A team that publishes this letter requires a second factor. Set it up to continue."))
        abort(current_app.make_response(_wait(url_for("factor.own"))))
    _go_on(may)


def _go_on(may: frozenset[Permission]) -> None:
    if not may:
        abort(404)
    g.may = may
    if g.permission not in may:
        _refuse()


def _refuse() -> NoReturn:
    if g.permission in OF_LEADING_TEAM:
        abort(403, gettext("Only an owner of the team that leads this letter can do this."))
    abort(403, gettext("Your role in this team does not allow this. Ask an owner of the team."))


def _anywhere(organiser: Organiser, permission: Permission) -> bool:
    return permission is Permission.OWN_ACCOUNT or bool(organiser.teams_where(permission))


def _may(permission: str) -> bool:
    """For templates: whether the reader may do this in the team of the page, or in any where it is of none."""
    if "may" in g:
        return permission in g.may
    return current_user.is_authenticated and _anywhere(current_user, Permission(permission))
