"""The desk's front page as values: each appeal with its figures, and the one thing that waits for somebody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from petition.appeals import delivery
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n
from petition.core.db import Base, db
from petition.desk import figures
from petition.inbox.models import UnreadMessage
from petition.lists.models import LineList
from petition.lists.store import WAITING
from petition.review.models import OPEN, Case
from petition.signatures import counts, kept_counts


@dataclass(frozen=True)
class AtAGlance:
    """An appeal in the list of the desk. `waits`: what of it does, or its phase; '' where nothing is left to do."""

    title: str
    slug: str
    team: str
    phase: str
    confirmed: int
    pending: int
    held: int
    received: int
    today: int
    target: int
    closes: str
    left: str
    waits: str
    waiting: int


def glances(found: Collection[Appeal], now: datetime) -> list[AtAGlance]:
    """Each of some appeals at a glance, in as many queries however many they are."""
    ids = [each.id for each in found]
    of, waiting = counts.figures(found), _waiting(ids)
    today = figures.today(kept_counts.by_day(ids, since=clock.day(now)), now)

    became = delivery.states([each.id for each in found if each.phase(now) is Phase.CLOSED])

    def glance(each: Appeal) -> AtAGlance:
        moment = i18n.moment(each.closes_at, each.zone, now) if each.closes_at else None
        phase, told = each.phase(now), of[each.id]
        waits, number = _next_step(phase, {"held": told.held} | waiting[each.id])
        return AtAGlance(
            each.title,
            each.slug,
            each.team.name,
            became.get(each.id, phase.value),
            *told,
            today[each.id],
            each.target,
            moment.exact if moment else "",
            moment.left if moment and each.is_open(now) else "",
            waits,
            number,
        )

    return [glance(each) for each in found]


def _next_step(phase: Phase, waiting: dict[str, int]) -> tuple[str, int]:
    """The most urgent of what waits, and how much of it; else what the phase asks for."""
    if phase in {Phase.STOPPED, Phase.WITHDRAWN}:
        return ("stopped", 0) if phase is Phase.STOPPED else ("", 0)
    found = ((what, waiting.get(what, 0)) for what in ("held", "messages", "cases", "lists"))
    return next((each for each in found if each[1]), (phase.value, 0))


def _waiting(ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {each: {} for each in ids}
    asked: tuple[tuple[str, type[Base], ColumnElement[bool]], ...] = (
        ("messages", UnreadMessage, UnreadMessage.state == "waiting"),
        ("cases", Case, (Case.state == OPEN) & ~Case.moot),
        ("lists", LineList, LineList.state.in_(WAITING)),
    )
    for what, model, waits in asked:
        appeal_id = model.__table__.c.appeal_id
        query = select(appeal_id, func.count()).where(appeal_id.in_(ids), waits).group_by(appeal_id)
        for of, count in db.session.execute(query):
            found[of][what] = int(count)
    return found
