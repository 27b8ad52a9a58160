"""letter.pdf: the letter on paper, tagged for those who have it read aloud (PDF/UA-1) and kept (PDF/A-2a).

Typst sets it. The text goes in as data beside a fixed template, so no name can be a command. A sign in the text
that no font draws is an error told by name, for a box on a president's desk is a misprint; one in a signatory's
line is spelled out there (see spelling.py), for otherwise a single supporter could keep the letter from being made.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from petition.letters.composing.letter import Letter, Signatory
from petition.letters.render.apart import typeset_apart
from petition.letters.render.binding import PART, PART_IN_COLUMNS
from petition.letters.render.pdf_data import pictures, sections, values
from petition.letters.render.refusals import MissingGlyphs
from petition.letters.render.spelling import breakable, spelled, units
from petition.letters.render.typesetting import Manuscript, Undrawn, typeset, undrawn

_LARGE = 1_000  # names; Typst keeps some 20 KB for each, and does not give them all back


def write(letter: Letter, file: BinaryIO, *, fonts: Sequence[Path] = ()) -> None:
    """Write the PDF. `fonts`: folders of more fonts, asked after our own.

    Refuses with MissingGlyphs a text that no font draws.
    """
    lines = [signatory.as_typed for signatory in letter.signatories]
    manuscript = Manuscript(
        json.dumps(values(letter)), letter.lang, sections(letter), lines, tuple(fonts), pictures(letter)
    )
    part = PART_IN_COLUMNS if letter.choices.columns > 1 else PART
    setting = partial(typeset_apart, part=part) if len(lines) > _LARGE else typeset
    signs = undrawn(units(lines), letter.lang, manuscript.fonts)
    made = setting(_spelled(manuscript, signs, letter.choices.columns))
    while isinstance(made, Undrawn):  # in the text; or in a line, as only its neighbours there can make it
        _refuse_text_with(made, letter)
        signs |= set(made)
        made = setting(_spelled(manuscript, signs, letter.choices.columns))
    file.write(made)


def spelled_out(letter: Letter, *, fonts: Sequence[Path] = ()) -> tuple[Signatory, ...]:
    """The signatories in whose printed lines a sign is spelled out, for the organiser to look at."""
    signs = undrawn(units(line.as_typed for line in letter.signatories), letter.lang, tuple(fonts))
    return tuple(line for line in letter.signatories if any(sign in line.as_typed for sign in signs))


def _spelled(manuscript: Manuscript, signs: set[str], columns: int) -> Manuscript:
    lines = [breakable(spelled(line, signs), columns) for line in manuscript.lines]
    return replace(manuscript, lines=lines)


def _refuse_text_with(signs: Sequence[str], letter: Letter) -> None:
    texts = [line for value in _texts(asdict(letter.text)) for line in value.splitlines()]
    found = [sign for sign in signs if any(sign in line for line in texts)]
    in_lines = any(sign in line.as_typed for sign in signs for line in letter.signatories)
    if found or not in_lines:
        raise MissingGlyphs(
            found or signs, next((line for line in texts if any(sign in line for sign in found)), "")
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
