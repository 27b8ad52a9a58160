"""Which appeals there are: those of an organiser's teams, those that the front page lists, those that are being signed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import load_only, selectinload

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
    """Some of what the front page lists: published and not withdrawn, those that can be signed first; with their texts."""
    with_texts = selectinload(Appeal.versions).undefer(AppealVersion.trees)
    return list(db.session.scalars(_on_show(now).options(with_texts).offset(offset).limit(most)))


def _on_show(now: datetime) -> Select[Appeal]:
    is_open = or_(Appeal.closes_at.is_(None), Appeal.closes_at > now)
    found = select(Appeal).where(*_ON_SHOW)
    return found.order_by(is_open.desc(), Appeal.published_at.desc(), Appeal.id.desc())


def languages_on_show(now: datetime, *, most: int) -> list[tuple[Appeal, list[str]]]:
    """The same letters, each with the languages it is published in, the first one first: no word of a text is read."""
    latest = select(func.max(AppealVersion.id)).group_by(AppealVersion.appeal_id)
    is_postgresql, content = db.engine.dialect.name == "postgresql", AppealVersion.content
    lang = (func.json_object_keys if is_postgresql else func.json_each)(content).table_valued("key")
    lang = lang.render_derived() if is_postgresql else lang  # one names its column, the other has it named
    rows = db.session.execute(
        select(AppealVersion.appeal_id, lang.c.key)
        .join(Appeal, Appeal.id == AppealVersion.appeal_id)
        .join(lang, true())
        .where(*_ON_SHOW, AppealVersion.id.in_(latest))
    )
    spoken = defaultdict[int, list[str]](list)
    for appeal_id, code in rows:
        spoken[appeal_id].append(code)
    bare = load_only(Appeal.slug, Appeal.first_lang, Appeal.stopped_at)
    found = db.session.scalars(_on_show(now).options(bare).limit(most))
    return [(each, sorted(spoken[each.id], key=lambda code: code != each.first_lang)) for each in found]


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
