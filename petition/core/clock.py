"""The one place that reads the time. Everything else is handed `now`, so that a deadline can be tested to the second."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")

_stopped_at: datetime | None = None
_offset = timedelta(0)  # by CLOCK
_step = timedelta(0)  # by which the machine's clock is wrong, in a test


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC) + _offset + _step


def nanoseconds() -> int:
    """What the machine's clock says, to the last digit: it tells apart what happens in one microsecond."""
    return time.time_ns()


def offset_to(instant: datetime) -> timedelta:
    """How far an instant is from what the machine's clock says."""
    return instant - datetime.now(UTC)


def believe(offset: timedelta) -> None:
    """Let the process believe that it is later or earlier by so much (CLOCK); time goes on from there."""
    global _offset  # noqa: PLW0603  one clock for the process, its threads included
    _offset = offset


def is_rehearsed() -> bool:
    """Whether the time was told, by CLOCK or a test, so that what the machine's clock says counts for nothing."""
    return _stopped_at is not None or bool(_offset)


def day(instant: datetime) -> datetime:
    """The beginning of an instant's day in UTC: all that is kept of a time once the address that it belongs to has gone."""
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold the clock at an instant for as long as the context lasts; for tests and rehearsals."""
    global _stopped_at  # noqa: PLW0603  one clock for the process, its threads included
    before, _stopped_at = _stopped_at, at.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before


def ticked(by: timedelta) -> None:
    """Move a stopped clock on; refuses a running one."""
    global _stopped_at  # noqa: PLW0603
    if _stopped_at is None:
        raise RuntimeError("the clock is running")
    _stopped_at += by


# --- the other clock, which nobody can set ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Uptime:
    """How many seconds this machine has run, sleep included, since the start that `boot` names."""

    boot: str
    seconds: float


def uptime() -> Uptime:
    """What no setting of the clock changes: two readings since one start of the machine tell what has passed between."""
    boot, counter = _counter()
    return Uptime(boot, time.clock_gettime(counter) if counter is not None else time.monotonic())


@cache
def _counter() -> tuple[str, int | None]:
    """The name of this start of the machine and its counter; where the system has none, of this process alone."""
    counter = getattr(time, "CLOCK_BOOTTIME", None)
    if counter is None or not _BOOT.exists():
        return secrets.token_hex(16), None
    return _BOOT.read_text().strip(), counter


@contextmanager
def wrong(by: timedelta) -> Iterator[None]:
    """Let the machine's clock be wrong by so much for as long as the context lasts; for tests."""
    global _step  # noqa: PLW0603
    before, _step = _step, by
    try:
        yield
    finally:
        _step = before
