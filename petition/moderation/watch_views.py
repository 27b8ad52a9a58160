"""At the desk: the names that a team wants to check before they are shown."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from petition.accounts.access import allow, for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.core import clock
from petition.core.db import db
from petition.core.fields import plain
from petition.core.seen import SeenForm, mark
from petition.lexicon.vocabulary import groups
from petition.signatures import watch

bp = Blueprint("watch", __name__, url_prefix="/desk/team/<id:team_id>/watch")


class WatchForm(SeenForm):
    """Names, one a line."""

    names = TextAreaField(
        _l("Names to check first, one a line"),
        [plain(40_000)],
        description=_l(
            "A signature with all words of a line is held until you check it. Other spellings and alphabets count too."
        ),
    )

    def lines(self) -> list[str]:
        """The names, each once."""
        typed = (" ".join(line.split()) for line in (self.names.data or "").splitlines())
        return list(dict.fromkeys(line for line in typed if line))

    def validate_names(self, field: TextAreaField) -> None:
        """Refuse more than can be looked through at each confirmation."""
        if len(self.lines()) > watch.MOST:
            raise ValidationError(gettext("At most %(most)s names.", most=watch.MOST))


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.SIGNATURES)
def names(organiser: Organiser, team_id: int) -> ResponseReturnValue:
    """The watch list; an example where there is none yet."""
    allow(organiser, team_id)
    kept = watch.names(team_id, for_change=request.method == "POST")
    form = WatchForm.showing(mark(kept))
    is_right = request.method == "POST" and form.validate()
    if is_right and (form.lines() == kept or not form.is_stale(mark(kept))):
        watch.watch_for(team_id, form.lines(), organiser_id=organiser.id, now=clock.now())
        db.session.commit()
        flash(gettext("Saved."))
        return redirect(url_for(".names", team_id=team_id), 303)
    if request.method != "POST":
        form.names.data = "\n".join(kept or map(" ".join, groups("watched.example")))
    theirs = kept if form.seen.errors else []
    page = render_template("moderation/watch.html", form=form, is_example=not kept, theirs=theirs)
    return (page, 409 if is_right else 422) if request.method == "POST" else page
