"""docs/threats.md tells no tales: each row is whole, and each test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COLUMNS = ["Threat", "What is done", "Held by", "Not protected"]


def rows() -> list[list[str]]:
    """The rows of every table, without their heads."""
    lines = re.findall(r"^\|(.+)\|$", (ROOT / "docs/threats.md").read_text(), re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [each for each in cells if each != COLUMNS and each != ["---"] * len(COLUMNS)]


@cache
def names_in(path: str) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_threats() -> None:
    assert len(rows()) > 40
    assert len({row[0] for row in rows()}) == len(rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_threat_is_held_by_tests_that_exist_or_says_that_nothing_holds_it(row: list[str]) -> None:
    _threat, done, held_by, unprotected = row
    if held_by == "—":
        assert done == "—"
        assert "Nothing holds it" in unprotected
        return
    for test in held_by.split(", "):
        path, _, name = test.partition("::")
        assert name in names_in(path), test
