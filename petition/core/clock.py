"""The one place that reads the time. Everything else is handed `now`, so that a deadline can be tested to the second."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_stopped_at: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC)


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
