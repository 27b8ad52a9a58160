"""The rows of a list as they are kept: read, or changed by an organiser who looked them over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from petition.core import seen
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.draft import Line
from petition.reading.listing import FoundRow
from petition.reading.signatories.listed import Listed, Nobody, PlacedLine, Unread

_OF_NOBODY = 4
JOINED = "joined"  # to another line, by an organiser

# What organisers put in place of rows, by their numbers: several where one was split, none where it was joined to another
# (then "into" is the number of that one).
Changes = dict[int, dict[str, Any]]


def line_kept(placed: PlacedLine) -> dict[str, Any]:
    """A line of a pasted list or a letter, to be kept."""
    why = placed.why and [placed.why.column, placed.why.code, isinstance(placed.why, Nobody)]
    listed = placed.listed and asdict(placed.listed)
    return {"line": placed.line, "last": placed.last, "typed": placed.typed, "listed": listed, "why": why}


def line_found(nth: int, row: Mapping[str, Any]) -> FoundRow:
    """What a line that was kept comes to."""
    if "as_typed" in row:  # kept before lists told what they do not read
        return FoundRow(nth, nth + 1, Listed(_line_of(row)))
    if listed := row["listed"]:
        return FoundRow(nth, row["line"], listed_of(listed))
    column, code, is_nobody = row["why"]
    return FoundRow(
        nth, row["line"], why=Nobody(code) if is_nobody else Unread(column, code), typed=row["typed"]
    )


def row_kept(found: FoundRow) -> list[Any]:
    """What a row of a table was read as, to be kept: who it is, or the four words of why it is nobody."""
    if found.listed:
        line, listed = found.listed.line, found.listed
        who = (line.kind, line.name, line.acronym, line.role, line.affiliation, line.place)
        shown = (listed.mailbox, listed.visibility, listed.signed_on)
        return [found.line, *shown, line.as_typed, *who, line.doubt, line.contact]
    assert found.why
    return [found.line, found.why.column, found.why.code, isinstance(found.why, Nobody)]


def row_found(nth: int, kept: Sequence[Any]) -> FoundRow:
    """The row again."""
    if len(kept) == _OF_NOBODY:
        line, column, code, is_nobody = kept
        return FoundRow(nth, line, why=Nobody(code) if is_nobody else Unread(column, code))
    line, mailbox, shown, signed_on, as_typed, kind, *said = kept
    return FoundRow(
        nth, line, Listed(Line(as_typed, Kind(kind), *said), mailbox, Visibility(shown), signed_on)
    )


def listed_of(said: Mapping[str, Any]) -> Listed:
    """Somebody in a list, as `asdict` gave it."""
    shown = Visibility(said["visibility"])
    return Listed(**{**said, "line": _line_of(said["line"]), "visibility": shown})


def _line_of(said: Mapping[str, Any]) -> Line:
    return Line(**{**said, "kind": Kind(said["kind"])})


def as_changed(found: FoundRow, changes: Changes) -> list[FoundRow]:
    """What stands in place of a row: itself, unless an organiser has changed it."""
    change = changes.get(found.nth)
    if change is None:
        return [found]
    if not change["put"]:
        return [FoundRow(found.nth, found.line, why=Nobody(JOINED), typed=found.typed)]
    return [
        FoundRow(found.nth, found.line, listed_of(each), piece=piece)
        for piece, each in enumerate(change["put"])
    ]


def id_of(found: FoundRow) -> str:
    """The name of a row in forms."""
    return name(found.nth, found.piece)


def name(nth: int, piece: int) -> str:
    """The same of its number, and that of the piece where it was split."""
    return f"{nth}.{piece}" if piece else str(nth)


def ids(first: int, outcomes: int, changes: Changes) -> list[str]:
    """The names of the rows of a part that begins with this number and came to so many outcomes."""
    more = {nth: max(1, len(change["put"])) for nth, change in changes.items()}
    count = outcomes - sum(more.values()) + len(more)
    return [name(nth, piece) for nth in range(first, first + count) for piece in range(more.get(nth, 1))]


def mark_of(found: FoundRow) -> str:
    """A mark by which a form knows whether a row is still what it was drawn from."""
    return seen.mark(repr((found.listed, found.why)))


def said(cells: Sequence[str]) -> str:
    """The cells of a row as they were typed, in one line."""
    return " | ".join(filter(None, cells))
