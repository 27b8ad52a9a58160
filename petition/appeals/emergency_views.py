"""At the desk: stop a letter at once, and let it go on."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import emergency
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.fields import plain

bp = Blueprint("emergency", __name__, url_prefix="/desk/a/<slug:slug>/emergency")


class EmergencyForm(FlaskForm):  # type: ignore[misc]
    """Stops a letter."""

    reason = StringField(
        _l("Why"),
        [DataRequired(_l("Say why, for the others in your team.")), plain(500)],
        description=_l("Only your team sees it."),
    )


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.END, surely=True)
def stop(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Stop everything; who may let it go on finds the button here too."""
    appeal, form = _public(organiser, slug), EmergencyForm()
    if request.method == "POST" and appeal.stopped_at is not None:  # pressed twice
        return redirect(url_for("desk.appeal", slug=slug), 303)
    if request.method != "POST" or not form.validate():
        page = render_template("appeals/emergency.html", appeal=appeal, form=form)
        return (page, 422) if request.method == "POST" else page
    emergency.begin(appeal, form.reason.data, organiser_id=organiser.id, now=clock.now())
    db.session.commit()
    flash(gettext("The letter is stopped: names are hidden, and nobody can sign. You are signed out."))
    return redirect(url_for("accounts.sign_in", then=url_for("desk.appeal", slug=slug)), 303)


@bp.post("/end")
@for_organisers(Permission.LEAD, surely=True)
def end(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Let it go on."""
    appeal = _public(organiser, slug)
    if appeal.stopped_at is not None:
        emergency.end(appeal, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
        flash(
            gettext(
                "The letter is back. Names are visible again, people can sign, and waiting emails are sent."
            )
        )
    return redirect(url_for("desk.appeal", slug=slug), 303)


def _public(organiser: Organiser, slug: str) -> Appeal:
    appeal = own_appeal(organiser, slug)
    if appeal.published_at is None or appeal.withdrawn_at is not None:
        abort(409, gettext("Only a published letter can be stopped."))
    return appeal
