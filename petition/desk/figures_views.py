"""At the desk: the figures of an appeal over time, and the same as a file."""

from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from petition import duties
from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.core import clock, i18n
from petition.core.table_file import table_file
from petition.desk import figures
from petition.mail.out import outbox
from petition.moderation.rules import SOURCES
from petition.signatures import arrivals, counts, kept_counts

_OTHER_WAYS = {"email": _l("Email"), "card": _l("The letter’s card on another site")}

bp = Blueprint("figures", __name__, url_prefix="/desk/a/<slug:slug>/figures")


@bp.get("")
@for_organisers(Permission.SEE)
def overview(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Signatures over time, drawn and as a table; how many confirm; how emails fare."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    tally = counts.tally(appeal)
    last = duties.last_done()
    return render_template(
        "desk/figures.html",
        appeal=appeal,
        shown=figures.of(appeal, now),
        tally=tally,
        tells_all=counts.tells_all(appeal, now),
        share=figures.share_confirmed(tally.confirmed, counts.received(appeal, now) - tally.rejected),
        ways=[(arrivals.WAYS[way] or _OTHER_WAYS[way], count) for way, count in arrivals.of(appeal)],
        sources=SOURCES,
        day=partial(i18n.day_at, zone="UTC"),
        name_of=i18n.name_here,
        waiting=outbox.waiting_about(appeal.id),
        undelivered=outbox.undelivered(appeal.id),
        worked_at=i18n.at(last, appeal.zone) if last else "",
    )


@bp.get("/figures.csv")
@for_organisers(Permission.SEE)
def as_csv(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Confirmed signatures by day, how they came and language; the last two of those who are named in full."""
    appeal = own_appeal(organiser, slug)
    rows = (
        (each.day.date().isoformat(), each.source, each.lang, each.number)
        for each in kept_counts.by_day([appeal.id])
    )
    return table_file(f"{slug}-figures", ["day", "source", "language", "confirmed"], rows)
