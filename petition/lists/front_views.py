"""At the desk: the page of all lists of a letter, and a list that organisers bring, by a paste or a file."""

from functools import partial
from pathlib import PurePath

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_again, own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n, repeats
from petition.core.db import db
from petition.core.vault import readable
from petition.lists import judge, lines, lookup, page, prepare, refusals, sheets, store
from petition.lists.forms import PasteForm
from petition.lists.models import LineList
from petition.lists.sealing import Sealed
from petition.lists.views import A_PAGE, next_page, page_asked
from petition.reading.brought import BroughtLines
from petition.reading.files import table_files
from petition.reading.refusals import Fault, NotALetter, NotATable

bp = Blueprint("list_front", __name__, url_prefix="/desk/a/<slug:slug>/signatories")


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.LISTS)
@repeats.makes_once
def all_lists(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The lists that wait and those that were added, the first signatories, and a way to bring a list."""
    appeal = own_appeal(organiser, slug)
    form = PasteForm()
    if request.method != "POST":
        return _all_lists(appeal, form)
    try:
        appeal, (data, name, found) = own_again(organiser, slug, partial(_read, appeal, form))
        kept = _kept(appeal, data, name, found)
    except NotALetter as refusal:
        form.file.errors = [refusals.why_no_list(refusal)]
        return _all_lists(appeal, form), 422
    except NotATable as refusal:
        (form.file if form.file.data else form.lines).errors = [refusals.why_no_table(refusal)]
        return _all_lists(appeal, form), 422
    if kept is None:
        form.lines.errors = [gettext("No names were found. Paste a line for each signatory.")]
        return _all_lists(appeal, form), 422
    for each in lookup.same_file(kept):
        each.organiser_id = organiser.id
    if said := sheets.brought_before(kept, data):
        flash(said)
    repeats.made(next_page(kept), now=clock.now())
    db.session.commit()
    return redirect(next_page(kept), 303)


def _read(appeal: Appeal, form: PasteForm) -> tuple[bytes, str, Sealed | BroughtLines | None]:
    """What was brought, its name, and what was read of it, a table sealed; None where that takes long.

    Raises NotALetter or NotATable.
    """
    upload = form.file.data
    if not upload:
        data, name = (form.lines.data or "").encode(), prepare.PASTED
    else:
        data = upload.read()
        name = PurePath((upload.filename or "").replace("\\", "/")).name[:100] or "-"
        if not data.strip():
            raise NotATable(Fault.EMPTY)
    return data, name, prepare.read_at_once(appeal, data, name)


def _kept(appeal: Appeal, data: bytes, name: str, found: Sealed | BroughtLines | None) -> LineList | None:
    """It, kept to be looked over; None where it holds nobody."""
    now = clock.now()
    if found is None:
        return prepare.keep_file(appeal, data, name=name, now=now)
    if isinstance(found, BroughtLines):
        return store.keep_lines(appeal, found.entries, name=name, now=now) if found.entries else None
    return store.keep_table(appeal, found, name=name, encodings=table_files.encodings_in(data), now=now)


def _all_lists(appeal: Appeal, form: PasteForm) -> str:
    total = lines.count_first(appeal)
    nth = page_asked(-(-total // A_PAGE))
    return render_template(
        "lists/lists.html",
        appeal=appeal,
        form=form,
        waiting=page.waiting(appeal),
        added=[
            (
                each,
                judge.names_in(each),
                lookup.name_of(each),
                i18n.day_at(each.added_at or each.read_at, appeal.zone),
            )
            for each in lookup.added_lists(appeal)
        ],
        sheets=[(code, i18n.own_name(code)) for code in appeal.published_langs],
        total=total,
        signatories=list(
            readable(
                "signatures",
                lines.first_signatories(appeal, start=A_PAGE * nth, most=A_PAGE),
                lambda each: each.own and each,
            )
        ),
        start=A_PAGE * nth,
        page=nth,
        pages=-(-total // A_PAGE),
        over=appeal.is_over(clock.now()),
    )
