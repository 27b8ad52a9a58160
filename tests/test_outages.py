"""People sign at two web servers while the disk is full, the database goes away, and one of the servers is killed.

Whoever cannot be served is told so and when to come again; all goes on by itself; who was thanked is there. What becomes of
mail when workers and web processes are killed: tests/mail/out/test_faults.py.
"""

import os
import resource
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask
from sqlalchemy import create_engine, select, text

from petition.core.db import db
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from tests.factories import filled, make_appeal
from tests.mail.out.faults import House, serve
from tests.waiting import PATIENCE, until

_NO_ANSWER, _THANKS, _LATER = 0, 303, 503
_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON signatures FOR EACH ROW EXECUTE FUNCTION full_disk()
"""
_ROOM_AGAIN = "DROP FUNCTION full_disk CASCADE"


@dataclass
class Signer:
    """Somebody who signs again and again at one web server, each time with another address."""

    port: int
    form: dict[str, str]
    name: str
    thanked: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    told_when: int = 0  # how often they were told when to come again
    is_over: bool = False

    def sign_on(self) -> None:
        """Sign until told to stop."""
        while not self.is_over:
            address = f"{self.name}n{self.answers.total()}@example.org"
            status = self._sign(address)
            self.answers[status] += 1
            if status == _THANKS:
                self.thanked.append(address)
            time.sleep(0.02)

    def _sign(self, address: str) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
                line.request("POST", "/a/well/sign", urlencode(self.form | {"email": address}), headers)
                answer = line.getresponse()
        except (OSError, HTTPException):
            return _NO_ANSWER
        self.told_when += "Retry-After" in answer.headers
        return answer.status


def test_who_is_thanked_is_there_and_all_others_are_told_to_come_again(house: Flask, tmp_path: Path) -> None:
    appeal, form = make_appeal(slug="well"), filled()
    elsewhere = _second_machine(house, tmp_path / "elsewhere")
    made = House(house)
    servers = [serve(made, WORKER="apart", WEB_CONCURRENCY="1", **settings) for settings in ({}, elsewhere)]
    signers = [Signer(port, form, f"s{nth}") for nth, (port, _process) in enumerate(servers * 2)]
    threads = [threading.Thread(target=each.sign_on) for each in signers]
    for thread in threads:
        thread.start()
    try:
        _all_are(signers, _THANKS)
        for outage in _outages([process.pid for _port, process in servers]):
            with outage:
                _all_are(signers, _LATER)
            _all_are(signers, _THANKS)
        os.killpg(servers[1][1].pid, signal.SIGKILL)
        _all_are(signers[0::2], _THANKS)
        _all_are(signers[1::2], _NO_ANSWER)
    finally:
        for each in signers:
            each.is_over = True
        for thread in threads:
            thread.join()
        for _port, process in servers:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert all(not each.answers[_NO_ANSWER] for each in signers[0::2])
    for each in signers:
        assert set(each.answers) <= {_NO_ANSWER, _THANKS, _LATER}
        assert each.told_when == each.answers[_LATER]
        keys = {mailbox_key_of(appeal, address) for address in each.thanked}
        assert keys <= set(db.session.scalars(select(Signature.mailbox_key)))


def _second_machine(app: Flask, folder: Path) -> dict[str, str]:
    """The settings of a web server with a folder of its own, the same keys and the same database."""
    folder.mkdir()
    for name in ("secret.key", "data.key"):
        shutil.copy(Path(app.instance_path) / name, folder)
    return {"INSTANCE": str(folder)}


def _all_are(signers: list[Signer], status: int) -> None:
    """Wait until each of them was answered so once more."""
    before = [each.answers[status] for each in signers]
    until(lambda: all(each.answers[status] > count for each, count in zip(signers, before, strict=True)))


def _outages(servers: list[int]) -> list[AbstractContextManager[None]]:
    """SQLite has no server that could go away."""
    if db.engine.dialect.name == "sqlite":
        return [_no_file_grows([each.pid for pid in servers for each in _and_children(pid)])]
    return [_full_disk(), _restarting()]


def _and_children(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


@contextmanager
def _no_file_grows(processes: list[int]) -> Iterator[None]:
    """No space is left for processes that are at work."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (64 * 1024, hard))
    yield
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def _full_disk() -> Iterator[None]:
    """PostgreSQL refuses rows as it does when its disk is full: without it, its own files would have to be."""
    db.session.execute(text(_FULL))
    db.session.commit()
    yield
    db.session.execute(text(_ROOM_AGAIN))
    db.session.commit()


@contextmanager
def _restarting() -> Iterator[None]:
    """PostgreSQL ends every connection and takes no new one."""
    url = db.engine.url
    db.session.remove()
    db.engine.dispose()
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as server:
        server.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false"))
        ends = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        server.execute(ends, {"name": url.database})
        yield
        server.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true"))
    admin.dispose()
