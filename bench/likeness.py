"""How right and how fast the likeness of names is, on lists of invented people: 2,000, 20,000, 200,000 rows.

    python bench/likeness.py [--sizes 2000,20000,200000] [--seed 1] [--splink]

Names are made of syllables and endings, so that a longer list holds new names and not copies. Second signatures are
spoilt by other hands than those the rules were tuned on: four ways of writing Cyrillic in Latin letters, slips,
initials, other order, other address, other town. Prints time, the largest memory, how much was found and how rightly.
Each size runs in a process of its own, so that memory is measured for it alone. `--splink` compares with splink 5 on
the same list, where it and pandas are installed; nothing here needs them.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # the checkout: this runs as a file, from anywhere

from petition.likeness.commonness import Commonness
from petition.likeness.compare import weigh
from petition.likeness.index import Index
from petition.likeness.judge import judge
from petition.likeness.reading import read
from petition.likeness.record import Record
from tests.likeness.invented import fields, invented


def pairs(clusters: dict[str, str]) -> set[tuple[str, str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return {(a, b) for members in found.values() for a, b in combinations(sorted(members), 2)}


def one_more(records: list[Record]) -> float:
    """The slowest of 50 new signatures met by all the others, in milliseconds."""
    index, common = Index(), Commonness()
    for record in records:
        reading = read(record)
        common.add(reading)
        index.meet(reading)
    slowest = 0.0
    for number, record in enumerate(records[:: max(len(records) // 50, 1)]):
        new = Record(
            f"new {number}",
            record.name + " ",
            f"fresh{number}@mail.ru",
            record.affiliation,
            record.role,
            record.place,
        )
        began = time.perf_counter()
        reading = read(new)
        for other in index.near(reading):
            weigh(other, reading, common)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest * 1000


def measure(size: int, seed: int) -> None:
    records, who = invented(size, seed)
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
    print(f"              one more signature against them: {one_more(records):.1f} ms at worst", flush=True)
    if wrong := sorted(links - true)[:5]:
        by_id = {record.id: record for record in records}
        for pair in wrong:
            print("              wrong:", *(fields(by_id[one]) for one in pair))


def _members(clusters: dict[str, str]) -> list[list[str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return list(found.values())


def compare_with_splink(size: int, seed: int) -> None:
    """Splink 5 on the same list, given our folded names, mailboxes and towns: the pairs above .9 and .99."""
    try:
        import splink.comparison_library as cl  # noqa: PLC0415 (optional, never a requirement)
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415
    except ImportError:
        print("splink is not installed: pip install splink pandas")
        return
    records, who = invented(size, seed)
    began = time.perf_counter()
    names = block_on("first", "last")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
            *(cl.ExactMatch(column) for column in ("mailbox", "town", "house")),
        ],
        blocking_rules_to_generate_predictions=[
            names, block_on("mailbox"), block_on("first", "town", "house"), block_on("last", "town", "house"),
        ],
    )  # fmt: skip
    linker = Linker(DuckDBAPI().register(_columns(records)), settings, log_level="ERROR")
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("mailbox")], recall=0.5)
    train.estimate_u_using_random_sampling(max_pairs=1e6)
    train.estimate_parameters_using_expectation_maximisation(names)
    train.estimate_parameters_using_expectation_maximisation(block_on("mailbox"))
    found = linker.inference.predict(threshold_match_probability=0.9).as_record_list()
    seconds, true = time.perf_counter() - began, pairs(who)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for least in (0.9, 0.99):
        chosen = {
            (min(row["unique_id_l"], row["unique_id_r"]), max(row["unique_id_l"], row["unique_id_r"]))
            for row in found
            if row["match_probability"] >= least
        }
        right = len(chosen & true)
        precision, recall = right / max(len(chosen), 1), right / max(len(true), 1)
        print(
            f"{size:7,} rows  splink at {least}: {seconds:.1f} s  {memory:,.0f} MB  {precision=:.3f}  {recall=:.3f}",
            flush=True,
        )


def _columns(records: list[Record]) -> object:
    import pandas as pd  # noqa: PLC0415 (optional, as splink is)

    rows = []
    for record in records:
        reading = read(record)
        words = sorted(word.fold for word in reading.name.words) or [""]
        rows.append(
            {
                "unique_id": record.id,
                "name": " ".join(words) or None,
                "first": words[0] or None,
                "last": words[-1] or None,
                "mailbox": reading.mailbox or None,
                "town": reading.town or None,
                "house": record.affiliation or None,
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--sizes", default="2000,20000,200000")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--splink", action="store_true")
    chosen = told.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        for task in (measure, compare_with_splink) if chosen.splink else (measure,):
            own = multiprocessing.get_context("spawn").Process(target=task, args=(size, chosen.seed))
            own.start()
            own.join()


if __name__ == "__main__":
    main()
