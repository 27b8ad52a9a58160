"""Marks behind names, such as "*", which a line below or beside them explains."""

import re
from collections.abc import Set

MARK = r"(?:[*†‡§#°¹²³✝✞]{1,3}|\((?:\*{1,3}|\d{1,2})\))"
_BEHIND_NAME = re.compile(rf"(?<=[^\W\d_]|[.)])\s?({MARK})(?=$|[\s,;|])")


_NUMBER = re.compile(r"^\s*(\d{1,5})[.)]\s")
SHORT = r"[^\W\d_](?:[./]?[^\W\d_]){0,3}\.?"
_IN_BRACKETS = re.compile(rf"[(\[]({SHORT})[)\]]")


def signs_behind(line: str) -> set[str]:
    """The signs behind names in a line, such as "*"."""
    return {mark.strip("()") for mark in _BEHIND_NAME.findall(line)}


def short_behind(line: str) -> set[str]:
    """What may be short for something in brackets behind names: "Anna Ruel (n/p)"."""
    return set(_IN_BRACKETS.findall(line)) if "(" in line or "[" in line else set()


def number_of(line: str) -> set[str]:
    """The number of a line of a list, as "№4"."""
    return {f"№{number[1]}"} if (number := _NUMBER.match(line)) else set()


def marks_behind(line: str) -> set[str]:
    """Everything by which another line may speak of this one: signs and short words behind names, and its number."""
    return signs_behind(line) | short_behind(line) | number_of(line)


def without_marks(line: str, short: Set[str] = frozenset()) -> str:
    """The line without the signs behind names, and without these short words there."""
    for word in short_behind(line) & short:
        line = re.sub(rf"\s?[(\[]{re.escape(word)}[)\]]", "", line)
    return _BEHIND_NAME.sub("", line)
