"""The form in which an organiser enters who signs in a message."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from petition.core.fields import one_line
from petition.lexicon.signatory import Kind
from petition.signatures.rules import Particulars, Signing


class EnterForm(FlaskForm):  # type: ignore[misc]
    """Who signs in a message, as an organiser read it."""

    name = StringField(_l("Name"), [one_line(needed=_l("Type the name."))])
    kind = RadioField(
        _l("Who signs"),
        choices=[
            SelectChoice(Kind.PERSON, _l("A person")),
            SelectChoice(Kind.ORGANISATION, _l("An organisation")),
        ],
        default=Kind.PERSON,
    )
    role = StringField(_l("Job or role"), [one_line()])
    affiliation = StringField(_l("Organisation"), [one_line()])
    place = StringField(_l("Town"), [one_line()])

    def signing(self, mailbox: str, lang: str, asks: Collection[str]) -> Signing:
        """What was entered, of what the appeal asks for, as a value; for a form that validated."""
        said = {
            name: getattr(self[name], "checked", "")
            for name in ("role", "affiliation", "place")
            if name in asks
        }
        return Signing(Particulars(self.name.checked, mailbox, **said), kind=Kind(self.kind.data), lang=lang)
