"""At the desk: the activity log of an appeal, and the same as a file."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import i18n
from petition.core.request import number
from petition.core.table_file import table_file
from petition.desk import activity
from petition.letters.render.as_csv import harmless
from petition.moderation.rules import WHY

bp = Blueprint("activity", __name__, url_prefix="/desk/a/<slug:slug>/activity")

_MOST_PAGES = 100_000  # beyond lie typing errors


@bp.get("")
@for_organisers(Permission.SEE)
def log(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Who did what, the latest first."""
    appeal, part = own_appeal(organiser, slug), _part()
    page = min(max(request.args.get("page", 1, type=number), 1), _MOST_PAGES)
    found = activity.page(appeal, part, number=page, names_lists=_names_lists(organiser, appeal))
    return render_template(
        "desk/activity.html",
        appeal=appeal,
        found=found,
        parts={name: said for name, (said, _deeds) in activity.PARTS.items()},
        part=part,
        page=page,
        pages=max(1, -(-found.count // activity.A_PAGE)),
        at=lambda instant: i18n.at(instant, appeal.zone),
        reasons=WHY,
    )


@bp.get("/activity.csv")
@for_organisers(Permission.SEE)
def as_csv(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The same as a file; instants in UTC."""
    appeal, part = own_appeal(organiser, slug), _part()
    told = activity.everything(appeal, part, names_lists=_names_lists(organiser, appeal))
    rows = (
        (each.at.isoformat(), each.who, each.what, each.count, WHY.get(each.reason, ""), each.about)
        for each in told
    )
    harmless_rows = ([harmless(str("" if cell is None else cell)) for cell in row] for row in rows)
    return table_file(f"{slug}-activity", ["at", "who", "what", "count", "reason", "about"], harmless_rows)


@bp.app_context_processor
def _of_teams() -> dict[str, object]:
    return {"last_deeds": activity.last_of_team}


def _names_lists(organiser: Organiser, appeal: Appeal) -> bool:
    """Whether the reader may open lists, and so be told what their files are called."""
    return Permission.LISTS in appeal.allowed(organiser)


def _part() -> str:
    part = request.args.get("part", "")
    return part if part in {"", *activity.PARTS} else abort(404)
