"""A value sealed into an address of a page: who reads that address in a log or a history learns nothing from it.

It is kept nowhere, and an hour later it says nothing to anybody (docs/adr/0051, 0065).
"""

import base64
from datetime import datetime, timedelta
from typing import Any

from petition.core.vault import Unreadable, vault

_LIFE = timedelta(hours=1)


def sealed(value: Any, place: str, *, now: datetime) -> str:
    """A value of JSON as a part of an address; `place` says for what and whom, and has to be told to read it."""
    kept = vault().common.seal_json([value, int(now.timestamp())], place)
    return base64.urlsafe_b64encode(kept).decode().rstrip("=")


def read(part: str, place: str, *, now: datetime) -> Any:
    """The value; None for what is not ours, of another place, or older than an hour."""
    try:
        kept = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value, at = vault().common.unseal_json(kept, place)
    except (Unreadable, ValueError):
        return None
    return value if timedelta() <= now - datetime.fromtimestamp(at, now.tzinfo) < _LIFE else None
