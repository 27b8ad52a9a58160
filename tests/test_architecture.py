"""The law of the house, as tests: who may know whom, who commits, who reads the clock, which doors are guarded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).parents[1]
ROOMS = ("accounts", "appeals", "signatures", "letters", "review", "desk", "mail")
CLOSED = {"views", "desk_views", "owner_views", "forms", "messages"}  # what only the room itself may take
LETS_GO = "petition/core/db.py"  # ends what was only read, so that nobody waits for it
DOORS = re.compile(r"views\.py$|/by_mail\.py$|/(data_)?commands\.py$|/worker\.py$|/carrier\.py$")


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "petition").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).endswith(name) for node in ast.walk(tree)
    )


def test_a_room_is_entered_by_its_service_its_models_and_its_values() -> None:
    wrong = [
        f"{path} takes {module}"
        for path, tree in sources()
        if path != "petition/app.py"
        for module in imports(tree)
        if (parts := module.split("."))[:1] == ["petition"]
        and len(parts) > 2
        and parts[1] in ROOMS
        and parts[2] in CLOSED
        and path.split("/")[1] != parts[1]
    ]
    assert not wrong


def test_only_doors_and_the_worker_commit() -> None:
    assert not [
        path
        for path, tree in sources()
        if calls(tree, "session.commit") and not DOORS.search(path) and path != LETS_GO
    ]


def test_only_doors_and_the_worker_ask_for_the_time() -> None:
    may = {
        "petition/core/tokens.py",
        "petition/health.py",
        "petition/core/clock.py",
        "petition/mail/lease.py",  # a thread of the worker's
    }
    assert not [
        path
        for path, tree in sources()
        if calls(tree, "clock.now") and not DOORS.search(path) and path not in may
    ]


def test_only_the_clock_reads_the_clock() -> None:
    names = ("datetime.now", "datetime.utcnow", "date.today", "time.time")
    assert not [
        (path, name)
        for path, tree in sources()
        for name in names
        if path != "petition/core/clock.py" and calls(tree, name)
    ]


def test_every_door_of_the_desk_is_guarded(app: Flask) -> None:
    open_to_all = {"accounts.sign_in", "accounts.sent", "accounts.code", "accounts.enter", "accounts.let_in"}
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk")
        and rule.endpoint not in open_to_all
        and not getattr(app.view_functions[rule.endpoint], "for_organisers", False)
    ]
    assert not unguarded


def test_no_file_has_outgrown_its_thought() -> None:
    long = [
        (path, lines)
        for path, _tree in sources()
        if (lines := len((ROOT / path).read_text().splitlines())) > 400
    ]
    assert not long


def test_words_that_are_not_ours_name_nothing_in_the_house() -> None:
    foreign = re.compile(r"campaign|utils|helper|manager", re.IGNORECASE)
    named = [
        (path, name)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and foreign.search(name := node.name)
    ]
    assert not named
    assert not [path for path, _tree in sources() if foreign.search(path)]
