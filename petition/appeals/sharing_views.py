"""At the desk: which teams publish a letter together; inviting one, accepting, ending it, handing the lead on."""

from functools import partial
from typing import NoReturn

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import Optional

from petition.accounts import mail_caused
from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser, Team
from petition.accounts.page import too_many_emails
from petition.accounts.roles import Permission
from petition.appeals import service, sharing
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n, markdown_html
from petition.core.db import db
from petition.core.fields import as_kept, one_line

bp = Blueprint("sharing", __name__, url_prefix="/desk")


class ShareForm(FlaskForm):  # type: ignore[misc]
    """Invites another team."""

    name = StringField(
        _l("Name of the other team"),
        [one_line(needed=_l("Enter the name of the team."))],
        description=_l("As it is written on their page “Team”. Only an owner of this team can accept."),
    )
    email = StringField(
        _l("Email address of an owner of that team"),
        [Optional(), as_kept],
        description=_l("We email the link if this address belongs to an owner of that team."),
    )


@bp.get("/a/<slug:slug>/sharing")
@for_organisers(Permission.SEE)
def teams(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The teams that publish it, and what may be done about that."""
    return _page(own_appeal(organiser, slug), organiser, ShareForm(formdata=None))


def _page(appeal: Appeal, organiser: Organiser, form: ShareForm) -> str:
    now = clock.now()
    return render_template(
        "appeals/sharing.html",
        appeal=appeal,
        form=form,
        offers=[
            (each, sharing.link(each), i18n.at(each.offered_at + sharing.LIFE, appeal.zone))
            for each in sharing.waiting(appeal, now=now)
        ],
        mine=_own_partner(appeal, organiser),
        day=partial(i18n.day_at, zone=appeal.zone),
    )


def _own_partner(appeal: Appeal, organiser: Organiser) -> Team | None:
    """A team of the organiser's that publishes it without leading, and that they may speak for."""
    may = (each.team for each in appeal.partners if Permission.TEAM in organiser.allowed_in(each.team_id))
    return next(may, None)


@bp.post("/a/<slug:slug>/sharing")
@for_organisers(Permission.LEAD, surely=True)
def invite(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Invite another team."""
    appeal, form = own_appeal(organiser, slug), ShareForm()
    if form.validate():
        try:
            sharing.offer(
                appeal, form.name.data, address=form.email.data or "", by=organiser, now=clock.now()
            )
        except sharing.AlreadyShared:
            form.name.errors = [gettext("This team publishes the letter already.")]
        except sharing.TooManyTeams:
            form.name.errors = [
                gettext("At most %(most)s teams, with those that you have invited.", most=sharing.MOST)
            ]
        except mail_caused.TooManyEmails:
            db.session.rollback()
            form.email.errors = [too_many_emails()]
        except service.NotPossible:
            abort(409, gettext("This letter is already withdrawn."))
        else:
            db.session.commit()
            flash(gettext("Invited. You can also pass on the link below. It works once, for seven days."))
            return redirect(url_for(".teams", slug=slug), 303)
    return _page(appeal, organiser, form), 422


@bp.post("/a/<slug:slug>/sharing/take-back/<ref>")
@for_organisers(Permission.LEAD)
def take_back(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """End an invitation."""
    sharing.take_back(own_appeal(organiser, slug), ref, organiser_id=organiser.id, now=clock.now())
    return _saved(slug)


@bp.post("/a/<slug:slug>/sharing/end")
@for_organisers(Permission.LEAD, surely=True)
def end(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Have another team publish it no longer."""
    appeal = own_appeal(organiser, slug)
    sharing.end(appeal, _partner(appeal), by=organiser, now=clock.now())
    return _saved(slug)


@bp.post("/a/<slug:slug>/sharing/lead")
@for_organisers(Permission.LEAD, surely=True)
def hand_on(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Have another team lead it."""
    appeal = own_appeal(organiser, slug)
    sharing.lead(appeal, _partner(appeal), by=organiser, now=clock.now())
    return _saved(slug)


@bp.post("/a/<slug:slug>/sharing/leave")
@for_organisers(Permission.TEAM, surely=True)
def leave(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Have one's own team publish it no longer."""
    appeal = own_appeal(organiser, slug)
    team = _own_partner(appeal, organiser)
    if team is None:
        abort(409, gettext("Your team leads this letter. Let another team lead it first."))
    sharing.end(appeal, team, by=organiser, now=clock.now())
    db.session.commit()
    flash(gettext("Your team no longer publishes this letter."))
    return redirect(url_for("desk.front"), 303)


def _partner(appeal: Appeal) -> Team:
    """The team that a form names: one that publishes it without leading."""
    asked = request.form.get("team", "")
    return next((each.team for each in appeal.partners if str(each.team_id) == asked), None) or abort(409)


def _saved(slug: str) -> ResponseReturnValue:
    db.session.commit()
    flash(gettext("Saved."))
    return redirect(url_for(".teams", slug=slug), 303)


@bp.route("/join/<token>", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def join(organiser: Organiser, token: str) -> ResponseReturnValue:
    """What accepting an invitation means, and doing it."""
    now = clock.now()
    try:
        made = sharing.opened(token, now=now)
        team = sharing.owned(made, organiser)
        if request.method != "POST":
            shown = _as_saved(made.appeal, request.args.get("text", "")) if team else {}
            return render_template("appeals/join.html", offer=made, shared=made.appeal, team=team, **shown)
        if team is None:
            return render_template("appeals/join.html", offer=made, shared=made.appeal, team=None), 403
        appeal = sharing.accept(made, team, by=organiser, now=now)
    except sharing.OfferOver:
        _gone()
    db.session.commit()
    flash(gettext("Your team publishes this letter too now. Its name is on the letterhead of the draft."))
    return redirect(url_for("desk.appeal", slug=appeal.slug), 303)


def _as_saved(appeal: Appeal, lang: str) -> dict[str, object]:
    """The letter that a team is asked to publish, in one of its languages, as it is saved; pictures by their words."""
    lang = lang if lang in appeal.langs else appeal.first_lang
    body = Markup(markdown_html.html_of(appeal.body(lang, draft=True)))  # noqa: S704  sanitised there
    return {
        "saved": appeal.draft(lang),
        "body": body,
        "text_lang": lang,
        "dir": i18n.direction(lang),
        "langs": [(code, i18n.own_name(code)) for code in appeal.langs],
    }


def _gone() -> NoReturn:
    abort(410, gettext("This invitation has been used or has ended. Ask for a new one."))
