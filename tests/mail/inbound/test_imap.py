"""Fetching from a real IMAP server: each message once, moved when it is committed, its arrival as the server states it."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from imap_tools import BaseMailBox
from sqlalchemy import select
from sqlalchemy.exc import InternalError, ProgrammingError

from petition import duties, worker, worker_duties
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.checks import CheckFailed
from petition.core.db import db
from petition.core.vault import Vault
from petition.inbox import handle, receive
from petition.inbox.models import ReceivedMessage
from petition.mail import setup
from petition.mail.inbound import imap
from petition.mail.inbound.incoming import LARGEST
from tests.conftest import NOW
from tests.factories import make_appeal, set_settings
from tests.interpret.corpus import mail
from tests.ports import free_port, wait_for
from tests.waiting import PATIENCE

TEXT = mail("I support the appeal. Aru Bekova, teacher\n")

pytestmark = pytest.mark.usefixtures("now")


@dataclass
class Provider:
    """A mailbox at a provider."""

    url: str
    port: int

    def connected(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port)
        box.login("letters", "p@ss")
        return box

    def deliver(self, raw: bytes, at: datetime = NOW) -> None:
        with self.connected() as box:
            assert box.append("INBOX", "", imaplib.Time2Internaldate(at), raw)[0] == "OK"

    def empty(self, folder: str) -> None:
        with self.connected() as box:
            if box.select(f'"{folder}"')[0] == "OK":
                box.store("1:*", "+FLAGS", "\\Deleted")
                box.expunge()

    def holds(self, folder: str) -> int:
        with self.connected() as box:
            typ, data = box.select(f'"{folder}"', readonly=True)
            return int(data[0] or 0) if typ == "OK" else 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """An IMAP server on a port of this machine."""
    port = free_port()
    with (tmp_path_factory.mktemp("imap") / "log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "pymap", "--host", "127.0.0.1", "--port", str(port), "--no-tls",
             "dict", "--demo-user", "letters", "--demo-password", "p@ss"],
            stdout=log,
            stderr=log,
        )  # fmt: skip
        wait_for(port)
        yield port
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture
def provider(app: Flask, server: int) -> Iterator[Provider]:
    """An empty mailbox, and the service told to fetch from it."""
    found = Provider(f"imap://letters:p%40ss@127.0.0.1:{server}/INBOX", server)
    for folder in ("INBOX", imap.HEARD, imap.NOT_HEARD, imap.FAILED):
        found.empty(folder)
    set_settings(app, imap_url=found.url, sign_address="sign@sign.example.org", dns_server="127.0.0.1:9")
    yield found
    set_settings(app, imap_url="", sign_address="", dns_server="")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # which is not asked
def test_the_mailbox_is_tried_and_a_wrong_password_is_told(provider: Provider, app: Flask) -> None:
    assert setup.mailbox() == "127.0.0.1 lets us in"
    set_settings(app, imap_url=provider.url.replace("p%40ss", "other"))
    with pytest.raises(CheckFailed, match="refuses the name, the password or the folder: look at IMAP_URL"):
        setup.mailbox()


def outcomes() -> list[str]:
    return sorted(db.session.scalars(select(ReceivedMessage.outcome)))


def test_each_message_is_fetched_once_and_put_into_a_folder(provider: Provider) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    provider.deliver(mail("What is this?\n", "Eve <eve@example.org>"))
    provider.deliver(mail("Lunch at one\n").replace(b"sign+well@", b"office@"))
    assert receive.fetch(now=clock.now()) == 2
    assert outcomes() == ["signed", "unread"]
    assert [provider.holds(name) for name in ("INBOX", imap.HEARD, imap.NOT_HEARD)] == [0, 2, 1]
    assert receive.fetch(now=clock.now()) == 0
    assert "messages fetched" in worker.once()[1]


def test_it_arrived_when_it_came_to_the_mailbox_however_late_it_is_fetched(
    provider: Provider, now: datetime
) -> None:
    make_appeal(slug="well", by_message=True, closes_at=now + timedelta(hours=1))
    provider.deliver(TEXT, now + timedelta(minutes=59))
    provider.deliver(
        mail("I sign. Marat Suleyev\n", "Marat Suleyev <marat@example.org>"), now + timedelta(minutes=61)
    )
    clock.ticked(timedelta(hours=5))
    receive.fetch(now=clock.now())
    assert outcomes() == ["", "late", "signed"]  # the first says who was told so


def test_the_hour_that_comes_twice_when_clocks_go_back_is_told_apart(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as there, clock.stopped(datetime(2026, 10, 25, 0, tzinfo=UTC)):
        there.setenv("TZ", "Europe/Berlin")
        time.tzset()
        make_appeal(slug="well", by_message=True, closes_at=clock.now() + timedelta(minutes=80))
        provider.deliver(TEXT, clock.now() + timedelta(minutes=90))  # 02:30 for the second time
        clock.ticked(timedelta(minutes=91))
        receive.fetch(now=clock.now())
    time.tzset()
    assert outcomes() == ["", "late"]


def test_who_dies_before_the_move_leaves_it_to_be_heard_once(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    with monkeypatch.context() as killed:
        killed.setattr(imap, "_move", interrupt)
        with pytest.raises(KeyboardInterrupt):
            receive.fetch(now=clock.now())
    assert provider.holds("INBOX") == 1
    receive.fetch(now=clock.now())
    assert outcomes() == ["signed"]
    assert provider.holds("INBOX") == 0


def over_quota(*_args: object) -> None:
    raise imaplib.IMAP4.error("[OVERQUOTA] full")


def test_a_mailbox_that_takes_nothing_more_is_told_and_what_was_heard_waits_in_it(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    with monkeypatch.context() as full:
        full.setattr(BaseMailBox, "move", over_quota)
        for _ in range(2):
            assert (
                worker_duties.DUTIES["messages fetched"].do(clock.now()) == 0
            )  # else it would be done at once again
    assert duties.last_done(duties.Round.MAILBOX) is None  # which doctor, /readyz and an alert tell of
    assert [provider.holds(name) for name in ("INBOX", imap.HEARD)] == [1, 0]
    receive.fetch(now=clock.now())
    assert [provider.holds(name) for name in ("INBOX", imap.HEARD)] == [0, 1]
    assert outcomes() == ["signed"]


def test_what_cannot_be_kept_now_stays_for_the_next_round_however_old_it_is(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    clock.ticked(timedelta(days=2))
    of_the_database = [each("said so", None, Exception()) for each in (InternalError, ProgrammingError)]
    for error in (OSError(), MemoryError(), *of_the_database):
        with monkeypatch.context() as trouble:
            trouble.setattr(handle, "hear", raising(error))
            assert receive.fetch(now=clock.now()) == 0
        assert [provider.holds(name) for name in ("INBOX", imap.FAILED)] == [1, 0], error
    assert receive.fetch(now=clock.now()) == 1


def test_what_fails_each_time_is_put_aside_for_a_person_keeps_no_other_and_is_told(
    provider: Provider,
) -> None:
    broken, _whole = (make_appeal(slug=slug, by_message=True) for slug in ("broken", "well"))
    key, broken.wrapped_key = broken.wrapped_key, b"not a key"
    db.session.commit()
    provider.deliver(TEXT.replace(b"sign+well@", b"sign+broken@"))
    provider.deliver(TEXT)
    assert receive.fetch(now=clock.now()) == 1
    assert [provider.holds(name) for name in ("INBOX", imap.HEARD, imap.FAILED)] == [0, 1, 1]
    with pytest.raises(CheckFailed, match="1 messages could not be read: look into its folder Failed"):
        setup.mailbox()
    db.session.get_one(Appeal, broken.id).wrapped_key = key
    db.session.commit()
    with provider.connected() as box:  # by the operator, once it is mended
        box.select(imap.FAILED)
        assert box.copy("1", "INBOX")[0] == "OK"
        box.store("1", "+FLAGS", "\\Deleted")
        box.expunge()
    assert receive.fetch(now=clock.now()) == 1
    assert outcomes() == ["signed", "signed"]
    assert setup.mailbox() == "127.0.0.1 lets us in"


def test_a_worker_with_another_data_key_takes_no_message(provider: Provider, app: Flask) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    right, app.extensions["vault"] = app.extensions["vault"], Vault(b"\1" * 32)
    try:
        assert worker_duties.DUTIES["messages fetched"].do(clock.now()) == 0
    finally:
        app.extensions["vault"] = right
    assert [provider.holds(name) for name in ("INBOX", imap.FAILED)] == [1, 0]
    assert duties.last_done(duties.Round.MAILBOX) is None
    assert worker_duties.DUTIES["messages fetched"].do(clock.now()) == 1


def test_a_mail_too_large_to_be_fetched_is_counted_and_put_aside(provider: Provider) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT + b"x" * (LARGEST + 1))
    assert receive.fetch(now=clock.now()) == 0
    assert outcomes() == ["refused"]
    assert provider.holds(imap.NOT_HEARD) == 1


def test_one_that_the_server_does_not_give_keeps_no_other_and_none_is_counted_twice(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appeal(slug="well", by_message=True)
    monkeypatch.setattr(imap, "LARGEST", 2 * len(TEXT))
    for body in (b"x" * 2 * len(TEXT), b"1", b"2"):
        provider.deliver(TEXT + body)
    asked = iter([raising(ConnectionError()), *[imap._message] * 3])

    def message(*which: Any) -> Any:
        return next(asked)(*which)

    monkeypatch.setattr(imap, "_message", message)
    with pytest.raises(ConnectionError):
        receive.fetch(now=clock.now())
    assert [provider.holds(name) for name in ("INBOX", imap.HEARD, imap.NOT_HEARD)] == [1, 1, 1]
    provider.deliver(TEXT + b"x" * 2 * len(TEXT))
    with monkeypatch.context() as full:
        full.setattr(BaseMailBox, "move", over_quota)
        with pytest.raises(imaplib.IMAP4.error):
            receive.fetch(now=clock.now())
    assert receive.fetch(now=clock.now()) == 1
    assert outcomes() == ["refused", "refused", "signed", "signed"]


def interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def raising(error: Exception) -> Callable[..., Any]:
    def raised(*_args: object, **_named: object) -> None:
        raise error

    return raised


def test_what_was_heard_is_deleted_within_seven_days_and_what_was_not_for_us_never(
    provider: Provider,
) -> None:
    make_appeal(slug="well", by_message=True)
    provider.deliver(TEXT)
    provider.deliver(mail("Lunch at one\n").replace(b"sign+well@", b"office@"))
    receive.fetch(now=clock.now())
    clock.ticked(timedelta(days=5))
    receive.fetch(now=clock.now())
    assert [provider.holds(name) for name in (imap.HEARD, imap.NOT_HEARD)] == [1, 1]
    clock.ticked(timedelta(days=2))
    receive.fetch(now=clock.now())
    assert [provider.holds(name) for name in (imap.HEARD, imap.NOT_HEARD)] == [0, 1]
