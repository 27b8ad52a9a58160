"""Knows a place when it sees one: countries and cities from CLDR in three languages, Kazakhstan down to its larger towns."""

import re
from functools import cache
from itertools import chain

from babel import Locale

from petition.core.text import is_small, squeeze
from petition.lexicon.roles import body_weight, is_role
from petition.lexicon.vocabulary import alternatives, expression, lines_of, words

_LANGUAGES = ("en", "ru", "kk")
_FURTHER = ("uk", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "tr", "ro", "sv", "uz", "ky", "az")

_BEFORE = expression(r"^(?:@places.before)\s*(?=\S)")
_INITIAL = re.compile(r"[А-ЯЁ]\.")  # "Г.А. Руэль", "П. Линд": of a person, where no town is known behind it
_AFTER = expression(r"(?:^|\s)(?:@places.behind)$")
_IN_SIGNS = re.compile("[\u4e00-\u9fff]{2,6}[市县縣区區镇鎮乡鄉村省]")
_REPUBLIC = re.compile(
    r"^(?:the )?(?:republic of|республика|республики) |\sреспубликасы(?:ның)?$", re.IGNORECASE
)
_HOUSE = re.compile(r"[^\W\d_]\D{2,40}\s\d{1,3}\s?[^\W\d_]?(?:[/-]\d{1,3})?")  # "Mill Lane 7a"
_POST_CODE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{5,6}\s+(?=[^\W\d_])")
_LONGEST_TOWN = 4  # words
_OF_STREET = re.compile(alternatives("streets.short"), re.IGNORECASE)
STREET = expression(r"\b@streets(?!\w)")
_FOLDED = str.maketrans({"ё": "е", "’": "'", "-": " ", "–": " ", ".": "", "\u00a0": " "})


def is_house(text: str) -> bool:
    """Whether a text is where somebody lives: a few words and the number of a house, or a part of such an address."""
    named = any(is_role(word) or body_weight(word) for word in text.split())
    is_so = _HOUSE.fullmatch(text) and text[0].isupper() and len(text.split()) < 6 and not named
    return bool(is_so or _OF_STREET.fullmatch(text))


def town_behind_code(text: str) -> str:
    """The town behind the code of its post ("20357 Hamburg"), known or not; '' where none is."""
    town = _POST_CODE.sub("", text)
    words = town.split()
    is_town = town != text and not is_small(town[0]) and len(words) <= _LONGEST_TOWN
    return town if is_town and not (any(map(body_weight, words)) or STREET.search(town)) else ""


def _fold(text: str) -> str:
    return squeeze(text.lower().translate(_FOLDED))


def _listed(*names: str) -> set[str]:
    return {_fold(word) for word in words(*names)}


@cache
def _local() -> frozenset[str]:
    return frozenset(_listed("regions.kz", "towns.kz"))


@cache
def _towns() -> frozenset[str]:
    return frozenset(_listed("towns.kz", "towns.abroad") | _zone_cities())


@cache
def _countries() -> frozenset[str]:
    names = chain.from_iterable(Locale.parse(language).territories.values() for language in _LANGUAGES)
    return frozenset(
        {_fold(str(name)) for name in names if not str(name).isdigit()} | _listed("countries.short")
    )


def _zone_cities() -> set[str]:
    """CLDR names a city for every time zone: the capitals and large cities of the world, in each language."""
    cities: set[str] = set()
    for language in _LANGUAGES:
        for zone, names in Locale.parse(language).time_zones.items():
            if zone.startswith("Etc/"):
                continue
            cities.add(_fold(zone.rsplit("/", 1)[-1].replace("_", " ")))
            cities.add(_fold(str(names.get("city") or "")))
    return cities - {""}


def is_place(text: str) -> bool:
    """Whether the whole of this is a place: a known name, or one that says it is a town or region; several by commas too."""
    parts = [part for part in re.split(r"[,;/]", text) if part.strip()]
    return bool(parts) and len(text) <= 120 and all(map(_one_place, parts))


@cache
def _world() -> frozenset[str]:
    return frozenset(lines_of("towns.world"))


def could_be_town(text: str) -> bool:
    """Whether this is how some town of the world is called: enough behind a name or a role, where little else stands."""
    parts = [squeeze(part).strip(" .") for part in re.split("[,/]", text) if part.strip()]
    return bool(parts) and all(
        _one_place(part) or (part and not is_small(part[0]) and _fold(part) in _world()) for part in parts
    )


def is_country(text: str) -> bool:
    """Whether this is the name of a country."""
    folded = _fold(text)
    return folded in _countries() or _fold(_REPUBLIC.sub("", text)) in _countries()


def _one_place(text: str) -> bool:
    text = squeeze(text).strip(" .")
    if not text or (is_small(text[0]) and not _BEFORE.match(text)):
        return False
    bare = _BEFORE.sub("", text)
    if (
        bare != text
        and not _INITIAL.match(text)
        and bare[:1].isalpha()
        and not is_small(bare[0])
        and len(bare.split()) <= 3
    ):
        return True
    if _IN_SIGNS.fullmatch(bare):
        return True
    if _AFTER.search(bare) and len(bare.split()) <= 4 and bare != bare.lower():
        return True
    if _REPUBLIC.search(bare):
        bare = _REPUBLIC.sub("", bare)
    folded = _fold(bare)
    return folded in _towns() or folded in _local() or folded.removeprefix("the ") in _countries()


@cache
def _countries_abroad() -> frozenset[str]:
    """The countries as they are called in whatever language letters come in."""
    found = chain.from_iterable(Locale.parse(each).territories.values() for each in _FURTHER)
    return _countries() | {_fold(str(name)) for name in found if not str(name).isdigit()}


def are_countries(text: str) -> bool:
    """Whether the words with a capital in a text are countries, in whatever case: «Германии, Польши и Нидерландов»."""
    named = [_fold(word) for word in re.findall(r"[^\W\d_][\w-]{3,}", text) if not is_small(word[0])]
    return bool(named) and all(any(_is_cased(word, each) for each in _countries_abroad()) for word in named)


def _is_cased(word: str, nominative: str) -> bool:
    stem = nominative[: max(4, len(nominative) - 2)]
    return word.startswith(stem) and len(word) <= len(nominative) + 3


def bare_place(text: str) -> str:
    """The name of a place, without what kind of place it is: "д. Заречная" and "Заречная" are one."""
    return _fold(_AFTER.sub("", _BEFORE.sub("", squeeze(text).strip(" ."))))


def town_within(organisation: str) -> str:
    """The town or region a local organisation carries in its name ("of Almaty", "Pavlodar regional weekly"), else ''.

    Only towns and regions of Kazakhstan: a world paper named for its city ("New York Times") is no place.
    """
    words = squeeze(organisation).split()
    if len(words) < 2:
        return ""
    if len(words) > 2 and words[-2].lower() in {"of", "г.", "города"} and _fold(words[-1]) in _local():
        return words[-1]
    if _fold(words[0]) not in _local() or words[0].endswith("ская"):
        return ""
    if words[1].lower() in {"regional", "region", "oblast"} and _fold(words[0]) not in _towns():
        return f"{words[0]} region"
    return words[0]


def as_town(text: str) -> str:
    """A place without the grammar around it: "Алматы қаласының" is "Алматы қаласы"."""
    bare = re.sub(r"(қаласы|облысы|ауданы|ауылы)(?:ның|нан)$", r"\1", squeeze(text).strip(" .,;"))
    return re.sub(r"(?<=\s)(қ|обл)$", r"\1.", bare)
