"""What one at a time does, of all processes and machines. Whoever is killed lets go at once; a lease would be waited for."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zlib import crc32

from sqlalchemy import func, select

from petition.core import private_files
from petition.core.db import db


class HeldByAnother(Exception):
    """Another is at it."""


@contextmanager
def alone(what: str, number: int) -> Iterator[Callable[[], object]]:
    """Hold something, such as the number of a letter; raises HeldByAnother. Gives what fails once it is no longer held.

    On PostgreSQL by a lock that ends with a transaction, which has a connection to itself, so that a pooler keeps it. On
    SQLite, whose machine has one worker, by one on a file beside the database, whatever the number.
    """
    if db.engine.dialect.name == "postgresql":
        of_kind = crc32(what.encode()) - (1 << 31)
        with db.engine.connect() as connection:
            if not connection.scalar(select(func.pg_try_advisory_xact_lock(of_kind, number))):
                raise HeldByAnother
            yield lambda: connection.scalar(select(1))
        return
    with beside(what):
        yield lambda: None


@contextmanager
def beside(what: str) -> Iterator[None]:
    """Hold a file beside the database, which is SQLite; raises HeldByAnother."""
    with ExitStack() as held:
        try:
            path = Path(f"{db.engine.url.database}.{what}")
            held.enter_context(private_files.alone(path, os.O_WRONLY | os.O_CREAT))
        except BlockingIOError:
            raise HeldByAnother from None
        yield
