"""The forms of drafting. Every part of a letter is a field; deadlines that a clock cannot show are asked about."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from petition.appeals import rules, together
from petition.appeals.deadline_forms import DeadlineForm
from petition.appeals.text import Text
from petition.core import markdown_sandbox
from petition.core.fields import between, plain
from petition.core.seen import SeenForm
from petition.reading.draft import Call, Recipient

MOST_RECIPIENTS = 200
LOOKS = [
    SelectChoice("watched", _l("All names but those that your team checks first")),
    SelectChoice("all", _l("Nothing: you check every signature before it counts")),
]


class RecipientForm(Form):  # type: ignore[misc]
    """One recipient; an empty one is left out."""

    name = StringField(_l("Name"), [plain()])
    title = StringField(_l("Office or title"), [plain()])
    organisation = StringField(_l("Organisation"), [plain()])
    address = TextAreaField(_l("Postal address"), [plain(1000)])


class TextForm(SeenForm):
    """The text of an appeal in one language."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Give the letter a title.")), plain(200)],
        description=_l(
            "Shown at the top of the page and in the list of letters. It is printed at the foot of each page."
        ),
    )
    titled = BooleanField(
        _l("Print the title in the letter"),
        description=_l("Untick if the letter has no title of its own. Then the title is only on the page."),
    )
    letterhead = TextAreaField(
        _l("Letterhead"), [plain(2000)], description=_l("A line for each name or language.")
    )
    place = StringField(_l("Place"), [plain()])
    date = StringField(_l("Date"), [plain()], description=_l("As it should be printed: 19 December 2026."))
    recipients = FieldList(FormField(RecipientForm), min_entries=1, max_entries=MOST_RECIPIENTS)
    delivery = StringField(
        _l("Where it is delivered"),
        [plain()],
        description=_l("An email address or an office; printed below the recipients."),
    )
    subject = StringField(
        _l("Subject"),
        [plain()],
        description=_l("A line above the salutation that says what the letter is about."),
    )
    salutation = StringField(_l("Salutation"), [plain()])
    body = TextAreaField(
        _l("Letter"),
        [plain(markdown_sandbox.LONGEST)],
        description=_l(
            "Markdown: **bold**, *italic*, # heading, - list, > quote, [text](https://…), footnote[^1]."
        ),
    )
    closing = TextAreaField(_l("Closing"), [plain(1000)])
    call = TextAreaField(
        _l("Call to sign"),
        [plain(2000)],
        description=_l(
            "What the letter itself says about signing. Not printed: the page and the deadline say it."
        ),
    )

    first = HiddenField()  # the mark of the first language beside it

    @classmethod
    def of(cls, kept: Text, first: Text, *, seen: Text | None = None) -> "TextForm":
        """The form filled with a text, with room for one more recipient, and for as many as the first language names.

        Its page shows the text that is `seen`, else this one.
        """
        room = max(1, len(first.recipients) - len(kept.recipients))
        return cls(
            formdata=None,
            seen=together.marks(seen or kept),
            title=kept.title,
            titled=kept.titled,
            letterhead="\n".join(kept.letterhead),
            place=kept.place,
            date=kept.date,
            recipients=[
                *(
                    {
                        "name": each.name,
                        "title": each.title,
                        "organisation": each.organisation,
                        "address": "\n".join(each.address),
                    }
                    for each in kept.recipients
                ),
                *({} for _each in range(room)),
            ][:MOST_RECIPIENTS],
            delivery=kept.delivery,
            subject=kept.subject,
            salutation=kept.salutation,
            body=kept.body,
            closing=kept.closing,
            call=kept.call.text,
        )

    def text(self, kept: Text) -> Text:
        """The text as filled in; what has no field stays as it was in `kept`."""
        recipients = [
            Recipient(
                each["name"].strip(),
                each["title"].strip(),
                each["organisation"].strip(),
                _lines(each["address"]),
            )
            for each in self.recipients.data
        ]
        call = self.call.data.strip()
        return Text(
            title=self.title.data.strip(),
            titled=self.titled.data,
            letterhead=_lines(self.letterhead.data),
            place=self.place.data.strip(),
            date=self.date.data.strip(),
            recipients=tuple(each for each in recipients if each != Recipient()),
            delivery=self.delivery.data.strip(),
            subject=self.subject.data.strip(),
            salutation=self.salutation.data.strip(),
            body=self.body.data.strip(),
            closing=self.closing.data.strip(),
            call=kept.call if kept.call.text == call else Call(call),
            left_over=kept.left_over,
        )


_FIELDS = {"closes_at": "closes_on", "grace_minutes": "grace_hours"}  # of terms that are called otherwise


