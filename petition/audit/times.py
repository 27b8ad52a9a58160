"""What supporters did, told by its day alone once their addresses are erased.

Beside a time of day stands whose signature it was, and who watches a network knows who was here at that time. What
organisers did keeps its time, and so does what was bound with it before migration 0131.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, TextClause, or_, select, text, update

from petition.audit import ARRIVALS, NOT_JUST_ADDED, ROWS_OF_SUPPORTERS, AuditEntry, of_signature
from petition.audit.chain import AuditLink
from petition.core import clock
from petition.core.column_types import DayOf
from petition.core.db import db

_A_DAY = timedelta(days=1)


def cut_to_day(appeal_id: int, zone: str, *, complete_at: datetime | None, until: datetime) -> None:
    """Cut the times of what supporters did under an appeal until then. Commits nothing.

    An entry stays in its day in UTC, which the chain binds. What came after arriving stays in its day in the zone, too, and
    on its side of the instant at which the letter was complete: by these the letter tells what changed since.
    """
    _cut_all(AuditEntry.at <= until, AuditEntry.appeal_id == appeal_id, zone=zone, complete_at=complete_at)


def cut_of(refs: Collection[str], zone: str, *, complete_at: datetime | None) -> None:
    """Cut in the same way the times of what was done about some signatures of one appeal until now. Commits nothing."""
    _cut_all(of_signature(*refs), zone=zone, complete_at=complete_at)


def _cut_all(*old: ColumnElement[bool], zone: str, complete_at: datetime | None) -> None:
    _cut(*old, AuditEntry.deed.in_(ARRIVALS), AuditEntry.at != DayOf(AuditEntry.at), to=DayOf(AuditEntry.at))
    later: tuple[ColumnElement[bool] | TextClause, ...] = (*old, text(NOT_JUST_ADDED))
    later += (_of_supporters(), ~_bound_with_time())
    for day in db.session.scalars(select(DayOf(AuditEntry.at)).where(*later).distinct()).all():
        for begins, ends in _parts(day, ZoneInfo(zone), complete_at or day):
            _cut(AuditEntry.at > begins, AuditEntry.at < ends, *later, to=begins)


def told_at(now: datetime, zone: str, *, complete_at: datetime | None) -> datetime:
    """The instant that the log tells for what a supporter does now that addresses are erased: as if it were cut already."""
    parts = _parts(clock.day(now), ZoneInfo(zone), complete_at or clock.day(now))
    return next(begins for begins, ends in parts if now < ends)


def _cut(*which: ColumnElement[bool] | TextClause, to: datetime | ColumnElement[datetime]) -> None:
    db.session.execute(
        update(AuditEntry).where(*which).values(at=to).execution_options(synchronize_session=False)
    )


def _parts(day: datetime, zone: ZoneInfo, complete_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a day in UTC: it is cut where a day begins in the zone, and where the letter was complete."""
    dates = (day.date() + nth * _A_DAY for nth in range(-1, 3))
    midnights = (datetime(*date.timetuple()[:3], tzinfo=zone).astimezone(UTC) for date in dates)
    cuts = {each for each in (*midnights, complete_at) if day < each < day + _A_DAY}
    return pairwise(sorted({day, *cuts, day + _A_DAY}))


def _of_supporters() -> ColumnElement[bool]:
    """The condition that no organiser did it, and that it names the row of a supporter."""
    names = or_(*(AuditEntry.facts[name].as_string().is_not(None) for name in ROWS_OF_SUPPORTERS))
    return AuditEntry.organiser_id.is_(None) & names


def _bound_with_time() -> ColumnElement[bool]:
    link = select(AuditLink.position).where(AuditLink.entry_id == AuditEntry.id, AuditLink.binds_time)
    return link.exists()
