"""letter.docx: the letter to go on working with, built of real styles, lists, footnotes and fields.

The body is written as one piece of OOXML (ECMA-376, part 1) and parsed once: python-docx' `add_paragraph`
looks for the end of the document each time, which takes 12 s for 10,000 names where this takes half of one. The lines of
signatories come into it when it is packed, some at a time: in memory there is a mark in place of each list of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml.etree import tostring

from petition.appeals.logo import Logo
from petition.appeals.text import address_block
from petition.core.drawing import printed
from petition.core.markdown import Figure
from petition.letters.composing.letter import Letter, Section, Signatory
from petition.letters.render import docx_frame
from petition.letters.render.docx_body import Body, paragraph, run, styled
from petition.letters.render.docx_styles import LOCALES
from petition.letters.render.fixed import rezip

_LOGO = 70, 18  # the most it may take, in millimetres
_COLUMN_GAP = 340  # twentieths of a point
_AT_ONCE = 500  # lines of signatories packed together
_MARK = re.compile(rb"<\?signatories (\d+)\?>")

Lines = tuple[str, Sequence[Signatory]]  # a style, and those who stand in it


def write(letter: Letter, file: BinaryIO) -> None:
    """Write the letter for Word and its like."""
    word = docx.Document()
    docx_frame.dress(word, letter)
    body = Body(letter.body, _relations(word), partial(_drawing, word, letter))
    lists: list[Lines] = []
    content = "".join(_content(word, letter, body, lists))
    parsed = parse_xml(f"<w:body {nsdecls('w', 'r')}>{content}</w:body>")
    for nth, drawing in enumerate(parsed.iter(qn("wp:docPr")), 1):
        drawing.set("id", str(nth))  # none twice in a document (ECMA-376, part 1, 20.4.2.5)
    word.element.body[:] = [*parsed, word.element.body.sectPr]
    if letter.choices.columns > 1:
        docx_frame.carry_through(word)
    docx_frame.number(word, body.starts)
    if letter.body.notes:
        docx_frame.annotate(word, body.notes())
    docx_frame.describe(word, letter.text.title or letter.statement or letter.slug, letter.lang)
    archive = BytesIO()
    word.save(archive)
    rezip(archive, file, lambda name, data: _filled(data, lists) if name == "word/document.xml" else (data,))


def _filled(document: bytes, lists: Sequence[Lines]) -> Iterator[bytes]:
    """The document with the lines of signatories in place of their marks, some at a time."""
    for nth, piece in enumerate(_MARK.split(document)):
        if nth % 2 == 0:
            yield piece
            continue
        style, signatories = lists[int(piece)]
        lines = (styled(style, run(each.as_typed)) for each in signatories)
        while some := "".join(islice(lines, _AT_ONCE)):
            parsed: bytes = tostring(parse_xml(f"<w:body {nsdecls('w')}>{some}</w:body>"), encoding="UTF-8")
            yield parsed[parsed.index(b"<w:p>") : parsed.rindex(b"</w:body>")]


def _relations(word: WordDocument) -> Callable[[str], str]:
    """Gives the id of an address in the document; python-docx looks through all of them for each, a minute for 10,000."""
    rels = word.part.rels

    @cache
    def relation(address: str) -> str:
        new = f"rId{len(rels) + 1}"
        rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, new, is_external=True)
        return new

    return relation


def _picture(word: WordDocument, logo: Logo | None, *, over: bool) -> str:
    """A logo in a run of its own, on a line of its own where there is more."""
    if logo is None:
        return ""
    scale = min(_LOGO[0] / logo.width, _LOGO[1] / logo.height)
    size = logo.width * scale, logo.height * scale
    return _in_run(word, logo.png, size, logo.alt, "<w:br/>" if over else "")


def _drawing(word: WordDocument, letter: Letter, picture: Figure) -> str:
    """A picture of the body in a run of its own; its words in brackets where it is lost."""
    drawn = letter.pictures.get(picture.number)
    if drawn is None:
        return run(f"[{picture.alt}]" if picture.alt else "")
    return _in_run(word, drawn.data, printed(drawn), picture.alt)


def _in_run(word: WordDocument, data: bytes, size: tuple[float, float], alt: str, behind: str = "") -> str:
    """`size` is in millimetres. Nothing said of the distance to what is beside would be an eighth of an inch."""
    inline: Any = word.part.new_pic_inline(BytesIO(data), *map(Mm, size))
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("descr", alt)
    return f"<w:r><w:drawing>{tostring(inline, encoding='unicode')}</w:drawing>{behind}</w:r>"


def _content(word: WordDocument, letter: Letter, body: Body, lists: list[Lines]) -> Iterator[str]:
    text = letter.text
    if text.letterhead or letter.logo:
        lines = run("\n".join(text.letterhead))
        yield styled("Letterhead", _picture(word, letter.logo, over=bool(lines)) + lines)
    yield paragraph("LetterDate", (text.place_and_date,))
    for recipient in text.recipients:
        yield paragraph("Recipient", address_block(recipient, letter.lang))
    yield paragraph("Delivery", (text.delivery,))
    yield paragraph("Title", (letter.heading,))
    yield paragraph("Subject", (text.subject,))
    yield paragraph("Salutation", (text.salutation,))
    yield from (body.block(block) for block in letter.body.blocks)
    yield paragraph("Closing", text.closing.splitlines())
    yield paragraph("Statement", (letter.statement,))
    for section in letter.sections():
        yield from _section(section, letter, lists)
    yield paragraph("NotNamed", (letter.not_named_statement,))
    for remark in letter.remarks:
        yield paragraph("NotNamed", (remark,))
    before, _, after = letter.words.published.partition("{address}")
    link = f'<w:hyperlink r:id="{body.relation(letter.address)}">{run(letter.address)}</w:hyperlink>'
    yield styled("Published", run(before) + link + run(after))


def _section(section: Section, letter: Letter, lists: list[Lines]) -> Iterator[str]:
    columns = letter.choices.columns
    if section.heading:
        yield styled("Heading1", run(section.heading, _spoken(letter)))
    if columns > 1:
        yield _columns_end_here(1)
    style = "NumberedSignatory" if letter.choices.numbered else "Signatory"
    for place, signatories in section.groups():
        yield paragraph("Heading2" if section.heading else "Heading1", (place,))
        yield f"<?signatories {len(lists)}?>"
        lists.append((style, signatories))
    if columns > 1:
        yield _columns_end_here(columns)


def _spoken(letter: Letter) -> str:
    """The language of a heading that is in another than the letter."""
    lang = letter.lang_of_headings
    return "" if lang == letter.lang else f'<w:lang w:val="{LOCALES.get(lang, lang)}"/>'


def _columns_end_here(columns: int) -> str:
    """An empty, invisible paragraph that ends a section of so many columns (they balance above it)."""
    spread = f'<w:cols w:num="{columns}" w:space="{_COLUMN_GAP}"/>'
    return styled(
        "SectionEnd", "", f'<w:sectPr><w:type w:val="continuous"/>{docx_frame.PAPER}{spread}</w:sectPr>'
    )
