"""Plain lists of words, one file a kind and language: for anyone to correct without reading code.

General knowledge only; no list is made from somebody's letter. A line that begins with # says what the file is. A
space inside an entry is written as _.
"""

import re
from functools import cache
from pathlib import Path

_LIST = re.compile(r"@([\w-]+(?:\.[\w-]+)*)")
_HERE = Path(__file__).parent


def words(*names: str) -> frozenset[str]:
    """The entries of these lists."""
    return frozenset(word for group in groups(*names) for word in group)


def groups(*names: str) -> list[list[str]]:
    """The lines of these lists, each the entries that mean one thing."""
    return [[word.replace("_", " ") for word in line.split()] for name in names for line in lines_of(name)]


def lines_of(name: str) -> list[str]:
    """The lines of a list that has an entry on each."""
    text = (_HERE / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def alternatives(name: str) -> str:
    """The expressions of a list as one, any of which may match."""
    return "|".join(lines_of(name))


def expression(said: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """An expression in which @name is any of those of a list."""
    return re.compile(_LIST.sub(lambda found: f"(?:{alternatives(found[1])})", said), flags)


def keyed(name: str) -> list[tuple[str, list[str]]]:
    """The lines of a list whose entries are phrases parted by bars, each under what stands before its colon."""
    parted = (line.partition(": ") for line in lines_of(name))
    return [(head, entries.split("|")) for head, _, entries in parted]


@cache
def grouped(name: str) -> dict[str, frozenset[str]]:
    """The phrases of such a list under what stands before their colon, those of several lines together."""
    said: dict[str, frozenset[str]] = {}
    for head, entries in keyed(name):
        said[head] = said.get(head, frozenset()) | {*entries}
    return said
