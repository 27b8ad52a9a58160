"""What a long list costs: to read it, look it through, see a page of it, add it, order its names and undo it.

    python bench/lists.py [--rows 100000] [--xlsx] [--database sqlite|postgresql] [--no-signer]

People are invented, the database is thrown away. Meanwhile another process signs another letter every tenth of a second.
Printed of each action: seconds by the clock, and of CPU, of this process and of the database's own; how long a signature
took meanwhile, half of them, 99 of 100, the longest; and the most that this process has held until the end of each (MB).
"""

import argparse
import gc
import io
import logging
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
import xlsxwriter
from flask import current_app
from flask_migrate import upgrade

from bench.load.site import Database, database
from config import Config
from petition import worker_duties
from petition.app import create_app
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import roll
from petition.lists import add, lookup, prepare, store, ticks
from petition.reading.files import table_files
from tests.factories import enter, filled, make_appeal

HEADS = ["Отметка времени", "Адрес электронной почты", "ФИО", "Должность", "Город"]


def people(rows: int) -> Iterator[list[str]]:
    letters = "абвгдежзиклмнопрстуфхцчшэюя"
    for nth in range(rows):
        family = "".join(letters[nth // 27**place % 27] for place in range(4)).title()
        yield [
            "03.11.2026 10:00:00",
            f"reader{nth}@example{nth % 90}.org",
            f"{family}ова Ару",
            "учитель",
            "Қарасу",
        ]


def as_csv(rows: int) -> bytes:
    return "\n".join(";".join(row) for row in [HEADS, *people(rows)]).encode()


def as_xlsx(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADS, *people(rows)]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


@dataclass
class Clock:
    """Takes the times of actions, and of what signs meanwhile."""

    server: int  # the first process of the database; 0 where it has none
    actions: list[tuple[str, float, float, float, float]] = field(default_factory=list)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Take the times of an action."""
        start, own, theirs = time.monotonic(), time.process_time(), self._of_server()
        yield
        spent = time.process_time() - own, self._of_server() - theirs
        self.actions.append((what, start, time.monotonic(), *spent, most_held()))

    def _of_server(self) -> float:
        if not self.server:
            return 0.0
        root = psutil.Process(self.server)
        return sum(sum(each.cpu_times()[:4]) for each in (root, *root.children()))

    def tell(self, signed: list[tuple[float, float]]) -> None:
        """Print them all."""
        print(
            f"{'':<22}{'seconds':>8}{'CPU':>7}{'of db':>7}{'MB':>6}   a signature, ms: half, 99 of 100, longest"
        )
        for what, start, end, own, theirs, most in self.actions:
            waits = sorted(1000 * took for began, took in signed if start < began < end)
            told = (
                f"{at(waits, 0.5):6.0f}{at(waits, 0.99):6.0f}{waits[-1]:7.0f}  of {len(waits)}"
                if waits
                else ""
            )
            print(f"{what:<22}{end - start:8.2f}{own:7.2f}{theirs:7.2f}{most:6.0f}   {told}")


def most_held() -> float:
    """The most that this process has held until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def at(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(share * len(waits)))]


def sign(environment: dict[str, str], slug: str, told: Any) -> None:
    """Sign every tenth of a second, from another address each time, until told to stop; send when, and how long it took."""
    app, signed = create_app(Config.from_env(environment)), []
    logging.disable(logging.INFO)
    client = app.test_client()
    while not told.poll(0.1):
        nth = len(signed)
        with app.app_context():
            fields = filled(name="Aru Bekova", email=f"signer{nth}@example{nth % 90}.org")
        began = time.monotonic()
        headers = {"X-Forwarded-For": f"10.{nth >> 8 & 255}.{nth & 255}.7"}
        answer = client.post(f"/a/{slug}/sign", data=fields, headers=headers)
        signed.append((began, time.monotonic() - began))
        assert answer.status_code == 303, answer.text
    told.send(signed)


@contextmanager
def signing(clock: Clock, environment: dict[str, str], slug: str) -> Iterator[None]:
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=sign, args=(environment, slug, theirs))
    other.start()
    time.sleep(3)  # until it has begun
    yield
    ours.send("enough")
    clock.tell(ours.recv())
    other.join()


