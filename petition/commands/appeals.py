"""The `flask appeal` commands, from publishing to erasing, and `flask emergency`."""

from datetime import datetime

import click
from flask.cli import AppGroup

from petition import erasure
from petition.appeals import emergency as stopping
from petition.appeals import rules
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.commands.common import address, appeal_of, ask_twice, drop_traces, refusals, refuse
from petition.core import clock, i18n
from petition.core.db import db
from petition.desk import service
from petition.mail.out import outbox
from petition.signatures import ending

appeal = AppGroup("appeal", help="Letters: import, list, publish, extend, close, withdraw, delete.")
emergency = AppGroup("emergency", help="Stop a letter at once, and let it go on.")


@appeal.command("list")
@refusals
def list_appeals() -> None:
    """Print each letter: address, phase, deadline."""
    for found in db.session.scalars(db.select(Appeal).order_by(Appeal.id)):
        click.echo(f"{address(found)}\t{found.phase(clock.now())}\t{until_when(found)}")


@appeal.command("publish")
@click.argument("slug")
@click.option(
    "--note", default="", help="Of a changed text: what has changed and why. Shown on the page and emailed."
)
@click.option(
    "--keep-signatures/--ask-again",
    "carries",
    default=None,
    help="Of a changed text: signatures given before count under it too, or their owners are asked to sign it.",
)
@refusals
def publish_appeal(slug: str, note: str, *, carries: bool | None) -> None:
    """Publish the draft SLUG, or its changed text as a new version."""
    found = appeal_of(slug)
    publish(found, clock.now(), note=note.strip(), carries=carries)
    db.session.commit()
    click.echo(address(found))


@appeal.command("close")
@click.argument("slug")
@refusals
def close_appeal(slug: str) -> None:
    """End the signing of SLUG now; what was signed before may be confirmed during the grace."""
    found = appeal_of(slug)
    appeals.close(found, now=clock.now())
    db.session.commit()
    click.echo(address(found))


@appeal.command("extend")
@click.argument("slug")
@click.option("--until", required=True, help='Local time, such as "2026-12-24 16:00".')
@click.option("--reason", required=True, help="Shown on the page.")
@click.option("--tell", is_flag=True, help="Email everybody who has confirmed.")
@click.option("--far", is_flag=True, help="More than a year from now is meant.")
@refusals
def extend_appeal(slug: str, until: str, reason: str, *, tell: bool, far: bool) -> None:
    """Extend the deadline of SLUG."""
    found = appeal_of(slug)
    try:
        said = reason.strip() or refuse("Give a reason.")
        appeals.extend(found, instant(until, found.zone), said, tell=tell, far=far, now=clock.now())
    except appeals.NotPossible as refusal:
        if str(refusal) == "far":
            refuse(f"{until} is more than a year from now; add --far if that is meant.")
        raise
    db.session.commit()
    click.echo(f"{address(found)}\n{until_when(found)}")


