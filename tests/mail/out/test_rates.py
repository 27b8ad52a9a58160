"""How many mails leave in a minute, in all and to each domain, and that several workers share one outbox and one rate."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier, outbox, rates
from petition.mail.out.message import Message, Priority
from petition.mail.out.models import MailRate, OutboxMessage
from petition.mail.out.transport import Envelope
from tests.factories import set_settings


class Way:
    """A way for mails that notes when each left and to whom."""

    def __init__(self) -> None:
        self.left: list[tuple[datetime, str]] = []

    def send(self, envelope: Envelope) -> None:
        self.left.append((clock.now(), envelope.to))

    def rest(self) -> None:
        pass

    def in_any_minute(self, domain: str = "") -> int:
        """The most mails that left within sixty seconds."""
        times = [at for at, to in self.left if to.endswith(domain)]
        return max(sum(at <= other < at + timedelta(seconds=60) for other in times) for at in times)


@pytest.fixture
def way(app: Flask) -> Way:
    return Way()


@pytest.fixture
def limited(app: Flask) -> Iterator[Callable[..., None]]:
    """Sets the rates of the service for a test."""
    before = app.extensions["settings"]

    def limit(per_minute: int = 0, **domains: int) -> None:
        of_domains = {name.replace("_", "."): rate for name, rate in domains.items()}
        of_domains |= {"": domains["any"]} if "any" in domains else {}
        set_settings(app, mail_per_minute=per_minute, mail_per_domain_per_minute=of_domains)

    yield limit
    app.extensions["settings"] = before


def post(to: str, priority: int = Priority.UPDATE) -> None:
    message = Message("entrance", to, "en", {"link": "https://example.org/x"}, priority, cause="its cause")
    outbox.post(message, now=clock.now())


def work(way: Way, seconds: float) -> None:
    """Carry as the worker does, looking into the outbox twice a second."""
    for _ in range(int(seconds * 2)):
        carrier.carry_on(way)
        clock.ticked(timedelta(seconds=0.5))


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("rate", [1, 7, 60])
def test_no_sixty_seconds_see_more_than_the_rate(way: Way, limited: Callable[..., None], rate: int) -> None:
    limited(rate)
    for nth in range(2 * rate):
        post(f"p{nth}@example.org")
    db.session.commit()
    work(way, 65)
    assert way.in_any_minute() <= rate
    assert len(way.left) >= rate  # and no less than it allows


@pytest.mark.usefixtures("now")
def test_a_domain_that_is_full_keeps_no_other_waiting(way: Way, limited: Callable[..., None]) -> None:
    limited(any=30, gmail_com=10, open_example=0)
    for nth in range(30):
        post(f"p{nth}@gmail.com")
    for nth in range(10):
        post(f"p{nth}@googlemail.com")  # one provider, one rate
    for nth in range(50):
        post(f"p{nth}@example.org")
        post(f"p{nth}@open.example")
    db.session.commit()
    carrier.carry_on(way)
    assert Counter(to.partition("@")[2] for _at, to in way.left)["open.example"] == 50
    work(way, 65)
    assert way.in_any_minute("gmail.com") <= 10
    assert way.in_any_minute("example.org") <= 30
    assert {row.tries for row in db.session.scalars(select(OutboxMessage).filter_by(state="waiting"))} == {0}


@pytest.mark.usefixtures("now")
def test_under_a_rate_the_urgent_still_goes_first(way: Way, limited: Callable[..., None]) -> None:
    limited(60)
    for nth in range(50):
        post(f"later{nth}@example.org")
    db.session.commit()
    work(way, 3)
    post("urgent@example.org", Priority.CONFIRMATION)
    db.session.commit()
    before = len(way.left)
    work(way, 3)
    assert way.left[before][1] == "urgent@example.org"


@pytest.mark.usefixtures("now")
def test_who_waits_for_a_slow_server_lets_the_urgent_go_before(app: Flask) -> None:
    class Slow(Way):
        def send(self, envelope: Envelope) -> None:
            super().send(envelope)
            clock.ticked(timedelta(seconds=10))
            if len(self.left) == 1:
                post("urgent@example.org", Priority.CONFIRMATION)
                db.session.commit()

    for nth in range(5):
        post(f"later{nth}@example.org")
    db.session.commit()
    way = Slow()
    carrier.carry_on(way)
    assert way.left[1][1] == "urgent@example.org"
    assert Counter(to for _at, to in way.left).most_common(1)[0][1] == 1
    assert {row.tries for row in db.session.scalars(select(OutboxMessage))} == {1}


def test_whoever_is_told_to_stop_hands_back_what_it_has_not_sent(way: Way) -> None:
    for nth in range(30):
        post(f"p{nth}@example.org")
    db.session.commit()
    assert carrier.carry_on(way, lambda: len(way.left) < 3) == 3
    assert carrier.carry_on(way) == 27


@pytest.mark.usefixtures("now")
def test_mail_that_waits_for_its_rate_is_not_late(
    client: FlaskClient, way: Way, limited: Callable[..., None]
) -> None:
    limited(1)
    for nth in range(40):
        post(f"p{nth}@example.org")
    db.session.commit()
    clock.ticked(timedelta(minutes=20))
    assert client.get("/readyz").status_code == 503  # nobody has come for it
    carrier.carry_on(way)
    worker.once()
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("now")
def test_of_a_domain_nothing_is_left_once_its_mail_is_gone(way: Way, limited: Callable[..., None]) -> None:
    limited(any=60)
    post("p@example.org")
    db.session.commit()
    carrier.carry_on(way)
    row = db.session.execute(select(OutboxMessage.domain_key, OutboxMessage.cause)).one()
    assert tuple(row) == (None, None)
    clock.ticked(timedelta(minutes=2))
    carrier.forget(clock.now())
    db.session.commit()
    assert db.session.scalars(select(MailRate.key)).all() == [b"everybody"]  # of nobody


@contextmanager
def side_by_side(app: Flask, workers: int, work: Callable[[], Any]) -> Iterator[None]:
    """Let several workers do the same at once, each with a connection of its own."""

    def run() -> None:
        with app.app_context():
            together.wait()
            work()

    together = threading.Barrier(workers)
    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_no_two_workers_carry_one_mail(app: Flask, way: Way) -> None:
    for nth in range(150):
        post(f"p{nth}@example.org")
    db.session.commit()
    with side_by_side(app, 4, lambda: carrier.carry_on(way)):
        pass
    assert len(way.left) == 150
    assert len({to for _at, to in way.left}) == 150


@pytest.mark.usefixtures("now")
def test_several_workers_share_one_rate(app: Flask, way: Way, limited: Callable[..., None]) -> None:
    limited(600, any=300)
    for nth in range(100):
        post(f"p{nth}@example.org")
    db.session.commit()
    with side_by_side(app, 4, lambda: carrier.carry_on(way)):
        pass
    assert len(way.left) == 5  # what 300 a minute allow within the second that may go at once
    assert len({to for _at, to in way.left}) == 5


def test_a_domain_cannot_be_read_from_the_outbox(app: Flask) -> None:
    post("p@rare-domain.example")
    db.session.commit()
    row = db.session.scalars(select(OutboxMessage)).one()
    assert row.domain_key == rates.domain_key("other@rare-domain.example")
    assert b"rare" not in (row.domain_key + (row.sealed or b""))
