"""At the desk: the preview of the public page, and single lines of the lists that organisers brought."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.appeals.access import own_appeal
from petition.core import clock, i18n
from petition.core.db import db
from petition.signatures import held as signature_held
from petition.signatures import page
from petition.signatures.forms import SignForm
from petition.signatures.rules import State

bp = Blueprint("signature_desk", __name__, url_prefix="/desk/a/<slug:slug>")


@bp.get("/preview")
@bp.get("/preview/<lang:lang>")
@for_organisers
def preview(organiser: Organiser, slug: str, lang: str = "") -> ResponseReturnValue:
    """The public page as it will be."""
    appeal = own_appeal(organiser, slug)
    lang = lang or appeal.first_lang
    if lang not in i18n.SPOKEN and lang not in appeal.langs:
        abort(404)
    i18n.speak(lang)
    shown = page.appeal_page(appeal, lang, preview=True, now=clock.now())
    links = [
        page.Language(
            each.code, each.native_name, url_for(".preview", slug=slug, lang=each.code), each.current
        )
        for each in page.languages(appeal, lang, preview=True)
    ]
    form = SignForm(appeal.asks, formdata=None)
    return render_template(
        "signatures/appeal.html",
        page=shown,
        form=form,
        languages=links,
        accent=appeal.accent,
        back=url_for("desk.appeal", slug=slug),
    )


@bp.route("/held", methods=["GET", "POST"])
@for_organisers
def held(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Signatures that organisers look at before they count, to be dealt with in one go."""
    appeal = own_appeal(organiser, slug)
    if request.method != "POST":
        part: signature_held.Part = State.REJECTED if request.args.get("show") == "refused" else State.HELD
        return render_template(
            "signatures/held_queue.html",
            appeal=appeal,
            part=part,
            queue=signature_held.queue(appeal, part),
            day=i18n.day,
        )
    deeds = {"count": signature_held.count, "refuse": signature_held.reject}
    deed = deeds.get(request.form.get("deed", ""))
    if deed is None:
        abort(400)
    done = deed(
        appeal,
        request.form.getlist("held")[: signature_held.AT_ONCE],
        organiser_id=organiser.id,
        now=clock.now(),
    )
    db.session.commit()
    if deed is signature_held.count:
        flash(ngettext("%(num)s signature now counts.", "%(num)s signatures now count.", done))
    else:
        flash(ngettext("%(num)s signature is not counted.", "%(num)s signatures are not counted.", done))
    return redirect(url_for(".held", slug=slug), 303)
