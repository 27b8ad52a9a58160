"""The rules of the architecture, as tests: who imports whom, who commits, who reads the clock, which pages are guarded."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask

from petition.accounts.roles import Permission
from petition.reading.draft import Doubt

ROOT = Path(__file__).parents[1]
CLOSED = re.compile(r"(\w+_)?(views|forms|messages)")  # modules that only their own package may import
MOST_BRANCHES = 20
COMMITS = {
    "petition/core/transactions.py",  # ends what was only read, so that nobody waits for it
    "petition/core/group_commit.py",  # what doors hand it
}
DOORS = re.compile(
    r"views\.py$|/receive\.py$|petition/commands/|/worker(_duties)?\.py$|/carrier\.py$|accounts/access\.py$"
)


@cache
def sources() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text()))
        for path in sorted((ROOT / "petition").rglob("*.py"))
    ]


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def called(tree: ast.Module) -> tuple[str, ...]:
    return tuple(ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def calls(tree: ast.Module, name: str) -> bool:
    return any(each.endswith(name) for each in called(tree))


def test_views_forms_and_messages_are_imported_by_their_own_package_alone() -> None:
    wrong = [
        f"{path} imports {module}"
        for path, tree in sources()
        if path != "petition/app.py"  # registers the blueprints
        for module in imports(tree)
        if (parts := module.split("."))[:1] == ["petition"]
        and any(CLOSED.fullmatch(part) for part in parts[2:])
        and path.split("/")[1] != parts[1]
    ]
    assert not wrong


def test_views_stand_above_all_else_of_their_package() -> None:
    assert not [
        f"{path} imports {module}"
        for path, tree in sources()
        if not path.endswith(("views.py", "/app.py"))
        for module in imports(tree)
        if module.startswith("petition.") and module.endswith("views")
    ]


def test_only_doors_and_the_worker_commit() -> None:
    assert not [
        path
        for path, tree in sources()
        if calls(tree, "session.commit") and not DOORS.search(path) and path not in COMMITS
    ]


def test_only_doors_and_the_worker_ask_for_the_time() -> None:
    may = {
        "petition/core/tokens.py",
        "petition/health.py",
        "petition/crawlers.py",
        "petition/metrics.py",
        "petition/core/clock.py",
        "petition/mail/out/lease.py",  # a thread of the worker's
    }
    assert not [
        path
        for path, tree in sources()
        if calls(tree, "clock.now") and not DOORS.search(path) and path not in may
    ]


def test_only_what_gives_them_nothing_of_ours_starts_processes() -> None:
    may = {
        "petition/core/limited_process.py",  # for all modules of ours
        "petition/reading/files/pandoc.py",
        "petition/reading/files/workbook.py",
        "petition/backups.py",  # PostgreSQL's own, which need the password
    }
    starts = [
        path for path, tree in sources() if calls(tree, "subprocess.run") or calls(tree, "subprocess.Popen")
    ]
    assert set(starts) == may


def test_only_the_clock_reads_the_clock() -> None:
    names = ("datetime.now", "datetime.utcnow", "date.today", "time.time")
    assert not [
        (path, name)
        for path, tree in sources()
        for name in names
        if path != "petition/core/clock.py" and calls(tree, name)
    ]


def test_every_view_is_in_a_file_of_views_and_every_such_file_is_registered(bare_app: Flask) -> None:
    """So that the guard's test below, which asks the application, has seen every view there is."""
    of_files = {
        path.removesuffix(".py").replace("/", ".") for path, _tree in sources() if path.endswith("views.py")
    }
    registered = {view.__module__ for view in bare_app.view_functions.values()}
    assert of_files <= registered
    alone = {"petition.health", "petition.privacy", "petition.crawlers"}  # a page each
    assert registered <= of_files | alone


