"""Which appeals there are: those of an organiser's teams, those that the front page lists, those that are being signed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from petition.accounts.models import Organiser
from petition.appeals import cache
from petition.appeals.models import Appeal, AppealTeam, AppealVersion
from petition.core.db import db


def of_teams(team_ids: Sequence[int], *, offset: int, most: int) -> list[Appeal]:
    """Some of the appeals that these teams publish, the youngest first, with all that their titles need."""
    return list(
        db.session.scalars(
            select(Appeal)
            .where(_of(team_ids))
            .options(
                *cache.TEAMS,
                selectinload(Appeal.versions),
                selectinload(Appeal.texts),
            )
            .order_by(Appeal.created_at.desc(), Appeal.id.desc())
            .offset(offset)
            .limit(most)
        ).unique()
    )


def count_of_teams(team_ids: Sequence[int]) -> int:
    """How many appeals these teams have."""
    return _count(_of(team_ids))


def _of(team_ids: Sequence[int]) -> ColumnElement[bool]:
    """That one of these teams publishes it, alone or with others."""
    shared = select(AppealTeam.appeal_id).where(AppealTeam.team_id.in_(team_ids))
    return or_(Appeal.team_id.in_(team_ids), Appeal.id.in_(shared))


def for_organiser(organiser: Organiser, slug: str, *, for_change: bool = False) -> Appeal | None:
    """An appeal that the organiser's own teams publish; another is as if it were not there.

    `for_change` holds its row: of two who change it at once, the second sees what the first did.
    """
    query = select(Appeal).where(Appeal.slug == slug, _of(organiser.team_ids))
    return db.session.scalar(query.with_for_update(key_share=True) if for_change else query)


_ON_SHOW = (Appeal.published_at.is_not(None), Appeal.withdrawn_at.is_(None))


def on_show(now: datetime, *, offset: int, most: int) -> list[Appeal]:
    """Some of what the front page lists: published and not withdrawn, those that can be signed first."""
    is_open = or_(Appeal.closes_at.is_(None), Appeal.closes_at > now)
    return list(
        db.session.scalars(
            select(Appeal)
            .where(*_ON_SHOW)
            .options(selectinload(Appeal.versions).undefer(AppealVersion.trees))
            .order_by(is_open.desc(), Appeal.published_at.desc(), Appeal.id.desc())
            .offset(offset)
            .limit(most)
        )
    )


def being_signed(at: datetime) -> list[int]:
    """The appeals under which a signature given in time may be confirmed at an instant; of none more than that is read."""
    until = select(Appeal.id, Appeal.closes_at, Appeal.grace_minutes).where(
        *_ON_SHOW, Appeal.stopped_at.is_(None)
    )
    return [
        each.id
        for each in db.session.execute(until)
        if each.closes_at is None or at < each.closes_at + timedelta(minutes=each.grace_minutes)
    ]


def count_on_show() -> int:
    """How many appeals the front page lists."""
    return _count(*_ON_SHOW)


def _count(*conditions: ColumnElement[bool]) -> int:
    return int(db.session.execute(select(func.count(Appeal.id)).where(*conditions)).scalar_one())
