"""What a worker has taken stays its own while it works, and comes back soon after it was killed: a short lease, renewed.

A lease is the due time of a row, moved on, and who has it. A thread moves it on again three times within each lease, however
slow the server, for as long as the process lives and its database answers. Of two who believe that a row is theirs the
database knows who has it: only that one renews it.
"""

import logging
import secrets
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.exc import SQLAlchemyError

from petition.core import clock
from petition.core.db import db, table_of
from petition.mail.out.models import OutboxMessage

_log = logging.getLogger("petition.mail")

_PER_LEASE = 3  # renewals: one may fail and the lease lives on
_LONGEST = timedelta(
    hours=2
)  # one mail takes no longer with any server; a worker that hangs lets go in the end

_outbox = table_of(OutboxMessage)
_RENEWED = (
    update(_outbox)
    .where(
        _outbox.c.id.in_(bindparam("rows", expanding=True)),
        _outbox.c.holder == bindparam("me"),
        _outbox.c.state == "waiting",
    )
    .values(due_at=bindparam("until"))
    .returning(_outbox.c.id)
)


class Lease:
    """The rows that one worker has, and until when. A context: the renewing ends with it."""

    def __init__(self, length: timedelta) -> None:
        """Take how long a lease lasts unless it is renewed."""
        self.length = length
        self.holder = secrets.token_hex(8)
        self._engine = db.engine
        self._until: dict[int, datetime] = {}
        self._taken_at = clock.now()
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Lease":
        """Begin with nothing taken."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Renew no more: what is still held comes due when its lease is over."""
        self._ended.set()
        if self._thread:
            self._thread.join()

    def took(self, rows: Iterable[int], now: datetime) -> None:
        """Hold these, which the database has just given."""
        with self._guard:
            self._until |= dict.fromkeys(rows, now + self.length)
            self._taken_at = now
        if self._until and self._thread is None:
            self._thread = threading.Thread(target=self._renew_now_and_then, daemon=True)
            self._thread.start()

    def holds(self, row: int, now: datetime) -> bool:
        """Whether nobody else can have this one, asked before it is sent; one whose lease is over is let go."""
        with self._guard:
            self._taken_at = now
            if row in self._until and now >= self._until[row]:
                del self._until[row]
            return row in self._until

    def let_go(self, rows: Iterable[int]) -> None:
        """Hold these no longer. Waits for a renewal under way, so that none comes after this."""
        with self._guard:
            for row in rows:
                self._until.pop(row, None)

    def _renew_now_and_then(self) -> None:
        while not self._ended.wait(self.length.total_seconds() / _PER_LEASE):
            try:
                self._renew(clock.now())
            except SQLAlchemyError as error:  # the database is away: what is not renewed in time is not sent
                _log.error("%s in renewing a lease", type(error).__name__)

    def _renew(self, now: datetime) -> None:
        with self._guard:
            if not self._until or now > self._taken_at + _LONGEST:
                return
            until = now + self.length
            given = {"rows": list(self._until), "me": self.holder, "until": until}
            with self._engine.begin() as connection:
                kept = set(connection.scalars(_RENEWED, given))
            self._until = {row: until for row in self._until if row in kept}