def test_every_page_of_the_desk_declares_the_permission_it_asks_for(bare_app: Flask) -> None:
    open_to_all = {
        "accounts.sign_in",
        "accounts.sent",
        "accounts.code",
        "accounts.by_passkey",
        "accounts.to_organisation",
        "accounts.from_organisation",
        "accounts.enter",
        "accounts.second",
        "accounts.let_in",
        "account.new_address",
        "account.take_address",
    }
    unguarded = [
        rule.endpoint
        for rule in bare_app.url_map.iter_rules()
        if rule.rule.startswith("/desk")
        and rule.endpoint not in open_to_all
        and not isinstance(getattr(bare_app.view_functions[rule.endpoint], "permission", None), Permission)
    ]
    assert not unguarded


def test_no_view_hides_from_a_template_what_every_template_calls(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        known: dict[str, Any] = dict(bare_app.jinja_env.globals)
        bare_app.update_template_context(known)
    hidden = [
        f"{name}: {told.arg}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "render_template"
        for told in node.keywords
        if callable(known.get(told.arg or "")) and not isinstance(told.value, ast.Lambda)
    ]
    assert hidden == []


def test_no_file_has_outgrown_its_thought() -> None:
    files = chain.from_iterable((ROOT / each).rglob("*.py") for each in ("petition", "tests"))
    long = [
        (path.relative_to(ROOT).as_posix(), lines)
        for path in files
        if (lines := len(path.read_text().splitlines())) > 400
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


def branches(function: ast.AST) -> int:
    """The ways through a function (McCabe), each `and` and `or` counted too, which ruff's C901 does not."""
    ways = 1
    for node in ast.walk(function):
        if isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            ways += 1 + len(node.ifs)
        elif isinstance(node, ast.If | ast.IfExp | ast.For | ast.While | ast.ExceptHandler | ast.match_case):
            ways += 1
    return ways


def test_no_function_has_more_ways_through_it_than_can_be_read() -> None:
    tangled = [
        f"{path}: {node.name} has {ways}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (ways := branches(node)) > MOST_BRANCHES
    ]
    assert not tangled


def test_each_step_of_the_walks_is_imported_by_the_step_it_stands_under() -> None:
    trees, steps = dict(sources()), 0
    above: list[str] = []
    walks = [(ROOT / "docs" / name).read_text().splitlines() for name in ("architecture.md", "reading.md")]
    for line in chain.from_iterable(walks):
        if found := re.match(r"( *)\* `(petition/\S+\.py)`", line):
            indent, step = len(found[1]) // 2, found[2]
            above[indent:] = [step]
            module = step.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            assert not indent or module in set(imports(trees[above[indent - 1]])), step
            steps += 1
    assert steps > 70


def test_every_file_of_reading_and_every_reason_to_doubt_has_its_place_on_the_map() -> None:
    told, reading = (ROOT / "docs/reading.md").read_text(), ROOT / "petition/reading"
    files = {path.name for path in reading.rglob("*.py")} - {"__init__.py"}
    assert not [name for name in files if name not in told]
    given = re.findall(r"^\| (`[A-Z` ]+`) \| (`\S+\.py`.*) \|$", told, re.MULTILINE)
    reasons = {
        name: places.replace("`", "").split() for names, places in given for name in re.findall(r"\w+", names)
    }
    assert set(reasons) == set(Doubt.__members__)
    sources = {
        name: {path for path in places if f"Doubt.{name}" in (reading / path).read_text()}
        for name, places in reasons.items()
    }
    of_contacts = {"EMAIL", "PHONE", "LINK"}  # by what is found of them
    assert {name for name, found in sources.items() if len(found) < len(reasons[name])} == of_contacts


def test_every_package_has_its_place_in_the_architecture() -> None:
    told = (ROOT / "docs/architecture.md").read_text()
    there = {path.name for path in (ROOT / "petition").iterdir() if (path / "__init__.py").exists()}
    assert not [name for name in there if f"      {name}/ " not in told]
    files = {path.name for path in (ROOT / "petition").glob("*.py")} - {
        "__init__.py",
        "preload.py",
    }
    assert not [name for name in files if name not in told]


def test_no_two_classes_have_one_name() -> None:
    named: dict[str, list[str]] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name != "Meta":  # which WTForms asks for
                named.setdefault(node.name, []).append(path)
    assert not {name: paths for name, paths in named.items() if len(paths) > 1}
