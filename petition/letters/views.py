"""The final letter in public once signing has ended; before that a preview marked as such, for organisers."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from io import BytesIO

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import service as appeals
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.core.db import db
from petition.core.replica import primary
from petition.core.transactions import begin_writing, let_go, snapshot
from petition.letters import exports, gather, page, seal_file, service
from petition.letters.composing.letter import Choices, Letter
from petition.letters.forms import ChoicesForm
from petition.letters.models import FAILED, READY, Export
from petition.letters.render import FORMATS, as_html
from petition.letters.render.refusals import MissingGlyphs
from petition.signatures.addresses import languages, letter_path
from petition.signatures.own_page import heading
from petition.signatures.timeline import timeline

bp = Blueprint("letters", __name__)

_LOOKED_AT = 1_000  # names that the desk shows below a letter; all are in each file
_COME_AGAIN = timedelta(seconds=30)  # to a file that is being made
_COME_LATER = timedelta(hours=1)  # to one that could not be


@bp.get("/a/<slug:slug>/letter")
@web.public
def letter(slug: str) -> ResponseReturnValue:
    """The final letter as a page."""
    appeal = _published(slug)
    read_in = _lang(appeal)
    i18n.speak(read_in)
    if appeal.phase(clock.now()) is not Phase.CLOSED:
        return _not_yet(appeal, read_in)
    # Who reads a language that it was not written in is spoken to in that one, as on the page of the appeal.
    lang = (
        appeal.first_lang if read_in in i18n.languages() and read_in not in appeal.langs_to_read else read_in
    )
    composed, is_long = _shown(appeal, lang)
    state = exports.state_of(appeal, lang, clock.now()) if is_long else ""
    files = [
        page.file(
            each,
            _file_url(slug, each, lang, appeal),
            exports.found(appeal, lang, each) if is_long else None,
            now_is=state,
        )
        for each in service.DELIVERED
    ]
    return render_template(
        "letters/letter.html",
        page=heading(appeal, read_in, now=clock.now()),
        languages=languages(appeal, read_in, url=partial(letter_path, appeal)),
        accent=appeal.accent,
        letter=as_html.fragment(composed),
        titled=bool(composed.heading),
        files=files,
        seals=page.seals(gather.seals(appeal)),
        seal_url=_file_url(slug, seal_file.SEAL, appeal.first_lang, appeal),
        here=web.address(letter_path(appeal, read_in)),
        description=composed.statement,
        events=timeline(appeal),
        resends=not appeal.is_erased(clock.now()),
        left_out=composed.counts.printed - len(composed.signatories),
    )


@bp.get("/a/<slug:slug>/letter.<form>")
@web.public
def letter_file(slug: str, form: str) -> ResponseReturnValue:
    """The final letter as a file; a long one once the worker has made it, which whoever asks first has begun.

    `?separator=;` parts the values of a letter that is not long as Excel wants it in much of Europe and Asia.
    """
    if form not in (*service.DELIVERED, seal_file.SEAL):
        abort(404)
    appeal = _closed(slug)
    if form == seal_file.SEAL and not gather.seals(appeal):
        abort(404, gettext("The list of signatures is not sealed yet. Come back in ten minutes."))
    lang = appeal.first_lang if form == seal_file.SEAL else _lang(appeal)
    if not exports.is_long(appeal):
        return _seal(appeal) if form == seal_file.SEAL else _file(_letter(appeal, lang), form)
    if lang not in appeal.langs_to_read:
        abort(404, gettext("The letter is not available in this language."))
    if export := _current(appeal, lang, form):
        return _kept_file(export)
    _ask(appeal, lang, form)
    asked = exports.found(appeal, lang, form)
    failed = bool(asked and asked.state == FAILED)
    rendered = render_template(
        "letters/in_progress.html",
        heading=gettext("This file could not be made") if failed else gettext("The file is being made"),
        failed=failed,
        label=page.LABELS[form],
        progress=page.progress(asked) if asked else "",
        again=_file_url(slug, form, lang, appeal),
        letter_url=url_for(".letter", slug=slug, lang=None if lang == appeal.first_lang else lang),
        accent=appeal.accent,
    )
    response = make_response(rendered, 503)
    response.headers["Retry-After"] = str(round((_COME_LATER if failed else _COME_AGAIN).total_seconds()))
    return response


@bp.route("/desk/a/<slug:slug>/letter", methods=["GET", "POST"])
@for_organisers(Permission.EXPORT)
def desk_letter(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The letter as it would be printed now, and how its list is printed."""
    appeal = _own_letter(organiser, slug)
    i18n.speak(organiser.lang)  # "lang" in the address is the letter's language, not the desk's
    lang, chosen = _lang(appeal), service.choices(appeal)
    form = ChoicesForm() if request.method == "POST" else ChoicesForm.of(asdict(chosen))
    is_valid = request.method == "POST" and form.validate()
    if is_valid:
        chosen = Choices(**form.choices())
        if "show" not in request.form:
            service.choose(appeal, form.choices(), organiser_id=organiser.id, now=clock.now())
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".desk_letter", slug=slug, lang=request.args.get("lang")), 303)
    composed, is_long = _shown(appeal, lang, chosen)
    state = exports.state_of(appeal, lang, clock.now()) if is_long else ""
    files = [
        page.file(
            each,
            url_for(".desk_file", slug=slug, form=each, lang=lang),
            exports.found(appeal, lang, each) if is_long else None,
            zone=appeal.zone,
            now_is=state,
        )
        for each in FORMATS
    ]
    texts = [(code, i18n.own_name(code), code == lang) for code in appeal.langs_to_read]
    shown = replace(composed, signatories=composed.signatories[:_LOOKED_AT])
    rendered = render_template(
        "letters/desk.html",
        appeal=appeal,
        form=form,
        files=files,
        counts=composed.counts,
        texts=texts,
        lang=lang,
        letter=as_html.fragment(shown, title="h2"),
        final=not composed.preview,
        is_long=is_long,
        left_out=composed.counts.printed - len(shown.signatories),
        is_tried=is_valid,
        spelled_out=() if is_long else service.spelled_out(composed),
    )
    return (rendered, 422) if request.method == "POST" and not is_valid else rendered


