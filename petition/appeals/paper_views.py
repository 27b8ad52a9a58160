"""How many have signed on paper, as organisers state it at the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import delivery, paper, wordings
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.appeals.paper_forms import PaperForm
from petition.appeals.rules import Phase
from petition.core import clock
from petition.core.db import db

bp = Blueprint("paper", __name__)


@bp.route("/desk/a/<slug:slug>/paper", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def state(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """State how many have signed on paper sheets that nobody typed in, or take that back."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    if not paper.may_be_stated(appeal, now):
        abort(409, gettext("This letter is paused or was withdrawn: the number on paper cannot change now."))
    form = PaperForm() if request.method == "POST" else _filled(appeal)
    if request.method == "POST" and form.validate():
        number, day = form.number.data, form.day.data or delivery.day_of(appeal, now)
        said = (form.note.data or "").strip(), wordings.typed(appeal, form.notes)
        was = paper.mark(appeal)
        try:
            did = paper.state(appeal, number, day, *said, organiser_id=organiser.id, now=now)
        except paper.DayStillToCome:
            form.day.errors = [gettext("Choose a day that is not later than today.")]
        else:
            if not did or not form.is_stale(was):  # pressed twice, or with what is stated seen
                db.session.commit()
                flash(gettext("Saved. The public page shows it."))
                return redirect(url_for(".state", slug=slug), 303)
            db.session.rollback()
    page = render_template(
        "appeals/paper.html",
        appeal=appeal,
        form=form,
        complete=appeal.phase(now) is Phase.CLOSED,
        notes=wordings.ask(appeal, form.note, form.notes),
    )
    return (page, 422) if request.method == "POST" else page


def _filled(appeal: Appeal) -> PaperForm:
    kept = paper.stated(appeal)
    if kept is None:
        return PaperForm(seen=paper.mark(appeal))
    notes = [kept.notes.get(lang, "") for lang in appeal.langs[1:]]
    return PaperForm(seen=paper.mark(appeal), number=kept.number, day=kept.day, note=kept.note, notes=notes)
