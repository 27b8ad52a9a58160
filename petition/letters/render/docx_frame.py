"""What a Word document has around its text: paper, lists, footnotes, header and footer."""

import re
from copy import deepcopy
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from petition.letters.composing.letter import Letter
from petition.letters.render.docx_body import BULLETS, FIRST_OF_BODY, INDENT, SIGNATORIES, run, styled
from petition.letters.render.docx_styles import set_styles
from petition.letters.render.fixed import WHEN

_OF_THE_TEMPLATE = {RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.THUMBNAIL}
# A4 and its margins, in twentieths of a point.
_WIDE, _HIGH, _SIDE, _TOP, _EDGE = 11906, 16838, 1758, 1588, 737
PAPER = (
    f'<w:pgSz w:w="{_WIDE}" w:h="{_HIGH}"/><w:pgMar w:top="{_TOP}" w:right="{_SIDE}" w:bottom="{_TOP}" '
    f'w:left="{_SIDE}" w:header="{_EDGE}" w:footer="{_EDGE}" w:gutter="0"/>'
)


def dress(word: WordDocument, letter: Letter) -> None:
    """Give an empty document its paper, styles, header and footer."""
    section = word.sections[0]
    paper = parse_xml(f"<w:sectPr {nsdecls('w')}>{PAPER}</w:sectPr>")
    last = word.element.body.sectPr
    for old, new in zip((last.pgSz, last.pgMar), list(paper), strict=True):
        last.replace(old, new)
    set_styles(word, letter, text_width=_WIDE - 2 * _SIDE)
    if letter.preview:
        _fill(section.header, styled("Preview", run(letter.words.preview)))
    _fill(section.footer, _foot(letter))


def describe(word: WordDocument, title: str, lang: str) -> None:
    """Say what it is and in which language; no date and no author.

    Nor that Word for Mac made it, of one page without words: that, and its picture, come with python-docx.
    """
    known = word.core_properties
    known.title, known.language = title[:255], lang
    known.author = known.last_modified_by = known.comments = ""
    known.created = known.modified = WHEN.replace(tzinfo=None)
    known.revision = 1
    rels = word.part.package.rels
    for made_by in [key for key, rel in rels.items() if rel.reltype in _OF_THE_TEMPLATE]:
        del rels[made_by]


def carry_through(word: WordDocument) -> None:
    """Give every section the header and footer of the last, which itself goes on where the one before it ends."""
    body = word.element.body
    last = body.sectPr
    references = [child for child in last if child.tag in {qn("w:headerReference"), qn("w:footerReference")}]
    for section in body.iter(qn("w:sectPr")):
        if section is not last:
            section[:0] = [deepcopy(reference) for reference in references]
    last.insert(len(references), parse_xml(f'<w:type {nsdecls("w")} w:val="continuous"/>'))


def _fill(part: Any, paragraph: str) -> None:
    element = part._element  # noqa: SLF001  python-docx has no other way in
    element[:] = [parse_xml(paragraph.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))]


def _foot(letter: Letter) -> str:
    """The title on one side, the page on the other, set by a tab at the margin."""
    fields = {"{page}": _field("PAGE"), "{pages}": _field("NUMPAGES")}
    pieces = re.split(r"(\{pages?\})", letter.words.page)
    numbers = "".join(fields.get(piece) or run(piece) for piece in pieces)
    title = letter.heading
    short = title if len(title) <= 72 else f"{title[:70].rsplit(' ', 1)[0]} …"
    return styled("Footer", f"{run(short)}<w:r><w:tab/></w:r>{numbers}")


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def number(word: WordDocument, starts: list[int]) -> None:
    """Define the document's lists: bullets, signatories, and one for each ordered list of the body."""
    bullets = "".join(_level(level, "bullet", "–" if level % 2 == 0 else "·") for level in range(9))
    ordered = "".join(_level(level, "decimal", f"%{level + 1}.") for level in range(9))
    signatories = _level(0, "decimal", "%1.", side="right", left=680, hanging=160)
    lists = [f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="1"/></w:num>']
    lists.append(f'<w:num w:numId="{SIGNATORIES}"><w:abstractNumId w:val="2"/></w:num>')
    for identity, start in enumerate(starts, start=FIRST_OF_BODY):
        levels = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(9)
        )
        lists.append(f'<w:num w:numId="{identity}"><w:abstractNumId w:val="3"/>{levels}</w:num>')
    numbering = word.part.numbering_part.element
    numbering[:] = list(
        parse_xml(
            f"<w:numbering {nsdecls('w')}>"
            f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{bullets}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="singleLevel"/>{signatories}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="multilevel"/>{ordered}</w:abstractNum>'
            f"{''.join(lists)}</w:numbering>"
        )
    )


def _level(level: int, kind: str, mark: str, *, side: str = "left", left: int = 0, hanging: int = 360) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="{side}"/><w:pPr><w:ind w:left="{left or INDENT * (level + 1)}" w:hanging="{hanging}"/>'
        "</w:pPr></w:lvl>"
    )


def annotate(word: WordDocument, notes: str) -> None:
    """Add the footnotes, which python-docx has no part for."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{identity}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for identity, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    xml = f"<?xml version='1.0' encoding='UTF-8'?><w:footnotes {nsdecls('w', 'r')}>{separators}{notes}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