class TermsForm(DeadlineForm):
    """How the appeal is signed: until when, asking what, how it looks, and what is kept how long."""

    grace_hours = IntegerField(
        _l("Hours to confirm after the deadline"),
        [InputRequired(_l("Type a number of hours.")), between(0, 720)],
        description=_l("People who signed in time may confirm by email for this long."),
    )
    target = IntegerField(
        _l("Goal"),
        [Optional(), between(0, 1_000_000_000)],
        description=_l("How many signatures; empty shows none."),
    )
    asks = SelectMultipleField(
        _l("The form also asks for"),
        choices=[
            SelectChoice("role", _l("Job or role")),
            SelectChoice("affiliation", _l("Organisation")),
            SelectChoice("place", _l("Town")),
        ],
    )
    identification_only = BooleanField(
        _l("Organisations are named for identification only"),
        description=_l(
            "The form and the list of names say so. It does not concern organisations that sign. "
            "Once the letter is published you can switch it on, but not off."
        ),
    )
    by_message = BooleanField(
        _l("People can also sign by email"),
        description=_l("The page shows the address. You read the messages that were not understood."),
    )
    finds_mailboxes = BooleanField(
        _l("Your team may search signatures by email address"),
        description=_l(
            "The form tells every supporter. Once the letter is published you can switch it off, but not on."
        ),
    )
    offers_updates = BooleanField(
        _l("The form offers updates"),
        description=_l("Supporters see a box for them, not ticked. Choose this if you plan to write some."),
    )
    looks = RadioField(_l("What is shown at once"), choices=LOOKS, default="watched")
    accent = RadioField(
        _l("Colour"),
        choices=[
            SelectChoice("ink", _l("Ink")),
            SelectChoice("blue", _l("Blue")),
            SelectChoice("green", _l("Green")),
            SelectChoice("red", _l("Red")),
            SelectChoice("plum", _l("Plum")),
            SelectChoice("teal", _l("Teal")),
            SelectChoice("ochre", _l("Ochre")),
        ],
    )
    pending_days = IntegerField(
        _l("Days an unconfirmed signature is kept"),
        [InputRequired(_l("Type a number of days.")), between(1, 60)],
    )
    kept_days = IntegerField(
        _l("Days email addresses are kept after the end"),
        [InputRequired(_l("Type a number of days.")), between(0, 365)],
        description=_l("The form tells every supporter; it cannot be changed once published."),
    )
    exports_mailboxes = BooleanField(
        _l("Two organisers together may export email addresses"),
        description=_l(
            "The form then says so to everybody who signs. It can be chosen only before the letter is published."
        ),
    )

    mails = SelectMultipleField(
        _l("As well as the email to confirm, supporters are sent"),
        choices=[
            SelectChoice("thanks", _l("Thanks after confirming, with the link to their signature")),
            SelectChoice("reminder", _l("A reminder, if they have not confirmed")),
            SelectChoice(
                "last_call", _l("A last reminder before the deadline, if they still have not confirmed")
            ),
            SelectChoice(
                "new_text", _l("An email about a new text, if their signature stays with the old one")
            ),
            SelectChoice("letter", _l("The link to the signed letter, when signing has ended")),
            SelectChoice("taken_off", _l("An email when you take their signature off the letter")),
        ],
        validate_choice=False,
    )
    remind_days = IntegerField(_l("Days after which they are reminded"), [Optional(), between(1, 30)])
    last_call_hours = IntegerField(
        _l("Hours before the deadline for the last reminder"), [Optional(), between(2, 168)]
    )
    seen = HiddenField()

    def has_gone_by(self, before: datetime | None, now: datetime) -> bool:
        """Whether a deadline other than the one before has passed already, and say so; for a form that validated."""
        if self.closes_at is None or self.closes_at > now or self.closes_at == before:
            return False
        self.closes_on.errors = [gettext("This moment has passed. Choose a later one.")]
        return True

    def refuse_changed(self, names: Collection[str]) -> None:
        """Say of these terms that somebody else has set them meanwhile."""
        said = gettext("Somebody else has changed this meanwhile. Save again to replace it by yours.")
        for name in names:
            self[_FIELDS.get(name, name)].errors = [said]

    def labels(self, names: Collection[str]) -> list[str]:
        """What the page calls these terms."""
        return [str(self[_FIELDS.get(name, name)].label.text) for name in names]

    def terms(self) -> dict[str, Any]:
        """What was chosen, by the names that terms.set_terms takes."""
        return {
            "closes_at": self.closes_at,
            "zone": self.zone.data,
            "grace_minutes": self.grace_hours.data * 60,
            "target": self.target.data or 0,
            "asks": [each for each in rules.ASKABLE if each in (self.asks.data or [])],
            "identification_only": self.identification_only.data,
            "by_message": self.by_message.data,
            "offers_updates": self.offers_updates.data,
            "finds_mailboxes": self.finds_mailboxes.data,
            "accent": self.accent.data,
            "looks": self.looks.data,
            "pending_days": self.pending_days.data,
            "kept_days": self.kept_days.data,
            "exports_mailboxes": self.exports_mailboxes.data,
        } | self._mails()

    def _mails(self) -> dict[str, Any]:
        """What was chosen about mails; nothing where the page did not ask, so that nothing is switched off unseen."""
        if not self.mails.data:
            return {}
        days, hours = self.remind_days.data, self.last_call_hours.data
        return (
            {"mails": [each for each in rules.MAILS if each in self.mails.data]}
            | ({"remind_days": days} if days else {})
            | ({"last_call_hours": hours} if hours else {})
        )


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Takes the appeal back, with the reason that its page gives."""

    reason = StringField(
        _l("Why"), [plain(500)], description=_l("Shown on the page in place of the form; may be empty.")
    )
    reasons = FieldList(StringField(validators=[plain(500)]), max_entries=100)
    sure = BooleanField(
        _l("Yes, withdraw the letter permanently"), [DataRequired(_l("Tick this to withdraw it."))]
    )


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())
