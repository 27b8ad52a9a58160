"""Who stands in a list, and what is said of a row that is nobody, or cannot stand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from petition.lexicon.signatory import Visibility
from petition.reading.draft import Doubt, Line


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who stands in a list: the line, and what else the list says of them. `signed_on` is YYYY-MM-DD or ''."""

    line: Line
    mailbox: str = ""
    visibility: Visibility = Visibility.PUBLIC
    signed_on: str = ""

    def kept_back(self) -> "Listed":
        """The same, not named and doubtful, because something elsewhere in the list may ask for that."""
        return replace(self, line=replace(self.line, doubt=Doubt.NAMING), visibility=Visibility.HIDDEN)


class Unread(ValueError):
    """A row that cannot stand: `column` is what is wrong with it, `code` is one of core.text.Refused, or "missing"."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(f"{column}: {code}")
        self.column, self.code = column, code


class Nobody(Unread):
    """A row that is no signatory and nothing to mend: "headings", "total", "section", "comment", "repeated" and the like."""

    def __init__(self, code: str) -> None:
        super().__init__("", code)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """What some lines came to, by their numbers: a signatory, or why they are none; `typed` is what stands there."""

    line: int
    last: int
    typed: str
    listed: Listed | None = None
    why: Unread | None = None


def left_over(lines: Iterable[str], above: int) -> list[PlacedLine]:
    """Lines that belong to nobody, numbered behind so many."""
    why = Unread("name", "left over")
    return [PlacedLine(nth, nth, line, why=why) for nth, line in enumerate(lines, above + 1)]


def with_lines(placed: Iterable[PlacedLine], lines: Iterable[Line]) -> list[PlacedLine]:
    """The same, with these in place of the lines of whoever signs."""
    read_as = iter(lines)
    return [
        replace(each, listed=replace(each.listed, line=next(read_as))) if each.listed else each
        for each in placed
    ]


class TypedLine(NamedTuple):
    """A line that holds something: its number, what is typed, and the block between gaps that it stands in.

    `kept_back`: who stands there is not to be named until somebody has looked; `aside`: it stands in a mail that is
    "answered", perhaps in a list there; or is no part of the list but of the "mail", or of its "signature", which says
    nothing of who stands in the list. `is_large`: it stands there as a heading. `is_led`: in its block posts stood above the
    name, and were put below it. `is_signed`: a word says that whoever stands there signed.
    """

    number: int
    typed: str
    block: int
    kept_back: bool = False
    aside: str = ""
    is_large: bool = False
    is_led: bool = False
    is_signed: bool = False
