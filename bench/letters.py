"""Time and peak memory of composing a letter and printing it in each format, each in a process of its own.

Run: python bench/letters.py [FORMAT ...]    (all formats at 300, 10,000 and 100,000 signatories unless named)

The baseline a process starts from (the letter itself, composed) is measured too, so that a format's own share
shows.
"""

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from petition.appeals.text import Text
from petition.letters.compose import compose
from petition.letters.letter import Choices, Entry, Letter
from petition.letters.render import FORMATS
from petition.reading.draft import Recipient

SIZES = (300, 10_000, 100_000)

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


def signed(number: int) -> list[Entry]:
    chance, start = random.Random(number), datetime(2030, 1, 1, tzinfo=UTC)
    return [
        Entry(
            kind="organisation" if chance.random() < 0.05 else "person",
            name=f"{chance.choice(_GIVEN)} {chance.choice(_STEMS)}{''.join(chance.choices('абвдеиклмно', k=4))}ова",
            signed_at=start + timedelta(seconds=at),
            tie=f"{at:08}",
            role=chance.choice(_ROLES),
            place=chance.choice(_PLACES),
            visibility=chance.choices(("public", "initials", "hidden"), (90, 5, 5))[0],
        )
        for at in range(number)
    ]


def composed(entries: list[Entry]) -> Letter:
    return compose(
        TEXT,
        entries,
        slug="open-councils",
        address="https://example.org/a/open-councils",
        lang="kk",
        version="1",
        received=len(entries),
        choices=Choices(),
        preview=False,
    )


class Memory(threading.Thread):
    """The most that this process and those it started hold at once, what they share counted once (Linux: PSS)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.peak = 0.0

    def run(self) -> None:
        """Look ten times a second."""
        while not self.over.wait(0.1):
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
    """Print what one format takes; 'compose' stands for the letter alone."""
    entries = signed(size)
    letter = composed(entries) if name != "compose" else None
    memory = Memory()
    memory.start()
    with TemporaryFile() as file:
        before = spent()
        if letter:
            FORMATS[name].write(letter, file)
        else:
            composed(entries)
        clock, cpu = (after - start for start, after in zip(before, spent(), strict=True))
        weight = file.tell()
    memory.over.set()
    memory.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peak = max(memory.peak, own)
    print(
        f"{name:8} {size:7} {clock:7.2f} s  cpu {cpu:6.2f} s {peak:7.0f} MB {weight / 1024:8.0f} KB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=["compose", *FORMATS])
    parser.add_argument("--size", type=int, action="append", help="signatories; may be given again")
    parser.add_argument("--here", action="store_true", help="measure in this process")
    asked = parser.parse_args()
    for name in asked.formats:
        for size in asked.size or SIZES:
            if asked.here:
                measured(name, size)
            else:
                subprocess.run([sys.executable, __file__, "--here", "--size", str(size), name], check=True)


if __name__ == "__main__":
    main()
