"""letter.xlsx: the list for those who work in spreadsheets. Text cells only, so nothing in it can compute."""

from typing import BinaryIO

import xlsxwriter

from petition.letters.letter import Letter, Signatory
from petition.letters.render.fixed import WHEN

_WIDTHS = (7, 16, 14, 36, 14, 30, 36, 20, 60)
_LONGEST_CELL = 32_767  # Excel's own limit


def write(letter: Letter, file: BinaryIO) -> None:
    """Write a workbook of one sheet, row by row, under headings in the letter's language.

    Refuses a cell longer than Excel can hold rather than cut it.
    """
    _refuse_what_does_not_fit(letter)
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": letter.text.title, "created": WHEN.replace(tzinfo=None)})
    sheet = book.add_worksheet(letter.words.signatories[:31] or "1")
    if letter.right_to_left:
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    top = _above(letter)
    for row, line in enumerate(top):
        sheet.write_string(row, 0, line)
    for column, heading in enumerate(letter.words.columns):
        sheet.write_string(len(top), column, heading, bold)
    sheet.freeze_panes(len(top) + 1, 0)
    sheet.autofilter(len(top), 0, len(top) + len(letter.signatories), len(_WIDTHS) - 1)
    sheet.repeat_rows(len(top))
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    kinds = {"person": letter.words.person, "organisation": letter.words.organisation}
    headings = dict(letter.headings)
    write_string = sheet.write_string
    for row, signatory in enumerate(letter.signatories, start=len(top) + 1):
        cells = _cells(signatory, headings.get(signatory.section, ""), kinds[signatory.kind])
        for column, cell in enumerate(cells):
            if cell:
                write_string(row, column, cell)
    book.close()


def _refuse_what_does_not_fit(letter: Letter) -> None:
    for signatory in letter.signatories:
        if len(signatory.as_typed) > _LONGEST_CELL or len(signatory.name) > _LONGEST_CELL:
            raise ValueError(f"signatory {signatory.position} has more than {_LONGEST_CELL} signs in a cell")


def _above(letter: Letter) -> list[str]:
    """What stands above the table: whose list this is, and whether it is final."""
    mark = [letter.words.preview] if letter.preview else []
    lines = [*mark, letter.text.title, letter.statement, letter.not_named_statement]
    return [line for line in lines if line]


def _cells(signatory: Signatory, section: str, kind: str) -> tuple[str, ...]:
    return (
        str(signatory.position),
        section,
        kind,
        signatory.name,
        signatory.acronym,
        signatory.role,
        signatory.affiliation,
        signatory.place,
        signatory.as_typed,
    )
