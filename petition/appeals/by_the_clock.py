"""What the clock brings about: a deadline that has passed is written down, and a draft left alone is told of."""

from datetime import datetime

from sqlalchemy import select

from petition import audit
from petition.accounts import members
from petition.appeals import messages
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.mail.out import outbox


def warn_of_clearing(appeal: Appeal, until: datetime, *, now: datetime) -> None:
    """Tell the teams of a draft that nobody works on when the names in it will be erased."""
    for organiser in members.of_team(*appeal.teams):
        outbox.post(messages.draft_expires(appeal, organiser, until), now=now)
    appeal.draft_warned_at = now
    audit.record("draft.warned", appeal_id=appeal.id, now=now)


def note_closings(now: datetime) -> int:
    """Write down the closings that have come to pass since the worker last looked; nothing waits for it."""
    due = db.session.scalars(
        select(Appeal)
        .where(
            Appeal.published_at.is_not(None),
            Appeal.closes_at <= now,
            Appeal.closing_noted_at.is_(None),
            Appeal.withdrawn_at.is_(None),
        )
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for appeal in due:
        appeal.closing_noted_at = now
        audit.record("appeal.deadline passed", appeal_id=appeal.id, now=now, closes_at=str(appeal.closes_at))
    return len(due)
