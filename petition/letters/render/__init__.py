"""Every format a letter is printed in: one file each, one function each, all of the same value.

`write(letter, file)` goes through FORMATS; a format knows nothing of the others, and is imported when it is asked for:
what sets a PDF or a Word document is heavy, and most commands need neither.
"""

from importlib import import_module
from typing import BinaryIO, NamedTuple

from petition.letters.composing.letter import Letter


class Format(NamedTuple):
    """A kind of file: what the web calls it, and the module beside this one that writes it."""

    mimetype: str
    module: str

    def write(self, letter: Letter, file: BinaryIO) -> None:
        """Write the letter, forward only. Raises what stands in refusals.py."""
        import_module(f"{__name__}.{self.module}").write(letter, file)


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS = {
    "html": Format("text/html; charset=utf-8", "as_html"),
    "pdf": Format("application/pdf", "as_pdf"),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", "as_docx"),
    "txt": Format("text/plain; charset=utf-8", "as_text"),
    "md": Format("text/markdown; charset=utf-8", "as_markdown"),
    "csv": Format("text/csv; charset=utf-8", "as_csv"),
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", "as_xlsx"),
    "json": Format("application/json", "as_json"),
}
