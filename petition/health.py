"""Whether the service is alive, and whether it is ready: for whoever watches it."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petition import clock_watch, data_key, doctor, duties, erasure_journal
from petition.core import clock, web
from petition.core.checks import CheckFailed, NothingToAsk
from petition.core.db import db
from petition.mail.out import outbox

bp = Blueprint("health", __name__)

_LATE = duties.MAY_WAIT


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """This process answers."""
    return {"alive": True}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers, and a worker is at work: mail leaves, and every duty was done within a quarter of an hour.

    A duty that fails under one appeal makes it not ready, for something that was promised is not done. Values that could not
    be unsealed are only counted: they were dealt with. A clock that may be wrong, a journal of erasures
    that cannot be written, a backup that was put in place and not replayed, and a DATA_KEY that is not that of this database
    make it not ready too, as do a disk with less room than DISK_LEAST, messages that nobody takes in, and a mail server that
    takes none of ten emails or more within an hour: nobody can confirm then (what is for no mailbox is not counted).

    What is wrong is told to this machine alone: strangers would know when to come.
    """
    now = clock.now()
    try:
        db.session.execute(db.text("SELECT 1"))
        late, refused = outbox.late(now - _LATE), doctor.all_refused(now)
        last, troubles = duties.last_done(), duties.troubles()
        silent = len(duties.silent(duties.Round.DUTIES, now))
        doubted = clock_watch.doubted(now)
        has_key = data_key.is_right()
        behind, lags = erasure_journal.is_behind(), erasure_journal.lags()
        takes_in = _passes(partial(doctor.messages, now))
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is no
        return _told(False, {"database": type(error).__name__})
    has_room = _passes(doctor.room)
    wrong = (late, refused, silent, troubles.failing, doubted, behind, lags)
    is_done = last is not None and last >= now - _LATE
    is_ready = is_done and not any(wrong) and all((has_key, takes_in, has_room))
    facts = {
        "database": "older than its journal of erasures" if behind else "ok",
        "data key": "ok" if has_key else "not that of this database",
        "mail late": late,
        "mail not taken": refused,
        "messages": "ok" if takes_in else "not taken in",
        "journal of erasures": "not written" if lags else "ok",
        "clock": "may be wrong" if doubted else "ok",
        "disk": "ok" if has_room else "full",
        "duties last done": last.isoformat(timespec="seconds") if last else None,
        "workers silent": silent,
        "duties failing": troubles.failing,
        "not unsealed": troubles.unreadable,
    }
    return _told(is_ready, facts)


def _told(is_ready: bool, facts: Mapping[str, object]) -> ResponseReturnValue:
    return {"ready": is_ready, **(facts if web.is_from_here() else {})}, 200 if is_ready else 503


def _passes(check: Callable[[], str]) -> bool:
    try:
        check()
    except NothingToAsk:
        return True
    except CheckFailed:
        return False
    return True
