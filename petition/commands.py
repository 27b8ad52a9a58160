"""Every flask command: a few lines each over a service. Exit 0; 1 where refused, the reason in one line; 2 for usage."""

import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from petition import clock_watch, erasure_journal, metrics, worker
from petition.accounts import service as accounts
from petition.appeals import rules
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.command_common import BEHIND, Bar, in_one_line
from petition.command_common import address as _address
from petition.command_common import found as _found
from petition.command_common import refusals as _refusals
from petition.command_common import refuse as _refuse
from petition.command_common import refuse_wrong_key as _refuse_wrong_key
from petition.core import clock, i18n, web
from petition.core.db import db, let_go, snapshot
from petition.core.settings import settings
from petition.desk import invented, sample, service
from petition.inbox import receive as inbox_receive
from petition.letters import service as letters
from petition.letters.render import FORMATS
from petition.likeness import table
from petition.mail.out import dkim

appeal = AppGroup("appeal", help="Letters: import, list, publish, extend, close, withdraw, erase.")
letter = AppGroup("letter", help="Letters in every format.")
likeness = AppGroup("likeness", help="Who may be one signatory.")
mail = AppGroup("mail", help="Email: the keys it is signed with.")


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for group in (appeal, letter, likeness, mail):
        app.cli.add_command(group)
    app.cli.add_command(work)
    app.cli.add_command(receive)
    app.cli.add_command(sample_command)


# --- appeals ---------------------------------------------------------------------------------------------------------


@appeal.command("list")
@_refusals
def list_appeals() -> None:
    """Print each appeal: address, phase, deadline."""
    for found in db.session.scalars(db.select(Appeal).order_by(Appeal.id)):
        click.echo(f"{_address(found)}\t{found.phase(clock.now())}\t{until_when(found)}")


@appeal.command("publish")
@click.argument("slug")
@_refusals
def publish_appeal(slug: str) -> None:
    """Publish the draft SLUG, or its changed text as a new version."""
    found = _found(slug)
    try:
        service.publish(found, now=clock.now())
    except appeals.NotPossible as refusal:
        if str(refusal) == "missing":
            parts = {each.what for each in appeals.missing(found, clock.now()) if each.stops}
            _refuse(f"Missing: {', '.join(sorted(parts))}.")
        raise
    db.session.commit()
    click.echo(_address(found))


@appeal.command("close")
@click.argument("slug")
@_refusals
def close_appeal(slug: str) -> None:
    """End the signing of SLUG now; what was signed before may be confirmed during the grace."""
    found = _found(slug)
    appeals.close(found, now=clock.now())
    db.session.commit()
    click.echo(_address(found))


@appeal.command("extend")
@click.argument("slug")
@click.option("--until", required=True, help='Local time, such as "2026-12-24 16:00".')
@click.option("--reason", required=True, help="Shown on the page.")
@click.option("--tell", is_flag=True, help="Email everybody who has confirmed.")
@click.option("--far", is_flag=True, help="More than a year from now is meant.")
@_refusals
def extend_appeal(slug: str, until: str, reason: str, *, tell: bool, far: bool) -> None:
    """Extend the deadline of SLUG."""
    found = _found(slug)
    try:
        appeals.extend(found, instant(until, found.zone), reason, tell=tell, far=far, now=clock.now())
    except appeals.NotPossible as refusal:
        if str(refusal) == "far":
            _refuse(f"{until} is more than a year from now; add --far if that is meant.")
        raise
    db.session.commit()
    click.echo(f"{_address(found)}\n{until_when(found)}")


def instant(local: str, zone: str) -> datetime:
    """The moment of a local time such as "2026-12-19 16:00"; refused where there is none, or two."""
    try:
        found = rules.instants(datetime.fromisoformat(local).replace(tzinfo=None), zone)
    except ValueError:
        _refuse(f'{local} is no local time such as "2026-12-19 16:00".')
    if len(found) != 1:
        _refuse(
            f"{local} {'comes twice' if found else 'does not exist'} in {zone}: the clocks change that night."
        )
    return found[0]


def until_when(found: Appeal) -> str:
    """Until when it is open, in a sentence; '' where that is not set."""
    return f"Open until {i18n.at(found.closes_at, found.zone)}." if found.closes_at else ""


# --- letters ---------------------------------------------------------------------------------------------------------


@letter.command("export")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--lang", default="", help="One of the languages of the letter; its first unless given.")
@_refusals
def export_letter(slug: str, form: str, out: Path, lang: str) -> None:
    """Write the letter of SLUG into a file; before signing has ended it is marked as a preview."""
    snapshot()
    watched = sys.stderr.isatty()
    composed = letters.letter(_found(slug), lang, now=clock.now(), progress=Bar().show if watched else None)
    let_go()
    if watched:
        click.echo("All signatures are read, the file is being written.", err=True)
    letters.export(composed, form, out)
    click.echo(
        f"{out}: {composed.counts.printed} signatories printed, {composed.counts.not_named} not named."
    )


# --- likeness ---------------------------------------------------------------------------------------------------------


