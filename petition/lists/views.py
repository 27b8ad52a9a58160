"""At the desk: a list on its way: its columns are told, it is looked over, added, and undone as a whole."""

from collections.abc import Callable, Iterator
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_again, own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n, repeats
from petition.core.db import db
from petition.core.request import number
from petition.lists import (
    add,
    columns_page,
    invite,
    judge,
    lines,
    lookup,
    prepare,
    read_page,
    refusals,
    review_views,
    sealing,
    sheets,
    store,
    ticks,
)
from petition.lists.forms import AddForm, ColumnsForm
from petition.lists.models import LineList
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout

bp = Blueprint("lists", __name__, url_prefix="/desk/a/<slug:slug>/signatories")

A_PAGE = 200


def next_page(kept: LineList) -> str:
    """What was read, once that is known; until then the page that tells the columns, or how far the worker is."""
    if kept.state != "waiting":
        return _page_of(kept)
    return url_for("lists.what_was_read", slug=kept.appeal.slug, ref=kept.ref)


def _page_of(kept: LineList) -> str:
    return url_for("lists.one", slug=kept.appeal.slug, ref=kept.ref)


def page_asked(pages: int) -> int:
    """The page asked for, counted from 0 here and from 1 in the address; the nearest there is."""
    return max(0, min(request.args.get("page", 1, type=number), pages) - 1)


