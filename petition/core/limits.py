"""Counting in the database how often something was done, so that every process sees one number.

Keys are keyed hashes: a counter says that somebody did a thing often, never who.
"""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, Executable, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db


class Counter(Base):
    """How often within one window of time."""

    __tablename__ = "counters"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )  # its end, Unix seconds
    count: Mapped[int]


def count(key: bytes, per: timedelta, *, now: datetime) -> int:
    """Count one more and give how many that makes in the present window; atomic, commits nothing."""
    seconds = int(per.total_seconds())
    window = (int(now.timestamp()) // seconds + 1) * seconds
    given = {"key": key, "window": window, "count": 1}
    return int(db.session.execute(_counting(db.engine.dialect.name), given).scalar_one())


@cache
def _counting(dialect: str) -> Executable:
    """Made once: to make it costs three times what it takes to run it."""
    table = Base.metadata.tables[Counter.__tablename__]
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return (
        insert(table)
        .on_conflict_do_update(index_elements=["key", "window"], set_={"count": table.c.count + 1})
        .returning(table.c.count)
    )


def forget(now: datetime) -> None:
    """Drop the windows that are over."""
    db.session.execute(delete(Counter).where(Counter.window < int(now.timestamp())))


def seen(key: bytes, *, now: datetime) -> int:
    """How many were counted in the windows not yet over; counts nothing."""
    query = select(func.coalesce(func.sum(Counter.count), 0)).where(
        Counter.key == key, Counter.window > int(now.timestamp())
    )
    return int(db.session.execute(query).scalar_one())
