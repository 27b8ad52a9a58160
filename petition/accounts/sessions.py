"""Where an organiser is signed in: told to them by device and day, and a device that is new by email.

Flask-Security keeps the sessions themselves; these rows only tell of them. What a browser says of itself is sealed.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from petition.accounts import messages
from petition.accounts.models import DeskSession, Organiser
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import outbox

KEPT = timedelta(days=90)  # after it was last seen; a device that comes later is told of as new
SEEN_EVERY = timedelta(minutes=10)
LIFE = timedelta(hours=12)
# The first that a browser names is what it is: each later one is named by those before it, to be taken for it.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "YaBrowser": "Yandex",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class SignedInAt:
    """One session that goes on, for its owner to read; `device` such as "Firefox, Android", '' where unknown."""

    device: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


def begin(organiser: Organiser, *, device: str, agent: str, now: datetime) -> tuple[str, str]:
    """Note that an organiser has signed in: the name of the session, and that of the device, to be kept by the browser.

    `device` is the name that the browser has kept, '' for none. A device that the organiser has not used before is told of
    by email, but for the first of all.
    """
    device = device or secrets.token_urlsafe(16)
    key = vault().common.fingerprint("organiser's device", f"{organiser.ref} {device}")
    before = set(
        db.session.scalars(select(DeskSession.device_key).where(DeskSession.organiser_id == organiser.id))
    )
    ref, named = secrets.token_urlsafe(12), in_words(agent)
    db.session.add(
        DeskSession(
            organiser_id=organiser.id,
            ref=ref,
            device_key=key,
            sealed_device=vault().common.seal(named.encode(), f"desk_sessions|device|{ref}"),
            begun_at=now,
            seen_at=now,
        )
    )
    if before and key not in before:
        outbox.post(messages.new_device(organiser, named, now), now=now)
    return ref, device


def in_words(agent: str) -> str:
    """A browser in words, as it names itself (RFC 9110, 10.1.5): "Firefox, Android"; '' for what says nothing known."""
    found = (
        next((name for sign, name in table.items() if re.search(sign, agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))


def see(ref: str, *, now: datetime) -> None:
    """Note that a session is in use; begun in a transaction of its own, so that it waits for no other."""
    db.session.execute(
        update(DeskSession)
        .where(DeskSession.ref == ref, DeskSession.seen_at < now - SEEN_EVERY)
        .values(seen_at=now)
    )


def is_seen(ref: str, *, now: datetime) -> bool:
    """Whether there is nothing to note of a session: it is unknown, or was seen just now."""
    seen_at = db.session.scalar(select(DeskSession.seen_at).where(DeskSession.ref == ref))
    return seen_at is None or seen_at >= now - SEEN_EVERY


def end_all(organiser: Organiser, *, now: datetime) -> None:
    """Note that every session of an organiser has ended."""
    theirs = (DeskSession.organiser_id == organiser.id, DeskSession.ended_at.is_(None))
    db.session.execute(update(DeskSession).where(*theirs).values(ended_at=now))


def of(organiser: Organiser, ref: str, *, now: datetime) -> list[SignedInAt]:
    """Where an organiser is signed in, the latest seen first; `ref` is the session that asks."""
    rows = db.session.scalars(
        select(DeskSession)
        .where(
            DeskSession.organiser_id == organiser.id,
            DeskSession.ended_at.is_(None),
            DeskSession.begun_at > now - LIFE,
        )
        .order_by(DeskSession.seen_at.desc(), DeskSession.id.desc())
    )
    return [SignedInAt(row.device, row.begun_at, row.seen_at, row.ref == ref) for row in rows]


def forget(now: datetime) -> None:
    """Drop what is older than it is kept; commits nothing."""
    db.session.execute(delete(DeskSession).where(DeskSession.seen_at <= now - KEPT))
