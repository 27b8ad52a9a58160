"""At the desk: all signatures of an appeal, found and filtered; held, taken off and put back: one, some, all that match."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from petition import audit
from petition.accounts.access import for_organisers, onward
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import address_part, clock, i18n
from petition.core.db import db
from petition.core.request import number
from petition.core.transactions import begin_writing, read_first
from petition.moderation import held, manage, search, story
from petition.moderation.forms import FindForm, TakeOffForm, asked
from petition.moderation.manage import Action, Done
from petition.moderation.rules import SOURCES, STATES, VISIBILITIES, WHY
from petition.signatures import caps, correcting, counts
from petition.signatures.rules import SOME_DAYS

bp = Blueprint("manage", __name__, url_prefix="/desk/a/<slug:slug>/signatures")

_SAMPLE = 10
LISTED = (
    Action.HOLD,
    Action.TAKE_OFF,
    Action.PUT_BACK,
)  # in a list of all states; what is held also counts by "put back"


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def all_signatures(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What stands in the letter, is held or was taken off. A name that is looked for is sealed into the address."""
    appeal = _to_read(organiser, slug)
    form = _find_form(appeal, organiser)
    if not form.validate():
        return _page(appeal, form, search.Result([], 0), 1), 422
    if request.method == "POST":
        _note(appeal, organiser, form)
        wanted = _asked(appeal, organiser, form)
        return redirect(
            url_for(".all_signatures", slug=slug, **wanted, _anchor="search"), 303
        )  # on a phone, too
    page = max(request.args.get("page", 1, type=number), 1)
    found = search.look(appeal, form.wanted(), page=min(page, search.MOST_PAGES))
    return _page(appeal, form, found, page)


def _to_read(organiser: Organiser, slug: str) -> Appeal:
    """The appeal, for a page that changes nothing: nobody who signs meanwhile waits for a long search."""
    read_first()
    return own_appeal(organiser, slug, for_change=False)


def _find_form(appeal: Appeal, organiser: Organiser) -> FindForm:
    """What is looked for, as it was typed, or as the address of a page says it (docs/adr/0065)."""
    if request.method == "POST":
        form = FindForm()
        form.offer(appeal)
        return form
    form = FindForm(request.args)
    form.offer(appeal)
    part = request.args.get("found", "")
    secret = address_part.read(part, _place(appeal, organiser), now=clock.now())
    for each in filter(None, (form.name, form.mailbox)):
        each.data = (secret or {}).get(each.name, "")
    if part and not secret:  # else all would be shown, and taken for what was looked for
        form.name.validators = [*form.name.validators, _too_old]
    return form


def _too_old(_form: FlaskForm, _field: Any) -> None:
    raise StopValidation(gettext("This search is more than an hour old. Search again."))


def _asked(appeal: Appeal, organiser: Organiser, form: FindForm) -> dict[str, Any]:
    """What is looked for, as the address of a page holds it."""
    if not form.secret:
        return form.filters()
    return form.filters() | {
        "found": address_part.sealed(form.secret, _place(appeal, organiser), now=clock.now())
    }


def _place(appeal: Appeal, organiser: Organiser) -> str:
    return f"search|{appeal.id}|{organiser.id}"


def _note(appeal: Appeal, organiser: Organiser, form: FindForm) -> None:
    """Write down that somebody looks for a mailbox, before they see whether it is there; never which."""
    if form.wanted().mailbox or form.wanted().domain:
        begin_writing()
        deed = "signatures.searched by mailbox"
        audit.record(deed, appeal_id=appeal.id, organiser_id=organiser.id, now=clock.now())
        db.session.commit()


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
        tells_all=counts.tells_all(appeal, now),
        actions=[each for each in LISTED if manage.is_possible(appeal, each, now)],
        asked=form.filters() | ({"found": request.args.get("found")} if form.secret else {}),
        is_filtered=bool(form.secret or form.filters()),
        done=request.args.get("done", ""),
        **_words(appeal),
    )


def _words(appeal: Appeal) -> dict[str, Any]:
    return {
        "states": STATES,
        "sources": SOURCES,
        "visibilities": VISIBILITIES,
        "day": partial(i18n.day_at, zone=appeal.zone),
        "name_of": i18n.name_here,
        "most": manage.MOST,
        "reasons": WHY,
    }


