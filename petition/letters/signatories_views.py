"""The public list of those who signed: its pages, kept for everybody, and its search, kept for nobody."""

from functools import partial

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.core.transactions import read_first
from petition.letters import roll
from petition.signatures import counts, notes
from petition.signatures.addresses import languages
from petition.signatures.own_page import heading
from petition.signatures.public import all_are_named, shown_to_all

bp = Blueprint("signatories", __name__)

_LONGEST = 200  # characters of a search


@bp.get("/a/<slug:slug>/signatories", defaults={"nth": 1})
@bp.get("/a/<slug:slug>/signatories/page/<id:nth>")
@web.public
def names(slug: str, nth: int) -> ResponseReturnValue:
    """A page of the names, in the letter's order."""
    found, lang = _public(slug)
    kept = roll.kept(found, _text_lang(found, lang))
    if kept is None or nth > kept.pages:
        if nth > 1:
            abort(404)
        return _page(found, lang)
    return _page(
        found,
        lang,
        shown=roll.page(found, kept, nth),
        nth=nth,
        pages=kept.pages,
        before=_at(found, lang, nth - 1) if nth > 1 else None,
        after=_at(found, lang, nth + 1) if nth < kept.pages else None,
    )


@bp.post("/a/<slug:slug>/signatories")
def search(slug: str) -> Response:
    """The names in which all that was typed is found: sent by POST, so that whom somebody looks for stands in no address."""
    read_first()
    found, lang = _public(slug)
    typed = request.form.get("q", "")[:_LONGEST]
    kept = roll.kept(found, _text_lang(found, lang))
    shown = roll.search(found, kept, typed) if kept else None
    response = make_response(_page(found, lang, shown=shown, typed=typed))
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(found: Appeal, lang: str, **facts: object) -> str:
    nothing = {"shown": None, "typed": "", "nth": 1, "pages": 1, "before": None, "after": None}
    return render_template(
        "letters/signatories.html",
        page=heading(found, lang, now=clock.now()),
        languages=languages(found, lang, url=partial(_at, found)),
        accent=found.accent,
        action=_at(found, lang),
        organisations_note=notes.organisations(found),
        unlisted=counts.unlisted(found, complete=found.phase(clock.now()) is Phase.CLOSED),
        **nothing | facts,
    )


def _at(found: Appeal, lang: str, nth: int = 1) -> str:
    return url_for(
        ".names",
        slug=found.slug,
        nth=nth,
        lang=None if lang == found.first_lang and lang not in i18n.languages() else lang,
    )


def _public(slug: str) -> tuple[Appeal, str]:
    """The appeal whose list may be read, and the language of the page."""
    found, lang = shown_to_all(slug)
    if not all_are_named(found, found.phase(clock.now()).value):
        abort(404, gettext("The organisers show the names when signing has ended."))
    return found, lang


def _text_lang(found: Appeal, lang: str) -> str:
    return lang if lang in found.published_langs else found.first_lang
