"""Mail under faults: workers and web processes killed with -9, a server that refuses, is silent, slow. None is lost.

A mail may come twice only for a kill, or for a server that took it and hung up before saying so; and then with the same
Message-ID. `make soak` does the same for longer.
"""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority
from petition.mail.out.models import OutboxMessage
from tests.factories import make_appeal
from tests.mail.out.faults import LEASE, TIMEOUT, House, house, serve, sign_on
from tests.waiting import PATIENCE, until

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


@pytest.fixture
def mailroom(app: Flask) -> Iterator[House]:
    """A misbehaving server, and workers to be killed."""
    with house(app) as made:
        yield made


@on_sqlite
def test_a_worker_killed_at_any_moment_loses_nothing(mailroom: House) -> None:
    mailroom.post(60, "later", Priority.UPDATE)
    mailroom.post(20, "urgent")
    chosen = [
        ("RCPT", mailroom.kill),  # committed, and not sent
        ("DATA", mailroom.kill),  # sent in part
        ("TAKEN", mailroom.kill),  # sent, and not marked
        ("TAKEN", mailroom.kill_in(0.001)),  # about when it is marked
    ]
    for door, deed in chosen:
        mailroom.postman.next(door, *[mailroom.postman.say("")] * 5, deed)
        mailroom.work()
        until(lambda: not mailroom.postman.todo[door])  # noqa: B023
        until(lambda: mailroom.workers[-1].poll() is not None)
    mailroom.drained()
    assert mailroom.kills == 4
    assert mailroom.lost() == []
    assert mailroom.doubled() <= mailroom.kills
    assert mailroom.states() == {"sent": 80}
    order = [to[:5] for to, _ref in mailroom.postman.taken]
    before_any_later = order[: order.index("later")]
    assert len(before_any_later) >= 20 - 4 * 20 // 4  # all but what the killed had taken
    assert set(order[:5]) == {"urgen"}


@on_postgresql
def test_several_workers_some_of_them_killed_lose_nothing_and_double_little(mailroom: House) -> None:
    mailroom.post(120)
    mailroom.work(3)
    mailroom.postman.next("TAKEN", *[mailroom.postman.say("")] * 15, mailroom.kill)
    mailroom.postman.next("DATA", *[mailroom.postman.say("")] * 40, mailroom.kill_in(0.003))
    until(lambda: mailroom.kills == 2)
    mailroom.drained(2)
    assert mailroom.lost() == []
    assert mailroom.doubled() <= mailroom.kills
    assert mailroom.states() == {"sent": 120}


@on_sqlite
def test_whatever_a_server_does_each_mail_arrives(mailroom: House) -> None:
    postman, mailroom.timeout = mailroom.postman, TIMEOUT
    mailroom.post(5)
    mailroom.close()  # refuses connections
    mailroom.work()
    until(lambda: _tries() >= 2)
    postman.next("EHLO", postman.say_nothing)
    mailroom.post(1, "refused")
    mailroom.open()
    until(mailroom.is_done)
    for door, deed in (
        ("DATA", postman.say_nothing),
        ("DATA", postman.hang_up),
        ("RCPT", postman.hang_up),
        ("TAKEN", postman.take_and_hang_up),
        ("RCPT", postman.say("451 4.7.1 greylisted, come again")),
        ("DATA", postman.say("452 4.3.1 disk is full")),
        ("RCPT", postman.be_slow),
        ("RCPT", postman.say("421 4.3.2 closing")),
    ):
        postman.next(door, deed)
        mailroom.post(3)
        until(mailroom.is_done)
        assert not postman.todo[door]
    assert mailroom.lost() == []
    assert mailroom.doubled() <= postman.untold == 1
    assert mailroom.states() == {"sent": 29, "failed": 1}


def _tries() -> int:
    with db.session.begin():
        return sum(db.session.scalars(select(OutboxMessage.tries)))


@on_sqlite
def test_what_a_killed_worker_carried_goes_out_within_its_lease_and_a_slow_server_doubles_nothing(
    mailroom: House,
) -> None:
    postman = mailroom.postman
    mailroom.post(4)
    postman.next("RCPT", postman.be_slow, mailroom.kill)
    mailroom.work()
    until(lambda: mailroom.kills)
    killed_at = clock.now()
    with db.session.begin():
        due = db.session.scalars(select(OutboxMessage.due_at).where(OutboxMessage.state == "waiting")).all()
    assert len(due) == 3
    assert max(due) <= killed_at + timedelta(seconds=LEASE)
    postman.always["RCPT"] = postman.be_slow
    mailroom.drained()
    assert mailroom.lost() == []
    assert mailroom.doubled() == 0


# --- the web process --------------------------------------------------------------------------------------------------


@on_sqlite
def test_what_was_answered_with_thanks_is_in_the_outbox_however_the_web_dies(mailroom: House) -> None:
    slug = make_appeal().slug
    db.session.commit()
    thanked: list[str] = []
    for round_ in range(2):
        port, web = serve(mailroom, WORKER="apart")
        signers = [
            threading.Thread(target=sign_on, args=[port, slug, f"r{round_}t{nth}", thanked])
            for nth in range(4)
        ]
        for signer in signers:
            signer.start()
        goal = len(thanked) + 12
        until(lambda: len(thanked) >= goal)  # noqa: B023
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        for signer in signers:
            signer.join()
    with db.session.begin():
        written = {_message(row).to for row in db.session.scalars(select(OutboxMessage))}
    assert len(thanked) >= 24
    assert set(thanked) <= written
    mailroom.drained()
    assert set(thanked) <= {to for to, _ref in mailroom.postman.taken}


@on_sqlite
def test_a_worker_that_dies_beside_the_web_is_started_again_and_ends_with_it(mailroom: House) -> None:
    _port, web = serve(mailroom)
    try:
        until(lambda: _workers_of(web.pid))
        (first,) = _workers_of(web.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: _workers_of(web.pid) - {first})
        mailroom.post(3)
        until(mailroom.is_done)
        (second,) = _workers_of(web.pid)
    finally:
        web.terminate()
        assert web.wait(PATIENCE) == 0
    assert mailroom.lost() == []
    until(lambda: not Path(f"/proc/{second}").exists())


def _message(row: OutboxMessage) -> Message:
    assert row.sealed
    return Message.from_json(vault().common.unseal_json(row.sealed, outbox.place(row.ref)))


def _workers_of(pid: int) -> set[int]:
    """The children of a process that carry mail."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"work\0" in (path / "cmdline").read_bytes():
                found.add(int(path.name))
        except OSError:
            continue  # gone meanwhile
    return found
