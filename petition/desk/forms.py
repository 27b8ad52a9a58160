"""Beginning an appeal and publishing it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired

from petition.core.fields import plain
from petition.core.seen import SeenForm

LETTER_FILES = _l(
    "Text, Markdown, HTML, Word (.docx), OpenDocument (.odt), RTF, EPUB, an email or a PDF, up to 5 MB."
)


class BeginForm(FlaskForm):  # type: ignore[misc]
    """Three ways to begin: a blank page, a paste, a file."""

    team = SelectField(_l("Team"), coerce=int)
    title = StringField(
        _l("Title"), [plain(200)], description=_l("To start with a blank page. You can change it later.")
    )
    paste = TextAreaField(
        _l("The whole letter, pasted"), description=_l("With its letterhead and its list of signatories.")
    )
    file = FileField(
        _l("A file"),
        description=LETTER_FILES,
    )


class NewTextForm(SeenForm):
    """Publishes a changed text: what changed, and what becomes of the signatures, a person says."""

    note = StringField(
        _l("What has changed, and why"),
        [plain(500), DataRequired(_l("Say what has changed, and why."))],
        description=_l("Shown to everybody beside the text, and emailed to people who have signed."),
    )
    notes = FieldList(StringField(validators=[plain(500)]), max_entries=100)
    carries = RadioField(
        _l("Signatures given so far"),
        [AnyOf(("yes", "no"), _l("Choose what becomes of the signatures."))],
        choices=[
            SelectChoice(
                "yes",
                _l(
                    "Count the signatures under the new text too, and email everyone who signed what has changed"
                ),
            ),
            SelectChoice(
                "no", _l("Keep the signatures on the old text and email all who signed to sign the new one")
            ),
        ],
        validate_choice=False,
    )

    lists_carry = BooleanField(
        _l("Count signatures from lists without an email address under the new text too"), default=True
    )
    understood = BooleanField(_l("I understand how many names the letter loses until people sign again"))

    def validate_understood(self, field: BooleanField) -> None:
        """Ask for the tick where signatures stay behind."""
        if self.carries.data == "no" and not field.data:
            raise ValidationError(_l("Check the numbers above, then tick this box."))

    def nobody_is_written_to(self) -> None:
        """Say so where the organisers have switched off the mail that would ask to sign the new text."""
        carried, _ = self.carries.choices
        stay = SelectChoice(
            "no", _l("Keep the signatures on the old text: nobody is emailed, as you chose in the settings")
        )
        self.carries.choices = [carried, stay]
