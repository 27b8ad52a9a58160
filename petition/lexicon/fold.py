"""One word in any script to one spelling: what two transliterations of a name have in common.

Cyrillic goes through our own table, since none of the published ones meets the way people write their own
names (Kazakh letters above all); every other script through anyascii; then spellings that stand for one sound
fold together: kh/h q/k gh/g zh/dzh/j iy/y/i ya/ia yo/e shch/sh. Lossy on purpose: it says "may be one", never
"is one".
"""

import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from petition.core.text import normalized

# What looks alike in both alphabets; for keyboards that were not switched and for those who mean harm.
_LATIN_TO_CYRILLIC = str.maketrans("aceopxyijkmthnuABCEHIJKMOPTXYS", "асеорхуіјкмтһпиАВСЕНІЈКМОРТХУЅ")
_CYRILLIC_TO_LATIN = str.maketrans("асеорхуіјѕһԁкмтвнАСЕОРХУІЈЅҺКМТВН", "aceopxyijshdkmtbhACEOPXYIJSHKMTBH")
_ALIKE_IN_CYRILLIC = frozenset("асеорхуіјѕһАСЕОРХУІЈЅКМТНВҺ")
_ALIKE_IN_LATIN = frozenset("aceopxyijshpnuACEOPXYIJSKMTHB")

_CYRILLIC = str.maketrans(
    {
        "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e",
        "є": "e", "э": "e", "ж": "j", "җ": "j", "з": "z", "и": "i", "й": "i", "і": "i", "ї": "i", "ы": "i",
        "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ў": "u", "ф": "f", "х": "h", "ҳ": "h", "һ": "h",
        "ц": "ts", "ч": "ch", "ҷ": "j", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
# Letters whose sound is lost when the mark falls off. The bare spelling stays possible: Ayşe is Ayshe or
# Ayse.
_MARKED = str.maketrans(
    {"ş": "sh", "ș": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ı": "i", "ß": "ss"}
)

# Spellings of one sound, in the order they are tried.
_ALWAYS = (("ck", "k"), ("dj", "j"), ("x", "ks"), ("q", "k"), ("w", "v"))
_WITH_H = (("tsch", "ch"), ("tch", "ch"), ("shch", "sh"), ("sch", "sh"), ("dzh", "j"), ("zh", "j"),
           ("kh", "h"), ("gh", "g"), ("th", "t"))  # fmt: skip
_PH = re.compile(r"^ph|(?<=[eo])ph(?=[aeiouy]|$)")
_SOFT_C = re.compile(r"c(?=[eiy])")
_HARD_C = re.compile(r"c(?!h)")
_HARD_YE = re.compile(r"(?<=[bdfghjklmnprstvz])ye")
_YE_YO = re.compile(r"y[eo]")
_FINAL_IJ = re.compile(r"ij$")
_FINAL_JA = re.compile(r"(?<=[ia])ja$")
_DOUBLED = re.compile(r"(ch|sh|[a-z])\1+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")
_UMLAUTS = re.compile(r"(?<=[aou])e(?!v)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


class Word(NamedTuple):
    """A word folded, and the one other way it may come (Ayshe/Ayse, Mueller/Muller), mostly the same."""

    fold: str
    bare: str


def script(letter: str) -> str:
    """'latin', 'cyrillic', 'han' or 'other': what the look-alike and name-order rules ask."""
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    if 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x32000:
        return "han"
    return "other"


def straighten(word: str) -> str:
    """Give a word of two alphabets back to one: Latin letters inside a Cyrillic word and the reverse.

    A letter that exists in one alphabet only decides; where every letter could be either, the more numerous
    wins.
    """
    if word.isascii():
        return word
    if not _LATIN.search(word) or not _CYRILLIC_LETTER.search(word):
        return word
    kinds = [script(letter) for letter in word if letter.isalpha()]
    latin, cyrillic = kinds.count("latin"), kinds.count("cyrillic")
    sure_latin = sum(script(x) == "latin" and x.isalpha() and x not in _ALIKE_IN_LATIN for x in word)
    sure_cyrillic = sum(script(x) == "cyrillic" and x not in _ALIKE_IN_CYRILLIC for x in word)
    if (sure_cyrillic, cyrillic) > (sure_latin, latin):
        return word.translate(_LATIN_TO_CYRILLIC)
    return word.translate(_CYRILLIC_TO_LATIN)


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """The one spelling of a word: a-z and digits, '' where it has neither. Folding twice is folding once."""
    return _settle(_in_latin(_lowered(straighten(word)).translate(_MARKED)))


@lru_cache(maxsize=1 << 17)
def read_word(word: str) -> Word:
    """A word folded, with its bare spelling: marks dropped (ş as s), ae, oe, ue for umlauts, j for y."""
    folded = fold(word)
    lowered = _lowered(straighten(word))
    if lowered.isascii():
        bare = _UMLAUTS.sub("", lowered)
        if bare == lowered:
            bare = lowered.replace("j", "y")  # Tatjana, Sergej: as German and Polish write й
        return Word(folded, _settle(bare) if bare != lowered else folded)
    if lowered.translate(_MARKED) == lowered:
        return Word(folded, folded)
    return Word(folded, _settle(_in_latin(lowered)))


def _lowered(word: str) -> str:
    """Compatibility forms joined, lower case; the dot that Turkish İ leaves behind is dropped."""
    return normalized("NFKC", normalized("NFKC", word).lower().replace("i̇", "i"))


def _in_latin(word: str) -> str:
    if word.isascii():
        return word
    word = word.replace("ье", "ие").replace("ьё", "ие").translate(_CYRILLIC)
    return word if word.isascii() else anyascii(word).lower()


def _settle(word: str) -> str:
    """Fold until nothing changes, so that one fold cannot open the way to another."""
    word, before = _NOT_LETTERS.sub("", word), ""
    while word != before:
        before, word = word, _fold_once(word)
    return word


def _fold_once(word: str) -> str:
    if "h" in word:
        for spelling, sound in _WITH_H:
            word = word.replace(spelling, sound)
        word = _PH.sub("f", word)
    for spelling, sound in _ALWAYS:
        word = word.replace(spelling, sound)
    if "c" in word:
        word = _HARD_C.sub("k", _SOFT_C.sub("s", word))
    if "j" in word:
        word = _FINAL_JA.sub("ia", _FINAL_IJ.sub("i", word))
    if "y" in word:
        word = _YE_YO.sub("e", _HARD_YE.sub("ie", word)).replace("y", "i")
    return _DOUBLED.sub(r"\1", word.replace("io", "e"))
