"""The commands that run beside the web, `flask work` and `flask receive`, and the one that fills a try on one machine."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from petition import clock_watch, duties, erasure_journal, metrics, worker
from petition.accounts import members
from petition.commands.common import BEHIND, Bar, address, in_one_line, refusals, refuse, refuse_wrong_key
from petition.core import clock, web
from petition.core.db import db
from petition.core.settings import settings
from petition.desk import invented, sample, service
from petition.inbox import receive as inbox_receive


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--with-parent", is_flag=True, help="End when the process that started this one has ended.")
@click.option(
    "--trust-clock", is_flag=True, help="The clock of this machine is right: go on with what is held."
)
@in_one_line
def work(once: bool, with_parent: bool, trust_clock: bool) -> None:
    """Send emails and do what is due: reminders, deletion, large letters."""
    refuse_wrong_key()
    if trust_clock:
        service.trust_clock(organiser_id=None, now=clock.now())
        db.session.commit()
        click.echo(
            "The clock of this machine is believed. Each worker goes on with what was held within a minute."
        )
    if not once:
        metrics.serve(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  for its threads
        with _heard_of(duties.Round.DUTIES, socket.gethostname()) as beat:
            worker.run(beat, with_parent=with_parent)
        return
    if erasure_journal.is_behind():
        refuse(BEHIND)
    sent, done = worker.once()
    told = ", ".join(f"{count} {name}" for name, count in done.items() if count)
    click.echo(f"{sent} emails sent. {told or 'Nothing else was due'}.")
    if clock_watch.doubted(clock.now()):
        refuse(
            "The clock may be wrong: nothing was deleted, nobody was reminded. If it is right: work --trust-clock --once."
        )


@click.command("receive")
@click.option(
    "--listen",
    required=True,
    help="lmtp://127.0.0.1:8024, smtp://127.0.0.1:8025, or lmtp:///run/petition/lmtp.",
)
@in_one_line
def receive(listen: str) -> None:
    """Take in messages to the addresses where letters are signed, from the mail server of this machine."""
    from petition.mail.inbound import lmtp

    refuse_wrong_key()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  its threads have no context
    if not settings().sign_address:
        refuse("SIGN_ADDRESS must be set: it says which messages to take.")

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
        with _heard_of(duties.Round.RECEIVE, f"{socket.gethostname()} {listen}") as beat:
            lmtp.serve(
                listen,
                lmtp.Receiver(is_ours, take, beat),
                hostname=host,
                ready=lambda: click.echo(f"Messages are taken in at {listen}"),
            )
    except lmtp.Unusable:
        refuse(f"{listen} is no place to listen at, such as lmtp://127.0.0.1:8024.")
    except OSError as error:
        refuse(f"{listen}: {error.strerror or error}")


@contextmanager
def _heard_of(what: duties.Round, place: str) -> Iterator[Callable[[], None]]:
    """Gives what a process that runs on calls again and again; in the end it takes leave, so that nobody misses it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  for its threads
    place = place[:200]

    def beat() -> None:
        with app.app_context():
            if what != duties.Round.DUTIES:  # which are done only when all are, and noted then
                duties.finished(clock.now(), what)
            duties.goes_on(what, place, now=clock.now())
            db.session.commit()

    yield beat
    with suppress(SQLAlchemyError):
        duties.ended(what, place)
        db.session.commit()


@click.command("sample")
@click.option(
    "--signatures",
    type=click.IntRange(min=1),
    help="Let invented people sign it until so many have; local runs only.",
)
@refusals
def sample_command(signatures: int | None) -> None:
    """Make the sample letter, published and signed by a few dozen, unless it is there; print where everything is."""
    now = clock.now()
    if signatures and not settings().is_local:
        refuse("Invented people sign on this machine alone: PUBLIC_URL says that others can reach it.")
    found = sample.make(now=now)
    link = members.invite(sample.ORGANISER, sample.TEAM, now=now)
    db.session.commit()
    if signatures:
        bar = Bar()
        for there in invented.fill(found, signatures, now=now):
            db.session.commit()
            bar.show(min(there, signatures), signatures)
    click.echo(f"\n  The sample letter   {address(found)}")
    click.echo(f"  The emails it sends {web.address('/mailbox')}")
    click.echo(f"  Dashboard (once)    {link}")
    click.echo(f"  For you to fill in  {web.address('/privacy')} (CONTROLLER and others: docs/settings.md)\n")
