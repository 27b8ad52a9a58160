"""Backups: the whole database as it stands, while people sign, as it is or encrypted. Restoring one: restoring.py."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from petition import erasure_journal
from petition.core import checks, sealed_files
from petition.core.db import db
from petition.core.private_files import alone, scratch
from petition.core.settings import settings

SCRATCH = "plain-backup-"  # what folders begin with that hold one as it is, for a while, and nothing that an operator makes


class BackupRefused(Exception):
    """No backup can be made or put in place; the message says why."""


def back_up(file: Path) -> None:
    """Write the whole database as it stands into a new file that only its owner may read; raises BackupRefused.

    Safe while people sign. What was erased is not in it, not even in free pages. Until it is whole the file is empty.
    """
    erasure_journal.catch_up()
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise BackupRefused(f"{file} is there already") from None
    try:
        with _whole(file) as part:
            if is_sqlite():
                try:
                    with closing(sqlite3.connect(database(), timeout=30)) as live:
                        live.execute("VACUUM INTO ?", (str(part),))
                except sqlite3.OperationalError as error:
                    raise BackupRefused(f"{file.parent}: {error}") from None
            else:
                with running(["pg_dump", "--format=custom", "--no-owner", f"--file={part}"]):
                    pass
            with part.open("rb") as written:
                os.fsync(written.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def back_up_to(folder: Path, keys: Sequence[Any], *, now: datetime, days: int) -> Path:
    """Write a backup that only the owner of a key can read into a folder, the journal of erasures beside it.

    Those there that are `days` old are deleted first, for their journal is kept no longer, and people were told so, whether
    or not there can be a new one; and what was left of one that was killed. Gives the new file. Raises BackupRefused where
    another process writes one there.
    """
    erasure_journal.catch_up()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with alone(folder):
            return _back_up_to(folder, keys, now, days)
    except BlockingIOError:
        raise BackupRefused(
            f"another backup is being written into {folder}: wait until it has ended"
        ) from None


def _back_up_to(folder: Path, keys: Sequence[Any], now: datetime, days: int) -> Path:
    for left in folder.glob("petition-*Z.age.part"):
        left.unlink()
    _forget(folder, now - timedelta(days=days))
    before = (each.stat().st_size for each in folder.glob("petition-*Z.age"))
    likely = (
        2 * database().stat().st_size if is_sqlite() else max(before, default=0)
    )  # a copy, and that encrypted
    checks.room_for(folder, likely, settings().disk_least)  # on a full disk people could not sign
    file = folder / f"petition-{now:%Y-%m-%dT%H%M%S}Z.age"
    with _whole(file) as part, part.open("wb") as sealed:
        if is_sqlite():
            with scratch(database().parent, SCRATCH) as plain:
                back_up(plain / "copy")
                with (plain / "copy").open("rb") as copy:
                    sealed_files.seal(copy, sealed, keys)
        else:
            with running(["pg_dump", "--format=custom", "--no-owner"], stdout=subprocess.PIPE) as dump:
                sealed_files.seal(output(dump), sealed, keys)
        os.fsync(sealed.fileno())
    if (journal := erasure_journal.journal().path).exists():
        with _whole(folder / "erasures.log") as part:
            shutil.copyfile(journal, part)
    return file


def _forget(folder: Path, last: datetime) -> None:
    """Delete the backups of a day and of those before it, and what there is of one that was never finished."""
    for old in folder.glob("petition-*Z.age*"):
        if old.name < f"petition-{last + timedelta(days=1):%Y-%m-%d}":
            old.unlink()


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file to write that only its owner may read, which has its name when the block ends well, else is gone."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def running(command: list[str], **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL's at this database, the password in the environment, where no list of processes shows it.

    Raises BackupRefused where it is not installed, or ends with a complaint.
    """
    url = db.engine.url
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    told = ["--file=-"] if command[0] == "pg_restore" else [f"--dbname={address}"]
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen([*command, *told], env=environment, stderr=said, **streams)  # noqa: S603  of words of our own
        except FileNotFoundError:
            raise BackupRefused(f"{command[0]} is not installed") from None
        try:
            yield process
        except BrokenPipeError:
            if process.stdin is None:
                raise  # of another
            # This one has ended, and says why.
        except BaseException:
            process.kill()
            raise
        finally:
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream and stream.close()
            code = process.wait()
        if code:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines() or [f"exit {code}"]
            raise BackupRefused(f"{command[0]}: {lines[-1]}")


def output(process: subprocess.Popen[bytes]) -> Any:
    """What such a program writes, as it comes."""
    return process.stdout


def is_sqlite() -> bool:
    """Whether the database is a file."""
    return db.engine.dialect.name == "sqlite"


def database() -> Path:
    """The file of an SQLite database."""
    return Path(str(db.engine.url.database))


def lacks_journal(own: bytes | None, known: int) -> bool:
    """Whether no journal is here that tells who left since a backup that knows so many entries of its own."""
    return own is None or erasure_journal.journal().last(own) < known


def refuse_without_journal(own: bytes | None, known: int) -> None:
    """Refuse a backup that would bring back whoever left since it was made; raises BackupRefused."""
    if lacks_journal(own, known):
        raise BackupRefused(
            f"no journal of erasures that goes with this backup is at {erasure_journal.journal().path}: whoever left or hid "
            "since it was made would stand in the letters again. Put the journal there; where it is lost, --without-journal"
        )


def journal_of(file: Path) -> tuple[bytes | None, int]:
    """The name of the journal of a backup of PostgreSQL's, and the last number that it knows: erasure_journal.known."""
    only = ["--data-only", "--table=erasures", str(file)]
    with running(["pg_restore", *only], stdout=subprocess.PIPE) as backup:
        found = output(backup).read().decode()
    columns = re.search(r"^COPY public\.erasures \((.+)\) FROM stdin;$", found, re.MULTILINE)
    if columns is None:
        return None, 0
    names = columns[1].split(", ")
    rows = [
        dict(zip(names, line.split("\t"), strict=True))
        for line in found[columns.end() :].splitlines()
        if "\t" in line
    ]
    keys = {row["number"]: row["key"].lstrip("\\x") for row in rows if row["number"] != r"\N"}
    name = bytes.fromhex(keys["0"]) if "0" in keys else None
    return name, max(map(int, keys), default=0)
