"""Appeals in public (the front page) and their texts and terms at the desk."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import (
    address,
    deadline,
    difference,
    pictures,
    rules,
    service,
    together,
    translations,
    wordings,
)
from petition.appeals.access import own_again, own_appeal
from petition.appeals.address_form import AddressForm
from petition.appeals.deadline_forms import ExtendForm
from petition.appeals.forms import TermsForm, TextForm, WithdrawForm
from petition.appeals.logo_forms import LogoForm
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.appeals.terms import TermsChanged, TermsFixed, marked, may_identify_only, set_terms
from petition.appeals.text import Text
from petition.core import clock, i18n, markdown_html, markdown_sandbox, web
from petition.core.db import db
from petition.core.fields import why_too_complex
from petition.core.markdown import TooComplex
from petition.core.seen import SeenForm, changed

bp = Blueprint("appeals", __name__, url_prefix="/desk/a/<slug:slug>")


_STEPS = ("head", "recipients", "letter", "rest")
_STEP_OF = {"recipients": "recipients", "delivery": "recipients", "call": "rest"} | dict.fromkeys(
    ("subject", "salutation", "body", "closing"), "letter"
)


@bp.route("/text/<lang:lang>", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def text(organiser: Organiser, slug: str, lang: str) -> ResponseReturnValue:
    """Every part of the letter in one language, in steps; a translation beside the first language."""
    appeal = own_appeal(organiser, slug)
    kept = _draft(appeal, lang)
    if request.method != "POST":
        form = TextForm.of(kept, _first(appeal))
        return _text_page(appeal, lang, kept, form)
    form = TextForm()
    if "paragraph" in request.form:
        form.body.data = "\n\n".join(filter(str.strip, request.form.getlist("paragraph")))
    if not form.validate():
        return _text_page(appeal, lang, kept, form), 422
    try:
        appeal, body = own_again(organiser, slug, partial(markdown_sandbox.read, form.body.data.strip()))
    except TooComplex:
        form.body.errors = [why_too_complex()]
        return _text_page(appeal, lang, kept, form), 422
    kept = _draft(appeal, lang)
    if unknown := pictures.unknown(appeal, body):
        form.body.errors = [gettext("There is no picture %(number)s in this letter.", number=unknown[0])]
        return _text_page(appeal, lang, kept, form), 422
    written, both = together.merged(form.text(kept), kept, form.seen.data)
    if both & kept.printed().keys():
        form = TextForm.of(written, _first(appeal), seen=kept)
        form.seen.errors = [changed()]
        differs = difference.between(kept, written)
        return _text_page(
            appeal, lang, kept, form, {part: differs[part] for part in differs if part in both}
        ), 409
    if written.body != form.body.data.strip():
        body = appeal.body(lang, draft=True)
    if request.form.get("left_over") == "aside":
        written = replace(written, left_over=())
    service.write(appeal, lang, written, body=body, organiser_id=organiser.id, now=clock.now())
    if form.first.data == _mark_of_first(appeal):  # else it has changed since whoever saves saw it
        done = translations.changed_parts(kept, written) | set(request.form.getlist("still_right"))
        translations.note(appeal, lang, done)
    db.session.commit()
    flash(gettext("Saved."))
    return redirect(url_for(".text", slug=slug, lang=lang, step=_step(request.form.get("step", ""))), 303)


def _draft(appeal: Appeal, lang: str) -> Text:
    return appeal.draft(lang) or abort(404)


def _first(appeal: Appeal) -> Text:
    return appeal.draft(appeal.first_lang) or Text()


def _mark_of_first(appeal: Appeal) -> str:
    return service.drafted(appeal, appeal.first_lang)


def _step(asked: str) -> str | None:
    return asked if asked in _STEPS else None


def _text_page(
    appeal: Appeal,
    lang: str,
    kept: Text,
    form: TextForm,
    saved_by_another: dict[str, list[difference.ChangedPiece]] | None = None,
) -> str:
    first, body = _first(appeal) if lang != appeal.first_lang else None, appeal.body(lang, draft=True)
    form.first.data = _mark_of_first(appeal) if first else ""
    told_of = (form.errors | (saved_by_another or {})).keys() - {"seen"}
    unfolded = {_STEP_OF.get(name, "head") for name in told_of}
    return render_template(
        "appeals/text.html",
        appeal=appeal,
        lang=lang,
        dir=i18n.direction(lang),
        kept=kept,
        form=form,
        saved_by_another=saved_by_another or {},
        texts=[(code, i18n.own_name(code)) for code in appeal.langs],
        changed=appeal.published_at is not None and service.differs(appeal),
        is_over=appeal.phase(clock.now()) not in {Phase.DRAFT, Phase.OPEN},
        unfolded=unfolded or {_step(request.args.get("step", "")) or "head"},
        body=Markup(markdown_html.html_of(body, pictures.sources(appeal, body, draft=True))),  # noqa: S704  sanitised there
        first=first,
        first_lang=appeal.first_lang,
        first_dir=i18n.direction(appeal.first_lang),
        behind=translations.behind(appeal, lang),
        pairs=translations.pairs(appeal, lang, form.body.data or "") if first else [],
    )


@bp.route("/address", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def change_address(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The address of the page, which may change until it is public."""
    appeal = own_appeal(organiser, slug)
    title = (appeal.draft(appeal.first_lang) or Text()).title
    form = AddressForm() if request.method == "POST" else AddressForm(slug=appeal.slug)
    if request.method == "POST" and form.validate():
        try:
            address.change(appeal, form.slug.data, organiser_id=organiser.id, now=clock.now())
        except address.Published:
            form.slug.errors = [gettext("The letter is published. Its address cannot change any more.")]
        except address.Taken:
            form.slug.errors = [
                gettext("This address is taken. %(free)s is free.", free=address.free(form.slug.data))
            ]
        else:
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for("desk.appeal", slug=appeal.slug), 303)
        db.session.rollback()
    page = render_template(
        "appeals/address.html",
        appeal=appeal,
        form=form,
        begins=web.address("/a/"),
        proposed=rules.slug_for(title),
        fixed=appeal.published_at is not None,
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/logo", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def logo(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The picture in the letterhead."""
    appeal, form = own_appeal(organiser, slug), LogoForm()
    if form.validate_on_submit():
        appeal, drawn = own_again(organiser, slug, form.logo)
        if drawn:
            service.set_logo(appeal, drawn, organiser_id=organiser.id, now=clock.now())
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".logo", slug=slug), 303)
    page = render_template("appeals/logo.html", appeal=appeal, form=form, logo=appeal.logo)
    return (page, 422) if request.method == "POST" else page


