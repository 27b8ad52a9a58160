"""The journal of erasures: what a restored backup must not bring back.

A backup does not know who left after it was made. Each time somebody leaves, hides, is taken out by organisers, or gives up
what lets them in, a keyed hash says so in the same transaction; as soon as that is committed it is given its number and
written to a file outside the database, which is kept as long as backups are. A database that knows fewer numbers than the
file is a backup that was put in place: nothing is served, sent or erased until `flask restore` has replayed what it misses
(petition/restoring.py). What the clock erases needs no entry: the clock erases it again.
"""

import fcntl
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy import Connection, String, and_, bindparam, delete, event, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column
from werkzeug.exceptions import ServiceUnavailable

from petition.core.db import Base, db, insert_into
from petition.core.marks import change_at_once
from petition.core.vault import vault

_log = logging.getLogger("petition.erasures")

VERSION_REMOVED = "version removed "  # before its number
_LOOKED_FOR = 1.0  # seconds for which a database that knows all of its journal is believed to
_PAST: dict[str, Any] = {
    "kind": "past",
    "appeal_id": None,
    "key": bytes(32),
}  # of which its number alone is kept
_BEGINNING = date(1970, 1, 1)
_OPEN_TO_ALL = {"health.alive", "health.ready"}


class Erasure(Base):
    """One entry. The entry with the number 0 names the journal: whose numbers they are."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(unique=True)  # None: not yet in the file
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(24))
    appeal_id: Mapped[int | None]  # without a foreign key: the entry outlives what it speaks of
    key: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An entry as the file has it."""

    journal: bytes
    number: int
    day: date
    kind: str
    appeal_id: int | None
    key: bytes

    @property
    def is_past(self) -> bool:
        """Whether its number is all that was kept of it."""
        return bool(self.kind == _PAST["kind"])

    def __str__(self) -> str:
        """One line."""
        kind = self.kind.replace(" ", "_")
        return (
            f"{self.journal.hex()} {self.number} {self.day} {kind} {self.appeal_id or '-'} {self.key.hex()}"
        )

    @classmethod
    def read(cls, line: str) -> "JournalEntry":
        """What `str` gave; raises ValueError."""
        journal, number, day, kind, appeal_id, key = line.split()
        if len(journal) != 32 or len(key) != 64:
            raise ValueError("cut")
        return cls(
            bytes.fromhex(journal),
            int(number),
            date.fromisoformat(day),
            kind.replace("_", " "),
            None if appeal_id == "-" else int(appeal_id),
            bytes.fromhex(key),
        )


