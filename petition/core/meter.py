"""What the web counts for whoever watches it (METRICS): how many, how long, from where. Nothing of it is about anybody.

Labels are parts of the code and numbers of HTTP, never an address of a page, a slug or a person. Each process counts in
files of its own below INSTANCE, which are added up when they are asked for (prometheus_client, multiprocess mode).
"""

import logging
import os
import time
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # which prometheus_client reads when it is imported
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


_FILES = ("counter", "histogram")  # what those of a process begin with
_ROOM = 1 << 18  # bytes of each, four times what is ever used
_log = logging.getLogger("petition.metrics")


class _Meter:
    """Whether this process counts, and which process that was last."""

    is_on = False
    process = 0


def init_app(app: Flask, metrics: str) -> None:
    """Let this process count, where METRICS says that somebody asks."""
    if not metrics:
        return
    folder = Path(app.instance_path) / "metrics"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault(_FOLDER, str(folder))
    import prometheus_client  # noqa: F401  before the fork, and after the folder is told

    _Meter.is_on = True


def start_anew() -> None:
    """Forget what the processes of an earlier start counted; before the first of this one serves."""
    if _Meter.is_on:
        for file in Path(os.environ[_FOLDER]).glob("*.db"):
            file.unlink(missing_ok=True)


def _counts() -> bool:
    if _Meter.is_on and _Meter.process != os.getpid():
        _Meter.process = os.getpid()
        _Meter.is_on = _has_room()
    return _Meter.is_on


def _has_room() -> bool:
    """Take all the room for what this process counts: its files are memory, and a hole in one kills it on a full disk."""
    try:
        for name in _FILES:
            opened = os.open(
                Path(os.environ[_FOLDER]) / f"{name}_{os.getpid()}.db", os.O_RDWR | os.O_CREAT, 0o600
            )
            try:
                os.posix_fallocate(opened, 0, _ROOM)
            finally:
                os.close(opened)
    except OSError as error:
        _log.error("%s: this process counts nothing for METRICS", type(error).__name__)
        return False
    return True


def request(part: str, method: str, status: int, seconds: float) -> None:
    """A request was answered by a part of the service."""
    if _counts():
        requests, lasted, _pages, _waits, _retries = _meters()
        requests.labels(part, method, status).inc()
        lasted.labels(part).observe(seconds)


def page(source: str) -> None:
    """A public page was given from "memory", or was "made"."""
    if _counts():
        _meters()[2].labels(source).inc()


def waited_since(begun: float) -> None:
    """The database was waited for: for a connection, or for a turn to write. `begun` by time.perf_counter."""
    if _counts():
        _meters()[3].observe(time.perf_counter() - begun)


def retried() -> None:
    """Two wrote the same at once, and one began anew."""
    if _counts():
        _meters()[4].inc()


@cache
def _meters() -> tuple[Any, ...]:
    from prometheus_client import Counter, Histogram

    return (
        Counter("petition_requests", "Requests by part of the service", ["part", "method", "status"]),
        Histogram("petition_request_seconds", "Time to answer", ["part"], buckets=_SECONDS),
        Counter("petition_pages", "Public pages, given from memory or made", ["source"]),
        Histogram("petition_database_wait_seconds", "Waits for a connection or a turn", buckets=_SECONDS),
        Counter("petition_database_retries", "Writes begun anew because they collided"),
    )
