"""Commands start without the libraries that few of them use; the web has all that it uses before it forks."""

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# by the worker, or in processes of their own
ELSEWHERE = {"pypdfium2", "pypdfium2.raw", "flufl.bounce", "aiosmtpd", "petition.mail.inbound.lmtp", "pyrage"}
ELSEWHERE |= {"petition.letters.render.as_card"}
ELSEWHERE |= {
    "prometheus_client",
    "prometheus_client.core",
    "prometheus_client.multiprocess",
}  # where METRICS is set
ELSEWHERE |= {"joserfc", "joserfc.errors", "joserfc.jwk"}  # where OIDC_ISSUER is set
ASKED = """
import json, sys
import petition.app
heavy = json.loads(sys.argv[1])
early = [name for name in heavy if name in sys.modules]
from petition import preload
preload.load()
print(json.dumps([early, [name for name in heavy if name not in sys.modules]]))
"""


@pytest.fixture(scope="module")
def heavy() -> set[str]:
    """What ruff lets nobody import but in a function."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    return set(settings["flake8-tidy-imports"]["banned-module-level-imports"])


def test_heavy_libraries_are_imported_when_used_and_before_the_web_forks(heavy: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, json.dumps(sorted(heavy))], capture_output=True, cwd=ROOT, check=True
    )
    early, late = json.loads(done.stdout)
    assert early == []
    assert set(late) == ELSEWHERE


def test_only_what_is_heavy_is_imported_inside_a_function(heavy: set[str]) -> None:
    inside = {
        name
        for path in (ROOT / "petition").rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        for name in _imported(node)
    }
    assert inside <= heavy


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("petition."):
        return [f"{node.module}.{each.name}" for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
