"""At the desk: add a language to a letter, empty, or from a file or a paste of its translation."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import pictures, service, translations
from petition.appeals.access import own_again, own_appeal
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import clock, i18n, markdown_sandbox
from petition.core.db import db
from petition.core.drawing import Drawn
from petition.core.markdown import Document, TooComplex
from petition.desk import letter_files
from petition.desk.forms import LETTER_FILES
from petition.reading.draft import Draft
from petition.reading.refusals import NotALetter

bp = Blueprint("translations", __name__, url_prefix="/desk/a/<slug:slug>/language")


class LanguageForm(FlaskForm):  # type: ignore[misc]
    """Adds a language."""

    lang = StringField(
        _l("Language"), [DataRequired(_l("Enter a language or its code, such as Uzbek or uz."))]
    )
    paste = TextAreaField(_l("The translation, pasted"))
    file = FileField(
        _l("A file with the translation"),
        description=LETTER_FILES,
    )

    def validate_lang(self, field: StringField) -> None:
        """Any language that CLDR knows, by its code or its name."""
        typed = field.data.strip()
        code = i18n.language_called(typed) or typed.lower().replace("_", "-")
        if not i18n.is_language(code):
            raise ValidationError(
                _l("We do not know this language. Enter its name or its code, such as Uzbek or uz.")
            )
        field.data = code


@bp.route("", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def add(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Begin the text in another language: with a translation, or with what does not need translating."""
    appeal, form = own_appeal(organiser, slug), LanguageForm()
    if request.method != "POST" or not form.validate():
        page = render_template("desk/language.html", appeal=appeal, form=form)
        return (page, 422) if request.method == "POST" else page
    lang, first = form.lang.data, appeal.draft(appeal.first_lang) or Text()
    text_page = url_for("appeals.text", slug=slug, lang=lang)
    brings = bool(form.file.data or (form.paste.data or "").strip())
    if appeal.draft(lang) is not None:
        return _is_there(appeal, form) if brings else redirect(text_page, 303)
    try:
        begun = _Translation(
            Text(letterhead=first.letterhead, recipients=first.recipients, delivery=first.delivery)
        )
        if brings:
            appeal, begun = own_again(organiser, slug, partial(_read, appeal, form))
        if appeal.draft(lang) is not None:  # by now
            return _is_there(appeal, form)
        text = pictures.renumbered(begun.text, pictures.keep(appeal, begun.drawn))
        body = begun.bodies.get(text.body)
        service.write(appeal, lang, text, body=body, organiser_id=organiser.id, now=clock.now())
    except (NotALetter, TooComplex) as refusal:
        letter_files.refuse(form, refusal)
        return render_template("desk/language.html", appeal=own_appeal(organiser, slug), form=form), 422
    translations.note(appeal, lang)
    db.session.commit()
    if begun.names:
        flash(
            ngettext(
                "The translation was read. The %(number)s name in it was not added: names come in under Lists.",
                "The translation was read. The %(number)s names in it were not added: names come in under Lists.",
                begun.names,
                number=i18n.number(begun.names),
            )
        )
    return redirect(text_page, 303)


def _is_there(appeal: Appeal, form: LanguageForm) -> ResponseReturnValue:
    form.lang.errors = [
        gettext("The letter has a text in this language already. Remove it first, or change it there.")
    ]
    return render_template("desk/language.html", appeal=appeal, form=form), 422


class _Translation(NamedTuple):
    """A text to begin with, its pictures, how many names stood below it, and what bodies say that were read."""

    text: Text
    drawn: Mapping[int, Drawn] = MappingProxyType({})
    names: int = 0
    bodies: Mapping[str, Document] = MappingProxyType({})


def _read(appeal: Appeal, form: LanguageForm) -> _Translation:
    """What was brought; its body with the numbers that its pictures get, unless others come in meanwhile."""
    draft = letter_files.draft_in(form) or Draft()
    drawn = {nth: each.drawn for nth, each in enumerate(draft.pictures, 1) if each.stands}
    draft = next((each for each in (draft, *draft.others) if each.lang == form.lang.data), draft)
    text = Text.from_draft(draft)
    body = pictures.renumbered(text, pictures.numbered(appeal, drawn)).body
    return _Translation(text, drawn, len(draft.lines), {body: markdown_sandbox.read(body)})
