"""The commands about what happens at the desk: the activity log and its chain; an emergency; the teams of a letter."""

import json
from contextlib import closing

import click
from flask import Flask
from flask.cli import AppGroup

from petition.accounts.models import Team
from petition.appeals import emergency as stopping
from petition.appeals import sharing
from petition.appeals.models import Appeal
from petition.audit import chain
from petition.audit.chain import ChainHead
from petition.command_common import address, found, refusals, refuse
from petition.commands import appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import activity

audit = AppGroup("audit", help="The activity log.")
emergency = AppGroup("emergency", help="Stop a letter at once, and let it go on.")

_WHAT = {
    "changed": "Entry {id} ({deed}) is not as it was written.",
    "removed": "Entry {id} was removed.",
    "gap": "What stood at position {id} of the log was removed.",
    "unknown head": "The log does not contain that head: it is older, or was written anew.",
}


def init_app(app: Flask) -> None:
    """Give the application these commands."""
    app.cli.add_command(audit)
    app.cli.add_command(emergency)


@emergency.command("on")
@click.argument("slug")
@click.option("--reason", required=True, help="For the team alone.")
@refusals
def stop(slug: str, reason: str) -> None:
    """Stop SLUG: names hidden, nobody can sign, emails that wait are stopped, its team is signed out. Deletes nothing."""
    stopped = found(slug)
    stopping.begin(stopped, reason.strip() or refuse("Give a reason."), now=clock.now())
    db.session.commit()
    click.echo(address(stopped))


@emergency.command("off")
@click.argument("slug")
@refusals
def go_on(slug: str) -> None:
    """Let SLUG go on after an emergency."""
    stopped = found(slug)
    stopping.end(stopped, now=clock.now())
    db.session.commit()
    click.echo(address(stopped))


@appeal.command("share")
@click.argument("slug")
@click.option("--team", required=True, help="The team that is invited to publish it too.")
@refusals
def share(slug: str, team: str) -> None:
    """Invite another team to publish SLUG together: prints the link that an owner of that team accepts by."""
    try:
        link = sharing.offer(found(slug), team, now=clock.now())
    except sharing.AlreadyShared:
        refuse("This team publishes the letter already.")
    except sharing.TooManyTeams:
        refuse(f"At most {sharing.MOST} teams, with those that are invited.")
    db.session.commit()
    click.echo(link)


@appeal.command("unshare")
@click.argument("slug")
@click.option("--team", "name", required=True, help="The team that is to publish it no longer.")
@refusals
def unshare(slug: str, name: str) -> None:
    """Have a team publish SLUG no longer; the owners of all its teams are emailed. Never the team that leads."""
    shared = found(slug)
    try:
        sharing.end(shared, _publisher(shared, name), now=clock.now())
    except sharing.Leads:
        refuse("This team leads the letter. Let another team lead it first.")
    db.session.commit()
    click.echo(f"Published by {shared.publishers}.")


@appeal.command("lead")
@click.argument("slug")
@click.option("--team", "name", required=True, help="One of the teams that publish it.")
@refusals
def lead(slug: str, name: str) -> None:
    """Have another of its teams lead SLUG; the owners of all its teams are emailed."""
    shared = found(slug)
    sharing.lead(shared, _publisher(shared, name), now=clock.now())
    db.session.commit()
    click.echo(f"Published by {shared.publishers}.")


def _publisher(shared: Appeal, name: str) -> Team:
    known = (team for team in shared.teams if team.name == name)
    return next(known, None) or refuse("This team does not publish the letter.")


@audit.command("list")
@click.argument("slug")
@refusals
def list_audit(slug: str) -> None:
    """Print every entry of the activity log of SLUG: when, by which organiser (a number), what, and its facts."""
    for each in activity.raw(found(slug)):
        facts = json.dumps(each.facts, ensure_ascii=False, sort_keys=True)
        click.echo(f"{each.at.isoformat()}\t{each.organiser_id or '-'}\t{each.deed}\t{facts}")


@audit.command("verify")
@click.argument("slug", default="")
@click.option(
    "--head", "known", default="", help="A head that was printed before; it must still be in the log."
)
@refusals
def verify_audit(slug: str, known: str) -> None:
    """Check that no entry of the activity log was edited, removed or moved; of SLUG alone, or of all letters.

    Ends with 1 and the first entry that is not as it was written, else prints the head of the log: kept elsewhere, it
    shows whether somebody who holds the database and its key wrote the log anew.
    """
    appeal_id = found(slug).id if slug else None
    head = _head(known) if known else None
    while chain.is_waiting():
        chain.link(whole=True)
        db.session.commit()
    with closing(chain.bad_entries(head)) as all_bad:
        bad = next(
            (each for each in all_bad if appeal_id is None or each.appeal_id in {None, appeal_id}), None
        )
    if bad:
        refuse(_WHAT[bad.what].format(id=bad.entry_id, deed=bad.deed))
    click.echo(f"{chain.head().position} entries are as they were written. Head: {chain.head()}")


def _head(typed: str) -> ChainHead:
    position, _, digest = typed.partition(":")
    if not (position.isdecimal() and len(digest) == 64):
        refuse('A head is a number, a colon and 64 letters and digits, as "audit verify" prints it.')
    return ChainHead(int(position), digest)
