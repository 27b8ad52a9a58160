"""Signatories typed or saved field by field, a line each, to the rows of a table: filled forms, and vCards (RFC 6350)."""

import quopri
import re
from collections.abc import Iterator

from petition.lexicon.places import is_place
from petition.reading.draft import NotALetter
from petition.reading.files import tables
from petition.reading.files.formats import document_in
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.lines.phrase import says_role
from petition.reading.lines.shapes import is_body, is_name
from petition.reading.lists import arranged
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


def is_table(text: str) -> bool:
    """Whether a pasted text holds signatories field by field, in a table or in lines of their own."""
    is_so = _is_cards(text) or bool(arranged.rows_of(text))
    return is_so or (tables.is_table(text) and not _are_side_by_side(text))


def _are_side_by_side(text: str) -> bool:
    """Whether the first lines hold nothing but names, several a line between tabs: they stand beside one another."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    cells = [cell.strip() for line in lines for cell in line.split("\t") if cell.strip()]
    are_names = (
        " " in cell and is_name(cell) and not (is_body(cell) or is_place(cell) or says_role(cell))
        for cell in cells
    )
    return len(cells) > len(lines) and all(are_names)


def book_of(text: str) -> Iterator[Sheet | TableRow]:
    """The sheets of a text. Raises NotATable."""
    if _is_cards(text):
        return _rows_of(text)
    return arranged.arranged(arranged.rows_of(text) or tables.book_of(text))


def book_in(data: bytes) -> Iterator[Sheet | TableRow]:
    """The sheets of a file, each before its rows. Raises NotATable, also half-way."""
    if is_document(data):
        try:
            document = document_in(data, "")
        except NotALetter as refusal:
            raise tables.of(refusal) from None
        yield from arranged.arranged(arranged.rows_in(document))
    elif tables.is_workbook(data):
        yield from arranged.arranged(tables.book_in(data))
    else:
        yield from book_of(tables.text_in(data))


def is_document(data: bytes) -> bool:
    """Whether a file is a document of text, in which a table may stand, and no workbook."""
    return data.startswith((b"%PDF", b"{\\rtf")) or (
        data.startswith(b"PK") and (b"word/document.xml" in data or b"opendocument.text" in data[:100])
    )


def _is_cards(text: str) -> bool:
    """Whether a text says of each signatory in lines of their own who they are, what they do and the like."""
    if text.lstrip("\ufeff \n")[:11].upper() == "BEGIN:VCARD":
        return True
    lines = [line for line in text[:20_000].splitlines()[:_SAMPLE] if any(map(str.isalnum, line))]
    fields = [line for line in lines if parted_field(line)[0]]
    return len(fields) >= max(2, _MOSTLY * len(lines)) and form_of(fields) is not None


def _rows_of(text: str) -> Iterator[Sheet | TableRow]:
    """The headings and a row for each signatory, each with its line; what belongs to nobody is a row of one cell."""
    if "BEGIN:VCARD" in text[:100].upper():
        yield from _vcards(text)
        return
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
