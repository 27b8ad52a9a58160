"""At the desk: the preview of the public page, and the first signatories in their order."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.core.db import db, let_go
from petition.reading import reader
from petition.reading.draft import NotALetter
from petition.signatures import files, holding, page, service, signing
from petition.signatures.forms import LineForm, PasteForm, SignForm
from petition.signatures.models import LineList, Signature
from petition.signatures.rules import Particulars

bp = Blueprint("lists", __name__, url_prefix="/desk/a/<slug:slug>")

_MOST_LINES = 20_000


@bp.get("/preview")
@bp.get("/preview/<lang:lang>")
@for_organisers
def preview(organiser: Organiser, slug: str, lang: str = "") -> ResponseReturnValue:
    """The public page as it will be."""
    appeal = _own(organiser, slug)
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


@bp.route("/signatories", methods=["GET", "POST"])
@for_organisers
def signatories(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The first signatories, and a way to add a list of them."""
    appeal = _own(organiser, slug)
    form = PasteForm()
    if request.method == "POST":
        let_go()
        try:
            upload = form.file.data
            lines = reader.read(upload.read(), upload.filename or "").lines if upload else ()
            lines = lines or reader.read_lines(form.lines.data or "")
        except NotALetter as refusal:
            form.file.errors = [files.why(refusal)]
            return _signatories(appeal, form), 422
        if not lines or len(lines) > _MOST_LINES:
            form.lines.errors = [
                gettext("No names were found. Paste a line for each signatory.")
                if not lines
                else gettext(
                    "These are more than %(most)s lines. Paste fewer at once.", most=i18n.number(_MOST_LINES)
                )
            ]
            return _signatories(appeal, form), 422
        kept = service.keep_list(appeal, list(lines), now=clock.now())
        db.session.commit()
        return redirect(url_for(".review", slug=slug, ref=kept.ref), 303)
    return _signatories(appeal, form)


def _signatories(appeal: Appeal, form: PasteForm) -> str:
    return render_template(
        "signatures/signatories.html",
        appeal=appeal,
        form=form,
        signatories=service.first_signatories(appeal),
        waiting=[(each.ref, len(service.lines_of(each))) for each in service.waiting_lists(appeal)],
    )


@bp.route("/signatories/list/<ref>", methods=["GET", "POST"])
@for_organisers
def review(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """A list that was read, line by line, before it is saved."""
    appeal = _own(organiser, slug)
    kept = service.kept_list(appeal, ref)
    if kept is None:
        abort(404, gettext("This list has been dealt with."))
    if request.method != "POST":
        return _review(appeal, kept)
    if request.form.get("deed") == "drop":
        service.drop_list(appeal, kept, organiser_id=organiser.id, now=clock.now())
        flash(gettext("The list was thrown away."))
    else:
        chosen = {int(each) for each in request.form.getlist("keep") if each.isascii() and each.isdigit()}
        added = service.accept_list(appeal, kept, chosen, organiser_id=organiser.id, now=clock.now())
        flash(ngettext("%(num)s line was added.", "%(num)s lines were added.", added))
    db.session.commit()
    return redirect(url_for(".signatories", slug=slug), 303)


def _review(appeal: Appeal, kept: LineList) -> str:
    lines = service.lines_of(kept)
    there = signing.already_there(appeal, lines)
    return render_template(
        "signatures/review.html",
        appeal=appeal,
        ref=kept.ref,
        lines=list(zip(lines, there, strict=True)),
        total=len(lines),
        there=sum(there),
    )


@bp.route("/signatories/<ref>", methods=["GET", "POST"])
@for_organisers
def line(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """One first signatory: correct, move, take off."""
    appeal = _own(organiser, slug)
    signature = service.first_signatory(appeal, ref)
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
        fields = {name: (form[name].data or "").strip() for name in Particulars.__slots__ if name in form}
        service.rewrite(
            appeal,
            signature,
            Particulars(**fields),
            form.kind.data,
            organiser_id=organiser.id,
            now=clock.now(),
        )
        if form.rank.data and form.rank.data != signature.rank:
            service.move(appeal, signature, form.rank.data, organiser_id=organiser.id, now=clock.now())
        flash(gettext("Saved."))
    db.session.commit()
    return redirect(url_for(".signatories", slug=slug), 303)


def _line(appeal: Appeal, signature: Signature, form: LineForm) -> str:
    return render_template("signatures/line.html", appeal=appeal, signature=signature, form=form)


@bp.route("/held", methods=["GET", "POST"])
@for_organisers
def held(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Signatures that organisers look at before they count, to be dealt with in one go."""
    appeal = _own(organiser, slug)
    if request.method != "POST":
        part: holding.Part = "refused" if request.args.get("show") == "refused" else "held"
        return render_template(
            "signatures/queue.html", appeal=appeal, part=part, queue=holding.queue(appeal, part), day=i18n.day
        )
    deeds = {"count": holding.count, "refuse": holding.refuse}
    deed = deeds.get(request.form.get("deed", ""))
    if deed is None:
        abort(400)
    done = deed(
        appeal, request.form.getlist("held")[: holding.AT_ONCE], organiser_id=organiser.id, now=clock.now()
    )
    db.session.commit()
    if deed is holding.count:
        flash(ngettext("%(num)s signature now counts.", "%(num)s signatures now count.", done))
    else:
        flash(ngettext("%(num)s signature is not counted.", "%(num)s signatures are not counted.", done))
    return redirect(url_for(".held", slug=slug), 303)


def _own(organiser: Organiser, slug: str) -> Appeal:
    appeal = appeals.for_organiser(organiser, slug, for_change=request.method == "POST")
    if appeal is None:
        abort(404)
    return appeal
