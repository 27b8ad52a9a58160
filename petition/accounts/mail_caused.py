"""How many emails an organiser may cause: few to one address that they type, more to all. Commits nothing."""

from datetime import datetime

from petition.accounts.models import Organiser
from petition.core import limits, text
from petition.core.vault import vault

TO_ONE = limits.Rate(
    3, 3
)  # mailbox; counted for each organiser, so that nobody learns what others send there
TO_ALL = limits.Rate(30, 30)
TRIED_OUT = limits.Rate(10, 10)  # presses, each of which may send one in each language


class TooManyEmails(Exception):
    """More emails than an organiser may cause just now."""


def count(organiser: Organiser, address: str, *, now: datetime) -> None:
    """Count an email to an address that was checked; raises TooManyEmails."""
    for whose, rate in (text.untagged_mailbox(address), TO_ONE), ("", TO_ALL):
        key = vault().common.fingerprint("emails of an organiser to", f"{organiser.ref}\0{whose}")
        if not limits.allows(key, rate, now=now):
            raise TooManyEmails


def count_tried_out(organiser: Organiser, *, now: datetime) -> None:
    """Count that an organiser has an email sent to themselves to see how it looks; raises TooManyEmails."""
    key = vault().common.fingerprint("emails that an organiser tries out", organiser.ref)
    if not limits.allows(key, TRIED_OUT, now=now):
        raise TooManyEmails
