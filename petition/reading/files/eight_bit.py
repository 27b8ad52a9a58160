"""Which 8-bit encoding some bytes are in: the one in which they read as some language writes.

Each encoding is tried with the languages that used it. Letters of its alphabet speak for a language, its commonest letters
more, and letters of others, capitals inside words and signs between letters against it. charset-normalizer, which knows how
often letters follow each other, decides between encodings that fit alike.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from petition.lexicon import vocabulary

LEAST = 0.45  # what fits less is no text
SURE = 0.65  # what fits less may be in one of two bytes a letter
NEAR = 0.12  # what fits less well by no more than that may be right as well
_SAMPLE = 20_000
_TRUSTED = 0.06  # the word of charset-normalizer
_RARE = 0.1  # Icelandic has the letters that Turkish becomes in the other encoding, and fewer speakers
RUNS = re.compile(r"[^\W\d_]{2,}")
_BETWEEN = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘–—«»“”…](?=[^\W\d_])")
HIGH = re.compile(rb"[\x80-\xff]")


class Alphabet(NamedTuple):
    """The letters beyond a to z of a language, and which of them are common; in Latin script none is."""

    letters: frozenset[str]
    common: frozenset[str] = frozenset()


class Fit(NamedTuple):
    """How well bytes read in an encoding: at most about 1."""

    share: float
    encoding: str


_LANGUAGES = {name: Alphabet(*map(frozenset, letters)) for name, letters in vocabulary.keyed("alphabets")}
_CYRILLIC = {
    "cp1251": ("ru", "uk", "be", "bg", "sr"),
    "koi8-r": ("ru",),
    "koi8-u": ("uk",),
    "kz1048": ("kk",),
    "ptcp154": ("kk",),
    "cp866": ("ru",),
    "mac-cyrillic": ("ru", "uk"),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar",),
}
# Tried where lines end as only there: it has a letter for any byte.
_OLD_MAC = {"mac-roman": ("western", "is")}
_EAST_ASIAN = (
    "cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213", "euc_jp", "gb18030", "gb2312", "gbk", "big5", "cp950",
    "euc_kr", "cp949",
)  # fmt: skip
_LATIN = {
    "cp1252": ("western", "et", "is"),
    "cp1250": ("pl", "cs sk", "hu", "hr sl", "ro"),
    "cp1254": ("tr",),
    "cp1257": ("lt", "lv", "et"),
}


def fits(data: bytes, *, latin: bool) -> list[Fit]:
    """How well these bytes read in each encoding, the best first; of those that read alike one is named."""
    sample = b"\n".join(line for line in data[:_SAMPLE].splitlines() if HIGH.search(line)) or data[:_SAMPLE]
    found: dict[str, Fit] = {}
    tried = (_LATIN if latin else _CYRILLIC) | (_OLD_MAC if b"\r" in data and b"\n" not in data else {})
    trusted = _told(sample, tried).replace("_", "-")
    for encoding, languages in tried.items():
        try:
            text = sample.decode(encoding)
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = max(_share(text, _LANGUAGES[each]) - _RARE * (each == "is") for each in languages)
        share += _TRUSTED * (encoding == trusted)
        if text not in found or found[text].share < share:
            found[text] = Fit(share, found[text].encoding if text in found else encoding)
    return sorted(found.values(), reverse=True)


def east_asian(data: bytes) -> str:
    """The encoding of two bytes a letter that charset-normalizer tells, '' where it tells none."""
    return _told(data[:_SAMPLE], _EAST_ASIAN)


def _told(sample: bytes, encodings: Iterable[str]) -> str:
    """The one of these encodings that charset-normalizer tells, '' where it tells none."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_isolation=list(encodings)).best()
    return best.encoding if best else ""


def _share(text: str, language: Alphabet) -> float:
    """How much of what is beyond ASCII reads as a language writes."""
    high = [letter for letter in text if letter > "\x7f"]
    letters = [letter.lower()[0] for letter in high if letter.isalpha()]
    own = sum(letter in language.letters for letter in letters)
    common = sum(letter in language.common for letter in letters) if language.common else own
    pairs = (pair for run in RUNS.findall(text) for pair in pairwise(run))
    inside = sum(before.islower() and after.isupper() for before, after in pairs)
    strange = len(letters) - own + len(_BETWEEN.findall(text))
    return float(0.5 * own + 0.5 * common - 2 * inside - 2 * strange) / max(1, len(high))
