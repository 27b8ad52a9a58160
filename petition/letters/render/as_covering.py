"""The covering note as PDF, as accessible and lasting as the letter's, and as DOCX, to go on working with."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from petition.letters.composing.covering import CoveringNote
from petition.letters.composing.words import language
from petition.letters.render import docx_frame
from petition.letters.render.docx_styles import FONT, LOCALES
from petition.letters.render.fixed import rezip
from petition.letters.render.refusals import MissingGlyphs
from petition.letters.render.typesetting import Undrawn, typeset_covering


def write_pdf(note: CoveringNote, file: BinaryIO, *, fonts: Sequence[Path] = ()) -> None:
    """Write the PDF. Refuses with MissingGlyphs what no font draws."""
    lang = language(note.lang)
    values = asdict(note) | {
        "lang": lang if len(lang) in {2, 3} and lang.isascii() else "und",
        "page": re.split(r"(\{pages?\})", note.page),
    }
    made = typeset_covering(values, note.lang, tuple(fonts))
    if isinstance(made, Undrawn):
        raise MissingGlyphs(made, note.opening)
    file.write(made)


def write_docx(note: CoveringNote, file: BinaryIO) -> None:
    """Write the note for Word and its like; the same bytes each time."""
    word = docx.Document()
    _dress(word)
    for line in (note.sender, *note.recipients):
        word.add_paragraph(line).paragraph_format.space_after = Pt(3)
    word.add_heading(note.heading, 0)
    word.add_paragraph(note.opening)
    word.add_paragraph(note.enclosed)
    if note.replies:
        word.add_paragraph(note.replies)
    if note.to_sign:
        word.add_paragraph("\n\n" + "_" * 40)
        word.add_paragraph(note.to_sign)
    word.add_heading(note.method, 1)
    for point in note.points:
        word.add_paragraph(point, style="List Bullet")
    _speak(word, note)
    archive = BytesIO()
    word.save(archive)
    rezip(archive, file)


def _dress(word: Any) -> None:
    """Give it the paper and the type of the letter: A4, black, one serif."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    for name, size in (("Normal", 11), ("Title", 16), ("Heading 1", 13)):
        style = word.styles[name]
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.clear()  # the template's theme would win over a name
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        for script in ("eastAsia", "cs"):
            style.element.rPr.rFonts.set(qn(f"w:{script}"), FONT)
    title = word.styles["Title"]
    title.font.bold, title.paragraph_format.space_before = True, Pt(18)
    under = title.element.pPr
    under.remove(under.find(qn("w:pBdr")))


def _speak(word: Any, note: CoveringNote) -> None:
    """Say in which language it is, and what else the letter says of itself."""
    docx_frame.describe(word, note.heading, note.lang)
    if note.right_to_left:
        for paragraph in word.paragraphs:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001  python-docx has no other way
    style = word.styles["Normal"].element.get_or_add_rPr()
    lang = OxmlElement("w:lang")
    lang.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", LOCALES.get(note.lang, note.lang)
    )
    style.append(lang)
