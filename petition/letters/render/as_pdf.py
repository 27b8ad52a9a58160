"""letter.pdf: the letter on paper, tagged for those who have it read aloud (PDF/UA-1) and kept (PDF/A-2a).

Typst sets it. The text goes in as data beside a fixed template, so no name can be a command. Only the fonts
inside Typst and those of folders named in so many words are used, never whatever the machine has: the same
letter has to be the same bytes on every machine. A letter with a sign that none of them can draw is refused
by name, for a box on a president's desk is a misprint in somebody's name.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from petition.letters.letter import Letter
from petition.letters.render.pdf_data import values
from petition.letters.render.typesetting import Undrawn, typeset, typeset_apart

_LARGE = 5_000  # names; Typst takes some 20 KB for each


class MissingGlyphs(Exception):
    """No font at hand draws these signs; `where` is the first line that has one."""

    def __init__(self, signs: Sequence[str], where: str) -> None:
        self.signs, self.where = tuple(signs), where
        named = ", ".join(
            f"{sign} ({' '.join(f'U+{ord(part):04X}' for part in sign)})" for sign in self.signs
        )
        super().__init__(f"no font draws {named}, first in: {where}")


def write(letter: Letter, file: BinaryIO, *, fonts: Sequence[Path] = ()) -> None:
    """Write the PDF. `fonts`: folders of fonts for scripts beyond Latin, Cyrillic, Greek and Hebrew.

    Refuses with MissingGlyphs what no font draws.
    """
    data = {
        "letter": json.dumps(values(letter)),
        "lines": "\n".join(line.as_typed for line in letter.signatories),
    }
    large = len(letter.signatories) > _LARGE
    made = (typeset_apart if large else typeset)(data, tuple(fonts))
    if isinstance(made, Undrawn):
        raise MissingGlyphs(made, _where(letter, made))
    file.write(made)


def _where(letter: Letter, signs: Sequence[str]) -> str:
    """The first line of the letter with one of these signs: a signatory's, or one of the text's."""
    texts = (line for value in asdict(letter.text).values() for line in str(value).splitlines())
    named = (signatory.as_typed for signatory in letter.signatories)
    return next(
        (line for lines in (named, texts) for line in lines if any(sign in line for sign in signs)), ""
    )
