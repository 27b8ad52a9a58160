"""The forms of signing. What is refused is said beside its field, with what to do; what was typed stays typed."""

from collections.abc import Callable, Collection
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from petition.core import i18n, providers, text, web
from petition.core.reach import reach
from petition.core.text import LONGEST_LINE
from petition.reading.tables import MOST_COLUMNS
from petition.signatures.rules import Particulars, Signing

_REFUSALS = {
    "blank": _l("Type at least one letter."),
    "long": _l("This is too long. Shorten it to 200 characters."),
    "control": _l("There is an invisible character in it. Delete the text and type it anew."),
    "marks": _l("There are too many marks on one letter. Type it without them."),
    "contact": _l("Do not put an email address, phone number or link here: it would be public."),
    "address": _l("This is not a mail address. It should look like name@example.org."),
}


def one_line(*, needed: Any = None, is_public: bool = True) -> Callable[[Any, Field], None]:
    """A validator for one line of plain text; `needed` is the sentence for an empty field that must be filled in.

    What `is_public` may hold no email address, phone number or link.
    """

    def check(_form: Any, field: Field) -> None:
        typed = field.data or ""
        if not typed.strip():
            if needed:
                raise ValidationError(needed)
            field.data = ""
            return
        try:
            field.checked = text.line(typed, needs_letter=bool(needed), is_public=is_public)
        except text.Refused as refusal:
            raise ValidationError(_REFUSALS[refusal.code]) from None

    if needed:
        check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def one_mailbox(_form: Any, field: Field) -> None:
    """A validator for the address a mail can be sent to."""
    if not (field.data or "").strip():
        raise ValidationError(_l("Type your mail address: we send you a link to confirm."))
    try:
        field.checked = text.mailbox(field.data, may_be_test=current_app.config["IS_LOCAL"])
    except text.Refused as refusal:
        raise ValidationError(_REFUSALS[refusal.code]) from None


one_mailbox.field_flags = {"required": True}  # type: ignore[attr-defined]


