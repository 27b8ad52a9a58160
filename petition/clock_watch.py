"""Whether the machine's clock may be believed, before anything is erased, or many are written to, because of it.

A clock that is set wrong for one minute must not end what was promised for months. What it says is compared with how long
the machine has run since it was last believed, and with the last instant that the database knows; where they disagree
the worker holds what cannot be undone until the clock is right again, or a person says that it is (docs/adr/0021).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from petition.core import clock
from petition.core.db import Base, db

MOST_STEP = timedelta(hours=1)
MOST_PAUSE = timedelta(
    days=3
)  # beyond which nobody can tell a machine that was off from a clock that is wrong
_KEPT = timedelta(days=30)


class ClockReading(Base):
    """What one start of a machine last said that was believed, and since when it is not."""

    __tablename__ = "clock_readings"

    boot: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime | None]  # None: it was never believed
    uptime: Mapped[float]  # seconds that the machine had run at `at`
    doubted_at: Mapped[datetime | None]
    trusted_at: Mapped[datetime | None]  # what the clock said when a person said that it is right


@dataclass(frozen=True)
class ClockDoubt:
    """Why the clock is not believed: what it says, and what was expected or, where nothing is, the last known instant."""

    now: datetime
    expected: datetime
    is_known: bool  # the machine has run on since, so that `expected` is sure

    def __str__(self) -> str:
        """For the log and the terminal."""
        expected = f"{self.expected:%Y-%m-%d %H:%M} UTC"
        why = f"should say {expected}" if self.is_known else f"was last known to say {expected}"
        return f"The clock says {self.now:%Y-%m-%d %H:%M} UTC and {why}"


def check(now: datetime) -> ClockDoubt | None:
    """Before the worker's duties: believe the clock and remember what it says, or tell why not. Commits nothing.

    A time that was told, by CLOCK or a test, is believed and leaves no trace.
    """
    if clock.is_rehearsed():
        return None
    doubt, here = _doubt(now), clock.uptime()
    reading = db.session.get(ClockReading, here.boot)
    if reading is None:
        reading = ClockReading(boot=here.boot, uptime=here.seconds)
        db.session.add(reading)
    if doubt:
        reading.doubted_at = reading.doubted_at or now
        return doubt
    reading.at, reading.uptime, reading.doubted_at = now, here.seconds, None
    others = ClockReading.boot != here.boot
    known = ClockReading.at.between(now - _KEPT, now + MOST_STEP)  # what was said later than now is disproved
    db.session.execute(delete(ClockReading).where(others, known.is_not(True)))
    db.session.execute(update(ClockReading).values(trusted_at=None))
    return None


def doubted(now: datetime) -> bool:
    """Whether this process, or the worker of any machine, does not believe its clock. Only looks."""
    if clock.is_rehearsed():
        return False
    held = db.session.scalar(select(ClockReading.boot).where(ClockReading.doubted_at.is_not(None)).limit(1))
    return held is not None or _doubt(now) is not None


def trust(now: datetime) -> None:
    """A person says that the clock is right: workers whose clock says the same believe it from their next round on."""
    db.session.execute(update(ClockReading).values(trusted_at=now, doubted_at=None))


def start_anew() -> None:
    """Forget what was known: the database is another one now, as old as its backup."""
    db.session.execute(delete(ClockReading))


def _doubt(now: datetime) -> ClockDoubt | None:
    trusted, last = db.session.execute(
        select(func.max(ClockReading.trusted_at), func.max(ClockReading.at))
    ).one()
    if last is None or (trusted is not None and abs(now - trusted) <= MOST_STEP):
        return None
    here = clock.uptime()
    mine = db.session.get(ClockReading, here.boot)
    if mine and mine.at:
        expected = mine.at + timedelta(seconds=here.seconds - mine.uptime)
        if abs(now - expected) > MOST_STEP:
            return ClockDoubt(now, expected, is_known=True)
    if not -MOST_STEP <= now - last <= MOST_PAUSE:
        return ClockDoubt(now, last, is_known=False)
    return None
