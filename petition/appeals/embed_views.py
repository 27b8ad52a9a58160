"""At the desk: what share links say of a letter, and which sites may show its card."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import terms
from petition.appeals.access import own_appeal
from petition.appeals.embed_forms import MOST_WORDS, EmbedForm
from petition.core import clock, i18n, web
from petition.core.db import db

bp = Blueprint("embed", __name__, url_prefix="/desk/a/<slug:slug>/embed")


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def embed(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """The words and the sites."""
    appeal = own_appeal(organiser, slug)
    form = EmbedForm() if request.method == "POST" else EmbedForm.of(appeal)
    if request.method == "POST" and form.validate():
        chosen = {"share_words": form.shared(appeal.langs), "frame_hosts": form.hosts.checked}
        terms.set_terms(appeal, chosen, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
        flash(gettext("Saved."))
        return redirect(url_for(".embed", slug=slug), 303)
    while len(form.words) < len(appeal.langs):
        form.words.append_entry("")
    page = render_template(
        "appeals/embed.html",
        appeal=appeal,
        form=form,
        langs=[
            (lang, i18n.own_name(lang), (appeal.draft(lang) or appeal.published(lang)))
            for lang in appeal.langs
        ],
        most=MOST_WORDS,
        card=web.address(f"/a/{slug}/card"),
    )
    return (page, 422) if request.method == "POST" else page
