"""Understanding how a letter states its own deadline: "until 4.00 PM on December 19", «до 18:00 20 декабря»."""

import re
from datetime import datetime, timedelta
from functools import cache

from babel import Locale

_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"(?P<word>\s*(?:часов|часа|час|ч\.|сағат|o.clock))?",
    re.IGNORECASE,
)

_NEAR = timedelta(days=183)


@cache
def _months() -> dict[str, int]:
    return {
        str(name).lower().rstrip("."): number
        for lang in ("en", "ru", "kk")
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(lang).months[context][width].items()
    }


@cache
def _days() -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?:,?\s*(?P<year>20\d\d))?"
    return (
        re.compile(
            rf"(?<![\d:.])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{month})\w*\.?{year}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?P<month>{month})\.?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:.]\d){year}", re.IGNORECASE
        ),
        re.compile(r"(?<!\d)(?P<day>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<year>20\d\d)"),
        re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<m>[01]\d)-(?P<day>[0-3]\d)"),
    )


def coming(phrase: str, now: datetime) -> datetime | None:
    """What a phrase states, where that is still to come at this local time; else None.

    A day without a year is one of the next where it has passed in this and is near by then: "15 January", in December.
    """
    this, after = stated(phrase, now.year), stated(phrase, now.year + 1)
    if this and this > now:
        return this
    return after if after and now < after < now + _NEAR else None


def stated(phrase: str, year: int) -> datetime | None:
    """The local day and time that a phrase names, naive; `year` where it names none; None where no day is named.

    With no hour the day counts to its end: 23:59.
    """
    for pattern in _days():
        if found := pattern.search(phrase):
            groups = found.groupdict()
            month = (
                _months()[groups["month"].lower().rstrip(".")] if groups.get("month") else int(groups["m"])
            )
            rest = phrase[: found.start()] + " " + phrase[found.end() :]
            try:
                day = datetime(int(groups["year"] or year), month, int(groups["day"]))  # noqa: DTZ001  local
            except ValueError:
                return None
            return _at_hour(day, rest)
    return None


def _at_hour(day: datetime, rest: str) -> datetime:
    for found in _CLOCK.finditer(rest):
        if not (found["minute"] or found["half"] or found["word"]):
            continue
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
        if hour < 24:
            return day.replace(hour=hour, minute=minute)
    return day.replace(hour=23, minute=59)