@bp.get("/desk/a/<slug:slug>/letter.<form>")
@for_organisers(Permission.EXPORT)
def desk_file(organiser: Organiser, slug: str, form: str) -> ResponseReturnValue:
    """The letter as a file, as it would be printed now; a long one as it was when the worker made it."""
    appeal = _own_letter(organiser, slug)
    if form not in FORMATS:
        abort(404)
    lang = _lang(appeal)
    if not exports.is_long(appeal):
        return _file(_letter(appeal, lang), form)
    if export := _current(appeal, lang, form):
        return _kept_file(export)
    return redirect(url_for(".desk_letter", slug=slug, lang=lang))


@bp.post("/desk/a/<slug:slug>/letter/files")
@for_organisers(Permission.EXPORT)
def make_file(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Have a file of a long letter made by the worker, again if there is one."""
    appeal = own_appeal(organiser, slug)
    lang, form = request.form.get("lang", ""), request.form.get("format", "")
    if lang not in appeal.langs_to_read or form not in FORMATS:
        abort(404)
    _ask(appeal, lang, form, again=True)
    return redirect(url_for(".desk_letter", slug=slug, lang=lang, _anchor="files-heading"), 303)


@bp.get("/desk/a/<slug:slug>/sheet.pdf")
@for_organisers(Permission.LISTS)
def sheet(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """A sheet on which people sign by hand."""
    appeal = own_appeal(organiser, slug)
    i18n.speak(organiser.lang)
    lang = _lang(appeal)
    try:
        data = service.sheet(appeal, lang)
    except service.NoSuchText:
        abort(404, gettext("A sheet can be printed in the languages in which the letter is published."))
    except MissingGlyphs as missing:
        abort(409, gettext("The PDF cannot be made: %(problem)s", problem=str(missing)))
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-sheet-{lang}.pdf"'
    return response


def _own_letter(organiser: Organiser, slug: str) -> Appeal:
    """An appeal of the organiser's, whose letter there is or will be."""
    appeal = own_appeal(organiser, slug)
    if appeal.withdrawn_at is not None:
        abort(410, gettext("This letter was withdrawn. There is no letter to download."))
    return appeal


def _not_yet(appeal: Appeal, lang: str) -> ResponseReturnValue:
    """What will stand here, and when."""
    until = appeal.closes_at + appeal.grace if appeal.closes_at else None
    rendered = render_template(
        "letters/not_yet.html",
        page=heading(appeal, lang, now=clock.now()),
        languages=languages(appeal, lang, url=partial(letter_path, appeal)),
        accent=appeal.accent,
        closes=i18n.at(appeal.closes_at, appeal.zone) if appeal.closes_at else "",
        until=i18n.at(until, appeal.zone) if until else "",
    )
    return rendered, 404


def _closed(slug: str) -> Appeal:
    appeal = _published(slug)
    if appeal.phase(clock.now()) is not Phase.CLOSED:
        abort(404, gettext("The letter appears here when signing and confirming have ended."))
    return appeal


def _published(slug: str) -> Appeal:
    appeal = appeals.published_at_address(slug)
    if appeal is None or appeal.published_at is None:
        abort(404, gettext("There is no letter at this address."))
    web.about(appeal.id)
    if appeal.withdrawn_at is not None:
        abort(410, gettext("The organisers have withdrawn this letter."))
    if appeal.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. It cannot be read or downloaded now."))
    return appeal


def _lang(appeal: Appeal) -> str:
    return request.args.get("lang", "") or appeal.first_lang


def _shown(appeal: Appeal, lang: str, chosen: Choices | None = None) -> tuple[Letter, bool]:
    """What a page shows of the letter: all of it, or the beginning of a long one; and whether it is long."""
    is_long = exports.is_long(appeal)
    read = service.beginning if is_long else service.letter
    return _letter(appeal, lang, partial(read, chosen=chosen)), is_long


def _letter(appeal: Appeal, lang: str, read: Callable[..., Letter] = service.letter) -> Letter:
    snapshot()
    try:
        return read(appeal, lang, now=clock.now())
    except service.NoSuchText:
        abort(404, gettext("The letter is not available in this language."))
    finally:
        let_go()


def _file(composed: Letter, form: str) -> Response:
    if form == "csv" and request.args.get("separator") == ";":
        return _named(Response(service.with_semicolons(composed)), composed.slug, composed.lang, form)
    try:
        data = service.rendered(composed, form)
    except MissingGlyphs as missing:
        abort(409, gettext("The PDF cannot be made: %(problem)s", problem=str(missing)))
    return _named(Response(data), composed.slug, composed.lang, form)


def _seal(appeal: Appeal) -> Response:
    """The file of the seals of a letter that is not long."""
    snapshot()
    file = BytesIO()
    seal_file.write(appeal, file)
    let_go()
    return _named(Response(file.getvalue()), appeal.slug, appeal.first_lang, seal_file.SEAL)


def _current(appeal: Appeal, lang: str, form: str) -> Export | None:
    """The export that is ready and stands for the letter as it is now."""
    export = exports.found(appeal, lang, form)
    if export is None or export.state != READY:
        return None
    return export if export.stands_for == exports.state_of(appeal, lang, clock.now()) else None


def _ask(appeal: Appeal, lang: str, form: str, *, again: bool = False) -> None:
    """Ask for a file, which is all that this transaction does: nobody waits for what was only read before."""
    state = exports.state_of(appeal, lang, clock.now())
    begin_writing()
    primary()
    exports.ask(appeal, lang, form, state, again=again, now=clock.now())
    db.session.commit()


def _kept_file(export: Export) -> Response:
    """A file that the worker made, streamed; if it is erased meanwhile the download breaks off and is seen to."""
    response = Response(stream_with_context(exports.pieces(export)), mimetype="application/octet-stream")
    response.content_length = export.size
    response.cache_control.public = request.endpoint == "letters.letter_file"
    response.cache_control.no_cache = True  # asked for each time: who has withdrawn is in it no longer
    response.set_etag(f"{export.id}-{export.run}")
    response.make_conditional(request)
    return _named(response, export.appeal.slug, export.lang, export.format)


def _named(response: Response, slug: str, lang: str, form: str) -> Response:
    response.headers["Content-Type"] = (
        "application/jsonl" if form == seal_file.SEAL else FORMATS[form].mimetype
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{lang}.{form}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _file_url(slug: str, form: str, lang: str, appeal: Appeal) -> str:
    return url_for(".letter_file", slug=slug, form=form, lang=None if lang == appeal.first_lang else lang)
