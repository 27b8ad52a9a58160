"""Upgrade a service with data while people read and sign, and count the requests that are lost.

    python bench/upgrades.py [--from 43e5530] [--databases sqlite,postgresql] [--signatures 2000] [--while-running]

Serves the old commit from a worktree of its own, on a socket that is held here as systemd holds petition-web.socket.
While eight readers and four signers ask, each request on a connection of its own as from a proxy, it does what
deploy/install does: ends the old version gracefully, brings the tables up to date, and starts this checkout on the
same socket; with --while-running the tables come first. Then each that was thanked must be in the database. Prints
how many requests were answered how, and the longest that anybody waited; exits 1 where one was lost.
"""

import argparse
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import site  # noqa: E402

SLUG = "keep-the-reading-room"
# systemd tells a program its own number, which nobody else knows before it runs.
AS_SYSTEMD = ["/bin/bash", "-c", 'exec 3<&$1; shift; LISTEN_PID=$$ exec "$@"', "bash"]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--from", dest="old", default="43e5530", help="the commit that is upgraded")
    options.add_argument("--databases", default="sqlite,postgresql")
    options.add_argument("--signatures", default="2000", help="of the appeal before")
    options.add_argument("--requests", type=int, default=500, help="before, and again after")
    options.add_argument(
        "--while-running", action="store_true", help="change the tables before the old version ends"
    )
    asked = options.parse_args()
    lost = 0
    with TemporaryDirectory(prefix="petition-old-") as name:
        old = Path(name) / "old"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", old, asked.old], cwd=ROOT, check=True)
        try:
            for each in ("kk", "ru"):
                po = old / f"petition/translations/{each}/LC_MESSAGES/messages.po"
                run(
                    ["-m", "babel.messages.frontend", "-q", "compile", "-i", po, "-o", po.with_suffix(".mo")],
                    old,
                    {},
                )
            for kind in asked.databases.split(","):
                with (
                    TemporaryDirectory(prefix="petition-") as folder,
                    site.database(kind, Path(folder)) as database,
                ):
                    lost += upgraded(database, Path(folder) / "own", old, asked)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", old], cwd=ROOT, check=True)
    sys.exit(1 if lost else 0)


def upgraded(database: site.Database, folder: Path, old: Path, asked: argparse.Namespace) -> int:
    """Do it on one kind of database; how many requests were lost, and how many who were thanked are not there."""
    folder.mkdir()
    env = {"INSTANCE": str(folder), "DATABASE_URL": database.url, "PATH": os.environ["PATH"], "TRUSTED_PROXIES": "1",
           "WORKER": "apart"}  # fmt: skip
    run(["-m", "flask", "--app", "wsgi", "db", "upgrade"], old, env)
    run(["-m", "flask", "--app", "wsgi", "sample", "--signatures", asked.signatures], old, env)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as held, (folder / "log").open("w") as log:
        web = start(old, held, env, log)
        crowd = Crowd(held.getsockname()[1])
        try:
            crowd.begin()
            crowd.wait(asked.requests)
            begun = time.monotonic()
            tables = 0.0
            if asked.while_running:
                tables = brought(env)
            web.send_signal(signal.SIGTERM)
            web.wait(60)
            ended = time.monotonic() - begun - tables
            if not asked.while_running:
                tables = brought(env)
            web = start(ROOT, held, env, log)
            crowd.wait(crowd.answers.total() + asked.requests)
        finally:
            crowd.end()
            web.send_signal(signal.SIGTERM)
            web.wait(60)
        crowd.end()
    there = run(["-c", COUNT], ROOT, env).strip()
    missing = len(crowd.thanked) - int(there)
    print(f"{database.name}: {crowd.told()}; the old version ended in {ended:.1f} s, the tables took {tables:.1f} s; "
          f"of {len(crowd.thanked)} thanked {there} are in the database", flush=True)  # fmt: skip
    return crowd.lost() + missing


