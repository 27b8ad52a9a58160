"""Whether all is well with this service, check by check: what `flask doctor` says.

Every check is made and told, for what is wrong is seldom alone; the first that fails is the one to begin with. What asks the
database is not made where it does not answer.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from petition import __version__, clock_watch, data_key, duties, erasure_journal, restoring
from petition.accounts import oidc
from petition.core import checks, sealed_files
from petition.core.checks import CheckFailed, NothingToAsk
from petition.core.clock import is_rehearsed
from petition.core.db import db
from petition.core.environment import misspelt
from petition.core.schema import lacking
from petition.core.settings import settings
from petition.mail import bounces, setup
from petition.mail.out import outbox

BACKUP_EACH = timedelta(days=2)  # one a night, which may be late
_APART = timedelta(seconds=30)  # of two clocks
_START = "start flask work anew (systemctl restart petition-worker)"
_REFUSED_IN = timedelta(hours=1)
_NO_MAILBOX = ("5.1.1", "5.1.2", "5.1.6", "5.2.1")  # RFC 3463: none of that name, or it is closed
_MANY = 10  # emails that are not taken, which is no longer a few mistyped addresses


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to: "ok", "FAULT", or "-" where there was nothing to ask."""

    what: str
    outcome: str
    sentence: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.outcome:5}  {self.what}: {self.sentence}"


def examine(now: datetime, send_to: str = "") -> Iterator[Finding]:
    """Make every check, one after another."""
    yield Finding("version", "ok", __version__)
    yield _made("settings", _settings)
    reached = _made("database", _database)
    yield reached
    for what, check in _OF_THE_DATABASE.items():
        yield (
            _made(what, partial(check, now))
            if reached.outcome == "ok"
            else Finding(what, "-", "the database is away")
        )
    yield _made("disk", room)
    yield _made("mail server", setup.server)
    if send_to:
        yield _made("test email", partial(setup.send_test, send_to, now))
    for what, ask in _OF_THE_WORLD.items():
        yield Finding(what, "-", "a local run") if settings().is_local else _made(what, ask)
    yield _made("organisation's sign-in", _sign_in)
    yield _made("mailbox", _mailbox)


