"""Languages: those the service itself speaks, and moments as a reader of each would write them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_timedelta, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, gettext, refresh
from markupsafe import Markup, escape

from petition.core import clock

TRANSLATIONS = Path(__file__).parents[1] / "translations"
# What comes with the code: a folder each, and English, in which it is written. LANGUAGES may choose others.
SPOKEN = (*sorted(each.parent.name for each in TRANSLATIONS.glob("*/LC_MESSAGES")), "en")
LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"  # BCP 47, as much of it as is used
LONGEST_TAG = 35  # characters (RFC 5646, 4.4.1)
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku_Arab", "ps", "sd", "ug", "ur", "yi"]
)

babel = Babel()


def init_app(app: Flask, chosen: tuple[str, ...] = (), folder: Path | None = None) -> None:
    """Let pages and mails speak the language chosen by `speak`, else the best that the reader's browser asks for.

    Chosen are those of LANGUAGES; a folder has translations besides ours, and instead of ours where it has the same.
    """
    app.extensions["languages"] = chosen or SPOKEN
    app.jinja_env.globals["interface_languages"] = lambda: [(code, own_name(code)) for code in languages()]
    app.jinja_env.globals["here_in_each"] = here_in_each
    app.jinja_env.filters |= {"with_country": with_country, "said_in": InLanguage}
    folders = (TRANSLATIONS, folder) if folder else (TRANSLATIONS,)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, folders))
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    babel.init_app(app, locale_selector=_select)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def _catalogue() -> Any:
    """The translations of the language being spoken. Flask-Babel would look for both anew for each string."""
    at_hand, told = g.get("catalogue"), getattr(g.get("_flask_babel"), "babel_locale", None)
    if at_hand is None or at_hand[0] is not told:
        at_hand = g.catalogue = (get_locale(), get_translations())
    return at_hand[1]


def languages() -> tuple[str, ...]:
    """The codes of the languages that the service at work speaks, in the order in which they are offered."""
    found: tuple[str, ...] = current_app.extensions["languages"]
    return found


def known(lang: str) -> str:
    """This language where the service at work speaks it, else English."""
    return lang if lang in languages() else "en"


def _select() -> str:
    if "lang" in g:
        return str(g.lang)
    if has_request_context():
        if (asked := request.args.get("lang")) in languages():
            return asked
        return request.accept_languages.best_match(languages()) or "en"
    return "en"


def speak(lang: str) -> None:
    """Speak a language for the rest of this request; one that the service does not speak leaves the choice open."""
    if lang in languages():
        g.lang = lang
        refresh()  # flask-babel remembers the locale that was asked for first


def is_in_address() -> bool:
    """Whether the address decides the language, so that every reader of it is given the same page."""
    return "lang" in g or request.args.get("lang") in languages()


def spoken() -> str:
    """The code of the language being spoken."""
    locale = get_locale()
    return locale.language if locale else "en"


def is_language(code: str) -> bool:
    """Whether a code names a language that a text may be in: any that CLDR knows, written as in our addresses."""
    if not re.fullmatch(LANGUAGE, code):
        return False
    try:
        Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return False
    return True


def language_called(name: str) -> str:
    """The code of a language by its name, in one of the languages spoken here or in itself; '' for none."""
    said = _of_language(name)
    for each in languages():
        for code, called in Locale.parse(each.replace("-", "_")).languages.items():
            if said == _of_language(called):
                return str(code.replace("_", "-"))
    return next((code for code in languages() if _of_language(own_name(code)) == said), "")


def _of_language(name: str) -> str:
    """The name of a language without the word for it: of "русский язык" and "орысша", "русский" and "орыс"."""
    return re.sub(r"(?: тілі| язык| language|(?<=.{3})ш[ае])$", "", name.strip().casefold())


def direction(lang: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if lang.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


_AS_WRITTEN = {"kk": "қазақша"}  # as Kazakh sites have it; CLDR says "қазақ тілі"


@lru_cache(maxsize=256)
def own_name(lang: str) -> str:
    """A language's name for itself, as it begins a line: "Қазақша", "Русский"."""
    name = _AS_WRITTEN.get(lang) or Locale.parse(lang.replace("-", "_")).get_display_name() or lang
    return name[:1].upper() + name[1:]


