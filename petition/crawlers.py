"""What programs that read the whole site are told: where they may go, what there is, whom to tell of a weakness."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, render_template

from petition.appeals import directory, update
from petition.core import clock, web
from petition.core.settings import settings
from petition.letters import seal_check, seal_file
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


_HOW_TO_CHECK = """\
Check that a letter published here was not changed after it was sealed

1. Download letter.seal from the page of the letter.
2. Keep the fingerprint of the key below in another place, and compare it with other people.
3. Take the program {program} (in the source code of this service:
   petition/letters/seal_check.py). It needs Python 3.11 and its package "cryptography".
4. Check the file, offline:

   python seal_check.py letter.seal --key "{key}"

{not_proved}

Keys of this service, the present one first:
"""


@bp.get("/seal.txt")
@web.public
def seal() -> Response:
    """How a seal is checked, and the fingerprints of the keys that sealed letters here."""
    keys = seal_file.key_fingerprints()
    program, not_proved = web.address("/seal_check.py"), "\n".join(seal_check.NOT_PROVED)
    how = _HOW_TO_CHECK.format(key=keys[0], program=program, not_proved=not_proved)
    return Response(how + "".join(f"{each}\n" for each in keys), mimetype="text/plain")


@bp.get("/seal_check.py")
@web.public
def checker() -> Response:
    """The program that checks a seal, as it runs here."""
    return Response(Path(seal_check.__file__).read_bytes(), mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@web.public
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); it says for a year ahead."""
    contact = settings().contact
    expires = f"{clock.now() + timedelta(days=365):%Y-%m-%dT00:00:00Z}"
    lines = [f"Contact: mailto:{contact}", f"Expires: {expires}", "Preferred-Languages: en, ru, kk"]
    lines.append(f"Canonical: {web.address('/.well-known/security.txt')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
