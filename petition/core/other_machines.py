"""What a process that gives pages asks of PostgreSQL once a second, in a thread of its own: several machines may share it.

Whether one of them has ended pages at once (marks.py), and how far the replica is. In between it goes by the last answer.
"""

import logging
import threading
import time
from typing import Any

from flask import Flask
from sqlalchemy import Executable, literal_column, select, text
from sqlalchemy.exc import SQLAlchemyError

from petition.core.db import db, read_alone
from petition.core.marks import Marks
from petition.core.replica import replica

_log = logging.getLogger("petition.web")

_EVERY = 1  # second
_ENDED: Executable = select(literal_column("last_value"), literal_column("is_called")).select_from(
    text("pages_ended")
)


def begin(app: Flask) -> None:
    """Ask from now on; after the fork. SQLite is one machine's."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            threading.Thread(target=_watch, args=(app,), daemon=True).start()


def _watch(app: Flask) -> None:
    marks: Marks = app.extensions["pages"].marks
    seen = None
    with app.app_context():
        while True:
            try:
                seen = ended(marks, seen)
                if replica().url:
                    replica().ask()
            except Exception as error:  # noqa: BLE001  whatever it is, it is asked again
                _log.error("%s in looking at other machines", type(error).__name__)
            time.sleep(_EVERY)


def ended(marks: Marks, seen: Any) -> Any:
    """How often pages were ended at once on any machine; where it was otherwise when last seen, all kept here are over."""
    try:
        found = read_alone(_ENDED, {})
    except SQLAlchemyError:  # the database is away, and what is kept is given for a few seconds at most
        return seen
    if found != seen:
        marks.change_all()
    return found
