"""Which word of a name is the family name: a guess, good enough to sort by and never shown.

Lists of names mix 'Айгүл Серікова', 'Серікова Айгүл', 'Серікова А. Б.' and 'Серікова, Айгүл'. The last word
is the rule; the exceptions are what patronymics and family endings of this part of the world give away.
"""

import re

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_INITIAL = re.compile(r"(?:[^\W\d_]\.(?:-?[^\W\d_]\.)*|[^\W\d_])$")
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "мл", "ст"}
# Endings in lower case.
_PATRONYMIC = tuple(
    "вич вна ична инична ильич мич ұлы улы қызы кызы оғлу оглы uly kyzy qyzy gyzy vich vych vna ichna oglu ogly".split()  # noqa: SIM905
)
# Not -ин, -ина, -in, -ina: Марина, Карина and Нина are given names.
_FAMILY = tuple(
    "ев ёв ов ева ёва ова ский скій ская цкий цкая енко ov ev ova eva sky skiy skyi skaya skaia enko".split()  # noqa: SIM905
)


def family_first(name: str) -> str:
    """The name with its family name in front: what to sort by. Bracketed maiden names are left out."""
    plain = _BRACKETED.sub(" ", name) if "(" in name or "[" in name else name
    if "," in plain:
        return plain
    words = [word for word in plain.split() if any(map(str.isalpha, word))]
    while len(words) > 1 and words[-1].strip(".").lower() in _SUFFIXES:
        words.pop()
    if len(words) < 2 or _leads_with_family(words):
        return " ".join(words)
    return " ".join([words[-1], *words[:-1]])


def _leads_with_family(words: list[str]) -> bool:
    first, last = words[0], words[-1]
    if _INITIAL.match(last):
        return not _INITIAL.match(first)
    patronymic = last.lower().endswith(_PATRONYMIC)
    if len(words) > 2 and patronymic:
        return True
    return not patronymic and _looks_like_family(first) and not _looks_like_family(last)


def _looks_like_family(word: str) -> bool:
    return len(word) > 4 and word.lower().endswith(_FAMILY)  # five letters: Лев and Ева are given names
