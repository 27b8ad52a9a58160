"""A letter that stands in one file in two languages: parted where a line, heading, title or greeting makes it plain."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from petition.lexicon.language import language_of
from petition.lexicon.quoting import first_part
from petition.reading.blocks import Block, ReadDocument, lines_in, plain, seen_in
from petition.reading.letters.dated import date_line
from petition.reading.letters.recipients import is_recipient_name, opens_recipient
from petition.reading.letters.rows import is_prose, rows_of
from petition.reading.lines.signals import TITLE_WORDS, is_closing, is_salutation

_SURE = 50  # letters of prose by which its language is told
_SHORTEST = 60  # letters of a text in one language
_LEAST = 0.25  # of the longest text: what is shorter is no second text of the same letter
_SOME = 0.2  # of the letters of a file: so much in another language is told
_NOTE_LABEL = re.compile(r"\[\^[^\[\]\s]+\]")
_Run = tuple[str, int, int]  # a language, and the first and the last block that are surely in it


def parted_by_language(document: ReadDocument) -> list[ReadDocument]:
    """The document in each of its languages, in their order; itself where it is in one, or where nothing parts them."""
    text = [block for block in document.blocks if block.kind != "note"]
    runs = _runs(text)
    if len(runs) < 2 or len({lang for lang, _, _ in runs}) < len(runs) or _too_short(text, runs):
        return [document]
    starts = [_border(text, above[2], below[1]) for above, below in pairwise(runs)]
    if not all(starts):
        return [document]
    bounds = [0, *starts, len(text)]
    pieces = [text[first:last] for first, last in pairwise(bounds)]
    notes = [block for block in document.blocks if block.kind == "note"]
    for note, owner in [(note, _owner(note, pieces)) for note in notes]:
        pieces[owner].append(note)
    first, *others = map(tuple, pieces)
    guessed = document.guessed
    return [replace(document, blocks=first), *(ReadDocument(each, guessed=guessed) for each in others)]


def languages_of(document: ReadDocument) -> tuple[str, ...]:
    """The languages that much of a document is in, the commonest first."""
    told: dict[str, int] = {}
    for block in document.blocks:
        if block.kind != "note" and (lang := _language(block)):
            told[lang] = told.get(lang, 0) + _size(block)
    least = max(_SHORTEST, _SOME * sum(told.values()))
    return tuple(sorted((lang for lang in told if told[lang] >= least), key=lambda lang: -told[lang]))


def _runs(blocks: Sequence[Block]) -> list[_Run]:
    told = [(lang, nth) for nth, block in enumerate(blocks) if (lang := _language(block))]
    runs = [(lang, [nth for _, nth in group]) for lang, group in groupby(told, key=lambda each: each[0])]
    return [(lang, numbers[0], numbers[-1]) for lang, numbers in runs]


def _language(block: Block) -> str:
    prose = " ".join(row.plain for row in rows_of([block]) if is_prose(row))
    return language_of(prose) if sum(map(str.isalpha, prose)) >= _SURE else ""


def _size(block: Block) -> int:
    return sum(map(str.isalpha, "".join(block.lines)))


def _too_short(blocks: Sequence[Block], runs: Sequence[_Run]) -> bool:
    sizes = [sum(map(_size, blocks[first : last + 1])) for _, first, last in runs]
    return min(sizes) < max(_SHORTEST, _LEAST * max(sizes))


def _border(blocks: Sequence[Block], last: int, first: int) -> int:
    """Where the text in the next language begins, between the last block of one and the first of the next; 0: unsaid."""
    between = range(last + 1, first + 1)
    for begins in (_is_rule, _is_title, _is_heading, _greets):
        if found := next((nth for nth in between if begins(blocks[nth])), 0):
            return found if _is_rule(blocks[found]) else _with_head(blocks, last, found, first)
    return 0


def _with_head(blocks: Sequence[Block], last: int, at: int, first: int) -> int:
    """Where the date and the addressee begin that stand above the title or greeting of the next text.

    Else they would be read as the last who signed the text before. Whoever stands over them stays with it, but where a list
    ends that or the next text is known by its script.
    """
    is_latin = _is_latin(blocks[first])
    begins = at
    while (
        begins - 1 > last and _could_be_head(blocks[begins - 1]) and _is_latin(blocks[begins - 1]) is is_latin
    ):
        begins -= 1
    said = ((nth, line) for nth in range(begins, at) for line in seen_in([blocks[nth]]))
    head = next((nth for nth, line in said if date_line(line) or opens_recipient(line)), at)
    is_parted = blocks[begins - 1].kind == "list" or is_latin is not _is_latin(blocks[last])
    return begins if is_parted and head < at else head


def _could_be_head(block: Block) -> bool:
    """Whether a block is text in which nobody signs, and which closes no letter."""
    named = (is_recipient_name(first_part(line)) for line in seen_in([block]))
    return _is_text(block) and not any(named) and not any(map(is_closing, seen_in([block])))


def _is_text(block: Block) -> bool:
    return block.kind in {"paragraph", "heading"}


def _is_latin(block: Block) -> bool:
    letters = [letter for line in block.lines for letter in line if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) > len(letters)


def _is_rule(block: Block) -> bool:
    return block.kind == "rule"


def _is_title(block: Block) -> bool:
    return _is_text(block) and bool(TITLE_WORDS.match(plain(block.lines[0])))


def _greets(block: Block) -> bool:
    return _is_text(block) and is_salutation(plain(block.lines[0]))


def _is_heading(block: Block) -> bool:
    return block.kind == "heading" and block.level == 1


def _owner(note: Block, pieces: Sequence[Sequence[Block]]) -> int:
    """The number of the part that refers to a note, the first where none does."""
    found = _NOTE_LABEL.match(note.lines[0])
    mark = found[0] if found else "\n"
    said = ("\n".join(lines_in(piece)) for piece in pieces)
    return next((nth for nth, text in enumerate(said) if mark in text), 0)
