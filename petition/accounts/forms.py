"""What organisers fill in to come in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired

from petition.core import text


class SignInCodeForm(FlaskForm):  # type: ignore[misc]
    """Takes the short code from the email."""

    class Meta:
        """No session yet, so no session token; Origin is checked for every form."""

        csrf = False

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Enter the code from the email."))],
        description=_l("Eight letters and digits, such as K7QF-3MXD."),
    )


class EntranceForm(FlaskForm):  # type: ignore[misc]
    """Asks for the one-time link."""

    class Meta:
        """No session yet, so no session token; Origin is checked for every form."""

        csrf = False

    email = StringField(_l("Your email address"), [DataRequired(_l("Enter your email address."))])
    then = HiddenField()

    def validate_email(self, field: StringField) -> None:
        """Refuse what is no address."""
        try:
            field.data = text.mailbox(field.data, may_be_test=True)
        except text.Refused:
            raise ValidationError(_l("Enter an email address like name@example.org.")) from None
