"""So many at once and then so many an hour, counted by the database alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from petition.core import limits
from petition.core.db import db
from petition.core.limits import Bucket, Rate
from petition.core.steps import done

RATE = Rate(at_once=3, per_hour=6)
KEY = b"key"
TEN_MINUTES = timedelta(minutes=10)

pytestmark = pytest.mark.usefixtures("app")


def test_so_many_go_at_once_and_each_other_waits_for_its_turn(now: datetime) -> None:
    turns = [done(limits.turn(KEY, RATE, now=now)) for _ in range(6)]
    assert turns == [timedelta(0)] * 3 + [TEN_MINUTES, 2 * TEN_MINUTES, 3 * TEN_MINUTES]
    later = now + 3 * TEN_MINUTES
    assert done(limits.turn(KEY, RATE, now=later)) == TEN_MINUTES
    assert done(limits.turn(b"another", RATE, now=later)) == timedelta(0)


def test_to_be_refused_costs_nothing(now: datetime) -> None:
    assert [limits.allows(KEY, RATE, now=now) for _ in range(20)] == [True] * 3 + [False] * 17
    almost = now + TEN_MINUTES - timedelta(seconds=1)
    assert not limits.allows(KEY, RATE, now=almost)
    assert limits.allows(KEY, RATE, now=now + TEN_MINUTES)
    assert not limits.allows(KEY, RATE, now=now + TEN_MINUTES)


def test_what_is_given_back_may_be_taken_again(now: datetime) -> None:
    for _ in range(3):
        limits.allows(KEY, RATE, now=now)
    limits.give_back(KEY, RATE)
    assert [limits.allows(KEY, RATE, now=now) for _ in range(2)] == [True, False]


def test_what_was_counted_by_a_clock_that_was_ahead_bars_nobody_once_it_is_put_right(now: datetime) -> None:
    """Else an organiser who asked for a link then could ask for none until that year."""
    ahead = now + timedelta(days=1_000)
    assert [limits.allows(KEY, RATE, now=ahead) for _ in range(4)] == [True] * 3 + [False]
    assert [limits.allows(KEY, RATE, now=now) for _ in range(4)] == [True] * 3 + [False]
    for _ in range(9):
        done(limits.turn(b"turns", RATE, now=ahead))
    turns = [done(limits.turn(b"turns", RATE, now=now)) for _ in range(4)]
    assert turns == [timedelta(0)] * 3 + [TEN_MINUTES]
    step = now - timedelta(seconds=2)  # two machines are never quite of one mind
    assert not limits.allows(KEY, RATE, now=step)


def test_what_is_whole_again_is_forgotten(now: datetime) -> None:
    done(limits.turn(KEY, RATE, now=now))
    limits.forget(now)
    assert db.session.scalar(select(func.count()).select_from(Bucket)) == 1
    limits.forget(now + TEN_MINUTES)
    assert db.session.scalar(select(func.count()).select_from(Bucket)) == 0


def test_of_many_at_once_no_more_than_the_rate_are_let_through(app: Flask, now: datetime) -> None:
    def ask(_nth: int) -> bool:
        with app.app_context():
            allowed = limits.allows(KEY, RATE, now=now)
            db.session.commit()
            return allowed

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(16))) == 3