def _made(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", check())
    except NothingToAsk as why:
        return Finding(what, "-", str(why))
    except CheckFailed as fault:
        return Finding(what, "FAULT", str(fault))
    except SQLAlchemyError as error:
        db.session.rollback()
        return Finding(what, "FAULT", f"the database refuses ({type(error).__name__}): run flask db upgrade")


def _settings() -> str:
    if names := misspelt(os.environ):
        said = ", ".join(f"{name} (is {meant} meant?)" for name, meant in names.items())
        raise CheckFailed(f"nothing reads {said}: look at the spelling")
    return "no name is nearly a setting's"


def room() -> str:
    """Room where the service writes; raises CheckFailed where there is too little."""
    return checks.room(_written(), settings().disk_least)


def free() -> int:
    """How many bytes are free there, at the fullest place."""
    return checks.fullest(_written())[0]


def _written() -> list[Path]:
    told = settings()
    folders = [told.instance, told.erasure_journal.parent]
    if db.engine.dialect.name == "sqlite":
        folders.append(Path(str(db.engine.url.database)).parent)
    return folders


def _database() -> str:
    try:
        db.session.execute(db.text("SELECT 1"))
    except SQLAlchemyError as error:
        db.session.rollback()
        raise CheckFailed(
            f"does not answer ({type(error).__name__}): look at DATABASE_URL and its server"
        ) from None
    return f"{db.engine.dialect.name} answers"


def _migrations(_now: datetime) -> str:
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    wanted = set(scripts.get_heads())
    there = set(db.session.scalars(db.text("SELECT version_num FROM alembic_version")))
    if newer := there - {each.revision for each in scripts.walk_revisions()}:
        raise CheckFailed(
            f"the database has {', '.join(sorted(newer))}, which this code is older than: install a newer one"
        )
    if there != wanted:
        has = ", ".join(sorted(there)) or "none"
        raise CheckFailed(
            f"the database has {has}, the code needs {', '.join(sorted(wanted))}: run flask db upgrade"
        )
    if gone := lacking(db.session.connection()):
        raise CheckFailed(f"the database lacks {', '.join(gone)}: restore a backup from before the upgrade")
    return f"the database is at {', '.join(sorted(wanted))}"


def _keys(_now: datetime) -> str:
    if not data_key.is_right():
        raise CheckFailed(
            "DATA_KEY is not the key that this database is encrypted with: put the right one back"
        )
    if settings().data_key_old:
        return "opened by DATA_KEY or DATA_KEY_OLD: run flask keys rotate, then take DATA_KEY_OLD away"
    return "DATA_KEY opens what the database holds"


def _clock(now: datetime) -> str:
    if db.engine.dialect.name == "postgresql" and not is_rehearsed():
        db.session.rollback()  # for its time is that of its beginning
        there = db.session.execute(db.text("SELECT clock_timestamp()")).scalar_one()
        if abs(there - now) > _APART:
            raise CheckFailed(
                f"this machine says {now:%Y-%m-%d %H:%M:%S} UTC, the database {there:%H:%M:%S}: set the clock"
            )
    if clock_watch.doubted(now):
        raise CheckFailed(
            f"{now:%Y-%m-%d %H:%M} UTC may be wrong: set the clock, or run flask work --trust-clock --once"
        )
    return f"{now:%Y-%m-%d %H:%M:%S} UTC is believed"


def _worker(now: datetime) -> str:
    last = duties.last_done()
    if last is None:
        raise CheckFailed(f"no worker has ever finished its duties: {_START}")
    if last < now - duties.MAY_WAIT:
        raise CheckFailed(f"the worker last finished its duties at {last:%Y-%m-%d %H:%M} UTC: {_START}")
    if silent := duties.silent(duties.Round.DUTIES, now):
        raise CheckFailed(f"that of {_named(silent)} goes on no more, while another does: start it anew")
    return f"its duties were last done at {last:%H:%M:%S} UTC"


def _duties(_now: datetime) -> str:
    if failing := duties.troubles().failing:
        raise CheckFailed(f"{failing} of the worker's duties fail: the log names them")
    return "none of the worker's duties fails"


def awaited() -> duties.Round | None:
    """By which way messages that sign come; None where none are awaited."""
    if settings().imap_url:
        return duties.Round.MAILBOX
    return duties.Round.RECEIVE if settings().sign_address else None


def messages(now: datetime) -> str:
    """Messages that sign are taken in; CheckFailed where they were not for a quarter of an hour."""
    way = awaited()
    if way is None:
        raise NothingToAsk("SIGN_ADDRESS is not set")
    last = duties.last_done(way)
    if last is None or last < now - duties.MAY_WAIT:
        said = f"be taken in since {last:%Y-%m-%d %H:%M} UTC" if last else "ever be taken in"
        raise CheckFailed(f"none could {said}: {_OF_WAYS[way]}")
    if silent := duties.silent(duties.Round.RECEIVE, now):
        raise CheckFailed(
            f"{_named(silent)} takes in none, while another does: start flask receive (petition-receive) anew there"
        )
    return f"they could be taken in at {last:%H:%M:%S} UTC"


def _named(places: list[str]) -> str:
    return ", ".join(places)


def _backups(now: datetime) -> str:
    if not settings().backup_recipient:
        raise NothingToAsk("BACKUP_RECIPIENT is not set")
    try:
        sealed_files.recipients(settings().backup_recipient)
    except sealed_files.WrongFileKey as wrong:
        raise CheckFailed(f"{wrong}: look at BACKUP_RECIPIENT") from None
    last = duties.last_done(duties.Round.BACKUP)
    if last is None or last < now - BACKUP_EACH:
        said = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        raise CheckFailed(f"none was made {said}: look at petition-backup, or run flask backup")
    return f"the last was made at {last:%Y-%m-%d %H:%M} UTC"


_OF_WAYS = {
    duties.Round.MAILBOX: "look at the worker, at IMAP_URL, and whether that mailbox is full",
    duties.Round.RECEIVE: "start flask receive (petition-receive) anew, or set IMAP_URL",
}


def _sign_in() -> str:
    if not oidc.is_on():
        raise NothingToAsk("OIDC_ISSUER is not set")
    return oidc.check()


def _mailbox() -> str:
    if not settings().imap_url:
        raise NothingToAsk("IMAP_URL is not set")
    return setup.mailbox()


def _mail_late(now: datetime) -> str:
    if late := outbox.late(now - duties.MAY_WAIT):
        raise CheckFailed(
            f"{late} emails have waited for a quarter of an hour, and none left: look at the worker and MAIL_URL"
        )
    return f"{outbox.waiting()} emails wait, each was tried when it was due"


def refused(now: datetime) -> tuple[int, Counter[str]]:
    """How many emails left in the last hour, and what was said of those that were not taken."""
    return outbox.answered(since=now - _REFUSED_IN, before=now - duties.MAY_WAIT)


def all_refused(now: datetime) -> int:
    """How many emails were not taken in an hour in which none left; 0 where that were a few, or one left. Asked often.

    What was taken and came back is none, nor what is for a mailbox that is not there: anybody could cause it.
    """
    if outbox.some_left(since=now - _REFUSED_IN):
        return 0
    _left, codes = refused(now)
    by_others = (bounces.RETURNED, *_NO_MAILBOX)
    count = sum(count for code, count in codes.items() if not code.startswith(by_others))
    return count if count >= _MANY else 0


def _mail_refused(now: datetime) -> str:
    left, codes = refused(now)
    said = f"{left} emails left in the last hour, {codes.total()} were not taken"
    if codes:
        said += f" ({', '.join(f'{count} × {code}' for code, count in codes.most_common(3))})"
    if codes.total() >= _MANY and codes.total() > left:
        nowhere = sum(
            count for code, count in codes.items() if code.rpartition(" ")[2].startswith(_NO_MAILBOX)
        )
        if 2 * nowhere > codes.total():
            raise CheckFailed(
                f"{said}: most of their mailboxes are not there, so look whether made-up addresses sign"
            )
        raise CheckFailed(f"{said}: look at the log of the mail server, or ask its provider")
    return said


def _journal(_now: datetime) -> str:
    if erasure_journal.is_behind():
        raise CheckFailed("the database is older than its journal: run flask restore --replay")
    if erasure_journal.lags():
        raise CheckFailed("it cannot be written: look at ERASURE_JOURNAL and its owner")
    if since := restoring.may_be_back_since():
        return (
            f"is written; the last restore had none, and whoever left from {since:%Y-%m-%d %H:%M} UTC until then stands in "
            "the letters again"
        )
    return "is written"


_OF_THE_DATABASE = {
    "migrations": _migrations,
    "keys": _keys,
    "clock": _clock,
    "worker": _worker,
    "duties": _duties,
    "mail late": _mail_late,
    "mail refused": _mail_refused,
    "messages": messages,
    "backups": _backups,
    "journal of erasures": _journal,
}
_OF_THE_WORLD = {
    "SPF": setup.spf,
    "DKIM": setup.dkim_records,
    "DMARC": setup.dmarc,
    "public address": lambda: checks.public_address(settings().public_url, settings().dns_server),
}
