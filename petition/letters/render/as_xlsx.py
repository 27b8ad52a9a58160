"""letter.xlsx: the list for those who work in spreadsheets. Text cells only, so nothing in it can compute.

XlsxWriter makes the workbook around the list. It would keep the rows in readable files of its own until the end, so they
are written here, straight into the sheet (ECMA-376, part 1, 18.3.1.73): no name lies on the disk, and none in memory.
"""

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import islice
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from petition.letters.composing.letter import Letter
from petition.letters.render.fixed import WHEN, Forward, dated
from petition.letters.render.refusals import TooLarge
from petition.lexicon.signatory import Kind

_WIDTHS = (7, 16, 14, 36, 14, 30, 36, 20, 60)
_LONGEST_CELL = 32_767  # Excel's own limits
_MOST_ROWS = 1_048_576
_AT_ONCE = 200  # rows packed together
_SHEET = "xl/worksheets/sheet1.xml"
_ROWS_END = "</sheetData>"
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # 22.9.2.19, ST_Xstring


def write(letter: Letter, file: BinaryIO) -> None:
    """Write a workbook of one sheet, row by row, under headings in the letter's language.

    Refuses with TooLarge a list or a cell longer than Excel can hold, rather than cut it.
    """
    around, top = _around(letter)
    with ZipFile(around) as source, ZipFile(Forward(file), "w", ZIP_DEFLATED) as book:
        for name in source.namelist():
            with book.open(dated(name), "w") as member:
                if name != _SHEET:
                    member.write(source.read(name))
                    continue
                before, end, after = source.read(name).decode().partition(_ROWS_END)
                member.write(before.encode())
                rows = _rows(letter, top + 1)
                while some := "".join(islice(rows, _AT_ONCE)):
                    member.write(some.encode())
                member.write(f"{end}{after}".encode())


def _around(letter: Letter) -> tuple[BytesIO, int]:
    """The workbook with no signatory in it, and how many rows it has."""
    archive, above = BytesIO(), _above(letter)
    rows = len(above) + 1 + len(letter.signatories)
    if rows > _MOST_ROWS:
        raise TooLarge(f"{rows} rows, more than Excel can hold")
    book = xlsxwriter.Workbook(archive, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": letter.text.title, "created": WHEN.replace(tzinfo=None)})
    sheet = book.add_worksheet(letter.words_of_list.signatories[:31] or "1")
    if letter.right_to_left:
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, line in enumerate(above):
        sheet.write_string(row, 0, line)
    for column, heading in enumerate(letter.words_of_list.columns):
        sheet.write_string(len(above), column, heading, bold)
    sheet.freeze_panes(len(above) + 1, 0)
    sheet.autofilter(len(above), 0, rows - 1, len(_WIDTHS) - 1)
    sheet.repeat_rows(len(above))
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.dim_rowmax = rows - 1
    book.close()
    return archive, len(above) + 1


def _above(letter: Letter) -> list[str]:
    """What stands above the table: whose list this is, and whether it is final."""
    mark = [letter.words.preview] if letter.preview else []
    lines = [*mark, letter.text.title, letter.statement, letter.not_named_statement, *letter.remarks]
    return [line for line in lines if line]


def _rows(letter: Letter, first: int) -> Iterator[str]:
    words = letter.words_of_list
    kinds = {Kind.PERSON: _escaped(words.person), Kind.ORGANISATION: _escaped(words.organisation)}
    headings = {each.section: _escaped(each.heading) for each in letter.headings}
    for row, (position, section, kind, *others) in enumerate(letter.signatories, first):
        try:
            texts = (str(position), headings[section], kinds[kind], *map(_escaped, others))
        except ValueError:
            raise TooLarge(f"row {row} has more than {_LONGEST_CELL} signs in a cell") from None
        cells = [
            f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
            for column, text in zip("ABCDEFGHI", texts, strict=True)
            if text
        ]
        yield f'<row r="{row}">{"".join(cells)}</row>'


def _escaped(text: str) -> str:
    """The text as it stands in a cell; raises ValueError for one that is too long."""
    if len(text) > _LONGEST_CELL:
        raise ValueError
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return escape(text, quote=False)
