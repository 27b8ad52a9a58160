"""Checks that forms of several rooms share."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from petition.core import text


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
                _l("There is an invisible character in it. Delete the text and type it anew.")
            ) from None

    return check


def why_too_complex() -> str:
    """What to say of a text that raised markdown.TooComplex."""
    return str(gettext("This text is too complex. Use fewer nested lists, quotes and marks, or shorten it."))
