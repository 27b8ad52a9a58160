"""Every message that is kept here, in one: what the lists of phrases are measured against."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from petition.mail.inbound.incoming import Inbound, Ours, read
from tests.inbox.cases import rows
from tests.inbox.whole import blocks
from tests.interpret.corpus import ALL, TO, mail
from tests.interpret.heard import as_bytes, lines, messages

OURS = Ours("sign@sign.example.org", "letters.example.org", "letters@letters.example.org")
FRESH = tuple(
    f"{nth}.txt"
    for nth in (
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "machines",
        "eleventh",
        "twelfth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
    )
)
_ANNA = "Анна Лесная <anna@example.org>"


def kept() -> list[Inbound]:
    """All of them, read."""
    return [read(raw, OURS, recipient=TO) for raw in _raw()]


def _raw() -> Iterator[bytes]:
    for file in ("first.txt", "second.txt", "third.txt", "fourth.txt"):
        yield from (heard.raw for heard in messages(file))
    yield from (sample.raw for sample in ALL)
    yield from (mail(text, _ANNA, "Колодец") for text in (*lines("refusals.txt"), *_in_tests()))
    yield from (mail(each.partition(" | ")[2], _ANNA, "Колодец") for each in lines("wishes.txt"))
    for block in blocks("thirteenth.txt"):
        yield as_bytes(re.sub(r"\[[a-z>]+\]", "", block.message))
    for row in (row for file in FRESH for row in rows(file)):
        yield mail(row.text.replace("{=}", "").replace("{>}", ""), f"{row.who} <a@example.org>", row.subject)


def _in_tests() -> Iterator[str]:
    """The texts in the tables of the tests beside this file."""
    source = (Path(__file__).parent / "test_message.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" not in node.value:
            yield node.value
