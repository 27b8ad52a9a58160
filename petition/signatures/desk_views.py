"""At the desk: the preview of the public page, and single lines of the lists that organisers brought."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock, i18n
from petition.signatures import addresses, page
from petition.signatures.forms import SignForm

bp = Blueprint("signature_desk", __name__, url_prefix="/desk/a/<slug:slug>")


@bp.get("/preview")
@bp.get("/preview/<lang:lang>")
@for_organisers(Permission.SEE)
def preview(organiser: Organiser, slug: str, lang: str = "") -> ResponseReturnValue:
    """The public page as it will be."""
    appeal = own_appeal(organiser, slug)
    lang = lang or appeal.first_lang
    if lang not in i18n.languages() and lang not in appeal.langs:
        abort(404)
    i18n.speak(lang)
    shown = page.appeal_page(appeal, lang, preview=True, now=clock.now())
    links = [
        addresses.Language(
            each.code, each.native_name, url_for(".preview", slug=slug, lang=each.code), each.current
        )
        for each in addresses.languages(appeal, lang, preview=True)
    ]
    form = SignForm(appeal.form_asks, formdata=None)
    return render_template(
        "signatures/appeal.html",
        page=shown,
        form=form,
        languages=links,
        accent=appeal.accent,
        back=url_for("desk.appeal", slug=slug),
    )
