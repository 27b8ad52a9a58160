"""The cells of a table in a document: blocks, and whether they hold data or only lay a page out."""

from collections.abc import Iterator

from petition.core.text import squeeze
from petition.reading.blocks import Block

_FEW = 3  # rows, as of a head in two columns


def said_in(cell: list[Block]) -> str:
    """What a cell says, in one line."""
    return squeeze(" ".join(line for block in cell for line in block.lines))


def lays_out(cells: list[list[list[Block]]], *, has_heads: bool) -> bool:
    """Whether a table is no table of data: of one row or column, or of cells that each hold lines of their own.

    Where few do, a line was broken there for want of room.
    """
    if len(cells) < 2 or max(map(len, cells)) < 2:
        return True
    full = [cell for row in cells for cell in row if cell]
    has_heads = has_heads and all(sum(len(block.lines) for block in cell) < 2 for cell in cells[0])
    tall = sum(sum(len(block.lines) for block in cell) > 1 for cell in full)
    return not has_heads and tall > (len(full) // 8 if len(cells) > _FEW else 0)


def blocks_in_cell(cell: list[Block]) -> Iterator[Block]:
    """The blocks of a cell; short lines under one another are one, as an address or a signature is."""
    if all(block.kind == "paragraph" and len(" ".join(block.lines)) < 100 for block in cell):
        yield Block("paragraph", tuple(line for block in cell for line in block.lines))
    else:
        yield from cell
