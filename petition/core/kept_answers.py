"""What was answered to a form, kept for an hour under an address of its own, so that Back leads to it (docs/adr/0090).

Sealed by a key that stands in that address alone: neither the database nor DATA_KEY opens it.
"""

import hashlib
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db
from petition.core.vault import Key, Unreadable

KEPT = timedelta(hours=1)


class KeptAnswer(Base):
    """A page that answered a form; found by the hash of the key that opens it."""

    __tablename__ = "kept_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(unique=True)
    sealed: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(index=True)


def keep(page: bytes, place: str, *, now: datetime) -> str:
    """Keep a page; gives what opens it again, together with `place`, as a part of an address. Commits nothing."""
    key = secrets.token_bytes(32)
    sealed = Key(key).seal(zlib.compress(page), place)
    db.session.execute(insert(KeptAnswer).values(key=_found_by(key), sealed=sealed, made_at=now))
    return urlsafe_b64encode(key).decode().rstrip("=")


def read(part: str, place: str, *, now: datetime) -> bytes | None:
    """The page; None for what is not known here, is of another place, or older than an hour."""
    try:
        key = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        lives = (KeptAnswer.key == _found_by(key), KeptAnswer.made_at > now - KEPT)
        sealed = db.session.scalar(select(KeptAnswer.sealed).where(*lives))
        return zlib.decompress(Key(key).unseal(sealed, place)) if sealed else None
    except (Unreadable, ValueError):
        return None


def forget(now: datetime) -> None:
    """Drop what is older than an hour; commits nothing."""
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.made_at <= now - KEPT))


def _found_by(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()
