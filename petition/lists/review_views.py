"""At the desk: a list that is looked over, page by page; what is ticked, and single lines corrected, joined and split."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts.access import for_organisers, onward
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import address_part, clock, i18n
from petition.core.db import db
from petition.core.request import number
from petition.core.table_file import table_file
from petition.lists import changes, judge, lines, lookup, page, read_page, rows, sealing, sheets, store, ticks
from petition.lists.changes import ChangedMeanwhile, Gone, Row
from petition.lists.forms import AddForm, RowForm
from petition.lists.models import LineList
from petition.lists.ticks import LineFilter, Shown

bp = Blueprint("list_review", __name__, url_prefix="/desk/a/<slug:slug>/signatories/list/<ref>")


def kept_list(appeal: Appeal, ref: str) -> LineList:
    """A list of this appeal, or 404."""
    kept = lookup.kept_list(appeal, ref)
    if kept is None:
        abort(404, gettext("This list is already done."))
    return kept


# --- the page ---------------------------------------------------------------------------------------------------------


def review(appeal: Appeal, kept: LineList) -> str:
    """How many rows come to what, and page by page how they will be printed.

    Nothing tells whether a mailbox is known here: who signed, withdrew or refused is nobody else's business.
    """
    look, nth = _asked(kept), request.args.get("page", 1, type=number)
    return render_template(
        "lists/review.html",
        appeal=appeal,
        kept=kept,
        name=lookup.name_of(kept),
        by=page.brought_by(kept),
        when=i18n.day_at(kept.read_at, appeal.zone),
        form=AddForm(formdata=None, stand=stand(kept)),
        invites=bool(kept.figures.get("addressed")) and appeal.published_at is not None,
        figures=page.figures(kept),
        names=judge.names_in(kept),
        unread=page.unread(kept, judge.UNREAD),
        nobodies=page.unread(kept, judge.NOBODY),
        account=read_page.account(kept),
        may_change=changes.may_be_changed(kept),
        days=store.KEPT.days,
        over=appeal.is_over(clock.now()),
        **page.review(kept, look, nth),
        **sheets.of_file(kept),
    )


def stand(kept: LineList) -> str:
    """Where its lines stand unless the organiser says otherwise: the first list that is no table is the letter's own."""
    return "others" if kept.is_table or lines.first_signatories(kept.appeal, most=1) else "first"


def deed(appeal: Appeal, kept: LineList, what: str) -> ResponseReturnValue:
    """What was pressed on the page: its ticks are kept, and the name that was typed, whatever it was."""
    look, nth = _looked_at(), request.form.get("page", 1, type=number)
    keep_ticks(kept)
    if (name := request.form.get("name", "")) != request.form.get("named", ""):
        sealing.say(kept, name=" ".join(name.split())[:100])
    match what.partition("-")[::2]:
        case "show", "":
            asked = [request.form.get(field, "") for field in LineFilter._fields]
            look, nth = LineFilter.of(*asked), 1
        case "show", only:
            look, nth = LineFilter.of(only, ""), 1
        case "change", row_name:
            db.session.commit()
            return redirect(_row(appeal, kept, row_name, look), 303)
        case "to", elsewhere:
            db.session.commit()
            return redirect(_elsewhere(appeal, elsewhere), 303)
        case "page", to if to.isdecimal() and len(to) < 6:
            nth = int(to)
        case (("tick" | "untick"), _):
            return _all_at_once(appeal, kept, look, to=what == "tick")
        case "again", _:
            those = [spot for spot in ticks.spots(kept, LineFilter()) if spot.outcome == judge.UNDONE]
            ticks.change_all(kept, those, to=True)
    db.session.commit()
    return _there(appeal, kept, look, nth)


def _elsewhere(appeal: Appeal, path: str) -> str:
    """Where a tab leads: a page of the desk, or the public one."""
    public = url_for("signatures.appeal", slug=appeal.slug)
    return path if path == public else onward(path)


def _looked_at() -> LineFilter:
    return LineFilter.of(*(request.form.get(f"look-{field}", "") for field in LineFilter._fields))


def keep_ticks(kept: LineList) -> None:
    """Keep the ticks of the page that was sent."""
    keep = set(request.form.getlist("keep"))
    shown = [(each[:-1], each[-1] == ticks.TICKED) for each in request.form.get("shown", "").split() if each]
    told = [Shown(name, was, name in keep) for name, was in shown]
    told += [Shown(name, was=False, now=True) for name in keep - {name for name, _ in shown}]
    ticks.change(kept, told)


def _all_at_once(appeal: Appeal, kept: LineList, look: LineFilter, *, to: bool) -> ResponseReturnValue:
    """Tick or untick all that is looked at, if that is still as many as the button said."""
    those = ticks.would_change(kept, look, to=to)
    said = request.form.get("to_tick" if to else "to_untick", 0, type=number)
    ticked_here = abs(len(those) - said) <= len(request.form.get("shown", "").split())
    if len(those) != said and not ticked_here:
        db.session.commit()
        flash(gettext("The list has changed. Check the number on the button and press it again."))
        return _there(appeal, kept, look, 1)
    ticks.change_all(kept, those, to=to)
    db.session.commit()
    count = i18n.number(len(those))
    flash(
        ngettext("%(number)s name was ticked.", "%(number)s names were ticked.", len(those), number=count)
        if to
        else ngettext(
            "%(number)s name was unticked.", "%(number)s names were unticked.", len(those), number=count
        )
    )
    return _there(appeal, kept, look, 1)


def _there(appeal: Appeal, kept: LineList, look: LineFilter, nth: int) -> ResponseReturnValue:
    """The page again."""
    return redirect(_at(appeal, kept, look, nth, "names"), 303)


