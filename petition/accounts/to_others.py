"""How many emails an organiser has sent to addresses that they type: few to one, some to all. Commits nothing."""

from datetime import datetime

from petition.accounts.models import Organiser
from petition.core import limits, text
from petition.core.vault import vault

TO_ONE = limits.Rate(
    3, 3
)  # mailbox; counted for each organiser, so that nobody learns what others send there
TO_ALL = limits.Rate(30, 30)


class TooManyEmails(Exception):
    """More emails to others than an organiser may cause just now."""


def count(organiser: Organiser, address: str, *, now: datetime) -> None:
    """Count an email to an address that was checked; raises TooManyEmails."""
    for whose, rate in (text.untagged_mailbox(address), TO_ONE), ("", TO_ALL):
        key = vault().common.fingerprint("emails of an organiser to", f"{organiser.ref}\0{whose}")
        if not limits.allows(key, rate, now=now):
            raise TooManyEmails
