"""Whether the service is alive, and whether it is ready: for whoever watches it."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petition import clock_watch, erasure_journal
from petition.core import clock
from petition.core.db import db
from petition.mail import outbox

bp = Blueprint("health", __name__)

_MAIL_MAY_WAIT = timedelta(minutes=15)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """This process answers."""
    return {"alive": True}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers, mail does not wait for a quarter of an hour while none leaves, the clock is believed.

    A database that is a backup, put in place and not replayed, is not ready either.
    """
    try:
        db.session.execute(db.text("SELECT 1"))
        late = outbox.late(clock.now() - _MAIL_MAY_WAIT)
        doubted = clock_watch.doubted(clock.now())
        behind, lags = erasure_journal.is_behind(), erasure_journal.lags()
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is no
        return {"ready": False, "database": type(error).__name__}, 503
    ready = not (late or doubted or behind or lags)
    told = {
        "database": "older than its journal of erasures" if behind else "ok",
        "mail late": late,
        "journal of erasures": "not written" if lags else "ok",
        "clock": "may be wrong" if doubted else "ok",
    }
    return {"ready": ready, **told}, 200 if ready else 503
