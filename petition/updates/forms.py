"""The form of an update: a title and a text in each language of the letter, of which one is enough."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, HiddenField, StringField, TextAreaField

from petition.appeals.update import AppealUpdate, UpdateText
from petition.core import i18n, markdown_sandbox
from petition.core.fields import plain, why_too_complex
from petition.core.markdown import Document, TooComplex
from petition.core.seen import SeenForm

LONGEST = 20_000  # characters of a text; a long page


class UpdateTextForm(Form):  # type: ignore[misc]
    """The update in one language; an empty one is left out."""

    lang = HiddenField()
    title = StringField(_l("Title"), [plain(200)])
    body = TextAreaField(
        _l("Text"),
        [plain(LONGEST)],
        description=_l("Markdown: **bold**, *italic*, # heading, - list, > quote, [text](https://…)."),
    )


class UpdateForm(SeenForm):
    """An update in the languages of its letter."""

    texts = FieldList(FormField(UpdateTextForm), max_entries=100)

    @classmethod
    def of(cls, langs: Iterable[str], kept: AppealUpdate | None) -> "UpdateForm":
        """The form for these languages, filled with what is kept."""
        content = kept.content if kept else {}
        texts = [{"lang": lang} | content.get(lang, {}) for lang in langs]
        return cls(formdata=None, texts=texts, seen=kept.mark if kept else "")

    @classmethod
    def sent(cls, langs: Sequence[str]) -> "UpdateForm":
        """The form as it was sent, with a text for each of these languages and for no other."""
        form = cls()
        form.texts.entries = [each for each in form.texts.entries if each.form.lang.data in langs]
        there = {each.form.lang.data for each in form.texts}
        for lang in langs:
            if lang not in there:
                form.texts.append_entry({"lang": lang})
        return form

    def check(self) -> bool:
        """Whether what was typed can be kept: a title and a text in one language at least, and no half of one."""
        if not self.validate():
            return False
        for each in self._forms:
            title, body = _said(each.title), _said(each.body)
            if title and not body:
                each.body.errors = [gettext("Enter the text.")]
            if body and not title:
                each.title.errors = [gettext("Enter a title.")]
        if not self.typed() and not self.wrong:
            self._forms[0].title.errors = [gettext("Enter a title and a text in one language at least.")]
        return not self.wrong

    def typed(self) -> dict[str, UpdateText]:
        """What was typed, by language."""
        return {
            each.lang.data: UpdateText(_said(each.title), _said(each.body))
            for each in self._forms
            if _said(each.title) and _said(each.body)
        }

    @property
    def _forms(self) -> list[Any]:
        return [each.form for each in self.texts]

    def read(self) -> dict[str, Document] | None:
        """The texts that were typed, read; None, and an error beside the field, where one is too complex. Takes long."""
        found = {}
        for lang, text in self.typed().items():
            try:
                found[lang] = markdown_sandbox.read(text.body)
            except TooComplex:
                next(each for each in self._forms if each.lang.data == lang).body.errors = [why_too_complex()]
                return None
        return found

    @property
    def wrong(self) -> list[Any]:
        """The fields of the texts that have something wrong with them."""
        return [field for each in self.texts for field in each.form if field.errors]

    @property
    def named(self) -> list[tuple[Any, str, str]]:
        """Each text with the name of its language and the way it is written."""
        return [
            (each.form, i18n.own_name(each.form.lang.data), i18n.direction(each.form.lang.data))
            for each in self.texts
        ]


def _said(field: Field) -> str:
    return (field.data or "").strip()
