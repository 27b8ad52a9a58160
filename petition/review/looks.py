"""When an appeal is looked through for who signed twice: once it has changed and is due, and anew where that was cut off."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from petition.audit import AuditEntry
from petition.core.db import db
from petition.review.models import Look

_MOST_TRIES = 3  # one that a restart cuts off is begun anew at once, but not for ever: the machine may lack memory for it
_RESTS = timedelta(hours=1)  # then, or where memory did end
_CHANGE = ("signature.%", "first signatory.%", "list.accepted", "list.undone", "appeal.published")
_SETTLED = timedelta(minutes=5)  # after which every transaction that was begun then has ended


def begin(appeal_id: int, now: datetime) -> int | None:
    """How often an appeal has changed, if it is to be looked through now, which is noted; else None."""
    last = db.session.get(Look, appeal_id, populate_existing=True)
    if last and last.due_at > now:
        return None
    changes = _counted(appeal_id, last)
    if changes == (last.changes if last else 0):
        return None
    if last is None:
        db.session.add(last := Look(appeal_id=appeal_id, changes=0, due_at=now, tries=0))
    last.tries += 1
    if last.tries >= _MOST_TRIES:
        last.due_at = now + _RESTS
    return changes


def put_off(appeal_id: int, now: datetime) -> None:
    """Let an appeal rest."""
    _set(appeal_id, due_at=now + _RESTS)


def end(appeal_id: int, changes: int, *, due_at: datetime, now: datetime) -> None:
    """Note that an appeal was looked through as it was after so many changes."""
    _set(appeal_id, changes=changes, due_at=due_at, tries=0, **_count_no_more(appeal_id, now))


def _set(appeal_id: int, **values: Any) -> None:
    db.session.execute(update(Look).where(Look.appeal_id == appeal_id).values(values))


def _counted(appeal_id: int, last: Look | None, *before: ColumnElement[bool]) -> int:
    """A number that grows whenever somebody is added, ends, or is shown or written otherwise under an appeal.

    Only what stands in the audit since the last look is counted anew.
    """
    deeds = or_(*(AuditEntry.deed.like(deed) for deed in _CHANGE))
    since = (AuditEntry.appeal_id == appeal_id, AuditEntry.id > (last.counted_to if last else 0))
    found = db.session.execute(select(func.count()).where(*since, deeds, *before)).scalar_one()
    return int(found) + (last.counted if last else 0)


def _count_no_more(appeal_id: int, now: datetime) -> dict[str, int]:
    """How far the audit need not be counted again: what is so old that nothing with a lower number is yet to come."""
    last = db.session.get_one(Look, appeal_id, populate_existing=True)
    settled = AuditEntry.appeal_id == appeal_id, AuditEntry.at < now - _SETTLED
    to: int | None = db.session.scalar(
        select(AuditEntry.id)
        .where(*settled, AuditEntry.id > last.counted_to)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if to is None:
        return {}
    return {"counted": _counted(appeal_id, last, AuditEntry.id <= to), "counted_to": to}