class InLanguage(str):
    """Words in a language, which a page names where it is another than its own (WCAG 2.2, 3.1.2); '' for one not known."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, words: str, lang: str = "") -> Self:
        """These words."""
        made = super().__new__(cls, words)
        made.lang = lang
        return made

    def __html__(self) -> Markup:
        """As a template writes them."""
        is_other = self and self.lang and self.lang.split("-")[0] != spoken()
        words = escape(str(self))
        return (
            Markup('<span lang="{}" dir="{}">{}</span>').format(self.lang, direction(self.lang), words)
            if is_other
            else words
        )


def said_in(lang: str, first: str, others: Mapping[str, str], first_lang: str = "") -> InLanguage:
    """What organisers said in a language; in the first one of the letter where they did not, or in whichever there is."""
    known = {lang: others.get(lang, ""), first_lang: first} | dict(others)
    return next((InLanguage(words, of) for of, words in known.items() if words), InLanguage(""))


def with_country(lang: str) -> str:
    """A language with its country, the likeliest where it names none, as Open Graph asks for it (ogp.me): "kk_KZ"."""
    locale = Locale.parse(lang.replace("-", "_"))
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    return "_".join(filter(None, (locale.language, locale.territory or likely[-1])))


def here_in_each() -> list[dict[str, Any]]:
    """Links to the page at hand in each language that the service speaks, for a page that no view has made."""
    return [
        {"code": code, "native_name": own_name(code), "url": f"?lang={code}", "current": code == spoken()}
        for code in languages()
    ]


def name_here(lang: str) -> str:
    """A language's name in the language being spoken."""
    return Locale.parse(lang.replace("-", "_")).get_display_name(spoken()) or lang


def number(value: int) -> str:
    """A whole number as written in the language being spoken."""
    return format_decimal(value, locale=spoken())


FEW = 20  # below that a number may tell of one person


def about(value: int) -> str:
    """A number for those who must not learn from it what one person did: in tens, and none where it is small."""
    if value < FEW:
        return str(gettext("fewer than %(number)s", number=number(FEW)))
    return str(gettext("about %(number)s", number=number(value // 10 * 10)))


def day(value: date, lang: str = "") -> str:
    """A date as written in the language being spoken, or in another one; an instant has one in a zone alone: `day_at`."""
    if isinstance(value, datetime):
        raise TypeError("the day of an instant depends on the zone: day_at")
    lang = lang or spoken()
    return format_date(value, format="d MMMM y" if lang == "en" else "long", locale=lang)


def day_at(instant: datetime, zone: str, lang: str = "") -> str:
    """The day of an instant by the calendar of a zone, likewise; of a time that was cut to its day, the day that is left."""
    is_cut = instant == clock.day(instant)
    return day((instant if is_cut else instant.astimezone(ZoneInfo(zone))).date(), lang)


def at(instant: datetime, zone: str, lang: str = "") -> str:
    """An instant with its zone, likewise: "19 December 2022 at 16:00 (Almaty, UTC+6)"."""
    return _at(instant.replace(second=0, microsecond=0), zone, lang or spoken())


@lru_cache(maxsize=1024)  # many confirm until the same minute
def _at(minute: datetime, zone: str, lang: str) -> str:
    local = minute.astimezone(ZoneInfo(zone))
    place = "" if zone == "UTC" else city(zone, lang) + ", "
    return f"{day(local.date(), lang)}, {local:%H:%M} ({place}{_offset(local)})"


def city(zone: str, lang: str) -> str:
    """The city of a zone in a language; of one renamed since (Kyiv, Kolkata), CLDR has it under its older name alone."""
    known = Locale.parse(lang, sep="-").time_zones
    names = (zone, *(old for old, new in get_global("zone_aliases").items() if new == zone))
    said = (known[each].get("city") for each in names if each in known)
    return next(filter(None, said), None) or get_timezone_location(zone, locale=lang, return_city=True)


def _offset(local: datetime) -> str:
    offset = local.utcoffset() or timedelta()
    if not offset:
        return "UTC"
    minutes = int(abs(offset).total_seconds() // 60)
    return f"UTC{'+' if offset > timedelta() else '−'}{minutes // 60}" + (
        f":{minutes % 60:02}" if minutes % 60 else ""
    )


def left(span: timedelta) -> str:
    """How long is left, in the reader's words, in one unit or two."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    parts: list[tuple[int, Literal["day", "hour", "minute"]]]
    if days >= 3:
        parts = [(days, "day")]
    elif days:
        parts = [(days, "day"), (hours % 24, "hour")]
    elif hours:
        parts = [(hours, "hour"), (minutes % 60, "minute")]
    else:
        parts = [(max(minutes, 1), "minute")]
    words = [_duration(n, unit) for n, unit in parts if n]
    return str(gettext("%(time)s left", time=" ".join(words)))


def _duration(n: int, unit: Literal["day", "hour", "minute"]) -> str:
    """Give "21 days", "21 күн"; CLDR has no unit patterns for Kazakh, but it has these."""
    span = timedelta(**{f"{unit}s": n})
    return str(format_timedelta(span, granularity=unit, threshold=math.inf, locale=spoken()))


@dataclass(frozen=True)
class Moment:
    """An instant to come, as a page shows it."""

    iso: str
    exact: str
    left: str


def moment(instant: datetime, zone: str, now: datetime) -> Moment:
    """Put an instant into the words of the language being spoken, seen from `now`."""
    return Moment(instant.astimezone(UTC).isoformat(), at(instant, zone), left(instant - now))
