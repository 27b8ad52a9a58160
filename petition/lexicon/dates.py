"""Dates as letters write them, in the languages people write here in: the words typed, and the day they mean."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from petition.core.text import squeeze

# fmt: off
_LANGUAGES = (
    "en", "ru", "kk", "uk", "ky", "uz", "de", "fr", "es", "it", "pl", "tr", "pt", "nl", "ar", "ar_LB", "ar_DZ", "he", "cs",
    "sv", "ka", "hy", "el", "bg", "ro", "hu", "fi", "et", "lv", "lt", "sr", "hr", "sl", "sk", "da", "nb", "ca", "fa", "az",
    "be", "de_AT",
)
# fmt: on


_CHINESE = "〇一二三四五六七八九"
_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_ERAS = {"令和": 2018, "平成": 1988}  # the years before each
_YEAR = re.compile(rf"(?:19|20)\d\d|[{_CHINESE}]{{4}}年|{'|'.join(_ERAS)}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a line: as typed, the day it means ('' if none is named), and what stood before and after it."""

    typed: str
    iso: str
    before: str
    after: str


@cache
def _months() -> dict[str, int]:
    """Every spelling of every month that CLDR knows in these languages."""
    months: dict[str, int] = {}
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    word = str(name).lower().rstrip(".")
                    if len(word) >= 3:
                        months.setdefault(word, number)
                        months.setdefault(word.rstrip("ь"), number)  # «9-ноябры»
    return months | {"sept": 9, "қаңтар": 1, "қыркүйег": 9}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?P<year>(?:19|20)\d\d)"
    day = r"(?:[«\"“„]\s?)?(?P<day>\d{1,2})\s?(?:st|nd|rd|th|er|-?е|[.°º])?\s?[»\"”“]?"
    day = rf"(?:\d{{1,2}}\s?[–-]\s?)?{day}"  # of several days the last
    ending = r"(?:(?<=[а-яёәғқңөұүһі])с?[ыіи]|(?<=[a-z])a)?"  # «сәуірі», of the year, "januara"
    word = rf"(?P<month>{month})(?:\s?/\s?(?:{month}))?{ending}\.?"
    of_year = r"(?:\.?\s?(?:года|году|год|г\.|г\b|жылы|жылғы|жыл|ж\.|ж\b|[рr]\.|року|godine|թ\.))?"
    some = r"\.?(?:[\s-]?[^\W\d_]{1,6}\.?)?"  # "year" in whatever language
    told = (
        rf"(?<!\w){year}{some}[.,\s]\s?{day}[\s-]?{word}(?!\w)",
        rf"(?<!\w){year}{some}[.,]?\s{word}\s{day}(?!\w)",
        rf"(?<!\w){day}(?:\s|-|(?<=[.°º]))(?:of\s|de\s|ב)?{word},?[\s-](?:de\s)?{year}{of_year}(?!\w)",
        rf"{year}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
        rf"(?P<year>[{_CHINESE}]{{4}})年(?P<m>[十{_CHINESE}]{{1,2}})月(?P<day>[十{_CHINESE}]{{1,3}})日",
        rf"(?P<era>{'|'.join(_ERAS)})(?P<year>[\d十元{_CHINESE}]{{1,3}})年(?P<m>[\d十{_CHINESE}]{{1,2}})月(?P<day>[\d十{_CHINESE}]{{1,3}})日",
        rf"(?<!\w){word}\s{day},?\s{year}(?!\w)",
        rf"(?<![\w.]){year}-(?P<m>\d\d)-(?P<day>\d\d)(?!\w)",
        rf"(?<![\w.])(?P<day>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{year}{of_year}(?!\w)",
        rf"(?<![\w.])(?P<day>\d{{1,2}})/(?P<m>\d{{1,2}})/{year}(?!\w)",
        rf"(?<![\w.]){word},?\s(?:de\s)?{year}{of_year}$",
    )
    return tuple(re.compile(each, re.IGNORECASE) for each in told)


def is_month(word: str) -> bool:
    """Whether a word is a month's name."""
    return word.lower().strip(".,") in _months()


def find_date(text: str) -> Dated | None:
    """The first date in a short line, or a month that ends it; None where there is none or the line is too long."""
    line = squeeze(text)
    western = line.translate(_FIGURES)
    if len(line) > 200 or not _YEAR.search(western):
        return None
    for pattern in _patterns():
        if found := pattern.search(western):
            typed = line[found.start() : found.end()].strip(" ,")
            return Dated(typed, _iso(found), line[: found.start()], line[found.end() :])
    return None


def _iso(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if not groups.get("day"):
        return ""
    month = _months()[groups["month"].lower()] if groups.get("month") else _number(groups["m"])
    day = _number(groups["day"])
    if "/" in found[0] and month > 12 >= day:  # 12/19/2022 can only be American
        day, month = month, day
    try:
        year = _ERAS.get(groups.get("era") or "", 0) + _number(groups["year"].replace("元", "1"))
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _number(figures: str) -> int:
    """A number in figures, or up to 99 in Chinese ones: 二〇二六, 三, 十二, 二十一."""
    tens, ten, ones = figures.partition("十")
    if ten:
        return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)
    return int("".join(str(_CHINESE.find(each)) if each in _CHINESE else each for each in figures))
