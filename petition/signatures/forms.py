"""The forms of signing. What is refused is said beside its field, with what to do; what was typed stays typed."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice

from petition.core import i18n, providers, text, web
from petition.core.fields import Public, one_line, one_mailbox
from petition.core.reach import reach
from petition.core.settings import settings
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.lines import many_in_line
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, is_no_name

# What is agreed to, kept with the signature in the language in which it was read.
UPDATES = _l("Email me the organisers’ updates about this letter. Each has a link to stop them.")

_WAYS = [
    SelectChoice(Visibility.PUBLIC, _l("Name")),
    SelectChoice(Visibility.INITIALS, _l("Initials")),
    SelectChoice(Visibility.HIDDEN, _l("Not named")),
]


class _Public(FlaskForm):  # type: ignore[misc]
    """A form on a page that everybody is given alike: no session, so a signed and dated token in place of its token."""

    Meta = Public
    token = HiddenField(
        ""
    )  # nameless, for WTForms would look up the translation of a name made from the word
    lang = HiddenField("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale = self.is_submitted() and not web.is_form_token(self.token.data or "")
        if self.stale or not self.is_submitted():
            self.token.data = web.form_token()
        if self.lang.data not in i18n.languages():
            self.lang.data = i18n.spoken()

    def validate_token(self, _field: HiddenField) -> None:
        if self.stale:
            raise ValidationError(
                _l("This page was open for too long. What you typed is still here: press the button again.")
            )


class SignForm(_Public):
    """Asks for what the appeal asks for and no more."""

    name = StringField(
        _l("Name"),
        [one_line(needed=_l("Enter your name as it should appear under the letter."))],
        description=_l("In any alphabet. For an organisation: its name."),
    )
    email = StringField(
        _l("Email address"), [one_mailbox], description=_l("Never shown. We send one link to confirm.")
    )
    address = RadioField(_l("Which address?"), choices=[], validate_choice=False)
    kind = RadioField(
        _l("Who signs"),
        choices=[
            SelectChoice(Kind.PERSON, _l("A person")),
            SelectChoice(Kind.ORGANISATION, _l("An organisation")),
        ],
        default=Kind.PERSON,
        validate_choice=False,
    )
    representative = StringField(
        _l("Who signs for the organisation"),
        [one_line(is_public=False)],
        description=_l("Name and position. The organisers see it; it is not public."),
    )
    role = StringField(_l("Job or role"), [one_line()], description=_l("For example: teacher, journalist."))
    affiliation = StringField(
        _l("Organisation"), [one_line()], description=_l("A newspaper, a school, an association.")
    )
    place = StringField(_l("Town"), [one_line()])
    asked = HiddenField()  # the address that was asked about, for one answer is enough
    asked_name = HiddenField()  # likewise
    version = (
        HiddenField()
    )  # the number of the text beside the form: nobody signs another than they could read
    via = HiddenField()  # how its sender came, which the address of a form shown again says no more
    visibility = RadioField(
        _l("How you appear"),
        choices=_WAYS,
        default=Visibility.PUBLIC,
        validate_choice=False,
    )
    updates = BooleanField(UPDATES)

    def __init__(self, asks: Collection[str], *args: Any, **kwargs: Any) -> None:
        """Ask only for those of role, affiliation, place and updates that are in `asks`."""
        super().__init__(*args, **kwargs)
        for name in ("role", "affiliation", "place", "updates"):
            if name not in asks:
                del self[name]

    def validate_kind(self, field: RadioField) -> None:
        """One of the two; nothing chosen is a person."""
        field.data = field.data or Kind.PERSON
        if field.data not in set(Kind):
            raise ValidationError(_l("Choose one of the two."))

    def validate_visibility(self, field: RadioField) -> None:
        """One of the three; nothing chosen is public, as the form shows it."""
        field.data = field.data or Visibility.PUBLIC
        if field.data not in set(Visibility):
            raise ValidationError(_l("Choose one of the three."))
        if (self.kind.data, field.data) == (Kind.ORGANISATION, Visibility.INITIALS):
            raise ValidationError(_l("An organisation has no initials. Choose its name, or not named."))

    def has_a_doubt(self) -> bool:
        """Whether to ask about the name or the address before they are used, once; for a form that validated.

        Whoever chose what was proposed is taken at their word, and so is whoever sends the same again.
        """
        return self._asks_about_name() | self._asks_about_address()

    def _asks_about_name(self) -> bool:
        name: str = self.name.checked
        doubt = "" if self.asked_name.data == name else _doubt_about(name, self.kind.data)
        if not doubt:
            return False
        self.asked_name.data = name
        self.name.errors = [doubt]
        return True

    def _asks_about_address(self) -> bool:
        typed: str = self.email.checked
        better, domain = _better(typed)
        if self.asked.data == typed:
            if better and self.address.data == "proposed":
                self.email.checked = better
            return False
        if better:
            self.address.choices = [SelectChoice("proposed", better), SelectChoice("typed", typed)]
            doubt = gettext(
                "Did you mean %(address)s? Choose, or send again to use it as you typed it.", address=better
            )
        elif providers.has_none(typed):
            doubt = gettext(
                "%(domain)s has addresses in Latin letters only. Correct the address, or send again to use it.",
                domain=text.domain_to_read(domain),
            )
        elif reach().is_doubtful(domain):
            doubt = gettext(
                "%(domain)s does not seem to receive email. Correct the address, or send again to use it.",
                domain=text.domain_to_read(domain),
            )
        else:
            return False
        self.asked.data, self.address.data = typed, None
        self.email.errors = [doubt]
        return True

    def beside(self, version: int) -> Self:
        """The form beside this version of the text, which whoever read another is told."""
        if self.version.data:
            self.version.errors = [
                gettext(
                    "The text of the letter has changed since you opened this page. "
                    "Read it, then press “Sign” again."
                )
            ]
        self.version.data = str(version)
        return self

    def signing(self) -> Signing:
        """What was filled in, as a value; for a form that validated."""
        checked = {
            name: getattr(self[name], "checked", "")
            for name in ("name", "role", "affiliation", "place", "representative")
            if name in self
        }
        if self.kind.data == Kind.PERSON:
            checked["representative"] = ""
        return Signing(
            Particulars(mailbox=self.email.checked, **checked),
            kind=Kind(self.kind.data),
            visibility=Visibility(self.visibility.data),
            lang=self.lang.data,
            updates=str(UPDATES) if "updates" in self and self.updates.data else "",
            version=_number(self.version.data),
        )


def read(typed: Mapping[str, str], asks: Collection[str]) -> Signing | None:
    """What a sign form says, as SignForm would read it; None where something is to be said or asked first, and it does that.

    Most of what comes has nothing wrong with it, and to make and check a form of twelve fields costs more than to keep it.
    """
    if typed.get("asked") or typed.get("asked_name") or not web.is_form_token(typed.get("token", "")):
        return None
    try:
        kind, shown = typed.get("kind") or Kind.PERSON, typed.get("visibility") or Visibility.PUBLIC
        mailbox = text.mailbox(typed.get("email", ""), may_be_test=settings().is_local)
        said = {"name": text.line(typed.get("name", ""), needs_letter=True)}
        for name in ("role", "affiliation", "place", "representative"):
            if (name in asks or name == "representative") and typed.get(name, "").strip():
                said[name] = text.line(typed[name], is_public=name != "representative")
        if kind == Kind.PERSON:
            said.pop("representative", None)
        lang = typed.get("lang") if typed.get("lang") in i18n.languages() else i18n.spoken()
        if (kind, shown) == (Kind.ORGANISATION, Visibility.INITIALS):
            return None
        updates = str(UPDATES) if "updates" in asks and typed.get("updates") else ""
        own = Particulars(mailbox=mailbox, **said)
        version = _number(typed.get("version"))
        signing = Signing(own, Kind(kind), Visibility(shown), str(lang), updates, version)
    except (text.Refused, ValueError):
        return None
    if _doubt_about(said["name"], kind):
        return None
    better, domain = _better(mailbox)
    return None if better or providers.has_none(mailbox) or reach().is_asked_about(domain) else signing


def _doubt_about(name: str, kind: str) -> str:
    """What to ask about a name before it is used; '' for nothing."""
    if is_no_name(name, kind):
        return str(
            gettext(
                "This does not look like a name. Correct it, or send again to use it: "
                "the organisers check it before it is shown."
            )
        )
    if kind != Kind.ORGANISATION and many_in_line.asks_whether_two(name):
        return str(gettext("Are these two people? Each signs alone. Correct it, or send again to use it."))
    return ""


def _number(typed: str | None) -> int | None:
    """The version that a form names; None for none, as forms of others that lead here have it."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _better(typed: str) -> tuple[str, str]:
    """The address that was perhaps meant by one, '' for none, and the domain that is to be asked about."""
    latin = providers.untangled(typed)
    local, _, _domain = latin.rpartition("@")
    domain = providers.of(latin)
    if found := providers.proposed(domain):
        return f"{local}@{found}", domain
    return latin if latin != typed else "", domain


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """Mends what a signature says; the link itself is the key, and the email address stays as it is."""

    Meta = Public
    name = StringField(
        _l("Name"), [one_line(needed=_l("Enter your name as it should appear under the letter."))]
    )
    role = StringField(_l("Job or role"), [one_line()])
    affiliation = StringField(_l("Organisation"), [one_line()])
    place = StringField(_l("Town"), [one_line()])

    def __init__(self, asks: Collection[str], *args: Any, **kwargs: Any) -> None:
        """Ask only for those of role, affiliation and place that are in `asks`."""
        super().__init__(*args, **kwargs)
        for name in ("role", "affiliation", "place"):
            if name not in asks:
                del self[name]

    @classmethod
    def of(cls, signature: Signature) -> "DetailsForm":
        """The form filled in with what a signature says."""
        return cls(signature.appeal.asks, formdata=None, obj=signature.own)

    def mended(self, own: Particulars) -> Particulars:
        """The particulars as they were filled in; for a form that validated."""
        names = ("name", "role", "affiliation", "place")
        return own._replace(**{name: getattr(self[name], "checked", "") for name in names if name in self})


class CodeForm(_Public):
    """Takes the short code from the mail."""

    code = StringField(
        _l("Code"),
        description=_l("Eight letters and digits, such as K7QF-3MXD."),
    )

    def validate_code(self, field: StringField) -> None:
        """Something; a wrong one is counted, and nothing is no try."""
        if not (field.data or "").strip():
            raise ValidationError(_l("Enter the code from the email."))


class ResendForm(_Public):
    """Asks which mailbox to send the link to."""

    email = StringField(_l("Email address"), [one_mailbox])


class VisibilityForm(FlaskForm):  # type: ignore[misc]
    """Changes how a signature is shown; the link itself is the key."""

    Meta = Public
    visibility = RadioField(_l("How you appear"), choices=_WAYS)

    def offer(self, ways: Collection[str]) -> None:
        """Leave only these to choose from."""
        self.visibility.choices = [each for each in self.visibility.choices if each.value in ways]
