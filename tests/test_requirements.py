"""What is installed: pinned with hashes, from nowhere in particular, used, and its licence told."""

import ast
import re
import subprocess
import sys
from importlib.metadata import metadata, packages_distributions
from pathlib import Path
from socket import create_server

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
USED_UNSEEN = {  # by a library, a command or as data
    "alembic", "tzdata", "gunicorn", "psycopg", "pynacl",
    "fontpkg-source-serif-4", "fontpkg-noto-serif", "fontpkg-amiri", "manimgx-fonts", "manimgx-fonts-cjk",
}  # fmt: skip


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text().splitlines()
    found = [re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", line) for line in lines]
    return {normal(each[1]): each[2] for each in found if each}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_with_its_hashes_and_no_index_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(
        r"^(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE
    )
    assert [each for each in entries if each.strip() and "--hash=sha256:" not in each] == []
    assert not re.search(r"://|--[a-z-]*index|--find-links|--trusted-host", text)


def test_the_locks_are_of_what_is_asked_for() -> None:
    asked, locked, tested = pins("requirements.in"), *map(pins, LOCKS)
    assert asked.items() <= locked.items() <= tested.items()
    assert pins("requirements-dev.in").items() <= tested.items()


def test_what_is_required_is_imported_and_what_is_imported_is_required() -> None:
    files = [*(ROOT / "petition").rglob("*.py"), *ROOT.glob("*.py")]
    imported = {module.partition(".")[0] for path in files for module in _imported(path.read_text())}
    ours = {"petition", "config", "_typeshed", *sys.stdlib_module_names}
    packages = packages_distributions()
    used = {normal(packages[module][0]) for module in imported - ours}
    assert used | USED_UNSEEN == pins("requirements.in").keys()


def _imported(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def test_the_licence_of_everything_that_is_installed_is_told() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([a-z0-9, -]+) \|$", (ROOT / "docs/licences.md").read_text(), re.MULTILINE
    )
    told = {name: licence for licence, names in rows for name in names.split(", ") if licence != "licence"}
    assert told.keys() == pins("requirements.txt").keys()
    said = {name: metadata(name).json.get("license_expression") for name in told}
    assert {name: licence for name, licence in said.items() if licence and licence != told[name]} == {}


def test_a_port_that_is_in_use_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            ["make", "-f", str(ROOT / "Makefile"), "run", f"PORT={port}", "HOST=127.0.0.1"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode
    assert done.stderr.splitlines()[0] == f"Port {port} is in use. For another one: PORT=8080 make run"
    assert list(tmp_path.iterdir()) == []
