"""A draft as a whole: begun as a copy of another letter, or deleted for good."""

from dataclasses import replace
from datetime import datetime

from petition import audit, erasure
from petition.accounts.models import Team
from petition.appeals import pictures, translations
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core.db import db

_SETTINGS = (
    "grace_minutes",
    "target",
    "asks",
    "identification_only",
    "by_message",
    "accent",
    "pending_days",
    "looks",
    "kept_days",
    "choices",
    "mails",
    "remind_days",
    "last_call_hours",
    "offers_updates",
)


class Shared(Exception):
    """A draft that other teams publish too: that is ended first, so that they know."""


def copy(appeal: Appeal, team: Team, *, organiser_id: int, now: datetime) -> Appeal:
    """A new draft of a team's with texts, pictures and settings of an appeal; no signatures, lists, deadline or partners."""
    first, *others = appeal.langs
    copied = appeals.begin(
        team,
        _text(appeal, first, team),
        body=appeal.body(first, draft=True),
        lang=first,
        zone=appeal.zone,
        organiser_id=organiser_id,
        now=now,
    )
    for lang in others:
        text, body = _text(appeal, lang, team), appeal.body(lang, draft=True)
        appeals.write(copied, lang, text, body=body, organiser_id=organiser_id, now=now)
        translations.note(copied, lang)
    for name in _SETTINGS:
        setattr(copied, name, getattr(appeal, name))
    pictures.copy(appeal, copied)
    if appeal.logo:
        appeals.set_logo(copied, appeal.logo, organiser_id=organiser_id, now=now)
    audit.record(
        "appeal.copied", appeal_id=copied.id, organiser_id=organiser_id, now=now, copied_from=appeal.id
    )
    return copied


def _text(appeal: Appeal, lang: str, team: Team) -> Text:
    """A text without what was not understood of its file, nor the names of teams that do not publish the copy."""
    kept = appeal.draft(lang) or Text()
    others = {each.name for each in appeal.teams if each.id != team.id} if appeal.partners else set()
    letterhead = tuple(line for line in kept.letterhead if line not in others)
    return replace(kept, left_over=(), letterhead=letterhead)


def delete(appeal: Appeal, *, organiser_id: int, now: datetime) -> None:
    """Delete a draft whole and for good, in one transaction. Raises NotPossible for what was ever published, and Shared."""
    if appeal.published_at is not None:
        raise appeals.NotPossible("published")
    if appeal.partners:
        raise Shared
    for _step in erasure.erase_appeal(appeal, organiser_id=organiser_id, now=now):
        db.session.flush()
