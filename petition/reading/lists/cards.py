"""Signatories typed or saved field by field, a line each, to the rows of a table: filled forms, and vCards (RFC 6350)."""

import quopri
import re
from collections.abc import Iterator

from petition.reading.files.workbook import TableRow
from petition.reading.lists.fields import form_of, parted_field

_SAMPLE = 60
_MOSTLY = 0.6
_FOLDED = re.compile(r"\r?\n[ \t]")
_QUOTED = re.compile(r"QUOTED-PRINTABLE[^:\n]*:(?:[^\n]*=\r?\n)+", re.IGNORECASE)
_HEADS = {
    "FN": "full name",
    "TITLE": "job title",
    "ORG": "organisation",
    "ADR": "town",
    "EMAIL": "email",
    "NOTE": "note",
    "CLASS": "access",
    "CATEGORIES": "categories",
    "KIND": "kind",
}
_PROPERTY = re.compile(
    rf"^(?:[\w-]+\.)?(?P<name>{'|'.join(_HEADS)}|ROLE)(?P<how>;[^:]*)?:(?P<value>.*)$", re.IGNORECASE
)
_TOWN = 3  # of an address: post box, extension, street, town, region, code, country


def rows_of(text: str) -> Iterator[TableRow] | None:
    """The headings and a row for each signatory, each with its line; what belongs to nobody is a row of one cell.

    None where the text does not say of each in lines of their own who they are, what they do and the like.
    """
    if text.lstrip("\ufeff \n")[:11].upper() == "BEGIN:VCARD":
        return _vcards(text)
    lines = [line for line in text[:20_000].splitlines()[:_SAMPLE] if any(map(str.isalnum, line))]
    fields = [line for line in lines if parted_field(line)[0]]
    if len(fields) < max(2, _MOSTLY * len(lines)) or form_of(fields) is None:
        return None
    return _of_form(text)


def _of_form(text: str) -> Iterator[TableRow]:
    typed = [(nth, line) for nth, line in enumerate(text.splitlines(), 1) if line.strip()]
    fields = [(nth, line) for nth, line in typed if parted_field(line)[0]]
    form = form_of([line for _, line in fields])
    if form is None:
        return
    yield TableRow(fields[0][0], form.heads)
    rows = [TableRow(fields[at[0]][0], cells) for cells, at in zip(form.cells, form.lines, strict=True)]
    others = [TableRow(nth, ("# " + line.strip(),)) for nth, line in typed if not parted_field(line)[0]]
    yield from sorted(rows + others, key=lambda row: row.line)


def _vcards(text: str) -> Iterator[TableRow]:
    yield TableRow(1, tuple(_HEADS.values()))
    card: dict[str, str] = {}
    begun = 0
    text = _QUOTED.sub(lambda found: re.sub(r"=\r?\n", "", found[0]), text)
    for nth, line in enumerate(_FOLDED.sub("", text).splitlines(), 1):
        said = line.strip()
        if said.upper() == "BEGIN:VCARD":
            card, begun = {}, nth
        elif said.upper() == "END:VCARD" and card:
            yield TableRow(begun, tuple(card.get(name, "") for name in _HEADS))
            card = {}
        elif found := _PROPERTY.match(said):
            name = "TITLE" if found["name"].upper() == "ROLE" else found["name"].upper()
            quoted = "QUOTED-PRINTABLE" in (found["how"] or "").upper()
            value = found["value"]
            value = quopri.decodestring(value).decode("utf-8", "replace") if quoted else value
            card.setdefault(name, _value(name, value))


def _value(name: str, value: str) -> str:
    parts = re.split(r"(?<!\\);", value)
    if name == "ADR":
        return parts[_TOWN] if len(parts) > _TOWN else ""
    return ", ".join(filter(None, parts)).replace("\\,", ",").replace("\\;", ";").replace("\\n", " ")
