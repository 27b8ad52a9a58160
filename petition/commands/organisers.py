"""The `flask organiser` commands: who is in which team, and as what."""

import click
from flask import current_app
from flask.cli import AppGroup

from petition import erasure_journal
from petition.accounts import factor, members, organisers, passkeys, role_table, sign_in
from petition.accounts.models import Organiser, Team
from petition.accounts.roles import Role
from petition.commands.common import BEHIND, ask_twice, drop_traces, in_one_line, refusals, refuse
from petition.core import clock, i18n
from petition.core.db import db

_ROLE = click.Choice([role.value for role in Role])
organiser = AppGroup("organiser", help="Organisers, their teams and roles, and how they come in.")


@organiser.command("invite")
@click.argument("email")
@click.option("--team", required=True, help="The team's name; made when there is none of that name.")
@click.option("--role", type=_ROLE, default=Role.OWNER.value, show_default=True, help="What they are in it.")
@click.option("--lang", default="en", show_default=True, help="The language of the dashboard.")
@refusals
def invite(email: str, team: str, role: str, lang: str) -> None:
    """Let EMAIL into the letters of a team, and print the one-time link. Who is in it already keeps their role."""
    if lang not in i18n.languages():
        refuse(f"--lang must be one of {', '.join(i18n.languages())}.")
    link = members.invite(email, team, role=Role(role), lang=lang, now=clock.now())
    db.session.commit()
    click.echo(link)


@organiser.command("list")
@click.option("--team", default="", help="Of this team alone.")
@refusals
def list_organisers(team: str) -> None:
    """Print each organiser of each team: email address, team, role, when they signed in last."""
    teams = [each for each in members.teams() if team in {"", each.name}]
    if team and not teams:
        refuse(f"There is no team {team}.")
    for each in teams:
        for right in members.rights_in(each):
            entered = right.organiser.entered_at if right.accepted_at else None
            told = entered.isoformat(timespec="minutes") if entered else "never"
            click.echo(f"{right.organiser.mailbox}\t{each.name}\t{right.role}\t{told}")


@organiser.command("remove")
@click.argument("email")
@click.option("--team", "name", required=True, help="The team they are taken out of.")
@refusals
def remove_organiser(email: str, name: str) -> None:
    """Take EMAIL out of a team; every session and link of theirs ends at once. Never the last owner of a team."""
    found, team = _member(email, name)
    try:
        members.remove(found, team, now=clock.now()) or refuse(_NOT_THERE)
    except members.LastOne:
        refuse(_LAST_OWNER)
    db.session.commit()
    click.echo("Removed.")


@organiser.command("role")
@click.argument("email")
@click.option("--team", "name", required=True, help="The team they are in.")
@click.option(
    "--role",
    type=_ROLE,
    required=True,
    help="What they are in it from now on.",
)
@refusals
def give_role(email: str, name: str, role: str) -> None:
    """Give EMAIL another role in a team, from their next page on. Never the last owner of a team."""
    found, team = _member(email, name)
    try:
        members.give_role(found, team, Role(role), now=clock.now()) or refuse(_NOT_THERE)
    except members.LastOne:
        refuse(_LAST_OWNER)
    db.session.commit()
    click.echo(f"{found.mailbox} is {role} of {team.name}.")


_LAST_OWNER = "This is the last owner of the team. Make somebody else an owner first."
_NOT_THERE = "There is no organiser with this email address in this team."


def _member(email: str, name: str) -> tuple[Organiser, Team]:
    found = organisers.by_address(email)
    rights = found.given if found else ()
    team = next((each.team for each in rights if each.team.name == name), None)
    if found is None or team is None:
        refuse(_NOT_THERE)
    return found, team


@organiser.command("forget-factor")
@click.argument("email")
@refusals
def forget_factor(email: str) -> None:
    """Let EMAIL sign in by a link alone again, who has lost the second factor and the recovery codes; sessions end."""
    found = organisers.by_address(email) or refuse("There is no organiser with this email address.")
    if found.factor is None and not found.passkeys:
        refuse("They have no second factor and no passkey, and sign in by a link alone: nothing was changed.")
    passkeys.remove_all(found, now=clock.now())
    factor.remove(found, by=None, now=clock.now())
    sign_in.leave(found, now=clock.now())
    db.session.commit()
    click.echo("Removed. Make sure that it was this person who asked.")


@organiser.command("roles")
@in_one_line
def roles() -> None:
    """Print which role may open which page of the desk, as docs/roles.md has it."""
    click.echo(role_table.markdown(current_app), nl=False)


@organiser.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def erase_organiser(email: str, yes: bool) -> None:
    """Delete the organiser with this EMAIL address: access, sessions, address. What their teams published stays."""
    if erasure_journal.is_behind():
        refuse(BEHIND)
    erased = organisers.by_address(email) or refuse("There is no organiser with this email address.")
    ask_twice(email, yes=yes)
    organisers.erase(erased, now=clock.now())
    db.session.commit()
    drop_traces()
    click.echo("The organiser is deleted.")
