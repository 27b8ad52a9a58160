"""Large files are read one after another: one may take a gigabyte, and the machine has two or three."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

LARGE = 300_000  # bytes; a letter of that size takes some seconds
PATIENCE = 3.0  # seconds that somebody waits for another file, and keeps a thread of the web
TURN = Semaphore(1)  # of this process, of which there are as many as processors


class Busy(Exception):
    """Another large file is being read here, and takes longer than somebody should wait."""


@contextmanager
def turn(size: int) -> Iterator[None]:
    """The turn to read a file of so many bytes. Raises Busy."""
    if size < LARGE:
        yield
    elif TURN.acquire(timeout=PATIENCE):
        try:
            yield
        finally:
            TURN.release()
    else:
        raise Busy
