"""Families of phrases by which people who write in sign, greet and take their leave, told by their sound. Pure.

A word is compared in the one spelling of its sounds (lexicon.fold), so «қол қоямын», «кол коямын» and "qol qoyamyn" are
one entry, and «подписываюсь» and "podpisyvayus". The phrases stand in lists beside this file, one a line: * is any letters,
| is "or", .. is up to three words between, @ another list.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property

from petition.lexicon.fold import fold
from petition.lexicon.vocabulary import expression, lines_of

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*")
_POINTS = re.compile("[\u0591-\u05c7\u064b-\u0652]")  # vowels of Hebrew and Arabic, which most leave out
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`", "'"))
_NO_WISH = re.compile(r"(?<!\S)[^\s@]{1,100}@\S+|https?://\S+|\bфирм\w*", re.IGNORECASE)
_LONGEST_WORD = 40
_GAP = r"[^\w.!?:;\n]{1,4}"
_BETWEEN = rf"(?:(?!(?:no|but|birak|odnako|zato)\b)\w+{_GAP}){{0,3}}"


def spelled(text: str) -> str:
    """The text with each word in the one spelling of its sounds; what stands between the words stays."""
    return _WORD.sub(lambda found: _sound(found[0]), without_points(text))


def without_points(text: str) -> str:
    """The text without the vowels that Hebrew and Arabic may write above and below the letters."""
    return _POINTS.sub("", text)


def _sound(word: str) -> str:
    """A word in the one spelling of its sounds; of other alphabets than ours each letter stays, for «لا» is not "la"."""
    return fold(word[:_LONGEST_WORD]) if word[:1] < "\u0530" else word.lower()


def without_addresses(text: str) -> str:
    """The text without addresses, and without firms: "firma" signs in Spanish, and is neither in the one nor the other."""
    return _NO_WISH.sub(" ", text)


def words_in(text: str) -> list[str]:
    """The words of a text as they are typed, in small letters."""
    return [found.lower() for found in _WORD.findall(without_points(text).translate(_APOSTROPHES))]


def words(*names: str) -> frozenset[str]:
    """The words of these lists."""
    return frozenset(word for name in names for line in _lines(name) for word in line.split())


class Family:
    """An expression that is put together when it is first searched for: most processes never read a message."""

    def __init__(self, expression: Callable[[], str]) -> None:
        self._expression = expression

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._expression())

    def search(self, spelled_text: str, begin: int = 0) -> re.Match[str] | None:
        """As re.Pattern.search."""
        return self._pattern.search(spelled_text, begin)

    def match(self, spelled_text: str) -> re.Match[str] | None:
        """As re.Pattern.match."""
        return self._pattern.match(spelled_text)

    def finditer(self, spelled_text: str) -> Iterator[re.Match[str]]:
        """As re.Pattern.finditer."""
        return self._pattern.finditer(spelled_text)

    def sub(self, instead: str, spelled_text: str) -> str:
        """As re.Pattern.sub."""
        return self._pattern.sub(instead, spelled_text)


@cache
def family(name: str) -> Family:
    """One expression for all phrases of a list, to be searched in a text that is spelled."""
    return Family(lambda: rf"\b(?:{_said(name)})\b")


@cache
def denied(name: str) -> Family:
    """One expression for the phrases of a list that are said not to be so: «не добавляйте меня», «қол қойған жоқпын»."""
    return Family(lambda: _denial(_said(name)))


def _said(name: str) -> str:
    return "|".join(map(_phrase, dict.fromkeys(_lines(name))))


def _denial(said: str) -> str:
    before, after = (_any(f"@{each}") for each in ("negation", "negation-after"))
    stems, endings = (
        "koi|kos|kosil|kolda|tirke|jaz|engiz|rasta|kelis",
        r"im(?:in)?|imiz|niz\w*|nar|dim|dik|gan\w*|gin|sin|spin",
    )
    kazakh = rf"(?:{stems})[mpb][aeo](?:{endings})"
    between = r"[ -]+(?:(?!(?:no|but|birak|odnako|a|zato)\b)\w+[ -]+)"
    return rf"\b(?:{before}{between}{{0,3}}(?:{said})|(?:{said}){between}?{after}|{kazakh}|imzala(?:mi|ma(?!k|dan))\w*)\b"


def _lines(name: str) -> list[str]:
    return [without_points(line) for line in lines_of(f"phrases/{name}")]


def _phrase(line: str) -> str:
    expression, glue = "", ""
    for word in line.split():
        if word == "..":
            expression, glue = expression + glue + _BETWEEN, ""
        else:
            expression, glue = f"{expression}{glue}{_any(word)}", _GAP
    return expression


def _any(word: str) -> str:
    """One word of a phrase: any of its alternatives, "@list" all of that list."""
    rest = r"[^\W_]*"
    each = [
        one for part in word.split("|") for one in (sorted(words(part[1:])) if part[:1] == "@" else [part])
    ]
    return f"(?:{'|'.join(rest.join(map(_sound, one.split('*'))) for one in each)})"


WISH = family("wish")
PLUS_ONE = re.compile(
    r"(?:^|\s)\+\s?1(?!\d)|✍|^\W*(?:(?:и|я|мы|тоже|также|только|конечно) ){0,3}за\W*$|"
    r"^\W*(?:(?:и|я|мы|тоже|также|только) ){0,3}за[!.,]\s|"
    r"^\W*(?:me too|count me too|и? ?я тоже|мен де|ich auch|moi aussi|yo también|anch'io|ben de|я теж|ja też)\W*$|"
    r"^\W*(?:sign[ée]e?|firmad[oa]|assinad[oa]|getekend|podpisano|unterschrieben)\W*$",
    re.IGNORECASE,
)

# Said of oneself and now: stands even beside "I never sign anything".
WISH_NOW = family("wish-now")

# Turns from what was said before.
CONTRAST = expression(
    r"(?:^|[\s,.;—–-])(?:@contrast)(?![\w-])|(?:^|[,.;:—–-]\s*|\n)(?:this one|это письмо)(?![\w-])"
)

GREETING = family("greeting")
FAREWELL = family("farewell")
GREETED = expression(r"^(?:@greeted)(?: (?:@greeted.all))?\s*[,!.:)]*\s+(?=\S)")

CORRECTED = family("corrected")
HOW = words("how")
NOT_ABROAD = words("negation-abroad")
NOT_AT_ALL = words("not-at-all")
NO_NAMES = words("no-names")
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
