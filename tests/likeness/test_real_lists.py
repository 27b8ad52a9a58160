"""How right it is on the two lists kept beside the checkout: a real one read by hand, and a generated one.

Neither is part of the project; where they are absent these tests say so.
"""

import csv
import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from petition.likeness.judge import Judgement, judge
from petition.likeness.record import Record
from petition.likeness.table import judge_file
from tests.outside import outside

LETTER = "letters/appeal-2022-signatories.jsonl"
DIFFERENT = "letters/appeal-2022-different-people.jsonl"
NAMES, TRUTH = "names/dev.csv", "names/dev_truth.csv"

Pair = tuple[str, str]


def pairs(clusters: dict[str, str]) -> set[Pair]:
    members: dict[str, list[str]] = {}
    for one, cluster in sorted(clusters.items()):
        members.setdefault(cluster, []).append(one)
    return {pair for together in members.values() for pair in combinations(together, 2)}


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    read = [json.loads(line) for line in outside(LETTER).read_text(encoding="utf-8").splitlines()]
    return [line for line in read if line["kind"] != "continuation"]


def as_read(line: dict[str, str]) -> Record:
    if line["kind"] == "organisation":
        return Record(line["id"], f"{line['role']} {line['organisation']}", place=line["place"])
    words = [line["given"], line["patronymic"], line["family"]]
    if line["order"] == "family-first":
        words = [line["family"], line["given"], line["patronymic"]]
    maiden = f" ({line['maiden']})" if line["maiden"] else ""
    return Record(
        line["id"],
        " ".join(filter(None, words)) + maiden,
        "",
        line["organisation"],
        line["role"],
        line["place"],
    )


def as_typed(line: dict[str, str]) -> Record:
    return Record(line["id"], line["raw"])


@pytest.mark.parametrize("record", [as_read, as_typed])
def test_the_three_who_signed_the_real_letter_twice_come_first(lines: list[dict[str, str]], record) -> None:  # type: ignore[no-untyped-def]
    judgement: Judgement = judge(record(line) for line in lines)
    true = pairs({line["id"]: line["cluster"] for line in lines})
    links = pairs(judgement.clusters)
    assert len(true) == 3
    assert links <= true
    first = {(min(case.a, case.b), max(case.a, case.b)) for case in judgement.cases[: 5 - len(links)]}
    assert true <= links | first
    assert len(judgement.cases) <= 10


@pytest.mark.parametrize("record", [as_read, as_typed])
def test_nobody_taken_for_another_in_the_real_letter_is_linked(lines: list[dict[str, str]], record) -> None:  # type: ignore[no-untyped-def]
    clusters = judge(record(line) for line in lines).clusters
    different = [json.loads(line) for line in outside(DIFFERENT).read_text(encoding="utf-8").splitlines()]
    assert different
    assert all(clusters[pair["a"]] != clusters[pair["b"]] for pair in different)


def test_the_generated_list_is_judged_within_the_bars(tmp_path: Path) -> None:
    judgement = judge_file(outside(NAMES), tmp_path / "links.csv", tmp_path / "cases.csv")
    with outside(TRUTH).open(encoding="utf-8", newline="") as file:
        truth = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    true, links = pairs(truth), pairs(judgement.clusters)
    cases = {(min(case.a, case.b), max(case.a, case.b)) for case in judgement.cases}
    assert len(links & true) / len(links) >= 0.995
    assert len(links) / len(true) >= 0.3
    assert len((links | cases) & true) / len(true) >= 0.96
    assert len(cases) <= 2.5 * len(cases & true)
    names: dict[str, set[str]] = {}
    for one, cluster in judgement.clusters.items():
        names.setdefault(cluster, set()).add(truth[one])
    assert sum(len(who) - 1 for who in names.values()) <= 1


def test_the_lists_own_scorer_agrees(tmp_path: Path) -> None:
    scorer = outside("names/score.py")
    judge_file(outside(NAMES), tmp_path / "links.csv", tmp_path / "cases.csv")
    command = [
        sys.executable,
        str(scorer),
        str(outside(TRUTH)),
        str(tmp_path / "links.csv"),
        "--json",
    ]
    score = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert score["pair_precision"] >= 0.995
    assert score["people_erased"] <= 1
    assert score["records"] == 2000
