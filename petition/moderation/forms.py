"""What organisers look for among signatures, and why they take one off."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from petition.appeals.models import Appeal
from petition.appeals.rules import FIRST_YEAR, LAST_YEAR
from petition.core import i18n, providers, text
from petition.core.fields import REFUSALS, DayField, one_line, plain
from petition.core.seen import SeenForm
from petition.lexicon.signatory import Visibility
from petition.moderation.rules import HELD_FOR, SOURCES, STATES, VISIBILITIES, WHY, Wanted
from petition.signatures.rules import Particulars, Source, State


def _a_day(_form: Any, field: DayField) -> None:
    """Refuse a day that no instant of any zone can be told of, as a date field offers it while it is being typed."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("This day is too far away. Look at the year."))


class FindForm(FlaskForm):  # type: ignore[misc]
    """What is looked for; also read from the address of a page, so the token of its POST is the guard's to check."""

    class Meta:
        """Read by WTForms."""

        csrf = False

    name = StringField(_l("Name or part of it"), [plain(100)])
    mailbox = StringField(
        _l("Email address, or the part after @"),
        description=_l("The activity log notes each search by email address, without the address."),
    )
    state = SelectField(_l("Status"))
    source = SelectField(_l("Where it came from"))
    spoken = SelectField(_l("Language"))  # `lang` in an address is the language of the page
    visibility = SelectField(_l("How it is shown"))
    version = SelectField(_l("Version of the text"))
    held_for = SelectField(_l("Why it was held"))
    since = DayField(_l("From"), [Optional(), _a_day])
    until = DayField(_l("To"), [Optional(), _a_day])

    def offer(self, appeal: Appeal) -> None:
        """Give each field what can be chosen under an appeal; none for a mailbox, unless its form told all who sign."""
        if not appeal.finds_mailboxes:
            del self.mailbox
        languages = {code: i18n.name_here(code) for code in dict.fromkeys((*appeal.langs, *i18n.languages()))}
        versions = {str(each.number): str(each.number) for each in appeal.versions}
        for field, choices in (
            (self.state, STATES),
            (self.source, SOURCES),
            (self.spoken, languages),
            (self.visibility, VISIBILITIES),
            (self.version, versions),
            (self.held_for, HELD_FOR),
        ):
            any_at_all = SelectChoice("", gettext("any"))
            field.choices = [any_at_all, *(SelectChoice(str(value), said) for value, said in choices.items())]
            field.data = field.data or ""

    @property
    def secret(self) -> dict[str, str]:
        """What of it no address may hold as it is: a name, an email address."""
        values = {"name": (self.name.data or "").strip(), "mailbox": self._mailbox()}
        return {name: value for name, value in values.items() if value}

    def _mailbox(self) -> str:
        return str(self.mailbox.data or "").strip() if self.mailbox else ""

    def validate_mailbox(self, field: StringField) -> None:
        """Take an email address or a domain."""
        typed = self._mailbox()
        whole = typed if "@" in typed[1:] else f"a@{typed.removeprefix('@')}"
        try:
            field.checked = text.mailbox(whole, may_be_test=True) if typed else ""
        except text.Refused as refusal:
            raise ValidationError(REFUSALS[refusal.code]) from None

    def validate_until(self, field: DayField) -> None:
        """Refuse a last day before the first."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("This day is before the first one."))

    def wanted(self) -> Wanted:
        """What is looked for, as a value; for a form that validated."""
        checked = getattr(self.mailbox, "checked", "")
        is_whole = "@" in self._mailbox()[1:]
        return Wanted(
            name=(self.name.data or "").strip(),
            mailbox=checked if is_whole else "",
            domain="" if is_whole else providers.of(checked),
            held_for=self.held_for.data,
            state=State(self.state.data) if self.state.data else None,
            source=Source(self.source.data) if self.source.data else None,
            lang=self.spoken.data,
            visibility=Visibility(self.visibility.data) if self.visibility.data else None,
            version=int(self.version.data) if self.version.data else None,
            since=self.since.data,
            until=self.until.data,
        )

    def filters(self) -> dict[str, str]:
        """What of it an address may hold: everything but names and email addresses."""
        values: dict[str, Any] = {
            field.name: field.data for field in self if field.name not in {"name", "mailbox"}
        }
        return {
            name: value.isoformat() if isinstance(value, date) else str(value)
            for name, value in values.items()
            if value
        }


_ASKED = ("found", "page", "state", "source", "spoken", "visibility", "version", "held_for", "since", "until")


def asked() -> dict[str, Any]:
    """What the address of this page says was looked for before, by which one comes back to it."""
    return {name: request.args[name] for name in _ASKED if name in request.args}


class TakeOffForm(FlaskForm):  # type: ignore[misc]
    """Why signatures are taken off."""

    reason = RadioField(
        _l("Why?"), choices=[SelectChoice(word, said) for word, said in WHY.items()], validate_choice=True
    )


class CorrectForm(SeenForm):
    """What a signature says, to be corrected."""

    name = StringField(_l("Name"), [one_line(needed=_l("Enter the name."))])
    role = StringField(_l("Job or role"), [one_line()])
    affiliation = StringField(_l("Organisation"), [one_line()])
    place = StringField(_l("Town"), [one_line()])

    def corrected(self, own: Particulars) -> Particulars:
        """The particulars as they were filled in; for a form that validated."""
        names = ("name", "role", "affiliation", "place")
        return own._replace(**{name: getattr(self[name], "checked", "") for name in names})
