"""At the desk: the email addresses under a letter as a file, for which two organisers are needed."""

from functools import partial
from typing import NoReturn

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_again, own_appeal
from petition.appeals.organiser_names import name_of
from petition.core import clock, i18n
from petition.core.db import db
from petition.letters import mailboxes

bp = Blueprint("mailboxes", __name__, url_prefix="/desk/a/<slug:slug>/mailboxes")


@bp.get("")
@for_organisers(Permission.EXPORT)
def ask_page(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Who has asked, who agreed, until when, and what is to be done next."""
    appeal, now = own_appeal(organiser, slug), clock.now()
    asked = mailboxes.waiting(appeal, now=now)
    return render_template(
        "letters/mailboxes.html",
        appeal=appeal,
        allowed=mailboxes.allowed(appeal),
        count=mailboxes.count(appeal, now=now),
        asked=asked,
        asked_by=name_of(asked.asked_by, appeal) if asked else "",
        agreed_by=name_of(asked.agreed_by, appeal) if asked else "",
        is_mine=asked is not None and asked.asked_by == organiser.id,
        until=i18n.at(asked.asked_at + mailboxes.LIFE, appeal.zone) if asked else "",
    )


@bp.post("")
@for_organisers(Permission.EXPORT, surely=True)
def ask(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Ask for the file."""
    try:
        mailboxes.ask(own_appeal(organiser, slug), organiser, now=clock.now())
    except mailboxes.NotAllowed:
        _not_allowed()
    db.session.commit()
    flash(gettext("Asked. Another organiser who may export must agree within a day. We emailed them."))
    return redirect(url_for(".ask_page", slug=slug), 303)


@bp.post("/agree")
@for_organisers(Permission.EXPORT, surely=True)
def agree(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Agree to what another asked for."""
    try:
        mailboxes.agree(own_appeal(organiser, slug), organiser, now=clock.now())
    except mailboxes.NotAllowed:
        _not_allowed()
    except mailboxes.NeedsAnother:
        _needs_another()
    db.session.commit()
    flash(gettext("You agreed. The organiser who asked can download the file until the request ends."))
    return redirect(url_for(".ask_page", slug=slug), 303)


@bp.post("/file")
@for_organisers(Permission.EXPORT, surely=True)
def take(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The file, for who asked; each download is written down."""
    appeal = own_appeal(organiser, slug)
    try:
        mailboxes.check(appeal, organiser, now=clock.now())
        appeal, file = own_again(organiser, slug, partial(mailboxes.written, appeal, now=clock.now()))
        mailboxes.take(appeal, organiser, file, now=clock.now())
    except mailboxes.NotAllowed:
        _not_allowed()
    except mailboxes.NeedsAnother:
        _needs_another()
    db.session.commit()
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-addresses.csv"',
        "Cache-Control": "no-store",
    }
    return Response("\ufeff" + file.csv, mimetype="text/csv", headers=headers)


def _not_allowed() -> NoReturn:
    abort(409, gettext("This letter does not allow email addresses to be exported."))


def _needs_another() -> NoReturn:
    abort(409, gettext("One organiser asks, and another one must agree. Look at the page again."))
