"""The outbox against a real SMTP server: one that takes, refuses, puts off, hangs up; nothing is lost, nothing doubled."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, text

from petition import audit, worker, worker_duties
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier, outbox, transport
from petition.mail.out.lease import Lease
from petition.mail.out.message import Message
from petition.mail.out.models import OutboxMessage
from tests.certificates import certificate
from tests.conftest import NOW
from tests.factories import set_settings
from tests.mail_server import listening


@dataclass
class Postman:
    """Takes mails, unless told what to answer; keeps what it took."""

    answers: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    sessions: dict[int, Any] = field(default_factory=dict)
    meanwhile: list[Callable[[], None]] = field(
        default_factory=list
    )  # done, once each, while a mail is taken

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions[id(session)] = server
        self.senders.append(envelope.mail_from)
        if self.meanwhile:
            self.meanwhile.pop()()
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.taken.append(envelope.content)
        return answer

    def hang_up(self) -> None:
        """End every connection, as servers do with those that say nothing for a while."""
        for server in self.sessions.values():
            server.loop.call_soon_threadsafe(server.transport.close)


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    """A mail server on this machine, and the service told to use it."""
    postman, before = Postman(), app.extensions["settings"].mail_url
    with listening(postman, enable_SMTPUTF8=True) as port:
        set_settings(app, mail_url=f"smtp://127.0.0.1:{port}")
        yield postman
        set_settings(app, mail_url=before)


def post(nth: int = 0, **fields: Any) -> None:
    facts = {"link": f"https://example.org/desk/enter/{nth}"}
    outbox.post(Message("entrance", f"p{nth}@example.org", "en", facts, **fields), now=clock.now())
    db.session.commit()


def rows() -> list[tuple[str, int, bool]]:
    return [
        (row.state, row.tries, row.sealed is not None)
        for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    ]


def test_what_is_posted_is_sent_once_and_then_blanked(postman: Postman) -> None:
    for nth in range(25):
        post(nth)
    assert carrier.carry() == 25
    assert carrier.carry() == 0
    assert len(postman.taken) == 25
    assert len(postman.sessions) == 1  # one connection for all
    assert rows() == [("sent", 1, False)] * 25


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_server_with_a_certificate_that_nobody_believes_is_used_where_no_tls_is_wanted(
    app: Flask, tmp_path: Path
) -> None:
    postman, before = Postman(), app.extensions["settings"].mail_url
    with (
        certificate(tmp_path, "mail.example.org") as context,
        listening(postman, tls_context=context) as port,
    ):
        try:
            post()
            set_settings(app, mail_url=f"smtp://127.0.0.1:{port}?tls=no")
            assert carrier.carry() == 1
        finally:
            set_settings(app, mail_url=before)
    assert len(postman.taken) == 1


def test_it_comes_back_to_an_address_of_its_own(app: Flask, postman: Postman) -> None:
    set_settings(app, mail_bounces="returns@example.org")
    try:
        post()
        carrier.carry()
    finally:
        set_settings(app, mail_bounces="")
    ref = db.session.scalars(select(OutboxMessage.ref)).one()
    assert postman.senders == [f"returns+{ref}@example.org"]
    assert b"From: letters@localhost.localdomain" in postman.taken[0]


@dataclass
class Kept:
    """A way for mails to leave that keeps what it was handed: the server of these tests decodes addresses itself."""

    envelopes: list[transport.Envelope] = field(default_factory=list)

    def send(self, envelope: transport.Envelope) -> None:
        self.envelopes.append(envelope)

    def rest(self) -> None:
        pass


def test_it_goes_to_the_address_that_was_typed_and_not_to_what_that_decodes_into(app: Flask) -> None:
    address, way = "=?utf-8?q?a=2cvictim=40v.example?=@evil.example", Kept()
    outbox.post(Message("entrance", address, "en", {"link": "https://example.org/"}), now=clock.now())
    db.session.commit()
    assert carrier.carry_on(way) == 1
    (envelope,) = way.envelopes
    assert envelope.to == address
    assert f"\r\nTo: {address}\r\n".encode() in envelope.content


def test_the_connection_outlives_a_pause_and_an_end_of_the_servers_making(
    app: Flask, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_FRESH", 0)
    with transport.opened(app.extensions["settings"].mail_url) as way:
        post(1)
        carrier.carry_on(way)
        post(2)
        carrier.carry_on(way)
        assert len(postman.sessions) == 1
        postman.hang_up()
        post(3)
        assert carrier.carry_on(way) == 1  # at once, on a new connection
    assert len(postman.taken) == 3
    assert len(postman.sessions) == 2


class EnoughOfOne(Postman):
    """Has enough of a connection after one mail, and says so or not."""

    says = True
    puts_off = 0

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        if id(session) not in self.sessions:
            return "250 OK"
        self.puts_off += 1
        server.loop.call_soon(server.transport.close)
        if not self.says:
            server.transport.close()
        return "421 4.7.0 enough of this connection"


@pytest.mark.parametrize("says", [True, False])
def test_a_server_that_takes_one_mail_over_a_connection_is_given_each_at_once(app: Flask, says: bool) -> None:
    postman = EnoughOfOne()
    postman.says = says
    for nth in range(4):
        post(nth)
    with listening(postman) as port, transport.opened(f"smtp://127.0.0.1:{port}") as way:
        assert carrier.carry_on(way) == 4
    assert (len(postman.taken), postman.puts_off, [row[1] for row in rows()]) == (4, 3, [1] * 4)


def test_mail_leaves_between_two_steps_of_a_duty_that_takes_long(app: Flask, postman: Postman) -> None:
    """Such as binding the activity log of a hundred thousand who confirmed within a minute, or a service that was down."""
    for nth in range(1_200):
        audit.record("signature.confirmed", now=clock.now(), signature=f"{nth}")
    post()
    sent = []
    with transport.opened(app.extensions["settings"].mail_url) as way:
        between = worker.Between(way, lambda: True)

        def rest() -> None:
            between.rest()
            sent.append(len(postman.taken))

        worker_duties.do_all(clock.now(), rest=rest, only={"entries of the activity log bound"})
    assert sent == [1, 1, 1]


def test_a_server_that_speaks_a_letter_at_a_time_is_left_in_the_end(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:
        threading.Thread(target=dribble, args=[slow], daemon=True).start()
        way = transport.opened(f"smtp://127.0.0.1:{slow.getsockname()[1]}?timeout=1")
        with way as server, pytest.raises(transport.NotNow) as trouble:
            server.send(
                transport.Envelope("ref", "a@example.org", "b@example.org", b"Subject: x\r\n\r\nx\r\n")
            )
    assert trouble.value.connection


def dribble(slow: socket.socket) -> None:
    """Greet and say hello, and then never come to the end of a line, however long one listens."""
    speaking, _address = slow.accept()
    with speaking, suppress(OSError):
        speaking.sendall(b"220 hello\r\n")
        speaking.recv(100)
        speaking.sendall(b"250 hello\r\n")
        while True:
            speaking.sendall(b"2")
            time.sleep(0.3)


def test_what_is_posted_once_a_mail_that_leaves_was_taken_back_leaves_as_well(
    app: Flask, postman: Postman
) -> None:
    """On SQLite it has the number of the one before, which the worker has in its hands."""

    def change() -> None:
        with app.app_context():
            db.session.execute(delete(OutboxMessage))
            post(2)

    post(1)
    postman.meanwhile.append(change)
    assert (carrier.carry(), carrier.carry()) == (2, 0)
    assert [b"p%d@" % nth in mail for nth, mail in enumerate(postman.taken, 1)] == [True, True]
    assert [state for state, _tries, _said in rows()] == ["sent"]


def test_the_urgent_goes_first(postman: Postman) -> None:
    post(1, priority=9)
    post(2, priority=1)
    carrier.carry()
    assert b"p2@example.org" in postman.taken[0]


def test_of_many_posted_at_one_moment_none_is_sorted_to_find_the_next(app: Flask, postman: Postman) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_others: Any) -> None:
        if "ORDER BY" in statement and "FROM outbox_messages" in statement:
            asked.append((statement, values))

    for nth in range(3):
        post(nth)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        carrier.carry()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    if (
        db.engine.dialect.name == "postgresql"
    ):  # it would rather read a table as small as this from end to end
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("SET LOCAL enable_bitmapscan = off"))
        db.session.execute(text("SET LOCAL enable_sort = off"))  # nor is it dear to sort three rows
    for statement, values in asked:
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        plan = str(db.session.connection().exec_driver_sql(explain + statement, values).all())
        assert "ix_outbox_messages_due" in plan
        assert "sort" not in plan.lower()
        assert "TEMP B-TREE" not in plan
    assert asked
    assert len(postman.taken) == 3


def test_put_off_it_is_tried_again_later_with_the_same_message_id_and_sent_once(postman: Postman) -> None:
    with clock.stopped(NOW):
        post()
        postman.answers = ["451 greylisted"]
        assert carrier.carry() == 0
        assert rows() == [("waiting", 1, True)]
        assert carrier.carry() == 0  # not yet
        clock.ticked(timedelta(minutes=1))
        assert carrier.carry() == 1
    assert len(postman.taken) == 1
    assert rows() == [("sent", 2, False)]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("550 no such mailbox", "failed"),
        ("550 5.1.1 no such mailbox", "failed"),
        ("550 5.7.1 blocked", "waiting"),  # we are, whomever we write to
        ("550 5.4.5 daily limit", "waiting"),
        ("550 5.1.8 bad sender", "waiting"),
    ],
)
def test_a_refusal_of_a_mailbox_is_final_one_of_ours_is_not_and_the_others_go_on(
    postman: Postman, said: str, state: str
) -> None:
    postman.answers = [said]
    post(1)
    post(2)
    assert carrier.carry() == 1
    assert rows() == [(state, 1, state == "waiting"), ("sent", 1, False)]


def test_with_no_server_nothing_is_lost_and_no_try_is_counted_for_those_not_tried(app: Flask) -> None:
    before = app.extensions["settings"].mail_url
    set_settings(app, mail_url="smtp://127.0.0.1:9")
    try:
        with clock.stopped(NOW):
            post(1)
            post(2)
            assert carrier.carry() == 0
            assert rows() == [("waiting", 1, True), ("waiting", 0, True)]
    finally:
        set_settings(app, mail_url=before)


def test_who_dies_while_carrying_leaves_it_to_come_due_again(postman: Postman) -> None:
    with clock.stopped(NOW):
        post()
        carrier._claim(Lease(timedelta(minutes=1)), clock.now())  # a worker that is killed right here
        assert carrier.carry() == 0
        clock.ticked(timedelta(minutes=1))
        assert carrier.carry() == 1
    assert len(postman.taken) == 1


def test_what_no_server_took_in_three_days_is_given_up(postman: Postman) -> None:
    with clock.stopped(NOW):
        post()
        for _ in range(8):
            postman.answers = ["421 later"]
            carrier.carry()
            clock.ticked(timedelta(hours=12))
    assert rows()[0][0] == "failed"
    assert not postman.taken


def test_a_mail_written_to_a_folder_is_whole(mails: Callable[[], list[Any]]) -> None:
    post()
    (mail,) = mails()
    assert mail["To"] == "p0@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("html",)) is not None
