"""At the desk: stop a letter at once, and let it go on."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import emergency
from petition.appeals.access import own_appeal
from petition.core import clock
from petition.core.db import db
from petition.core.fields import plain

bp = Blueprint("emergency", __name__, url_prefix="/desk/a/<slug:slug>/emergency")


class EmergencyForm(FlaskForm):  # type: ignore[misc]
    """Stops a letter, or lets it go on: `deed` is the button that was shown."""

    deed = StringField(validators=[AnyOf(("stop", "go_on"))])
    reason = StringField(
        _l("Why"),
        [DataRequired(_l("Say why, for the others in your team.")), plain(500)],
        description=_l("Only your team sees it."),
    )


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.END, surely=True)
def stop(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Stop everything, or let it go on."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    if appeal.published_at is None or appeal.withdrawn_at is not None:
        abort(409, gettext("Only a published letter can be stopped."))
    form = EmergencyForm()
    if appeal.stopped_at is not None:
        del form.reason
    if request.method != "POST" or not form.validate():
        page = render_template("appeals/emergency.html", appeal=appeal, form=form)
        return (page, 422) if request.method == "POST" else page
    # The form says what was shown: a second press of the same button does nothing more.
    if (form.deed.data == "stop") == (appeal.stopped_at is not None):
        return redirect(url_for("desk.appeal", slug=slug), 303)
    if form.deed.data == "stop":
        emergency.begin(appeal, form.reason.data, organiser_id=organiser.id, now=now)
        db.session.commit()
        return redirect(url_for("accounts.sign_in", then=url_for("desk.appeal", slug=slug)), 303)
    emergency.end(appeal, organiser_id=organiser.id, now=now)
    db.session.commit()
    flash(
        gettext("The letter is back. Names are visible again, people can sign, and waiting emails are sent.")
    )
    return redirect(url_for("desk.appeal", slug=slug), 303)
