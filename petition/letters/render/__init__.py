"""Every format a letter is printed in: one file each, one function each, all of the same value.

`write(letter, file)` goes through FORMATS; a format knows nothing of the others.
"""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from petition.letters.letter import Letter
from petition.letters.render import (
    as_csv,
    as_docx,
    as_html,
    as_json,
    as_markdown,
    as_pdf,
    as_text,
    as_xlsx,
)


class Format(NamedTuple):
    """A kind of file: what the web calls it, and how it is written."""

    mimetype: str
    write: Callable[[Letter, BinaryIO], None]


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS = {
    "html": Format("text/html; charset=utf-8", as_html.write),
    "pdf": Format("application/pdf", as_pdf.write),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", as_docx.write),
    "txt": Format("text/plain; charset=utf-8", as_text.write),
    "md": Format("text/markdown; charset=utf-8", as_markdown.write),
    "csv": Format("text/csv; charset=utf-8", as_csv.write),
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", as_xlsx.write),
    "json": Format("application/json", as_json.write),
}
