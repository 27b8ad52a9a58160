"""A letter that stands as a quotation: in a newspaper's article, in an email that was passed on."""

from collections.abc import Iterable

from petition.reading.blocks import Block, ReadDocument, Why, letters_in, plain, seen_in
from petition.reading.files.text import blocks_of
from petition.reading.lines.signals import is_closing, is_letter_title, is_salutation

_BESIDE = {"note", "picture"}


def unquoted(document: ReadDocument) -> ReadDocument:
    """The document, with what stands around a quotation set aside where the letter is what is quoted.

    It is where a greeting stands within and none without, unless next to all of the text is quoted; and most of it is, or
    it closes as well, and nothing else does. What says right above it what letter it is, is its title.
    """
    text = [block for block in document.blocks if block.kind not in _BESIDE]
    inside = [block for block in text if block.kind == "quote"]
    outside = [block for block in text if block.kind != "quote"]
    if not _is_letter(inside, outside):
        return document
    above = text[text.index(inside[0]) - 1 :][:1] if inside[0] is not text[0] else []
    title = [block for block in above if is_letter_title(plain(block.lines[0]))]
    said = seen_in(block for block in outside if block not in title)
    typed = "\n\n".join("\n".join(block.lines) for block in inside)
    kept = (*title, *blocks_of(typed), *(block for block in document.blocks if block.kind in _BESIDE))
    is_mail = any(aside.why is Why.MAIL for aside in document.asides)
    return document.set_aside(Why.MAIL if is_mail else Why.PLACE, filter(None, said), kept=kept)


def _is_letter(inside: list[Block], outside: list[Block]) -> bool:
    size, rest = letters_in(inside), letters_in(outside)
    if not _greets(inside) or (_greets(outside) and size < 3 * rest):
        return False
    closes = [any(map(is_closing, seen_in(blocks))) for blocks in (inside, outside)]
    return size > rest or closes == [True, False]


def _greets(blocks: Iterable[Block]) -> bool:
    return any(map(is_salutation, seen_in(blocks)))
