"""Time zones as organisers look for them: by the city in their language, with the offset of this moment.

Which names are in use, and in which country, says zone.tab of the tz database; one that it gave up is there for whoever has
chosen it.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel.languages import get_official_languages
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from petition.core import i18n

_FEW = 50  # zones of the countries that speak a language; in English half the world does


@cache
def names() -> frozenset[str]:
    """All that can be chosen, by place; walking the whole tz database takes too long to be done for each page."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return frozenset({"UTC", *places})


def choices(now: datetime, chosen: str = "") -> list[SelectChoice]:
    """UTC and the zones where the reader's language is official, then the others in use, each by its city.

    A name that was given up only where it was chosen.
    """
    cities, elsewhere, older = _cities(i18n.spoken()), gettext("Other countries"), gettext("Older names")
    groups = {0: "", 1: elsewhere if cities[1][0] == 0 else "", 2: older}
    return [
        SelectChoice(name, f"{city} ({_offset(name, now)})", optgroup=groups[rank])
        for rank, city, name in cities
        if rank < 2 or name == chosen
    ]


def _offset(name: str, now: datetime) -> str:
    said = f"{now.astimezone(ZoneInfo(name)):%z}"
    return f"UTC{said[:3]}:{said[3:5]}"


@cache
def _cities(lang: str) -> list[tuple[int, str, str]]:
    """Where a zone stands (0 near, 1 elsewhere, 2 given up), its city in a language, its name; in this order."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    used = {row[2] for row in rows}
    near = {row[2] for row in rows if lang.partition("-")[0] in get_official_languages(row[0], de_facto=True)}
    near = near if len(near) <= _FEW else set()
    found = [
        (int(name not in near), i18n.city(name, lang), name)
        if name in used
        else (2, name.replace("_", " "), name)
        for name in names() - {"UTC"}
    ]
    return [(0, "UTC", "UTC"), *sorted(found, key=lambda each: (each[0], each[1].casefold()))]
