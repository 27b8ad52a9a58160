"""How long reading takes: a letter, long lists, and what was made to be slow. Processor time, the best of two runs.

Run: python bench/reading.py [--all]      (the slowest ten of the traps unless --all)

Bars: 0.3 s for a letter with 300 lines; a list eight times as long in less than sixteen times the time; 2 s for any line
of 200,000 signs, 4 s for any page of 100,000 signs of markup.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from petition.reading import NotALetter, read, read_text
from petition.reading.signatories import pasted
from tests.reading.traps import AROUND, MARKUP, UNITS, letter


def seconds(reading: Callable[[], object]) -> float:
    taken = []
    for _ in range(2):
        started = time.process_time()
        with suppress(NotALetter):
            reading()
        taken.append(time.process_time() - started)
    return min(taken)


def told(what: str, took: float, bar: float) -> None:
    print(f"{what:48} {took:7.3f} s {'' if took < bar else f'  SLOWER than {bar:g} s'}", flush=True)


def trap(around: str, unit: str, size: int) -> Callable[[], object]:
    text = around.format(unit * (size // len(unit)))
    return lambda: (pasted.read(text), read_text(text))


def page(unit: str, size: int) -> Callable[[], object]:
    data = (unit * (size // len(unit))).encode()
    return lambda: read(data, "page.html")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--all", action="store_true")
    most = None if asked.parse_args().all else 10
    told("a letter with 300 lines", seconds(lambda: read_text(letter(300))), 0.3)
    few = seconds(lambda: read_text(letter(1000)))
    told("1,000 lines", few, 16)
    told("8,000 lines", seconds(lambda: read_text(letter(8000))), 16 * few)
    traps = [
        (f"{unit!r} in {around[:9]!r}", trap(around, unit, 200_000), 2.0)
        for unit in UNITS
        for around in AROUND
    ]
    traps += [(f"a page of {unit!r}", page(unit, 100_000), 4.0) for unit in MARKUP]
    taken = [(seconds(reading), what, bar) for what, reading, bar in traps]
    for took, what, bar in sorted(taken, reverse=True)[:most]:
        told(what, took, bar)


if __name__ == "__main__":
    main()
