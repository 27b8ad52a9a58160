"""What other sites and programs are given of letters: picture, figures, text, anywhere; a card, where it may be shown."""

from collections.abc import Sequence
from datetime import UTC

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from petition.appeals import directory, paper
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.letters import cards, open_data
from petition.signatures import counts
from petition.signatures.addresses import address
from petition.signatures.page import appeal_page
from petition.signatures.public import is_readable

bp = Blueprint("cards", __name__)

_A_PAGE = 50  # letters, as the front page has them
_FRAME = (400, 320)  # pixels that the card is given; it fits into 300 by 300
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


@bp.get("/a/<slug:slug>/card")
@web.public
def framed(slug: str) -> ResponseReturnValue:
    """The card as a page for frames of the sites that its organisers name (CSP 3, frame-ancestors): no form, no script.

    What the header says there wins over X-Frame-Options, which knows no list (RFC 7034; CSP 3, 6.4.2.1).
    """
    found = _public(slug)
    web.about(found.id, found.langs_of_versions)
    lang = request.args.get("lang", "")
    lang = lang if is_readable(found, lang) else found.first_lang
    i18n.speak(lang)
    said = appeal_page(found, lang, now=clock.now())
    response = make_response(render_template("letters/card.html", page=said, accent=found.accent))
    response.headers["Content-Security-Policy"] = _policy(found.frame_hosts)
    return _anywhere(response)


@bp.get("/a/<slug:slug>/oembed.json")
@web.public
def oembed(slug: str) -> ResponseReturnValue:
    """What a site that knows oEmbed (oembed.com, 2.3.4.4) shows in place of the letter's address."""
    found = _public(slug)
    lang = request.args.get("lang", "") or found.first_lang
    text = found.published(lang)
    if not found.frame_hosts or text is None:
        abort(404)
    source, (wide, high) = web.address(f"/a/{slug}/card?lang={lang}"), _FRAME
    frame = Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" style="border:0;max-width:100%"></iframe>'
    )
    return _anywhere(
        make_response(
            {
                "version": "1.0",
                "type": "rich",
                "title": text.title,
                "provider_name": found.publishers,
                "provider_url": web.address("/"),
                "cache_age": 3600,
                "html": frame.format(source, wide, high, text.title),
                "width": wide,
                "height": high,
            }
        )
    )


def _policy(hosts: Sequence[str]) -> str:
    """What the service forbids on every page, with these sites as those that may frame this one."""
    rules: str = current_app.extensions["headers"]["Content-Security-Policy"]
    return rules.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(hosts)}") if hosts else rules


@bp.get("/a/<slug:slug>/count.json")
@web.public
def count(slug: str) -> ResponseReturnValue:
    """The public figures of a letter."""
    found = _public(slug)
    web.about(found.id, ())
    closes = found.closes_at.astimezone(UTC).isoformat() if found.closes_at else None
    now = clock.now()
    figures = {
        "slug": found.slug,
        "address": address(found, found.first_lang),
        "state": found.phase(now).value,
        "signatures": counts.confirmed(found),
        "on_paper": paper.numbers([found])[found.id],
        "not_named": counts.unlisted(found, complete=found.phase(now) is Phase.CLOSED).not_named,
        "goal": found.target or None,
        "deadline": closes,
    }
    return _anywhere(make_response(figures))


@bp.get("/letters.json", defaults={"nth": 1})
@bp.get("/letters/page/<id:nth>.json")
@web.public
def letters(nth: int) -> ResponseReturnValue:
    """The letters that the front page lists, in its order, some at a time."""
    now, pages = clock.now(), max(1, -(-directory.count_on_show() // _A_PAGE))
    if nth > pages:
        abort(404)
    shown = directory.on_show(now, offset=(nth - 1) * _A_PAGE, most=_A_PAGE)
    confirmed, on_paper = counts.confirmed_of(shown), paper.numbers(shown)
    found = {
        "letters": [open_data.listed(each, confirmed[each.id], on_paper[each.id], now) for each in shown],
        "next": web.address(f"/letters/page/{nth + 1}.json") if nth < pages else None,
    }
    return _anywhere(make_response(found))


@bp.get("/a/<slug:slug>.json")
@web.public
def text(slug: str) -> ResponseReturnValue:
    """What the page of a letter says of it, withdrawn or paused too, without a name of anybody who signed."""
    found = appeals.published_at_address(slug)
    if found is None or found.published_at is None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id, ())
    figures = counts.confirmed(found), paper.numbers([found])[found.id]
    return _anywhere(make_response(open_data.whole(found, *figures, clock.now())))


def _anywhere(response: Response) -> Response:
    response.headers.update(_ANYWHERE)
    return response


def _public(slug: str) -> Appeal:
    found = appeals.published_at_address(slug)
    if found is None or found.published_at is None or found.withdrawn_at is not None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id)
    if found.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. It cannot be read or downloaded now."))
    return found
