"""Do times tell who signed? Asks a served application about mailboxes it knows in every way, and compares.

    python bench/same_time.py [--rounds 400] [--seed 1]

For each form (signing, asking for a link, asking for everything) and each thing that a mailbox may be, as many mailboxes
are made as there are rounds. A round asks about one of each, in a fresh random order, over HTTP, from the first byte sent
to the last received.
Each kind is laid beside "new" by the Mann-Whitney test (two-sided, with ties): p is how likely times at least so far
apart are if there is no difference; "sooner" is how often, of one of each, this kind is answered first (0.500: a coin).
SQLite in a folder that is thrown away; DATABASE_URL names another database, which must be empty.
"""

import argparse
import http.client
import logging
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from disposable_email_domains import blocklist
from flask_migrate import upgrade
from sqlalchemy import select

from config import ROOT, Config
from petition.app import create_app
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.core.db import db
from petition.core.steps import done
from petition.signatures import caps, confirming, ending, signing, unsubscribing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import MAILS_AN_HOUR, Particulars, Signing
from tests.factories import make_appeal

NAME = "Aru Bekova"
DOORS = {"sign": "/a/{slug}/sign", "resend": "/a/{slug}/resend", "mine": "/mine"}
DISPOSABLE = min(each for each in blocklist if len(each) == len("example.org"))
WARM_UP = 20  # rounds that are not counted


def signed(appeal: Appeal, mailbox: str) -> Signature:
    """A signature that waits since yesterday."""
    signing.sign(appeal, Signing(Particulars(NAME, mailbox)), now=clock.now() - timedelta(days=1))
    key = mailbox_key_of(appeal, mailbox)
    return db.session.scalars(select(Signature).where(Signature.mailbox_key == key)).one()


def confirmed(appeal: Appeal, mailbox: str) -> Signature:
    signature = signed(appeal, mailbox)
    confirming.confirm(signature, now=clock.now() - timedelta(hours=23))
    db.session.refresh(signature)
    return signature


def capped(appeal: Appeal, mailbox: str) -> None:
    for _ in range(MAILS_AN_HOUR):
        caps.may_be_mailed(appeal, mailbox, now=clock.now())


def asked_after_not_me(appeal: Appeal, mailbox: str) -> None:
    ending.not_me(signed(appeal, mailbox), now=clock.now())
    done(caps.count_mail(appeal, mailbox, after_not_me=True, now=clock.now()))


KINDS: dict[str, Callable[[Appeal, str], object]] = {
    "new": lambda _appeal, _mailbox: None,
    "waiting": signed,
    "confirmed": confirmed,
    "withdrawn": lambda appeal, mailbox: ending.withdraw(confirmed(appeal, mailbox), now=clock.now()),
    "not me": lambda appeal, mailbox: ending.not_me(signed(appeal, mailbox), now=clock.now()),
    "not me asked": asked_after_not_me,
    "held": confirmed,
    "unsubscribed": lambda appeal, mailbox: unsubscribing.unsubscribe(
        confirmed(appeal, mailbox), now=clock.now()
    ),
    "beyond its cap": capped,
}


def mailbox(door: str, kind: str, nth: int) -> str:
    """Equally long for all kinds."""
    return f"{door}{list(KINDS).index(kind)}-{nth:06}@{DISPOSABLE if kind == 'held' else 'example.org'}"


def mann_whitney(a: list[float], b: list[float]) -> tuple[float, float]:
    """How often one of `a` is below one of `b`, and p, two-sided, by the normal approximation with ties."""
    ordered = sorted([(value, 0) for value in a] + [(value, 1) for value in b])
    values = [value for value, _which in ordered]
    ranks, at, ties = 0.0, 0, 0.0
    for count in Counter(values).values():  # a Counter keeps the order
        mean_rank = at + (count + 1) / 2
        ranks += mean_rank * sum(1 for _value, which in ordered[at : at + count] if which == 0)
        ties += count**3 - count
        at += count
    n, m = len(a), len(b)
    u = ranks - n * (n + 1) / 2
    spread = (n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))) ** 0.5
    z = (abs(u - n * m / 2) - 0.5) / spread
    return 1 - u / (n * m), 2 * (1 - statistics.NormalDist().cdf(max(z, 0)))


def served(environment: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("the service did not start")


def asked(line: http.client.HTTPConnection, path: str, form: dict[str, str]) -> tuple[float, object]:
    """Milliseconds until the answer was there, and all of the answer but the time of day."""
    body, headers = urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"}
    began = time.perf_counter()
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    content = answer.read()
    spent = 1000 * (time.perf_counter() - began)
    told = [(name, value) for name, value in answer.getheaders() if name != "Date"]
    return spent, (answer.status, content, told)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--rounds", type=int, default=400)
    told.add_argument("--seed", type=int, default=1)
    chosen = told.parse_args()
    dice = random.Random(chosen.seed)
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        environment = {
            name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL") if name in os.environ
        }
        environment |= {"INSTANCE": folder, "PORT": str(port), "WORKER": "apart", "WEB_CONCURRENCY": "1"}
        environment |= {"SERVICE_PER_HOUR": "0"}  # else many are held
        app = create_app(Config.from_env(environment))
        logging.disable(logging.INFO)
        rounds = chosen.rounds + WARM_UP
        with app.app_context():
            upgrade()
            appeal = make_appeal()
            slug = appeal.slug
            for door in DOORS:
                for kind, make in KINDS.items():
                    for nth in range(rounds):
                        make(appeal, mailbox(door, kind, nth))
                    db.session.commit()
            token, database = web.form_token(), db.engine.dialect.name
            db.session.remove()
            db.engine.dispose()
        process = served(environment, port)
        line = http.client.HTTPConnection("127.0.0.1", port)
        try:
            for door, path in DOORS.items():
                spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
                answers = set()
                for nth in range(rounds):
                    for kind in dice.sample(list(KINDS), len(KINDS)):
                        form = {"token": token, "lang": "en", "name": NAME, "email": mailbox(door, kind, nth),
                                "kind": "person", "visibility": "public"}  # fmt: skip
                        milliseconds, answer = asked(line, path.format(slug=slug), form)
                        answers.add(repr(answer))
                        if nth >= WARM_UP:
                            spent[kind].append(milliseconds)
                print(
                    f"{door}, {chosen.rounds} of each on {database}: {len(answers)} answer(s) differing in any byte"
                )
                for kind, times in spent.items():
                    sooner, p = mann_whitney(times, spent["new"])
                    print(
                        f"  {kind:15} median {statistics.median(times):6.2f} ms   sooner {sooner:.3f}   p {p:.3f}"
                    )
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
