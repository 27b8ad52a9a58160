"""At the desk: correcting an obvious slip in a signature that is shown in full."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock
from petition.core.db import db
from petition.core.seen import mark
from petition.mail.out import outbox
from petition.moderation import messages
from petition.moderation.forms import CorrectForm, asked
from petition.signatures import correcting
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars

bp = Blueprint("correct", __name__, url_prefix="/desk/a/<slug:slug>/signatures")


@bp.route("/<ref>/correct", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def correct(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Correct what one signature says; asks first where it has changed since the form was made."""
    appeal = own_appeal(organiser, slug)
    signature = correcting.found(appeal, ref) or abort(404)
    if not correcting.may_be_corrected(signature):
        return _refused(slug, ref)
    seen, form = signature.particulars, CorrectForm()
    if not form.is_submitted():
        form = CorrectForm(formdata=None, obj=signature.own, seen=mark(seen))
    elif form.validate():
        own = form.corrected(signature.own)
        if own == signature.own or not form.is_stale(mark(seen)):
            return _correct(signature, own, organiser, seen)
    line = signature.shown
    back = _one(slug, ref)
    page = render_template("moderation/correct.html", appeal=appeal, form=form, back=back, line=line)
    return (page, 409 if form.seen.errors else 422) if form.is_submitted() else page


def _correct(
    signature: Signature, own: Particulars, organiser: Organiser, seen: bytes
) -> ResponseReturnValue:
    now, slug, ref = clock.now(), signature.appeal.slug, signature.ref
    if own == signature.own:  # perhaps since it was pressed before
        flash(gettext("Corrected.") if signature.uncorrected else gettext("Nothing was changed."))
        return redirect(_one(slug, ref), 303)
    try:
        correcting.correct(signature, own, seen=seen, organiser_id=organiser.id, now=now)
    except correcting.CorrectionRefused:
        db.session.rollback()
        return _refused(slug, ref)
    to = signature.own.mailbox
    if is_told := bool(to) and signature.quiet_at is None:
        told = messages.corrected(signature.appeal, to=to, lang=signature.lang, ticket=signature.ticket)
        outbox.post(told, now=now)
    db.session.commit()
    flash(
        gettext("Corrected. The person who signed gets an email and can undo it.")
        if is_told
        else gettext("Corrected.")
    )
    return redirect(_one(slug, ref), 303)


def _refused(slug: str, ref: str) -> ResponseReturnValue:
    flash(
        gettext("This signature cannot be corrected now. It may have changed meanwhile. Nothing was saved.")
    )
    return redirect(_one(slug, ref), 303)


def _one(slug: str, ref: str) -> str:
    """The page of the signature, from which one comes back to what was looked for."""
    return url_for("manage.one", slug=slug, ref=ref, **asked())
