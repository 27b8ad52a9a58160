"""“What was read”: what each picture of a letter shows in words, whether it only adorns, and whether it is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, StringField

from petition.appeals import pictures, service, translations
from petition.appeals.models import Appeal
from petition.appeals.pictures import AppealPicture
from petition.appeals.text import Text
from petition.core import i18n, markdown_sandbox
from petition.core.fields import plain
from petition.core.markdown import Document


class PictureForm(Form):  # type: ignore[misc]
    """Asks about one picture; `stood` is whether it stood in the letter when it was asked."""

    adorns = BooleanField(_l("It only adorns: there is nothing to say"))
    left_out = BooleanField(_l("Leave it out of the letter"))
    stood = HiddenField()


@dataclass(frozen=True)
class AskedPicture:
    """A picture, where its organisers see it, and the form that asks about it: a field of words in each language."""

    kept: AppealPicture
    address: str
    form: PictureForm
    langs: tuple[str, ...]

    def words(self, lang: str) -> Field:
        """The field of its words in a language."""
        return self.form[f"words_{lang}"]

    @property
    def wrong(self) -> list[Field]:
        """The fields that have to be looked at again."""
        return [field for field in self.form if field.errors]

    def is_said(self) -> bool:
        """Whether what was typed says all that is asked; else it is told beside the fields."""
        if not self.form.validate():
            return False
        if self.form.left_out.data:
            return True
        for lang in self.langs:
            has_words = bool(self.words(lang).data.strip())
            if has_words is self.form.adorns.data:
                self.words(lang).errors = [
                    gettext("Delete these words, or untick the box below.")
                    if has_words
                    else gettext(
                        "Say what picture %(number)s shows, or tick a box below.", number=self.kept.number
                    )
                ]
        return not self.wrong


def asked_about(appeal: Appeal) -> list[AskedPicture]:
    """A form for each picture, filled with what was sent, else with what the texts say."""
    return [_asked(appeal, kept) for kept in pictures.of(appeal)]


def _asked(appeal: Appeal, kept: AppealPicture) -> AskedPicture:
    said = {
        lang: words
        for lang in appeal.langs
        if (words := pictures.words_in((appeal.draft(lang) or Text()).body, kept.number)) is not None
    }
    langs = tuple(said) or (appeal.first_lang,)
    made = type(
        "PictureForm", (PictureForm,), {f"words_{lang}": _field(lang, len(appeal.langs)) for lang in langs}
    )
    values: dict[str, Any] = {f"words_{lang}": words for lang, words in said.items()}
    values |= {"adorns": kept.adorns, "left_out": not said, "stood": "y" if said else ""}
    sent = request.form if request.method == "POST" else None
    form = made(sent, prefix=f"picture-{kept.number}-", data=values)
    return AskedPicture(kept, pictures.address(appeal, kept, draft=True), form, langs)


def _field(lang: str, of: int) -> StringField:
    label = _l("What it shows, in words (%(language)s)", language=i18n.name_here(lang)) if of > 1 else None
    return StringField(label or _l("What it shows, in words"), [plain(500)])


def are_said(asked: Sequence[AskedPicture]) -> bool:
    """Whether all is said that is asked about any of them; else it is told beside the fields."""
    return False not in [each.is_said() for each in asked]


def bodies_of(appeal: Appeal, asked: Sequence[AskedPicture]) -> dict[str, Document]:
    """The bodies of the texts with what was said put into them, read, each by its words. Takes long; raises TooComplex."""
    return {text.body: markdown_sandbox.read(text.body) for _lang, text in _changed(appeal, asked)}


def save(
    appeal: Appeal,
    asked: Sequence[AskedPicture],
    bodies: Mapping[str, Document],
    *,
    organiser_id: int,
    now: datetime,
) -> None:
    """Put what was said into the texts. `bodies`: what was read of them; another is read here, and TooComplex raised."""
    for lang, text in _changed(appeal, asked):
        service.write(appeal, lang, text, body=bodies.get(text.body), organiser_id=organiser_id, now=now)
        translations.note(appeal, lang, {"body"})
    for each in asked:
        each.kept.adorns = each.form.adorns.data


def _changed(appeal: Appeal, asked: Sequence[AskedPicture]) -> Iterator[tuple[str, Text]]:
    """The texts that what was said changes, as it does, by language."""
    for lang in appeal.langs:
        text = appeal.draft(lang) or Text()
        body = text.body
        for each in asked:
            body = _with(body, each, lang, appeal.first_lang)
        if body != text.body:
            yield lang, replace(text, body=body)


def _with(body: str, asked: AskedPicture, lang: str, first_lang: str) -> str:
    """A text with a picture as was said; where it stood and was taken out of the text since, it stays out."""
    number, form = asked.kept.number, asked.form
    if form.left_out.data:
        return pictures.without(body, number) if form.stood.data else body
    stands = pictures.words_in(body, number) is not None
    comes = lang == first_lang and not form.stood.data and asked.langs == (lang,)
    if not stands and not comes:
        return body
    return pictures.with_words(body, number, "" if form.adorns.data else asked.words(lang).data.strip())


def wrong_in(asked: Sequence[AskedPicture]) -> Iterator[Field]:
    """All fields that have to be looked at again."""
    for each in asked:
        yield from each.wrong
