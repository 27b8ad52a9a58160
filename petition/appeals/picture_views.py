"""A picture of a letter: to everybody where a published text has it, to its organisers before."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import pictures, service
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core.vault import Unreadable

bp = Blueprint("pictures", __name__)

_MIMES = {"png": "image/png", "jpg": "image/jpeg"}


@bp.get("/a/<slug:slug>/picture/<id:number>.<form>")
def public(slug: str, number: int, form: str) -> ResponseReturnValue:
    """A picture of a published text, for a year where the address says which (RFC 9111; `immutable`, RFC 8246)."""
    found = service.published_at_address(slug)
    if found is None or found.published_at is None or found.withdrawn_at or found.stopped_at:
        abort(404)
    kept = pictures.one(found, number)
    if kept is None or not kept.published:
        abort(404)
    response = _answer(found, kept, form)
    is_this = request.args.get("v") == pictures.tag(kept)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_this else "no-cache"
    return response


@bp.get("/desk/a/<slug:slug>/picture/<id:number>.<form>")
@for_organisers(Permission.SEE)
def of_draft(organiser: Organiser, slug: str, number: int, form: str) -> ResponseReturnValue:
    """A picture of a draft."""
    appeal = own_appeal(organiser, slug)
    return _answer(appeal, pictures.one(appeal, number) or abort(404), form)


def _answer(appeal: Appeal, kept: pictures.AppealPicture, form: str) -> Response:
    if kept.kind != form:
        abort(404)
    try:
        return Response(kept.data(appeal), mimetype=_MIMES[form])
    except Unreadable:
        abort(404)
