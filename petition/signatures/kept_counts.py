"""How many signatures count, as the database keeps it, so that no page has to count (docs/adr/0032).

Each signature that begins or ends to count, or is shown or stands otherwise, appends a part in its own transaction: so
nobody who signs waits for a row that all of them would write, and whatever way a row is changed, it is counted. The worker
adds parts up, and once a day counts the rows themselves.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, case, delete, func, insert, literal_column, or_, select, type_coerce, union_all

from petition.appeals.models import Appeal
from petition.core.column_types import DayOf
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.signatures.count_parts import ArrivalPart, CountPart, DayPart
from petition.signatures.models import Signature
from petition.signatures.rules import State

EVERY = timedelta(days=1)  # how often what is kept is compared with the rows
_MANY = 50  # parts of one kind, more than which are added up
_AT_ONCE = 10_000

_Part = CountPart | DayPart | ArrivalPart
_KINDS: dict[type[_Part], tuple[str, ...]] = {
    CountPart: ("version_id", "visibility"),
    DayPart: ("day", "source", "lang"),
    ArrivalPart: ("way",),
}

_log = logging.getLogger("petition.counts")


class KeptCounts(NamedTuple):
    """How many count under one version and are shown one way."""

    version_id: int | None
    visibility: Visibility
    number: int


class DayCount(NamedTuple):
    """How many count of those given on one day, in one way and language, which are '' of whoever is not named in full."""

    appeal_id: int
    day: datetime
    source: str
    lang: str
    number: int


def of(appeal_ids: Collection[int]) -> dict[int, list[KeptCounts]]:
    """What is kept of some appeals, by id."""
    parts = (CountPart.appeal_id, CountPart.version_id, CountPart.visibility)
    number = func.sum(CountPart.number)
    summed = select(*parts, number).where(CountPart.appeal_id.in_(appeal_ids)).group_by(*parts)
    found: dict[int, list[KeptCounts]] = {each: [] for each in appeal_ids}
    for appeal_id, version_id, visibility, count in db.session.execute(summed.having(number != 0)):
        found[appeal_id].append(KeptCounts(version_id, visibility, int(count)))
    return found


def by_day(appeal_ids: Collection[int], *, since: datetime | None = None) -> list[DayCount]:
    """How many count by the day on which they were given, of some appeals, the first day first."""
    kind = (DayPart.appeal_id, DayPart.day, DayPart.source, DayPart.lang)
    number = func.sum(DayPart.number)
    summed = (
        select(*kind, number).where(DayPart.appeal_id.in_(appeal_ids)).group_by(*kind).order_by(DayPart.day)
    )
    if since:
        summed = summed.where(DayPart.day >= since)
    return [DayCount(*row[:4], int(row[4])) for row in db.session.execute(summed.having(number != 0))]


def add_up(_now: datetime) -> int:
    """Put one part, or none, in the place of many of a kind; gives how many those were, 0 where there are nowhere many."""
    return next(filter(None, map(_add_up, _KINDS)), 0)


def _kind(model: type[_Part]) -> list[Any]:
    return [getattr(model, name) for name in _KINDS[model]]


def _add_up(model: type[_Part]) -> int:
    kind = [model.appeal_id, *_kind(model)]
    is_due = or_(func.count() > _MANY, func.sum(model.number) == 0)
    many = db.session.execute(select(*kind).group_by(*kind).having(is_due).limit(1)).first()
    if many is None:
        return 0
    of_kind = [column.is_not_distinct_from(value) for column, value in zip(kind, many, strict=True)]
    some = select(model.id).where(*of_kind).limit(_AT_ONCE).with_for_update(skip_locked=True, key_share=True)
    gone = db.session.scalars(delete(model).where(model.id.in_(some)).returning(model.number)).all()
    _append(model, many.appeal_id, tuple(many)[1:], sum(gone))
    return len(gone)


def to_recount(now: datetime) -> list[int]:
    """The appeals of which what is kept was not compared with the rows for a day."""
    due = or_(Appeal.recounted_at.is_(None), Appeal.recounted_at < now - EVERY)
    return list(db.session.scalars(select(Appeal.id).where(Appeal.published_at.is_not(None), due)))


def recount(appeal: Appeal, now: datetime) -> int:
    """Count the rows of an appeal, and put right what is kept where it differs, which the log tells. Gives 0.

    Both are read by one statement, so what begins or ends to count meanwhile makes no difference; one does it at a time.
    """
    appeal.recounted_at = now
    db.session.flush()
    for model in (CountPart, DayPart):
        for *kind, missing in _differences(model, appeal.id):
            _log.error("appeal %d: %d more were kept as counted than there are", appeal.id, -missing)
            _append(model, appeal.id, kind, missing)
    return 0


def _differences(model: type[CountPart | DayPart], appeal_id: int) -> list[Any]:
    """What is missing of what is kept, by its kind; less than nothing where it is too much."""
    names = [column.key for column in _kind(model)]
    counted = _of_rows() if model is DayPart else [Signature.version_id, Signature.visibility]
    of_rows = [column.label(name) for column, name in zip(counted, names, strict=True)]
    is_counted = (Signature.appeal_id == appeal_id, Signature.state == State.CONFIRMED)
    rows = select(*of_rows, func.count().label("number")).where(*is_counted).group_by(*of_rows)
    kept = select(*_kind(model), (-func.sum(model.number)).label("number")).where(
        model.appeal_id == appeal_id
    )
    both = union_all(rows, kept.group_by(*_kind(model))).subquery()
    kind, missing = [both.c[name] for name in names], func.sum(both.c.number)
    return list(db.session.execute(select(*kind, missing).group_by(*kind).having(missing != 0)))


def _of_rows() -> list[Any]:
    is_named = Signature.visibility == literal_column("'public'")
    named = [
        case((is_named, column), else_=literal_column("''"))
        for column in (type_coerce(Signature.source, String), Signature.lang)
    ]
    return [DayOf(Signature.signed_at), *named]


def _append(model: type[_Part], appeal_id: int, kind: Iterable[Any], number: int) -> None:
    if number:
        values = dict(zip([column.key for column in _kind(model)], kind, strict=True))
        db.session.execute(insert(model).values(appeal_id=appeal_id, number=int(number), **values))
