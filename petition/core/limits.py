"""Counting in the database how often something was done, so that every process sees one number.

Keys are keyed hashes: a counter says that somebody did a thing often, never who.
"""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, delete, func, select
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
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Counter)
        .values(key=key, window=window, count=1)
        .on_conflict_do_update(index_elements=["key", "window"], set_={"count": Counter.count + 1})
        .returning(Counter.count)
    )
    return int(db.session.execute(statement).scalar_one())


def forget(now: datetime) -> None:
    """Drop the windows that are over."""
    db.session.execute(delete(Counter).where(Counter.window < int(now.timestamp())))


def seen(key: bytes, *, now: datetime) -> int:
    """How many were counted in the windows not yet over; counts nothing."""
    query = select(func.coalesce(func.sum(Counter.count), 0)).where(
        Counter.key == key, Counter.window > int(now.timestamp())
    )
    return int(db.session.execute(query).scalar_one())
