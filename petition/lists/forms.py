"""The forms of lists: bringing one, saying what its columns hold, adding it, correcting one of its lines."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FieldList, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from petition.core.fields import REFUSALS, one_line, one_mailbox
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.draft import Line
from petition.reading.files.workbook import MOST_COLUMNS
from petition.reading.signatories.listed import Listed
from petition.reading.tables.columns import ASKED


class PasteForm(FlaskForm):  # type: ignore[misc]
    """A list of signatories, pasted or in a file."""

    lines = TextAreaField(
        _l("One on each line"),
        description=_l("Name, job or role, organisation (town). Or rows copied from a spreadsheet."),
    )
    file = FileField(
        _l("Or a file with the list"),
        description=_l(
            "A spreadsheet (.xlsx, .xls, .ods, .csv), the export of another platform or of a chat (.json, .html), "
            "or a letter with its signatures."
        ),
    )


_COLUMNS = {
    "": _l("Leave out"),
    "name": _l("Name in full"),
    "family": _l("Family name"),
    "given": _l("Given name"),
    "patronymic": _l("Patronymic"),
    "mailbox": _l("Email address"),
    "role": _l("Job or role"),
    "affiliation": _l("Organisation"),
    "place": _l("Town"),
    "kind": _l("Whether an organisation signs"),
    "visibility": _l("Whether the name may be shown"),
    "unnamed": _l("Whether they asked not to be named"),
    "signed_on": _l("The day they signed"),
    "acronym": _l("Acronym"),
    "as_typed": _l("As printed"),
    "position": _l("Number in the letter"),
    "confirmed": _l("Whether the email address was confirmed"),
}
_WHEN_ASKED = {
    ASKED: _l("Choose what this column says"),
    "other": _l("It is not about showing the name"),
}
_UNREAD = {
    "missing": _l("There is no name in this row."),
    "sentence": _l("This is a sentence, not a signatory."),
    "left over": _l("This was not recognised."),
    "retracted": _l("This signature is marked as withdrawn."),
    "not signed": _l("This row is marked as no signature: a test, an example, a duplicate, or declined."),
}
NOBODY = {
    "headings": _l("Headings"),
    "above": _l("Above the headings"),
    "total": _l("Totals"),
    "section": _l("Headings of parts"),
    "comment": _l("Remarks"),
    "statement": _l("Remarks of a downloaded letter"),
    "closing": _l("Words that close a letter"),
    "joined": _l("Joined to another name"),
}


def why_unread(column: str, code: str) -> str:
    """Why a row of a list cannot stand, or is nobody, in the language being spoken."""
    if said := _UNREAD.get(code) or NOBODY.get(code):
        return str(said)
    return f"{_COLUMNS[column]}: {REFUSALS[code]}"


class ColumnsForm(FlaskForm):  # type: ignore[misc]
    """Which rows head a table, and what each of its columns holds."""

    letters = SelectField(_l("Encoding"), validate_choice=False)
    heads = SelectField(_l("Headings"), validate_choice=False)
    columns = FieldList(
        SelectField(
            choices=[SelectChoice(column, label) for column, label in _COLUMNS.items()], validate_choice=False
        ),
        max_entries=MOST_COLUMNS,
    )

    def ask_of(self, columns: Iterable[int]) -> None:
        """Let these columns be said to say nothing, or have to be chosen."""
        for at in columns:
            if at < len(self.columns):
                told = self.columns[at]
                first = ASKED if told.data == ASKED else "other"
                told.choices = [SelectChoice(ASKED, _WHEN_ASKED[ASKED])] * (first == ASKED) + [
                    SelectChoice("visibility", _COLUMNS["visibility"]),
                    SelectChoice("unnamed", _COLUMNS["unnamed"]),
                    SelectChoice("other", _WHEN_ASKED["other"]),
                    *(SelectChoice(each, label) for each, label in _COLUMNS.items() if each not in _NAMING),
                ]

    def fits(self, columns: int) -> bool:
        """Whether a name is told, nothing twice, nothing still to be chosen, and just the columns there are."""
        told = [entry.data or "" for entry in self.columns]
        if len(told) != columns or set(told) - set(_COLUMNS) - set(_WHEN_ASKED):
            return False
        if not {"name", "family", "given", "affiliation"} & set(told):
            self.form_errors.append(str(_l("Say which column holds the names.")))
        for at, (entry, column) in enumerate(zip(self.columns, told, strict=True)):
            entry.errors = []
            if column == ASKED:
                entry.errors = [_l("Say what this column means. Until then nobody in the list can be added.")]
            elif column not in {"", "other"} and column in told[:at]:
                entry.errors = [_l("Another column already has this meaning.")]
        self.columns.errors = [entry.errors[0] for entry in self.columns if entry.errors]
        return not self.form_errors and not self.columns.errors


_NAMING = {"", "visibility", "unnamed"}


class AddForm(FlaskForm):  # type: ignore[misc]
    """How a list that was looked over is added."""

    stand = RadioField(
        _l("Where they appear in the letter"),
        choices=[
            SelectChoice("first", _l("At its head, as first signatories, in the order of this list")),
            SelectChoice("others", _l("Among all others who sign")),
        ],
        validate_choice=False,
    )


class LineForm(FlaskForm):  # type: ignore[misc]
    """One line of the list."""

    as_typed = StringField(
        _l("As printed"),
        [one_line()],
        description=_l("The whole entry. If it is empty, we build it from the fields below."),
    )
    kind = RadioField(
        _l("Who signs"),
        choices=[
            SelectChoice(Kind.PERSON, _l("A person")),
            SelectChoice(Kind.ORGANISATION, _l("An organisation")),
        ],
    )
    name = StringField(_l("Name"), [one_line(needed=_l("Type the name."))])
    acronym = StringField(_l("Acronym"), [one_line()])
    role = StringField(_l("Job or role"), [one_line()])
    affiliation = StringField(_l("Organisation"), [one_line()])
    place = StringField(_l("Town"), [one_line()])
    rank = IntegerField(_l("Place in the list"), [Optional(), NumberRange(1, 1_000_000)])


class RowForm(LineForm):
    """A line of a list before it is added."""

    rank = None
    mailbox = StringField(_l("Email address"), [Optional(), one_mailbox])
    visibility = RadioField(
        _l("How the name is shown"),
        choices=[
            SelectChoice(Visibility.PUBLIC, _l("By name")),
            SelectChoice(Visibility.INITIALS, _l("By initials")),
            SelectChoice(Visibility.HIDDEN, _l("Not named")),
        ],
    )

    @classmethod
    def of(cls, listed: Listed) -> "RowForm":
        """The form filled with what is read."""
        line = listed.line
        fields = {name: getattr(line, name) for name in _PARTS} | {
            "as_typed": line.as_typed,
            "kind": line.kind,
        }
        return cls(formdata=None, mailbox=listed.mailbox, visibility=listed.visibility, **fields)

    def listed(self, was: Listed) -> Listed:
        """What was filled in. A line to print that stayed as it was, though its parts changed, is put together anew."""
        parts = {name: (self[name].data or "").strip() for name in _PARTS}
        as_typed, line = (self.as_typed.data or "").strip(), was.line
        if as_typed == line.as_typed and parts != {name: getattr(line, name) for name in _PARTS}:
            as_typed = ""
        return Listed(
            Line(as_typed, Kind(self.kind.data), contact=line.contact, **parts),
            getattr(self.mailbox, "checked", "") if self.mailbox.data else "",
            Visibility(self.visibility.data),
            was.signed_on,
        )


_PARTS = ("name", "acronym", "role", "affiliation", "place")