@bp.post("/logo/drop")
@for_organisers(Permission.TEXT)
def drop_logo(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Take the picture out of the letterhead."""
    appeal = own_appeal(organiser, slug)
    service.set_logo(appeal, None, organiser_id=organiser.id, now=clock.now())
    db.session.commit()
    return redirect(url_for(".logo", slug=slug), 303)


@bp.route("/text/<lang:lang>/drop", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def drop_language(organiser: Organiser, slug: str, lang: str) -> ResponseReturnValue:
    """Take a language out of the draft: asks first."""
    appeal = own_appeal(organiser, slug)
    kept, elsewhere = appeal.draft(lang), url_for(".text", slug=slug, lang=appeal.first_lang)
    if kept is None:
        return redirect(elsewhere, 303)  # pressed twice
    if lang == appeal.first_lang:
        abort(409, gettext("You cannot remove the first language of a letter."))
    shown = service.drafted(appeal, lang)
    form = SeenForm.showing(shown)
    if request.method == "POST" and not form.is_stale(shown):
        service.drop_language(appeal, lang, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
        flash(gettext("Removed."))
        return redirect(elsewhere, 303)
    page = render_template(
        "appeals/drop.html",
        appeal=appeal,
        lang=lang,
        form=form,
        name=i18n.own_name(lang),
        title=kept.title,
        is_published=appeal.published(lang) is not None,
    )
    return (page, 409) if request.method == "POST" else page


@bp.route("/terms", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def terms(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Deadline, goal, what the form asks, how long things are kept."""
    appeal = own_appeal(organiser, slug)
    now, seen = clock.now(), marked(appeal)
    form = TermsForm() if request.method == "POST" else TermsForm(**_terms_of(appeal, now), seen=seen)
    form.offer(now)
    fixed: list[str] = []
    if request.method == "POST" and form.validate() and not form.has_gone_by(appeal.closes_at, now):
        try:
            set_terms(appeal, form.terms(), seen=form.seen.data, organiser_id=organiser.id, now=now)
        except TermsChanged as both:
            form.refuse_changed(both.args)
            form.seen.data = seen  # who saves once more was told
        except TermsFixed as late:
            fixed, form.seen.data = form.labels(late.args), seen
        else:
            db.session.commit()
            flash(gettext("Saved."))
            return redirect(url_for(".terms", slug=slug), 303)
    first = appeal.draft(appeal.first_lang) or Text()
    page = render_template(
        "appeals/terms.html",
        appeal=appeal,
        form=form,
        call=first.call,
        fixed=fixed,
        published=bool(appeal.published_at),
        may_identify_only=may_identify_only(appeal, now),
        closes=i18n.at(appeal.closes_at, appeal.zone) if appeal.closes_at else "",
    )
    return (page, 422) if request.method == "POST" else page


def _terms_of(appeal: Appeal, now: datetime) -> dict[str, Any]:
    closes = service.local(appeal.closes_at, appeal.zone) if appeal.closes_at else _as_stated(appeal, now)
    return {
        "closes_on": closes.date() if closes else None,
        "closes_time": closes.time() if closes else None,
        "zone": appeal.zone,
        "grace_hours": appeal.grace_minutes // 60,
        "target": appeal.target or None,
        "asks": appeal.asks,
        "identification_only": appeal.identification_only,
        "by_message": appeal.by_message,
        "offers_updates": appeal.offers_updates,
        "finds_mailboxes": appeal.finds_mailboxes,
        "accent": appeal.accent,
        "pending_days": appeal.pending_days,
        "kept_days": appeal.kept_days,
        "exports_mailboxes": appeal.exports_mailboxes,
        "mails": appeal.mails,
        "looks": appeal.looks,
        "remind_days": appeal.remind_days,
        "last_call_hours": appeal.last_call_hours,
    }


def _as_stated(appeal: Appeal, now: datetime) -> datetime | None:
    """The deadline that the letter itself states, proposed where it is still to come."""
    first = appeal.draft(appeal.first_lang) or Text()
    return deadline.coming(first.call.deadline or first.call.text, service.local(now, appeal.zone))


@bp.route("/extend", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def extend(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Extend the deadline."""
    appeal = own_appeal(organiser, slug)
    now = clock.now()
    if not appeal.may_be_confirmed(now) or appeal.closes_at is None:
        abort(409, gettext("This letter is closed: its deadline can no longer be extended."))
    if request.method != "POST":
        closes = service.local(appeal.closes_at, appeal.zone)
        form = ExtendForm(closes_on=closes.date(), closes_time=closes.time(), zone=appeal.zone).offer(now)
        return _extend(appeal, form)
    form = ExtendForm().offer(now)
    if form.validate():
        assert form.closes_at is not None
        last = appeal.extensions[-1] if appeal.extensions else None
        asked = (form.closes_at, form.reason.data)
        is_twice = appeal.closes_at == form.closes_at and last and (last.until, last.reason) == asked
        try:
            if not is_twice:
                service.extend(
                    appeal,
                    form.closes_at,
                    form.reason.data,
                    reasons=wordings.typed(appeal, form.reasons),
                    far=form.far.data,
                    tell=form.tell.data,
                    organiser_id=organiser.id,
                    now=now,
                )
        except service.NotPossible as refusal:
            form.asks_whether_far = str(refusal) == "far"
            form.closes_on.errors = [
                gettext("This is more than a year from now. Check the year, or tick the box below.")
                if form.asks_whether_far
                else gettext("The new deadline must be later than the present one.")
            ]
        else:
            db.session.commit()
            flash(gettext("The deadline was extended. The page says so and why."))
            return redirect(url_for("desk.appeal", slug=slug), 303)
    return _extend(appeal, form), 422


def _extend(appeal: Appeal, form: ExtendForm) -> str:
    assert appeal.closes_at is not None
    return render_template(
        "appeals/extend.html",
        appeal=appeal,
        form=form,
        closes=i18n.at(appeal.closes_at, appeal.zone),
        reasons=wordings.ask(appeal, form.reason, form.reasons),
    )


@bp.route("/close", methods=["GET", "POST"])
@for_organisers(Permission.END, surely=True)
def close(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Close now: asks first."""
    appeal = own_appeal(organiser, slug)
    phase = appeal.phase(clock.now())
    is_twice = request.method == "POST" and phase in {Phase.GRACE, Phase.CLOSED}
    if phase is not Phase.OPEN and not is_twice:
        abort(409, gettext("Only an open letter can be closed."))
    if request.method != "POST":
        return render_template("appeals/close.html", appeal=appeal)
    if not is_twice:
        service.close(appeal, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
    flash(gettext("Signing has ended."))
    return redirect(url_for("desk.appeal", slug=slug), 303)


@bp.route("/withdraw", methods=["GET", "POST"])
@for_organisers(Permission.LEAD, surely=True)
def withdraw(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Withdraw: asks first."""
    appeal = own_appeal(organiser, slug)
    is_over, form = appeal.withdrawn_at is not None, WithdrawForm()
    if is_over and request.method != "POST":
        abort(409, gettext("This letter is already withdrawn."))
    if request.method == "POST" and (is_over or form.validate()):
        if not is_over:  # else pressed twice
            said = wordings.typed(appeal, form.reasons)
            service.withdraw(
                appeal, form.reason.data, reasons=said, organiser_id=organiser.id, now=clock.now()
            )
            db.session.commit()
        flash(gettext("The letter was withdrawn."))
        return redirect(url_for("desk.appeal", slug=slug), 303)
    asked = wordings.ask(appeal, form.reason, form.reasons)
    page = render_template("appeals/withdraw.html", appeal=appeal, form=form, reasons=asked)
    return (page, 422) if request.method == "POST" else page
