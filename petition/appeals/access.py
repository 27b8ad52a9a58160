"""The appeal that an address of the desk names, for organisers of its teams alone."""

from flask import abort, request

from petition.accounts.access import allow_shared
from petition.accounts.models import Organiser
from petition.appeals import directory
from petition.appeals.models import Appeal


def own_appeal(organiser: Organiser, slug: str, *, for_change: bool = True) -> Appeal:
    """The appeal, its row held where a form is sent, unless that changes nothing; 404 for other teams', and for none.

    403 where the page asks for more than the organiser's role allows.
    """
    found = directory.for_organiser(organiser, slug, for_change=for_change and request.method == "POST")
    if found is None:
        abort(404)
    allow_shared(organiser, found.team, [each.team for each in found.partners])
    return found
