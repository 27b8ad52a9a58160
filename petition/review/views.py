"""The organisers' queue: two signatures side by side, three buttons, and what was answered before, to be taken back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.request import number
from petition.review import page, service
from petition.signatures import counts as signature_counts

bp = Blueprint("review", __name__, url_prefix="/desk/a/<slug:slug>/review")

_A_PAGE = 20
_MOST_PAGES = 100_000  # beyond lie typing errors


@bp.app_context_processor
def _for_the_tabs() -> dict[str, object]:
    return {"cases_to_decide": service.count}


@bp.get("")
@for_organisers(Permission.SIGNATURES)
def queue(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """One part of the queue: a case in full, the next ones in short."""
    appeal = own_appeal(organiser, slug)
    part = request.args.get("show", "open")
    if part not in service.PARTS:
        abort(404)
    counts = {name: service.count(appeal, name) for name in service.PARTS}
    last = max(1, -(-counts[part] // _A_PAGE)) if counts[part] < service.MOST_TOLD else _MOST_PAGES
    nth = min(max(request.args.get("page", 1, type=number), 1), last)
    found = service.cases(appeal, part, offset=(nth - 1) * _A_PAGE, most=_A_PAGE + 1)
    found, more = found[:_A_PAGE], found[_A_PAGE:]
    asked = request.args.get("case", type=number)
    found.sort(key=lambda case: case.id != asked)  # the one asked for stands on top
    done = service.by_id(appeal, request.args.get("done", 0, type=number))
    several = service.together(appeal, found[0]) if part == "open" and found else []
    return render_template(
        "review/queue.html",
        appeal=appeal,
        tally=signature_counts.tally(appeal),
        counts=counts,
        cases_to_decide=lambda _appeal: counts["open"],  # counted once a page
        at_most=_at_most,
        part=part,
        cases=page.shown(appeal, found),
        several=several if len(several) > 1 else [],
        several_lines=page.lines(appeal, several),
        done=done,
        done_at_once=" ".join(map(str, service.answered_at_once(appeal, done) if done else ())),
        where=gettext(
            "%(first)s to %(last)s of %(all)s",
            first=i18n.number((nth - 1) * _A_PAGE + 1),
            last=i18n.number((nth - 1) * _A_PAGE + len(found)),
            all=_at_most(counts[part]),
        ),
        nth=nth,
        is_last=not more,
    )


def _at_most(count: int) -> str:
    """A number that was counted up to MOST_TOLD."""
    return i18n.number(count) + "+" * (count == service.MOST_TOLD)


@bp.post("/<id:case_id>")
@for_organisers(Permission.SIGNATURES)
def answer(organiser: Organiser, slug: str, case_id: int) -> ResponseReturnValue:
    """Same, different, later; undo; print this form."""
    appeal = own_appeal(organiser, slug)
    part, nth = request.form.get("show", "open"), request.form.get("page", 1, type=number)
    if part not in service.PARTS:
        abort(400)
    done = None
    try:
        done = _do(appeal, case_id, request.form.get("deed", ""), organiser)
    except service.NothingToDecide:
        db.session.rollback()
        flash(gettext("Nothing was changed: this case has been settled meanwhile."))
    else:
        db.session.commit()
    there = {"show": part, "page": nth if nth > 1 else None, "done": done}
    return redirect(url_for(".queue", slug=slug, **there), 303)  # type: ignore[arg-type]


def _ids(name: str) -> set[int]:
    """The cases that a form names together."""
    said = request.form.get(name, "").split()[: service.MOST_AT_ONCE]
    return {int(each) for each in said if each.isdecimal() and len(each) < 10}


def _do(appeal: Appeal, case_id: int, deed: str, organiser: Organiser) -> int | None:
    """Do what a button says; give the case, where one click can undo it."""
    now = clock.now()
    if deed in service.ANSWERS:
        return service.decide(appeal, case_id, deed, organiser_id=organiser.id, now=now).id
    if deed == "all":
        return service.link_all(appeal, case_id, _ids("cases"), organiser_id=organiser.id, now=now).id
    if deed == "undo":
        return service.undo(appeal, case_id, _ids("cases"), organiser_id=organiser.id, now=now).id
    form = request.form.get("form", type=number)
    if deed == "print" and form:
        service.choose(appeal, case_id, form, organiser_id=organiser.id, now=now)
        flash(gettext("This form is printed from now on."))
        return None
    return abort(400)
