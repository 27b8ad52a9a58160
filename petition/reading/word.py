"""Word documents: mammoth makes them HTML, the page's header and footer are read beside it, since letterheads live there."""

from lxml import etree

from petition.core.text import squeeze
from petition.reading.archive import Archive
from petition.reading.blocks import Block
from petition.reading.draft import NotALetter, Reason
from petition.reading.web import page_blocks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
br[type='page'] => br
"""


def word_blocks(archive: Archive) -> list[Block]:
    """The blocks of a .docx: the header of its pages first, its footer as margin."""
    import mammoth

    try:
        page = mammoth.convert_to_html(archive.safe(), style_map=_STYLES, convert_image=_no_image).value
    except NotALetter:
        raise
    except Exception as broken:
        raise NotALetter(Reason.BROKEN_DOCUMENT) from broken
    above = [Block("paragraph", tuple(lines)) for lines in _parts(archive, "header") if lines]
    below = [Block("margin", tuple(lines)) for lines in _parts(archive, "footer") if lines]
    return above + page_blocks(f"<body>{page}</body>") + below


def _no_image(image: object) -> list[object]:
    return []


def _parts(archive: Archive, kind: str) -> list[list[str]]:
    """The lines of the headers or footers, each text once, page numbers left out."""
    seen: set[str] = set()
    parts = []
    for name in sorted(
        name for name in archive.names if name.startswith(f"word/{kind}") and name.endswith(".xml")
    )[:12]:
        lines = [
            line
            for line in _paragraphs(archive.xml(name))
            if line not in seen and any(map(str.isalpha, line))
        ]
        seen.update(lines)
        parts.append(lines)
    return parts


def _paragraphs(content: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return []
    if root is None:
        return []
    return [
        line
        for paragraph in root.iter(f"{_W}p")
        if (line := squeeze("".join(text.text or "" for text in paragraph.iter(f"{_W}t"))))
    ]