@bp.route("/list/<ref>", methods=["GET", "POST"])
@for_organisers(Permission.LISTS)
def one(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """A list on its way: its columns are told, it is checked, added, and undone if need be."""
    appeal = own_appeal(organiser, slug)
    kept = review_views.kept_list(appeal, ref)
    if request.method != "POST":
        return _PAGES.get(kept.state, _added)(appeal, kept)
    return _DEEDS.get(request.form.get("deed") or "add", _look_over)(organiser, appeal, kept)


def _look_over(_organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    if kept.state == "waiting":
        return review_views.deed(appeal, kept, request.form.get("deed", ""))
    return redirect(_page_of(kept), 303)


def _retell(_organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    if kept.is_table and kept.state == "waiting":
        store.retell(kept)
        db.session.commit()
    return redirect(_page_of(kept), 303)


def _drop(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    if kept.state not in lookup.WAITING:
        return redirect(_page_of(kept), 303)
    store.drop(appeal, kept, organiser_id=organiser.id, now=clock.now())
    repeats.unmade(_page_of(kept))
    flash(gettext("The list was deleted."))
    db.session.commit()
    return redirect(url_for("list_front.all_lists", slug=appeal.slug), 303)


@bp.get("/list/<ref>/read")
@for_organisers(Permission.LISTS)
def what_was_read(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """What was read of a list, where everything in it went, and what to do next."""
    appeal = own_appeal(organiser, slug)
    kept = review_views.kept_list(appeal, ref)
    if kept.state != "waiting":
        return redirect(_page_of(kept), 303)
    return render_template(
        "lists/read.html", appeal=appeal, kept=kept, **read_page.what_was_read(kept), **sheets.of_file(kept)
    )


# --- telling the columns ----------------------------------------------------------------------------------------------


def _columns(appeal: Appeal, kept: LineList, form: ColumnsForm | None = None) -> str:
    return render_template(
        "lists/columns.html",
        appeal=appeal,
        kept=kept,
        name=lookup.name_of(kept),
        **columns_page.columns(kept, form),
        **sheets.of_file(kept),
    )


def _tell(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    """Look the list through by this layout, which the worker does if it is long; a change of rows guesses it anew."""
    form = ColumnsForm()
    if kept.state not in {"untold", "waiting"}:
        return redirect(next_page(kept), 303)
    if kept.is_table and _is_laid_out_anew(kept, form):
        flash(gettext("We guessed the columns again. Check what is in each."))
        db.session.commit()
        return redirect(next_page(kept), 303)
    if kept.is_table and not form.fits(len(kept.columns)):
        if len(form.columns) != len(kept.columns):
            abort(400)
        return _columns(appeal, kept, form), 422
    told = columns_page.layout_told(kept, form) if kept.is_table else Layout()
    if kept.rows > prepare.LONG_LIST:
        store.tell_later(kept, told)
        db.session.commit()
        return redirect(next_page(kept), 303)
    ref = kept.ref
    appeal, judged = own_again(organiser, appeal.slug, partial(store.judge, kept, told))
    kept = review_views.kept_list(appeal, ref)
    db.session.refresh(kept, with_for_update={"key_share": True})
    if kept.state in {"untold", "waiting"}:
        store.tell(kept, told, judged)
    db.session.commit()
    return redirect(next_page(kept), 303)


def _is_laid_out_anew(kept: LineList, form: ColumnsForm) -> bool:
    """Take other letters or other rows of headings, if the form says so; whether it did."""
    heads = columns_page.heads_of(form.heads.data or "") or Heads(kept.head_first, kept.head_last)
    letters = form.letters.data or ""
    if letters in (known := lookup.encodings_of(kept)) and letters != known[0]:
        sealing.say(kept, chosen=letters)
        store.lay_out(kept)
        return True
    if heads != (kept.head_first, kept.head_last):
        were = list(kept.columns)
        store.lay_out(kept, heads)
        return [entry.data for entry in form.columns] == were  # else they were put right already
    return False


def _read_sheet(_organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    """Make a list of a sheet of the same file that was not taken for one."""
    db.session.refresh(kept, with_for_update={"key_share": True})
    if lookup.holds(kept, sheet := request.form.get("sheet", -1, type=number)):
        kept = store.apart(kept, sheet)
        store.lay_out(kept)
    db.session.commit()
    return redirect(next_page(kept), 303)


def _preparing(appeal: Appeal, kept: LineList) -> str:
    """A long list that the worker reads or looks through, or that turned out to be no table."""
    fault = refusals.why_kept(kept.figures) if kept.state == "refused" else ""
    return render_template(
        "lists/preparing.html",
        appeal=appeal,
        kept=kept,
        name=lookup.name_of(kept),
        fault=fault,
        done=min(kept.rows, kept.done * sealing.PART),
        **sheets.of_file(kept),
    )


# --- adding and undoing -----------------------------------------------------------------------------------------------


def _add(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    form, there = AddForm(), redirect(_page_of(kept), 303)
    if kept.state != "waiting":
        return there
    is_seen = request.form.get("seen") in {None, ticks.mark(kept)}
    review_views.keep_ticks(kept)
    if not is_seen:
        db.session.commit()
        flash(
            gettext(
                "Somebody else has changed what is ticked. Check the number on the button and press it again."
            )
        )
        return there
    if not ticks.count(kept):  # or all of the list would be thrown away
        db.session.commit()
        flash(gettext("No name is ticked. Tick the names to add, or delete the list."))
        return there
    try:
        add.add(
            kept,
            first=(form.stand.data or review_views.stand(kept)) == "first",
            organiser_id=organiser.id,
            now=clock.now(),
        )
    except add.Over:
        abort(409, gettext("The letter is closed. Nothing more can be added."))
    except add.NotOpen:
        abort(
            409,
            gettext(
                "This letter is not open for signing, so nobody can be asked by email. "
                "To add these names as collected by you, import the list without the email addresses."
            ),
        )
    db.session.commit()
    if kept.state == "added":
        flash(" ".join(_what_was_added(kept)))
    return there


def _what_was_added(kept: LineList) -> Iterator[str]:
    """What became of the names of a list, each number that is not 0; of a list that added nobody that, too."""
    left = _not_added(kept)
    if kept.added or not kept.invited:
        yield ngettext("%(num)s name was added.", "%(num)s names were added.", kept.added)
    if kept.invited:
        yield ngettext(
            "%(num)s person was asked by email.", "%(num)s people were asked by email.", kept.invited
        )
    if waits := kept.figures.get("undecided", 0):
        yield ngettext(
            "%(num)s doubtful name waits for your decision, in a list of its own.",
            "%(num)s doubtful names wait for your decision, in a list of their own.",
            waits,
        )
    if left:
        yield ngettext("%(num)s name was not added.", "%(num)s names were not added.", left)


def _not_added(kept: LineList) -> int:
    """How many names of a list that was added were not ticked, or were there by then, but for those that wait."""
    gone = judge.names_in(kept) - kept.figures.get("undecided", 0) - kept.added - kept.invited
    return max(0, gone) if kept.state == "added" else 0


def _added(appeal: Appeal, kept: LineList) -> str:
    pages = -(-kept.added // A_PAGE)
    page = page_asked(pages)
    return render_template(
        "lists/added.html",
        appeal=appeal,
        kept=kept,
        name=lookup.name_of(kept),
        when=i18n.day_at(kept.added_at or kept.read_at, appeal.zone),
        left=_not_added(kept),
        waits=kept.figures.get("undecided", 0),
        lines=lines.came_with(kept, start=A_PAGE * page, most=A_PAGE) if kept.state == "added" else [],
        confirmed=i18n.about(invite.confirmed(kept)) if kept.invited >= i18n.FEW else "",
        done=min(kept.rows, kept.done * sealing.PART),
        page=page,
        pages=pages,
        over=appeal.is_over(clock.now()),
        **sheets.of_file(kept),
    )


def _undo(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    try:
        undone = add.undo(kept, organiser_id=organiser.id, now=clock.now())
    except add.Over:
        abort(409, gettext("The letter is closed. You can still take single names off it."))
    repeats.unmade(_page_of(kept))
    db.session.commit()
    if undone:
        flash(gettext("The list was undone. What was added with it is removed."))
    return redirect(url_for("list_front.all_lists", slug=appeal.slug), 303)


_DEEDS: dict[str, Callable[[Organiser, Appeal, LineList], ResponseReturnValue]] = {
    "columns": _tell,
    "retell": _retell,
    "sheet": _read_sheet,
    "drop": _drop,
    "undo": _undo,
    "add": _add,
}
_PAGES: dict[str, Callable[[Appeal, LineList], str]] = {
    "reading": _preparing,
    "refused": _preparing,
    "judging": _preparing,
    "untold": _columns,
    "waiting": review_views.review,
}
