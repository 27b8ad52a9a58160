"""The appeal that an address of the desk names, for organisers of its teams alone."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort, request

from petition.accounts.access import allow_shared, apart
from petition.accounts.models import Organiser
from petition.appeals import directory
from petition.appeals.models import Appeal

R = TypeVar("R")


def own_appeal(organiser: Organiser, slug: str, *, for_change: bool = True) -> Appeal:
    """The appeal, its row held where a form is sent, unless that changes nothing; 404 for other teams', and for none.

    403 where the page asks for more than the organiser's role allows.
    """
    found = directory.for_organiser(organiser, slug, for_change=for_change and request.method == "POST")
    if found is None:
        abort(404)
    allow_shared(organiser, found.team, [each.team for each in found.partners])
    return found


def own_again(organiser: Organiser, slug: str, slow: Callable[[], R]) -> tuple[Appeal, R]:
    """The appeal once more, and what `slow` gives: read or drawn while nobody waits, neither to sign nor for its row.

    Where the page had the appeal before: all of it is read anew, and whoever asks must still be allowed to. What `slow`
    raises is raised, and the appeal is held no more.
    """
    made = apart(organiser, slow)
    return own_appeal(organiser, slug), made
