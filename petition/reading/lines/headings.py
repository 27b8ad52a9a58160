"""The headings of a table, and what each says of its column; which rows hold them is told by tables/heads.py.

Those that are known are of the usual tools and of tables that people make by hand (vocabulary/headings.txt).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from petition.core.text import folded
from petition.lexicon import vocabulary

LONGEST = 200
NAMES = frozenset({"name", "family", "given"})  # what columns hold that tell who signs
_NOT_WORDS = re.compile(r"[\W_]+")
_EITHER = re.compile(r"(?<=\w)\(\w{1,3}\)")  # "Name(s)"
_BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_PARTS = re.compile(r"[/／・]")
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")  # fields are called "ocupacion" too
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_POST_CODE = vocabulary.expression(
    r"^(?:@post-codes)\W+(?:(?:@and)\s)?(?=\w)|(?<=\w)\W+(?:(?:@and)\s)?(?:@post-codes)$"
)
_ALSO = vocabulary.expression(r"\s(?:@or)\s\S+(?=\s\S)")  # "Жұмыс немесе оқу орны", place of work or study
_EXACT = 1_000
_OWN = {tuple(entries) for column, entries in vocabulary.keyed("headings") if column == "own"}


class ColumnHeading(NamedTuple):
    """A heading that is known: its words, whether it must be the whole, and what it says of its column."""

    words: tuple[str, ...]
    whole: bool
    column: str


def heading(text: str) -> str:
    """A heading as it is compared: case, accents of Latin letters, signs between words and spacing aside, ё as е."""
    return _NOT_WORDS.sub(" ", _bare(folded(_HUMP.sub(" ", _EITHER.sub("", text))))).replace("ё", "е").strip()


def _bare(text: str) -> str:
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


@cache
def _known() -> dict[str, list[tuple[int, ColumnHeading]]]:
    """Every heading that is known, by the word with which it begins, with its place among all: the longest stand first."""
    found = [
        ColumnHeading(tuple(_bare(entry).lstrip("=").split()), entry.startswith("="), column)
        for column, entries in vocabulary.keyed("headings")
        if column != "own"
        for entry in entries
    ]
    by_word: dict[str, list[tuple[int, ColumnHeading]]] = {}
    for place, each in enumerate(sorted(found, key=lambda each: -sum(map(len, each.words)))):
        by_word.setdefault(each.words[0], []).append((place, each))
    return by_word


def _known_in(words: Sequence[str]) -> list[ColumnHeading]:
    """The known headings that begin with one of these words, in their order: of all of them hardly any."""
    ends = range(1, max(map(len, _known())))
    begins = {*words, *(f"{word[:end]}*" for word in words for end in ends)}
    return [known for _, known in sorted(chain.from_iterable(_known().get(each, ()) for each in begins))]


def is_own(heads: Sequence[str]) -> bool:
    """Whether these are the headings of a letter's own table, in any of our languages."""
    return tuple(map(heading, heads)) in _OWN


@lru_cache(maxsize=10_000)
def meanings(head: str) -> tuple[tuple[str, int], ...]:
    """What a heading may mean, the likeliest first, and by how many letters of it that was told.

    A question of a form ("Your full name, as it should be printed") is known by the longest heading within it.
    """
    found: dict[str, int] = {}
    for part in _PARTS.split(head) if _PARTS.search(head) else ():  # in several languages, or "City/Town"
        found |= {column: max(told, found.get(column, 0)) for column, told in meanings(part)}
    if len(found) > 1:
        found.pop("aside", None)  # "Post / address"
    words = tuple(heading(head).split())
    for known in _known_in(words):
        at = _within(known.words, words)
        whole = at == 0 and len(known.words) == len(words)
        if at < 0 or (known.whole and not whole):
            continue
        told = sum(map(len, known.words)) + (_EXACT if whole else 2 * (at == 0))
        found[known.column] = max(found.get(known.column, 0), told)
    if "family" in found:
        found.pop("affiliation", None)  # "Family name / organisation": a body signs in place of a person
    if not found and (bare := _ALSO.sub("", _POST_CODE.sub("", _BRACKETED.sub("", head)))) != head:
        return meanings(bare)  # "Name (as written)", "Post code, town"
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _within(known: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Where the known words stand in these, -1 where they do not; a word that ends in * stands for each that begins so."""
    for at in range(len(words) - len(known) + 1):
        pairs = zip(known, words[at:], strict=False)
        if all(word.startswith(each[:-1]) if each[-1] == "*" else word == each for each, word in pairs):
            return at
    return -1


def surely(cell: str) -> str:
    """What a heading says of its column where the whole of it is known, else ''."""
    found = meanings(cell) if len(cell) < LONGEST else ()
    return found[0][0] if found and found[0][1] > _EXACT else ""


def says(head: str, column: str) -> bool:
    """Whether a heading begins by saying that its column holds this."""
    return any(each == column and told > 0 for each, told in meanings(head))


def heads_names(cell: str) -> bool:
    """Whether a cell is surely the heading of names, or of a part of them."""
    return surely(cell) in NAMES
