"""At the desk: signatures that organisers look at before they count."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock, i18n
from petition.moderation import held, manage
from petition.moderation.manage import Action
from petition.moderation.rules import HELD_FOR
from petition.signatures import counts
from petition.signatures.rules import State

bp = Blueprint("held", __name__, url_prefix="/desk/a/<slug:slug>")


@bp.get("/held")
@for_organisers(Permission.SIGNATURES)
def queue(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The oldest signatures that are held, to be counted or taken off after a preview."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    return render_template(
        "moderation/held_queue.html",
        appeal=appeal,
        queue=held.queue(appeal),
        services=held.services(appeal, now),
        may_hold=manage.is_possible(appeal, Action.HOLD, now),
        count=counts.tally(appeal).held,
        actions=[
            each
            for each in (Action.COUNT, Action.TAKE_OFF)
            if State.HELD in manage.states_before(appeal, each, now)
        ],
        phase=appeal.phase(now),
        done=request.args.get("done", ""),
        why=HELD_FOR,
        day=partial(i18n.day_at, zone=appeal.zone),
    )
