"""How a name is looked for: by parts of its words in any order, as somebody types them who lacks the right keyboard.

Pure. A letter finds itself and those it is typed in place of: on a Russian keyboard nobody has қ, on an English one é.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

_KAZAKH = tuple(zip("агикноуухы", "әғіқңөұүһі", strict=True))


def _alike() -> dict[str, str]:
    """Every letter that stands for another: Kazakh beside Russian, one with marks beside the bare one."""
    marked = (chr(code) for code in (*range(0xDF, 0x250), *range(0x430, 0x530)) if chr(code).islower())
    bare = ((unicodedata.normalize("NFD", each)[0], each) for each in marked)
    found: dict[str, str] = {}
    for one, other in (*_KAZAKH, *(pair for pair in bare if pair[0] != pair[1])):
        found[one] = found.get(one, "") + other
        found[other] = found.get(other, "") + one
    return found


_ALIKE = _alike()


def finder(words: Iterable[str]) -> Callable[[str], bool]:
    """Whether a folded line has every one of these folded words in it."""
    patterns = [re.compile("".join(map(_letter, word))).search for word in words]
    return lambda line: all(found(line) for found in patterns)


def _letter(typed: str) -> str:
    return f"[{typed}{_ALIKE[typed]}]" if typed in _ALIKE else re.escape(typed)
