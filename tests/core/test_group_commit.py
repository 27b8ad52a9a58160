"""Several requests write as one transaction, and none of them loses anything by it."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from petition.core import limits, postgresql
from petition.core.db import db, insert_into, run_later
from petition.core.group_commit import written
from petition.core.steps import Steps
from tests.waiting import PATIENCE


def add(nth: int, error: Exception | None = None) -> Steps[int]:
    yield run_later(insert_into(limits.Counter).values(key=b"k", window=nth, count=1), {})
    if error:
        raise error
    return nth


def beside_each_other(app: Flask, works: Sequence[Callable[[], Steps[int]]]) -> list[Future[Any]]:
    """What each of these will have given or raised, written at once by whoever has the turn after one who writes nothing."""
    db.session.rollback()
    begun, goes_on = Event(), Event()

    def nothing() -> Steps[int]:
        begun.set()
        assert goes_on.wait(PATIENCE)
        yield from ()
        return 0

    def write(work: Callable[[], Steps[int]], order: str = "") -> Any:
        with app.app_context():
            try:
                return written(work, order=order)
            except Exception as error:  # noqa: BLE001
                return error

    threads = ThreadPoolExecutor(len(works) + 1)
    threads.submit(write, nothing)
    assert begun.wait(PATIENCE)
    writing = [threads.submit(write, work, f"{9 - nth}") for nth, work in enumerate(works)]
    while len(app.extensions["writes"].waiting) < len(works):
        Event().wait(0.001)
    goes_on.set()
    threads.shutdown(wait=False)
    return writing


def answers(writing: list[Future[Any]]) -> list[Any]:
    return [each.result(PATIENCE) for each in writing]


def kept() -> list[int]:
    return sorted(db.session.scalars(select(limits.Counter.window)))


def test_who_writes_at_the_same_time_is_answered_after_one_commit_of_all(app: Flask) -> None:
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(db.engine, "commit", note)
    assert answers(beside_each_other(app, [partial(add, nth) for nth in range(4)])) == [0, 1, 2, 3]
    event.remove(db.engine, "commit", note)
    assert kept() == [0, 1, 2, 3]
    assert len(commits) == 2  # of who wrote nothing, and of all others


def test_what_is_refused_leaves_nothing_and_stands_in_the_way_of_no_other(app: Flask) -> None:
    refusal = ValueError()
    works = [partial(add, nth, error) for nth, error in ((0, None), (1, refusal), (2, None), (2, None))]
    first, refused, *same = answers(beside_each_other(app, works))
    assert (first, refused) == (0, refusal)
    assert sorted(type(each).__name__ for each in same) == ["IntegrityError", "int"]
    assert kept() == [0, 2]


def test_what_several_change_is_changed_in_one_order(app: Flask) -> None:
    """Or of two processes at work each would wait for the other. Here who comes later is earlier in that order."""
    begun = []

    def work(nth: int) -> Steps[int]:
        begun.append(nth)
        return (yield from add(nth))

    answers(beside_each_other(app, [partial(work, nth) for nth in range(4)]))
    assert begun == [3, 2, 1, 0]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_whoever_waits_for_a_row_of_somebody_else_keeps_nobody_waiting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_LOCKED", "10min")  # that one waits alone, so that the test can tell
    db.engine.dispose()
    with db.engine.connect() as other:
        other.execute(insert_into(limits.Counter).values(key=b"k", window=1, count=1))
        waits, goes_on = beside_each_other(app, [partial(add, 1), partial(add, 2)])
        assert goes_on.result(PATIENCE) == 2
        assert not waits.done()
        other.rollback()
    assert waits.result(PATIENCE) == 1
    assert kept() == [1, 2]


def test_where_the_database_is_away_exactly_those_are_thanked_who_are_kept(app: Flask) -> None:
    away = OperationalError("", {}, sqlite3.OperationalError("database or disk is full"))
    said = answers(beside_each_other(app, [partial(add, 0), partial(add, 1, away), partial(add, 2)]))
    assert said[1] is away
    assert [each for each in said if isinstance(each, int)] == kept()
