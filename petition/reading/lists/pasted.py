"""A pasted list, a signatory a line, to who stands in it."""

from collections.abc import Iterator

from petition.reading.lists import doubts, signatories
from petition.reading.lists.signatories import PlacedLine, TypedLine


def read(pasted: str) -> list[PlacedLine]:
    """Everything in a pasted list, in its order.

    A list is all signatories, so nobody is dropped for the shape of a line, and whoever may be none is doubtful.
    """
    placed = signatories.read(list(_rows(pasted)))
    lines = [each.listed.line for each in placed if each.listed]
    return signatories.with_lines(placed, doubts.judged(lines, announced=True))


def _rows(pasted: str) -> Iterator[TypedLine]:
    """Each line that holds something, its number from 1, and the block between empty lines it stands in."""
    block = 0
    lines = pasted.replace("\x00", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield TypedLine(number, line.strip(), block)
        else:
            block += 1
