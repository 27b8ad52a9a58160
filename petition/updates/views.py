"""The public page of updates, each of them, and the feed; the same for everybody who reads a language."""

from functools import partial

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals import update
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.signatures.addresses import languages
from petition.signatures.own_page import heading
from petition.signatures.public import shown_to_all
from petition.updates import page

bp = Blueprint("updates", __name__)

_OF_FEED = 20  # entries


@bp.get("/a/<slug:slug>/updates", defaults={"nth": 1})
@bp.get("/a/<slug:slug>/updates/page/<id:nth>")
@web.public
def all_updates(slug: str, nth: int) -> ResponseReturnValue:
    """The updates in their order, the latest first."""
    appeal, lang = shown_to_all(slug)
    pages = max(1, -(-update.count_published(appeal) // page.A_PAGE))
    if nth > pages:
        abort(404)
    rows = update.published(appeal, offset=(nth - 1) * page.A_PAGE, most=page.A_PAGE)

    def at(to: int, code: str = lang) -> str:
        return url_for(".all_updates", slug=slug, nth=to, lang=code)

    return render_template(
        "updates/updates.html",
        **_around(appeal, lang),
        languages=languages(appeal, lang, url=partial(at, nth)),
        updates=[page.shown(each, lang) for each in rows],
        nth=nth,
        pages=pages,
        before=at(nth - 1) if nth > 1 else None,
        after=at(nth + 1) if nth < pages else None,
    )


@bp.get("/a/<slug:slug>/updates/<ref>")
@web.public
def one(slug: str, ref: str) -> ResponseReturnValue:
    """One update."""
    appeal, lang = shown_to_all(slug)
    row = update.one(appeal, ref)
    if row is None or row.published_at is None:
        abort(404, gettext("There is no update at this address. It may have been removed."))
    return render_template(
        "updates/one.html",
        **_around(appeal, lang),
        languages=languages(appeal, lang, url=partial(update.path, row)),
        update=page.shown(row, lang),
    )


@bp.get("/a/<slug:slug>/updates.atom")
@web.public
def feed(slug: str) -> ResponseReturnValue:
    """The latest updates as a feed (RFC 4287)."""
    appeal, lang = shown_to_all(slug)
    rows = [page.shown(each, lang) for each in update.published(appeal, most=_OF_FEED)]
    published = appeal.published_at
    assert published is not None
    written = render_template(
        "updates/feed.xml",
        **_around(appeal, lang),
        team=appeal.publishers,
        lang=lang,
        here=web.address(update.path_of_feed(appeal, lang)),
        all_at=web.address(update.path_of_all(appeal, lang)),
        updates=rows,
        updated=rows[0].iso if rows else page.instant(published),
    )
    return Response(written, mimetype="application/atom+xml")


def _around(appeal: Appeal, lang: str) -> dict[str, object]:
    return {
        "page": heading(appeal, lang, now=clock.now()),
        "accent": appeal.accent,
        "all_path": update.path_of_all(appeal, lang),
        "feed_path": update.path_of_feed(appeal, lang),
        "by_email": appeal.offers_updates and appeal.is_open(clock.now()),
    }
