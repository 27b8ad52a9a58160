"""A short lease, renewed while a worker works: what a killed one had leaves soon; no slow server is sent a mail twice."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from config import Config
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier, outbox, transport
from petition.mail.out.lease import Lease
from petition.mail.out.message import Message
from petition.mail.out.models import OutboxMessage
from petition.mail.out.transport import Envelope
from tests.factories import set_settings
from tests.waiting import PATIENCE, until


class Way:
    """A way for mails that notes to whom each left; before that it does what it was told."""

    def __init__(self, *, before: Callable[[int], object] = lambda _nth: None) -> None:
        self.before = before
        self.left: list[str] = []

    def send(self, envelope: Envelope) -> None:
        self.before(len(self.left))
        self.left.append(envelope.to)

    def rest(self) -> None:
        pass


@pytest.fixture
def short_lease(app: Flask) -> Iterator[timedelta]:
    before = app.extensions["settings"].mail_lease
    set_settings(app, mail_lease=timedelta(seconds=1.5))
    yield app.extensions["settings"].mail_lease
    set_settings(app, mail_lease=before)


def post(count: int) -> None:
    for nth in range(count):
        message = Message("entrance", f"p{nth}@example.org", "en", {"link": "https://example.org/x"})
        outbox.post(message, now=clock.now())
    db.session.commit()


def due() -> datetime | None:
    with db.session.begin():
        return db.session.scalar(select(func.min(OutboxMessage.due_at)))


def test_a_server_slower_than_the_lease_is_waited_for_and_nothing_is_sent_twice(
    app: Flask, short_lease: timedelta
) -> None:
    reached, may_end = threading.Event(), threading.Event()

    def slow(nth: int) -> None:
        if nth == 0:
            reached.set()
            assert may_end.wait(PATIENCE)

    way, other = Way(before=slow), Way()
    post(3)

    def work() -> None:
        with app.app_context():
            carrier.carry_on(way)

    worker = threading.Thread(target=work)
    worker.start()
    assert reached.wait(PATIENCE)
    first = due()
    assert first is not None
    until(lambda: clock.now() > first)  # the lease with which it began is over
    assert carrier.carry_on(other) == 0
    may_end.set()
    worker.join()
    assert sorted(way.left) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert first <= clock.now() < first + timedelta(minutes=1) + short_lease


@pytest.mark.usefixtures("now")
def test_a_worker_that_stood_still_sends_nothing_that_another_has_taken(app: Flask) -> None:
    other = Way()

    def stand_still(nth: int) -> None:
        if nth == 0:  # stopped for longer than its lease, thread and all
            clock.ticked(app.extensions["settings"].mail_lease)
            with app.app_context():
                carrier.carry_on(other, lambda: len(other.left) < 2)

    way = Way(before=stand_still)
    post(5)
    carrier.carry_on(way)
    assert other.left == ["p0@example.org", "p1@example.org"]
    assert way.left == [f"p{nth}@example.org" for nth in (0, 2, 3, 4)]  # p0 was half sent already


@pytest.mark.usefixtures("now")
def test_a_lease_that_another_has_is_neither_renewed_nor_ended(app: Flask) -> None:
    post(2)
    mine = Lease(timedelta(minutes=1))
    kept, lost = carrier._claim(mine, clock.now())
    db.session.execute(update(OutboxMessage).where(OutboxMessage.id == lost.id).values(holder="another"))
    db.session.commit()
    before = due()
    clock.ticked(timedelta(seconds=20))
    mine._renew(clock.now())
    assert [mine.holds(row.id, clock.now()) for row in (kept, lost)] == [True, False]
    carrier._put_off(mine, lost, "451")
    carrier._hand_back(mine, [lost])
    rows = {row.id: row for row in db.session.scalars(select(OutboxMessage))}
    assert rows[lost.id].due_at == before
    assert rows[lost.id].holder == "another"
    assert rows[kept.id].due_at == clock.now() + timedelta(minutes=1)


@pytest.mark.usefixtures("now")
def test_a_worker_that_hangs_on_one_mail_lets_go_in_the_end(app: Flask) -> None:
    post(1)
    lease = Lease(timedelta(minutes=1))
    (row,) = carrier._claim(lease, clock.now())
    for _ in range(121):
        lease._renew(clock.now())
        clock.ticked(timedelta(minutes=1))
    assert not lease.holds(row.id, clock.now())
    assert carrier.carry_on(Way()) == 1


@pytest.mark.usefixtures("now")
def test_what_is_handed_back_or_put_off_has_no_holder_and_is_held_no_longer(app: Flask) -> None:
    class Refusing(Way):
        def send(self, envelope: Envelope) -> None:
            raise transport.NotNow("451", connection=envelope.to.startswith("p1"))

    post(3)
    carrier.carry_on(Refusing())
    assert db.session.scalars(select(OutboxMessage.holder)).all() == [None] * 3


def test_the_lease_is_a_minute_unless_set(bare_app: Flask) -> None:
    config = Config.from_env({"INSTANCE": str(bare_app.instance_path)})
    assert config.mail_lease == timedelta(minutes=1)
