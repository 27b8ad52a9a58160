"""The tree of a Markdown text as plain text: no mark of Markdown stays but what is plain text's own."""

import sys
import textwrap
from collections.abc import Iterable, Iterator

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

_COLUMNS = 72  # what a table and the line under a heading may take
_MARKS = ("- ", "* ")  # of a list and of a list inside a list, in turns


def text_of(document: Document) -> str:
    """A text with its notes, each paragraph a line of its own, however long: who shows it breaks it."""
    lines = [*lines_of(document.blocks, sys.maxsize), *notes_of(document, sys.maxsize)]
    return "\n".join(lines).strip()


def beginning_of(document: Document, most: int) -> str:
    """The first paragraph of a text, in whole words of so many signs at most."""
    first = next((block for block in document.blocks if isinstance(block, Paragraph)), None)
    said = " ".join("".join(span.text for span in first.spans).split()) if first else ""
    return said if len(said) <= most else said[:most].rpartition(" ")[0] + "…"


def notes_of(document: Document, width: int) -> Iterator[str]:
    """The footnotes of a text, under a line; nothing where there are none."""
    if document.notes:
        yield from ("-" * 20, "")
        for number, note in enumerate(document.notes, start=1):
            yield from _hung(lines_of(note, width), f"[{number}] ")


def lines_of(items: Iterable[Block], width: int, depth: int = 0) -> Iterator[str]:
    """Blocks in lines of at most `width` signs, an empty line after each block; a long word stays whole."""
    for block in items:
        match block:
            case Paragraph(spans):
                yield from (*wrapped(_plain(spans), width), "")
            case Heading(_, spans):
                title = _plain(spans)
                yield from (*wrapped(title, width), "=" * min(len(title), _COLUMNS), "")
            case Listing():
                yield from _listing(block, width, depth)
            case Quote(quoted):
                yield from (f"> {line}".rstrip() for line in _trimmed(lines_of(quoted, width, depth)))
                yield ""
            case Rule():
                yield from ("* * *", "")
            case Table():
                yield from (*_table(block, width), "")
            case Figure(_, alt):
                yield from (*wrapped(f"[{alt}]", width), "") if alt else ()


def _table(table: Table, width: int) -> Iterator[str]:
    """A row a line, its columns under one another where they fit."""
    rows = [[_plain(cell).replace("\n", " ") for cell in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    fits = sum(widths) + 3 * len(widths) <= _COLUMNS
    for nth, row in enumerate(rows):
        cells = [cell.ljust(most) for cell, most in zip(row, widths, strict=True)] if fits else row
        yield from wrapped(" | ".join(cells).rstrip(), width)
        if table.headed and not nth:
            yield "-" * min(_COLUMNS, max(1, sum(widths) + 3 * (len(widths) - 1)))


def _listing(listing: Listing, width: int, depth: int) -> Iterator[str]:
    for number, point in enumerate(listing.points, start=listing.start):
        mark = f"{number}. " if listing.ordered else _MARKS[depth % 2]
        lines = list(_hung(lines_of(point, width, depth + 1), mark))
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


def wrapped(text: str, width: int, mark: str = "") -> list[str]:
    """Lines of at most `width` signs behind a hanging mark; typed line ends stay."""
    if len(mark) + len(text) <= width and "\n" not in text:
        return [mark + text]
    indent = " " * len(mark)
    lines: list[str] = []
    for line in text.split("\n"):
        start = indent if lines else mark
        lines += textwrap.wrap(
            line,
            width,
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start.rstrip()]
    return lines
