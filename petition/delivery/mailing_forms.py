"""The forms by which a letter is emailed to its recipients: to whom, in which words; and whether it is really meant."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired

from petition.core.fields import mailbox_in, one_mailbox, plain
from petition.core.seen import SeenForm
from petition.core.settings import settings
from petition.delivery.mailed import Addressee, MailedText

MOST = 50  # recipients


class AddresseeForm(Form):  # type: ignore[misc]
    """One recipient and the address to email; one without an address is not sent to yet."""

    name = StringField(_l("Recipient"), [plain(300)])
    address = StringField(_l("Email address"))


class MailingForm(FlaskForm):  # type: ignore[misc]
    """To whom a letter is emailed, with which words, and where answers go."""

    addressees = FieldList(FormField(AddresseeForm), max_entries=MOST)
    words = TextAreaField(
        _l("Message"),
        [DataRequired(_l("Write a few lines to the recipients.")), plain(5_000)],
        description=_l("Plain text. Below it the email has a link to the letter."),
    )
    reply_to = StringField(
        _l("Answers go to"), [one_mailbox], description=_l("The recipients see this email address.")
    )

    @classmethod
    def of(cls, kept: MailedText) -> "MailingForm":
        """The form filled in, with room for one more recipient."""
        listed = [{"name": each.name, "address": each.address} for each in kept.addressees]
        return cls(formdata=None, addressees=[*listed, {}][:MOST], words=kept.words, reply_to=kept.reply_to)

    def check(self) -> bool:
        """Whether it can be kept: each address is one, and there is one at least."""
        if not self.validate():
            return False
        for each in self._forms:
            if (each.address.data or "").strip():
                if not (each.name.data or "").strip():
                    each.name.errors = [gettext("Say who this is: the public page names all recipients.")]
                try:
                    each.address.checked = mailbox_in(each.address, may_be_test=settings().is_local)
                except ValidationError as refusal:
                    each.address.errors = [str(refusal)]
        if not any(each.errors for each in self._forms) and not self._filled:
            first = self._forms[0] if self._forms else self.addressees.append_entry({}).form
            first.address.errors = [gettext("Enter the email address of one recipient at least.")]
            return False
        return not any(each.errors for each in self._forms)

    def text(self) -> MailedText:
        """What was filled in; for a form that was checked."""
        filled = self._filled
        listed = tuple(
            Addressee((each.name.data or "").strip(), each.address.checked if each in filled else "")
            for each in self._forms
            if each in filled or (each.name.data or "").strip()
        )
        return MailedText(listed, self.words.data.strip(), self.reply_to.checked)

    @property
    def wrong(self) -> list[Any]:
        """Every field that has something wrong with it."""
        own = [field for field in (self.words, self.reply_to) if field.errors]
        return [field for each in self._forms for field in each if field.errors] + own

    @property
    def _forms(self) -> Sequence[Any]:
        return [each.form for each in self.addressees]

    @property
    def _filled(self) -> list[Any]:
        return [each for each in self._forms if (each.address.data or "").strip()]


class SendForm(SeenForm):
    """Sends what was looked at, once it is said to be meant."""

    sure = BooleanField(
        _l("Yes, email the letter to these addresses now"), [DataRequired(_l("Tick this to send it."))]
    )
