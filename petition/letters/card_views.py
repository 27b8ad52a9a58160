"""What other sites and programs are given of a letter: its picture and its figures. Both may be shown anywhere."""

from datetime import UTC

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.letters import cards
from petition.signatures import counts
from petition.signatures.page import address

bp = Blueprint("cards", __name__)

_ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


@bp.get("/a/<slug:slug>/card.png")
@web.public
def card(slug: str) -> ResponseReturnValue:
    """The picture of a letter, in a language of its text."""
    found = _public(slug)
    png = cards.picture(found, request.args.get("lang", "") or found.first_lang)
    if not png:
        abort(404)
    return _anywhere(Response(png, mimetype="image/png"))


@bp.get("/a/<slug:slug>/count.json")
@web.public
def count(slug: str) -> ResponseReturnValue:
    """The public figures of a letter."""
    found = _public(slug)
    closes = found.closes_at.astimezone(UTC).isoformat() if found.closes_at else None
    figures = {
        "slug": found.slug,
        "address": address(found, found.first_lang),
        "state": found.phase(clock.now()).value,
        "signatures": counts.confirmed(found),
        "not_named": counts.hidden(found),
        "goal": found.target or None,
        "deadline": closes,
    }
    return _anywhere(make_response(figures))


def _anywhere(response: Response) -> Response:
    response.headers.update(_ANYWHERE)
    return response


def _public(slug: str) -> Appeal:
    found = appeals.by_slug(slug)
    if found is None or found.published_at is None or found.withdrawn_at is not None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id)
    if found.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. It cannot be read or downloaded now."))
    return found
