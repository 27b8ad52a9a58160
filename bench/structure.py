"""How the code is divided: two versions side by side, by one measure.

    python bench/structure.py [ROOT] [--queries]     (ROOT: a checkout, also an older one made by `git worktree add`)

Files and lines of each package, who imports whom, how long and how tangled functions are (counted as this checkout's
tests/test_architecture.py counts), and how many words for a signature's state stand outside the enum. With --queries also
the queries of the two front pages at 1, 10 and 30 appeals, and the processor seconds of `flask --help`: by running ROOT.
"""

import argparse
import ast
import os
import re
import resource
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.test_architecture import branches, imports

STATES = {"pending", "confirmed", "held", "merged", "withdrawn", "refused", "expired", "not_me", "rejected"}
COUNTS = (1, 10, 30)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A file below petition/: its name with dots, its package, its lines and its tree."""

    def __init__(self, path: Path, root: Path) -> None:
        parts = path.relative_to(root).with_suffix("").parts
        self.path = path.relative_to(root / "petition").as_posix()
        self.name = ".".join(part for part in parts if part != "__init__")
        self.within = "/".join(parts[1:-1])
        self.package = parts[1] if len(parts) > 2 else "(single files)"
        self.lines = path.read_text().count("\n")
        self.tree = ast.parse(path.read_text())


def table(title: str, heads: list[str], rows: list[tuple[object, ...]]) -> None:
    """Print rows below heads, the first column to the left."""
    print(f"\n{title}")
    cells = [heads, *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows)]
    wide = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    for row in cells:
        print("  " + "  ".join(f"{cell:{'<' if at == 0 else '>'}{wide[at]}}" for at, cell in enumerate(row)))


# --- files, and who imports whom --------------------------------------------------------------------------------------


def edges(modules: list[Module]) -> set[tuple[Module, Module]]:
    """Each file with each file of ours that it imports."""
    by_name = {module.name: module for module in modules}
    return {
        (module, by_name[name])
        for module in modules
        for name in imports(module.tree)
        if name in by_name and by_name[name] is not module and not _is_package_of(name, module.tree, by_name)
    }


def _is_package_of(name: str, tree: ast.Module, by_name: dict[str, Module]) -> bool:
    """Whether a package is named only for the modules that are imported from it."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == name
        and all(f"{name}.{alias.name}" in by_name for alias in node.names)
        for node in ast.walk(tree)
    )


def show_packages(modules: list[Module]) -> None:
    found = edges(modules)
    entered = defaultdict(set)
    for one, other in found:
        if one.package != other.package:
            entered[other.package].add(other.name)
    rows = []
    for package in sorted({module.package for module in modules}):
        mine = [module for module in modules if module.package == package]
        inside = sum(one.package == package == other.package for one, other in found)
        out = sum(one.package == package != other.package for one, other in found)
        into = sum(one.package != package == other.package for one, other in found)
        longest = max(mine, key=lambda module: module.lines)
        lines = sum(module.lines for module in mine)
        rows.append((package, len(mine), lines, inside, out, into, len(entered[package]), longest.lines))
    sums = [sum(row[at] for row in rows) for at in range(1, 7)]
    rows.append(("all", *sums, max(row[7] for row in rows)))
    heads = [
        "package",
        "files",
        "lines",
        "imports inside",
        "of others",
        "by others",
        "files entered",
        "longest file",
    ]
    table("Packages below petition/ (an import: one file that names one other)", heads, rows)
    within = Counter(module.within for module in modules if "/" in module.within)
    of_each = Counter[str]()
    for module in modules:
        of_each[module.within] += module.lines
    print(
        "  of these "
        + ", ".join(f"{name} {count} files {of_each[name]:,} lines" for name, count in within.items())
    )
    between = Counter((one.package, other.package) for one, other in found if one.package != other.package)
    print(f"\nImports between packages: {sum(between.values())}, in {len(between)} pairs")
    for package in sorted({one for one, _other in between}):
        told = (f"{other} {count}" for (one, other), count in sorted(between.items()) if one == package)
        print(f"  {package} -> " + ", ".join(told))


# --- functions, and words for states ----------------------------------------------------------------------------------


def functions(modules: list[Module]) -> Iterator[tuple[Module, Function]]:
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, Function):
                yield module, node


