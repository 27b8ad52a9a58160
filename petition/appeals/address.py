"""The address of an appeal, /a/<slug>: proposed from the title, chosen by organisers until it is published, then fixed."""

import secrets

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core.db import db

_MOST = 72  # letters of an address, so that a word can be put behind it


def free(wanted: str) -> str:
    """An address that nobody has, as near to the one wanted as can be."""
    slug = wanted[:_MOST].strip("-")
    while is_taken(slug):
        slug = f"{wanted[:_MOST].strip('-')}-{secrets.token_hex(2)}"
    return slug


def is_taken(slug: str) -> bool:
    """Whether an appeal has this address."""
    return db.session.scalar(select(Appeal.id).where(Appeal.slug == slug)) is not None
