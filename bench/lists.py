"""What a long list costs an organiser: to read it, look it through, see a page of it, add it and undo it.

    python bench/lists.py [--rows 100000] [--xlsx]

People are invented; SQLite in a folder that is thrown away (DATABASE_URL names another database, which must be empty).
Printed: seconds of each action, by the clock and of CPU, the longest step of the worker (for which nobody else can write on
SQLite), and the largest memory of the process.
"""

import argparse
import io
import logging
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlsxwriter
from flask import current_app
from flask_migrate import upgrade

from config import Config
from petition.app import create_app
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lists import add, store, ticks
from petition.reading.files import tables
from tests.factories import enter, make_appeal

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


@contextmanager
def timed(what: str) -> Iterator[None]:
    start, worked = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what:<28} {time.perf_counter() - start:7.2f} s, of them {time.process_time() - worked:.2f} s of CPU"
    )


def by_the_worker(step: Callable[[Appeal, datetime], int], appeal: Appeal) -> float:
    """Take steps as the worker does, each a transaction of its own; gives the longest, for which nobody else can write."""
    longest = 0.0
    while True:
        start = time.perf_counter()
        if not step(appeal, clock.now()):
            db.session.rollback()
            return longest
        db.session.commit()
        longest = max(longest, time.perf_counter() - start)


def measure(rows: int, *, xlsx: bool) -> None:
    appeal = make_appeal(published=False)  # once it is published, whoever has an address is asked by email
    data = as_xlsx(rows) if xlsx else as_csv(rows)
    print(f"{rows} rows, {len(data) / 1e6:.1f} MB")
    with timed("read and keep"):
        kept = store.keep_table(appeal, tables.book_in(data), now=clock.now())
        db.session.commit()
    assert kept
    with timed("look through"):
        judged = store.judge(kept)
        store.tell(kept, store.layout_of(kept), judged)
        db.session.commit()
    print(judged.figures)
    db.session.expire_all()
    client = current_app.test_client()
    enter(client)
    with timed("a page of it"):
        assert client.get(f"/desk/a/{appeal.slug}/signatories/list/{kept.ref}?page=9").status_code == 200
    kept = store.kept_list(appeal, kept.ref)
    assert kept
    with timed("words found in it"):
        found = sum(1 for _ in ticks.spots(kept, ticks.LineFilter(words="учитель ару")))
    assert found == rows
    with timed("all of it ticked"):
        ticks.change_all(kept, list(ticks.spots(kept, ticks.LineFilter())), to=True)
        db.session.commit()
    with timed("add, in all"):
        add.add(kept, first=False, organiser_id=None, now=clock.now())
        db.session.commit()
        longest = by_the_worker(add.add_some, appeal)
    print(f"{'longest step of adding':<28} {longest:7.2f} s")
    db.session.refresh(kept)
    assert kept.added == rows
    with timed("undo, in all"):
        add.undo(kept, organiser_id=None, now=clock.now())
        db.session.commit()
        longest = by_the_worker(add.undo_some, appeal)
    print(f"{'longest step of undoing':<28} {longest:7.2f} s")
    print(f"{'largest memory':<28} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--xlsx", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        env = {"INSTANCE": folder} | (
            {"DATABASE_URL": url} if (url := os.environ.get("DATABASE_URL")) else {}
        )
        app = create_app(Config.from_env(env))
        logging.disable(logging.INFO)
        with app.app_context():
            upgrade()
            measure(asked.rows, xlsx=asked.xlsx)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
