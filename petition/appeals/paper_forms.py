"""The form by which organisers state how many have signed on paper."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, IntegerField, StringField
from wtforms.validators import InputRequired, StopValidation

from petition.core.fields import DayField, between, plain
from petition.core.seen import SeenForm

_MOST = 100_000_000


def _of_a_number(advice: Any) -> Callable[[Any, Field], None]:
    """A validator for what must be said of a number, and of none need not be."""

    def check(form: Any, field: Field) -> None:
        if not (field.raw_data and field.raw_data[0].strip()):
            field.errors = []
            raise StopValidation(advice if form.number.data else None)

    return check


class PaperForm(SeenForm):
    """How many, by which day, on what; everything in it becomes public."""

    number = IntegerField(
        _l("Signatures on paper"),
        [InputRequired(_l("Enter how many there are, or 0.")), between(0, _MOST)],
        description=_l("Only those that nobody typed in. Enter 0 to take the number back."),
    )
    day = DayField(_l("Counted on"), [_of_a_number(_l("Enter the day."))])
    note = StringField(
        _l("What the sheets are"),
        [_of_a_number(_l("Say what the sheets are: everybody reads it.")), plain(300)],
        description=_l(
            "Everybody reads it: who collected the sheets, who can see them. Name no place where they could be seized."
        ),
    )
    notes = FieldList(StringField(validators=[plain(300)]), max_entries=100)
