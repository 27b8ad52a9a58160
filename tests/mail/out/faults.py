"""A mail server that misbehaves as it is told, and real workers, really killed; for the tests and for `make soak`."""

import asyncio
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from petition.core import clock
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority
from petition.mail.out.models import OutboxMessage
from tests.forked import Forked
from tests.ports import free_port
from tests.waiting import PATIENCE, until

LEASE = 3  # seconds; what a killed worker had comes due after them
TIMEOUT = 2  # seconds that a worker waits for a word, where the server may say nothing; else it waits longer


@dataclass
class Misbehaving:
    """Takes mails, and at each of its doors (EHLO, RCPT, DATA, TAKEN) does what it was told for the mails to come."""

    todo: dict[str, list[Callable[[Any], Any]]] = field(default_factory=dict)
    always: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)  # to whom, and the Message-ID
    untold: int = 0  # taken, and hung up before saying so: the worker cannot know

    def next(self, door: str, *deeds: Callable[[Any], Any]) -> None:
        """What to do at a door, once each, one after the other."""
        self.todo.setdefault(door, []).extend(deeds)

    async def _do(self, door: str, server: Any) -> str | None:
        deeds = self.todo.get(door)
        deed = deeds.pop(0) if deeds else self.always.get(door)
        answer = deed(server) if deed else None
        return await answer if asyncio.iscoroutine(answer) else answer

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        await self._do("EHLO", server)
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        return await self._do("RCPT", server) or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await self._do("DATA", server)
        if answer and not answer.startswith("250"):
            return answer
        ref = str(message_from_bytes(envelope.content)["Message-ID"])
        self.taken.append((envelope.rcpt_tos[0], ref))
        if dropped := await self._do("TAKEN", server):
            return dropped
        return "250 taken"

    # --- deeds -------------------------------------------------------------------------------------------------------

    @staticmethod
    def hang_up(server: Any) -> str:
        """End the connection at once, and take nothing."""
        server.transport.abort()
        return "421 4.4.2 gone"

    def take_and_hang_up(self, server: Any) -> None:
        """Take the mail, and end the connection before the word that it was taken."""
        self.untold += 1
        server.transport.abort()

    @staticmethod
    async def say_nothing(_server: Any) -> str:
        """Be silent for longer than anybody waits, and take nothing."""
        await asyncio.sleep(3 * TIMEOUT)
        return "421 4.4.2 too late"

    @staticmethod
    async def be_slow(_server: Any) -> None:
        """Answer in the end."""
        await asyncio.sleep(TIMEOUT / 6)

    @staticmethod
    def say(answer: str) -> Callable[[Any], str]:
        """Answer so."""
        return lambda _server: answer


class House:
    """One database and one misbehaving server, with as many workers as are started."""

    def __init__(self, app: Flask) -> None:
        """Take the application whose outbox is to be emptied; its context is open."""
        self.app = app
        self.postman = Misbehaving()
        self.port = free_port()
        self.controller: Controller | None = None
        self.workers: list[Forked] = []
        self.timeout = PATIENCE  # a machine that stands still for a moment makes no mail come twice
        self.kills = 0
        self.posted: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the service is told."""
        return {
            "PATH": os.environ["PATH"],
            "INSTANCE": str(self.app.instance_path),
            "DATABASE_URL": self.app.config["SQLALCHEMY_DATABASE_URI"],
            "MAIL_URL": f"smtp://127.0.0.1:{self.port}?timeout={self.timeout}",
            "MAIL_LEASE": str(LEASE),
        }

    def open(self) -> None:
        """Let the server listen."""
        self.controller = Controller(
            self.postman, hostname="127.0.0.1", port=self.port, ready_timeout=PATIENCE
        )
        self.controller.start()

    def close(self) -> None:
        """Refuse connections from now on."""
        if self.controller:
            self.controller.stop()
        self.controller = None

    def post(self, count: int, name: str = "p", priority: int = Priority.CONFIRMATION) -> None:
        """Commit so many mails, each to an address of its own."""
        for _ in range(count):
            to = f"{name}{len(self.posted)}@example.org"
            outbox.post(
                Message("entrance", to, "en", {"link": "https://example.org/x"}, priority), now=clock.now()
            )
            self.posted.append(to)
        db.session.commit()

    def work(self, count: int = 1) -> None:
        """Start workers until so many are alive."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        for _ in range(count - len(self.workers)):
            self.workers.append(Forked("flask", "--app", "wsgi", "work", environment=self.environment))

    def kill(self, _server: Any = None) -> None:
        """Kill -9 one of the workers, right here."""
        alive = [worker for worker in self.workers if worker.poll() is None]
        if alive:
            os.kill(random.choice(alive).pid, signal.SIGKILL)
            self.kills += 1

    def kill_in(self, seconds: float) -> Callable[[Any], None]:
        """A deed: kill -9 one of the workers a moment later."""

        def deed(_server: Any) -> None:
            asyncio.get_running_loop().call_later(seconds, self.kill)

        return deed

    def is_done(self) -> bool:
        """Whether nothing waits any more."""
        with db.session.begin():  # let go at once: the workers write
            return not outbox.waiting()

    def drained(self, workers: int = 1, seconds: float = PATIENCE) -> None:
        """Keep so many workers alive until nothing waits."""

        def done() -> bool:
            self.work(workers)
            return self.is_done()

        until(done, seconds)

    def lost(self) -> list[str]:
        """Addresses that were posted to and got nothing; those the server refused got what they can."""
        got = {to for to, _ref in self.postman.taken}
        return [to for to in self.posted if to not in got and not to.startswith("refused")]

    def doubled(self) -> int:
        """How many mails came more than they should; every one of them is known by its Message-ID."""
        assert len({ref for _to, ref in self.postman.taken}) == len({to for to, _ref in self.postman.taken})
        return sum(count - 1 for count in Counter(to for to, _ref in self.postman.taken).values())

    def states(self) -> dict[str, int]:
        """How many mails have ended how."""
        query = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
        with db.session.begin():
            return {state: count for state, count in db.session.execute(query)}  # noqa: C416  as mypy reads it


@contextmanager
def house(app: Flask) -> Iterator[House]:
    """A house whose server listens; whatever it started ends with it."""
    made = House(app)
    made.open()
    try:
        yield made
    finally:
        for worker in made.workers:
            worker.kill()
            worker.wait()
        made.close()


def serve(made: House, **settings: str) -> tuple[int, Forked]:
    """Gunicorn in a process group of its own, and the port on which it answers."""
    port = free_port()
    web = Forked("gunicorn", "wsgi:app", environment=made.environment | {"PORT": str(port)} | settings)
    until(lambda: _answers(port))
    return port, web


def _answers(port: int) -> bool:
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def sign_on(port: int, slug: str, name: str, thanked: list[str], pause: float = 0) -> None:
    """Sign again and again with new addresses, noting which were answered with thanks, until nobody answers."""
    for nth in range(1000):
        address = f"{name}n{nth}@example.org"
        form = {
            "name": "Aru Bekova",
            "email": address,
            "kind": "person",
            "visibility": "public",
            "lang": "en",
        }
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
                line.request("GET", f"/a/{slug}/sign")
                token = re.search(r'name="token"[^>]*value="([^"]+)"', line.getresponse().read().decode())
                assert token
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                line.request("POST", f"/a/{slug}/sign", urlencode(form | {"token": token[1]}), headers)
                assert line.getresponse().status == 303
        except (OSError, HTTPException):
            return
        thanked.append(address)
        time.sleep(pause)
