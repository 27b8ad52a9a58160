"""What forms of several packages check alike, and how they say it."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, TimeField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import NumberRange

from petition.core import i18n, text
from petition.core.settings import settings


class Public:
    """The Meta of a form on a page that everybody is given alike: the link, or the form's own token, is the key."""

    csrf = False

    def get_translations(self, _form: Any) -> Any:
        """What the library itself says, in the language being spoken; Flask-WTF reads it anew for each request."""
        return _library_words(i18n.spoken())


class DayField(DateField):  # type: ignore[misc]
    """A day, as a browser sends it or as people type it where it has no calendar."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        formats, wrong = ["%Y-%m-%d", "%d.%m.%Y"], _l("Enter a day such as 26.12.2026.")
        super().__init__(label, validators, format=formats, invalid_value_message=wrong, **kwargs)


class HourField(TimeField):  # type: ignore[misc]
    """A time of day, in the same way."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        formats, wrong = ["%H:%M", "%H.%M"], _l("Enter a time such as 16:00.")
        super().__init__(label, validators, format=formats, invalid_value_message=wrong, **kwargs)


@lru_cache
def _library_words(lang: str) -> Any:
    return get_translations([lang])


def plain(longest: int = 300) -> Callable[[Any, Field], None]:
    """A validator for text with nothing invisible in it."""

    def check(_form: Any, field: Field) -> None:
        typed = field.data or ""
        if len(typed) > longest:
            raise ValidationError(_l("This is too long. Shorten it to %(most)s characters.", most=longest))
        try:
            field.data = text.paragraphs(typed)
        except text.Refused:
            raise ValidationError(
                _l("There is an invisible character in it. Delete the text and type it again.")
            ) from None

    return check


def why_too_complex() -> str:
    """What to say of a text that raised markdown.TooComplex."""
    return str(gettext("This text is too complex. Use fewer nested lists, quotes and marks, or shorten it."))


REFUSALS = {
    "blank": _l("Type at least one letter."),
    "long": _l("This is too long. Shorten it to 200 characters."),
    "control": _l("There is an invisible character in it. Delete the text and type it again."),
    "marks": _l("There are too many marks on one letter. Type it without them."),
    "contact": _l("Do not put an email address, phone number or link here: it would be public."),
    "address": _l("Enter an email address like name@example.org."),
}


def one_line(*, needed: Any = None, is_public: bool = True) -> Callable[[Any, Field], None]:
    """A validator for one line of plain text; `needed` is the sentence for an empty field that must be filled in.

    What `is_public` may hold no email address, phone number or link.
    """

    def check(_form: Any, field: Field) -> None:
        typed = field.data or ""
        if not typed.strip():
            if needed:
                raise ValidationError(needed)
            field.data = ""
            return
        try:
            field.checked = text.line(typed, needs_letter=bool(needed), is_public=is_public)
        except text.Refused as refusal:
            raise ValidationError(REFUSALS[refusal.code]) from None

    if needed:
        check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def mailbox_in(field: Field, *, may_be_test: bool) -> str:
    """The address in a field, else a refusal; a slip of the hand is corrected in the field, to be sent again."""
    typed = field.data or ""
    try:
        return text.mailbox(typed, may_be_test=may_be_test)
    except text.Refused as refusal:
        code = refusal.code
    if (meant := _without_slips(typed)) != typed:
        with suppress(text.Refused):
            field.data = text.mailbox(meant, may_be_test=may_be_test)
            raise ValidationError(
                gettext("Did you mean %(address)s? Check it and send again.", address=field.data)
            )
    raise ValidationError(REFUSALS[code])


def _without_slips(typed: str) -> str:
    """What was perhaps meant: no name before an address, no space around its signs, a stop for a comma, nothing after."""
    _name, bracket, rest = typed.rpartition("<")
    address = " ".join((rest.partition(">")[0] if bracket else typed).split()).strip(" ,;:")
    for sign in "@.,":
        address = address.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    return address.replace(",", ".")


def one_mailbox(_form: Any, field: Field) -> None:
    """A validator for the address a mail can be sent to."""
    if not (field.data or "").strip():
        raise ValidationError(_l("Enter your email address: we send you a link to confirm."))
    field.checked = mailbox_in(field, may_be_test=settings().is_local)


one_mailbox.field_flags = {"required": True}  # type: ignore[attr-defined]


def as_kept(_form: Any, field: Field) -> None:
    """A validator that takes an email address in the form that is kept."""
    field.data = mailbox_in(field, may_be_test=True)


def between(least: int, most: int) -> NumberRange:
    """Refuse a number that is less or more."""
    return NumberRange(least, most, _l("Type a number from %(min)s to %(max)s."))
