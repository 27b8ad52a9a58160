"""At the desk: who is in the organiser's teams, and taking somebody out."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts import service
from petition.accounts.access import allow, for_organisers
from petition.accounts.models import Organiser, Team
from petition.accounts.roles import Permission
from petition.core import clock, i18n
from petition.core.db import db

bp = Blueprint("team", __name__, url_prefix="/desk/team")


@bp.get("")
@for_organisers(Permission.SEE)
def teams(organiser: Organiser) -> ResponseReturnValue:
    """The organisers of each of one's teams."""
    members = [(team, service.of_team(team)) for team in organiser.teams]
    return render_template("accounts/teams.html", members=members, me=organiser, day=i18n.day)


@bp.get("/<id:team_id>/remove/<ref>")
@for_organisers(Permission.TEAM)
def remove(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """What removing somebody means, and doing it."""
    team, member = _member(organiser, team_id, ref)
    return render_template("accounts/remove.html", team=team, member=member, is_me=member.id == organiser.id)


@bp.post("/<id:team_id>/remove/<ref>")
@for_organisers(Permission.TEAM)
def do_remove(organiser: Organiser, team_id: int, ref: str) -> ResponseReturnValue:
    """Take somebody out of a team; all of their sessions and links end at once."""
    team, member = _member(organiser, team_id, ref)
    try:
        service.remove(member, team, by=organiser.id, now=clock.now())
    except service.LastOne:
        flash(gettext("A team needs an owner. Make somebody else an owner first."))
        return redirect(url_for(".teams"), 303)
    db.session.commit()
    flash(gettext("Removed. Their sessions and sign-in links have ended."))
    return redirect(url_for(".teams"), 303)


def _member(organiser: Organiser, team_id: int, ref: str) -> tuple[Team, Organiser]:
    """Somebody of a team of one's own; 404 for anybody else."""
    allow(organiser, team_id)
    team = next(each for each in organiser.teams if each.id == team_id)
    return team, next((each for each in service.of_team(team) if each.ref == ref), None) or abort(404)
