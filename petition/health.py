"""Whether the service is alive, and whether it is ready: for whoever watches it."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

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
    """The database answers, and a worker carries mail: none has been due for a quarter of an hour while nothing left."""
    try:
        db.session.execute(db.text("SELECT 1"))
        late = outbox.late(clock.now() - _MAIL_MAY_WAIT)
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is no
        return {"ready": False, "database": type(error).__name__}, 503
    return {"ready": not late, "database": "ok", "mail late": late}, 503 if late else 200
