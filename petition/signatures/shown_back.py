"""The address that was typed just now, shown back masked: sealed into the address of the next page, and kept nowhere.

Who reads that address in a log or a history learns nothing from it, and an hour later neither does who opens it. It is made
of what was typed alone, so it tells nothing of whether the mailbox is known (docs/adr/0051).
"""

import base64
from datetime import datetime, timedelta

from petition.core import text
from petition.core.vault import Unreadable, vault

_PLACE = "shown back"
_LIFE = timedelta(hours=1)


def sealed(mailbox: str, *, now: datetime) -> str:
    """A mailbox, masked and sealed, as a part of an address."""
    shown = [text.masked_mailbox(mailbox), int(now.timestamp())]
    return base64.urlsafe_b64encode(vault().common.seal_json(shown, _PLACE)).decode().rstrip("=")


def read(value: str, *, now: datetime) -> str:
    """The masked mailbox of it; '' for what is not ours or older than an hour."""
    try:
        sealed_value = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        shown, at = vault().common.unseal_json(sealed_value, _PLACE)
    except (Unreadable, ValueError):
        return ""
    return str(shown) if timedelta() <= now - datetime.fromtimestamp(at, now.tzinfo) < _LIFE else ""