@appeal.command("withdraw")
@click.argument("slug")
@click.option("--reason", required=True, help="Shown on the page.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def withdraw_appeal(slug: str, reason: str, yes: bool) -> None:
    """Withdraw SLUG, with no way back: signing ends, its page says so and why, and people who signed are told by email."""
    withdrawn, reason = appeal_of(slug), reason.strip() or refuse("Give a reason.")
    ask_twice(slug, yes=yes, deed="withdraw")
    appeals.withdraw(withdrawn, reason, now=clock.now())
    db.session.commit()
    click.echo(address(withdrawn))


@appeal.command("end-signature")
@click.argument("slug")
@refusals
def end_signature(slug: str) -> None:
    """End what an email address has signed under SLUG, as if its owner had withdrawn. See first who they are.

    The address is asked for, or is one line of standard input. The answer is the same whether it had signed or not.
    """
    found, now = appeal_of(slug), clock.now()
    if found.is_erased(now):
        refuse(
            "Its email addresses are deleted: a signature is found by its public name alone, on the dashboard."
        )
    ending.withdraw_by_address(found, click.prompt("Email address", err=True), now=now)
    db.session.commit()
    drop_traces()
    click.echo(f"No signature by this email address is left under {slug}.")


@appeal.command("held-data")
@click.argument("slug")
@refusals
def held_data(slug: str) -> None:
    """Print how much personal data of SLUG is held, by kind; never whose. Networks are counted for all letters together."""
    for kind, count in erasure.held(appeal_of(slug)).items():
        click.echo(f"{kind}\t{count}")


@appeal.command("erase")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def erase_appeal(slug: str, yes: bool) -> None:
    """Delete SLUG: its key and everything personal. The public text and the counts stay; a draft goes whole."""
    erased = appeal_of(slug)
    kept = erasure.held(erased)
    click.echo(
        f"{slug}: {kept['names']} names, {kept['messages']} messages, {kept['lists']} lists.", err=True
    )
    ask_twice(slug, yes=yes)
    for _step in erasure.erase_appeal(erased, now=clock.now()):
        db.session.commit()
    drop_traces()
    click.echo(f"{slug} is deleted.")


@appeal.command("remove-text")
@click.argument("slug")
@click.option("--version", type=int, help="Of an earlier version alone; the letter goes on.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def remove_text(slug: str, version: int | None, yes: bool) -> None:
    """Remove the text of SLUG, which is withdrawn, from all pages and files: its page says so and keeps the fingerprint."""
    found = appeal_of(slug)
    if version is not None:
        _remove_text_before(found, version, yes=yes)
        return
    ask_twice(slug, yes=yes)
    erasure.remove_text(found, now=clock.now())
    said = [f"version {version.number}\t{version.hash}" for version in found.versions]
    said.append(f"The text of {slug} is removed. Its address stays: {address(found)}")
    db.session.commit()
    drop_traces()
    click.echo("\n".join(said))


def _remove_text_before(found: Appeal, number: int, *, yes: bool) -> None:
    version = appeals.numbered(found, number) or refuse(f"{found.slug} has no version {number}.")
    ask_twice(found.slug, yes=yes)
    said = f"version {number}\t{version.hash}\nThe text of this version of {found.slug} is removed."
    erasure.remove_text_before(version, now=clock.now())
    db.session.commit()
    drop_traces()
    click.echo(said)


@emergency.command("on")
@click.argument("slug")
@click.option("--reason", required=True, help="For the team alone.")
@refusals
def stop(slug: str, reason: str) -> None:
    """Stop SLUG: names hidden, nobody can sign, emails that wait are stopped, its team is signed out. Deletes nothing."""
    stopped = appeal_of(slug)
    stopping.begin(stopped, reason.strip() or refuse("Give a reason."), now=clock.now())
    db.session.commit()
    click.echo(
        f"{address(stopped)}\nStopped: names are hidden, nobody can sign, {outbox.waiting_about(stopped.id)} emails wait, "
        f"its team is signed out. Nothing is deleted; flask emergency off {slug} lets it go on."
    )


@emergency.command("off")
@click.argument("slug")
@refusals
def go_on(slug: str) -> None:
    """Let SLUG go on after an emergency."""
    stopped = appeal_of(slug)
    stopping.end(stopped, now=clock.now())
    db.session.commit()
    click.echo(address(stopped))


def publish(found: Appeal, now: datetime, *, note: str = "", carries: bool | None = None) -> None:
    """Publish a letter; refused with what it lacks."""
    lacks = {each.what for each in appeals.missing(found, now) if each.stops}
    if lacks and found.phase(now) in {Phase.DRAFT, Phase.OPEN}:
        refuse(f"Missing: {', '.join(sorted(lacks)).replace('past', 'a deadline that is still to come')}.")
    service.publish(found, note=note, carries=carries, now=now)


def instant(local: str, zone: str) -> datetime:
    """The moment of a local time such as "2026-12-19 16:00"; refused where there is none, or two."""
    try:
        typed = datetime.fromisoformat(local).replace(tzinfo=None)
    except ValueError:
        refuse(f'{local} is no local time such as "2026-12-19 16:00".')
    if not rules.FIRST_YEAR <= typed.year <= rules.LAST_YEAR:
        refuse(f"{local}: its year cannot be meant.")
    found = rules.instants(typed, zone)
    if len(found) != 1:
        refuse(
            f"{local} {'comes twice' if found else 'does not exist'} in {zone}: the clocks change that night."
        )
    return found[0]


def until_when(found: Appeal) -> str:
    """Until when it is open, or was, in a sentence; '' where that is not set."""
    if found.closes_at is None:
        return ""
    is_over = found.closes_at <= clock.now()
    return f"{'It was open' if is_over else 'Open'} until {i18n.at(found.closes_at, found.zone)}."
