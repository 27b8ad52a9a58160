"""The appeal that an address of the desk names, for organisers of its team alone."""

from flask import abort, request

from petition.accounts.models import Organiser
from petition.appeals import service
from petition.appeals.models import Appeal


def own_appeal(organiser: Organiser, slug: str) -> Appeal:
    """The appeal, its row held where something is sent to change it; 404 for that of another team, and for none."""
    found = service.for_organiser(organiser, slug, for_change=request.method == "POST")
    if found is None:
        abort(404)
    return found
