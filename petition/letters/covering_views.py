"""At the desk: the covering note of a complete letter, as a file."""

from io import BytesIO

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.letters import covering, service
from petition.letters.render.refusals import MissingGlyphs
from petition.signatures import counts
from petition.signatures.rules import Source

bp = Blueprint("covering", __name__)

_MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@bp.get("/desk/a/<slug:slug>/covering.<form>")
@for_organisers(Permission.EXPORT)
def note(organiser: Organiser, slug: str, form: str) -> ResponseReturnValue:
    """The covering note in the language asked for, else in the first of the letter."""
    appeal = own_appeal(organiser, slug)
    i18n.speak(organiser.lang)  # "lang" in the address is the letter's language
    lang = request.args.get("lang", appeal.first_lang)
    if form not in _MIMES or appeal.version is None or lang not in appeal.version.langs:
        abort(404)
    if appeal.phase(clock.now()) is not Phase.CLOSED:
        abort(409, gettext("This letter is not complete yet, or was withdrawn."))
    out = BytesIO()
    try:
        service.write_covering(_note(appeal, lang), form, out)
    except MissingGlyphs as missing:
        abort(409, gettext("The PDF cannot be made: %(problem)s", problem=str(missing)))
    response = Response(out.getvalue(), mimetype=_MIMES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-covering-{lang}.{form}"'
    return response


def _note(appeal: Appeal, lang: str) -> covering.CoveringNote:
    text = appeal.published(lang)
    assert text is not None
    folded = counts.folded(appeal)
    doors = counts.by_door(appeal)
    by = {source: sum(door.number for door in doors if door.source is source) for source in Source}
    with force_locale(i18n.known(lang)):
        assert appeal.published_at is not None and appeal.closes_at is not None  # noqa: PT018  of what is closed
        method = covering.Method(
            address=web.address(f"/a/{appeal.slug}"),
            published=i18n.day(appeal.published_at),
            until=i18n.at(appeal.closes_at, appeal.zone),
            confirmed_until=i18n.at(appeal.closes_at + appeal.grace, appeal.zone),
            extensions=tuple((i18n.day(each.extended_at), each.reason) for each in appeal.extensions),
            versions=tuple((each.number, i18n.day(each.published_at), each.hash) for each in appeal.versions),
            on_page=by[Source.FORM],
            by_message=by[Source.MESSAGE],
            invited=by[Source.INVITED],
            on_lists=by[Source.LIST],
            folded=folded,
            not_named=counts.hidden(appeal),
        )
    return covering.note(
        text, method, lang=lang, team=appeal.publishers, count=counts.confirmed(appeal) - folded
    )
