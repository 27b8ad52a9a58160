"""Every message that is kept here, in one: what the lists of phrases are measured against."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from petition.interpret.message import understand
from petition.mail.inbound.incoming import Ours, read
from petition.mail.inbound.own_words import own_words
from tests.inbox.cases import rows
from tests.inbox.whole import blocks
from tests.interpret.corpus import ALL, TO
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
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twentyfirst",
    )
)


AFTER_SIGNING = [
    (wants.strip(), said.strip().replace("\\n", "\n"))
    for wants, _, said in (line.partition("|") for line in lines("after_signing.txt"))
]


def kept() -> list[str]:
    """What all of them say: the subject, what their writer wrote, the signature below."""
    read_whole = [read(raw, OURS, recipient=TO) for raw in _raw()]
    parts = [(message.subject, message.own) for message in read_whole]
    parts += [(subject, own_words(text)) for subject, text in _written()]
    return [f"{subject}\n\n{own.text}\n{own.block}" for subject, own in parts]


def _raw() -> Iterator[bytes]:
    for file in ("first.txt", "second.txt", "third.txt", "fourth.txt"):
        yield from (heard.raw for heard in messages(file))
    yield from (sample.raw for sample in ALL)
    for block in blocks("thirteenth.txt"):
        yield as_bytes(re.sub(r"\[[a-z>]+\]", "", block.message))


def _written() -> Iterator[tuple[str, str]]:
    """Those that stand in rows: the subject, and the text."""
    for text in (*lines("refusals.txt"), *_in_tests()):
        yield "", text
    for line in lines("plain.txt"):
        yield "", line.split(" | ", 2)[2].replace("\\n", "\n")
    for _wants, said in AFTER_SIGNING:
        yield "", said
    for wish in lines("wishes.txt"):
        yield "", wish.partition(" | ")[2]
    for row in (row for file in FRESH for row in rows(file)):
        yield row.subject, row.text.replace("{=}", "").replace("{>}", "")


def _in_tests() -> Iterator[str]:
    """The texts in the tables of the tests beside this file."""
    source = "".join(
        (Path(__file__).parent / name).read_text(encoding="utf-8")
        for name in ("test_message.py", "test_beside_a_yes.py")
    )
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" not in node.value:
            yield node.value


def says(raw: bytes, *, asked: bool = False) -> str:
    """What a message says; of one that no person wrote, what kind it is."""
    message = read(raw, OURS, recipient=TO)
    return understand(message, asked=asked).says if message.kind == "ordinary" else message.kind
