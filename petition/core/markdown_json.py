"""The tree of a text as JSON: how it is kept, and how it comes out of the process that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

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
    levelled,
)


def as_json(document: Document) -> dict[str, Any]:
    """The tree as JSON, to be kept; short, for a span is on every line."""
    return {
        "blocks": [_block_json(block) for block in document.blocks],
        "notes": [[_block_json(block) for block in note] for note in document.notes],
    }


def from_json(value: Mapping[str, Any]) -> Document:
    """The tree that `as_json` gave."""
    notes = tuple(_blocks_of(note) for note in value["notes"])
    return levelled(Document(_blocks_of(value["blocks"]), notes))


def _block_json(block: Block) -> list[Any]:  # noqa: PLR0911  a kind of block each
    match block:
        case Paragraph(spans):
            return ["p", *map(astuple, spans)]
        case Heading(level, spans):
            return ["h", level, *map(astuple, spans)]
        case Listing(ordered, start, tight, points):
            return ["l", ordered, start, tight, *([_block_json(part) for part in point] for point in points)]
        case Quote(quoted):
            return ["q", *map(_block_json, quoted)]
        case Rule():
            return ["r"]
        case Table(headed, rows):
            return ["t", headed, *([list(map(astuple, cell)) for cell in row] for row in rows)]
        case Figure(number, alt):
            return ["i", number, alt]


def _blocks_of(values: Sequence[Any]) -> tuple[Block, ...]:
    return tuple(_block_of(*value) for value in values)


def _block_of(kind: str, *value: Any) -> Block:  # noqa: PLR0911  a kind of block each
    match kind, value:
        case "p", spans:
            return Paragraph(tuple(Span(*span) for span in spans))
        case "h", (level, *spans):
            return Heading(level, tuple(Span(*span) for span in spans))
        case "l", (ordered, start, tight, *points):
            return Listing(ordered, start, tight, tuple(map(_blocks_of, points)))
        case "q", quoted:
            return Quote(_blocks_of(quoted))
        case "i", (number, alt):
            return Figure(number, alt)
        case "r", ():
            return Rule()
        case "t", (headed, *rows):
            return Table(
                headed, tuple(tuple(tuple(Span(*span) for span in cell) for cell in row) for row in rows)
            )
        case _:
            raise ValueError(f"no block is of kind {kind}")
