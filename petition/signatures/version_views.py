"""The public page of each published version of a letter: its text stays to be read, and what became of it."""

from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from petition.appeals import service as appeals
from petition.core import clock, web
from petition.signatures import versions
from petition.signatures.addresses import languages, version_path
from petition.signatures.own_page import heading
from petition.signatures.public import is_readable, shown_to_all

bp = Blueprint("versions", __name__)


@bp.get("/a/<slug:slug>/version/<id:number>")
@web.public
def version(slug: str, number: int) -> ResponseReturnValue:
    """A version of the text as it was published, its fingerprint, and what the next one changed."""
    appeal, lang = shown_to_all(slug, number)
    found = appeals.numbered(appeal, number)
    assert found is not None
    return render_template(
        "signatures/version.html",
        page=heading(appeal, lang if is_readable(appeal, lang) else appeal.first_lang, now=clock.now()),
        version=versions.page(appeal, found, lang),
        languages=languages(appeal, lang, written=found.langs, url=partial(version_path, appeal, number)),
        accent=appeal.accent,
    )
