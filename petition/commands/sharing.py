"""The `flask appeal` commands about the teams that publish a letter together."""

import click

from petition.accounts.models import Team
from petition.appeals import sharing
from petition.appeals.models import Appeal
from petition.commands.common import appeal_of, refusals, refuse
from petition.core import clock
from petition.core.db import db


@click.command("share")
@click.argument("slug")
@click.option("--team", required=True, help="The team that is invited to publish it too.")
@refusals
def share(slug: str, team: str) -> None:
    """Invite another team to publish SLUG together: prints the link that an owner of that team accepts by."""
    try:
        link = sharing.offer(appeal_of(slug), team, now=clock.now())
    except sharing.AlreadyShared:
        refuse("This team publishes the letter already.")
    except sharing.TooManyTeams:
        refuse(f"At most {sharing.MOST} teams, with those that are invited.")
    db.session.commit()
    click.echo(link)


@click.command("unshare")
@click.argument("slug")
@click.option("--team", "name", required=True, help="The team that is to publish it no longer.")
@refusals
def unshare(slug: str, name: str) -> None:
    """Have a team publish SLUG no longer; the owners of all its teams are emailed. Never the team that leads."""
    shared = appeal_of(slug)
    try:
        sharing.end(shared, _publisher(shared, name), now=clock.now())
    except sharing.Leads:
        refuse("This team leads the letter. Let another team lead it first.")
    db.session.commit()
    click.echo(f"Published by {shared.publishers}.")


@click.command("lead")
@click.argument("slug")
@click.option("--team", "name", required=True, help="One of the teams that publish it.")
@refusals
def lead(slug: str, name: str) -> None:
    """Have another of its teams lead SLUG; the owners of all its teams are emailed."""
    shared = appeal_of(slug)
    sharing.lead(shared, _publisher(shared, name), now=clock.now())
    db.session.commit()
    click.echo(f"Published by {shared.publishers}.")


def _publisher(shared: Appeal, name: str) -> Team:
    known = (team for team in shared.teams if team.name == name)
    return next(known, None) or refuse("This team does not publish the letter.")
