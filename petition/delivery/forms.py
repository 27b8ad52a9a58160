"""The form by which is recorded that a letter was delivered or answered."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FieldList, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Regexp

from petition.appeals import delivery, scan, wordings
from petition.appeals.delivery import Event, Happened
from petition.appeals.models import Appeal
from petition.core.drawing import NotAPicture
from petition.core.fields import DayField, plain

_NO_SCAN = {
    "large": _l("This file is too large. Make it smaller: up to 5 MB, a picture up to 25 million points."),
    "kind": _l("This is neither PNG, JPEG nor PDF. Save the scan as one of these."),
    "pdf": _l("This PDF is damaged or locked with a password. Print it to a new PDF and try again."),
    "pages": _l("This PDF has no pages or more than 20, or is too complex. Send the pages that matter."),
    "broken": _l("This picture is damaged. Open it, save it again and try again."),
}


class DeliveryForm(FlaskForm):  # type: ignore[misc]
    """What happened, when and how; everything in it becomes public."""

    form = HiddenField(default=delivery.new_form, validators=[Regexp(r"^[\w-]{16}$")])
    what = RadioField(
        _l("What happened"),
        choices=[
            SelectChoice(Event.DELIVERED.value, _l("The letter was delivered")),
            SelectChoice(Event.ANSWERED.value, _l("The recipient answered")),
        ],
        default=Event.DELIVERED.value,
    )
    day = DayField(_l("Day"), [DataRequired(_l("Enter the day."))])
    how = StringField(_l("How"), [plain(300)], description=_l("By hand, by post, by email; to which office."))
    hows = FieldList(StringField(validators=[plain(300)]), max_entries=100)
    number = StringField(_l("Registration number"), [plain(100)])
    words = TextAreaField(_l("The answer"), [plain(20_000)], description=_l("In full, or what it says."))
    wordings = FieldList(TextAreaField(validators=[plain(20_000)]), max_entries=100)
    file = FileField(
        _l("Scan of the receipt or the answer"),
        description=_l("PNG, JPEG or PDF, up to 5 MB. Everybody can see it: cover what is private."),
    )

    def validate_words(self, field: TextAreaField) -> None:
        """Ask for the answer, in words of any language or as a scan."""
        words = "".join((each.data or "").strip() for each in (field, *self.wordings))
        if self.what.data == Event.ANSWERED and not words and not self.file.data:
            raise ValidationError(_l("Enter the answer, or choose a scan of it."))

    def drawn(self) -> bytes | None:
        """The scan drawn anew, which takes long; None without one, and, with an error beside it, where it is refused."""
        try:
            return scan.drawn_anew(self.file.data.read()) if self.file.data else None
        except NotAPicture as refusal:
            self.file.errors = [_NO_SCAN[refusal.reason]]
            return None

    def happened(self, appeal: Appeal, drawn: bytes | None) -> Happened:
        """What was filled in, with its scan."""
        how, number, words = ((self[name].data or "").strip() for name in ("how", "number", "words"))
        hows, answers = (wordings.typed(appeal, each) for each in (self.hows, self.wordings))
        event = Event(self.what.data), self.day.data
        return Happened(*event, how, number, words, drawn, hows=hows, wordings=answers)
