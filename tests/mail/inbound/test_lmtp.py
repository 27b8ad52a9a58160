"""Taking messages in at a real port: 250 once it is committed, 451 in trouble, 550 for what is not ours; no name logged."""

import asyncio
import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from config import Config
from petition import duties
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.mail.inbound import lmtp
from petition.signatures.models import Signature
from tests.conftest import DATABASES, migrate
from tests.factories import make_appeal, set_settings
from tests.forked import Forked
from tests.interpret.corpus import TO, mail
from tests.ports import free_port
from tests.waiting import PATIENCE, until

TEXT = mail("I support the appeal. Zyxgul Qwertbekova, teacher\n", "Zyxgul Qwertbekova <zyxgul@example.org>")


@dataclass
class Port:
    """`flask receive`, running on a database of its own."""

    number: int
    app: Flask
    log: Path
    process: Forked


@contextmanager
def receiving(folder: Path, scheme: str, **env: str) -> Iterator[Port]:
    number = free_port()
    environment = {
        "INSTANCE": str(folder),
        "SIGN_ADDRESS": "sign@sign.example.org",
        "DNS_SERVER": "127.0.0.1:9",
        **env,
    }
    app = create_app(Config.from_env(environment))
    log = folder / "log"
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            migrate(app)
        make_appeal(slug="well", by_message=True)
        command = ("flask", "--app", "wsgi", "receive", "--listen", f"{scheme}://127.0.0.1:{number}")
        process = Forked(*command, environment=environment, log=log)
        try:
            until(lambda: log.exists() and b"taken in" in log.read_bytes())
            yield Port(number, app, log, process)
        finally:
            process.terminate()
            process.wait(PATIENCE)
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module", params=DATABASES)
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    folder = tmp_path_factory.mktemp("lmtp")
    url = f"sqlite:///{folder / 'petition.db'}"
    if request.param == "postgresql":
        postgresql, template = (request.getfixturevalue(each) for each in ("postgresql_server", "template"))
        postgresql.psql(f"CREATE DATABASE lmtp TEMPLATE {template}")
        url = postgresql.get_uri("lmtp")
    with receiving(folder, "lmtp", DATABASE_URL=url) as running:
        yield running


@pytest.fixture
def server(port: Port) -> Iterator[smtplib.LMTP]:
    with smtplib.LMTP("127.0.0.1", port.number, timeout=PATIENCE) as connected:
        connected.ehlo_or_helo_if_needed()
        yield connected
    db.session.rollback()
    for model in (ReceivedMessage, UnreadMessage, Signature):
        db.session.execute(db.delete(model))
    db.session.commit()


def outcomes() -> list[str]:
    query = select(ReceivedMessage.outcome).order_by(ReceivedMessage.received_at)
    found = list(db.session.scalars(query))
    db.session.rollback()  # whoever reads holds SQLite's turn to write
    return found


def test_what_is_answered_with_250_is_committed(server: smtplib.LMTP) -> None:
    assert server.sendmail("zyxgul@example.org", [TO], TEXT) == {}
    assert outcomes() == ["signed"]
    assert server.sendmail("zyxgul@example.org", [TO], TEXT) == {}  # delivered again: taken, and heard once
    assert outcomes() == ["signed"]


