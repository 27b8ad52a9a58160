"""Pasted lists, read as tests ask of them."""

from petition.reading import brought, listing
from petition.reading.draft import Line
from petition.reading.listing import ListRead
from petition.reading.signatories import pasted


def read_lines(text: str) -> tuple[Line, ...]:
    """The signatories of a pasted list, sure or doubtful."""
    return tuple(each.listed.line for each in pasted.read(text) if each.listed)


def read_pasted(text: str) -> ListRead:
    """A pasted list, with what is told of it."""
    return listing.read_brought(brought.in_text(text))
