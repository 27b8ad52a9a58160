"""The address of an appeal, /a/<slug>: proposed from the title, chosen by organisers until it is published, then fixed."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from petition import audit
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.transactions import violated

MOST = 72  # letters of an address, so that a word can be put behind it


def free(wanted: str) -> str:
    """An address that nobody has, as near to the one wanted as can be."""
    slug = wanted[:MOST].strip("-")
    while is_taken(slug):
        slug = f"{wanted[:MOST].strip('-')}-{secrets.token_hex(2)}"
    return slug


def is_taken(slug: str) -> bool:
    """Whether an appeal has this address."""
    return db.session.scalar(select(Appeal.id).where(Appeal.slug == slug)) is not None


class Taken(Exception):
    """Another appeal has this address."""


class Published(Exception):
    """The address is public, and people have passed it on: it cannot change."""


def change(appeal: Appeal, slug: str, *, organiser_id: int | None, now: datetime) -> None:
    """Give a draft another address. Raises Taken, or Published; of two who want one the database lets one have it."""
    if appeal.published_at is not None:
        raise Published
    if slug == appeal.slug:
        return
    try:
        with db.session.begin_nested():
            appeal.slug = slug
    except IntegrityError as error:
        if violated(error) == "uq_appeals_slug":
            raise Taken from None
        raise
    audit.record("appeal.readdressed", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