class _Public(FlaskForm):  # type: ignore[misc]
    """A form on a page that everybody is given alike: no session, so a signed and dated token in place of its token."""

    class Meta:
        """The link or the form token is the key."""

        csrf = False

    token = HiddenField(
        ""
    )  # nameless, for WTForms would look up the translation of a name made from the word
    lang = HiddenField("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale = self.is_submitted() and not web.is_form_token(self.token.data or "")
        if self.stale or not self.is_submitted():
            self.token.data = web.form_token()
        if self.lang.data not in i18n.SPOKEN:
            self.lang.data = i18n.spoken()

    def validate_token(self, _field: HiddenField) -> None:
        if self.stale:
            raise ValidationError(
                _l(
                    "This page had been open for very long. Nothing you typed is lost: please press the button again."
                )
            )


class SignForm(_Public):
    """Asks for what the appeal asks for and no more."""

    name = StringField(
        _l("Name"),
        [one_line(needed=_l("Type your name as it should stand under the letter."))],
        description=_l("As it should stand under the letter, in any script. For an organisation: its name."),
        render_kw={"maxlength": LONGEST_LINE},
    )
    kind = RadioField(
        _l("Who signs"),
        choices=[
            SelectChoice("person", _l("I sign for myself")),
            SelectChoice("organisation", _l("I sign for an organisation")),
        ],
        default="person",
        validate_choice=False,
    )
    representative = StringField(
        _l("You: name and position"),
        [one_line(is_public=False)],
        description=_l("Who signs for the organisation. Kept by the organisers, not printed."),
    )
    role = StringField(_l("What you do"), [one_line()], description=_l("For example: teacher, journalist."))
    affiliation = StringField(
        _l("Where you work or belong"), [one_line()], description=_l("A newspaper, a school, an association.")
    )
    place = StringField(_l("Town"), [one_line()])
    email = StringField(
        _l("Mail address"), [one_mailbox], description=_l("Never shown. We send you a link to confirm.")
    )
    asked = HiddenField()  # the address that was asked about, for one answer is enough
    address = RadioField(_l("Which address?"), choices=[], validate_choice=False)
    visibility = RadioField(
        _l("How you are shown"),
        choices=[
            SelectChoice("public", _l("With my name")),
            SelectChoice("initials", _l("With my initials only")),
            SelectChoice("hidden", _l("Not at all: I am only counted")),
        ],
        default="public",
        validate_choice=False,
    )

    def __init__(self, asks: Collection[str], *args: Any, **kwargs: Any) -> None:
        """Ask only for those of role, affiliation and place that are in `asks`."""
        super().__init__(*args, **kwargs)
        for name in ("role", "affiliation", "place"):
            if name not in asks:
                del self[name]

    def validate_kind(self, field: RadioField) -> None:
        """One of the two; nothing chosen is a person."""
        field.data = field.data or "person"
        if field.data not in {"person", "organisation"}:
            raise ValidationError(_l("Choose one of the two."))

    def validate_visibility(self, field: RadioField) -> None:
        """One of the three; nothing chosen is public, as the form shows it."""
        field.data = field.data or "public"
        if field.data not in {"public", "initials", "hidden"}:
            raise ValidationError(_l("Choose one of the three."))

    def has_a_doubt(self) -> bool:
        """Whether to ask about the address before it is used, once, beside its field; for a form that validated.

        Whoever chose what was proposed is taken at their word, and so is whoever sends the same again.
        """
        typed: str = self.email.checked
        local, _, _domain = typed.rpartition("@")
        domain = providers.of(typed)
        better = f"{local}@{found}" if (found := providers.proposed(domain)) else ""
        if self.asked.data == typed:
            if better and self.address.data == "proposed":
                self.email.checked = better
            return False
        if better:
            self.address.choices = [SelectChoice("proposed", better), SelectChoice("typed", typed)]
            doubt = gettext(
                "Did you mean %(address)s? Choose, or send again to use it as you typed it.", address=better
            )
        elif reach().is_doubtful(domain):
            doubt = gettext(
                "There seems to be no mail at %(domain)s. Correct it, or send again to use it as it is.",
                domain=domain,
            )
        else:
            return False
        self.asked.data, self.address.data = typed, None
        self.email.errors = [doubt]
        return True

    def signing(self) -> Signing:
        """What was filled in, as a value; for a form that validated."""
        checked = {
            name: getattr(self[name], "checked", "")
            for name in ("name", "role", "affiliation", "place", "representative")
            if name in self
        }
        if self.kind.data == "person":
            checked["representative"] = ""
        return Signing(
            Particulars(mailbox=self.email.checked, **checked),
            kind=self.kind.data,
            visibility=self.visibility.data,
            lang=self.lang.data,
        )


class CodeForm(_Public):
    """Takes the short code from the mail."""

    code = StringField(
        _l("Code"),
        description=_l("Eight letters and digits, such as K7QF-3MXD."),
        render_kw={"maxlength": 20},
    )


class ResendForm(_Public):
    """Asks which mailbox to send the link to."""

    email = StringField(_l("Mail address"), [one_mailbox])


class VisibilityForm(FlaskForm):  # type: ignore[misc]
    """Changes how a signature is shown; the link itself is the key."""

    class Meta:
        """The link or the form token is the key."""

        csrf = False

    visibility = RadioField(
        _l("How you are shown"),
        choices=[
            SelectChoice("public", _l("With my name")),
            SelectChoice("initials", _l("With my initials only")),
            SelectChoice("hidden", _l("Not at all: I am only counted")),
        ],
    )

    def offer(self, ways: Collection[str]) -> None:
        """Leave only these to choose from."""
        self.visibility.choices = [each for each in self.visibility.choices if each.value in ways]


class EnterForm(FlaskForm):  # type: ignore[misc]
    """Who signs in a message, as an organiser read it."""

    name = StringField(_l("Name"), [one_line(needed=_l("Type the name."))])
    kind = RadioField(
        _l("Who signs"),
        choices=[SelectChoice("person", _l("A person")), SelectChoice("organisation", _l("An organisation"))],
        default="person",
    )
    role = StringField(_l("What they do"), [one_line()])
    affiliation = StringField(_l("Where they belong"), [one_line()])
    place = StringField(_l("Town"), [one_line()])

    def signing(self, mailbox: str, lang: str, asks: Collection[str]) -> Signing:
        """What was entered, of what the appeal asks for, as a value; for a form that validated."""
        said = {
            name: getattr(self[name], "checked", "")
            for name in ("role", "affiliation", "place")
            if name in asks
        }
        return Signing(Particulars(self.name.checked, mailbox, **said), kind=self.kind.data, lang=lang)


class PasteForm(FlaskForm):  # type: ignore[misc]
    """A list of signatories, pasted or in a file."""

    lines = TextAreaField(
        _l("A line for each"),
        description=_l("Name, what they do, where they belong (town). Or rows copied out of a spreadsheet."),
    )
    file = FileField(
        _l("Or a file with the list"),
        description=_l(
            "A spreadsheet (.xlsx, .csv), the export of another platform, or a letter with its signatures."
        ),
    )


_COLUMNS = {
    "": _l("Leave out"),
    "name": _l("Name in full"),
    "family": _l("Family name"),
    "given": _l("Given name"),
    "patronymic": _l("Patronymic"),
    "mailbox": _l("Mail address"),
    "role": _l("What they do"),
    "affiliation": _l("Where they belong"),
    "place": _l("Town"),
    "kind": _l("Whether an organisation signs"),
    "visibility": _l("Whether the name may be shown"),
    "unnamed": _l("Whether they asked not to be named"),
    "signed_on": _l("The day they signed"),
}


def why_unread(column: str, code: str) -> str:
    """Why a row of a list cannot stand, in the language being spoken."""
    if code == "missing":
        return str(_l("There is no name in this row."))
    return f"{_COLUMNS[column]}: {_REFUSALS[code]}"


class ColumnsForm(FlaskForm):  # type: ignore[misc]
    """What each column of a table holds."""

    has_heads = BooleanField(_l("The first row holds headings"))
    columns = FieldList(
        SelectField(
            choices=[SelectChoice(column, label) for column, label in _COLUMNS.items()], validate_choice=False
        ),
        max_entries=MOST_COLUMNS,
    )

    def fits(self, columns: int) -> bool:
        """Whether a name is told, nothing twice, and just the columns there are; if not, each says why."""
        told = [entry.data or "" for entry in self.columns]
        if len(told) != columns or set(told) - set(_COLUMNS):
            return False
        if not {"name", "family", "given"} & set(told):
            self.form_errors.append(str(_l("Say which column holds the names.")))
        for at, (entry, column) in enumerate(zip(self.columns, told, strict=True)):
            entry.errors = (
                [_l("An earlier column is already said to hold this.")]
                if column and column in told[:at]
                else []
            )
            self.form_errors.extend(map(str, entry.errors[: not self.form_errors]))
        return not self.form_errors


class AddForm(FlaskForm):  # type: ignore[misc]
    """How a list that was looked over is added."""

    stand = RadioField(
        _l("Where they stand in the letter"),
        choices=[
            SelectChoice("first", _l("At its head, as first signatories, in the order of this list")),
            SelectChoice("others", _l("Among all others who sign")),
        ],
        validate_choice=False,
    )
    again = BooleanField(_l("Add those too whom you took off before"))
    doubtful = BooleanField(
        _l(
            "I have checked the doubtful lines: add them without their email addresses, phone numbers and links"
        )
    )


class LineForm(FlaskForm):  # type: ignore[misc]
    """One line of the list."""

    as_typed = StringField(
        _l("As printed"),
        [one_line()],
        description=_l("The whole line. Empty: it is put together from the fields below."),
    )
    kind = RadioField(
        _l("Who signs"),
        choices=[SelectChoice("person", _l("A person")), SelectChoice("organisation", _l("An organisation"))],
    )
    name = StringField(_l("Name"), [one_line(needed=_l("Type the name."))])
    acronym = StringField(_l("Acronym"), [one_line()])
    role = StringField(_l("What they do"), [one_line()])
    affiliation = StringField(_l("Where they belong"), [one_line()])
    place = StringField(_l("Town"), [one_line()])
    rank = IntegerField(_l("Place in the list"), [Optional(), NumberRange(1, 1_000_000)])