@likeness.command("judge")
@click.argument("names", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--links", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Written: id,cluster."
)
@click.option(
    "--cases",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Written: a,b,score,reason.",
)
@in_one_line
def judge(names: Path, links: Path, cases: Path) -> None:
    """Tell which rows of the table NAMES (id,name,email,affiliation,role,city,...) may be one signatory."""
    bar = Bar()
    judgement = table.judge_file(names, links, cases, bar.show if sys.stderr.isatty() else None)
    linked = len(judgement.clusters) - len(set(judgement.clusters.values()))
    click.echo(
        f"{len(judgement.clusters)} rows, {linked} linked to another, {len(judgement.cases)} cases to decide."
    )


# --- mail -------------------------------------------------------------------------------------------------------------


@mail.command("keys")
@click.option("--selector", required=True, help="A name for them in the DNS, such as s2026.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where they are kept; those that are there are not replaced.",
)
@_refusals
def keys(selector: str, folder: Path) -> None:
    """Make keys to sign emails with (DKIM), and print the settings and the DNS records that go with them."""
    domain = settings().mail_from.rpartition("@")[2]
    try:
        made = dkim.kept(folder.absolute(), selector)
    except ValueError as error:
        _refuse(str(error))
    for name, (key, path) in zip(("DKIM", "DKIM_ED25519"), made, strict=True):
        click.echo(f"{name}_SELECTOR={key.selector}\n{name}_KEY={path}")
    click.echo()
    for key, _path in made:
        parts = [
            key.record[nth : nth + 250] for nth in range(0, len(key.record), 250)
        ]  # RFC 1035: 255 at most
        click.echo(f"{key.selector}._domainkey.{domain}. TXT " + " ".join(f'"{part}"' for part in parts))
    click.echo(f'{domain}. TXT "v=spf1 mx -all"')
    click.echo(f'_dmarc.{domain}. TXT "v=DMARC1; p=quarantine; adkim=s"')


# --- running ---------------------------------------------------------------------------------------------------------


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--with-parent", is_flag=True, help="End when the process that started this one has ended.")
@click.option(
    "--trust-clock", is_flag=True, help="The clock of this machine is right: go on with what is held."
)
def work(once: bool, with_parent: bool, trust_clock: bool) -> None:
    """Send emails and do what is due: reminders, deletion, large letters."""
    _refuse_wrong_key()
    if trust_clock:
        service.trust_clock(organiser_id=None, now=clock.now())
        db.session.commit()
    if not once:
        metrics.serve(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  for its threads
        worker.run(with_parent=with_parent)
        return
    if erasure_journal.is_behind():
        _refuse(BEHIND)
    sent, done = worker.once()
    click.echo(f"{sent} emails sent. " + ", ".join(f"{count} {name}" for name, count in done.items()) + ".")
    if clock_watch.doubted(clock.now()):
        _refuse(
            "The clock may be wrong: nothing was deleted, nobody was reminded. If it is right: --trust-clock."
        )


@click.command("receive")
@click.option(
    "--listen",
    required=True,
    help="lmtp://127.0.0.1:8024, smtp://127.0.0.1:8025, or lmtp:///run/petition/lmtp.",
)
def receive(listen: str) -> None:
    """Take in messages to the addresses where appeals are signed, from the mail server of this machine."""
    from petition.mail.inbound import lmtp

    _refuse_wrong_key()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  its threads have no context
    if not settings().sign_address:
        _refuse("SIGN_ADDRESS must be set: it says which messages to take.")

    def is_ours(address: str) -> bool:
        with app.app_context():
            return inbox_receive.is_ours(address)

    def take(raw: bytes, sender: str, recipient: str) -> None:
        with app.app_context():
            if erasure_journal.is_behind():
                raise RuntimeError("a backup that was not replayed")  # 451: it is brought again
            if (
                inbox_receive.receive(raw, sender=sender, recipient=recipient, now=clock.now())
                == inbox_receive.ELSEWHERE
            ):
                raise lmtp.NotHere

    host = urlsplit(settings().public_url).hostname or "localhost"
    try:
        lmtp.serve(
            listen,
            lmtp.Receiver(is_ours, take),
            hostname=host,
            ready=lambda: click.echo(f"Messages are taken in at {listen}"),
        )
    except lmtp.Unusable:
        _refuse(f"{listen} is no place to listen at, such as lmtp://127.0.0.1:8024.")
    except OSError as error:
        _refuse(f"{listen}: {error.strerror or error}")


@click.command("sample")
@click.option(
    "--signatures",
    type=click.IntRange(min=1),
    help="Let invented people sign it until so many have; local runs only.",
)
@_refusals
def sample_command(signatures: int | None) -> None:
    """Make the sample appeal, published and signed by a few dozen, unless it is there; print where everything is."""
    now = clock.now()
    if signatures and not settings().is_local:
        _refuse("Invented people sign on this machine alone: PUBLIC_URL says that others can reach it.")
    found = sample.make(now=now)
    link = accounts.invite(sample.ORGANISER, sample.TEAM, now=now)
    db.session.commit()
    if signatures:
        bar = Bar()
        for there in invented.fill(found, signatures, now=now):
            db.session.commit()
            bar.show(min(there, signatures), signatures)
    click.echo(f"\n  The sample letter   {_address(found)}")
    click.echo(f"  The emails it sends {web.address('/mailbox')}")
    click.echo(f"  The desk (once)     {link}")
    click.echo(f"  For you to fill in  {web.address('/privacy')} (CONTROLLER and others: README, Settings)\n")
