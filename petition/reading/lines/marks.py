"""Marks behind names, such as "*", which a line below or beside them explains."""

import re
from collections.abc import Set

from petition.reading.blocks import PICTURES

MARK = r"(?:\*{1,3}|[†‡§#°✝✞]{1,3}|[¹²³⁰⁴-⁹]{1,3}|\((?:\*{1,3}|\d{1,2})\))"
PICTURE = rf"[{PICTURES}]"
_BEHIND_NAME = re.compile(rf"(?<=[^\W\d_]|[.)])\s?({MARK}(?:[,˒]?{MARK}){{0,5}})(?=$|[\s,;|])")
_SIGN = re.compile(MARK)
_AT_END = re.compile(rf"^\s*({PICTURE})|({PICTURE})\ufe0f?\s*$")
_NUMBER = re.compile(  # "4. Anna", "(4) Anna", "4 Anna", "№4 Anna"
    r"^\s*(?:[(№]?\s?(\d{1,5})\s?\\?[.)、．/:–-]\s*(?=[^\W\d_])|№?\s?(\d{1,5})\s+(?=[^\W\d_a-zа-яё]))"
)
SHORT = r"[^\W\d_](?:[./]?[^\W\d_]){0,3}\.?"
_IN_BRACKETS = re.compile(rf"[(\[]({SHORT})[)\]]")


def signs_behind(line: str) -> set[str]:
    """The signs behind names in a line, such as "*"."""
    return {mark.strip("()") for marks in _BEHIND_NAME.findall(line) for mark in _SIGN.findall(marks)}


def pictures_in(line: str) -> set[str]:
    """The little pictures that a line begins or ends with."""
    return {found[1] or found[2] for found in _AT_END.finditer(line)}


def short_behind(line: str) -> set[str]:
    """What may be short for something in brackets behind names: "Anna Ruel (n/p)"."""
    return set(_IN_BRACKETS.findall(line)) if "(" in line or "[" in line else set()


def number_of(line: str) -> set[str]:
    """The number of a line of a list, as "№4", in whatever digits."""
    return {f"№{int(number[1] or number[2])}"} if (number := _NUMBER.match(line)) else set()


def marks_behind(line: str) -> set[str]:
    """Everything by which another line may speak of this one: signs and short words behind names, pictures, its number."""
    return signs_behind(line) | short_behind(line) | number_of(line) | pictures_in(line)


def without_marks(line: str, short: Set[str] = frozenset()) -> str:
    """The line without the signs behind names, and without these short words there."""
    for word in short_behind(line) & short:
        line = re.sub(rf"\s?[(\[]{re.escape(word)}[)\]]", "", line)
    return _BEHIND_NAME.sub("", line)
