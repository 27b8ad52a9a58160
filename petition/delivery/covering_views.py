"""At the desk: the covering note of a complete letter, as a file."""

from io import BytesIO

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n
from petition.core.transactions import let_go, snapshot
from petition.delivery.covering_note import covering_note
from petition.letters import service
from petition.letters.render.refusals import MissingGlyphs

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
    if form not in _MIMES or lang not in appeal.published_langs:
        abort(404)
    if appeal.phase(clock.now()) is not Phase.CLOSED:
        abort(409, gettext("This letter is not complete yet, or was withdrawn."))
    snapshot()
    note = covering_note(appeal, lang)
    let_go()
    out = BytesIO()
    try:
        service.write_covering(note, form, out)
    except MissingGlyphs as missing:
        abort(409, gettext("The PDF cannot be made: %(problem)s", problem=str(missing)))
    response = Response(out.getvalue(), mimetype=_MIMES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-covering-{lang}.{form}"'
    return response
