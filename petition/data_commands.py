"""The commands about what is kept: withdraw and erase, how much is held, backups and restoring them."""

from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from flask_migrate import upgrade

from petition import backups, erasure, erasure_journal, worker
from petition.accounts import service as accounts
from petition.appeals import service as appeals
from petition.command_common import (
    BEHIND,
    address,
    found,
    in_one_line,
    refusals,
    refuse,
    refuse_nothing_set,
    refuse_wrong_key,
)
from petition.commands import appeal
from petition.core import clock, sealed_files, traces
from petition.core.db import db
from petition.core.settings import settings
from petition.organiser_commands import organiser


def init_app(app: Flask) -> None:
    """Give the application these commands."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)


@appeal.command("withdraw")
@click.argument("slug")
@click.option("--reason", required=True, help="Shown on the page.")
@refusals
def withdraw_appeal(slug: str, reason: str) -> None:
    """Withdraw SLUG: signing ends, and its page says so and why."""
    withdrawn = found(slug)
    appeals.withdraw(withdrawn, reason.strip() or refuse("Give a reason."), now=clock.now())
    db.session.commit()
    click.echo(address(withdrawn))


@appeal.command("held-data")
@click.argument("slug")
@refusals
def held_data(slug: str) -> None:
    """Print how much personal data of SLUG is held, by kind; never whose. Networks are counted for all appeals together."""
    for kind, count in erasure.held(found(slug)).items():
        click.echo(f"{kind}\t{count}")


@appeal.command("erase")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def erase_appeal(slug: str, yes: bool) -> None:
    """Erase SLUG for good: its key and everything personal. The public text and the counts stay; a draft goes whole."""
    erased = found(slug)
    kept = erasure.held(erased)
    click.echo(
        f"{slug}: {kept['names']} names, {kept['messages']} messages, {kept['lists']} lists.", err=True
    )
    _ask_twice(slug, yes=yes)
    for _step in erasure.erase_appeal(erased, now=clock.now()):
        db.session.commit()
    _drop_traces()
    click.echo(f"{slug} is deleted.")


@organiser.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refusals
def erase_organiser(email: str, yes: bool) -> None:
    """Erase the organiser with this EMAIL address: access, sessions, address. What their teams published stays."""
    if erasure_journal.is_behind():
        refuse(BEHIND)
    erased = accounts.organiser(email) or refuse("There is no organiser with this email address.")
    _ask_twice(email, yes=yes)
    accounts.erase(erased, now=clock.now())
    db.session.commit()
    _drop_traces()
    click.echo("The organiser is deleted.")


def _drop_traces() -> None:
    db.session.remove()
    if not traces.drop():
        click.echo("The files of the database still hold old pages: the worker lets go of them.", err=True)


def _ask_twice(name: str, *, yes: bool) -> None:
    if yes:
        return
    if click.prompt("There is no way back. Type the name again to erase", err=True) != name:
        refuse("The names differ: nothing was deleted.")
    if not click.confirm(f"Erase {name} now?", err=True):
        refuse("Nothing was erased.")


@click.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder to write encrypted backups into.",
)
@click.option(
    "--recipient",
    default="",
    envvar="BACKUP_RECIPIENT",
    help="The public key to encrypt to, of age (age1...) or SSH; several with commas. Its secret half belongs elsewhere.",
)
@refusals
def backup(file: Path | None, folder: Path | None, recipient: str) -> None:
    """Write a backup of the whole database while people sign: encrypted, --to a folder, or as it is to FILE, a new one.

    In a folder it is named by its time, the journal of erasures is copied beside it, and backups older than BACKUP_DAYS
    are deleted.
    """
    if (file is None) == (folder is None):
        raise click.UsageError(
            "Give --to a folder and --recipient a key, or a FILE for a backup that is not encrypted."
        )
    if erasure_journal.is_behind():
        refuse(BEHIND)
    if folder:
        keys = sealed_files.recipients(recipient)
        file = backups.back_up_to(folder.absolute(), keys, now=clock.now(), days=settings().backup_days)
    elif file:
        backups.back_up(file.absolute())
    click.echo(f"{file}: {file.stat().st_size if file else 0:,} bytes.")


@click.command("restore")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.File(),
    help="The secret key of an encrypted backup, a file; - is stdin.",
)
@click.option("--replay", is_flag=True, help="The backup is in place already, by other means.")
@in_one_line
def restore(file: Path | None, identity: TextIO | None, replay: bool) -> None:
    """Put the backup FILE in place of the database, without whoever left since it was made. Stop the service first."""
    if (file is None) != replay:
        raise click.UsageError("Give a FILE, or --replay where the backup is in place already.")
    refuse_nothing_set()
    now = clock.now()
    if file is None:
        missed = _replay(now)
    else:
        with backups.readable(file.absolute(), lambda: sealed_files.identities(_secret(identity))) as plain:
            missed = _put_in_place(plain, now)
    erasure_journal.catch_up()
    _drop_traces()
    click.echo(f"Restored. {missed} entries of the journal of erasures were replayed.")


def _secret(identity: TextIO | None) -> str:
    return (
        identity.read()
        if identity
        else refuse("The backup is encrypted: give --identity the file of its secret key.")
    )


def _put_in_place(plain: Path, now: datetime) -> int:
    if not backups.is_sqlite():
        _write_out()
        backups.put_in_postgresql(plain)
        return _replay(now)
    if backups.database().exists():
        _write_out()
    with backups.copied(plain):
        missed = _replay(now)
    return missed + (_replay(now) if erasure_journal.is_behind() else 0)  # who left while it was copied


def _replay(now: datetime) -> int:
    upgrade()
    refuse_wrong_key()
    missed = backups.replay(now=now)
    db.session.commit()
    worker.erase(now)
    return missed


def _write_out() -> None:
    """Let the journal know who has left up to now, if the database that is to be replaced can still say it."""
    try:
        erasure_journal.catch_up()
    except Exception as error:  # noqa: BLE001  it may be damaged, which is why it is replaced
        click.echo(
            f"The database cannot be read ({type(error).__name__}): its journal is as it was.", err=True
        )
    db.session.remove()
    db.engine.dispose()
