"""Backups and restoring them."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from flask_migrate import upgrade

from petition import (
    backups,
    data_key,
    duties,
    erasure,
    erasure_journal,
    moving,
    restoring,
    worker_duties,
)
from petition.accounts import members
from petition.commands.common import (
    BEHIND,
    GivenFile,
    drop_traces,
    in_one_line,
    refusals,
    refuse,
    refuse_nothing_set,
    refuse_wrong_key,
)
from petition.core import clock, sealed_files
from petition.core.db import db
from petition.core.settings import settings

OTHER_KEY = (
    "DATA_KEY: is not the key that this backup is encrypted with, and nothing was changed: put back the one from then, "
    "or set it as DATA_KEY_OLD"
)


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
    help="The public key to encrypt to, of age (age1...) or SSH; several with commas; BACKUP_RECIPIENT unless given. "
    "Its secret half belongs elsewhere.",
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
        keys = sealed_files.recipients(recipient or settings().backup_recipient)
        file = backups.back_up_to(folder.absolute(), keys, now=clock.now(), days=settings().backup_days)
        duties.finished(clock.now(), duties.Round.BACKUP)
        db.session.commit()
    elif file:
        backups.back_up(file.absolute())
    click.echo(f"{file}: {file.stat().st_size if file else 0:,} bytes.")


@click.command("restore")
@click.argument("file", required=False, type=GivenFile())
@click.option(
    "--identity",
    type=click.File(),
    help="The secret key of an encrypted backup, a file; - is stdin.",
)
@click.option("--replay", is_flag=True, help="The backup is in place already, by other means.")
@click.option(
    "--without-journal",
    is_flag=True,
    help="The journal of erasures is lost: let people who left since the backup was made be back.",
)
@in_one_line
def restore(file: Path | None, identity: TextIO | None, replay: bool, without_journal: bool) -> None:
    """Put the backup FILE in place of the database, without people who left since it was made. Stop the service first.

    The journal of erasures says who they are: without one that goes with the backup nothing is changed.

    A backup of SQLite also goes into a database of PostgreSQL that holds no letters.
    """
    if (file is None) != replay:
        raise click.UsageError("Give a FILE, or --replay where the backup is in place already.")
    refuse_nothing_set()
    now = clock.now()
    if file is None:
        missed = _replay(now, without_journal)
    else:
        with restoring.readable(file.absolute(), lambda: sealed_files.identities(_secret(identity))) as plain:
            missed = _put_in_place(plain, now, without_journal)
    erasure_journal.catch_up()
    drop_traces()
    click.echo(f"Restored. {missed} entries of the journal of erasures were replayed.")
    if since := restoring.may_be_back_since():
        click.echo(
            f"There was no journal of erasures: whoever withdrew, hid or was taken off since {since:%Y-%m-%d %H:%M} UTC "
            "stands in the letters again. Whom you know of, end once more: flask appeal end-signature SLUG."
        )
    click.echo(
        "Organisers sign in again by a link. Whoever changed their email address since is to be invited again."
    )
    for team in members.without_owner():
        click.echo(
            f"{team} has no owner in this backup: run flask organiser invite EMAIL --team {shlex.quote(team)}."
        )
    for slug in erasure.without_text():
        click.echo(
            f"{slug} is stopped: its text in the backup was removed since. Once its organisers have written it "
            f"again, run flask emergency off {slug}; then they publish it."
        )


def _secret(identity: TextIO | None) -> str:
    return (
        identity.read()
        if identity
        else refuse("The backup is encrypted: give --identity the file of its secret key.")
    )


def _put_in_place(plain: Path, now: datetime, without_journal: bool) -> int:
    if not backups.is_sqlite():
        if moving.is_of_sqlite(plain):
            try:
                moving.put(plain, without_journal=without_journal)
            except data_key.WrongKey:
                refuse(OTHER_KEY)
            return _replay(now, without_journal)
        if (probe := restoring.probe(plain)) and not data_key.opens(probe):
            refuse(OTHER_KEY)
        _write_out()
        if not without_journal:
            backups.refuse_without_journal(*backups.journal_of(plain))
        restoring.put_in_postgresql(plain)
        return _replay(now, without_journal)
    if backups.database().exists():
        _write_out()
    with restoring.copied(plain):
        missed = _replay(now, without_journal)
    return missed + (
        _replay(now, without_journal) if erasure_journal.is_behind() else 0
    )  # who left while it was copied


def _replay(now: datetime, without_journal: bool) -> int:
    upgrade()
    refuse_wrong_key()
    missed = restoring.replay(now=now, without_journal=without_journal)
    db.session.commit()
    worker_duties.erase(now)
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
