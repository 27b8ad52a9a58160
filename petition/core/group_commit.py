"""Writes of several requests as one transaction of SQLite (group commit: DeWitt et al., SIGMOD 1984).

SQLite lets one write at a time, and each waits for the disk before the next may begin. So whoever of a process has its turn
does the work of all who wait in that process besides, commits once, and each is answered after that. What PostgreSQL is told
at the same time it groups by itself.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy.exc import OperationalError

from petition.core.db import db
from petition.core.transactions import let_go

R = TypeVar("R")


class _Write:
    """What somebody wants written, and what came of it."""

    result: Any = None
    error: Exception | None = None
    is_over = False

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work

    def alone(self) -> None:
        """Write it, as a transaction of its own."""
        try:
            self.result = self.work()
            db.session.commit()
        except Exception as error:  # noqa: BLE001  whoever wanted it written is told
            db.session.rollback()
            self.error = error


class _Writes:
    """What waits in this process to be written."""

    def __init__(self) -> None:
        self.waiting: deque[_Write] = deque()
        self.one_at_a_time = threading.Lock()

    def together(self) -> None:
        """Write all that waits or, where some of it is refused, each by itself; where the database is away, none."""
        these: list[_Write] = []
        try:
            while self.waiting:
                these.append(self.waiting.popleft())
                these[-1].result = these[-1].work()
            db.session.commit()
        except Exception as error:  # noqa: BLE001  whoever wanted it written is told
            db.session.rollback()
            is_away = isinstance(error, OperationalError)
            for each in these:
                if is_away:
                    each.error = error
                else:
                    each.alone()
        for each in these:
            each.is_over = True


def written(work: Callable[[], R]) -> R:
    """Do `work` in a transaction, commit that, and give what it gave; raise what it or the commit raised.

    `work` reads and writes by `db.session` and does nothing else, nor asks anything of the request: on SQLite another thread
    may do it, and twice, where what stood beside it was refused. What this session has open is ended before.
    """
    let_go()  # or who does the work would wait for our own turn
    own = _Write(work)
    if db.engine.dialect.name == "sqlite":
        writes: _Writes = current_app.extensions.setdefault("writes", _Writes())
        writes.waiting.append(own)
        with writes.one_at_a_time:
            while not own.is_over and writes.waiting:  # once more, where what stood before it was refused
                writes.together()
    else:
        own.alone()
        own.is_over = True
    if own.error:
        raise own.error
    if not own.is_over:
        raise RuntimeError("whoever did it was ended")
    return cast("R", own.result)
