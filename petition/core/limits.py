"""Counting in the database how often something was done, so that every process sees one number.

Keys are keyed hashes: a counter says that somebody did a thing often, never who.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, Executable, bindparam, case, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db, insert_into, made_once


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
    given = {"key": key, "window": _window(per, now), "count": 1}
    return int(db.session.execute(_counting(), given).scalar_one())


def uncount(key: bytes, per: timedelta, *, now: datetime) -> None:
    """Take one back that was counted just now and did not come to pass; b"" takes none. Commits nothing."""
    db.session.execute(_UNCOUNTING, {"of": key, "ends": _window(per, now)})


def _window(per: timedelta, now: datetime) -> int:
    seconds = int(per.total_seconds())
    return (int(now.timestamp()) // seconds + 1) * seconds


_UNCOUNTING = (
    update(Base.metadata.tables[Counter.__tablename__])
    .where(Counter.key == bindparam("of"), Counter.window == bindparam("ends"))
    .values(count=Counter.count - 1)
)


@made_once
def _counting() -> Executable:
    table = Base.metadata.tables[Counter.__tablename__]
    return (
        insert_into(table)
        .on_conflict_do_update(index_elements=["key", "window"], set_={"count": table.c.count + 1})
        .returning(table.c.count)
    )


def forget(now: datetime) -> None:
    """Drop the windows that are over, and the buckets that are whole again."""
    db.session.execute(delete(Counter).where(Counter.window < int(now.timestamp())))
    db.session.execute(delete(Bucket).where(Bucket.full_at <= _milliseconds(now)))


def seen(key: bytes, *, now: datetime) -> int:
    """How many were counted in the windows not yet over; counts nothing."""
    query = select(func.coalesce(func.sum(Counter.count), 0)).where(
        Counter.key == key, Counter.window > int(now.timestamp())
    )
    return int(db.session.execute(query).scalar_one())


# --- so many at once, and then so many an hour -----------------------------------------------------------------------


class Bucket(Base):
    """When a key may again do as much at once as it ever may: one instant, moved on by each action (GCRA, ITU-T I.371).

    One that was last moved on later than it is now is of a clock that was ahead, and counts as whole: else everybody who did
    something then would have to wait until that time comes.
    """

    __tablename__ = "buckets"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    full_at: Mapped[int] = mapped_column(BigInteger)  # Unix milliseconds
    moved_at: Mapped[int] = mapped_column(BigInteger, server_default="0")


_SLACK = 60_000  # milliseconds by which the clocks of two machines may differ


class Rate(NamedTuple):
    """So many at once, and then so many an hour."""

    at_once: int
    per_hour: int

    @property
    def share(self) -> int:
        """The milliseconds after which there is one more."""
        return -(-3_600_000 // self.per_hour)


def turn(key: bytes, rate: Rate, *, now: datetime) -> timedelta:
    """Take one, and give how long until its turn comes: nothing for those that may go at once. Commits nothing."""
    full_at = _taken(key, rate, now, latest=2**62)
    assert full_at is not None
    late = full_at - _milliseconds(now) - rate.at_once * rate.share
    return timedelta(milliseconds=max(late, 0))


def allows(key: bytes, rate: Rate, *, now: datetime) -> bool:
    """Take one where one is left. To be refused costs nothing: nobody waits longer for having asked. Commits nothing."""
    latest = _milliseconds(now) + (rate.at_once - 1) * rate.share
    return _taken(key, rate, now, latest=latest) is not None


def give_back(key: bytes, rate: Rate, count: int = 1) -> None:
    """Put some back; commits nothing."""
    db.session.execute(
        update(Bucket).where(Bucket.key == key).values(full_at=Bucket.full_at - count * rate.share),
        execution_options={"synchronize_session": False},
    )


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


def _taken(key: bytes, rate: Rate, now: datetime, *, latest: int) -> int | None:
    at = _milliseconds(now)
    given = {"key": key, "full_at": at + rate.share, "moved_at": at}
    given |= {"at": at, "share": rate.share, "latest": latest, "ahead": at + _SLACK}
    full_at: int | None = db.session.execute(_taking(), given).scalar()
    return full_at


@made_once
def _taking() -> Executable:
    """One statement for taking one, by which the database ends every race."""
    table = Base.metadata.tables[Bucket.__tablename__]
    at = bindparam("at", type_=BigInteger)
    was_ahead = table.c.moved_at > bindparam("ahead", type_=BigInteger)
    begins = case((was_ahead, at), (table.c.full_at > at, table.c.full_at), else_=at)
    return (
        insert_into(table)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"full_at": begins + bindparam("share", type_=BigInteger), "moved_at": at},
            where=(table.c.full_at <= bindparam("latest", type_=BigInteger)) | was_ahead,
        )
        .returning(table.c.full_at)
    )
