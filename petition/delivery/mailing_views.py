"""At the desk: a complete letter is emailed to its recipients: written, looked at, tried out, sent once."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from petition.accounts import mail_caused
from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.page import too_many_emails
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n, seen
from petition.core.db import db
from petition.delivery import mailed, mailing, messages
from petition.delivery.mailed import Addressee, MailedDelivery, MailedText
from petition.delivery.mailing_forms import MailingForm, SendForm
from petition.mail.out.message import said

bp = Blueprint("mailing", __name__, url_prefix="/desk/a/<slug:slug>/delivery/email")

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.EXPORT)
def write(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """To whom it goes and with which words; what was sent before, and how it fared."""
    appeal = _complete(organiser, slug)
    kept = mailed.draft(appeal)
    lang = _lang(appeal, kept)
    form = (
        MailingForm()
        if request.method == "POST"
        else MailingForm.of(_proposed(appeal, kept, lang, organiser))
    )
    if request.method == "POST" and form.check():
        mailed.write(appeal, lang, form.text(), now=clock.now())
        db.session.commit()
        return redirect(url_for(".preview", slug=slug), 303)
    if request.method == "GET" and kept and kept.lang == lang and not form.reply_to.data:
        form.reply_to.errors = [
            gettext("The organiser who was to get the answers has left. Enter another email address.")
        ]
    page = render_template(
        "delivery/mailing.html",
        appeal=appeal,
        form=form,
        lang_of_letter=lang,
        texts=[
            {
                "url": url_for(".write", slug=slug, text=code),
                "label": i18n.own_name(code),
                "current": code == lang,
            }
            for code in appeal.published_langs
        ],
        sent=[mailing.fared(each) for each in mailed.sent(appeal)],
        most=mailing.MOST_BYTES // 1_000_000,
    )
    return (page, 422) if request.method == "POST" else page


@bp.get("/preview")
@for_organisers(Permission.EXPORT, surely=True)
def preview(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The email as the first recipient gets it, with its files, and the button."""
    appeal = _complete(organiser, slug)
    row = _draft(appeal)
    if not row.text.reply_to:
        return redirect(url_for(".write", slug=slug))
    return _preview(appeal, row, SendForm(formdata=None, seen=row.mark))


def _preview(appeal: Appeal, row: MailedDelivery, form: SendForm) -> str:
    text = row.text
    found = mailing.files(appeal, row.lang, clock.now(), reply_to=text.reply_to)
    email = messages.delivery(row, text.reached[0])
    email.facts.update(
        words=text.words, attached=bool(found.files), signatories=found.signatories, answerable=True
    )
    sizes = [(each.name, i18n.number(max(1, len(each.content) // 1000))) for each in found.files]
    return render_template(
        "delivery/mailing_preview.html",
        appeal=appeal,
        row=row,
        text=text,
        form=form,
        subject=said(email, "subject.txt"),
        email=said(email),
        sizes=sizes,
        why_none=found.why_none,
        most=mailing.MOST_BYTES // 1_000_000,
    )


@bp.post("/test")
@for_organisers(Permission.EXPORT)
def try_out(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Email it to the organiser who asks."""
    row = _draft(_complete(organiser, slug))
    if not row.text.reply_to:
        return redirect(url_for(".write", slug=slug), 303)
    try:
        mailing.try_out(row, organiser, now=clock.now())
    except mail_caused.TooManyEmails:
        flash(too_many_emails())
    else:
        db.session.commit()
        flash(gettext("We have sent a test email to %(address)s.", address=organiser.mailbox))
    return redirect(url_for(".preview", slug=slug), 303)


@bp.post("/<ref>/send")
@for_organisers(Permission.EXPORT, surely=True)
def send(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Send what was looked at; a second press sends nothing."""
    appeal, form = _complete(organiser, slug), SendForm()
    row = mailed.one(appeal, ref) or abort(404)
    if row.sent_at is None and form.is_stale(row.mark):
        flash(seen.changed())
        return redirect(url_for(".preview", slug=slug), 303)
    if row.sent_at is None and not form.validate():
        return _preview(appeal, row, form), 422
    try:
        done = mailing.send(row, organiser_id=organiser.id, now=clock.now())
    except mailed.SentTooOften:
        flash(
            gettext(
                "A letter is emailed three times within 24 hours at most. Nothing was sent. Try again later."
            )
        )
        return redirect(url_for(".preview", slug=slug), 303)
    db.session.commit()
    flash(
        gettext(
            "The letter is being sent. Once the emails have left, the public page says that it was delivered."
        )
        if done
        else gettext("This is already done.")
    )
    return redirect(url_for("delivery.record", slug=slug), 303)


def _complete(organiser: Organiser, slug: str) -> Appeal:
    appeal = own_appeal(organiser, slug)
    if not mailed.is_complete(appeal, clock.now()):
        abort(409, gettext("This letter is not complete yet, or was withdrawn."))
    return appeal


def _draft(appeal: Appeal) -> MailedDelivery:
    return mailed.draft(appeal) or abort(
        404, gettext("Nothing is waiting to be sent. Write the email first.")
    )


def _lang(appeal: Appeal, kept: MailedDelivery | None) -> str:
    asked = request.args.get("text", "") or (kept.lang if kept else "")
    return asked if asked in appeal.published_langs else appeal.first_lang


def _proposed(appeal: Appeal, kept: MailedDelivery | None, lang: str, organiser: Organiser) -> MailedText:
    """What was kept in this language; else the recipients of the letter, where it may name an address, and some words.

    These state no number: who withdraws before the email leaves is not in its files. Several are all sent the same words, so
    none is greeted as the one whom the letter greets.
    """
    if kept and kept.lang == lang:
        return kept.text
    text = appeal.published(lang)
    assert text is not None
    names = mailing.all_called(text, lang)
    stated = _ADDRESS.findall(text.delivery)
    known = {each.name: each.address for row in reversed(mailed.sent(appeal)) for each in row.text.addressees}
    addressees = tuple(
        Addressee(name, known.get(name) or (stated[nth] if nth < len(stated) else ""))
        for nth, name in enumerate(names)
    )
    with force_locale(i18n.known(lang)):
        words = gettext("We send you a letter: “%(title)s”. Please answer this email.", title=text.title)
    greets = text.salutation if len(addressees) == 1 else ""
    return MailedText(addressees, "\n\n".join(filter(None, (greets, words))), organiser.mailbox)
