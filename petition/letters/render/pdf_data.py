"""A letter as the plain values that the template of the PDF reads."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from petition.appeals.text import address_block
from petition.core.drawing import Drawn, printed
from petition.core.markdown import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from petition.letters.composing.letter import Letter
from petition.letters.composing.words import language
from petition.letters.render.typesetting import Heads


def sections(letter: Letter) -> list[Heads]:
    """The headings of the list, each with its places and how many names follow them."""
    return [
        (section.heading, [(place, len(signatories)) for place, signatories in section.groups()])
        for section in letter.sections()
    ]


def values(letter: Letter) -> dict[str, Any]:
    """Everything on the pages but the lines of the signatories."""
    text = letter.text
    lang = language(letter.lang)
    title = text.title or letter.statement or letter.slug
    return {
        "lang": lang if len(lang) in {2, 3} and lang.isascii() else "und",
        "rtl": letter.right_to_left,
        "title": f"{title} ({letter.words.preview})" if letter.preview else title,
        "show_title": bool(letter.heading),
        "running": letter.heading,
        "preview": letter.words.preview if letter.preview else "",
        "page": re.split(r"(\{pages?\})", letter.words.page),
        "window": letter.choices.window,
        "logo": letter.logo.alt if letter.logo else None,
        "letterhead": text.letterhead,
        "date": text.place_and_date,
        "recipients": [lines for to in text.recipients if (lines := address_block(to, letter.lang))],
        "delivery": text.delivery,
        "subject": text.subject,
        "salutation": text.salutation,
        **_body(letter.body, letter.pictures),
        "closing": text.closing.splitlines(),
        "statement": re.sub(
            r"(?<=\d) ", "\u00a0", letter.statement
        ),  # no line ends between a number and its noun
        "headings_lang": language(letter.lang_of_headings) if letter.choices.headings else lang,
        "numbered": letter.choices.numbered,
        "columns": letter.choices.columns,
        "not_named": letter.not_named_statement,
        "remarks": letter.remarks,
        "published": re.split(r"(\{address\})", letter.words.published),
        "address": letter.address,
    }


def pictures(letter: Letter) -> str:
    """The bytes of the logo and of the pictures as Typst can be given them, '' for none."""
    found: dict[str, Any] = {str(number): _as_svg(each) for number, each in letter.pictures.items()}
    if letter.logo:
        found["logo"] = list(letter.logo.png)
    return json.dumps(found) if found else ""


def _as_svg(drawn: Drawn) -> str:
    """A picture in a text, which Typst reads in a third of the time that it takes over a list of its bytes."""
    size = f'width="{drawn.width}" height="{drawn.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{drawn.url}"/></svg>'


def _body(document: Document, pictures: Mapping[int, Drawn]) -> dict[str, Any]:
    drawing = _Drawing(pictures)
    return {
        "blocks": [drawing.block(block) for block in document.blocks],
        "notes": [[drawing.block(block) for block in note] for note in document.notes],
    }


class _Drawing:
    """The tree as plain values. PDF/UA wants each footnote set at its first call."""

    def __init__(self, pictures: Mapping[int, Drawn]) -> None:
        self._pictures = pictures
        self._called: set[int] = set()

    def block(self, block: Block) -> dict[str, Any]:  # noqa: PLR0911  a kind of block each
        match block:
            case Paragraph(spans):
                return {"kind": "paragraph", "spans": self._spans(spans)}
            case Heading(level, spans):
                return {"kind": "heading", "level": level, "spans": self._spans(spans)}
            case Listing(ordered, start, tight, points):
                drawn = [[self.block(part) for part in point] for point in points]
                return {"kind": "list", "ordered": ordered, "start": start, "tight": tight, "points": drawn}
            case Quote(quoted):
                return {"kind": "quote", "blocks": [self.block(part) for part in quoted]}
            case Rule():
                return {"kind": "rule"}
            case Table(headed, rows):
                cells = [[self._spans(cell) for cell in row] for row in rows]
                return {
                    "kind": "table",
                    "headed": headed,
                    "columns": max(map(len, rows), default=1),
                    "rows": cells,
                }
            case Figure(number, alt):
                found = self._pictures.get(number)
                if found is None:
                    return self.block(Paragraph((Span(f"[{alt}]"),) if alt else ()))
                return {"kind": "picture", "number": str(number), "alt": alt, "width": printed(found)[0]}

    def _spans(self, spans: tuple[Span, ...]) -> list[dict[str, Any]]:
        drawn = []
        for span in spans:
            drawn.append({**asdict(span), "first": span.note not in self._called})
            self._called.add(span.note)
        return drawn
