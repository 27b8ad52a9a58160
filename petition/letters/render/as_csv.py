"""letter.csv: a row a signatory, in UTF-8, harmless when a spreadsheet opens it."""

import csv
from codecs import BOM_UTF8
from io import TextIOWrapper
from typing import BinaryIO

from petition.letters.composing.letter import Letter, Signatory

COLUMNS = Signatory._fields

# What a spreadsheet takes for the start of a formula, full-width forms too (OWASP, "CSV Injection").
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


def write(letter: Letter, file: BinaryIO, *, separator: str = ",") -> None:
    """Write one row a signatory under English names of columns, which scripts may rely on.

    A row without a position is none: the mark of a preview, and what is said below the list. It begins with a byte order
    mark, without which Excel reads UTF-8 as something else; where a comma is the sign of decimals Excel wants a semicolon
    as `separator`.
    """
    file.write(BOM_UTF8)
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    rows = csv.writer(text, delimiter=separator)
    rows.writerow(COLUMNS)
    if letter.preview:
        rows.writerow(["", "", "", letter.words.preview, "", "", "", "", ""])
    rows.writerows(map(_row, letter.signatories))
    rows.writerows(["", "", "", remark, "", "", "", "", ""] for remark in letter.remarks)
    text.detach()


def _row(signatory: Signatory) -> list[str]:
    return [harmless(str(cell)) for cell in signatory]


def harmless(cell: str) -> str:
    """The cell as it is, or behind an apostrophe if it could be taken for a formula."""
    if cell[:1].isalnum():
        return cell
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
