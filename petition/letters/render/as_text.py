"""letter.txt: the whole letter for a terminal, a mail, or a reader that shows nothing else."""

from collections.abc import Iterator
from typing import BinaryIO

from petition.appeals.text import address_block
from petition.core.markdown_text import lines_of, notes_of, wrapped
from petition.letters.composing.letter import Letter, Section

_WIDTH = 72


def write(letter: Letter, file: BinaryIO) -> None:
    """Write the letter in UTF-8, wrapped at 72; a long word stays whole."""
    file.writelines(f"{line}\n".encode() for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    text, mark = letter.text, [f"[{letter.words.preview}]", ""] if letter.preview else []
    yield from mark
    for group in (
        text.letterhead,
        (text.place_and_date,),
        *(address_block(to, letter.lang) for to in text.recipients),
        (text.delivery,),
    ):
        lines = [line for line in group if line]
        if lines:
            yield from (*lines, "")
    if letter.heading:
        yield from (*wrapped(letter.heading.upper(), _WIDTH), "")
    if text.subject:
        yield from (*wrapped(text.subject, _WIDTH), "")
    if text.salutation:
        yield from (*wrapped(text.salutation, _WIDTH), "")
    yield from lines_of(letter.body.blocks, _WIDTH)
    if text.closing:
        yield from (*text.closing.splitlines(), "")
    yield from _list(letter)
    yield from notes_of(letter.body, _WIDTH)
    yield from (letter.words.published.format(address=letter.address), *(["", mark[0]] if mark else []))


def _list(letter: Letter) -> Iterator[str]:
    if letter.statement:
        yield from (*wrapped(letter.statement, _WIDTH), "")
    digits = len(str(len(letter.signatories)))
    for section in letter.sections():
        yield from _section(section, digits if letter.choices.numbered else 0)
    if letter.not_named_statement:
        yield from (*wrapped(letter.not_named_statement, _WIDTH), "")
    for remark in letter.remarks:
        yield from (*wrapped(remark, _WIDTH), "")


def _section(section: Section, digits: int) -> Iterator[str]:
    if section.heading:
        yield from (section.heading, "-" * len(section.heading), "")
    for place, signatories in section.groups():
        if place:
            yield from (f"{place}:", "")
        for signatory in signatories:
            mark = f"{signatory.position:{digits}}. " if digits else "  "
            yield from wrapped(signatory.as_typed, _WIDTH, mark)
        yield ""
