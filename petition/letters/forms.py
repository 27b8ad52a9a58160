"""How the organiser wants the list of signatories printed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from petition.core import i18n


def _languages() -> list[SelectChoice]:
    return [
        SelectChoice("", _l("the letter's own")),
        *(SelectChoice(code, i18n.own_name(code)) for code in i18n.languages()),
    ]


class ChoicesForm(FlaskForm):  # type: ignore[misc]
    """Order, sections, numbers, details, columns, and what stands around the list."""

    order = RadioField(
        _l("People in the order of"),
        choices=[
            SelectChoice("family", _l("their family names")),
            SelectChoice("as_printed", _l("their names as printed")),
            SelectChoice("place", _l("their towns, each a heading")),
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
        _l("Columns"),
        choices=[
            SelectChoice("0", _l("Two for a long list of short lines")),
            SelectChoice("1", "1"),
            SelectChoice("2", "2"),
            SelectChoice("3", "3"),
        ],
    )
    first = IntegerField(
        _l("How many first signatories come before the rest"),
        [Optional(), NumberRange(0, 1_000_000, _l("Type a number from %(min)s to %(max)s."))],
        description=_l("Leave empty for all. Names beyond this number are listed with the others."),
    )
    headings = SelectField(_l("Language of the headings"), choices=_languages)
    lang = SelectField(_l("Alphabet that sorts the names"), choices=_languages)
    before = RadioField(
        _l("Names on the letter’s page until the deadline"),
        choices=[
            SelectChoice("all", _l("Everyone who wants to be named")),
            SelectChoice("some", _l("First signatories and the latest few names")),
            SelectChoice("first", _l("First signatories only")),
            SelectChoice("nobody", _l("No names, only the number of signatures")),
        ],
    )
    numbered = BooleanField(_l("Number the lines"))
    details = BooleanField(_l("Print role, affiliation and town, not names alone"))
    statement = BooleanField(_l("Say above the list how many signed"))
    not_named = BooleanField(
        _l("Say below the list how many are not named"),
        description=_l("Always said where the number of all who signed stands above the list."),
    )
    window = BooleanField(
        _l("Place the address for a window envelope"),
        description=_l("In the PDF, where DIN 5008 has it: for envelopes DL and C5/6."),
    )

    @classmethod
    def of(cls, chosen: dict[str, Any]) -> "ChoicesForm":
        """The form filled with what was chosen, by the names of letter.Choices."""
        return cls(**chosen | {"columns": str(chosen["columns"])})

    def choices(self) -> dict[str, Any]:
        """What was chosen, by the names of letter.Choices."""
        chosen = {field.name: field.data for field in self if field.type != "CSRFTokenField"}
        return chosen | {"columns": int(self.columns.data)}
