"""Several requests write as one transaction where the database lets one write at a time."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from petition.core import limits
from petition.core.db import db, insert_into
from petition.core.group_commit import _Write, _Writes, written
from tests.waiting import PATIENCE


def add(nth: int, error: Exception | None = None) -> int:
    db.session.execute(insert_into(limits.Counter).values(key=b"k", window=nth, count=1))
    if error:
        raise error
    return nth


def beside_each_other(app: Flask, works: list[Callable[[], int]]) -> list[Any]:
    """What each of these gives or raises, written while the first of them is at work."""
    db.session.rollback()
    begun, goes_on = Event(), Event()

    def first() -> int:
        begun.set()
        assert goes_on.wait(PATIENCE)
        return works[0]()

    def write(work: Callable[[], int]) -> Any:
        with app.app_context():
            try:
                return written(work)
            except Exception as error:  # noqa: BLE001
                return error

    with ThreadPoolExecutor(len(works)) as threads:
        begins = threads.submit(write, first)
        assert begun.wait(PATIENCE)
        others = [threads.submit(write, each) for each in works[1:]]
        if app.extensions.get("writes"):
            while len(app.extensions["writes"].waiting) < len(others):
                Event().wait(0.001)
        goes_on.set()
        return [each.result() for each in (begins, *others)]


def kept() -> list[int]:
    return sorted(db.session.scalars(select(limits.Counter.window)))


def test_who_writes_at_the_same_time_is_answered_after_one_commit_of_all(app: Flask) -> None:
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(db.engine, "commit", note)
    assert beside_each_other(app, [partial(add, nth) for nth in range(4)]) == [0, 1, 2, 3]
    event.remove(db.engine, "commit", note)
    assert kept() == [0, 1, 2, 3]
    assert len(commits) == (1 if db.engine.dialect.name == "sqlite" else 4)


def test_what_is_refused_leaves_nothing_and_stands_in_the_way_of_no_other(app: Flask) -> None:
    refusal = ValueError()
    first, refused, *same = beside_each_other(
        app, [partial(add, nth, error) for nth, error in ((0, None), (1, refusal), (2, None), (2, None))]
    )
    assert (first, refused) == (0, refusal)
    assert sorted(type(each).__name__ for each in same) == ["IntegrityError", "int"]
    assert kept() == [0, 2]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_whoever_has_the_turn_is_answered_also_where_what_came_before_was_refused(app: Flask) -> None:
    """Turns are not given in the order of what waits: the first to have one may be the second to have asked."""
    db.session.rollback()
    writes = app.extensions["writes"] = _Writes()
    refusal = ValueError()
    earlier = [_Write(partial(add, 0)), _Write(partial(add, 1, refusal)), _Write(partial(add, 2, refusal))]
    writes.waiting.extend(earlier)
    assert written(partial(add, 3)) == 3
    assert [each.error for each in earlier] == [None, refusal, refusal]
    assert kept() == [0, 3]


def test_where_the_database_is_away_exactly_those_are_thanked_who_are_kept(app: Flask) -> None:
    away = OperationalError("", {}, sqlite3.OperationalError("database or disk is full"))
    answers = beside_each_other(app, [partial(add, 0), partial(add, 1, away), partial(add, 2)])
    assert answers[1] is away
    assert [each for each in answers if isinstance(each, int)] == kept()