class Journal:
    """The file, and whether the database knows all that stands in it."""

    def __init__(self, path: Path, days: int) -> None:
        """Take where it is kept, and for how many days: as long as backups."""
        self.path, self.days = path, days
        self.is_written = True
        self._looked, self.was_behind = -_LOOKED_FOR, False

    def is_behind(self) -> bool:
        """Whether the database is older than the file. One that cannot be read stops nobody; `lags` tells of it."""
        if not self.was_behind and time.monotonic() - self._looked < _LOOKED_FOR:
            return False
        was = self.was_behind
        try:
            self.was_behind = bool(self.missing())
        except OSError as error:
            _log.error("%s: the journal of erasures could not be read", type(error).__name__)
        self._looked = time.monotonic()
        if self.was_behind and not was:
            _log.error("The database is older than its journal of erasures: run flask restore --replay")
        return self.was_behind

    def missing(self) -> int:
        """How many numbers the database does not know."""
        if not self.path.exists():
            return 0
        name, _ = known_now()
        written = self.last(name) if name else 0
        # After the file, for what somebody commits meanwhile is in the file a moment later.
        return max(0, written - known_now()[1]) if name else 0

    def last(self, name: bytes) -> int:
        """The last number in the file, of the journal of that name; -1 where nothing there is of that one."""
        tail = next(reversed(list(self._lines(last=4096))), None)
        if tail is not None and tail.journal == name:
            return tail.number
        return max((each.number for each in self._lines() if each.journal == name), default=-1)

    def entries(self, name: bytes, after: int) -> list[JournalEntry]:
        """What stands in the file of the journal of that name after a number."""
        return [each for each in self._lines() if each.journal == name and each.number > after]

    def name(self) -> bytes | None:
        """Of which journal the file's last entry is, None where there is none."""
        tail = next(reversed(list(self._lines(last=4096))), None)
        return tail.journal if tail else None

    def _lines(self, last: int = 0) -> Iterator[JournalEntry]:
        """What can be read of the file, or of its last bytes: a line that was cut by a fall of the machine is left out."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - last) if last else 0)
                for line in file:
                    try:
                        yield JournalEntry.read(line.decode())
                    except ValueError:
                        continue
        except FileNotFoundError:
            return

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, open for appending, ending with a whole line; nobody else writes to it meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_ino != self.path.stat().st_ino:  # cut while this process waited
                with self._locked() as newer:
                    yield newer
                return
            if (size := os.fstat(descriptor).st_size) and os.pread(descriptor, 1, size - 1) != b"\n":
                os.write(descriptor, b"\n")
            yield descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def append(self, rows: Connection, name: bytes) -> None:
        """Write what the file lacks of what the database has numbered, and let it reach the disk.

        A line with the number 0 begins it, by which a file of which nobody has left is told from one that was lost. What the
        database has let go of is taken out: a machine without a worker looks after no file otherwise.
        """
        with self._locked() as file:
            last = self.last(name)
            found = rows.execute(
                select(Erasure.number, Erasure.day, Erasure.kind, Erasure.appeal_id, Erasure.key)
                .where(Erasure.number > max(0, last))
                .order_by(Erasure.number)
            )
            first = [] if last >= 0 else [JournalEntry(name, 0, _BEGINNING, **_PAST)]
            entries = [JournalEntry(name, *row) for row in found]  # type: ignore[arg-type]
            lines = "".join(f"{each}\n" for each in first + entries)
            os.write(file, lines.encode())
        oldest = select(func.min(Erasure.number)).where(Erasure.number > 0, Erasure.kind != _PAST["kind"])
        kept = rows.scalar(oldest) or known(rows)[1] + 1
        self.cut(lambda each: each.journal == name and each.number < kept)

    def cut(self, is_over: Callable[[JournalEntry], bool]) -> None:
        """Take out the entries that are over, the first of them first; of the last of each journal the number stays."""
        first = next((each for each in self._lines() if not each.is_past), None)
        if first is None or not is_over(first):
            return
        with self._locked():
            entries = list(self._lines())
            lasts = {each.journal: each for each in entries}
            kept = [
                replace(each, **_PAST) if is_over(each) else each
                for each in entries
                if not is_over(each) or lasts[each.journal] is each
            ]
            fresh = self.path.with_name(f"{self.path.name}.new")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.writelines(f"{each}\n" for each in kept)
                file.flush()
                os.fsync(descriptor)
            fresh.replace(self.path)


def init_app(app: Flask, path: Path, days: int) -> None:
    """Give the application its journal; while the database is older nothing is served but how the service is."""
    app.extensions["erasure_journal"] = Journal(path, days)
    app.before_request(_refuse)


def journal() -> Journal:
    """The journal of the application at work."""
    found: Journal = current_app.extensions["erasure_journal"]
    return found


def is_behind() -> bool:
    """Whether the database is older than its journal, so that nothing may be served, sent or erased."""
    return journal().is_behind()


def _refuse() -> None:
    """Pages ask; a form goes by the last answer, for it shows no names, and does the same work whoever it is about."""
    if request.endpoint in _OPEN_TO_ALL:
        return
    if journal().was_behind if request.method == "POST" else is_behind():
        raise ServiceUnavailable(retry_after=60)


# --- writing ---------------------------------------------------------------------------------------------------------


def fingerprint(value: str) -> bytes:
    """The keyed hash under which a ref, a slug or another name of ours stands in the journal."""
    return vault().common.fingerprint("erasures", value)


def note(kind: str, key: bytes | str, *, appeal_id: int | None = None, now: datetime) -> None:
    """Write an entry in the transaction that does what it says. A `key` of text is hashed; bytes are a keyed hash.

    From its commit on no page is given that was made before.
    """
    change_at_once(appeal_id)
    key = fingerprint(key) if isinstance(key, str) else key
    db.session.add(Erasure(number=None, day=now.date(), kind=kind, appeal_id=appeal_id, key=key))
    db.session.info["erased"] = True


@event.listens_for(db.session, "after_transaction_end")
def _when_committed(session: Session, transaction: SessionTransaction) -> None:
    """At once after the commit: from then on a backup can no longer bring back who left."""
    if transaction.parent is None and session.info.pop("erased", False):
        try:
            write_out()
        except Exception as error:  # noqa: BLE001  what was committed is done; the worker tries again
            _log.error("%s: the journal of erasures could not be written", type(error).__name__)


def write_out() -> None:
    """Number what has no number yet and write it to the file. Every process may; each number is given once."""
    if is_behind() or not journal().is_written:
        return
    with db.engine.begin() as connection:
        name = _locked_name(connection)
        ids = connection.scalars(
            select(Erasure.id).where(Erasure.number.is_(None)).order_by(Erasure.id)
        ).all()
        if ids:
            _name, last = known(connection)
            numbered = update(Erasure.__table__).where(Erasure.__table__.c.id == bindparam("row"))  # type: ignore[arg-type]
            connection.execute(
                numbered.values(number=bindparam("n")),
                [{"row": row, "n": number} for number, row in enumerate(ids, last + 1)],
            )
    with db.engine.connect().execution_options(only_reads=True) as connection:
        journal().append(connection, name)


def catch_up() -> None:
    """Write out what could not be when it was committed: the disk was full, or the process was killed; or begin the file."""
    name, _number = known_now()
    if lags() or (name and journal().last(name) < 0):
        write_out()


def lags() -> bool:
    """Whether something that was committed does not stand in the file, or the file cannot be read."""
    with db.engine.connect().execution_options(only_reads=True) as connection:
        name, number = known(connection)
        waits = connection.scalar(select(Erasure.id).where(Erasure.number.is_(None)).limit(1))
    try:
        return waits is not None or bool(name and number and number > journal().last(name))
    except OSError:
        return True


def adopt(name: bytes, missed: Iterable[JournalEntry]) -> None:
    """A backup is in order again: it writes this journal, and knows the entries that it missed. Commits nothing."""
    db.session.execute(delete(Erasure).where(Erasure.number == 0))
    db.session.execute(insert(Erasure).values(_first(name)))
    values = [
        {
            "number": each.number,
            "day": each.day,
            "kind": each.kind,
            "appeal_id": each.appeal_id,
            "key": each.key,
        }
        for each in missed
    ]
    if values:
        db.session.execute(insert(Erasure), values)
    db.session.info["erased"] = True


def forget(now: datetime) -> None:
    """Take out what no backup can bring back any more; the last number stays, without its mark. Commits nothing."""
    before = now.date() - timedelta(days=journal().days)
    last = select(func.max(Erasure.number)).scalar_subquery()
    old = and_(Erasure.day < before, Erasure.number > 0, Erasure.number < last)
    db.session.execute(delete(Erasure).where(old))
    last_one = and_(
        Erasure.day < before, Erasure.number == last, Erasure.kind != _PAST["kind"], Erasure.number > 0
    )
    db.session.execute(update(Erasure).where(last_one).values(_PAST))
    journal().cut(lambda each: each.day < before)  # each machine's own, whichever of them was first to forget


def known_now() -> tuple[bytes | None, int]:
    """What `known` gives as of now, whatever transaction is open."""
    with db.engine.connect().execution_options(only_reads=True) as connection:
        return known(connection)


def known(connection: Connection) -> tuple[bytes | None, int]:
    """The name of a database's journal, and the last number that it knows."""
    name = connection.scalar(select(Erasure.key).where(Erasure.number == 0))
    return name, connection.scalar(select(func.max(Erasure.number))) or 0


def _locked_name(connection: Connection) -> bytes:
    """The name of the journal, made where there is none; held until the transaction ends, so that one numbers at a time."""
    first = insert_into(Erasure).values(_first(secrets.token_bytes(16)))
    connection.execute(first.on_conflict_do_nothing(index_elements=["number"]))
    held = update(Erasure).where(Erasure.number == 0).values(kind="journal").returning(Erasure.key)
    name: bytes = connection.execute(held).scalar_one()
    return name


def _first(name: bytes) -> dict[str, Any]:
    return {"number": 0, "day": _BEGINNING, "kind": "journal", "appeal_id": None, "key": name}
