"""Words that say little: stock roles and well-known towns, in the languages the appeals are signed in.

A journalist in one language is a journalist in another; and neither tells two journalists apart. General knowledge.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from petition.lexicon.fold import fold
from petition.lexicon.vocabulary import groups

_WORDS = re.compile(r"[^\W_]+")
_TOWN_WORDS = re.compile(
    r"\b(?:г|город|гор|қаласы|қ|city of|city|the city|a resident of|stadt|şehri|"
    r"область|обл|region|oblast|облысы)\b\.?",
    re.IGNORECASE,
)


def squeezed(text: str) -> str:
    """A phrase folded word by word and run together: what two ways of writing one place or role share."""
    return "".join(map(fold, _WORDS.findall(text)))


def _table(meanings: Iterable[list[str]]) -> dict[str, str]:
    """Each way of calling a thing to what it is, which stands first in its group."""
    return {squeezed(form): group[0] for group in meanings for form in group}


_ROLE_OF = _table(groups("roles.same"))
_TOWN_OF = _table(groups("towns.kz", "towns.abroad", "towns.old"))
_COUNTRY_OF = _table(groups("countries.same"))
_CITIZEN = re.compile(r"^(?:a?sitizen|grajdanin|grajdanka|rezident)|(?:azamat|azamati|turgini)$")


@lru_cache(maxsize=1 << 12)
def stock_role(role: str) -> str:
    """The stock role a text names in any language ('journalist', 'citizen', ...), '' where it is its own."""
    plain = squeezed(role)
    return _ROLE_OF.get(plain) or ("citizen" if _CITIZEN.search(plain) else "")


@lru_cache(maxsize=1 << 12)
def town(place: str) -> str:
    """One key for a place under its names old and new; '' where nothing is left of it."""
    first = re.split(r"[,;(]", place)[0]
    plain = squeezed(first)
    return (
        _TOWN_OF.get(plain)
        or _TOWN_OF.get(squeezed(_TOWN_WORDS.sub(" ", first)))
        or squeezed(_TOWN_WORDS.sub(" ", first))
        or plain
    )


def is_town(place: str) -> bool:
    """Whether a text is a town we know: brackets behind a name hold towns as often as maiden names."""
    return town(place) in _TOWN_MEANINGS


@lru_cache(maxsize=1 << 12)
def country(text: str) -> str:
    """A country's two letters from its code or its name, else the folded text."""
    plain = squeezed(text)
    return _COUNTRY_OF.get(plain, text.strip().lower() if len(text.strip()) == 2 else plain)


def is_country(text: str) -> bool:
    """Whether a text names a country we know."""
    return squeezed(text) in _COUNTRY_OF


_TOWN_MEANINGS = frozenset(_TOWN_OF.values())
