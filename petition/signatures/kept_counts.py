"""How many signatures count, as the database keeps it, so that no page has to count (docs/adr/0032).

Each signature that begins or ends to count, or is shown or stands otherwise, appends a part in its own transaction: so
nobody who signs waits for a row that all of them would write, and whatever way a row is changed, it is counted. The worker
adds parts up, and once a day counts the rows themselves.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, union_all

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.signatures.models import CountPart, Signature
from petition.signatures.rules import State

EVERY = timedelta(days=1)  # how often what is kept is compared with the rows
_MANY = 50  # parts of one kind, more than which are added up
_AT_ONCE = 10_000

_log = logging.getLogger("petition.counts")


class KeptCounts(NamedTuple):
    """How many count under one version and are shown one way."""

    version_id: int | None
    visibility: Visibility
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


def add_up(_now: datetime) -> int:
    """Put one part, or none, in the place of many of a kind; gives how many those were, 0 where there are nowhere many."""
    kind = (CountPart.appeal_id, CountPart.version_id, CountPart.visibility)
    is_due = or_(func.count() > _MANY, func.sum(CountPart.number) == 0)
    many = db.session.execute(select(*kind).group_by(*kind).having(is_due).limit(1)).first()
    if many is None:
        return 0
    some = (
        select(CountPart.id)
        .where(
            CountPart.appeal_id == many.appeal_id,
            CountPart.version_id.is_not_distinct_from(many.version_id),
            CountPart.visibility == many.visibility,
        )
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    )
    gone = db.session.scalars(
        delete(CountPart).where(CountPart.id.in_(some)).returning(CountPart.number)
    ).all()
    _append(many.appeal_id, KeptCounts(many.version_id, many.visibility, sum(gone)))
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
    for wrong in _differences(appeal.id):
        _log.error("appeal %d: %d more were kept as counted than there are", appeal.id, -wrong.number)
        _append(appeal.id, wrong)
    return 0


def _differences(appeal_id: int) -> list[KeptCounts]:
    """What is missing of what is kept; less than nothing where it is too much."""

    def parts(model: type[Signature | CountPart], number: ColumnElement[int], *which: ColumnElement[bool]):  # type: ignore[no-untyped-def]
        kind = (model.version_id, model.visibility)
        return (
            select(*kind, number.label("number")).where(model.appeal_id == appeal_id, *which).group_by(*kind)
        )

    both = union_all(
        parts(Signature, func.count(), Signature.state == State.CONFIRMED),
        parts(CountPart, -func.sum(CountPart.number)),
    ).subquery()
    kind, missing = (both.c.version_id, both.c.visibility), func.sum(both.c.number)
    found = db.session.execute(select(*kind, missing).group_by(*kind).having(missing != 0))
    return [KeptCounts(version_id, visibility, int(number)) for version_id, visibility, number in found]


def _append(appeal_id: int, kept: KeptCounts) -> None:
    if kept.number:
        db.session.execute(insert(CountPart).values(appeal_id=appeal_id, **kept._asdict()))
