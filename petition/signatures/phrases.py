"""Families of phrases by which people who write in sign, greet and take their leave, told by their sound. Pure.

A word is compared in the one spelling of its sounds (likeness.letters), so «қол қоямын», «кол коямын» and "qol qoyamyn" are
one entry, and «подписываюсь» and "podpisyvayus". The phrases stand in lists beside this file, one a line: * is any ending,
| is "or", .. is up to three words between, @ another list.
"""

import re
from functools import cache
from pathlib import Path

from petition.likeness.letters import fold

_LISTS = Path(__file__).parent / "vocabulary"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*")
_LONGEST_WORD = 40
_GAP = r"[^\w.!?:;\n]{1,4}"
_BETWEEN = rf"(?:(?!(?:no|but|birak|odnako|zato)\b)\w+{_GAP}){{0,3}}"


def spelled(text: str) -> str:
    """The text with each word in the one spelling of its sounds; what stands between the words stays."""
    return _WORD.sub(lambda found: fold(found[0][:_LONGEST_WORD]), text)


def words_in(text: str) -> list[str]:
    """The words of a text as they are typed, in small letters."""
    return [found.lower() for found in _WORD.findall(text)]


def words(*names: str) -> frozenset[str]:
    """The words of these lists."""
    return frozenset(word for name in names for line in _lines(name) for word in line.split())


@cache
def family(name: str) -> re.Pattern[str]:
    """One expression for all phrases of a list, to be searched in a text that is spelled."""
    return re.compile(rf"\b(?:{'|'.join(map(_phrase, dict.fromkeys(_lines(name))))})\b")


@cache
def denied(name: str) -> re.Pattern[str]:
    """One expression for the phrases of a list that are said not to be so: «не добавляйте меня», «қол қойған жоқпын»."""
    said = "|".join(map(_phrase, dict.fromkeys(_lines(name))))
    before, after = (_any(f"@{each}") for each in ("negation", "negation-after"))
    stems, endings = (
        "koi|kos|kosil|kolda|tirke|jaz|engiz|rasta|kelis",
        r"imin|imiz|niz\w*|nar|dim|dik|gan\w*|gin|sin|spin",
    )
    kazakh = rf"(?:{stems})[mpb][ae](?:{endings})"
    between = r"[ -]+(?:(?!(?:no|but|birak|odnako|a|zato)\b)\w+[ -]+)"
    return re.compile(rf"\b(?:{before}{between}{{0,3}}(?:{said})|(?:{said}){between}?{after}|{kazakh})\b")


def _lines(name: str) -> list[str]:
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _phrase(line: str) -> str:
    expression, glue = "", ""
    for word in line.split():
        if word == "..":
            expression, glue = expression + glue + _BETWEEN, ""
        else:
            expression, glue = f"{expression}{glue}{_any(word)}", _GAP
    return expression


def _any(word: str) -> str:
    """One word of a phrase: any of its alternatives, "@list" all of that list."""
    each = [
        one for part in word.split("|") for one in (sorted(words(part[1:])) if part[:1] == "@" else [part])
    ]
    ending = r"[^\W_]*"
    return f"(?:{'|'.join(fold(one.rstrip('*')) + (ending if one.endswith('*') else '') for one in each)})"


# --- to sign ----------------------------------------------------------------------------------------------------------

WISH = family("wish")
PLUS_ONE = re.compile(
    r"(?:^|\s)\+\s?1(?!\d)|✍|^\W*(?:(?:и|я|мы|тоже|также|только|конечно) ){0,3}за\W*$|"
    r"^\W*(?:(?:и|я|мы|тоже|также|только) ){0,3}за[!.,]\s",
    re.IGNORECASE,
)

# Said of oneself and now: stands even beside "I never sign anything".
WISH_NOW = family("wish-now")

# --- greetings and farewells: of no weight, and nobody's name ----------------------------------------------------------

GREETING = family("greeting")
FAREWELL = family("farewell")
GREETED = re.compile(
    r"^(?:hi+|hello|hey|howdy|good (?:day|morning|afternoon|evening)|здра(?:в)?ст\w+|добр\w+ \w+|приветствую|"
    r"привет|салам \w+|"
    r"с[әаá]лем\w*(?: (?:б[еi]|ме))?|армысыз\w*|қайырлы \w+|salem|sálem|merhaba|hallo|guten tag|"
    r"assalo?m\w* ?\w*|ассал\w+|"
    r"zdra\w+|privet|вітаю|саламатсызбы)(?: (?:всем|all|there|everyone|бәріңізге|team|folks|"
    r"friends))?\s*[,!.:)]*\s+(?=\S)",
    re.IGNORECASE,
)

# --- words that no name holds -----------------------------------------------------------------------------------------

NO_NAMES = words("no-names")
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
REPLY = re.compile(
    r"^\s*(?:re|aw|отв|ответ|на|нa|fw|fwd|жауап|ynt|antw|sv|пересл)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