def show_functions(modules: list[Module]) -> None:
    found = [
        (each.end_lineno - each.lineno + 1, branches(each), module, each)
        for module, each in functions(modules)
    ]
    lengths = [length for length, *_ in found]
    tenths = quantiles(lengths, n=10)
    print(
        f"\nFunctions: {len(found):,}; lines: median {median(lengths):g}, p90 {tenths[8]:g}, longest {max(lengths)}"
    )
    print(f"Ways through a function, `and` and `or` counted: worst {max(ways for _length, ways, *_ in found)}, "
          f"above 20: {sum(ways > 20 for _length, ways, *_ in found)}")  # fmt: skip
    for what, at in (("longest", 0), ("most ways", 1)):
        worst = sorted(found, key=lambda each: -each[at])[:5]
        print(
            f"  {what}: "
            + ", ".join(
                f"{module.path}:{each.name} {(length, ways)[at]}" for length, ways, module, each in worst
            )
        )


def show_states(modules: list[Module]) -> None:
    """Words for states as bare strings, alone or quoted within SQL; docstrings and the members of an enum are none."""
    alone, within = Counter[str](), Counter[str]()
    quoted = re.compile(rf"'({'|'.join(STATES)})'")
    for module in modules:
        ours = {id(node) for node in _left_out(module.tree)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ours:
                alone[module.path] += node.value in STATES
                within[module.path] += len(quoted.findall(node.value))
    both = {path: alone[path] + within[path] for path in alone if alone[path] + within[path]}
    counts = f"{sum(alone.values())} strings, {sum(within.values())} within SQL, in {len(both)} files"
    print(f"\nWords for a signature's state outside the enum: {counts}")
    print(
        "  " + ", ".join(f"{path} {count}" for path, count in sorted(both.items(), key=lambda each: -each[1]))
    )


def _left_out(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
            yield from ast.walk(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring


# --- what running it costs --------------------------------------------------------------------------------------------

# Run in ROOT, by commands and pages alone, which stay. The journal of erasures is asked once a second, and not counted.
COUNT_QUERIES = """
import logging, os, re, sys
from pathlib import Path
from urllib.parse import urlsplit
from dataclasses import replace
from sqlalchemy import Engine, event
from config import Config
from petition.app import create_app

logging.disable(logging.CRITICAL)
app = create_app(replace(Config.from_env(os.environ), page_seconds=0))
said, client, made = [], app.test_client(), 0
event.listen(Engine, "before_cursor_execute", lambda _connection, _cursor, statement, *_: said.append(statement))
letter = Path(os.environ["INSTANCE"]) / "letter.txt"

def flask(*words):
    with app.app_context():
        done = app.test_cli_runner().invoke(args=words)
    if done.exit_code:
        raise SystemExit(done.output)
    return done.output

flask("db", "upgrade")
link = urlsplit(flask("organiser", "invite", "organiser@example.org", "--team", "Friends").split()[-1]).path
client.post(link)
for count in map(int, sys.argv[1:]):
    for made in range(made + 1, count + 1):
        letter.write_text(f"Dear Mayor,\\n\\nWell {made} is old.\\n\\nWith respect,\\n\\nAru Bekova, teacher\\nOlga Kim\\n")
        how = ["--team", "Friends", "--slug", f"well-{made}", "--publish", "--accept-doubtful"]
        flask("appeal", "import", str(letter), *how)
    told = []
    for page in ("/", "/desk/"):
        client.get(page)
        said.clear()
        answer = client.get(page)
        assert answer.status_code == 200 and answer.text.count("/a/well-") >= count, answer.text
        told.append(sum(each.startswith("SELECT") and "erasures" not in each for each in said))
    print(count, *told)
"""


def run(root: Path, *command: str) -> tuple[str, float]:
    """What a process in ROOT prints, and the processor seconds it took."""
    with TemporaryDirectory() as instance:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        env = os.environ | {"PYTHONPATH": str(root), "INSTANCE": instance, "FLASK_APP": "wsgi"}
        done = subprocess.run(
            [sys.executable, *command], cwd=root, env=env, check=True, capture_output=True, text=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show_costs(root: Path) -> None:
    told, _seconds = run(root, "-c", COUNT_QUERIES, *map(str, COUNTS))
    rows = [tuple(map(int, line.split())) for line in told.splitlines()]
    table("Queries of a front page", ["appeals", "/", "/desk"], rows)
    run(root, "-m", "flask", "--help")  # so that every file is compiled
    best = min(run(root, "-m", "flask", "--help")[1] for _ in range(3))
    print(f"\nProcessor seconds of `flask --help`: {best:.2f} (the best of three)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("root", nargs="?", type=Path, default=Path(), metavar="ROOT")
    parser.add_argument(
        "--queries", action="store_true", help="Run it too: queries, and the time of flask --help."
    )
    asked = parser.parse_args()
    root = asked.root.resolve()
    modules = [Module(path, root) for path in sorted((root / "petition").rglob("*.py"))]
    show_packages(modules)
    show_functions(modules)
    show_states(modules)
    if asked.queries:
        show_costs(root)


if __name__ == "__main__":
    main()
