"""What organisers fill in to come in, and about who is in a team."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from petition.accounts.roles import Role
from petition.core.fields import DayField, as_kept
from petition.core.seen import SeenForm
from petition.core.settings import settings

ROLES = {
    Role.OWNER.value: _l("Owner: everything, and who is in the team"),
    Role.EDITOR.value: _l("Editor: texts, settings and publishing"),
    Role.MODERATOR.value: _l("Moderator: signatures, lists and messages"),
    Role.EXPORTER.value: _l("Exporter: the letter with its names, and lists"),
    Role.VIEWER.value: _l("Viewer: figures, preview and activity log"),
}


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


class FactorForm(FlaskForm):  # type: ignore[misc]
    """Takes a code of the second factor."""

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Enter the code."))],
        description=_l("Six digits from the application, or a recovery code."),
        render_kw={"maxlength": 20},
    )


class PasskeyForm(FlaskForm):  # type: ignore[misc]
    """What a passkey is called, and what the browser answered."""

    name = StringField(
        _l("Name of the passkey"),
        [
            DataRequired(_l("Enter a name by which you know this device.")),
            Length(max=60, message=_l("Shorten the name to 60 characters.")),
        ],
        description=_l("So that you know it in the list, such as “my phone”."),
        render_kw={"maxlength": 60},
    )
    challenge = HiddenField(default="")  # also where a form leaves it out
    answer = HiddenField(default="")

    def validate_name(self, field: StringField) -> None:
        """Refuse what cannot be shown in one line."""
        field.data = " ".join("".join(each if each.isprintable() else " " for each in field.data).split())
        if not field.data:
            raise ValidationError(_l("Enter a name by which you know this device."))


class NewAddressForm(FlaskForm):  # type: ignore[misc]
    """An email address."""

    email = StringField(_l("Email address"), [DataRequired(_l("Enter an email address.")), as_kept])


class ContactForm(SeenForm):
    """An email address for everybody to read."""

    email = StringField(
        _l("Email address"),
        [Optional(), as_kept],
        description=_l("Everybody can read it, and it may be copied. Leave it empty to show none."),
    )


class RoleForm(FlaskForm):  # type: ignore[misc]
    """What somebody is in a team, and until when."""

    role = RadioField(
        _l("Role"), choices=[SelectChoice(*each) for each in ROLES.items()], default=Role.VIEWER.value
    )
    until = DayField(
        _l("Until"),
        [Optional()],
        description=_l("The role ends after this day. Leave it empty if the role has no end."),
    )

    def validate_until(self, field: DayField) -> None:
        """Refuse an end for an owner, and the last day of the calendar, which has no end to be computed."""
        if field.data == date.max:
            raise ValidationError(_l("Enter an earlier day."))
        if field.data and self.role.data == Role.OWNER:
            raise ValidationError(_l("An owner’s role has no end. Leave this empty."))

    @property
    def ends_at(self) -> datetime | None:
        """When the last day is over, by the clock of this service."""
        if not self.until.data:
            return None
        return datetime.combine(self.until.data + timedelta(days=1), time(), ZoneInfo(settings().time_zone))


class InviteForm(RoleForm, NewAddressForm):
    """Somebody to invite."""


class EntranceForm(FlaskForm):  # type: ignore[misc]
    """Asks for the one-time link."""

    class Meta:
        """No session yet, so no session token; Origin is checked for every form."""

        csrf = False

    email = StringField(_l("Your email address"), [DataRequired(_l("Enter your email address.")), as_kept])
    then = HiddenField(default="")
