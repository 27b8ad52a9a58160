"""What is drawn by lot, and what else happens on a machine, fails no test: read from what the tests say themselves."""

import ast
import re
from collections.abc import Iterator

from hypothesis import settings

from tests.test_architecture import ROOT

TESTS = [(path, ast.parse(path.read_text())) for path in sorted((ROOT / "tests").rglob("*.py"))]


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path, tree in TESTS:
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def test_nothing_is_looked_for_that_a_code_drawn_by_lot_may_hold() -> None:
    """A page has hundreds of signs of tokens: three given ones stand among them in one of some hundred runs."""
    assert not [
        f"{where} {node.left.value!r}"
        for where, node in nodes(ast.Compare)
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.NotIn)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.left.value, str)
        and re.fullmatch(r"\w{2,3}", node.left.value, re.ASCII)
    ]


def test_no_port_is_asked_of_the_system_and_let_go_again() -> None:
    """Else it is somebody else's by the time that a server listens there; tests/ports.py has others."""
    assert not [
        where
        for where, node in nodes(ast.With)
        if isinstance(node, ast.With)
        and "create_server" in ast.unparse(node.items[0])
        and all("getsockname" in ast.unparse(each) for each in node.body)
    ]


def test_no_property_fails_for_how_long_a_machine_takes() -> None:
    assert settings().deadline is None
