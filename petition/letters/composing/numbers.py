"""Cardinal numbers in words, below a thousand million, in English, Russian and Kazakh.

Own tables: num2words reads the same (checked against it), but puts commas into English thousands, calls
Kazakh by a country's code, and brings a parser of command lines with it.
"""

from typing import Literal

Gender = Literal["masculine", "feminine"]

LIMIT = 1_000_000_000

_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_RU_UNITS = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_RU_TENS = [
    "-",
    "-",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
_RU_HUNDREDS = [
    "-",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
]
_RU_FEMININE = {1: "одна", 2: "две"}

_KK_UNITS = ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"]
_KK_TENS = ["-", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"]


def english(number: int) -> str:
    """British English: 'two hundred and sixty-five'."""
    groups = _groups(number)
    words = []
    for scale, name in (("million", groups[0]), ("thousand", groups[1])):
        if name:
            words += [_english_below_thousand(name), scale]
    rest = groups[2]
    if words and 0 < rest < 100:
        words.append("and")
    if rest or not words:
        words.append(_english_below_thousand(rest))
    return " ".join(words)


def _english_below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _english_below_hundred(rest)
    whole = f"{_EN_UNITS[hundreds]} hundred"
    return f"{whole} and {_english_below_hundred(rest)}" if rest else whole


def _english_below_hundred(number: int) -> str:
    if number < 20:
        return _EN_UNITS[number]
    tens, units = divmod(number, 10)
    return f"{_EN_TENS[tens]}-{_EN_UNITS[units]}" if units else _EN_TENS[tens]


def russian(number: int, gender: Gender = "masculine") -> str:
    """In the nominative, agreeing with what is counted: 'двадцать один' человек, 'двадцать одна' организация."""
    groups = _groups(number)
    words: list[str] = []
    if groups[0]:
        words += _russian_below_thousand(groups[0], "masculine")
        words.append(russian_form(groups[0], "миллион", "миллиона", "миллионов"))
    if groups[1]:
        words += _russian_below_thousand(groups[1], "feminine")
        words.append(russian_form(groups[1], "тысяча", "тысячи", "тысяч"))
    words += _russian_below_thousand(groups[2], gender)
    return " ".join(words) or _RU_UNITS[0]


def _russian_below_thousand(number: int, gender: Gender) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = (0, rest) if rest < 20 else divmod(rest, 10)
    unit = _RU_FEMININE.get(units, _RU_UNITS[units]) if gender == "feminine" else _RU_UNITS[units]
    parts = ((hundreds, _RU_HUNDREDS[hundreds]), (tens, _RU_TENS[tens]), (units, unit))
    return [word for count, word in parts if count]


def russian_form(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number, as CLDR divides them: 21 человек, 22 человека, 25 человек."""
    tens, units = number // 10 % 10, number % 10
    if tens == 1 or units == 0 or units > 4:
        return many
    return one if units == 1 else few


def kazakh(number: int) -> str:
    """'екі жүз алпыс бес'; what is counted stays in the singular."""
    groups = _groups(number)
    words: list[str] = []
    for count, scale in zip(groups, ("миллион", "мың", ""), strict=True):
        if count:
            words += [*_kazakh_below_thousand(count), scale]
    return " ".join(filter(None, words)) or _KK_UNITS[0]


def _kazakh_below_thousand(number: int) -> list[str]:
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    words = []
    if hundreds:
        words.append("жүз" if hundreds == 1 else f"{_KK_UNITS[hundreds]} жүз")
    if tens:
        words.append(_KK_TENS[tens])
    if units:
        words.append(_KK_UNITS[units])
    return words


def _groups(number: int) -> tuple[int, int, int]:
    """Millions, thousands and the rest. Refuses what these tables have no word for."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"no words for {number}")
    return number // 1_000_000, number // 1000 % 1000, number % 1000
