"""At the desk: who is in the organiser's teams and as what; inviting, changing a role, taking somebody out."""

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import members
from petition.accounts.access import allow, for_organisers
from petition.accounts.forms import ROLES, InviteForm, RoleForm
from petition.accounts.models import Organiser, Team
from petition.accounts.roles import Permission, Role
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.settings import settings

bp = Blueprint("team", __name__, url_prefix="/desk/team")


@bp.get("")
@for_organisers(Permission.SEE)
def teams(organiser: Organiser) -> ResponseReturnValue:
    """The organisers of each of one's teams."""
    listed = [(team, members.of_team(team)) for team in organiser.teams]
    return render_template(
        "accounts/teams.html",
        members=listed,
        me=organiser,
        roles=ROLES,
        day=i18n.day,
        day_at=partial(i18n.day_at, zone=settings().time_zone),
        last_day=_last_day,
    )


@bp.route("/<id:team_id>/invite", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def invite(organiser: Organiser, team_id: int) -> ResponseReturnValue:
    """Email somebody a link that lets them into a team."""
    team, form = _team(organiser, team_id), InviteForm()
    if form.validate_on_submit() and _is_to_come(form):
        role = Role(form.role.data)
        is_new = members.invite_by_mail(
            form.email.data, team, role=role, ends_at=form.ends_at, by=organiser, now=clock.now()
        )
        if is_new:
            db.session.commit()
            flash(gettext("Invited. We emailed a link that works once, for seven days."))
            return redirect(url_for(".teams"), 303)
        form.email.errors = [gettext("This person is in the team already. Change their role there.")]
    page = render_template("accounts/invite.html", team=team, form=form)
    return (page, 422) if form.is_submitted() else page


@bp.route("/<id:team_id>/member/<ref>", methods=["GET", "POST"])
@for_organisers(Permission.TEAM, surely=True)
def member(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """Give somebody of a team another role, or an end."""
    team, found = _member(organiser, team_id, ref)
    right = found.right_in(team.id)
    assert right is not None
    form = RoleForm(role=right.role.value, until=_last_day(right.ends_at))
    if form.validate_on_submit() and _is_to_come(form):
        role = Role(form.role.data)
        try:
            members.give_role(found, team, role, ends_at=form.ends_at, by=organiser.id, now=clock.now())
        except members.LastOne:
            form.role.errors = [_last_owner()]
        else:
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".teams"), 303)
    page = render_template("accounts/member.html", team=team, member=found, form=form)
    return (page, 422) if form.is_submitted() else page


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
    team, member = _member(organiser, team_id, ref)
    return render_template("accounts/remove.html", team=team, member=member, is_me=member.id == organiser.id)


@bp.post("/<id:team_id>/remove/<ref>")
@for_organisers(Permission.TEAM, surely=True)
def do_remove(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """Take somebody out of a team; all of their sessions and links end at once."""
    team, member = _member(organiser, team_id, ref)
    try:
        members.remove(member, team, by=organiser.id, now=clock.now())
    except members.LastOne:
        flash(_last_owner())
        return redirect(url_for(".teams"), 303)
    db.session.commit()
    flash(gettext("Removed. Their sessions and sign-in links have ended."))
    return redirect(url_for(".teams"), 303)


def _last_owner() -> str:
    return str(gettext("A team needs an owner. Make somebody else an owner first."))


def _team(organiser: Organiser, team_id: int) -> Team:
    """A team of one's own in which one may do this."""
    allow(organiser, team_id)
    return next(each for each in organiser.teams if each.id == team_id)


def _member(organiser: Organiser, team_id: int, ref: str) -> tuple[Team, Organiser]:
    """Somebody of such a team; 404 for anybody else."""
    team = _team(organiser, team_id)
    return team, next((each for each in members.of_team(team) if each.ref == ref), None) or abort(404)
