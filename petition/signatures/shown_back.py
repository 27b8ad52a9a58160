"""The address that was typed just now, shown back masked: sealed into the address of the next page, and kept nowhere.

It is made of what was typed alone, so it tells nothing of whether the mailbox is known (docs/adr/0051).
"""

from datetime import datetime

from petition.core import address_part, text

_PLACE = "shown back"


def sealed(mailbox: str, *, now: datetime) -> str:
    """A mailbox, masked and sealed, as a part of an address."""
    return address_part.sealed(text.masked_mailbox(mailbox), _PLACE, now=now)


def read(value: str, *, now: datetime) -> str:
    """The masked mailbox of it; '' for what is not ours or older than an hour."""
    return address_part.read(value, _PLACE, now=now) or ""
