"""Time and peak memory of the export of a letter, from the database to the file, each format in a process of its own.

Run: python bench/letters.py [FORMAT ...] [--size N ...]    (all formats at 300, 10,000 and 100,000 signatures, CSV and
JSON at a million too, unless named)

The signatures are sealed as real ones are, on SQLite in a folder that is thrown away. Seconds are by the clock and of all
processors; memory is the most that the process and those it started held at once. "start" is the process with nothing
exported yet. The time to start it, two seconds or so, is in no figure.
"""

import argparse
import logging
import os
import random
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask_migrate import upgrade
from sqlalchemy import insert

from config import Config
from petition.app import create_app
from petition.appeals import service as appeals
from petition.appeals.text import Text
from petition.core import clock
from petition.core.db import db
from petition.core.transactions import let_go, snapshot
from petition.letters import service
from petition.letters.render import FORMATS
from petition.reading.draft import Recipient
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars
from petition.signatures.ticket import new_nonce, new_ref
from tests.factories import make_appeal

SIZES = (300, 10_000, 100_000)
LARGEST, OF_LARGEST = 1_000_000, ("csv", "json")
SLUG = "open-councils"
_AT_ONCE = 10_000

_GIVEN = "Айгүл Данияр Ержан Мәдина Қанат Әсел Өмір Ұлпан Үміт Іңкәр Мария Иван Пётр Ольга Sanzhar Mary John".split()  # noqa: SIM905
_STEMS = "Ахмет Серік Нұрлан Қасым Үмбет Ысқақ Ғаббас Әбен Өтеген Ұзақ Петр Иван Щербак Яковл Brown".split()  # noqa: SIM905
_ROLES = ("журналист", "бас редактор", "адвокат", "дәрігер", "teacher", "")
_PLACES = ("Алматы", "Астана", "Қарағанды", "Уральск", "London", "")

TEXT = Text(
    title="Open letter on the right of every town to know what its council decides",
    letterhead=("«Ашық кеңес» қоғамдық қоры", "Open Council Foundation"),
    place="Almaty",
    date="1 May 2030",
    recipients=(Recipient("A. Imagined", "Chair of the Council of Towns"),),
    salutation="Dear Chair,",
    body="We ask that **every sitting** be open.\n\n- Minutes within ten days;\n- nobody turned away.\n" * 4,
    closing="Respectfully,",
)


def people(number: int) -> Iterator[Particulars]:
    chance = random.Random(number)
    for at in range(number):
        family = f"{chance.choice(_STEMS)}{''.join(chance.choices('абвдеиклмно', k=4))}ова"
        yield Particulars(
            name=f"{chance.choice(_GIVEN)} {family}",
            mailbox=f"m{at}@example.org",
            role=chance.choice(_ROLES),
            place=chance.choice(_PLACES),
        )


def sign(number: int) -> None:
    """Publish an appeal and put confirmed signatures under it, straight into the table."""
    appeal = make_appeal(text=TEXT, lang="kk", slug=SLUG)
    key, version, chance = appeal.key, appeal.versions[-1].id, random.Random(number)
    start = datetime(2030, 1, 1, tzinfo=UTC)

    def rows() -> Iterator[dict[str, object]]:
        for at, own in enumerate(people(number)):
            ref, when = new_ref(), start + timedelta(seconds=at)
            yield {
                "appeal_id": appeal.id, "version_id": version, "ref": ref, "nonce": new_nonce(), "state": "confirmed",
                "source": "form", "kind": "organisation" if chance.random() < 0.05 else "person",
                "visibility": chance.choices(("public", "initials", "hidden"), (90, 5, 5))[0], "lang": "kk",
                "particulars": sealed(key, appeal.id, ref, own), "mailbox_key": os.urandom(32), "mails": 1,
                "signed_at": when, "confirmed_at": when,
            }  # fmt: skip

    made = rows()
    while some := list(islice(made, _AT_ONCE)):
        db.session.execute(insert(Signature), some)
        db.session.commit()


class Memory(threading.Thread):
    """The most that this process and those it started hold at once, what they share counted once (Linux: PSS)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.peak = 0.0

    def run(self) -> None:
        """Look now and then: each look takes some milliseconds from what is measured."""
        while not self.over.wait(0.4):
            self.peak = max(self.peak, sum(held(pid) for pid in family(os.getpid())))


def family(pid: int) -> list[int]:
    children = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [pid, *chain.from_iterable(family(int(child)) for child in children.split())]


def held(pid: int) -> float:
    try:
        found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:  # it has just ended
        return 0
    return int(found[1]) / 1024 if found else 0


def spent() -> tuple[float, float]:
    """Seconds by the clock, and of processors, children included."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measured(name: str, size: int) -> None:
    """Print what one format takes in this process; "start" stands for what it holds before anything is exported."""
    app = create_app(Config.from_env(os.environ))
    logging.disable(logging.INFO)
    memory, path = Memory(), Path(os.environ["INSTANCE"]) / f"letter.{name}"
    with app.app_context():
        memory.start()
        before = spent()
        if name != "start":
            snapshot()
            appeal = appeals.by_slug(SLUG)
            assert appeal is not None
            letter = service.letter(appeal, now=clock.now())
            let_go()
            service.export(letter, name, path)
        clock_time, cpu = (after - start for start, after in zip(before, spent(), strict=True))
        memory.over.set()
        memory.join()
    own = re.search(r"^VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    peak = max(memory.peak, int(own[1]) / 1024 if own else 0)
    weight = path.stat().st_size / 1024 if path.exists() else 0
    path.unlink(missing_ok=True)
    print(
        f"{name:6} {size:9,} {clock_time:7.2f} s  cpu {cpu:7.2f} s {peak:6.0f} MB  {weight:8.0f} KB",
        flush=True,
    )


def prepared(size: int, folder: str) -> None:
    with create_app(Config.from_env({"INSTANCE": folder})).app_context():
        logging.disable(logging.INFO)
        upgrade()
        sign(size)
        logging.disable(logging.NOTSET)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("formats", nargs="*", default=[], choices=["start", *FORMATS, []])
    parser.add_argument("--size", type=int, action="append", help="signatures; may be given again")
    parser.add_argument(
        "--here", action="store_true", help="measure in this process, on the letter of INSTANCE"
    )
    asked = parser.parse_args()
    if asked.here:
        measured(asked.formats[0], asked.size[0])
        return
    for size in asked.size or (*SIZES, LARGEST):
        all_formats = OF_LARGEST if size >= LARGEST else FORMATS
        with TemporaryDirectory() as folder:
            prepared(size, folder)
            for name in asked.formats or ("start", *all_formats):
                command = [sys.executable, __file__, "--here", "--size", str(size), name]
                subprocess.run(command, env={**os.environ, "INSTANCE": folder}, check=True)


if __name__ == "__main__":
    main()
