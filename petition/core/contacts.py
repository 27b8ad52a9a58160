"""Whether a short text holds an email address, a phone number or a link, and where.

What is printed under a letter must hold none: it would be public, and nobody there was asked. Email addresses are told
loosely by RFC 5322 (addr-spec) and by the ways people write around them ("anna (at) example.org"); phone numbers by
E.164, by the local ways of grouping digits, and by the words before them; links by a scheme, "www.", a path or a label.

A bare domain is no link: "Vlast.kz" is how a newspaper is called. A date, a span of years, a house number, what follows
"№" and a round sum are no phone numbers.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Contact(StrEnum):
    """What kind of contact data it is."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"


class Parted(NamedTuple):
    """A text without its contact data, what was taken out of it, and of which kind the first of it is."""

    rest: str
    taken: str = ""
    kind: Contact | None = None


_Span = tuple[int, int, Contact]

# Fullwidth signs as the usual ones; the length stays.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0xFE6B: "@", 0x3002: "."}
# Nothing is looked at closely that has none of these: most values have not, and a letter may have 100,000 lines.
_DIGIT_OR_WIDE = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u3002\ufe6b\uff01-\uff5e]")
_FIVE_DIGITS = re.compile(r"\d(?:\D*\d){4}")
_BRACKETED = re.compile(r"[\[({<]\s?(?:at|ат|эт)\b")

_LOCAL = r"[\w.!#$%&'*+=?^`{|}~-]{1,64}"
_HOST = r"[\w-]{1,63}(?:\.[\w-]{1,63})"
_DOT = r"(?:\s?\.\s?|\s?[\[({<]\s?(?:dot|\.|точка|нүкте)\s?[\])}>]\s?|\s(?:dot|точка|нүкте)\s)"
_EMAIL = re.compile(
    rf"(?<!\w)(?:(?:e-?\s?mails?|mail|mailto|эл\.?\s?(?:почта|пошта|адрес)|почта|пошта|имейл|емейл)\s?[:.]{{1,2}}\s?)?(?:"
    rf"{_LOCAL}\s?@\s?{_HOST}{{1,8}}"
    rf"|{_LOCAL}\s?[\[({{<]\s?(?:at|@|ат|эт|собака)\s?[\])}}>]\s?[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}"
    rf"|{_LOCAL}\s(?:at|собака)\s[\w-]{{1,63}}(?:\s(?:dot|точка|нүкте)\s[\w-]{{1,63}}){{1,8}}"
    rf"|{_LOCAL}\sсобака\s{_HOST}{{1,8}}"
    rf"|[\w.+-]{{1,64}}@[\w.-]{{1,255}})",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?<!\w)(?:web\s?site|site|web|url|link|сайт|ссылка|сілтеме)\s?:\s?[^\s,;]{1,80}\.[^\s,;]{2,}"
    r"|(?<!\w)(?:telegram|tg|instagram|insta|facebook|fb|whats\s?app|viber|signal|skype|linkedin|twitter|телеграмм?|тг|"
    r"инстаграмм?|инста|фейсбук|ватсап|вотсап|вайбер|скайп)\s?:\s?(?:(?-i:[a-z0-9@+])[^\s,;]+|[^\s,;]{0,80}[\d_./@][^\s,;]*)"
    r"|(?<!\w)(?:[a-z][a-z0-9+.-]{1,20}://|mailto:|tel:|www\.)\S*"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}(?:[a-z]{2,24}|рф|бел|укр|қаз)/\S+"
    r"|(?:(?<![^\s<>()\[\]{}\"«»“”,;])[^\s<>()\[\]{}\"«»“”,;@]{1,64})?@(?=[\w.]{0,30}[^\W\d])[^\s<>()\[\]{}\"«»“”,;]{1,255}",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"(?<!\w)(?:(?:тел(?:ефон\w{0,3})?|моб(?:ильн\w{1,3})?|сот(?:ов\w{1,3})?|раб|дом|факс|ұялы|байланыс|т|ф|phones?|"
    r"tel(?:ephone)?|mob(?:ile)?|cell|fax|иин|жсн|whats\s?app|telegram|viber|signal|ватсап|вотсап|вайбер|телеграмм?)"
    r"[\s.,:/№]{0,4}){1,4}$",
    re.IGNORECASE,
)
_NUMBER_LABEL = re.compile(
    r"(?:№|#|\b(?:n[o°º]?|nr|номер\w?|дел[оау]|іс|case|file|reg\w*|рег\w*|лиценз\w+|licen[cs]e|свидетельств\w+|бин|bin|инн|"
    r"огрн\w*|isbn|issn|orcid|doi|ст|закон\w*|приказ\w*)\b)[\s.:№#]{0,4}$",
    re.IGNORECASE,
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_WHEN = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_YEAR}(?:\s?[-–—/‑]\s?|\s){_YEAR})(?!\d)"
)
_RUN = re.compile(r"(?<!\w)(?:\+\s?|\(\s?){0,3}\d(?:[\s().–—‑/-]{0,3}\d)+(?!\w)")
_EXTENSION = re.compile(
    r"[\s,(]{0,3}(?:доб|ext(?:ension)?|внутр?|вн|ішкі|x)[.:\s]{0,3}\d{1,6}\)?"
    r"|\s?\((?:whats\s?app|telegram|viber|signal|ватсап|вотсап|телеграмм?)[^()]{0,20}\)",
    re.IGNORECASE,
)
_SUM = re.compile(r"\d{1,3}(?:\s\d{3})*\s000|\d{1,2}(?:\s\d{3}){2}")
_LONGEST = 5_000  # signs; what is longer is no line of a list, and goes as a whole
_LABEL_REACH = 60  # signs before a number in which a word for it is looked for

