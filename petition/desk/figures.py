"""The figures of an appeal over time: signatures by day, by how they came and in which language.

What is counted is what counts: confirmed signatures, by the day on which they were given, in UTC. Who has not confirmed yet
is told in tens, and not while somebody may sign (counts.tells_all).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.signatures import kept_counts
from petition.signatures.kept_counts import DayCount

DAY = timedelta(days=1)
MOST_BARS, FEWEST_BARS = 60, 14  # that there is room for
WIDTH, HEIGHT = 600, 120  # of the drawing, in units of its own


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day, or several, of the chart: how many were given, and where its bar is drawn."""

    first: datetime
    last: datetime
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SignatureFigures:
    """What is shown of an appeal; `sources` and `languages` are of those who are named in full."""

    bars: list[DayBar]
    sources: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    not_named: int
    highest: int


def of(appeal: Appeal, now: datetime, *, days: int = 0) -> SignatureFigures:
    """The figures of an appeal, of the last `days` alone where so many are given."""
    since = clock.day(now) - (days - 1) * DAY if days else None
    counted = kept_counts.by_day([appeal.id], since=since)
    bars = _bars(counted, since, clock.day(now))
    return SignatureFigures(
        bars,
        _parts((each.source, each.number) for each in counted),
        _parts((each.lang, each.number) for each in counted),
        sum(each.number for each in counted if not each.source),
        max((each.count for each in bars), default=0),
    )


def today(counted: Iterable[DayCount], now: datetime) -> Counter[int]:
    """How many were given today under each appeal."""
    found: Counter[int] = Counter()
    for each in counted:
        if each.day == clock.day(now):
            found[each.appeal_id] += each.number
    return found


def share_confirmed(confirmed: int, received: int) -> int | None:
    """At least how many of a hundred that came are confirmed; None of few. `received` leaves out up to nine."""
    return 100 * confirmed // (received + 9) if received >= i18n.FEW else None


def _parts(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for name, number in counted:
        if name:
            found[name] += number
    return found.most_common()


def _bars(counted: list[DayCount], since: datetime | None, today: datetime) -> list[DayBar]:
    """A bar for each day from the first to the last; where these are many, for several days."""
    if not counted:
        return []
    of_day: Counter[datetime] = Counter()
    for each in counted:
        of_day[each.day] += each.number
    first, last = since or min(of_day), max(*of_day, min(today, max(of_day) + 14 * DAY))
    count = (last - first) // DAY + 1
    step = -(-count // MOST_BARS)
    spans = [(first + nth * DAY, first + (nth + step - 1) * DAY) for nth in range(0, count, step)]
    sums = [sum(of_day[start + nth * DAY] for nth in range(step)) for start, _ in spans]
    width, highest = WIDTH / max(len(spans), FEWEST_BARS), max(*sums, 1)
    return [
        DayBar(
            start,
            end,
            total,
            round(nth * width + width * 0.1, 2),
            round(HEIGHT * (1 - total / highest), 2),
            round(width * 0.8, 2),
            round(HEIGHT * total / highest, 2),
        )
        for nth, ((start, end), total) in enumerate(zip(spans, sums, strict=True))
    ]
