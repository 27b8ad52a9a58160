"""What was typed just now, shown back: the address, masked, and how one chose to appear, for who signs with another one.

And all of a form that was refused, for the page to which Back leads. Sealed into the address of the next page, and kept
nowhere. It is made of what was typed alone, so it tells nothing of whether the mailbox is known (docs/adr/0051).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from petition.core import address_part, text
from petition.lexicon.signatory import Visibility

_PLACE = "shown back"
_REFUSED = "a form that was refused"
_LONGEST = 3_000  # letters of an address: servers take four thousand


class ShownBack(NamedTuple):
    """A masked address and how its owner chose to appear; '' and in full where nothing can be read."""

    masked: str = ""
    visibility: Visibility = Visibility.PUBLIC


NOTHING = ShownBack()


def sealed(mailbox: str, visibility: Visibility = Visibility.PUBLIC, *, now: datetime) -> str:
    """A mailbox, masked, and how its owner appears, sealed as a part of an address."""
    return address_part.sealed([text.masked_mailbox(mailbox), visibility], _PLACE, now=now)


def sealed_form(typed: Mapping[str, str], *, now: datetime) -> str:
    """What was typed into a form that is refused, sealed as a part of an address; '' where that would be too long."""
    part = address_part.sealed(dict(typed), _REFUSED, now=now)
    return part if len(part) <= _LONGEST else ""


def read_form(value: str, *, now: datetime) -> dict[str, str] | None:
    """What was typed into such a form; None for anything else, and once it is older than an hour."""
    typed: dict[str, str] | None = address_part.read(value, _REFUSED, now=now)
    return typed


def read(value: str, *, now: datetime) -> ShownBack:
    """What was sealed; nothing of what is not ours or older than an hour."""
    match address_part.read(value, _PLACE, now=now):
        case [str(masked), str(visibility)]:
            return ShownBack(masked, Visibility(visibility))
    return NOTHING
