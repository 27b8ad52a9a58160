"""At the desk: lists that organisers bring, from a paste or a file to the letter, and back as a whole."""

import csv
from collections import Counter
from io import StringIO
from pathlib import PurePath

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n
from petition.core.db import begin_writing, db, let_go, read_first
from petition.core.request import number
from petition.core.vault import readable
from petition.lists import add, invite, lines, refusals, store
from petition.lists.forms import AddForm, ColumnsForm, PasteForm, why_unread
from petition.lists.models import LineList
from petition.reading import reader, tables
from petition.reading.draft import NotALetter
from petition.reading.encodings import decode
from petition.signatures.rules import Particulars

bp = Blueprint("lists", __name__, url_prefix="/desk/a/<slug:slug>/signatories")

_A_PAGE = 200
_UNREAD_SHOWN = 20
_TABLES = (".xlsx", ".xlsm", ".csv", ".tsv", ".tab")


@bp.route("", methods=["GET", "POST"])
@for_organisers
def all_lists(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The lists that wait and those that were added, the first signatories, and a way to bring a list."""
    appeal = own_appeal(organiser, slug)
    form = PasteForm()
    if request.method != "POST":
        return _all_lists(appeal, form)
    let_go()
    try:
        kept = _brought(appeal, form)
    except NotALetter as refusal:
        form.file.errors = [refusals.why(refusal)]
        return _all_lists(appeal, form), 422
    except tables.NotATable as refusal:
        (form.file if form.file.data else form.lines).errors = [refusals.why_no_table(refusal)]
        return _all_lists(appeal, form), 422
    if kept is None:
        form.lines.errors = [gettext("No names were found. Paste a line for each signatory.")]
        return _all_lists(appeal, form), 422
    db.session.commit()
    return redirect(url_for(".one", slug=slug, ref=kept.ref), 303)


def _brought(appeal: Appeal, form: PasteForm) -> LineList | None:
    """What was brought, kept to be looked over; None where it holds nobody. Raises NotALetter or NotATable."""
    now, upload = clock.now(), form.file.data
    if not upload:
        pasted = form.lines.data or ""
        if tables.is_table(pasted):
            return store.keep_table(appeal, tables.rows_of(pasted), now=now)
        lines = reader.read_lines(pasted)
        return store.keep_list(appeal, list(lines), now=now) if lines else None
    with upload.stream:
        data = upload.read()
    name = PurePath((upload.filename or "").replace("\\", "/")).name[:100]
    if not data.strip():
        raise tables.NotATable(tables.Fault.EMPTY)
    if name.lower().endswith(_TABLES) or (name.lower().endswith(".txt") and tables.is_table(decode(data))):
        return store.keep_table(appeal, tables.rows_in(data), name=name, now=now)
    lines = reader.read(data, name).lines
    return store.keep_list(appeal, list(lines), name=name, now=now) if lines else None


def _all_lists(appeal: Appeal, form: PasteForm) -> str:
    total = lines.count_first(appeal)
    page = _page(-(-total // _A_PAGE))
    return render_template(
        "lists/lists.html",
        appeal=appeal,
        form=form,
        waiting=[(each.ref, each.rows) for each in store.waiting_lists(appeal)],
        added=[
            (each, store.name_of(each), i18n.day(each.added_at or each.read_at))
            for each in store.added_lists(appeal)
        ],
        sheets=[(code, i18n.own_name(code)) for code in appeal.version.langs] if appeal.version else [],
        total=total,
        signatories=list(
            readable(
                "signatures",
                lines.first_signatories(appeal, start=_A_PAGE * page, most=_A_PAGE),
                lambda each: each.own and each,
            )
        ),
        start=_A_PAGE * page,
        page=page,
        pages=-(-total // _A_PAGE),
    )


@bp.route("/list/<ref>", methods=["GET", "POST"])
@for_organisers
def one(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """A list on its way: its columns are told, it is looked over, added, and undone if need be."""
    appeal = own_appeal(organiser, slug)
    kept = _kept(appeal, ref)
    if request.method != "POST":
        return {"untold": _columns, "waiting": _review}.get(kept.state, _added)(appeal, kept)
    match request.form.get("deed", ""):
        case "columns":
            return _tell(appeal, kept)
        case "retell" if kept.is_table and kept.state == "waiting":
            store.retell(kept)
        case "drop" if kept.state in {"untold", "waiting"}:
            store.drop(appeal, kept, organiser_id=organiser.id, now=clock.now())
            flash(gettext("The list was thrown away."))
            db.session.commit()
            return redirect(url_for(".all_lists", slug=slug), 303)
        case "undo":
            return _undo(organiser, appeal, kept)
        case "add" | "":
            return _add(organiser, appeal, kept)
    db.session.commit()
    return redirect(url_for(".one", slug=slug, ref=ref), 303)


# --- telling the columns ----------------------------------------------------------------------------------------------


def _columns(appeal: Appeal, kept: LineList, form: ColumnsForm | None = None) -> str:
    sample = store.sample_of(kept) if kept.is_table else []
    form = form or ColumnsForm(formdata=None, has_heads=kept.has_heads, columns=kept.columns)
    heads = sample[0].cells if form.has_heads.data and sample else ()
    below = [row.cells for row in sample[1 if heads else 0 :]]
    columns = []
    for at, entry in enumerate(form.columns):
        head = heads[at] if at < len(heads) else ""
        entry.label.text = head[:80] or gettext("Column %(number)s", number=at + 1)
        columns.append((entry, [cells[at][:80] for cells in below[:3] if at < len(cells) and cells[at]]))
    return render_template(
        "lists/columns.html",
        appeal=appeal,
        kept=kept,
        name=store.name_of(kept),
        form=form,
        columns=columns,
    )


def _tell(appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    """Look the list through by these columns, which takes a while if it is long, and only then write."""
    form = ColumnsForm()
    if kept.state not in {"untold", "waiting"}:
        return redirect(url_for(".one", slug=appeal.slug, ref=kept.ref), 303)
    if kept.is_table and not form.fits(len(kept.columns)):
        if len(form.columns) != len(kept.columns):
            abort(400)
        return _columns(appeal, kept, form), 422
    told = store.Told(tuple(entry.data for entry in form.columns), bool(form.has_heads.data))
    read_first()
    let_go()
    judged = store.judge(kept, told)
    begin_writing()
    db.session.refresh(kept, with_for_update={"key_share": True})
    if kept.state in {"untold", "waiting"}:
        store.tell(kept, told, judged)
    db.session.commit()
    return redirect(url_for(".one", slug=appeal.slug, ref=kept.ref), 303)


# --- looking over -----------------------------------------------------------------------------------------------------


def _review(appeal: Appeal, kept: LineList) -> str:
    """How many rows come to what, and page by page how they will be printed.

    Nothing tells whether a mailbox is known here: who signed, withdrew or refused is nobody else's business.
    """
    chooses, only = store.parts(kept) == 1, request.args.get("only") == store.DOUBTFUL
    numbers = store.parts_with(kept, store.DOUBTFUL) if only else range(store.parts(kept))
    pages = len(numbers)
    page = _page(pages)
    shown = (
        [row for row in _rows(kept, numbers[page]) if not only or row[1] == store.DOUBTFUL] if pages else []
    )
    unread = [
        (each.line, _why(each)) for each, _ in zip(store.unread_in(kept), range(_UNREAD_SHOWN), strict=False)
    ]
    return render_template(
        "lists/review.html",
        appeal=appeal,
        kept=kept,
        name=store.name_of(kept),
        form=AddForm(formdata=None, stand=_stand(kept)),
        invites=bool(kept.figures.get("addressed")) and appeal.published_at is not None,
        lines=shown,
        figures=Counter(kept.figures),
        unread=unread,
        chooses=chooses,
        only=only,
        page=page,
        pages=pages,
        days=store.KEPT.days,
        over=appeal.phase(clock.now()) in {Phase.CLOSED, Phase.WITHDRAWN},
    )


def _rows(kept: LineList, number: int) -> list[tuple[store.Found, str, Particulars]]:
    """The rows of a part, what each is shown to come to, and how it will be printed."""
    return [
        (found, outcome, store.particulars_of(found.listed))
        for found, outcome in zip(store.found_in(kept, number), store.outcomes_in(kept, number), strict=True)
        if found.listed
    ]


def _stand(kept: LineList) -> str:
    """Where its lines stand unless the organiser says otherwise: a letter's own list heads it."""
    return "others" if kept.is_table else "first"


def _why(found: store.Found) -> str:
    assert found.why
    return why_unread(found.why.column, found.why.code)


@bp.get("/list/<ref>/unread.csv")
@for_organisers
def unread(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """The rows that cannot be read, by line and reason: enough to find and mend them in one's own file."""
    kept = _kept(own_appeal(organiser, slug), ref)
    out = StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow([gettext("Line"), gettext("Why it cannot be read")])
    rows.writerows((found.line, _why(found)) for found in store.unread_in(kept))
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="unread.csv"'
    return response


# --- adding and undoing -----------------------------------------------------------------------------------------------


def _add(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    form = AddForm()
    if kept.state != "waiting":
        return redirect(url_for(".one", slug=appeal.slug, ref=kept.ref), 303)
    chosen = None
    if store.parts(kept) == 1:
        chosen = set(request.form.getlist("keep", type=number))
    try:
        add.add(
            kept,
            first=(form.stand.data or _stand(kept)) == "first",
            again=bool(form.again.data),
            doubtful=bool(form.doubtful.data),
            chosen=chosen,
            organiser_id=organiser.id,
            now=clock.now(),
        )
    except add.Over:
        abort(409, gettext("The letter is complete: nothing is added to it any more."))
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
        added = ngettext("%(num)s line was added.", "%(num)s lines were added.", kept.added)
        asked = ngettext("%(num)s was asked by mail.", "%(num)s were asked by mail.", kept.invited)
        flash(f"{added} {asked}" if kept.invited else added)
    return redirect(url_for(".one", slug=appeal.slug, ref=kept.ref), 303)


def _added(appeal: Appeal, kept: LineList) -> str:
    pages = -(-kept.added // _A_PAGE)
    page = _page(pages)
    return render_template(
        "lists/added.html",
        appeal=appeal,
        kept=kept,
        name=store.name_of(kept),
        when=i18n.day(kept.added_at or kept.read_at),
        lines=lines.came_with(kept, start=_A_PAGE * page, most=_A_PAGE) if kept.state == "added" else [],
        confirmed=i18n.about(invite.confirmed(kept)) if kept.invited >= i18n.FEW else "",
        done=min(kept.rows, kept.done * store.PART),
        page=page,
        pages=pages,
        over=appeal.phase(clock.now()) in {Phase.CLOSED, Phase.WITHDRAWN},
    )


def _undo(organiser: Organiser, appeal: Appeal, kept: LineList) -> ResponseReturnValue:
    try:
        undone = add.undo(kept, organiser_id=organiser.id, now=clock.now())
    except add.Over:
        abort(409, gettext("The letter is complete. Single lines can still be taken off it."))
    db.session.commit()
    if undone:
        flash(gettext("The list was undone: what came with it is gone."))
    return redirect(url_for(".all_lists", slug=appeal.slug), 303)


# --- common -----------------------------------------------------------------------------------------------------------


def _page(pages: int) -> int:
    """The page asked for, counted from 0 here and from 1 in the address; the nearest there is."""
    return max(0, min(request.args.get("page", 1, type=number), pages) - 1)


def _kept(appeal: Appeal, ref: str) -> LineList:
    kept = store.kept_list(appeal, ref)
    if kept is None:
        abort(404, gettext("This list has been dealt with."))
    return kept
