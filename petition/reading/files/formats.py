"""Tells what a file is by its first bytes and has it read; the name is asked only where they leave it open."""

import re
from collections.abc import Iterable, Iterator

from petition.reading.blocks import ReadDocument
from petition.reading.files.archive import Archive
from petition.reading.files.emails import is_email, letter_of, text_of_email
from petition.reading.files.encodings import decode
from petition.reading.files.mail_heads import typed_document, with_blocks
from petition.reading.files.markdown import markdown_document
from petition.reading.files.office import office_document
from petition.reading.files.pdf import pdf_document
from petition.reading.files.rtf import rtf_document
from petition.reading.files.web_page import page_document
from petition.reading.refusals import NotALetter, Refusal

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"7z\xbc\xaf")
_PAGE = re.compile(
    r"^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|h[1-6]|br|ul|ol|table|article|main|section)\b[^<>]{0,500}>", re.IGNORECASE)


def document_in(data: bytes, filename: str) -> ReadDocument:
    """What a file of any format read here holds; refuses the others, each with its reason."""
    if data.startswith(_ARCHIVE):
        return office_document(Archive(data))
    if data.startswith(b"%PDF"):
        return pdf_document(data)
    if data.startswith(b"{\\rtf"):
        return rtf_document(data)
    if data.startswith(_OLD_WORD):
        raise NotALetter(Refusal.OLD_WORD)
    if data.startswith(b"%!PS"):
        raise NotALetter(Refusal.UNSUPPORTED)
    if data.startswith(_PICTURES):
        raise NotALetter(Refusal.BINARY)
    if is_email(data, filename):
        text, is_page, around, attached = text_of_email(data)
        email = with_blocks(around, page_document(text) if is_page else typed_document(text))
        return letter_of(email, _read(attached))
    return _of_text(decode(data), filename.lower())


def _read(attached: Iterable[bytes]) -> Iterator[ReadDocument]:
    """What those of these files hold that can be read; none behind one that takes too much: the next may take as much."""
    for data in attached:
        try:
            yield document_in(data, "")
        except NotALetter as refusal:
            if refusal.reason is Refusal.TOO_LARGE:
                return


def _of_text(text: str, filename: str) -> ReadDocument:
    named_page = filename.endswith((".html", ".htm", ".xhtml"))
    if _PAGE.match(text[:10_000]) or (named_page and _TAG.search(text[:100_000])):
        return page_document(text)
    if filename.endswith((".md", ".markdown", ".mdown", ".qmd")):
        return markdown_document(text)
    return typed_document(text)
