"""The letter as HTML: a fragment for the site's own page, and a file that stands alone and prints well.

The fragment carries no style, for the site allows none inline; the file carries its own, for it has nothing
else.
"""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import BinaryIO

from markupsafe import Markup

from petition.appeals.text import address_block
from petition.core.markdown_html import PictureSource, html_of
from petition.letters.composing.letter import Letter, Section

_STYLE = (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def fragment(letter: Letter, *, title: str = "h1") -> Markup:
    """The letter as one <article>, for a page that has its own head and style; `title` is the element of its title."""
    found = {
        number: PictureSource(each.address, each.width, each.height)
        for number, each in letter.pictures.items()
    }
    return Markup("".join(_article(letter, found, title)))  # noqa: S704  every text is escaped on its way in


def write(letter: Letter, file: BinaryIO) -> None:
    """Write a whole HTML document, ready to print."""
    file.writelines(piece.encode() for piece in _document(letter))


def _document(letter: Letter) -> Iterator[str]:
    direction = "rtl" if letter.right_to_left else "ltr"
    title = escape(letter.text.title or letter.statement or letter.slug)
    yield (
        f'<!doctype html>\n<html lang="{escape(letter.lang)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}{_on_each_page(letter)}</style>\n</head>\n<body>\n"
    )
    found = {
        number: PictureSource(each.url, each.width, each.height) for number, each in letter.pictures.items()
    }
    yield from _article(letter, found)
    yield "</body>\n</html>\n"


def _on_each_page(letter: Letter) -> str:
    """The mark of a preview in the margin of every printed page (CSS Paged Media, 4.2)."""
    if not letter.preview:
        return ""
    return f'@page {{ @top-center {{ content: "{letter.words.preview}"; font-weight: bold; color: #a01818; }} }}\n'


def _article(letter: Letter, pictures: Mapping[int, PictureSource], title: str = "h1") -> Iterator[str]:
    direction = "rtl" if letter.right_to_left else "ltr"
    yield f'<article class="letter" lang="{escape(letter.lang)}" dir="{direction}">\n'
    if letter.preview:
        yield f'<p class="preview" role="note">{escape(letter.words.preview)}</p>\n'
    yield from _head(letter, title)
    yield f'<div class="body">\n{html_of(letter.body, pictures)}</div>\n'
    if letter.text.closing:
        yield _lines("p", "closing", letter.text.closing.splitlines())
    yield f'<section class="signatories columns-{letter.choices.columns}">\n'
    if letter.statement:
        yield f'<p class="statement">{escape(letter.statement)}</p>\n'
    lang = letter.lang_of_headings
    for section in letter.sections():
        yield from _section(section, lang if lang != letter.lang else "", numbered=letter.choices.numbered)
    if letter.not_named_statement:
        yield f'<p class="not-named">{escape(letter.not_named_statement)}</p>\n'
    for remark in letter.remarks:
        yield f'<p class="remark">{escape(remark)}</p>\n'
    yield "</section>\n"
    address = f'<a href="{escape(letter.address)}">{escape(letter.address)}</a>'
    yield f'<footer class="published">{escape(letter.words.published).format(address=address)}</footer>\n</article>\n'


def _head(letter: Letter, title: str) -> Iterator[str]:
    text = letter.text
    yield "<header>\n"
    if logo := letter.logo:
        size = f'width="{logo.width}" height="{logo.height}"'
        yield f'<p class="mark"><img class="logo" src="{logo.url}" {size} alt="{escape(logo.alt)}"></p>\n'
    if text.letterhead:
        yield _lines("p", "letterhead", text.letterhead)
    if text.place_and_date:
        yield _lines("p", "date", (text.place_and_date,))
    for recipient in text.recipients:
        if lines := address_block(recipient, letter.lang):
            yield _lines("p", "recipient", lines)
    if text.delivery:
        yield _lines("p", "delivery", (text.delivery,))
    if letter.heading:
        yield _lines(title, "title", (letter.heading,))
    if text.subject:
        yield _lines("p", "subject", (text.subject,))
    yield "</header>\n"
    if text.salutation:
        yield _lines("p", "salutation", (text.salutation,))


def _section(section: Section, lang: str, *, numbered: bool) -> Iterator[str]:
    """`lang`: that of the heading, '' where it is the letter's."""
    if section.heading:
        spoken = f' lang="{escape(lang)}"' if lang else ""
        yield f'<h2 class="section"{spoken}>{escape(section.heading)}</h2>\n'
    tag = "ol" if numbered else "ul"
    level = 3 if section.heading else 2
    for place, signatories in section.groups():
        if place:
            yield f'<h{level} class="place"><bdi>{escape(place)}</bdi></h{level}>\n'
        start = f' start="{signatories[0].position}"' if numbered else ""
        yield f'<{tag} class="{section.name}"{start}>\n'
        for signatory in signatories:
            yield f"<li><bdi>{escape(signatory.as_typed)}</bdi></li>\n"
        yield f"</{tag}>\n"


def _lines(tag: str, name: str, lines: tuple[str, ...] | list[str]) -> str:
    return f'<{tag} class="{name}">{"<br>".join(map(escape, lines))}</{tag}>\n'
