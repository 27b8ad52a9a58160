"""Alphabetical order of names as a Kazakh, Russian or English reader expects it, three alphabets in one list.

The Unicode Collation Algorithm (UTS #10) with its default table comes from pyuca. What differs from it:

* Kazakh letters stand where the Kazakh alphabet has them: Ұ before Ү, Һ after Х, І after Ы. (The default table has
  Ү first, and І after И, where Ukrainian and Belarusian keep it.)
* Ё is a letter of its own after Е for a Kazakh reader; for others it is Е unless nothing else differs, as Russian
  dictionaries sort.
* A reader of a Cyrillic language finds Cyrillic names first, everybody else Latin ones.
* Punctuation around words does not count, nor do emoji and other signs: «Ардагер» and ★ Ардагер stand under А.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from pyuca.collator import Collator_10_0_0

from petition.letters.composing.words import language

# In a sort key what ends first comes first: a level before a word, a word before a letter.
_END_OF_LEVEL, _END_OF_WORD, _FIRST_WEIGHT = "\0", "\1", 2
_REMEMBERED = 1 << 14  # words of other letters
_CYRILLIC_LANGUAGES = {
    "kk",
    "ru",
    "uk",
    "be",
    "ky",
    "tg",
    "mn",
    "bg",
    "sr",
    "mk",
    "tt",
    "ba",
    "cv",
    "ce",
    "os",
    "rue",
}
_OWN_PLACE_FOR_I = {"uk", "be", "rue"}
# Words of letters whose weights never depend on their neighbours, so that each is looked up once and not each word.
_LETTERS = r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]+"
_SIMPLE = re.compile(f"{_LETTERS}(?: {_LETTERS})*")
# Between words: white space and the punctuation of names. Hyphens and apostrophes belong to them.
_BETWEEN = re.compile(r"""[\s!"#$%&()*+,./:;<=>?@\[\\\]^_`{|}~«»‹›“”„‟…—–·•]+""")

_EMOJI_PARTS = frozenset("\ufe0e\ufe0f\u20e3\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_MAY_BE_SIGN = re.compile(
    "[\u00a2-\u00b6\u00d7\u00f7\u0600-\u060f\u2000-\u2bff\u3000-\u33ff\ufe00-\uffff\U0001f000-\U0001ffff]"
)


def collation(lang: str) -> Callable[[str], str]:
    """A function from a text to its sort key: a string whose signs are weights, so that a long list sorts quickly."""
    levels = _levels(language(lang))
    remembered, tables = lru_cache(_REMEMBERED)(levels), [_Table(levels, nth) for nth in range(3)]

    def key(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        if _SIMPLE.fullmatch(text):
            text += " "
            return _END_OF_LEVEL.join([text.translate(table) for table in tables])
        words = filter(None, _BETWEEN.split(_without_signs(text)))
        by_level = zip(*map(remembered, words), strict=True)
        return _END_OF_LEVEL.join(
            ["".join([weights + _END_OF_WORD for weights in level]) for level in by_level]
        )

    return key


def _without_signs(text: str) -> str:
    """The text with a space for each emoji and other sign (categories So, Sm and Sc; UTS #51 for what varies them)."""
    if text.isascii() or not _MAY_BE_SIGN.search(text):
        return text
    return "".join(
        " " if sign in _EMOJI_PARTS or unicodedata.category(sign) in {"So", "Sm", "Sc"} else sign
        for sign in text
    )


class _Table(dict[int, str]):
    """One level of the weights of letters that do not depend on their neighbours, each looked up once."""

    def __init__(self, levels: Callable[[str], tuple[str, ...]], nth: int) -> None:
        super().__init__({ord(" "): _END_OF_WORD})
        self._levels, self._nth = levels, nth

    def __missing__(self, letter: int) -> str:
        self[letter] = self._levels(chr(letter))[self._nth]
        return self[letter]


def _levels(lang: str) -> Callable[[str], tuple[str, ...]]:
    """From letters to their three levels of weights: which letter, which accent, which case."""
    collator, place = _collator(), _places(lang)
    with_yo = _yo_apart if lang == "kk" else list

    def levels(letters: str) -> tuple[str, ...]:
        elements = with_yo(collator.collation_elements(unicodedata.normalize("NFD", letters)))
        return (
            _signs(place(first) for first, _, _ in elements if first),
            _signs(second for _, second, _ in elements if second),
            _signs(third for _, _, third in elements if third),
        )

    return levels


def _signs(weights: Iterable[int]) -> str:
    return "".join(chr(weight + _FIRST_WEIGHT) for weight in weights)


@cache
def _collator() -> Collator_10_0_0:
    """The default table, read once (0.1 s); one version of it whatever Python this is."""
    return Collator_10_0_0()


def _primary(letter: str) -> int:
    weight: int = _collator().collation_elements(letter)[0][0]
    return weight


def _yo_apart(elements: list[list[int]]) -> list[list[int]]:
    """Give Ё (Е and its dots in the default table) a weight of its own, a step after Е."""
    ye, (_, dots, _) = _primary("е"), _collator().collation_elements("\u0308")[0]
    apart: list[list[int]] = []
    for element in elements:
        if apart and apart[-1][0] == ye and element[:2] == [0, dots]:
            apart[-1] = [ye + 1, *apart[-1][1:]]
        else:
            apart.append(element)
    return apart


@cache
def _places(lang: str) -> Callable[[int], int]:
    """How a language moves the primary weights of the default table."""
    latin, cyrillic, after_cyrillic = _primary("a"), _primary("а"), _primary("ა")
    moved = {_primary("ү"): _primary("ұ") + 1, _primary("һ"): _primary("х") + 1}
    if lang not in _OWN_PLACE_FOR_I:
        moved[_primary("і")] = _primary("ы") + 1
    cyrillic_first = lang in _CYRILLIC_LANGUAGES

    def place(weight: int) -> int:
        weight = moved.get(weight, weight)
        if not cyrillic_first or not latin <= weight < after_cyrillic:
            return weight
        if weight >= cyrillic:
            return weight - (cyrillic - latin)
        return weight + (after_cyrillic - cyrillic)

    return place
