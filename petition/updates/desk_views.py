"""Updates at the desk: written, looked at, tried out, published, sent, stopped."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import NoReturn

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts import mail_caused
from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.page import too_many_emails
from petition.accounts.roles import Permission
from petition.appeals import delivery, terms, update
from petition.appeals.access import own_again, own_appeal
from petition.appeals.delivery import Delivery
from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate, UpdateText
from petition.core import clock, i18n, markdown_sandbox, repeats, seen
from petition.core.db import db
from petition.core.markdown import Document
from petition.core.seen import SeenForm
from petition.mail.out import outbox
from petition.mail.out.message import Message, said
from petition.updates import drafted, messages, page, sending
from petition.updates.forms import UpdateForm

bp = Blueprint("update_desk", __name__, url_prefix="/desk/a/<slug:slug>/updates")


@bp.get("")
@for_organisers(Permission.TEXT)
def all_updates(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Every update of a letter, how far those are that are being sent, and who asked for them."""
    appeal = _own(organiser, slug)
    listed = [
        (each, page.shown(each, organiser.lang), sending.progress(each)) for each in update.all_of(appeal)
    ]
    return render_template(
        "updates/desk.html", appeal=appeal, updates=listed, asked_for=sending.count(appeal)
    )


@bp.post("/offer")
@for_organisers(Permission.TEXT)
def offer(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Let the form offer updates, or no longer; those who asked for them stay asked."""
    appeal = _own(organiser, slug)
    offers = {"offers_updates": request.form.get("deed") == "offer"}
    terms.set_terms(appeal, offers, organiser_id=organiser.id, now=clock.now())
    db.session.commit()
    flash(gettext("Saved."))
    return redirect(url_for(".all_updates", slug=slug), 303)


@bp.route("/new", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
@repeats.makes_once
def new(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """A new update."""
    return _write(organiser, slug, None)


@bp.post("/of-answer/<ref>")
@for_organisers(Permission.TEXT)
def begin_of_answer(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """A draft that tells of the recipient's answer, one of each; nothing is published or sent by it."""
    texts = drafted.of_answer(*_answered(_own(organiser, slug), ref))
    appeal, bodies = own_again(organiser, slug, partial(_read, texts))
    _answered(appeal, ref)
    row = update.begin_of_answer(appeal, ref, texts, bodies, organiser_id=organiser.id, now=clock.now())
    db.session.commit()
    return redirect(url_for(".preview", slug=slug, ref=row.ref), 303)


def _answered(appeal: Appeal, ref: str) -> tuple[Appeal, Delivery]:
    """An appeal that is public, and an answer to it; 404 for none, as where it was removed meanwhile."""
    _check_public(appeal)
    event = delivery.one(appeal, ref)
    if event is None or event.what is not delivery.Event.ANSWERED:
        abort(404)
    return appeal, event


def _read(texts: Mapping[str, UpdateText]) -> dict[str, Document]:
    return {lang: markdown_sandbox.read(text.body) for lang, text in texts.items()}


@bp.route("/<ref>", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def write(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """The text of a draft."""
    return _write(organiser, slug, ref)


def _write(organiser: Organiser, slug: str, ref: str | None) -> ResponseReturnValue:
    appeal = _own(organiser, slug)
    kept = _draft(appeal, ref) if ref else None
    langs = appeal.langs_to_read
    if request.method != "POST":
        return _form_page(appeal, kept, UpdateForm.of(langs, kept))
    form = UpdateForm.sent(langs)
    if not form.check():
        return _form_page(appeal, kept, form), 422
    texts = form.typed()
    appeal, bodies = own_again(organiser, slug, form.read)
    _check_public(appeal)
    kept = _draft(appeal, ref) if ref else None
    if bodies is None:
        return _form_page(appeal, kept, form), 422
    if kept and form.is_stale(kept.mark):
        return _form_page(appeal, kept, form, saved_by_another=True), 409
    now = clock.now()
    if kept is None:
        kept = update.begin(appeal, texts, bodies, organiser_id=organiser.id, now=now)
        repeats.made(url_for(".preview", slug=slug, ref=kept.ref), now=now)
    else:
        update.write(kept, texts, bodies, organiser_id=organiser.id, now=now)
    db.session.commit()
    return redirect(url_for(".preview", slug=slug, ref=kept.ref), 303)


def _form_page(
    appeal: Appeal, kept: AppealUpdate | None, form: UpdateForm, *, saved_by_another: bool = False
) -> str:
    theirs = (
        [(i18n.own_name(lang), kept.text(lang)) for lang in kept.langs] if kept and saved_by_another else []
    )
    return render_template("updates/write.html", appeal=appeal, kept=kept, form=form, theirs=theirs)


@bp.get("/<ref>/preview")
@for_organisers(Permission.TEXT)
def preview(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """An update as a page and as an email, in each language, and what to do with it next."""
    appeal = _own(organiser, slug)
    row = update.one(appeal, ref) or abort(404)
    mails = [messages.test(row, to=organiser.mailbox, lang=lang) for lang in row.langs]
    looks = [
        (
            i18n.own_name(mail.lang),
            page.shown(row, mail.lang),
            said(mail, "subject.txt"),
            said(_whole(row, mail)),
        )
        for mail in mails
    ]
    return render_template(
        "updates/preview.html",
        appeal=appeal,
        row=row,
        looks=looks,
        form=SeenForm(formdata=None, seen=row.mark),
        asked_for=sending.count(appeal),
        may_publish=update.may_be_published(appeal, clock.now()),
        progress=sending.progress(row),
    )


def _whole(row: AppealUpdate, mail: Message) -> Message:
    return replace(mail, facts=mail.facts | page.facts(row, mail.lang) | {"test": False})


@bp.post("/<ref>/test")
@for_organisers(Permission.TEXT)
def try_out(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Email it to the organiser who asks, in each language that it has."""
    row = update.one(_own(organiser, slug), ref) or abort(404)
    try:
        mail_caused.count_tried_out(organiser, now=clock.now())
    except mail_caused.TooManyEmails:
        flash(too_many_emails())
    else:
        for lang in row.langs:
            outbox.post(messages.test(row, to=organiser.mailbox, lang=lang), now=clock.now())
        db.session.commit()
        flash(gettext("We have sent a test email to %(address)s.", address=organiser.mailbox))
    return redirect(url_for(".preview", slug=slug, ref=ref), 303)


@bp.post("/<ref>/publish")
@for_organisers(Permission.TEXT, surely=True)
def publish(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Publish what the organiser has seen, and email it where the button said so; a second press does nothing more."""
    appeal, form = _own(organiser, slug), SeenForm()
    row = update.one(appeal, ref) or abort(404)
    if form.is_stale(row.mark):
        flash(seen.changed())
        return redirect(url_for(".preview", slug=slug, ref=ref), 303)
    send = request.form.get("deed") == "send"
    try:
        done = update.publish(row, send=send, organiser_id=organiser.id, now=clock.now())
    except update.NoUpdateNow:
        _not_now()
    except update.TooManyEmailed:
        most = i18n.number(update.MOST_A_DAY)
        flash(
            gettext(
                "At most %(number)s updates are emailed within 24 hours. Nothing was sent. Try again later.",
                number=most,
            )
        )
        return redirect(url_for(".preview", slug=slug, ref=ref), 303)
    db.session.commit()
    if done and send:
        flash(gettext("Published. The emails are being sent."))
    else:
        flash(gettext("Published.") if done else gettext("This is already done."))
    return redirect(url_for(".all_updates", slug=slug), 303)


@bp.post("/<ref>/stop")
@for_organisers(Permission.TEXT)
def stop(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Send no more of it."""
    row = update.one(_own(organiser, slug), ref) or abort(404)
    update.stop(row, organiser_id=organiser.id, now=clock.now())
    db.session.commit()
    sent = sending.progress(row).sent
    stopped = ngettext(
        "Stopped. %(number)s email was sent.",
        "Stopped. %(number)s emails were sent.",
        sent,
        number=i18n.number(sent),
    )
    flash(stopped)
    return redirect(url_for(".all_updates", slug=slug), 303)


@bp.route("/<ref>/remove", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def remove(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Take it off the public page, or delete a draft: asks first."""
    appeal = _own(organiser, slug)
    row = update.one(appeal, ref) or abort(404)
    if request.method != "POST":
        return render_template(
            "updates/remove.html", appeal=appeal, row=row, shown=page.shown(row, organiser.lang)
        )
    update.remove(row, organiser_id=organiser.id, now=clock.now())
    repeats.unmade(url_for(".preview", slug=slug, ref=ref))
    db.session.commit()
    flash(gettext("Removed."))
    return redirect(url_for(".all_updates", slug=slug), 303)


def _own(organiser: Organiser, slug: str) -> Appeal:
    appeal = own_appeal(organiser, slug)
    _check_public(appeal)
    return appeal


def _check_public(appeal: Appeal) -> None:
    if appeal.published_at is None or appeal.withdrawn_at is not None:
        _not_now()


def _not_now() -> NoReturn:
    abort(
        409,
        gettext(
            "Updates can be published while a letter is public: not of a draft, a withdrawn or a stopped letter."
        ),
    )


def _draft(appeal: Appeal, ref: str) -> AppealUpdate:
    row = update.one(appeal, ref) or abort(404)
    if row.published_at is not None:
        abort(
            409,
            gettext(
                "This update is published. Its text cannot be changed; you can remove it or write another one."
            ),
        )
    return row
