"""At the desk: all signatures of an appeal, found and filtered; held, taken off and put back: one, some, all that match."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm

from petition import audit
from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.core.db import begin_writing, db, let_go, read_first
from petition.core.request import number
from petition.moderation import manage, search, story
from petition.moderation.forms import FindForm, TakeOffForm
from petition.moderation.manage import FROM, Action
from petition.moderation.rules import SOURCES, STATES, VISIBILITIES, WHY
from petition.signatures import correcting, counts

bp = Blueprint("manage", __name__, url_prefix="/desk/a/<slug:slug>/signatures")

_SAMPLE = 10


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def all_signatures(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What stands in the letter, is held or was taken off; a name is looked for by a POST, for no address may hold it."""
    appeal = _to_read(organiser, slug)
    form = _find_form(appeal)
    if not form.validate() if request.method == "POST" else not _valid(form):
        return _page(appeal, form, search.Result([], 0), 1), 422
    if request.method == "POST" and not form.by_post:
        values: dict[str, Any] = form.filters()
        return redirect(url_for(".all_signatures", slug=slug, **values), 303)
    page = max(request.values.get("page", 1, type=number), 1)
    _note(appeal, organiser, form)
    found = search.look(appeal, form.wanted(), page=min(page, search.MOST_PAGES))
    return _page(appeal, form, found, page)


def _to_read(organiser: Organiser, slug: str) -> Appeal:
    """The appeal, for a page that changes nothing: nobody who signs meanwhile waits for a long search."""
    read_first()
    let_go()
    return own_appeal(organiser, slug, for_change=False)


def _find_form(appeal: Appeal) -> FindForm:
    form = FindForm(request.form if request.method == "POST" else request.args)
    form.offer(appeal)
    for each in filter(None, (form.name, form.mailbox)) if request.method != "POST" else ():
        each.data = ""  # an address holds none
    return form


def _note(appeal: Appeal, organiser: Organiser, form: FindForm) -> None:
    """Write down that somebody looks for a mailbox, before they see whether it is there; never which."""
    if form.wanted().mailbox or form.wanted().domain:
        begin_writing()
        deed = "signatures.searched by mailbox"
        audit.record(deed, appeal_id=appeal.id, organiser_id=organiser.id, now=clock.now())
        db.session.commit()


def _valid(form: FlaskForm) -> bool:
    """Whether an address asks for something that there is; it carries no token."""
    found = [field.validate(form) for field in form if field.name != "csrf_token"]
    return all(found)


def _page(appeal: Appeal, form: FindForm, found: search.Result, page: int) -> str:
    now = clock.now()
    return render_template(
        "moderation/all.html",
        appeal=appeal,
        form=form,
        found=found,
        page=page,
        pages=max(1, -(-found.count // search.A_PAGE)),
        tally=counts.tally(appeal),
        actions=[each for each in Action if manage.is_possible(appeal, each, now)],
        is_filtered=bool(form.by_post or form.filters()),
        done=request.args.get("done", ""),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "states": STATES,
        "sources": SOURCES,
        "visibilities": VISIBILITIES,
        "day": i18n.day,
        "name_of": i18n.name_here,
        "most": manage.MOST,
        "reasons": WHY,
    }


@bp.post("/preview")
@for_organisers(Permission.SIGNATURES)
def preview(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What an action would change: how many, and some of them. Changes nothing."""
    appeal = _to_read(organiser, slug)
    action = _action()
    if request.form.get("which") == "all":
        form = _find_form(appeal)
        if not form.validate():
            return _page(appeal, form, search.Result([], 0), 1), 422
        _note(appeal, organiser, form)
        refs, count = search.refs(appeal, form.wanted(), FROM[action], manage.MOST)
    else:
        ticked = request.form.getlist("ticked")[: manage.MOST]
        fit = [each for each in search.by_refs(appeal, ticked) if each.state in FROM[action]]
        refs = [each.ref for each in fit]
        count = len(refs)
    return _preview(appeal, action, refs, count, TakeOffForm(formdata=None))


def _preview(appeal: Appeal, action: Action, refs: list[str], count: int, form: TakeOffForm) -> str:
    return render_template(
        "moderation/preview_action.html",
        appeal=appeal,
        action=action,
        refs=refs,
        count=count,
        sample=search.by_refs(appeal, refs[:_SAMPLE]),
        form=form,
        is_told=appeal.sends("taken_off"),
        is_possible=manage.is_possible(appeal, action, clock.now()),
        **_words(),
    )


def _action() -> Action:
    try:
        return Action(request.form.get("action", ""))
    except ValueError:
        abort(400)


@bp.post("/do")
@for_organisers(Permission.SIGNATURES)
def act(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Do what was previewed, with those that were and that still are as they were."""
    appeal, action = own_appeal(organiser, slug), _action()
    refs = request.form.get("refs", "").split()[: manage.MOST]
    form = TakeOffForm()
    if action is Action.TAKE_OFF and not form.validate():
        form.reason.errors = [gettext("Choose a reason.")]
        return _preview(appeal, action, refs, len(refs), form), 422
    reason = form.reason.data if action is Action.TAKE_OFF else ""
    try:
        done = manage.act(appeal, action, refs, reason=reason, organiser_id=organiser.id, now=clock.now())
    except manage.ActionRefused:
        flash(gettext("That is no longer possible. Nothing was changed."))
        return redirect(url_for(".all_signatures", slug=slug), 303)
    db.session.commit()
    flash(_said(action, done.count))
    batch: dict[str, Any] = {"done": done.batch} if done.count else {}
    return redirect(url_for(".all_signatures", slug=slug, **batch), 303)


def _said(action: Action, count: int) -> str:
    if action is Action.HOLD:
        return str(ngettext("%(num)s signature is held.", "%(num)s signatures are held.", count))
    if action is Action.TAKE_OFF:
        return str(ngettext("%(num)s signature was taken off.", "%(num)s signatures were taken off.", count))
    return str(ngettext("%(num)s signature was put back.", "%(num)s signatures were put back.", count))


@bp.post("/undo")
@for_organisers(Permission.SIGNATURES)
def undo(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Undo an action, for those that nothing was done with since."""
    appeal = own_appeal(organiser, slug)
    try:
        done = manage.undo(appeal, request.form.get("batch", ""), organiser_id=organiser.id, now=clock.now())
    except manage.ActionRefused:
        flash(gettext("That is no longer possible. Nothing was changed."))
    else:
        db.session.commit()
        flash(ngettext("Undone for %(num)s signature.", "Undone for %(num)s signatures.", done.count))
    return redirect(url_for(".all_signatures", slug=slug), 303)


@bp.get("/<ref>")
@for_organisers(Permission.SIGNATURES)
def one(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """One signature with its story."""
    appeal = own_appeal(organiser, slug)
    found = search.one(appeal, ref) or abort(404)
    now = clock.now()
    return render_template(
        "moderation/one.html",
        appeal=appeal,
        each=found,
        story=story.of(appeal, ref),
        may_be_corrected=(row := correcting.found(appeal, ref)) is not None
        and correcting.may_be_corrected(row),
        actions=[
            each for each in Action if found.state in FROM[each] and manage.is_possible(appeal, each, now)
        ],
        **_words(),
    )
