"""Whether it is surely this person who sits at the desk now: asked before what cannot wait for a second thought."""

from datetime import datetime, timedelta

from petition.accounts.models import Organiser

FRESH = timedelta(minutes=10)


def is_surely(organiser: Organiser, *, now: datetime) -> bool:
    """Whether an organiser came in by their email within the last ten minutes."""
    return organiser.entered_at is not None and now - organiser.entered_at < FRESH
