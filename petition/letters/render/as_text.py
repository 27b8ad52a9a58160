"""letter.txt: the whole letter for a terminal, a mail, or a reader that shows nothing else."""

import textwrap
from collections.abc import Iterator
from typing import BinaryIO

from petition.core.markdown import Block, Figure, Heading, Listing, Paragraph, Quote, Rule, Span, Table
from petition.letters.composing.letter import Letter, Section, address_block

_WIDTH = 72
_MARKS = ("- ", "* ")  # of a list and of a list inside a list, in turns


def write(letter: Letter, file: BinaryIO) -> None:
    """Write the letter in UTF-8, wrapped at 72; a long word stays whole."""
    file.writelines(f"{line}\n".encode() for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    text, mark = letter.text, [f"[{letter.words.preview}]", ""] if letter.preview else []
    yield from mark
    for group in (
        text.letterhead,
        (text.place_and_date,),
        *(address_block(to) for to in text.recipients),
        (text.delivery,),
    ):
        lines = [line for line in group if line]
        if lines:
            yield from (*lines, "")
    if letter.heading:
        yield from (*_wrapped(letter.heading.upper()), "")
    if text.subject:
        yield from (*_wrapped(text.subject), "")
    if text.salutation:
        yield from (*_wrapped(text.salutation), "")
    yield from _blocks(letter.body.blocks)
    if text.closing:
        yield from (*text.closing.splitlines(), "")
    yield from _list(letter)
    if letter.body.notes:
        yield from ("-" * 20, "")
        for number, note in enumerate(letter.body.notes, start=1):
            yield from _hung(_blocks(note), f"[{number}] ")
    yield from (letter.words.published.format(address=letter.address), *(["", mark[0]] if mark else []))


def _list(letter: Letter) -> Iterator[str]:
    if letter.statement:
        yield from (*_wrapped(letter.statement), "")
    digits = len(str(len(letter.signatories)))
    for section in letter.sections():
        yield from _section(section, digits if letter.choices.numbered else 0)
    if letter.not_named_statement:
        yield from (*_wrapped(letter.not_named_statement), "")
    for erratum in letter.errata:
        yield from (*_wrapped(erratum.statement), "")


def _section(section: Section, digits: int) -> Iterator[str]:
    if section.heading:
        yield from (section.heading, "-" * len(section.heading), "")
    for place, signatories in section.groups():
        if place:
            yield from (f"{place}:", "")
        for signatory in signatories:
            mark = f"{signatory.position:{digits}}. " if digits else "  "
            yield from _wrapped(signatory.as_typed, mark)
        yield ""


def _blocks(items: tuple[Block, ...], depth: int = 0) -> Iterator[str]:
    for block in items:
        match block:
            case Paragraph(spans):
                yield from (*_wrapped(_plain(spans)), "")
            case Heading(_, spans):
                title = _plain(spans)
                yield from (*_wrapped(title), "=" * min(len(title), _WIDTH), "")
            case Listing():
                yield from _listing(block, depth)
            case Quote(quoted):
                yield from (f"> {line}".rstrip() for line in _trimmed(_blocks(quoted, depth)))
                yield ""
            case Rule():
                yield from ("* * *", "")
            case Table():
                yield from (*_table(block), "")
            case Figure(_, alt):
                yield from (*_wrapped(f"[{alt}]"), "") if alt else ()


def _table(table: Table) -> Iterator[str]:
    """A row a line, its columns under one another where they fit."""
    rows = [[_plain(cell).replace("\n", " ") for cell in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    fits = sum(widths) + 3 * len(widths) <= _WIDTH
    for nth, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)] if fits else row
        yield from _wrapped(" | ".join(cells).rstrip())
        if table.headed and not nth:
            yield "-" * min(_WIDTH, max(1, sum(widths) + 3 * (len(widths) - 1)))


def _listing(listing: Listing, depth: int) -> Iterator[str]:
    for number, point in enumerate(listing.points, start=listing.start):
        mark = f"{number}. " if listing.ordered else _MARKS[depth % 2]
        lines = list(_hung(_blocks(point, depth + 1), mark))
        yield from lines if not listing.tight else (line for line in lines if line)
    if listing.tight:
        yield ""


def _hung(lines: Iterator[str], mark: str) -> Iterator[str]:
    """Lines behind a mark, the rest of them under the first."""
    indent = " " * len(mark)
    for at, line in enumerate([*_trimmed(lines), ""]):
        yield (f"{mark if not at else indent}{line}").rstrip()


def _trimmed(lines: Iterator[str]) -> list[str]:
    trimmed = list(lines)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _plain(spans: tuple[Span, ...]) -> str:
    return "".join(map(_plain_span, spans))


def _plain_span(span: Span) -> str:
    if span.note:
        return f"[{span.note}]"
    if span.link and span.link.removeprefix("mailto:").removeprefix("tel:") != span.text:
        return f"{span.text} <{span.link}>"
    return span.text


def _wrapped(text: str, mark: str = "") -> list[str]:
    """Lines of at most 72 signs behind a hanging mark; typed line ends stay."""
    if len(mark) + len(text) <= _WIDTH and "\n" not in text:
        return [mark + text]
    indent = " " * len(mark)
    lines: list[str] = []
    for line in text.split("\n"):
        start = indent if lines else mark
        lines += textwrap.wrap(
            line,
            _WIDTH,
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start.rstrip()]
    return lines
