"""At the desk: the preview of the public page, and single lines of the lists that organisers brought."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.core.db import db
from petition.signatures import held as signature_held
from petition.signatures import page, service
from petition.signatures.forms import LineForm, SignForm
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars

bp = Blueprint("lists", __name__, url_prefix="/desk/a/<slug:slug>")


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


@bp.route("/signatories/<ref>", methods=["GET", "POST"])
@for_organisers
def line(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """One line of a list: correct, move, take off."""
    appeal = own_appeal(organiser, slug)
    signature = service.listed(appeal, ref)
    if signature is None:
        abort(404)
    if request.method != "POST":
        own = signature.own
        form = LineForm(
            as_typed=own.as_typed,
            kind=signature.kind,
            name=own.name,
            acronym=own.acronym,
            role=own.role,
            affiliation=own.affiliation,
            place=own.place,
            rank=signature.rank,
        )
        return _line(appeal, signature, form)
    if request.form.get("deed") == "take_off":
        service.take_off(appeal, signature, organiser_id=organiser.id, now=clock.now())
        flash(gettext("The line was taken off the list."))
    else:
        form = LineForm()
        if not form.validate():
            return _line(appeal, signature, form), 422
        fields = {name: (form[name].data or "").strip() for name in Particulars._fields if name in form}
        service.rewrite(
            appeal,
            signature,
            Particulars(**fields),
            form.kind.data,
            organiser_id=organiser.id,
            now=clock.now(),
        )
        if signature.rank and form.rank.data and form.rank.data != signature.rank:
            service.move(appeal, signature, form.rank.data, organiser_id=organiser.id, now=clock.now())
        flash(gettext("Saved."))
    db.session.commit()
    return redirect(_back(appeal, signature), 303)


def _line(appeal: Appeal, signature: Signature, form: LineForm) -> str:
    return render_template(
        "lists/line.html", appeal=appeal, signature=signature, form=form, back=_back(appeal, signature)
    )


def _back(appeal: Appeal, signature: Signature) -> str:
    """The page that lists a signature: that of the first signatories, or that of its own list."""
    if signature.rank is None and (kept := service.list_of(signature)):
        return url_for("list.one", slug=appeal.slug, ref=kept.ref)
    return url_for("list.all_lists", slug=appeal.slug, _anchor="first")


@bp.route("/held", methods=["GET", "POST"])
@for_organisers
def held(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Signatures that organisers look at before they count, to be dealt with in one go."""
    appeal = own_appeal(organiser, slug)
    if request.method != "POST":
        part: signature_held.Part = "refused" if request.args.get("show") == "refused" else "held"
        return render_template(
            "signatures/held_queue.html",
            appeal=appeal,
            part=part,
            queue=signature_held.queue(appeal, part),
            day=i18n.day,
        )
    deeds = {"count": signature_held.count, "refuse": signature_held.refuse}
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
