"""What programs that read the whole site are told: where they may go, what there is, whom to tell of a weakness."""

from datetime import timedelta

from flask import Blueprint, Response, render_template

from petition.appeals import directory, update
from petition.core import clock, web
from petition.core.settings import settings
from petition.signatures import addresses

bp = Blueprint("crawlers", __name__)

_MOST = 10_000  # letters of a sitemap (50,000 addresses, sitemaps.org)
_PRIVATE = ("/c/", "/s/", "/m/", "/u/", "/desk", "/mailbox", "/mine")


@bp.get("/robots.txt")
@web.public
def robots() -> Response:
    """Where crawlers may go (RFC 9309): nowhere that is one person's."""
    rules = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _PRIVATE),
        "",
        f"Sitemap: {web.address('/sitemap.xml')}",
    ]
    return Response("\n".join(rules) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@web.public
def sitemap() -> Response:
    """Every public letter in each of its languages (sitemaps.org)."""
    public = directory.languages_on_show(clock.now(), most=_MOST)
    listed = [[(lang, addresses.address(each, lang)) for lang in langs] for each, langs in public]
    told = update.with_updates([each.id for each, _langs in public if each.stopped_at is None])
    listed += [
        [(lang, f"{web.address(update.path_of_all(each, ''))}?lang={lang}") for lang in langs]
        for each, langs in public
        if each.id in told
    ]
    return Response(
        render_template("pages/sitemap.xml", front=web.address("/"), letters=listed),
        mimetype="application/xml",
    )


@bp.get("/.well-known/security.txt")
@web.public
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); it says for a year ahead."""
    contact = settings().contact
    expires = f"{clock.now() + timedelta(days=365):%Y-%m-%dT00:00:00Z}"
    lines = [f"Contact: mailto:{contact}", f"Expires: {expires}", "Preferred-Languages: en, ru, kk"]
    lines.append(f"Canonical: {web.address('/.well-known/security.txt')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
