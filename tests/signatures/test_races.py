"""Sixteen at once: the database, not hope, sees to it that one mailbox is one signature."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, text

from petition.accounts import members
from petition.appeals import service as appeals
from petition.appeals import update as updates
from petition.core import clock, web
from petition.core.db import db
from petition.lists import add
from petition.lists.models import LineList
from petition.mail.out.models import OutboxMessage
from petition.signatures import announcements, counts
from petition.signatures.models import Signature
from petition.updates import sending
from tests.factories import filled, link_in, make_appeal
from tests.retention.passing_time import DAY, signed
from tests.retention.test_together import brought
from tests.updates.test_updates import written
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("now")

ABREAST = 16
CONFIRM = {"deed": "confirm"}


def at_once(app: Flask, requests: list[tuple[str, dict[str, str]]]) -> Counter[int]:
    """Post all of these in the same moment, each from a thread of its own."""
    db.session.rollback()
    start = Barrier(len(requests))

    def post(request: tuple[str, dict[str, str]]) -> int:
        client = app.test_client()
        start.wait()
        return client.post(request[0], data=request[1]).status_code

    with ThreadPoolExecutor(len(requests)) as pool:
        return Counter(pool.map(post, requests))


def test_sixteen_posts_and_sixteen_confirmations_are_one_signature(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    data = filled()
    assert at_once(app, [(f"/a/{appeal.slug}/sign", data)] * ABREAST) == {303: ABREAST}
    assert db.session.scalars(select(Signature.state)).all() == ["pending"]
    sent = mails()
    assert 1 <= len(sent) <= 3
    assert at_once(app, [(link_in(sent[0]), CONFIRM)] * ABREAST) == {303: ABREAST}
    assert db.session.scalars(select(Signature.state)).all() == ["confirmed"]
    assert counts.confirmed(appeal) == 1
    assert len(mails()) == len(sent) + 1  # one thank-you


def test_different_things_typed_with_one_mailbox_and_confirmed_at_once_are_one_signature(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    names = ("Aru One", "Aru Two", "Aru Three")
    at_once(app, [(f"/a/{appeal.slug}/sign", filled(name=name)) for name in names])
    links: list[tuple[str, dict[str, str]]] = [(link_in(mail), CONFIRM) for mail in mails()]
    assert len(links) == 3
    assert at_once(app, links * 5) == {303: 15}
    assert Counter(db.session.scalars(select(Signature.state))) == {"confirmed": 1, "merged": 2}


def test_sixteen_people_at_once_are_sixteen_signatures(
    app: Flask, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    people = [
        (f"/a/{appeal.slug}/sign", filled(name=f"Person {nth}", email=f"p{nth}@example.org"))
        for nth in range(ABREAST)
    ]
    assert at_once(app, people) == {303: ABREAST}
    links: list[tuple[str, dict[str, str]]] = [(link_in(mail), CONFIRM) for mail in mails()]
    assert len(links) == ABREAST
    assert at_once(app, links) == {303: ABREAST}
    assert counts.confirmed(appeal) == ABREAST


def test_a_one_time_link_lets_one_in(app: Flask) -> None:
    link = members.invite("organiser@example.org", "Friends", now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    assert at_once(app, [(link, {})] * 8) == {303: 1, 410: 7}


WAITS = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1"
)


def until_one_waits(is_over: Callable[[], bool]) -> None:
    """Wait until somebody waits for a lock of PostgreSQL, or until there is nobody left who could."""
    # A transaction is told of none who came since it looked first.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looks:
        until(lambda: is_over() or looks.scalar(WAITS))


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # on SQLite one writes at a time
@pytest.mark.parametrize("what", ["update", "extension", "list"])
def test_who_withdraws_while_an_email_to_all_is_posted_is_not_sent_it(app: Flask, what: str) -> None:
    appeal = make_appeal(offers_updates=True)
    own = signed(appeal)
    own.updates_since = clock.now()
    mine = f"/s/{own.ticket.token('signature')}"
    listed = brought(appeal, "Name,E-mail\nAru Bekova,aru@example.org\n", added=False)
    if what == "update":
        updates.publish(written(appeal), send=True, organiser_id=1, now=clock.now())
    elif what == "extension":
        appeals.extend(appeal, clock.now() + 20 * DAY, "more time", tell=True, now=clock.now())
    db.session.execute(db.delete(OutboxMessage))
    db.session.commit()
    posts: dict[str, Callable[[], int]] = {
        "update": lambda: sending.send_some(appeal, clock.now()),
        "extension": lambda: announcements.tell_of_extension(appeal, clock.now()),
        "list": lambda: add.add(db.session.get_one(LineList, listed), organiser_id=None, now=clock.now()),
    }
    assert posts[what]() == 1
    withdraws = Thread(target=lambda: app.test_client().post(mine, data={"deed": "withdraw"}))
    withdraws.start()
    until_one_waits(lambda: not withdraws.is_alive())
    db.session.commit()
    withdraws.join()
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert db.session.scalars(select(Signature.state)).all() == ["withdrawn"]