_OPEN, _CLOSE = "<([{\"«“'", ">)]}\"»”'"
_SEPARATORS = " \t\u00a0,;:|/—–-"


def kind_in(value: str) -> Contact | None:
    """Of which kind the first contact data in a text is, None where it holds none."""
    return next((kind for _, _, kind in _spans(value)), None)


def parted(value: str) -> Parted:
    """A text parted from its contact data; what is left is as it was typed, but for the signs around what went."""
    spans = list(_spans(value))
    if not spans:
        return Parted(value)
    rest, taken, at = "", [], 0
    for first, last, _ in spans:
        taken.append(value[first:last].strip(_SEPARATORS))
        start, end = first, last
        while start > at and end < len(value) and _encloses(value[start - 1], value[end]):
            start, end = start - 1, end + 1
        end += value[end : end + 1] == ")" and value[start:end].count("(") > value[start:end].count(")")
        rest = _joined(rest, value[at:start]) if at else value[:start]
        at = end
    return Parted(_joined(rest, value[at:]).strip(_SEPARATORS), ", ".join(taken), spans[0][2])


def without(value: str) -> str:
    """A text without its contact data; the very same where it holds none."""
    while (found := parted(value)).kind:  # what stood on both sides of it may make another
        value = found.rest
    return value


def _may_hold(value: str) -> bool:
    """Whether it is worth a closer look; written out, for it is asked of every line of every letter."""
    if "@" in value or ":" in value or "/" in value:
        return True
    if _DIGIT_OR_WIDE.search(value) and (value != value.translate(_NARROW) or _FIVE_DIGITS.search(value)):
        return True
    small = value.casefold()
    if "www" in small or "собака" in small or " dot " in small or " точка " in small or " нүкте " in small:
        return True
    return ("(" in small or "[" in small or "{" in small or "<" in small) and bool(_BRACKETED.search(small))


def _encloses(before: str, after: str) -> bool:
    return before in _OPEN and _CLOSE[_OPEN.index(before)] == after


def _joined(left: str, right: str) -> str:
    """Two ends between which something went: one separator is left of those that stood around it."""
    bare, right = left.rstrip(_SEPARATORS), right.lstrip(" \t\u00a0")
    if not bare or not right:
        return bare + right
    if bare[-1] in "([":
        return bare + right.lstrip(_SEPARATORS)
    if right[0] in _SEPARATORS:
        return bare + ("" if right[0] in ",;:" else " ") + right
    if right[0] in _CLOSE:
        return bare + right
    if right[0] in "([":
        return f"{bare} {right}"
    return bare + (", " if left[len(bare) :].strip(" \u00a0") else " ") + right


def _spans(value: str) -> Iterator[_Span]:
    """Where contact data stands, in order, none within another."""
    if not _may_hold(value):
        return
    if len(value) > _LONGEST:
        yield 0, len(value), Contact.LINK
        return
    narrow = value.translate(_NARROW)
    found: list[_Span] = [(*each.span(), Contact.EMAIL) for each in _EMAIL.finditer(narrow)]
    found += [(each.start(), _end_of_link(each), Contact.LINK) for each in _LINK.finditer(narrow)]
    found += [(start, end, Contact.PHONE) for start, end in _phones(narrow)]
    reached = 0
    for start, end, kind in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end, kind
            reached = end


def _end_of_link(found: re.Match[str]) -> int:
    """Where a link ends: before a bracket that was opened before it, as in "(Bell Guild, https://bell.example);"."""
    link = found[0]
    while (bare := link.rstrip(".,;:!?"))[-1:] in {")", "]"} and bare.count(bare[-1]) > bare.count(
        "(["[bare[-1] == "]"]
    ):
        link = bare[:-1]
    return found.start() + len(link)


def _phones(value: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand, with the words before them and their extensions."""
    undated = _WHEN.sub(lambda found: "_" * len(found[0]), value)
    for run in _RUN.finditer(undated):
        before = value[max(0, run.start() - _LABEL_REACH) : run.start()]
        label = _PHONE_LABEL.search(before)
        if label and 5 <= _digits(run[0]) <= 30:
            pass
        elif _NUMBER_LABEL.search(before) or not _is_phone(run[0]):
            continue
        extension = _EXTENSION.match(value, run.end())
        yield (
            run.start() - (len(before) - label.start() if label else 0),
            extension.end() if extension else run.end(),
        )


def _is_phone(run: str) -> bool:
    """Whether digits with signs between them are grouped as a phone number is."""
    digits = _digits(run)
    if run.startswith(("+", "(+")):
        return 7 <= digits <= 30
    if "/" in run and not re.match(r"\(?0\d{1,5}\)?/\d{3}", run):
        return any(map(_is_phone, run.split("/")))
    groups = re.findall(r"\d+", run)
    if _SUM.fullmatch(run) or any(len(group) == 1 for group in groups[1:]):
        return False
    if digits >= 10:
        return digits <= 15
    grouped = "-" in run or "(" in run or "–" in run or "‑" in run or len(groups) > 2
    return digits >= 7 and len(groups) > 1 and (grouped or (run.startswith("0") and len(groups[0]) < 6))


def _digits(run: str) -> int:
    return sum(map(str.isdigit, run))
