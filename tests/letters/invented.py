"""Invented appeals and people for the tests of letters. Nobody here exists."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2

from petition.appeals.text import Text
from petition.core.markdown import blocks
from petition.letters.composing.compose import compose
from petition.letters.composing.letter import Choices, Entry, Letter
from petition.letters.render import FORMATS
from petition.lexicon.signatory import Kind
from petition.reading.draft import Recipient

START = datetime(2030, 1, 1, tzinfo=UTC)

BODY = """We write about *closed sittings*, which are now **the rule**.[^1] See [the report](https://example.org/report).

## What we ask

- every sitting open;
- minutes published:
  1. on the pages of the council;
  2. on paper;
- nobody turned away.

> A council that fears its town has lost it.

[^1]: *Doors*, 2029, pp. 14–19.
"""

TEXT = Text(
    title="Open letter on open councils",
    letterhead=("«Ашық кеңес» қоғамдық қоры", "Open Council Foundation"),
    place="Almaty",
    date="1 May 2030",
    recipients=(
        Recipient("A. Imagined", "Chair", "Council of Towns", ("12 Spring Street", "Astana 010000")),
    ),
    delivery="By e-mail",
    subject="The sittings of your council",
    salutation="Dear Chair,",
    body=BODY,
    closing="Respectfully,",
)


def person(name: str, at: int = 0, **details: Any) -> Entry:
    return Entry(Kind.PERSON, name, START + timedelta(seconds=at), tie=f"{name}/{at}", **details)


def organisation(name: str, at: int = 0, **details: Any) -> Entry:
    return Entry(Kind.ORGANISATION, name, START + timedelta(seconds=at), tie=f"{name}/{at}", **details)


SIGNED = (
    person("Ünal Ümitsiz", 1, rank=2),
    organisation("Open Council Foundation", 2, acronym="OCF", place="Almaty", rank=1),
    organisation("«Ардагер» қоғамдық қоры", 3, place="Орал"),
    person("Әсел Өтегенова", 4, role="журналист", affiliation="«Таң» газеті", place="Алматы"),
    person("Пётр Ёлкин", 5, role="адвокат"),
    person("Zhanna O'Connor", 6, affiliation="Invented & Sons <Ltd>"),
    person("Дана Құпия", 7, visibility="initials", role="дәрігер", place="Теміртау"),
    person("Жан Жасырын", 8, visibility="hidden", role="мұғалім"),
    person("Ivan Listed", 9, as_typed="Listed Ivan —  editor, “Dawn”(Kostanay)"),
)


def letter(
    *entries: Entry,
    text: Text = TEXT,
    lang: str = "en",
    alphabet: str = "",
    preview: bool = False,
    received: int = 0,
    **choices: Any,
) -> Letter:
    return compose(
        text,
        entries,
        body=blocks(text.body),
        slug="open-councils",
        address="https://example.org/a/open-councils",
        lang=lang,
        version="v3",
        received=received or len(entries),
        choices=Choices(lang=alphabet, **choices),
        preview=preview,
    )


def written(name: str, composed: Letter) -> bytes:
    file = BytesIO()
    FORMATS[name].write(composed, file)
    return file.getvalue()


def pages(pdf: bytes) -> list[str]:
    """What stands on each page of a PDF."""
    with pypdfium2.PdfDocument(pdf) as read:
        return [page.get_textpage().get_text_range() for page in read]