def by_the_worker(step: Callable[[Appeal, datetime], int], appeal: Appeal) -> float:
    """Take steps as the worker does, each a transaction of its own; gives the longest, for which nobody else can write."""
    longest = 0.0
    while True:
        start = time.perf_counter()
        if not step(db.session.get_one(Appeal, appeal.id), clock.now()):
            db.session.rollback()
            return longest
        db.session.commit()
        longest = max(longest, time.perf_counter() - start)
        time.sleep(worker_duties.TURN)  # as it rests


def measure(rows: int, times: Clock, *, xlsx: bool) -> None:
    appeal = make_appeal(published=False)  # once it is published, whoever has an address is asked by email
    data = as_xlsx(rows) if xlsx else as_csv(rows)
    print(f"{rows} rows, {len(data) / 1e6:.1f} MB")
    with times.timed("read and keep"):
        kept = store.keep_table(appeal, table_files.book_in(data), now=clock.now())
        db.session.commit()
    assert kept
    with times.timed("look through"):
        store.tell_later(kept, lookup.layout_of(kept))
        db.session.commit()
        assert prepare.prepare(appeal.id, db.session.commit)
    db.session.refresh(kept)
    assert kept.figures["new"] == rows
    client = current_app.test_client()
    enter(client)
    with times.timed("a page of it"):
        assert client.get(f"/desk/a/{appeal.slug}/signatories/list/{kept.ref}?page=9").status_code == 200
    kept = lookup.kept_list(appeal, kept.ref)
    assert kept
    with times.timed("words found in it"):
        found = sum(1 for _ in ticks.spots(kept, ticks.LineFilter(words="учитель ару")))
        db.session.commit()
    assert found == rows
    with times.timed("all of it ticked"):
        ticks.change_all(kept, list(ticks.spots(kept, ticks.LineFilter())), to=True)
        db.session.commit()
    with times.timed("add"):
        add.add(kept, first=False, organiser_id=None, now=clock.now())
        db.session.commit()
        adding = by_the_worker(add.add_some, appeal)
    db.session.refresh(kept)
    assert kept.added == rows
    desk.publish(appeal, now=clock.now())
    db.session.commit()
    with times.timed("names put in order"):
        roll.make(appeal, clock.now())
        db.session.commit()
    with times.timed("undo"):
        add.undo(kept, organiser_id=None, now=clock.now())
        db.session.commit()
        undoing = by_the_worker(add.undo_some, appeal)
    print(f"longest step of adding {adding:.2f} s, of undoing {undoing:.2f} s")
    print(f"largest memory {most_held():.0f} MB\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--no-signer", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        below = Path(folder) / "database"
        below.mkdir()
        Path(folder).chmod(0o755)  # PostgreSQL is not run by who runs this
        with database(asked.database, below) as kept:
            on(kept, f"{folder}/instance", asked)


def on(kept: Database, instance: str, asked: argparse.Namespace) -> None:
    environment = {"INSTANCE": instance, "DATABASE_URL": kept.url, "TRUSTED_PROXIES": "1"}
    app = create_app(Config.from_env(environment))
    logging.disable(logging.INFO)
    with app.app_context():
        upgrade()
        gc.freeze()  # as the service does (wsgi.py)
        print(f"{kept.name}, load {Path('/proc/loadavg').read_text().split()[0]}")
        times, slug = Clock(kept.root), make_appeal(slug="signed-meanwhile").slug
        if asked.no_signer:
            measure(asked.rows, times, xlsx=asked.xlsx)
            times.tell([])
        else:
            with signing(times, environment, slug):
                measure(asked.rows, times, xlsx=asked.xlsx)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
