"""What came of the worker's duties, kept in the database: for the desk, and for whoever watches the service."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db, insert_into

OF_ALL = 0  # in place of an appeal's id: a duty that is not about one
MAY_WAIT = timedelta(minutes=15)  # a round, and mail
_MISSED_FOR = timedelta(days=1)  # a machine that was taken away without a word is
_UNREADABLE = "not unsealed"


class Round(IntEnum):
    """What is gone through over and over, by the number of its row."""

    DUTIES = 1  # all of the worker's
    MAILBOX = 2  # looked into for messages (IMAP_URL)
    RECEIVE = 3  # `flask receive` could have taken one in
    BACKUP = 4  # an encrypted one was written


class DutyRound(Base):
    """When each of these was last gone through, by whichever machine."""

    __tablename__ = "duty_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


class PlaceAtWork(Base):
    """When a worker, or a receiver of messages, was last heard of; each by itself, so that none hides one that hangs."""

    __tablename__ = "places_at_work"

    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(200), primary_key=True)
    heard_at: Mapped[datetime]


class DutyTrouble(Base):
    """A duty that failed under an appeal and has not succeeded since; or how many of its values could not be unsealed."""

    __tablename__ = "duty_troubles"

    appeal_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False
    )  # without a foreign key: it only tells
    duty: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int]
    trouble: Mapped[str] = mapped_column(String(80))  # the class of the error, never its text
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Troubles:
    """How many duties are failing, and how many values were skipped because they could not be unsealed."""

    failing: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Failure:
    """That a duty has failed, how often since it last succeeded, and when it last did."""

    times: int
    at: datetime

    def waits(self, now: datetime) -> bool:
        """Whether it is not tried yet: for a minute, then for two, four, eight, at most for a quarter of an hour."""
        return self.at <= now < self.at + min(MAY_WAIT, timedelta(minutes=2 ** min(self.times - 1, 8)))


def finished(now: datetime, what: Round = Round.DUTIES) -> None:
    """Write down that a round was finished."""
    _upsert(DutyRound, {"id": what, "done_at": now}, ["id"], {"done_at": now})


def last_done(what: Round = Round.DUTIES) -> datetime | None:
    """When a round was last finished; None where it never was."""
    return db.session.scalar(select(DutyRound.done_at).where(DutyRound.id == what))


def goes_on(what: Round, place: str, *, now: datetime) -> None:
    """Write down that the one at `place` goes on, such as the worker of a machine."""
    _upsert(
        PlaceAtWork, {"round": what, "place": place, "heard_at": now}, ["round", "place"], {"heard_at": now}
    )


def ended(what: Round, place: str) -> None:
    """Write down that the one at `place` ended as it was told to, and is missed by nobody."""
    db.session.execute(delete(PlaceAtWork).where(PlaceAtWork.round == what, PlaceAtWork.place == place))


def silent(what: Round, now: datetime) -> list[str]:
    """The places that were not heard of for a quarter of an hour; for a day, after which they are taken to be gone."""
    heard = PlaceAtWork.heard_at
    over = select(PlaceAtWork.place).where(
        PlaceAtWork.round == what, heard < now - MAY_WAIT, heard >= now - _MISSED_FOR
    )
    return sorted(db.session.scalars(over))


def failed(duty: str, appeal_id: int, error: BaseException, *, now: datetime) -> None:
    """Write down that a duty failed; the rounds in which it did are counted."""
    _count(appeal_id, duty, 1, type(error).__name__, now)


def skipped(appeal_id: int, count: int, *, now: datetime) -> None:
    """Count values that could not be unsealed, for each of which a duty did what it could without."""
    if count:
        _count(appeal_id, _UNREADABLE, count, "Unreadable", now)


def failing() -> dict[tuple[str, int], Failure]:
    """The duties that failed and have not succeeded since, each with its appeal; and how often and when they last failed."""
    rows = db.session.scalars(select(DutyTrouble).where(DutyTrouble.duty != _UNREADABLE))
    return {(row.duty, row.appeal_id): Failure(row.count, row.at) for row in rows}


_HANGS = "hangs: "
_LONGEST = timedelta(minutes=30)  # for which a thread may be at one thing, or at one step of it
_TOLD_AGAIN = timedelta(minutes=5)  # a worker that sees a thread hang says so each minute
_TRIED_AGAIN = timedelta(days=1)  # within which what fails is, unless nothing is left to do: its letter ended
_begun: dict[int, tuple[str, float]] = {}  # what each thread of this worker is at, and since when


@contextmanager
def at_work(what: str) -> Iterator[None]:
    """Note that a thread of the worker is at something, for as long as the block takes."""
    own = threading.get_ident()
    _begun[own] = what, time.monotonic()
    try:
        yield
    finally:
        del _begun[own]


def step_done() -> None:
    """Note that what this thread is at goes on, however long all of it takes."""
    if own := _begun.get(threading.get_ident()):
        _begun[threading.get_ident()] = own[0], time.monotonic()


def look_at_threads(now: datetime, longest: timedelta = _LONGEST) -> int:
    """Tell of each thread that hangs as of a duty that fails, until it goes on, and of none that is over; gives how many."""
    since = time.monotonic() - longest.total_seconds()
    hanging = [what for what, began in list(_begun.values()) if began <= since]
    for what in hanging:
        failed(f"{_HANGS}{what}", OF_ALL, TimeoutError(), now=now)
    at_once = DutyTrouble.duty.startswith(_HANGS) & (DutyTrouble.at <= now - _TOLD_AGAIN)  # of any worker
    in_time = (DutyTrouble.duty != _UNREADABLE) & (DutyTrouble.at <= now - _TRIED_AGAIN)
    db.session.execute(delete(DutyTrouble).where(at_once | in_time))
    return len(hanging)


def healed(duty: str, appeal_id: int) -> None:
    """Write down that a duty which failed has succeeded."""
    db.session.execute(
        delete(DutyTrouble).where(DutyTrouble.duty == duty, DutyTrouble.appeal_id == appeal_id)
    )


def troubles(appeal_id: int | None = None) -> Troubles:
    """What is in trouble, under one appeal or in all."""
    rows = select(DutyTrouble.duty, func.sum(DutyTrouble.count), func.count()).group_by(DutyTrouble.duty)
    if appeal_id is not None:
        rows = rows.where(DutyTrouble.appeal_id == appeal_id)
    found = {duty: (int(total), int(count)) for duty, total, count in db.session.execute(rows)}
    unreadable, _ = found.pop(_UNREADABLE, (0, 0))
    return Troubles(sum(count for _, count in found.values()), unreadable)


def _count(appeal_id: int, duty: str, count: int, trouble: str, now: datetime) -> None:
    given = {"appeal_id": appeal_id, "duty": duty, "count": count, "trouble": trouble, "at": now}
    more = {"count": DutyTrouble.count + count, "trouble": trouble, "at": now}
    _upsert(DutyTrouble, given, ["appeal_id", "duty"], more)


def _upsert(model: type[Base], given: dict[str, Any], key: list[str], more: dict[str, Any]) -> None:
    statement = insert_into(model).values(given)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=key, set_=more),
        execution_options={"synchronize_session": False},
    )
