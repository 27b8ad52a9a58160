"""A real gunicorn with our configuration on a port of this machine, and requests as raw as anybody may send them."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

from tests.forked import Forked
from tests.ports import free_port, is_open
from tests.waiting import PATIENCE, until


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Server:
    """A running gunicorn."""

    port: int
    log: Path

    def send(self, *pieces: str | bytes, cut: bool = False) -> Answer:
        """Send a request as it is written, its ends of lines put right; `cut` ends the connection's own half after it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            for piece in pieces:
                line.sendall(piece if isinstance(piece, bytes) else piece.replace("\n", "\r\n").encode())
            if cut:
                line.shutdown(socket.SHUT_WR)
            response = HTTPResponse(line)
            response.begin()
            return Answer(response.status, dict(response.headers), response.read().decode())


@contextmanager
def running(module: str, instance: Path, **settings: str) -> Iterator[Server]:
    """Start it on the application of a module in `instance`; the worker stays away."""
    port = free_port()
    server = Server(port, instance / "server.log")
    process = start(module, instance, server.log, PORT=str(port), **settings)
    try:
        until(lambda: is_open(port) or process.poll() is not None)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # at once
        process.wait(PATIENCE)


def start(module: str, instance: Path, log: Path, **settings: str) -> Forked:
    """A gunicorn of its own settings, one process of it serving."""
    environment = {
        "PATH": os.environ["PATH"],
        "INSTANCE": str(instance),
        "WORKER": "apart",
        "WEB_CONCURRENCY": "1",
    }
    command = ("gunicorn", "--pythonpath", str(instance), f"{module}:app")
    return Forked(*command, environment=environment | settings, log=log)
