"""At the desk: signatures that organisers look at before they count."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock, i18n
from petition.core.db import db
from petition.moderation import held
from petition.signatures.rules import State

bp = Blueprint("held", __name__, url_prefix="/desk/a/<slug:slug>")


@bp.route("/held", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def queue(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Signatures that organisers look at before they count, to be dealt with in one go."""
    appeal = own_appeal(organiser, slug)
    if request.method != "POST":
        part: held.Part = State.REJECTED if request.args.get("show") == "refused" else State.HELD
        return render_template(
            "moderation/held_queue.html",
            appeal=appeal,
            part=part,
            queue=held.queue(appeal, part),
            day=i18n.day,
        )
    deeds = {"count": held.count, "refuse": held.reject}
    deed = deeds.get(request.form.get("deed", ""))
    if deed is None:
        abort(400)
    done = deed(
        appeal,
        request.form.getlist("held")[: held.AT_ONCE],
        organiser_id=organiser.id,
        now=clock.now(),
    )
    db.session.commit()
    if deed is held.count:
        flash(ngettext("%(num)s signature now counts.", "%(num)s signatures now count.", done))
    else:
        flash(ngettext("%(num)s signature is not counted.", "%(num)s signatures are not counted.", done))
    return redirect(url_for(".queue", slug=slug), 303)