@bp.post("/preview")
@for_organisers(Permission.SIGNATURES)
def preview(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What an action would change: how many, and some of them. Changes nothing."""
    appeal = _to_read(organiser, slug)
    action, service, is_cut = _action(), "", False
    states = manage.states_before(appeal, action, clock.now())
    if request.form.get("which") == "all":
        find = _find_form(appeal, organiser)
        if not find.validate():
            return _page(appeal, find, search.Result([], 0), 1), 422
        _note(appeal, organiser, find)
        refs, count, is_cut = search.refs(appeal, find.wanted(), states, manage.MOST)
    elif request.form.get("which") == "service":
        service = request.form.get("service", "")
        found = held.services(appeal, clock.now()).get(service, held.Service([], []))
        refs = found.counted if action is Action.HOLD else found.held
        count, refs = len(refs), refs[: manage.MOST]
    else:
        ticked = request.form.getlist("ticked")[: manage.MOST]
        fit = [each for each in search.by_refs(appeal, ticked) if each.state in states]
        refs = [each.ref for each in fit]
        count = len(refs)
    form = TakeOffForm(formdata=None)
    return _preview(appeal, action, refs, count, form, manage.new_batch(), is_cut=is_cut, service=service)


def _preview(
    appeal: Appeal,
    action: Action,
    refs: list[str],
    count: int,
    form: TakeOffForm,
    batch: str,
    *,
    is_cut: bool = False,
    service: str = "",
) -> str:
    return render_template(
        "moderation/preview_action.html",
        appeal=appeal,
        action=action,
        refs=refs,
        count=count,
        is_cut=is_cut,
        batch=batch,
        service=service if action is Action.COUNT else "",
        days=SOME_DAYS.days,
        back=_back(appeal.slug),
        sample=search.by_refs(appeal, refs[:_SAMPLE]),
        form=form,
        is_told=appeal.sends("taken_off"),
        is_possible=manage.is_possible(appeal, action, clock.now()),
        **_words(appeal),
    )


def _action() -> Action:
    try:
        return Action(request.form.get("action", ""))
    except ValueError:
        abort(400)


@bp.post("/do")
@for_organisers(Permission.SIGNATURES)
def act(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Do what was previewed, with those that were and that still are as they were.

    Where all of an email service are let count, so is whoever comes of it after them: until its days are counted anew.
    """
    appeal, action = own_appeal(organiser, slug), _action()
    refs, batch = request.form.get("refs", "").split()[: manage.MOST], request.form.get("batch", "")
    form = TakeOffForm()
    if action is Action.TAKE_OFF and not form.validate():
        form.reason.errors = [gettext("Choose a reason.")]
        return _preview(appeal, action, refs, len(refs), form, batch), 422
    reason = form.reason.data if action is Action.TAKE_OFF else ""
    try:
        done = manage.act(
            appeal, action, refs, reason=reason, batch=batch, organiser_id=organiser.id, now=clock.now()
        )
    except manage.ActionRefused:
        flash(gettext("That is no longer possible. Nothing was changed."))
        return redirect(_back(slug), 303)
    if action is Action.COUNT and done.count and (service := request.form.get("service", "")):
        caps.let_through(appeal, service, now=clock.now())
    db.session.commit()
    _say(_DONE[action](done.count), done)
    return redirect(_back(slug, done.batch if done.count else ""), 303)


_DONE: dict[Action, Callable[[int], str]] = {
    Action.COUNT: lambda count: ngettext(
        "%(num)s signature now counts.", "%(num)s signatures now count.", count
    ),
    Action.HOLD: lambda count: ngettext("%(num)s signature is held.", "%(num)s signatures are held.", count),
    Action.TAKE_OFF: lambda count: ngettext(
        "%(num)s signature was taken off.", "%(num)s signatures were taken off.", count
    ),
    Action.PUT_BACK: lambda count: ngettext(
        "%(num)s signature was put back.", "%(num)s signatures were put back.", count
    ),
}


def _say(what: str, done: Done) -> None:
    """Say what was done, and of how many it was not, because they are no longer what they were."""
    left = ngettext(
        "%(num)s signature was left as it is: it has changed meanwhile.",
        "%(num)s signatures were left as they are: they have changed meanwhile.",
        done.left,
    )
    doubled = ngettext(
        "%(num)s signature was left as it is: another signature with the same email address counts.",
        "%(num)s signatures were left as they are: other signatures with the same email addresses count.",
        done.doubled,
    )
    if not done.count and not done.doubled:
        flash(gettext("Nothing was changed: these signatures have changed meanwhile."))
    else:
        said = (what, done.count), (left, done.left), (doubled, done.doubled)
        flash(" ".join(each for each, number in said if number))


def _back(slug: str, done: str = "") -> str:
    """The address of the page that a form came from, with the name of an action that can be undone there."""
    at, given = url_for(".all_signatures", slug=slug), onward(request.form.get("back", ""))
    came_from = urlsplit(given if given.startswith(at.removesuffix("signatures")) else at)
    kept = [each for each in parse_qsl(came_from.query) if each[0] != "done"]
    query = urlencode([*kept, ("done", done)] if done else kept)
    return urlunsplit(came_from._replace(query=query))


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
        _say(ngettext("Undone for %(num)s signature.", "Undone for %(num)s signatures.", done.count), done)
    return redirect(_back(slug), 303)


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
        asked=asked(),
        may_be_corrected=(row := correcting.found(appeal, ref)) is not None
        and correcting.may_be_corrected(row),
        actions=[each for each in LISTED if found.state in manage.states_before(appeal, each, now)],
        done=request.args.get("done", ""),
        **_words(appeal),
    )
