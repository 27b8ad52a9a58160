"""What commands have in common: how they refuse, and how they find an appeal."""

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from petition import backups, data_key, erasure_journal
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import checks, fields, sealed_files, text, traces, web
from petition.core.db import db
from petition.core.markdown import TooComplex
from petition.core.settings import settings
from petition.core.transactions import let_go
from petition.letters import service as letters
from petition.letters.render.refusals import MissingGlyphs
from petition.likeness import table
from petition.reading.refusals import NotALetter

P = ParamSpec("P")
R = TypeVar("R")

NOT_BEGUN = (
    "Nothing is set, and nothing was begun here. On a server run this with its settings: petition ... (docs/deploy.md). "
    "For a try on this machine begin with: make run, or flask db upgrade."
)
BEHIND = "The database is older than its journal of erasures. Run flask restore --replay first."
# What a service refuses by a code, or by the phase that the letter is in.
_WHY_NOT = {
    "unchanged": "its text is as it was published",
    "present": "it is the text that is published: publish another one first",
    "unsaid": "say what has changed (--note) and choose --keep-signatures or --ask-again",
    "not later": "the new deadline must be later than the present one",
    Phase.DRAFT: "the letter is a draft",
    Phase.OPEN: "the letter is open",
    Phase.GRACE: "signing is over",
    Phase.CLOSED: "signing is over",
    Phase.WITHDRAWN: "the letter is withdrawn",
    Phase.STOPPED: "the letter is stopped, until flask emergency off",
}


def refuse(reason: str) -> NoReturn:
    """End with 1 and the reason in one line on stderr; nothing is changed."""
    db.session.rollback()
    click.echo(" ".join(reason.split()), err=True)
    sys.exit(1)


def refuse_nothing_set() -> None:
    """End with 1 where nothing was set and no local run was begun: keys and database would be made anew."""
    if settings().unkept_keys:
        refuse(NOT_BEGUN)


def refuse_wrong_key() -> None:
    """End with 1 where nothing was set and nothing begun, or DATA_KEY is not that of this database."""
    refuse_nothing_set()
    try:
        data_key.check()
    except data_key.WrongKey:
        refuse(data_key.WRONG)
    let_go()


def refusals(command: Callable[P, R]) -> Callable[P, R]:
    """Say what a service refuses in one line on stderr, exit 1, and change nothing; begin with the right key alone."""

    @in_one_line
    @wraps(command)
    def with_right_key(*args: P.args, **kwargs: P.kwargs) -> R:
        refuse_wrong_key()
        return command(*args, **kwargs)

    return with_right_key


def in_one_line(command: Callable[P, R]) -> Callable[P, R]:
    """Say what a service refuses in one line on stderr, exit 1, and change nothing."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        _refuse_no_text(kwargs.values())
        try:
            return command(*args, **kwargs)
        except appeals.NotPossible as refusal:
            refuse(f"Not possible: {_WHY_NOT.get(str(refusal), refusal)}.")
        except letters.NoSuchText as refusal:
            refuse(f"The appeal has no text in {refusal}.")
        except (NotALetter, MissingGlyphs, table.TableRefused) as refusal:
            refuse(str(refusal))
        except TooComplex:
            refuse("The text is too complex: too long, or lists, quotes and marks nested too deep.")
        except (backups.BackupRefused, sealed_files.WrongFileKey, checks.CheckFailed) as refusal:
            refuse(f"Not possible: {refusal}.")
        except text.Refused as refusal:
            refuse(str(fields.REFUSALS[refusal.code]))
        except BrokenPipeError:
            raise  # whoever reads has enough, as `head` has: click ends without a word
        except (DBAPIError, OSError) as error:
            refuse(_what_fails(error))

    return told


def _refuse_no_text(given: Iterable[object]) -> None:
    """End with 2 where bytes that are no text were typed: neither the database nor a page could hold them."""
    try:
        "".join(map(str, given)).encode()
    except UnicodeEncodeError:
        raise click.UsageError("What was given is no text in UTF-8.") from None


def _what_fails(error: DBAPIError | OSError) -> str:
    if isinstance(error, OSError):
        return wrong_with(error.filename or "What is printed", error)
    kind = type(error).__name__
    if getattr(error.orig, "sqlstate", "") is None:  # of PostgreSQL's client, for no server gave it a code
        return f"The database does not answer ({kind}): look at DATABASE_URL and its server."
    return (
        f"The database refuses ({kind}): flask doctor says what is wrong, flask db upgrade makes its tables."
    )


def appeal_of(slug: str) -> Appeal:
    """The appeal of that name; refused where there is none, or where names of people who left might be shown."""
    if erasure_journal.is_behind():
        refuse(BEHIND)
    return appeals.by_slug(slug) or refuse(f"There is no appeal {slug}.")


def address(found: Appeal) -> str:
    """Where an appeal is read."""
    return web.address(f"/a/{found.slug}")


class GivenFile(click.Path):
    """A file to be read. On a server commands run as a user of their own, from a folder of their own."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The file, which is there and can be read."""
        path = Path(str(super().convert(value, param, ctx))).absolute()
        try:
            path.open("rb").close()
        except OSError as error:
            self.fail(wrong_with(path, error), param, ctx)
        return path


