"""At the desk: copy a letter; delete a draft for good."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import DataRequired

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock, repeats
from petition.core.db import db
from petition.desk import drafts

bp = Blueprint("drafts", __name__, url_prefix="/desk/a/<slug:slug>")


class DeleteForm(FlaskForm):  # type: ignore[misc]
    """Deletes a draft."""

    sure = BooleanField(
        _l("Yes, delete this draft permanently"), [DataRequired(_l("Tick this to delete it."))]
    )


@bp.post("/copy")
@for_organisers(Permission.TEXT)
@repeats.makes_once
def copy(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Start a draft of one's own team with the texts and settings of this letter."""
    appeal = own_appeal(organiser, slug)
    team = appeal.team_of(organiser, Permission.TEXT)
    assert team is not None
    now = clock.now()
    copied = drafts.copy(appeal, team, organiser_id=organiser.id, now=now)
    there = url_for("desk.appeal", slug=copied.slug)
    repeats.made(there, now=now)
    db.session.commit()
    flash(gettext("Copied, without signatures and without a deadline. This is the new draft."))
    return redirect(there, 303)


@bp.route("/delete", methods=["GET", "POST"])
@for_organisers(Permission.LEAD, surely=True)
def delete(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Delete a draft: asks first."""
    appeal, form = own_appeal(organiser, slug), DeleteForm()
    if appeal.published_at is not None:
        abort(409, gettext("A letter that was published cannot be deleted here. You can withdraw it."))
    if request.method != "POST" or not form.validate():
        page = render_template("desk/delete.html", appeal=appeal, form=form)
        return (page, 422) if request.method == "POST" else page
    try:
        drafts.delete(appeal, organiser_id=organiser.id, now=clock.now())
    except drafts.Shared:
        abort(409, gettext("Other teams publish this letter too. Stop publishing with them first."))
    repeats.unmade(url_for("desk.appeal", slug=slug))
    db.session.commit()
    flash(gettext("The draft was deleted."))
    return redirect(url_for("desk.front"), 303)
