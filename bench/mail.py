"""How quickly the worker empties the outbox into a server on this machine, and what a mail costs.

    python bench/mail.py [--sizes 2000,20000,100000] [--workers 1] [--signed]

Confirmations in three languages are queued as signing queues them, on SQLite in a folder that is thrown away
(DATABASE_URL names another database, which must be empty), and as many `flask work --once` as `--workers` says carry them
over SMTP to a sink in a process of its own, which takes whatever comes. With `--signed` each mail is signed with RSA and
Ed25519. Printed for each size: seconds, mails a second, milliseconds of processor that a mail costs the workers, the
largest memory of a worker, how many connections were made, and that the sink was given each mail once.
"""

import argparse
import asyncio
import logging
import multiprocessing
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from flask_migrate import upgrade
from sqlalchemy import text

from config import ROOT, Config
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.mail.out import outbox
from petition.signatures import messages
from petition.signatures.mail_facts import ToConfirm
from petition.signatures.ticket import Ticket
from tests.factories import make_appeal

_LANGS = ("kk", "ru", "en")


class Sink(asyncio.Protocol):
    """As much of SMTP as a client needs (RFC 5321); keeps the Message-ID of each mail, and no more."""

    refs: list[bytes] = []
    connections = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept, self.in_data = transport, b"", False
        Sink.connections += 1
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each line, and the mail as a whole."""
        self.kept += data
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            what, found, rest = self.kept.partition(end)
            if not found:
                return
            self.kept = rest
            if self.in_data:
                named = re.search(rb"(?i)\r\nMessage-ID: <([^@]+)@", what)
                assert named
                Sink.refs.append(named[1])
                self.in_data = False
                self.transport.write(b"250 taken\r\n")
            else:
                self.answer(what[:4].upper())

    def answer(self, word: bytes) -> None:
        """Say yes to everything."""
        self.in_data = word == b"DATA"
        self.transport.write(
            {
                b"EHLO": b"250-sink\r\n250 8BITMIME\r\n",
                b"DATA": b"354 go on\r\n",
                b"QUIT": b"221 bye\r\n",
            }.get(word, b"250 OK\r\n")
        )
        if word == b"QUIT":
            self.transport.close()


def serve(pipe: Connection) -> None:
    """Be the sink until "enough" is said over the pipe; then tell how many came, and whenever "which" is said, the refs."""

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Sink, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        said = ""
        while said != "enough":
            said = await loop.run_in_executor(None, pipe.recv)
            pipe.send(
                Sink.refs if said == "which" else (len(Sink.refs), len(set(Sink.refs)), Sink.connections)
            )

    asyncio.run(listen())


def fill(size: int) -> None:
    appeal, now = make_appeal(), clock.now()
    for nth in range(size):
        ref = f"{nth:032x}"
        outbox.post(
            messages.confirmation(
                appeal,
                to=f"supporter{nth}@example{nth % 50}.org",
                lang=_LANGS[nth % 3],
                asks=ToConfirm(Ticket(ref, ref), "K7QF-3MXD", now + timedelta(days=7)),
            ),
            now=now,
        )
        if nth % 2000 == 0:
            db.session.commit()
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))  # as autovacuum does by itself, a minute later
        db.session.commit()


def measure(size: int, workers: int, *, is_signed: bool) -> None:
    logging.getLogger().setLevel(logging.WARNING)
    with TemporaryDirectory() as folder:
        env = {"INSTANCE": folder, "DATABASE_URL": os.environ.get("DATABASE_URL", "")}
        if is_signed:
            env |= keys(Path(folder))
        app = create_app(Config.from_env(env))
        with app.app_context():
            upgrade()
            fill(size)
            db.engine.dispose()
        ours, theirs = multiprocessing.Pipe()
        sink = multiprocessing.Process(target=serve, args=(theirs,))
        sink.start()
        env |= {"PATH": os.environ["PATH"], "MAIL_URL": f"smtp://127.0.0.1:{ours.recv()}"}
        begun = time.perf_counter()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--once"]
        running = [
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(workers)
        ]
        used = [os.wait4(each.pid, 0)[2] for each in running]
        spent = time.perf_counter() - begun
        ours.send("enough")
        taken, different, connections = ours.recv()
        sink.join()
        assert taken == different == size, (taken, different, size)
        processor = sum(each.ru_utime + each.ru_stime for each in used)
        memory = max(each.ru_maxrss for each in used) / 1024
        print(
            f"{size:>7,} {spent:8.1f} {size / spent:9.0f} {1000 * processor / size:9.2f} {memory:9.0f} {connections:12}",
            flush=True,
        )


def keys(folder: Path) -> dict[str, str]:
    env = {}
    for name, key in (
        ("DKIM", rsa.generate_private_key(65537, 2048)),
        ("DKIM_ED25519", ed25519.Ed25519PrivateKey.generate()),
    ):
        path = folder / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        env |= {f"{name}_SELECTOR": name.lower().replace("_", "-"), f"{name}_KEY": str(path)}
    return env


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="2000,20000,100000")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--signed", action="store_true")
    asked = parser.parse_args()
    print("  mails  seconds  a second  ms of CPU  memory MB  connections")
    for size in map(int, asked.sizes.split(",")):
        measure(size, asked.workers, is_signed=asked.signed)


if __name__ == "__main__":
    main()
