"""Tells what a file is by its first bytes and has it read into blocks; the name is asked only where they leave it open."""

import re

from petition.reading.archive import Archive
from petition.reading.blocks import Block
from petition.reading.draft import NotALetter, Reason
from petition.reading.encodings import decode
from petition.reading.opendocument import opendocument_blocks
from petition.reading.text import blocks_of
from petition.reading.web import page_blocks
from petition.reading.word import word_blocks

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%!PS")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"7z\xbc\xaf")
_PAGE = re.compile(
    r"^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|h[1-6]|br|ul|ol|table|article|main|section)\b[^<>]{0,500}>", re.IGNORECASE)


def blocks_in(data: bytes, filename: str) -> list[Block]:
    """The blocks of a file of any format read here; refuses the others, each with its reason."""
    if data.startswith(_ARCHIVE):
        return _office(Archive(data))
    if data.startswith(_OTHERS):
        raise NotALetter(Reason.UNSUPPORTED)
    if data.startswith(_PICTURES):
        raise NotALetter(Reason.BINARY)
    text = decode(data)
    named_page = filename.lower().endswith((".html", ".htm", ".xhtml"))
    if _PAGE.match(text[:10_000]) or (named_page and _TAG.search(text[:100_000])):
        return page_blocks(text)
    return blocks_of(text)


def _office(archive: Archive) -> list[Block]:
    if "word/document.xml" in archive.names:
        return word_blocks(archive)
    if "content.xml" in archive.names and b"opendocument.text" in archive.part("mimetype") + archive.part(
        "META-INF/manifest.xml"
    ):
        return opendocument_blocks(archive)
    raise NotALetter(Reason.BINARY)
