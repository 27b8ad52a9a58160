"""Signs that no font draws, spelled out: nobody keeps a letter from being printed by a sign in their own name.

A box would be a misprint in somebody's name and a sign left out a forgery of it; so the line says which sign stands
there: `Dana [U+12000 cuneiform sign a]`. Only printed lines are spelled; what was typed stays in every other format.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

EVERYDAY = (
    "\x20-\x7e\xa0-\xac\xae-\u024f\u1e00-\u1eff"  # Latin
    "\u0386-\u0388\u0391-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u052f"  # Greek, Cyrillic
    "\u2013-\u2026№"
)
"""What our fonts surely draw, so that most letters need no look at all."""

_RARE = re.compile(f"[^{EVERYDAY}]")


def units(lines: Iterable[str]) -> list[str]:
    """What the lines are made of beyond everyday Latin, Greek and Cyrillic: signs, each with the marks it carries."""
    words = {word for line in lines if _RARE.search(line) for word in line.split() if _RARE.search(word)}
    return sorted({unit for word in words for unit in _units(word)})


def _units(word: str) -> Iterator[str]:
    unit = ""
    for sign in word:
        if unit and not unicodedata.category(sign).startswith("M"):
            yield unit
            unit = ""
        unit += sign
    yield unit


def spelled(line: str, undrawn: Collection[str]) -> str:
    """The line with each of these signs, and each run of them, named in square brackets."""
    if not undrawn:
        return line
    any_of_them = "|".join(map(re.escape, sorted(undrawn, key=lambda sign: (-len(sign), sign))))
    return re.sub(f"(?:{any_of_them})+", lambda run: f"[{', '.join(map(_named, run[0]))}]", line)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '').lower()}".strip()


# The longest words that surely fit into one of so many columns; after a hyphen they may be broken anyway.
_LONG_WORD = {
    columns: re.compile(rf"[^\s\u2010-]{{{fits + 1},}}") for columns, fits in ((1, 60), (2, 28), (3, 20))
}


def breakable(line: str, columns: int) -> str:
    """The line with places in words that are too long for a column where they may be broken: else they run off the paper."""
    return _LONG_WORD[columns].sub(_with_breaks, line)


def _with_breaks(word: re.Match[str]) -> str:
    parts = [""]
    for sign in word[0]:
        is_mark = unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf"}
        if len(parts[-1]) >= 10 and not is_mark:
            parts.append("")
        parts[-1] += sign
    return "\u200b".join(parts)
