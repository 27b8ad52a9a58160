"""The deadline as it is typed: what a clock cannot show is asked about."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation

from petition.appeals import rules, zones
from petition.core.fields import DayField, HourField, plain


def _with(other: str, advice: Any) -> Callable[[Any, Field], None]:
    """A validator in place of Optional for two fields that go together: both may be empty, one alone may not.

    Optional would end the checks of the empty one before it could be asked about the other.
    """

    def check(form: Any, field: Field) -> None:
        if not _is_typed(field):
            field.errors = []
            raise StopValidation(advice if _is_typed(form[other]) else None)

    return check


def _is_typed(field: Field) -> bool:
    return bool(field.raw_data and field.raw_data[0].strip())


class DeadlineForm(FlaskForm):  # type: ignore[misc]
    """A local date, time and zone, and which of two when the clocks go back that night."""

    closes_on = DayField(_l("Day"), [_with("closes_time", _l("Type the day as well."))])
    closes_time = HourField(
        _l("Time"),
        [_with("closes_on", _l("Type the hour as well, such as 16:00."))],
        description=_l("Signing ends exactly at this time."),
    )
    zone = SelectField(_l("Time zone"), [InputRequired(_l("Choose a time zone."))])
    twice = RadioField(
        _l("This hour comes twice that night. Which one?"),
        choices=[
            SelectChoice("0", _l("The first, before the clocks go back")),
            SelectChoice("1", _l("The second, after the clocks went back")),
        ],
        validators=[Optional()],
        validate_choice=False,
    )
    asks_which = False

    def offer(self, now: datetime) -> Self:
        """Give the zones to choose from, with their offsets of this moment."""
        self.zone.choices = zones.choices(now, self.zone.data or "")
        return self

    @property
    def closes_at(self) -> datetime | None:
        """The instant chosen, None where no day was typed; for a form that validated."""
        found = self._instants()
        return found[int(self.twice.data or 0) if len(found) > 1 else 0] if found else None

    def _instants(self) -> list[datetime]:
        if not self.closes_on.data or self.closes_time.data is None:
            return []
        return rules.instants(datetime.combine(self.closes_on.data, self.closes_time.data), self.zone.data)

    def validate_zone(self, field: SelectField) -> None:
        """Refuse an hour that the clocks skip; ask which is meant of one they show twice."""
        if field.data not in zones.names() or not self.closes_on.data or self.closes_time.data is None:
            return
        if not rules.FIRST_YEAR <= self.closes_on.data.year <= rules.LAST_YEAR:
            raise ValidationError(_l("This day is too far away. Look at the year."))
        found = self._instants()
        if not found:
            raise ValidationError(
                _l(
                    "This hour does not exist in that zone: the clocks are put forward that night. Choose another."
                )
            )
        if len(found) == 2 and self.twice.data not in {"0", "1"}:
            self.asks_which = True
            raise ValidationError(
                _l("This hour comes twice that night, as the clocks go back. Say below which.")
            )
        self.asks_which = len(found) == 2


class ExtendForm(DeadlineForm):
    """Moves the deadline on, with the reason that everybody reads."""

    closes_on = DayField(_l("Day"), [InputRequired(_l("Choose the new deadline."))])
    reason = StringField(
        _l("Why"),
        [DataRequired(_l("Say why: everybody reads it.")), plain(500)],
        description=_l("Everybody reads it, in their language where you give it in that one."),
    )
    reasons = FieldList(StringField(validators=[plain(500)]), max_entries=100)
    tell = BooleanField(
        _l("Email everybody who has confirmed"), description=_l("They get the new deadline and your reason.")
    )
    far = BooleanField(_l("Yes, the new deadline is more than a year from now"))
    asks_whether_far = False
