"""Time zones as organisers look for them: by the city in their language, with the offset of this moment.

Which names are in use says zone.tab of the tz database; those that it gave up stand last, for whoever has chosen one.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from petition.core import i18n


@cache
def names() -> frozenset[str]:
    """All that can be chosen, by place; walking the whole tz database takes too long to be done for each page."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return frozenset({"UTC", *places})


def choices(now: datetime) -> list[SelectChoice]:
    """UTC, then the zones in use by their city, then the names that were given up."""
    cities = _cities(i18n.spoken())
    older = gettext("Older names")
    return [
        SelectChoice(name, f"{city} ({_offset(name, now)})", optgroup="" if is_used else older)
        for is_used, city, name in cities
    ]


def _offset(name: str, now: datetime) -> str:
    said = f"{now.astimezone(ZoneInfo(name)):%z}"
    return f"UTC{said[:3]}:{said[3:5]}"


@cache
def _cities(lang: str) -> list[tuple[bool, str, str]]:
    """Whether a zone is in use, its city in a language, its name; in the order in which they are shown."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    used = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    found = [
        (name in used, i18n.city(name, lang), name) if name in used else (False, name.replace("_", " "), name)
        for name in names() - {"UTC"}
    ]
    return [(True, "UTC", "UTC"), *sorted(found, key=lambda each: (not each[0], each[1].casefold()))]
