"""A letter in bytes or a paste to a Draft, or a refusal that says what to do; `document` is what any file holds."""

import re

from petition.reading.blocks import ReadDocument, lines_in
from petition.reading.draft import Draft
from petition.reading.files.encodings import bounded
from petition.reading.files.formats import document_in
from petition.reading.files.mail_heads import typed_document
from petition.reading.letters.letter import draft_of
from petition.reading.letters.quoted import unquoted
from petition.reading.refusals import NotALetter, Refusal

_LETTER = re.compile(r"[^\W\d_]")
LARGEST = 5_000_000
MOST_LINES = 20_000  # read in some eight seconds of a processor, by the worker; a table may be longer


def read(data: bytes, filename: str = "") -> Draft:
    """The Draft of a letter in a file. Refuses as `document` does."""
    return draft_of(document(data, filename))


def document(data: bytes, filename: str) -> ReadDocument:
    """What a file holds. The format is told from the bytes first, from the name second.

    Refuses (NotALetter) what is empty, too large, broken, in no known encoding, or no text at all.
    """
    if len(data) > LARGEST:
        raise NotALetter(Refusal.TOO_LARGE)
    if not data.strip():
        raise NotALetter(Refusal.EMPTY)
    return unquoted(_with_text(document_in(data, filename)))


def read_text(text: str) -> Draft:
    """The Draft of a pasted letter, plain or Markdown; tags in it are text like any other. Refuses like `read`."""
    if len(text) > LARGEST:
        raise NotALetter(Refusal.TOO_LARGE)
    return draft_of(unquoted(_with_text(typed_document(bounded(text.replace("\x00", " "))))))


def _with_text(document: ReadDocument) -> ReadDocument:
    if sum(len(block.lines) for block in document.blocks) > MOST_LINES:
        raise NotALetter(Refusal.TOO_LARGE)
    text = "".join(lines_in(block for block in document.blocks if block.kind != "picture"))
    seen = len("".join(text.split()))
    if not seen:
        raise NotALetter(Refusal.EMPTY)
    if len(_LETTER.findall(text)) < max(2, 0.4 * seen):
        raise NotALetter(Refusal.NO_TEXT)
    return document
