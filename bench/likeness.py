"""How right and how fast the likeness of names is, on lists of invented people: 2,000, 20,000, 200,000 rows.

    python bench/likeness.py [--sizes 2000,20000,200000] [--seed 1] [--noise] [--splink PYTHON]

Names are made of syllables and endings, so that a longer list holds new names and not copies. Second signatures are
spoilt by other hands than those the rules were tuned on: four ways of writing Cyrillic in Latin letters, slips,
initials, other order, other address, other town. Prints time, the largest memory, how much was found and how rightly.
Each size runs in a process of its own, so that memory is measured for it alone. `--noise` takes lists in which second
signatures were spoiled on their way (tests/likeness/noisy.py) and tells by kind of noise how much was found. `--splink`
compares with splink 5 on the same list: it names an interpreter that has splink, which nothing here needs. Prepare one
by `python -m venv ../splink && ../splink/bin/pip install splink==5.0.0`.
"""

import argparse
import csv
import multiprocessing
import resource
import subprocess
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from tempfile import NamedTemporaryFile

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # the checkout: this runs as a file, from anywhere

from petition.likeness.judge import judge
from petition.likeness.reading import read
from tests.likeness.invented import fields, invented
from tests.likeness.noisy import noisy


def pairs(clusters: dict[str, str]) -> set[tuple[str, str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return {(a, b) for members in found.values() for a, b in combinations(sorted(members), 2)}


def measure(size: int, seed: int, *, has_noise: bool) -> None:
    records, who, spoiled = noisy(size, seed) if has_noise else (*invented(size, seed), {})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    judgement = judge(records)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    true, links = pairs(who), pairs(judgement.clusters)
    cases = {(min(one.a, one.b), max(one.a, one.b)) for one in judgement.cases}
    erased = sum(len({who[x] for x in members}) - 1 for members in _members(judgement.clusters))
    held = len((links | cases) & true)
    print(
        f"{size:7,} rows  {seconds:6.1f} s  {memory / 1024:6,.0f} MB ({before / 1024:,.0f} before)  "
        f"true pairs {len(true):,}  links {len(links):,} at {len(links & true) / max(len(links), 1):.4f}, "
        f"{erased} erased  cases {len(cases):,} ({len(cases) / max(len(cases & true), 1):.2f} a true pair)  "
        f"held {held / max(len(true), 1):.3f}",
        flush=True,
    )
    for kind in sorted(set(spoiled.values())):
        of_kind = {pair for pair, each in spoiled.items() if each == kind}
        print(
            f"        {kind:9} {len(of_kind):5,} pairs  held {len(of_kind & (links | cases)) / len(of_kind):.3f}"
        )
    if wrong := sorted(links - true)[:5]:
        by_id = {record.id: record for record in records}
        for pair in wrong:
            print("              wrong:", *(fields(by_id[one]) for one in pair))


def _members(clusters: dict[str, str]) -> list[list[str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return list(found.values())


def compare_with_splink(size: int, seed: int, interpreter: str) -> None:
    """Splink 5 on the same list, given our folded names, mailboxes and towns, and who is whom to be scored by."""
    records, who = invented(size, seed)
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("unique_id", "name", "first", "last", "mailbox", "town", "house", "who"))
        for record in records:
            reading = read(record)
            words = sorted(word.fold for word in reading.name.words) or [""]
            named = (" ".join(words), words[0], words[-1])
            rows.writerow(
                (record.id, *named, reading.mailbox, reading.town, record.affiliation, who[record.id])
            )
        file.flush()
        script = Path(__file__).resolve().parent / "peers" / "splink_on.py"
        subprocess.run([interpreter, str(script), file.name], check=False)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--sizes", default="2000,20000,200000")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--noise", action="store_true", help="second signatures spoiled on their way, by kind")
    told.add_argument("--splink", default="", metavar="PYTHON", help="an interpreter that has splink")
    told.add_argument(
        "--compare", action="store_true", help=argparse.SUPPRESS
    )  # what that interpreter is run with
    chosen = told.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        own = multiprocessing.get_context("spawn").Process(
            target=measure, args=(size, chosen.seed), kwargs={"has_noise": chosen.noise}
        )
        own.start()
        own.join()
        if chosen.splink:
            compare_with_splink(size, chosen.seed, chosen.splink)
    if not (chosen.splink or chosen.noise):
        print("splink is not compared with: name an interpreter that has it by --splink PYTHON")


if __name__ == "__main__":
    main()
