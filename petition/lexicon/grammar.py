"""Puts the name of a body back into the case it is called by: «редактор газеты «X»» works at «газета «X»».

Only the words before the proper name are bent, and only kinds of bodies that are known; all else stays as it was typed.
"""

import re

from petition.lexicon.vocabulary import words

_KINDS = {
    genitive: (called, gender)
    for genitive, called, gender in (entry.split("/") for entry in words("kinds.ru"))
}
_STRESSED = re.compile(r"^(?:город|област|кра|мир|молод|деловог?|больш|родн|друг|стар)", re.IGNORECASE)
_GENITIVE_KK = re.compile(r"(?:ның|нің|дың|дің|тың|тің)$")


def nominative(name: str) -> str:
    """The name as a body is called, from how it stands after a role (Russian) or before one (Kazakh)."""
    parts = name.split()
    if not parts:
        return name
    for at, word in enumerate(parts[:5]):
        if kind := _KINDS.get(word.lower()):
            called, gender = kind
            bent = [_adjective(before, gender) for before in parts[:at]]
            called = called.capitalize() if word[0].isupper() else called
            return " ".join([*bent, called, *parts[at + 1 :]])
        if not re.match(r"^[а-яё-]+(?:ой|ей|ого|его)$", word, re.IGNORECASE):
            break
    parts[-1] = _GENITIVE_KK.sub("", parts[-1]) if len(parts[-1]) > 5 else parts[-1]
    return " ".join(parts)


def _adjective(word: str, gender: str) -> str:
    low = word.lower()
    if gender == "f":
        ending = "яя" if low.endswith("ней") else "ая"
        return word[:-2] + ending if low.endswith(("ой", "ей")) else word
    stem = word[:-3]
    if gender == "n":
        return stem + ("ее" if low.endswith("его") else "ое")
    if low.endswith("его") or low[-4] in "гкхжшчщ":
        return stem + "ий"
    return stem + ("ой" if _STRESSED.match(low) else "ый")
