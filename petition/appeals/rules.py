"""When an appeal may be signed, and what a local hour means. Pure: every function is asked of an instant."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from anyascii import anyascii

FIRST_YEAR, LAST_YEAR = 1970, 2200  # beyond them lie typing errors, and dates that no clock can add to
ASKABLE = ("role", "affiliation", "place")
NAMES_SHOWN = ("nobody", "first", "some", "all")  # who is named on the page while people still sign
MAILS = (
    "thanks",
    "reminder",
    "last_call",
    "new_text",
    "letter",
    "taken_off",
)  # what a supporter is sent besides the mail to confirm


class Phase(StrEnum):
    """Where an appeal is in its life, seen from an instant."""

    DRAFT = "draft"
    OPEN = "open"
    GRACE = "grace"  # closed to new signatures; those given in time may still be confirmed
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"  # in an emergency: see emergency.py


def phase(
    *,
    published_at: datetime | None,
    closes_at: datetime | None,
    grace: timedelta,
    withdrawn_at: datetime | None,
    stopped_at: datetime | None = None,
    now: datetime,
) -> Phase:
    """The phase at `now`. The instant of the deadline itself is already too late, as the clock strikes four."""
    if withdrawn_at is not None:
        return Phase.WITHDRAWN
    if published_at is None:
        return Phase.DRAFT
    if stopped_at is not None:
        return Phase.STOPPED
    if closes_at is None or now < closes_at:
        return Phase.OPEN
    return Phase.GRACE if now < closes_at + grace else Phase.CLOSED


def whole_days(span: timedelta) -> int:
    """The days of a span, one begun counted as a whole one."""
    return -(-span // timedelta(days=1))


def instants(local: datetime, zone: str) -> list[datetime]:
    """The instants, in UTC, that a naive local time names: none in a night's gap, two in its overlap, else one (PEP 495)."""
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return []
    tz = ZoneInfo(zone)
    found = []
    for fold in (0, 1):
        instant = local.replace(tzinfo=tz, fold=fold).astimezone(UTC)
        if instant.astimezone(tz).replace(tzinfo=None) == local and instant not in found:
            found.append(instant)
    return found


def slug_for(title: str) -> str:
    """An address made of a title in any script: "Save the library" becomes "save-the-library"; may be empty."""
    words = re.findall(r"[a-z0-9]+", anyascii(title).lower().replace("'", ""))
    slug = ""
    for word in words:
        if len(slug) + len(word) > 48:
            break
        slug = f"{slug}-{word}".strip("-")
    return slug
