"""At the desk: single lines of the lists that organisers brought."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Kind
from petition.lists import lines
from petition.lists.forms import LineForm
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars

bp = Blueprint("list_lines", __name__, url_prefix="/desk/a/<slug:slug>/signatories")


@bp.route("/<ref>", methods=["GET", "POST"])
@for_organisers(Permission.LISTS)
def line(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """One line of a list: correct, move, take off."""
    appeal = own_appeal(organiser, slug)
    signature = lines.listed(appeal, ref)
    if signature is None:
        abort(404)
    if request.method != "POST":
        own = signature.own
        form = LineForm(
            as_typed=own.as_typed,
            kind=signature.kind,
            name=own.name,
            acronym=own.acronym,
            role=own.role,
            affiliation=own.affiliation,
            place=own.place,
            rank=signature.rank,
        )
        return _line(appeal, signature, form)
    if request.form.get("deed") == "take_off":
        lines.take_off(appeal, signature, organiser_id=organiser.id, now=clock.now())
        flash(gettext("The name was removed from the list."))
    else:
        form = LineForm()
        if not form.validate():
            return _line(appeal, signature, form), 422
        fields = {name: (form[name].data or "").strip() for name in Particulars._fields if name in form}
        says_otherwise = _says_otherwise(signature, fields, form.kind.data)
        if says_otherwise and lines.was_told(signature):
            flash(
                gettext(
                    "We emailed this person about the entry. Correct it here: they are told and can undo it."
                )
            )
            return redirect(url_for("correct.correct", slug=slug, ref=ref), 303)
        if says_otherwise:
            lines.rewrite(
                appeal,
                signature,
                Particulars(**fields),
                Kind(form.kind.data),
                organiser_id=organiser.id,
                now=clock.now(),
            )
        if signature.rank and form.rank.data and form.rank.data != signature.rank:
            lines.move(appeal, signature, form.rank.data, organiser_id=organiser.id, now=clock.now())
        flash(gettext("Saved."))
    db.session.commit()
    return redirect(_back(appeal, signature), 303)


def _says_otherwise(signature: Signature, fields: dict[str, str], kind: str) -> bool:
    return kind != signature.kind or any(
        value != getattr(signature.own, name) for name, value in fields.items()
    )


def _line(appeal: Appeal, signature: Signature, form: LineForm) -> str:
    return render_template(
        "lists/line.html", appeal=appeal, signature=signature, form=form, back=_back(appeal, signature)
    )


def _back(appeal: Appeal, signature: Signature) -> str:
    """The page that lists a signature: that of the first signatories, or that of its own list."""
    if signature.rank is None and (kept := lines.list_of(signature)):
        return url_for("lists.one", slug=appeal.slug, ref=kept.ref)
    return url_for("list_front.all_lists", slug=appeal.slug, _anchor="first")
