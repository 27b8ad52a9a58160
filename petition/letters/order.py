"""Alphabetical order of names as a Kazakh, Russian or English reader expects it, three alphabets in one list.

The Unicode Collation Algorithm (UTS #10) with its default table comes from pyuca. What differs from it:

* Kazakh letters stand where the Kazakh alphabet has them: Ұ before Ү, Һ after Х, І after Ы. (The default table has
  Ү first, and І after И, where Ukrainian and Belarusian keep it.)
* Ё is a letter of its own after Е for a Kazakh reader; for others it is Е unless nothing else differs, as Russian
  dictionaries sort.
* A reader of a Cyrillic language finds Cyrillic names first, everybody else Latin ones.
* Punctuation around words does not count: «Ардагер» stands under А.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain

from pyuca.collator import Collator_10_0_0

from petition.letters.words import language

Key = tuple[object, ...]
_Levels = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

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
# Letters whose weights never depend on their neighbours, so that each is looked up once and not each word.
_SIMPLE = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]+")
# Between words: white space and the punctuation of names. Hyphens and apostrophes belong to them.
_BETWEEN = re.compile(r"""[\s!"#$%&()*+,./:;<=>?@\[\\\]^_`{|}~«»‹›“”„‟…—–·•]+""")


def collation(lang: str) -> Callable[[str], Key]:
    """A function from a text to its sort key. It remembers words: make one for a list and let both go."""
    levels, remembered = _levels(language(lang)), dict[str, _Levels]()

    def remembering(part: str) -> _Levels:
        if part not in remembered:
            remembered[part] = levels(part)
        return remembered[part]

    def word(text: str) -> _Levels:
        if text in remembered or not _SIMPLE.fullmatch(text):
            return remembering(text)
        return _chained(remembering(letter) for letter in text)

    def key(text: str) -> Key:
        words = _BETWEEN.split(unicodedata.normalize("NFC", text))
        return tuple(zip(*map(word, filter(None, words)), strict=True))

    return key


def _chained(parts: Iterable[_Levels]) -> _Levels:
    first, second, third = (tuple(chain.from_iterable(level)) for level in zip(*parts, strict=True))
    return first, second, third


def _levels(lang: str) -> Callable[[str], _Levels]:
    """From letters to their three levels of weights: which letter, which accent, which case."""
    collator, place = _collator(), _places(lang)
    with_yo = _yo_apart if lang == "kk" else list

    def levels(letters: str) -> _Levels:
        elements = with_yo(collator.collation_elements(unicodedata.normalize("NFD", letters)))
        return (
            tuple(place(first) for first, _, _ in elements if first),
            tuple(second for _, second, _ in elements if second),
            tuple(third for _, _, third in elements if third),
        )

    return levels


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
