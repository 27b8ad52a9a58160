"""At the desk: who is in the organiser's teams and as what; inviting, accepting, changing a role, taking somebody out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import mail_caused, members
from petition.accounts.access import allow, for_organisers
from petition.accounts.forms import ROLES, ContactForm, InviteForm, RoleForm
from petition.accounts.models import INVITATION_LIFE, Organiser, Right, Team
from petition.accounts.page import too_many_emails
from petition.accounts.roles import Permission, Role
from petition.core import clock, i18n, seen
from petition.core.db import db
from petition.core.request import number
from petition.core.settings import settings

bp = Blueprint("team", __name__, url_prefix="/desk/team")


@bp.get("")
@for_organisers(Permission.SEE)
def teams(organiser: Organiser) -> ResponseReturnValue:
    """The organisers of each of one's teams."""
    listed = [(team, members.rights_in(team)) for team in organiser.teams]
    return render_template(
        "accounts/teams.html",
        members=listed,
        me=organiser,
        roles=ROLES,
        day=i18n.day,
        day_at=_day_at,
        moment=_moment,
        last_day=_last_day,
    )


@bp.route("/invitations", methods=["GET", "POST"])
@for_organisers(Permission.OWN_ACCOUNT, surely=True)
def invitations(organiser: Organiser) -> ResponseReturnValue:
    """The teams that one is invited to, each to be accepted or declined."""
    if request.method != "POST":
        return render_template(
            "accounts/invitations.html", invitations=organiser.invitations, roles=ROLES, moment=_moment
        )
    answer = members.accept if "accept" in request.form else members.decline
    team_id = request.form.get("accept", 0, type=number) or request.form.get("decline", 0, type=number)
    waits = any(right.team_id == team_id for right in organiser.invitations)
    done = waits and answer(organiser, team_id, now=clock.now())
    db.session.commit()
    flash(gettext("Saved.") if done else gettext("This is already done."))
    return redirect(url_for("desk.front"), 303)


@bp.route("/<id:team_id>/invite", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def invite(organiser: Organiser, team_id: int) -> ResponseReturnValue:
    """Email somebody a link that lets them into a team."""
    team, form = _team(organiser, team_id), InviteForm()
    if form.validate_on_submit() and _is_to_come(form):
        role = Role(form.role.data)
        try:
            is_new = members.invite_by_mail(
                form.email.data, team, role=role, ends_at=form.ends_at, by=organiser, now=clock.now()
            )
        except mail_caused.TooManyEmails:
            form.email.errors = [too_many_emails()]
        else:
            if is_new:
                db.session.commit()
                flash(gettext("Invited. We emailed a link that works once, for seven days."))
                return redirect(url_for(".teams"), 303)
            form.email.errors = [
                gettext("This person is in the team or invited already. Change their role there.")
            ]
    page = render_template("accounts/invite.html", team=team, form=form, days=INVITATION_LIFE.days)
    return (page, 422) if form.is_submitted() else page


@bp.route("/<id:team_id>/contact", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def contact(organiser: Organiser, team_id: int) -> ResponseReturnValue:
    """The email address that a team shows to everybody on its letters, or none."""
    team = _team(organiser, team_id)
    form = ContactForm.showing(seen.mark(team.contact))
    is_right = request.method == "POST" and form.validate()
    if is_right and not form.is_stale(seen.mark(team.contact)):
        members.show_contact(team, (form.email.data or "").strip(), by=organiser.id, now=clock.now())
        db.session.commit()
        flash(gettext("Saved."))
        return redirect(url_for(".teams"), 303)
    if request.method != "POST" or is_right:  # what somebody else saved meanwhile is shown in its place
        form.email.data = team.contact
    page = render_template("accounts/contact.html", team=team, form=form)
    return (page, 409 if is_right else 422) if request.method == "POST" else page


@bp.route("/<id:team_id>/member/<ref>", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def member(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """Give somebody of a team another role, or an end."""
    team, right = _member(organiser, team_id, ref)
    form = RoleForm(role=right.role.value, until=_last_day(right.ends_at))
    if form.validate_on_submit() and _is_to_come(form):
        role = Role(form.role.data)
        try:
            members.give_role(
                right.organiser, team, role, ends_at=form.ends_at, by=organiser.id, now=clock.now()
            ) or abort(404)
        except members.LastOne:
            form.role.errors = [_last_owner()]
        else:
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".teams"), 303)
    page = render_template("accounts/member.html", team=team, member=right.organiser, form=form)
    return (page, 422) if form.is_submitted() else page


def _day_at(instant: datetime) -> str:
    """The day of an instant, by the clock of this service."""
    return i18n.day_at(instant, settings().time_zone)


def _moment(instant: datetime) -> str:
    """An instant by the same clock: what ends within a day has no last day."""
    return i18n.at(instant, settings().time_zone)


def _last_day(ends_at: datetime | None) -> date | None:
    """The last day of a role, by the clock of this service."""
    return (
        (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(settings().time_zone)).date()
        if ends_at
        else None
    )


def _is_to_come(form: RoleForm) -> bool:
    if form.ends_at and form.ends_at <= clock.now():
        form.until.errors = [gettext("Choose a day that is still to come.")]
    return not form.until.errors


@bp.get("/<id:team_id>/remove/<ref>")
@for_organisers(Permission.TEAM, surely=True)
def remove(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """What removing somebody means, and doing it."""
    team, right = _member(organiser, team_id, ref)
    is_me = right.organiser_id == organiser.id
    return render_template(
        "accounts/remove.html", team=team, right=right, member=right.organiser, is_me=is_me
    )


@bp.post("/<id:team_id>/remove/<ref>")
@for_organisers(Permission.TEAM, surely=True)
def do_remove(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """Take somebody out of a team; all of their sessions and links end at once."""
    team, right = _member(organiser, team_id, ref)
    was_in = right.accepted_at is not None
    try:
        members.remove(right.organiser, team, by=organiser.id, now=clock.now()) or abort(404)
    except members.LastOne:
        flash(_last_owner())
        return redirect(url_for(".teams"), 303)
    db.session.commit()
    flash(gettext("Removed. Their sessions and sign-in links have ended.") if was_in else gettext("Removed."))
    return redirect(url_for(".teams"), 303)


def _last_owner() -> str:
    return str(gettext("A team needs an owner. Make somebody else an owner first."))


def _team(organiser: Organiser, team_id: int) -> Team:
    """A team of one's own in which one may do this."""
    allow(organiser, team_id)
    return next(each for each in organiser.teams if each.id == team_id)


def _member(organiser: Organiser, team_id: int, ref: str) -> tuple[Team, Right]:
    """Somebody of such a team, or invited to it; 404 for anybody else."""
    team = _team(organiser, team_id)
    found = (right for right in members.rights_in(team) if right.organiser.ref == ref)
    return team, next(found, None) or abort(404)
