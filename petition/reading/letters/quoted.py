"""A letter that stands as a quotation: in a newspaper's article, in an email that was passed on."""

from collections.abc import Iterable
from itertools import chain

from petition.reading.blocks import Block, ReadDocument, Why, plain
from petition.reading.files.text import blocks_of
from petition.reading.lines.signals import is_salutation

_BESIDE = {"note", "picture"}


def unquoted(document: ReadDocument) -> ReadDocument:
    """The document, with what stands around a quotation set aside where the letter is what is quoted.

    It is where a greeting stands within and none without, unless next to all of the text is quoted; and most of it is.
    """
    text = [block for block in document.blocks if block.kind not in _BESIDE]
    inside = [block for block in text if block.kind == "quote"]
    outside = [block for block in text if block.kind != "quote"]
    size, rest = _letters(inside), _letters(outside)
    if size <= rest or not _greets(inside) or (_greets(outside) and size < 3 * rest):
        return document
    said = map(plain, chain.from_iterable(block.lines for block in outside))
    typed = "\n\n".join("\n".join(block.lines) for block in inside)
    kept = (*blocks_of(typed), *(block for block in document.blocks if block.kind in _BESIDE))
    is_mail = any(aside.why is Why.MAIL for aside in document.asides)
    return document.set_aside(Why.MAIL if is_mail else Why.PLACE, filter(None, said), kept=kept)


def _letters(blocks: Iterable[Block]) -> int:
    return sum(len(line) for block in blocks for line in block.lines)


def _greets(blocks: Iterable[Block]) -> bool:
    return any(is_salutation(plain(line)) for block in blocks for line in block.lines)
