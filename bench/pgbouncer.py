"""Whether the service works behind PgBouncer in transaction mode: 50 people sign and confirm at once, and mail is carried.

    python bench/pgbouncer.py [--people 50] [--port 18400]

Starts PostgreSQL and PgBouncer (Debian's packages) and the service as `make run` does, two processes of gunicorn and the
worker, on 127.0.0.1 at --port and the two ports after it. Everything, migrations too, goes through PgBouncer, which
gives all of them four connections to PostgreSQL, each to whoever has the next transaction. Printed: how many answers
of each status there were, the states of the signatures, how many mails were carried, and what the service and PgBouncer
have logged as faults. Exit 1 where anything is missing.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask_migrate import upgrade
from sqlalchemy import func, select

from config import ROOT, Config
from petition.app import create_app
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import filled, make_appeal
from tests.ports import is_open

_ABREAST = 8
_LONG = 60  # seconds
_POOLED = """
[databases]
petition = host=127.0.0.1 port={postgres} dbname=postgres user=petition
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


@contextmanager
def running(command: Sequence[str | Path], port: int, **how: object) -> Iterator[None]:
    """Keep a program until the block ends, once it answers at its port."""
    process = subprocess.Popen(command, **how)  # type: ignore[call-overload]
    until = time.monotonic() + _LONG
    try:
        while not is_open(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{command[0]} did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(_LONG)


@contextmanager
def pooled(folder: Path, postgres: int, port: int) -> Iterator[str]:
    """PostgreSQL with PgBouncer before it; gives the address of the database behind both. Neither runs as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    bouncer = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not (found and bouncer):
        raise SystemExit("needs Debian's postgresql and pgbouncer")
    quiet: dict[str, object] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        quiet |= {"user": "postgres"}
    data = folder / "data"
    command = [found[-1] / "initdb", "-D", data, "-A", "trust", "-U", "petition", "-E", "UTF8", "--no-sync"]
    subprocess.run(command, check=True, cwd=folder, **quiet)  # type: ignore[call-overload]
    (folder / "pgbouncer.ini").write_text(_POOLED.format(postgres=postgres, port=port, folder=folder))
    server = [found[-1] / "postgres", "-D", data, "-p", str(postgres), "-h", "127.0.0.1", "-k", ""]
    with (
        running(server, postgres, cwd=folder, **quiet),
        running([bouncer, folder / "pgbouncer.ini"], port, cwd=folder, **quiet),
    ):
        yield f"postgresql://petition@127.0.0.1:{port}/petition"


def posted(port: int, path: str, form: dict[str, str]) -> int:
    """Send a form; gives the status."""
    line = HTTPConnection("127.0.0.1", port, timeout=_LONG)
    line.request("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
    status = line.getresponse().status
    line.close()
    return status


def carried(folder: Path, count: int) -> list[str]:
    """The texts of the mails in a folder, once there are so many; those there are after a minute."""
    until = time.monotonic() + _LONG
    while len(list(folder.glob("*.eml"))) < count and time.monotonic() < until:
        time.sleep(0.2)
    texts = []
    for path in folder.glob("*.eml"):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        texts.append(body.get_content() if body else "")
    return texts


def main() -> int:
    """Run it."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--people", type=int, default=50)
    told.add_argument("--port", type=int, default=18400)
    chosen = told.parse_args()
    people, port = chosen.people, chosen.port
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        below = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(pooled(below, port + 1, port + 2))
        environment = {"PATH": os.environ["PATH"], "INSTANCE": str(folder), "PORT": str(port)}
        environment |= {"DATABASE_URL": url, "MAIL_PER_NETWORK_AT_ONCE": "10000", "SERVICE_PER_HOUR": "0"}
        app = create_app(Config.from_env(environment))
        with app.app_context():
            upgrade()
            slug = make_appeal().slug
            forms = [filled(email=f"person{nth}@example.org", name=f"Person {nth}") for nth in range(people)]
            db.session.remove()
        log = stack.enter_context((folder / "server.log").open("w"))
        serve = [sys.executable, "-m", "gunicorn", "wsgi:app"]
        how: dict[str, object] = {"cwd": ROOT, "env": environment, "stdout": log, "stderr": log}
        with running(serve, port, **how), ThreadPoolExecutor(_ABREAST) as abreast:
            signed = Counter(abreast.map(lambda form: posted(port, f"/a/{slug}/sign", form), forms))
            asked = carried(folder / "mail", people)
            links = [found[1] for each in asked if (found := re.search(r"http://[^/\s]+(/c/\S+)", each))]
            confirmed = Counter(abreast.map(lambda link: posted(port, link, {"deed": "confirm"}), links))
            mails = len(carried(folder / "mail", 2 * people))
        with app.app_context():
            by_state = select(Signature.state, func.count()).group_by(Signature.state)
            states = {state: int(count) for state, count in db.session.execute(by_state)}
            db.session.remove()
            db.engine.dispose()
        log.flush()
        said = (folder / "server.log").read_text() + (below / "pgbouncer.log").read_text()
    faults = Counter(
        re.findall(r"\b[A-Za-z.]*(?:Error|DuplicatePreparedStatement|InvalidSqlStatementName)\b", said)
    )
    print(f"signed     {dict(signed)}\nconfirmed  {dict(confirmed)}\nstates     {states}")
    print(f"mails      {mails} of {2 * people}\nfaults     {dict(faults) or 'none'}")
    whole = signed == confirmed == {303: people} and states == {"confirmed": people} and mails == 2 * people
    return 0 if whole and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