def _at(appeal: Appeal, kept: LineList, look: LineFilter, nth: int, anchor: str) -> str:
    asked = _said(kept, look) | {"page": nth if nth > 1 else None}
    return url_for("lists.one", slug=appeal.slug, ref=kept.ref, _anchor=anchor, **asked)


def _said(kept: LineList, look: LineFilter) -> dict[str, Any]:
    """What is looked at as an address may say it: words are sealed (docs/adr/0065)."""
    found = address_part.sealed(look.words, _place(kept), now=clock.now()) if look.words else None
    return {"only": look.only or None, "why": look.why or None, "found": found}


def _place(kept: LineList) -> str:
    return f"words of a list|{kept.ref}"


def _row(appeal: Appeal, kept: LineList, name: str, look: LineFilter) -> str:
    """The page of a row, from which one comes back to what is looked at."""
    return url_for("list_review.row", slug=appeal.slug, ref=kept.ref, name=name, **_said(kept, look))


def _back(appeal: Appeal, kept: LineList, name: str) -> str:
    """Where the row stands in what was looked at; what is looked at, where it is no more among it."""
    look = _asked(kept)
    nth = page.page_of(kept, look, name)
    return _at(appeal, kept, look, nth, f"row-{name}" if nth else "names")


def _asked(kept: LineList) -> LineFilter:
    """What the address of a page says is looked at; words of more than an hour ago it no longer says."""
    words, part = "", request.args.get("found", "")
    if part and not (words := address_part.read(part, _place(kept), now=clock.now()) or ""):
        flash(gettext("This search is more than an hour old. Search again."))
    return LineFilter.of(request.args.get("only", ""), request.args.get("why", ""), words)


@bp.get("/unread.csv")
@for_organisers(Permission.LISTS)
def unread(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """The rows that cannot be read, by line and reason: enough to find and mend them in one's own file."""
    kept = kept_list(own_appeal(organiser, slug), ref)
    rows = ((found.line, page.why(found)) for found, _typed in page.unread_in(kept))
    return table_file("unread", [gettext("Row"), gettext("Why it was not understood")], rows)


# --- a single line ----------------------------------------------------------------------------------------------------


@bp.route("/row/<name>", methods=["GET", "POST"])
@for_organisers(Permission.LISTS)
def row(organiser: Organiser, slug: str, ref: str, name: str) -> ResponseReturnValue:
    """A line as it was typed and as it is read: corrected, joined to the one above or below, split, or left as read."""
    appeal = own_appeal(organiser, slug)
    kept = kept_list(appeal, ref)
    if not changes.may_be_changed(kept):
        flash(gettext("Names of this list can be changed after it is added."))
        return redirect(url_for("lists.one", slug=slug, ref=ref), 303)
    try:
        if request.method != "POST":
            found = changes.row(kept, name)
            return _row_page(appeal, kept, found, RowForm.of(found.reading))
        return _change(appeal, kept, name)
    except Gone:
        flash(gettext("This row no longer exists: it was joined to another one, or the list was read again."))
        return redirect(url_for("lists.one", slug=slug, ref=ref), 303)


def _row_page(appeal: Appeal, kept: LineList, found: Row, form: RowForm, **shown: object) -> str:
    return render_template(
        "lists/row.html",
        appeal=appeal,
        kept=kept,
        row=found,
        back=_back(appeal, kept, rows.id_of(found.found)),
        form=form,
        mark=rows.mark_of(found.found),
        why=page.why(found.found) if found.found.why else "",
        neighbours=list(_neighbours(found)),
        **{"stale": False, "split_error": "", "split": "\n".join(changes.people_in(found.reading))} | shown,
    )


def _neighbours(found: Row) -> Iterable[tuple[str, str, str, str]]:
    """The lines that it may be one with: above or below, its name, its mark, what it says."""
    for where, each in (("above", found.above), ("below", found.below)):
        if each and each.listed:
            yield where, rows.id_of(each), rows.mark_of(each), judge.particulars_of(each.listed).line


def _change(appeal: Appeal, kept: LineList, name: str) -> ResponseReturnValue:
    mark, what = request.form.get("mark", ""), request.form.get("deed", "")
    lines = [line.strip() for line in request.form.get("split", "").splitlines() if line.strip()]
    found, form = changes.row(kept, name), RowForm()
    try:
        if what.startswith("join-"):
            other, _, mark_of_other = what.removeprefix("join-").partition("-")
            name = changes.join(kept, name, mark, other, mark_of_other)
        elif what == "restore":
            changes.restore(kept, name)
        elif what == "split":
            if not 1 < len(lines) <= changes.MOST_PIECES:
                refused = gettext(
                    "Put each person on a line of their own: from 2 to %(most)s.", most=changes.MOST_PIECES
                )
                return _row_page(appeal, kept, found, RowForm.of(found.reading), split_error=refused), 422
            changes.split(kept, name, mark, lines)
        elif form.validate():
            changes.edit(kept, name, mark, form.listed(found.reading))
        else:
            return _row_page(appeal, kept, found, form), 422
    except ChangedMeanwhile:
        typed = {"split": "\n".join(lines)} if what == "split" else {}
        kept_form = RowForm.of(found.reading) if what != "save" else form
        return _row_page(appeal, kept, found, kept_form, stale=True, **typed), 409
    db.session.commit()
    flash(gettext("Saved."))
    if what.startswith("join-"):
        return redirect(_row(appeal, kept, name, _asked(kept)), 303)
    return redirect(_back(appeal, kept, name), 303)
