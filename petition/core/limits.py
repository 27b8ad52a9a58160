"""Counting in the database how often something was done, so that every process sees one number.

Keys are keyed hashes: a counter says that somebody did a thing often, never who.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Executable,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db, insert_into, made_once, run_later, table_of
from petition.core.steps import Steps, done


class Counter(Base):
    """How often within one window of time."""

    __tablename__ = "counters"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )  # its end, Unix seconds
    count: Mapped[int]


class Window(NamedTuple):
    """What is counted, and within which span of time the one that holds an instant lies."""

    key: bytes
    per: timedelta
    at: datetime

    @property
    def ends(self) -> int:
        """Its end, Unix seconds."""
        seconds = int(self.per.total_seconds())
        return (int(self.at.timestamp()) // seconds + 1) * seconds


def count(key: bytes, per: timedelta, *, now: datetime) -> int:
    """Count one more and give how many that makes in the present window; atomic, commits nothing."""
    return done(count_each(Window(key, per, now)))[0]


def count_each(*windows: Window) -> Steps[list[int]]:
    """Count one more in each of several windows, in one statement; give how many that makes, in the same order.

    Rows are taken in the order of their keys, so that of two who count the same at once one waits for the other.
    """
    given: dict[str, bytes | int] = {}
    for nth, each in enumerate(sorted(windows)):
        given |= {f"key{nth}": each.key, f"ends{nth}": each.ends}
    rows = yield run_later(_counting(len(windows)), given)
    reached = {(bytes(key), ends): int(count) for key, ends, count in rows}
    return [reached[each.key, each.ends] for each in windows]


@cache
def _counting(many: int) -> Executable:
    """The same for both databases; SQLAlchemy would put a statement of several rows together anew each time."""
    rows = ", ".join(f"(:key{nth}, :ends{nth}, 1)" for nth in range(many))
    return text(
        f'INSERT INTO counters (key, "window", count) VALUES {rows} '  # noqa: S608  numbers of ours
        'ON CONFLICT (key, "window") DO UPDATE SET count = counters.count + 1 RETURNING key, "window", count'
    )


def uncount(window: Window | None) -> None:
    """Take one back that was counted just now and did not come to pass; None takes none. Commits nothing."""
    run_later(UNCOUNT, to_uncount(window))


def to_uncount(window: Window | None) -> dict[str, bytes | int]:
    """What UNCOUNT is given."""
    return {"counter": window.key if window else b"", "ends": window.ends if window else 0}


_COUNTERS = table_of(Counter)
# PostgreSQL knows which windows there are, and that none is the one given where nothing is taken back: cheaper than what it
# expects of a value not known yet, so that it planned all that is taken back anew each time. Of a sum it knows nothing.
UNCOUNT = (
    update(_COUNTERS)
    .where(
        _COUNTERS.c.key == bindparam("counter"),
        _COUNTERS.c.window + literal_column("0") == bindparam("ends"),
    )
    .values(count=_COUNTERS.c.count - 1)
)


def excuse(window: Window) -> None:
    """Have whatever is still counted in a window come to less than nothing. Commits nothing."""
    done(count_each(window))
    this = update(Counter).where(Counter.key == window.key, Counter.window == window.ends)
    db.session.execute(this.values(count=-(10**9)), execution_options={"synchronize_session": False})


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


def turn(key: bytes, rate: Rate, *, now: datetime) -> Steps[timedelta]:
    """Take one, and give how long until its turn comes: nothing for those that may go at once. Commits nothing."""
    full_at = yield from _taken(key, rate, now, latest=2**62)
    assert full_at is not None
    late = full_at - _milliseconds(now) - rate.at_once * rate.share
    return timedelta(milliseconds=max(late, 0))


def allows(key: bytes, rate: Rate, *, now: datetime) -> bool:
    """Take one where one is left. To be refused costs nothing: nobody waits longer for having asked. Commits nothing."""
    latest = _milliseconds(now) + (rate.at_once - 1) * rate.share
    return done(_taken(key, rate, now, latest=latest)) is not None


def give_back(key: bytes, rate: Rate, count: int = 1) -> None:
    """Put some back; commits nothing."""
    db.session.execute(
        update(Bucket).where(Bucket.key == key).values(full_at=Bucket.full_at - count * rate.share),
        execution_options={"synchronize_session": False},
    )


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


def _taken(key: bytes, rate: Rate, now: datetime, *, latest: int) -> Steps[int | None]:
    at = _milliseconds(now)
    given = {"key": key, "full_at": at + rate.share, "moved_at": at}
    given |= {"at": at, "share": rate.share, "latest": latest, "ahead": at + _SLACK}
    rows = yield run_later(_taking(), given)
    full_at: int | None = rows.scalar()
    return full_at


@made_once
def _taking() -> Executable:
    """One statement for taking one, by which the database ends every race."""
    table = table_of(Bucket)
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
