"""The one place that reads the time. Everything else is handed `now`, so that a deadline can be tested to the second."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_stopped_at: datetime | None = None
_offset = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC) + _offset


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
