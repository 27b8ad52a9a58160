"""The form of an appeal's address."""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired

from petition.appeals.address import MOST

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEAST = 3


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The last part of the address of the page."""

    slug = StringField(
        _l("Address"),
        [DataRequired(_l("Type an address."))],
        description=_l("Small Latin letters, digits and hyphens, such as keep-the-well-open."),
    )

    def validate_slug(self, field: StringField) -> None:
        """Only what every browser and keyboard can write."""
        field.data = field.data.strip().lower()
        if not _SLUG.fullmatch(field.data):
            raise ValidationError(_l("Use only small Latin letters, digits and single hyphens between them."))
        if not _LEAST <= len(field.data) <= MOST:
            raise ValidationError(_l("Use from 3 to 72 letters."))
