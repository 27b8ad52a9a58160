"""In which language a letter is written, told from its letters and its commonest words; '' when unsure."""

import re
from collections import Counter

from petition.lexicon.vocabulary import keyed

_WORDS = {code: said[0] for code, said in keyed("commonest")}
_ONLY_ENGLISH = frozenset(f"{_WORDS['en']} my as".split())
_ENGLISH = _ONLY_ENGLISH | {"i", "me", "it"}
_MARKS = {"kk": "әғқңөұүһ", "uk": "їєґ"}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SCRIPTS = {  # each of nearly one language; kana tells Japanese from Chinese
    "ar": re.compile("[\u0620-\u064a]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "ja": re.compile("[\u3041-\u30fe]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ka": re.compile("[\u10d0-\u10fa]"),
    "hy": re.compile("[\u0561-\u0587]"),
    "el": re.compile("[\u03b1-\u03c9]"),
    "hi": re.compile("[\u0905-\u0939]"),
}
_CYRILLIC = re.compile("[а-яёәғқңөұүһіїєґ]")


def is_known(text: str) -> bool:
    """Whether a text is in a language whose phrases are known here: in Cyrillic letters, or with a common English word."""
    lowered = text.lower()
    return bool(_CYRILLIC.search(lowered)) or not _ONLY_ENGLISH.isdisjoint(_WORD.findall(lowered))


def is_strange(text: str) -> bool:
    """Whether a text is in a language of whose phrases hardly any is known here: another than English in other letters."""
    words = _WORD.findall(text.lower())
    common = sum(word in _ENGLISH for word in words)
    return not _CYRILLIC.search(text.lower()) and common * 7 < len(words)


def language_of(text: str) -> str:
    """The language of a text (ISO 639-1), '' where its words are too few or strange to tell."""
    sample = text[:20_000].lower()
    words = Counter(_WORD.findall(sample))
    scores = {name: sum(words[word] for word in common.split()) for name, common in _WORDS.items()}
    letters = Counter(sample)
    cyrillic = len(_CYRILLIC.findall(sample))
    if cyrillic > sum(letters[letter] for letter in "abcdefghijklmnopqrstuvwxyz"):
        return _of_cyrillic(letters, cyrillic, scores)
    for name, script in _SCRIPTS.items():
        if len(script.findall(sample)) > 0.3 * sum(map(str.isalpha, sample)) > 0:
            return name
    best = max(scores, key=lambda name: scores[name])
    if scores[best]:
        return best
    return "en" if sample.isascii() and len(words) >= 3 else ""


def _of_cyrillic(letters: Counter[str], cyrillic: int, scores: dict[str, int]) -> str:
    """Told by letters that others do not have; «і» alone is of several."""
    kazakh = sum(letters[mark] for mark in _MARKS["kk"])
    ukrainian = sum(letters[mark] for mark in _MARKS["uk"]) > 0.005 * cyrillic
    if ukrainian and letters["ы"] < 0.003 * cyrillic:
        return "uk"
    if letters["і"] and not kazakh and scores["kk"] <= scores["uk"]:
        return "be" if letters["ы"] else "uk"
    if kazakh + letters["і"] > 0.03 * cyrillic:
        return "ky" if scores["ky"] > scores["kk"] and not letters["қ"] else "kk"
    return "ru"
