"""How the organiser wants the list of signatories printed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice


class ChoicesForm(FlaskForm):  # type: ignore[misc]
    """Order, sections, numbers, details, columns."""

    order = RadioField(
        _l("People in the order of"),
        choices=[
            SelectChoice("family", _l("their family names")),
            SelectChoice("as_printed", _l("their names as printed")),
            SelectChoice("place", _l("their towns")),
            SelectChoice("as_signed", _l("their signing")),
        ],
    )
    organisations = RadioField(
        _l("Organisations"),
        choices=[
            SelectChoice("apart", _l("Under a heading of their own")),
            SelectChoice("mixed", _l("Among the people")),
        ],
    )
    columns = RadioField(
        _l("Columns"), choices=[SelectChoice("1", "1"), SelectChoice("2", "2"), SelectChoice("3", "3")]
    )
    numbered = BooleanField(_l("Number the lines"))
    details = BooleanField(_l("Print role, affiliation and town, not names alone"))

    def choices(self) -> dict[str, Any]:
        """What was chosen, by the names of letter.Choices."""
        return {
            "order": self.order.data,
            "organisations": self.organisations.data,
            "columns": int(self.columns.data),
            "numbered": self.numbered.data,
            "details": self.details.data,
        }
