"""Tells a plain yes to the mail in which we repeat what was understood. Pure.

Here a mistake would count somebody, so every word must agree: what is left when greetings, thanks, the farewell and the
writer's own name are set aside holds nothing but words of agreement, one of them plain.
"""

import re
from collections.abc import Iterable

from petition.lexicon.phrases import words, words_in

_YES = words("agreeing")
_TOO = _YES | words("agreeing-too")
_THANKS = frozenset(
    {"спасибо", "рахмет", "рақмет", "thanks", "thank", "дякую", "danke", "удачи", "успехов", "сәттілік"}
)
_THANKED_FOR = _TOO | words("thanked-for")
_MOST = 14


def agrees(sentences: Iterable[str]) -> bool:
    """Whether every word of these sentences agrees or thanks, and one of them agrees plainly."""
    clauses = [clause for sentence in sentences for clause in sentence.split(",")]
    if [clause.strip(" .!") for clause in clauses] == ["+"]:
        return True
    said = [words_in(clause) for clause in clauses if not _thanks(clause)]
    every = [_once(word) for each in said for word in each]
    return 0 < len(every) <= _MOST and not _YES.isdisjoint(every) and _TOO.issuperset(every)


def _once(word: str) -> str:
    """A word with each letter once that was typed twice in a row: "yess", «дда»."""
    return word if word in _TOO else re.sub(r"(.)\1+", r"\1", word)


def _thanks(clause: str) -> bool:
    """Whether a clause does nothing but thank or wish us well."""
    said = words_in(clause)
    return bool(said) and said[0] in _THANKS and "?" not in clause and _THANKED_FOR.issuperset(said)
