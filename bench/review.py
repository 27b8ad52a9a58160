"""What the review of likeness costs: a look through a long list, and a page of the queue.

    python bench/review.py [--sizes 2000,20000,50000] [--cases 1500]

People are invented (tests/likeness/invented.py), their signatures are sealed as real ones are, on SQLite in a folder
that is thrown away (DATABASE_URL names another database, which must be empty). Printed for each size: seconds of the
look, of all processors, the longest that it kept the database locked, the largest memory of this process and of the one
that judges, the cases found; then, with `--cases` of them left open, the slowest of 20 views of a page and of 20 answers.
Each size runs in a process of its own.
"""

import argparse
import logging
import multiprocessing
import os
import re
import resource
import statistics
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import delete, event, func, insert, select, text

from config import Config
from petition.accounts import members
from petition.app import create_app
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.core.db import db
from petition.likeness.record import Record
from petition.review import scan, service
from petition.review.models import Case
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars
from petition.signatures.ticket import new_nonce, new_ref
from tests.factories import make_appeal
from tests.likeness.invented import invented


def sign(appeal: Appeal, records: list[Record]) -> None:
    """Put confirmed signatures straight into the table; a mailbox that was there before is left out."""
    key, now, rows, seen = appeal.key, clock.now(), [], set()
    for nth, record in enumerate(records):
        mailbox_key = mailbox_key_of(appeal, record.mailbox or f"none{nth}@example.org")
        if mailbox_key in seen:
            continue
        seen.add(mailbox_key)
        ref = new_ref()
        own = Particulars(record.name, record.mailbox, record.role, record.affiliation, record.place)
        rows.append(
            {
                "appeal_id": appeal.id, "version_id": appeal.versions[-1].id, "ref": ref, "nonce": new_nonce(),
                "state": "confirmed", "source": "form", "kind": record.kind or "person", "visibility": "public",
                "lang": "ru", "particulars": sealed(key, appeal.id, ref, own), "mailbox_key": mailbox_key,
                "mails": 1, "signed_at": now + timedelta(seconds=nth), "confirmed_at": now + timedelta(seconds=nth),
            }
        )  # fmt: skip
    db.session.execute(insert(Signature), rows)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))  # as autovacuum does by itself, a minute later
    db.session.commit()


def locked() -> list[float]:
    """How long each transaction takes from now on."""
    spans, begun = [], {}

    @event.listens_for(db.engine, "begin")
    def _begin(connection: object) -> None:
        begun[id(connection)] = time.perf_counter()

    def _end(connection: object) -> None:
        if id(connection) in begun:
            spans.append(time.perf_counter() - begun.pop(id(connection)))

    for name in ("commit", "rollback"):
        event.listen(db.engine, name, _end)
    return spans


def spent() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def look(appeal: Appeal) -> None:
    spans, began, cpu = locked(), time.perf_counter(), spent()
    for _ in scan.look(appeal.id, clock.now()):
        db.session.commit()
    seconds, cpu = time.perf_counter() - began, spent() - cpu
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    found = counted(appeal)
    print(
        f"  look {seconds:5.1f} s  cpu {cpu:5.1f} s  locked {1000 * max(spans):4.0f} ms at most  "
        f"{own:,.0f} MB + {child:,.0f} MB  linked {found['linked']:,}  to decide {found['open']:,}",
        flush=True,
    )


def counted(appeal: Appeal) -> Counter[str]:
    by_state = select(Case.state, func.count()).where(Case.appeal_id == appeal.id).group_by(Case.state)
    return Counter(dict(db.session.execute(by_state).tuples().all()))


def pages(app: Flask, appeal: Appeal, most: int) -> None:
    extra = select(Case.id).where(Case.state == "open").order_by(Case.score.desc(), Case.id).offset(most)
    db.session.execute(delete(Case).where(Case.id.in_(list(db.session.scalars(extra)))))
    service.fold(appeal)
    link = members.invite("organiser@example.org", "Friends", now=clock.now())
    db.session.commit()
    at, left = f"/desk/a/{appeal.slug}", counted(appeal)["open"]
    db.session.remove()
    client = app.test_client()
    client.post(link.removeprefix(web.address("")))
    for name, path in (("queue", f"{at}/review"), ("last page", f"{at}/review?page={left // 20}"),
                       ("linked", f"{at}/review?show=linked"), ("overview", at)):  # fmt: skip
        told(name, [timed(client, path) for _ in range(20)])
    told("an answer", [answered(client, f"{at}/review") for _ in range(20)])
    print(f"  with {left:,} cases to decide", flush=True)


def told(name: str, seconds: list[float]) -> None:
    print(
        f"  {name:10} {1000 * statistics.median(seconds):4.0f} ms, {1000 * max(seconds):4.0f} at worst of 20"
    )


def timed(client: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return time.perf_counter() - began


def answered(client: FlaskClient, at: str) -> float:
    page = client.get(at).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    case = re.search(rf'action="({at}/\d+)"', page)
    assert token
    assert case
    began = time.perf_counter()
    answer = client.post(case[1], data={"csrf_token": token[1], "deed": "same"})
    assert answer.status_code == 303
    return time.perf_counter() - began


def measure(size: int, most: int) -> None:
    with TemporaryDirectory() as folder:
        app = create_app(Config.from_env({"INSTANCE": folder} | {
            name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ
        }))  # fmt: skip
        logging.disable(logging.INFO)
        with app.app_context():
            upgrade()
            appeal = make_appeal()
            sign(appeal, invented(size, 1)[0])
            print(f"{size:7,} signatures on {db.engine.dialect.name}", flush=True)
            look(appeal)
            pages(app, appeal, most)
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--sizes", default="2000,20000,50000")
    told.add_argument("--cases", type=int, default=1500)
    chosen = told.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        own = multiprocessing.get_context("spawn").Process(target=measure, args=(size, chosen.cases))
        own.start()
        own.join()


if __name__ == "__main__":
    main()
