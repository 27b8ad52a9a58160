"""Splink 5 on a list that bench/likeness.py wrote: time, memory, and how rightly it found the pairs above .9 and .99.

For an interpreter that has splink, and need have nothing of ours.
"""

import csv
import resource
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

try:
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
except ImportError:
    print(f"        splink is not compared with: {sys.executable} has none")
    sys.exit()


def main(path: str) -> None:
    signed, size = defaultdict(list), 0
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            signed[row["who"]].append(row["unique_id"])
            size += 1
    true = {pair for some in signed.values() for pair in combinations(sorted(some), 2)}
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
    database = duckdb.connect()
    # An empty cell is nothing, and agrees with nothing.
    database.execute(
        "CREATE TABLE rows AS SELECT * EXCLUDE who FROM read_csv(?, header = true, all_varchar = true, nullstr = '')",
        [path],
    )
    linker = Linker(DuckDBAPI(connection=database).register("rows"), settings, log_level="ERROR")
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("mailbox")], recall=0.5)
    train.estimate_u_using_random_sampling(max_pairs=1e6)
    train.estimate_parameters_using_expectation_maximisation(names)
    train.estimate_parameters_using_expectation_maximisation(block_on("mailbox"))
    found = linker.inference.predict(threshold_match_probability=0.9).as_record_list()
    seconds = time.perf_counter() - began
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


if __name__ == "__main__":
    main(sys.argv[1])
