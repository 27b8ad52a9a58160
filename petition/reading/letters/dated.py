"""When and where a letter was written: a line that holds a date, and perhaps a town or a number of registry beside it."""

import re
from dataclasses import replace

from petition.core.text import is_small
from petition.lexicon.dates import Dated, find_date
from petition.lexicon.places import is_place
from petition.lexicon.vocabulary import expression
from petition.reading.lines.signals import TITLE_WORDS

_LABEL = expression(r"^@dates.labels\s*[:—-]\s*")
_MADE = expression(r"^@dates.made(?:\s|(?<=[于於]))")
_DAY_BEFORE = expression(r",?\s@dates.before\s*$")  # «Berlin, den 1. Mai»
# At which it was put up, and how often seen.
_TIME = re.compile(r"^([^\[]*\d{4}),?\s\w{0,2}\s?\d{1,2}:\d\d\b.*")
_REGISTERED = re.compile(r"(?:№|\bn[or]?\.?)\s?[\w/-]+(?:\s\w{1,3}\.?)?\s*$", re.IGNORECASE)  # "Исх. № 41 от"
_INITIAL = re.compile(r"\b[^\W\d_]\.")
_AROUND = " ,،，.;—–-|"


def date_line(line: str) -> Dated | None:
    """The date of a line and the place before or after it; None where the line says more than that."""
    first, _, second = line.partition(" / ")
    found, again = find_date(_TIME.sub(r"\1", _LABEL.sub("", line))), find_date(second)
    if not found:
        return None
    if again and again.iso == found.iso and not (again.before + again.after).strip().count(" "):
        dated = date_line(first)  # in two languages
        return dated and replace(dated, typed=f"{dated.typed} / {second.strip()}")
    before, after = _DAY_BEFORE.sub("", found.before).strip(_AROUND), found.after.strip(_AROUND)
    before = _MADE.sub("", before)
    if _REGISTERED.search(found.before):
        return None if after else replace(found, before="", after="")
    if _REGISTERED.fullmatch(after):
        after = ""
    is_month = not any(map(str.isdigit, found.typed[:-4]))
    if is_month and before and "," not in found.before[len(before) :]:
        return None  # "Annual Review May 2025" is no month in which a letter was written
    is_town = found.before.rstrip()[-1:] == "," and " " not in before and not TITLE_WORDS.match(before)
    sides = (before.title() if is_town else before, after)  # "LONDON, 5 May 2026"
    is_alone = all(not side or _could_be_town(side) for side in sides)
    return replace(found, before=before, after=after) if is_alone else None


def is_registered(line: str) -> bool:
    """Whether a number of registry stands beside the date of a line."""
    found = find_date(line)
    return bool(
        found and (_REGISTERED.search(found.before) or _REGISTERED.fullmatch(found.after.strip(_AROUND)))
    )


def place_told(line: str) -> str:
    """The place in a line that says no more than where a letter was written: "Fait à Lille"; '' in any other."""
    led = _MADE.match(line)
    place = line[led.end() :].strip(_AROUND) if led else ""
    return place if place and _could_be_town(place) else ""


def _could_be_town(side: str) -> bool:
    if "__" in side or "..." in side or "，" in side:
        return False  # somebody signed by hand, or a sentence
    words = side.split()
    inside = [word for word in words[1:] if is_small(word[0])]
    if is_place(side):
        return len(inside) < 2
    return (
        len(words) < 6 and all(len(word) < 4 for word in inside) and not is_small(side[0]) and not is_small(words[-1][0])
        and not side.isupper() and not _INITIAL.search(side)
    )  # fmt: skip
