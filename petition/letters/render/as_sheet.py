"""sheet.pdf: a sheet on which people sign by hand, with the address of the appeal as a square code (ISO/IEC 18004)."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import segno

from petition.letters.composing.sheet import SigningSheet
from petition.letters.composing.words import language
from petition.letters.render.refusals import MissingGlyphs
from petition.letters.render.typesetting import Undrawn, typeset_sheet


def write(sheet: SigningSheet, file: BinaryIO, *, fonts: Sequence[Path] = ()) -> None:
    """Write the PDF, as accessible and lasting as the letter's. Refuses with MissingGlyphs what no font draws."""
    lang = language(sheet.lang)
    values = asdict(sheet) | {
        "lang": lang if len(lang) in {2, 3} and lang.isascii() else "und",
        "page": re.split(r"(\{pages?\})", sheet.page),
    }
    made = typeset_sheet(values, _square_code(sheet.to_sign), sheet.lang, tuple(fonts))
    if isinstance(made, Undrawn):
        raise MissingGlyphs(made, sheet.title)
    file.write(made)


def _square_code(address: str) -> str:
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=0, scale=4)
    return out.getvalue().decode()
