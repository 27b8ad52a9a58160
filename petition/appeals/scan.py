"""The scan of a receipt or an answer. Whatever comes in is drawn anew: nothing is kept but what is seen on paper.

A picture becomes a JPEG. A PDF is drawn page by page, in a process of its own that is ended when it takes too much: one page
becomes a JPEG, several a PDF of pictures. No script, form, embedded file or link of it is ever given to anybody.
"""

import subprocess
import sys
from io import BytesIO

from petition.appeals.logo import scan_of
from petition.core.drawing import NotAPicture
from petition.core.limited_process import limit, run_main

MOST_BYTES_OF_PDF = 5_000_000
MOST_PAGES = 20
_PDF = b"%PDF-"
_LEAD = 1024  # bytes in which a PDF says that it is one (PDF 1.7, implementation note 13)
_LARGEST = 1600  # pixels along the longer side of a page
_SECONDS, _WAIT, _MEMORY = 10, 60, 1 << 30
_EXIT_BROKEN, _EXIT_LONG = 1, 3


def drawn_anew(data: bytes) -> bytes:
    """A JPEG, or a PDF of pictures, of a sheet or several; raises NotAPicture. What it is, its first bytes say."""
    return _of_pdf(data) if _PDF in data[:_LEAD] else scan_of(data)


def is_pdf(scan: bytes) -> bool:
    """Whether a scan of ours is a PDF."""
    return scan.startswith(_PDF)


def _of_pdf(data: bytes) -> bytes:
    if len(data) > MOST_BYTES_OF_PDF:
        raise NotAPicture("large")
    try:
        done = run_main("petition.appeals.scan", data, wait=_WAIT)
    except subprocess.TimeoutExpired:
        raise NotAPicture("pages") from None
    if done.returncode:
        raise NotAPicture("pdf" if done.returncode == _EXIT_BROKEN else "pages")
    return done.stdout


def main() -> int:
    """Draw the PDF on standard input; 1 where it cannot be opened, 3 where it has no page or too many."""
    limit(seconds=_SECONDS, memory=_MEMORY)
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        return _EXIT_BROKEN
    if not 0 < len(opened) <= MOST_PAGES:
        return _EXIT_LONG
    first, *others = [
        page.render(scale=_LARGEST / max(*page.get_size(), 1)).to_pil().convert("RGB") for page in opened
    ]
    out = BytesIO()
    if others:
        first.save(out, "PDF", save_all=True, append_images=others, quality=80, resolution=150)
    else:
        first.save(out, "JPEG", quality=80, optimize=True)
    sys.stdout.buffer.write(out.getvalue())
    return 0
