"""Delivery and answer: recorded at the desk; the scans, which everybody sees."""

from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import delivery, service, update, wordings
from petition.appeals.access import own_again, own_appeal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n
from petition.core.db import db
from petition.delivery import mailed, mailing
from petition.delivery.forms import DeliveryForm

bp = Blueprint("delivery", __name__)


@bp.route("/desk/a/<slug:slug>/delivery", methods=["GET", "POST"])
@for_organisers(Permission.EXPORT)
def record(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What became of the letter, and the form to record it."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    comes_next = delivery.Event.ANSWERED if delivery.became([appeal]) else delivery.Event.DELIVERED
    form = DeliveryForm(what=comes_next.value)
    if request.method == "POST" and form.validate():
        appeal, drawn = own_again(organiser, slug, form.drawn)
        try:
            if not form.errors:
                happened = form.happened(appeal, drawn)
                delivery.record(appeal, happened, form=form.form.data, organiser_id=organiser.id, now=now)
                db.session.commit()
                flash(gettext("Saved. The public page shows it."))
                return redirect(url_for(".record", slug=slug), 303)
        except delivery.NotComplete:
            abort(409, gettext("This letter is not complete yet, or was withdrawn."))
        except delivery.DayRefused:
            form.day.errors = [
                gettext("Choose a day after the letter was published, and not later than today.")
            ]
    page = render_template(
        "delivery/delivery.html",
        appeal=appeal,
        form=form,
        events=delivery.of(appeal),
        scans=delivery.with_scan(appeal),
        complete=appeal.phase(now) is Phase.CLOSED,
        how=partial(delivery.how, lang=i18n.spoken()),
        hows=wordings.ask(appeal, form.how, form.hows),
        answers=wordings.ask(appeal, form.words, form.wordings),
        told=update.of_answers(appeal),
        sent=[mailing.fared(each) for each in mailed.sent(appeal)],
        day=i18n.day,
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/desk/a/<slug:slug>/delivery/<ref>/remove", methods=["GET", "POST"])
@for_organisers(Permission.EXPORT)
def remove(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Take back what was recorded by mistake: asks first."""
    appeal = own_appeal(organiser, slug)
    event = delivery.one(appeal, ref)
    if event and request.method != "POST":
        how = delivery.how(event, i18n.spoken())
        return render_template(
            "delivery/remove.html", appeal=appeal, event=event, how=how, day=i18n.day(event.day)
        )
    if event:
        delivery.remove(appeal, event, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
    flash(gettext("Removed.") if event else gettext("This is already done."))
    return redirect(url_for(".record", slug=slug), 303)


@bp.get("/a/<slug:slug>/delivery/<ref>.<form>")
def scan(slug: str, ref: str, form: str) -> ResponseReturnValue:
    """The scan of a receipt or an answer, under the ending of what it is."""
    appeal = _published(slug)
    event = delivery.one(appeal, ref)
    if event is None or delivery.ending(event) != form:
        abort(404)
    return Response(event.scan, mimetype=_MIMES[form])


_MIMES = {"jpg": "image/jpeg", "pdf": "application/pdf"}


def _published(slug: str) -> Appeal:
    found = service.published_at_address(slug)
    if found is None or found.published_at is None or found.withdrawn_at is not None:
        abort(404)
    if found.stopped_at is not None:  # in an emergency nothing of it is public
        abort(404)
    return found
