"""The final letter in public once signing has ended; before that a preview marked as such, for organisers."""

from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.core.db import db, let_go, snapshot
from petition.letters import service
from petition.letters.forms import ChoicesForm
from petition.letters.letter import Letter
from petition.letters.render import FORMATS, as_html
from petition.letters.render.as_pdf import MissingGlyphs
from petition.signatures import page

bp = Blueprint("letters", __name__)

_LABELS = {
    "pdf": "PDF",
    "docx": "Word (DOCX)",
    "txt": _l("Text"),
    "md": "Markdown",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "json": "JSON",
    "html": "HTML",
}


class File(NamedTuple):
    """A file of the letter that can be taken along."""

    format: str
    label: str
    url: str
    size: str = ""


@bp.get("/a/<slug:slug>/letter")
@web.public
def letter(slug: str) -> ResponseReturnValue:
    """The final letter as a page."""
    appeal = _closed(slug)
    lang = _lang(appeal)
    i18n.speak(lang)
    composed = _letter(appeal, lang)
    files = [File(each, _LABELS[each], _file_url(slug, each, lang, appeal)) for each in service.DELIVERED]
    return render_template(
        "letters/letter.html",
        page=page.appeal_page(appeal, lang, now=clock.now()),
        accent=appeal.accent,
        letter=as_html.fragment(composed),
        files=files,
    )


@bp.get("/a/<slug:slug>/letter.<form>")
@web.public
def letter_file(slug: str, form: str) -> ResponseReturnValue:
    """The final letter as a file."""
    if form not in service.DELIVERED:
        abort(404)
    appeal = _closed(slug)
    return _file(_letter(appeal, _lang(appeal)), form)


@bp.route("/desk/a/<slug:slug>/letter", methods=["GET", "POST"])
@for_organisers
def desk_letter(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The letter as it would be printed now, and how its list is printed."""
    appeal = _own(organiser, slug)
    i18n.speak(organiser.lang)  # "lang" in the address is the letter's language, not the desk's
    form = ChoicesForm()
    if request.method == "POST":
        if form.validate():
            service.choose(appeal, form.choices())
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".desk_letter", slug=slug), 303)
    else:
        chosen = service.choices(appeal)
        form = ChoicesForm(
            order=chosen.order,
            organisations=chosen.organisations,
            columns=str(chosen.columns),
            numbered=chosen.numbered,
            details=chosen.details,
        )
    lang = _lang(appeal)
    composed = _letter(appeal, lang)
    files = [
        File(each, _LABELS[each], url_for(".desk_file", slug=slug, form=each, lang=lang)) for each in FORMATS
    ]
    langs = appeal.version.langs if appeal.version else appeal.langs
    texts = [(code, i18n.own_name(code), code == lang) for code in langs]
    rendered = render_template(
        "letters/desk.html",
        appeal=appeal,
        form=form,
        files=files,
        counts=composed.counts,
        texts=texts,
        lang=lang,
        letter=as_html.fragment(composed),
        final=not composed.preview,
    )
    return (rendered, 422) if request.method == "POST" else rendered


@bp.get("/desk/a/<slug:slug>/letter.<form>")
@for_organisers
def desk_file(organiser: Organiser, slug: str, form: str) -> ResponseReturnValue:
    """The letter as a file, as it would be printed now."""
    if form not in FORMATS:
        abort(404)
    appeal = _own(organiser, slug)
    return _file(_letter(appeal, _lang(appeal)), form)


def _own(organiser: Organiser, slug: str) -> Appeal:
    appeal = appeals.for_organiser(organiser, slug, for_change=request.method == "POST")
    if appeal is None:
        abort(404)
    return appeal


def _closed(slug: str) -> Appeal:
    appeal = appeals.by_slug(slug)
    if appeal is None or appeal.published_at is None:
        abort(404, gettext("There is no appeal at this address."))
    if appeal.withdrawn_at is not None:
        abort(410, gettext("This letter was withdrawn by those who published it."))
    if appeal.phase(clock.now()) is not Phase.CLOSED:
        abort(404, gettext("The letter stands here as soon as signing and confirming have ended."))
    return appeal


def _lang(appeal: Appeal) -> str:
    return request.args.get("lang", "") or appeal.first_lang


def _letter(appeal: Appeal, lang: str) -> Letter:
    snapshot()
    try:
        return service.letter(appeal, lang, now=clock.now())
    except service.NoSuchText:
        abort(404, gettext("The letter is not available in this language."))
    finally:
        let_go()


def _file(composed: Letter, form: str) -> Response:
    try:
        data = service.rendered(composed, form)
    except MissingGlyphs as missing:
        abort(409, gettext("The PDF cannot be made: %(problem)s", problem=str(missing)))
    response = Response(data, mimetype=FORMATS[form].mimetype.split(";")[0])
    response.headers["Content-Type"] = FORMATS[form].mimetype
    name = f"{composed.slug}-{composed.lang}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file_url(slug: str, form: str, lang: str, appeal: Appeal) -> str:
    return url_for(".letter_file", slug=slug, form=form, lang=None if lang == appeal.first_lang else lang)