COUNT = """
from petition.core.db import db
from petition.signatures.models import Signature
from wsgi import app

with app.app_context():
    waiting = db.session.scalars(db.select(Signature).where(Signature.state == "pending"))
    print(sum(each.own.mailbox.endswith("@upgrade.example.org") for each in waiting if each.particulars))
"""


def run(words: list[object], where: Path, env: dict[str, str]) -> str:
    """Run Python in a checkout; what it printed."""
    done = subprocess.run([sys.executable, *map(str, words)], cwd=where, env=env | {"PYTHONPATH": str(where)},
                          check=False, capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def brought(env: dict[str, str]) -> float:
    """Bring the tables to this checkout; the seconds it took."""
    begun = time.monotonic()
    run(["-m", "flask", "--app", "wsgi", "db", "upgrade"], ROOT, env)
    return time.monotonic() - begun


def start(where: Path, held: socket.socket, env: dict[str, str], log: IO[str]) -> subprocess.Popen[bytes]:
    """The web of a checkout on a socket that is held here, handed over as file 3."""
    command = [*AS_SYSTEMD, str(held.fileno()), sys.executable, "-m", "gunicorn", "wsgi:app"]
    settings = env | {"LISTEN_FDS": "1", "PYTHONPATH": str(where)}
    return subprocess.Popen(
        command, cwd=where, env=settings, stdout=log, stderr=log, pass_fds=[held.fileno()]
    )


class Crowd:
    """Who reads and who signs, one after another as soon as they are answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.over = threading.Event()
        self.answers: Counter[str] = Counter()
        self.longest = 0.0
        self.thanked: set[str] = set()
        self.number = itertools.count()
        self.threads = [threading.Thread(target=each) for each in [self.read] * 8 + [self.sign] * 4]

    def begin(self) -> None:
        """Let them all come."""
        for each in self.threads:
            each.start()

    def wait(self, count: int) -> None:
        """Until so many requests were answered in all; not for ever."""
        until = time.monotonic() + 300
        while self.answers.total() < count and time.monotonic() < until:
            time.sleep(0.1)

    def end(self) -> None:
        """Let nobody come any more, and wait for who has."""
        self.over.set()
        for each in self.threads:
            each.join()

    def lost(self) -> int:
        """How many requests were not answered as they should be."""
        return sum(count for said, count in self.answers.items() if said not in {"200", "303"})

    def told(self) -> str:
        """What became of them, in a line."""
        said = ", ".join(f"{count} × {each}" for each, count in sorted(self.answers.items()))
        return f"{self.answers.total()} requests ({said}), {self.lost()} lost, none took longer than {self.longest:.1f} s"

    def read(self) -> None:
        """One who reads."""
        while not self.over.is_set():
            self.ask("GET", f"/a/{SLUG}")
            time.sleep(0.05)

    def sign(self) -> None:
        """One who signs."""
        while not self.over.is_set():
            if found := re.search(r'name="token"[^>]*value="([^"]+)"', self.ask("GET", f"/a/{SLUG}")[1]):
                address = f"x{next(self.number)}@upgrade.example.org"
                form = {
                    "token": found[1],
                    "lang": "en",
                    "name": "Aru Bekova",
                    "email": address,
                    "kind": "person",
                    "visibility": "public",
                }
                if self.ask("POST", f"/a/{SLUG}/sign", urlencode(form))[0] in {"200", "303"}:
                    self.thanked.add(address)

    def ask(self, method: str, path: str, body: str = "") -> tuple[str, str]:
        """One request; its status, or what went wrong, and the page."""
        number = next(self.number)
        headers = {
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            "Accept-Language": "en",
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun, text = time.monotonic(), ""
        line = HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            said, text = str(answer.status), answer.read().decode()
        except (OSError, HTTPException) as error:
            said = type(error).__name__
        finally:
            line.close()
        self.answers[said] += 1
        self.longest = max(self.longest, time.monotonic() - begun)
        return said, text


if __name__ == "__main__":
    main()
