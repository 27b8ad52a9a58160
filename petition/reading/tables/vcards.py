"""Signatories saved as vCards (RFC 6350), to the rows of a table."""

import quopri
import re
from collections.abc import Iterator

from petition.reading.files.workbook import LONGEST_CELL, TableRow

_FOLDED = re.compile(r"\r?\n[ \t]")
_QUOTED = re.compile(r"QUOTED-PRINTABLE[^:\n]{0,200}:(?:[^\n]*=\r?\n)++", re.IGNORECASE)
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


def are_in(text: str) -> bool:
    """Whether a text is vCards."""
    return text.lstrip("\ufeff \n")[:11].upper() == "BEGIN:VCARD"


def rows_of(text: str) -> Iterator[TableRow]:
    """The headings and a row for each card, with the line it begins in."""
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
            name = found["name"].upper().replace("ROLE", "TITLE")
            quoted = "QUOTED-PRINTABLE" in (found["how"] or "").upper()
            value = found["value"]
            value = quopri.decodestring(value).decode("utf-8", "replace") if quoted else value
            card.setdefault(name, _value(name, value)[:LONGEST_CELL])


def _value(name: str, value: str) -> str:
    parts = re.split(r"(?<!\\);", value)
    if name == "ADR":
        return parts[_TOWN] if len(parts) > _TOWN else ""
    return ", ".join(filter(None, parts)).replace("\\,", ",").replace("\\;", ";").replace("\\n", " ")