@pytest.mark.parametrize(
    "address", ["sign+other@sign.example.org", "sign@sign.example.org", "x@example.org", "x"]
)
def test_what_is_to_nobody_here_is_refused_before_it_is_sent(server: smtplib.LMTP, address: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        server.sendmail("zyxgul@example.org", [address], TEXT)
    assert {code for code, _text in refusal.value.recipients.values()} == {550}
    assert outcomes() == []


def test_each_recipient_is_answered_for_by_itself(server: smtplib.LMTP) -> None:
    server.mail("zyxgul@example.org")
    assert server.rcpt(TO)[0] == 250
    assert server.rcpt(TO)[0] == 452


def test_ten_thousand_recipients_end_the_connection(server: smtplib.LMTP) -> None:
    # One at a time: what is still unread when a side hangs up may take its last answer with it.
    server.mail("zyxgul@example.org")
    answers: list[int] = []
    while len(answers) < 10_000 and 421 not in answers:
        answers.append(server.rcpt("sign+nobody@sign.example.org")[0])
    assert answers[-1] == 421
    assert set(answers[:-1]) == {550}
    assert len(answers) < 1000


def test_a_mail_server_may_hand_over_as_many_messages_as_it_likes_over_one_connection() -> None:
    async def hear() -> int:
        with ThreadPoolExecutor(1) as threads:
            handler = lmtp._Handler(lmtp.Receiver(lambda _to: True, lambda *_message: None), threads)
            made = partial(lmtp._Lmtp, handler, command_call_limit=lmtp._MOST_COMMANDS)
            server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
            async with server:
                return await asyncio.to_thread(_hand_over, server.sockets[0].getsockname()[1])

    assert asyncio.run(hear()) == 600


def _hand_over(number: int) -> int:
    with smtplib.LMTP("127.0.0.1", number, timeout=PATIENCE) as server:
        return sum(server.sendmail("a@example.org", ["b@example.org"], b"x") == {} for _ in range(600))


def test_a_mail_of_fifty_megabytes_is_refused_by_its_stated_size(server: smtplib.LMTP) -> None:
    assert server.mail("zyxgul@example.org", ["SIZE=52428800"])[0] == 552


def test_a_mail_larger_than_it_said_is_refused(server: smtplib.LMTP) -> None:
    server.mail("zyxgul@example.org")
    server.rcpt(TO)
    assert server.data(b"Subject: x\r\n\r\n" + (b"y" * 998 + b"\r\n") * 11_000)[0] == 552
    assert outcomes() == []


def test_one_that_nests_too_deep_is_refused_and_counted(server: smtplib.LMTP) -> None:
    server.mail("zyxgul@example.org")
    server.rcpt(TO)
    assert server.data(b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 200)[0] == 554
    assert outcomes() == ["refused"]


def test_a_line_longer_than_the_standard_allows_is_taken(server: smtplib.LMTP) -> None:
    assert server.sendmail("zyxgul@example.org", [TO], TEXT.replace(b"Well", b"W" * 5000)) == {}
    assert outcomes() == ["signed"]


def test_of_one_sender_some_a_day_are_kept_to_be_read_and_all_are_taken(server: smtplib.LMTP) -> None:
    for nth in range(7):
        asks = TEXT.replace(b"I support the appeal. Zyxgul Qwertbekova, teacher", b"What is this? %d" % nth)
        assert server.sendmail("zyxgul@example.org", [TO], asks) == {}
    assert outcomes() == ["unread"] * 5 + ["not kept"] * 2


def test_what_we_do_not_answer_is_taken_all_the_same(server: smtplib.LMTP) -> None:
    assert server.sendmail("", [TO], TEXT) == {}
    assert outcomes() == ["bounce"]


def test_with_the_database_away_it_is_asked_to_come_again(server: smtplib.LMTP) -> None:
    server.mail("zyxgul@example.org")
    assert server.rcpt(TO)[0] == 250
    db.session.execute(db.text("ALTER TABLE received_messages RENAME TO away"))
    db.session.commit()
    try:
        assert server.data(TEXT)[0] == 451
    finally:
        db.session.execute(db.text("ALTER TABLE away RENAME TO received_messages"))
        db.session.commit()
    assert server.sendmail("zyxgul@example.org", [TO], TEXT) == {}
    assert outcomes() == ["signed"]


def test_it_says_that_it_is_at_work_and_its_log_names_nobody(port: Port, server: smtplib.LMTP) -> None:
    server.sendmail("zyxgul@example.org", [TO], TEXT)
    assert duties.last_done(duties.Round.RECEIVE)  # it has said that it can take messages in
    (place,) = duties.silent(duties.Round.RECEIVE, clock.now() + timedelta(hours=1))  # and where
    assert place.startswith(socket.gethostname())
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.sendmail("zyxgul@example.org", ["zyxgul@sign.example.org"], TEXT)
    assert not re.search(r"zyxgul|qwert|sign\+well", port.log.read_text(), re.IGNORECASE)


def test_it_speaks_smtp_too_and_ends_when_it_is_told(tmp_path: Path) -> None:
    with receiving(tmp_path, "smtp") as port:
        with smtplib.SMTP("127.0.0.1", port.number, timeout=PATIENCE) as server:
            assert server.sendmail("zyxgul@example.org", [TO], TEXT) == {}
        assert outcomes() == ["signed"]
        port.process.terminate()
        assert port.process.wait(PATIENCE) == 0


def test_where_all_that_hear_messages_hang_nothing_says_that_they_can_be_taken_in() -> None:
    released, beats = threading.Event(), threading.Event()
    hangs = lmtp.Receiver(lambda _address: released.wait(PATIENCE), print, beats.set)

    async def hear() -> None:
        with ThreadPoolExecutor(2) as threads:
            handler = lmtp._Handler(hangs, threads)
            waiting = [
                asyncio.create_task(
                    handler.handle_RCPT(
                        SMTP(None), Session(asyncio.get_running_loop()), Envelope(), "a@b", []
                    )
                )
                for _ in range(2)
            ]
            await asyncio.sleep(0)
            beating = asyncio.create_task(handler.beat())
            await asyncio.sleep(0.1)
            assert not beats.is_set()
            released.set()
            await asyncio.gather(*waiting)
            assert await asyncio.to_thread(beats.wait, PATIENCE)
            beating.cancel()

    asyncio.run(hear())


@pytest.mark.parametrize(
    "listen", ["", "127.0.0.1:8024", "http://127.0.0.1:80", "lmtp://", "lmtp://127.0.0.1:x"]
)
def test_a_place_that_is_none_is_refused(bare_app: Flask, listen: str) -> None:
    set_settings(bare_app, sign_address="sign@sign.example.org")
    try:
        done = bare_app.test_cli_runner().invoke(args=["receive", "--listen", listen])
    finally:
        set_settings(bare_app, sign_address="")
    assert done.exit_code == 1
    assert "no place to listen at" in done.stderr


def test_without_an_address_nothing_is_taken_in(bare_app: Flask) -> None:
    done = bare_app.test_cli_runner().invoke(args=["receive", "--listen", "lmtp://127.0.0.1:8024"])
    assert done.exit_code == 1
    assert "SIGN_ADDRESS" in done.stderr