class NewFile(click.Path):
    """A file to be written: whatever has that name is replaced, so it may be no device or pipe, and a link is followed."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The file, in a folder that is there and can be written to."""
        path = Path(str(super().convert(value, param, ctx))).resolve()
        try:
            is_there, is_file = path.exists(), path.is_file()
        except OSError as error:  # of a folder that we may not enter; of a name that is too long
            raise click.ClickException(wrong_with(path, error)) from None
        if is_there and not is_file:
            self.fail(f"{value} is no file: give a name for one.", param, ctx)
        if not path.parent.is_dir():
            raise click.ClickException(f"There is no folder {path.parent}.")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise click.ClickException(wrong_with(path, PermissionError()))
        return path


def content(file: Path) -> bytes:
    """What a file holds; refused where it is more than a form may bring, for half a list is none."""
    with file.open("rb") as opened:
        data = opened.read(web.FILE_BYTES + 1)
    if len(data) > web.FILE_BYTES:
        refuse(f"{file}: holds more than {web.FILE_BYTES >> 20} MB, and was not read.")
    return data


def json_to_output(value: object, *, indent: int) -> None:
    """Print a value as JSON piece by piece: of a long list the whole would take as much memory as what was read."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=indent)
    click.echo()


def wrong_with(path: Path | str, error: OSError) -> str:
    """What is wrong with a file, in a sentence; who runs as another user than they think is told so."""
    why = error.strerror or str(error)
    if isinstance(error, PermissionError):
        why = f"the user {getpass.getuser()}, as whom this runs, may not; take a place such as /tmp"
    elif isinstance(error, FileNotFoundError):
        why = f"there is no such file or folder (seen from {Path.cwd()}: name it from the root)"
    return f"{path}: {why}"


class Bar:
    """Progress on a terminal, in percent, drawn over itself."""

    def __init__(self) -> None:
        self.shown = -1

    def show(self, done: int, of: int) -> None:
        """Draw it where it has moved on."""
        percent = 100 * done // max(of, 1)
        if percent != self.shown:
            self.shown = percent
            click.echo(f"\r{percent:3d} %", err=True, nl=percent == 100)


def drop_traces() -> None:
    """Let the files of the database hold no old pages of what was erased."""
    db.session.remove()
    if not traces.drop():
        click.echo("The files of the database still hold old pages: the worker lets go of them.", err=True)


def ask_twice(name: str, *, yes: bool, deed: str = "delete") -> None:
    """Go on where the name was typed again and the deed confirmed, or `yes`; refused else."""
    if yes:
        return
    if click.prompt(f"There is no way back. Type the name again to {deed}", err=True) != name:
        refuse("The names differ: nothing was changed.")
    if not click.confirm(f"{deed.title()} {name} now?", err=True):
        refuse("Nothing was changed.")
