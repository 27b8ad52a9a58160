"""Writes of several requests as one transaction (group commit: DeWitt et al., SIGMOD 1984).

SQLite lets one write at a time, and each waits for the disk before the next may begin; PostgreSQL is asked and answers,
begins and commits, at a cost to both sides that is as high for one as for many. So whoever of a process has its turn does
the work of all who wait in that process besides, step by step side by side, commits once, and each is answered after that.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy import func, select, true
from sqlalchemy.exc import OperationalError

from petition.core.db import db, run_later
from petition.core.steps import Steps, done, side_by_side
from petition.core.transactions import collided, let_go

R = TypeVar("R")

# Of PostgreSQL, until the transaction ends: who waits for a row that somebody else has keeps the others waiting no longer.
_SOON = select(func.set_config("lock_timeout", "200ms", true()))


class _Write:
    """What somebody wants written, and what came of it."""

    result: Any = None
    error: Exception | None = None
    is_taken = is_over = False

    def __init__(self, work: Callable[[], Steps[Any]], order: str = "") -> None:
        self.work, self.order = work, order

    def alone(self) -> None:
        """Write it, as a transaction of its own."""
        try:
            self.result = done(self.work())
            db.session.commit()
        except Exception:
            db.session.rollback()
            raise
        self.is_over = True


class _Writes:
    """What waits in this process to be written."""

    def __init__(self) -> None:
        self.waiting: deque[_Write] = deque()
        self.one_at_a_time = threading.Lock()

    def together(self) -> None:
        """Write all that waits or, where some of it is refused, none; where the database is away, that is said to all."""
        these: list[_Write] = []
        is_postgresql = db.engine.dialect.name == "postgresql"
        try:
            db.session.connection()  # on SQLite who comes while its turn is waited for is written, too
            these = self._taken()
            if len(these) > 1 and is_postgresql:
                run_later(_SOON, {})
            results = side_by_side([each.work() for each in these])
            db.session.commit()
        except Exception as error:  # noqa: BLE001  whoever wanted it written is told
            db.session.rollback()
            these = these or self._taken()
            is_away = isinstance(error, OperationalError) and not (is_postgresql and collided(error))
            if is_away or len(these) == 1:
                for each in these:
                    each.error = error
        else:
            for each, result in zip(these, results, strict=True):
                each.result, each.is_over = result, True

    def _taken(self) -> list[_Write]:
        """All that waits, in one order: of two groups that change the same each would wait for the other otherwise."""
        these = [self.waiting.popleft() for _ in range(len(self.waiting))]
        for each in these:
            each.is_taken = True
        return sorted(these, key=lambda each: each.order)


def written(work: Callable[[], Steps[R]], *, order: str = "") -> R:
    """Do `work` in a transaction, commit that, and give what it gave; raise what it or the commit raised.

    `work` reads and writes by `db.session` and does nothing else, nor asks anything of the request: another thread may do
    it, and it is done once more, by itself, where what stood beside it was refused. `order` names what others may want to
    change at the same time. What this session has open is ended before.
    """
    let_go()  # or who does the work would wait for our own turn
    own = _Write(work, order)
    writes: _Writes = current_app.extensions.setdefault("writes", _Writes())
    writes.waiting.append(own)
    with writes.one_at_a_time:
        if not own.is_taken:
            writes.together()
    if own.error:
        raise own.error
    if not own.is_over:
        own.alone()
    return cast("R", own.result)
