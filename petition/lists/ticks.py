"""What is ticked in a list that is looked over: what is new and sure, unless organisers said otherwise, singly or at once.

Nothing is unsealed to know it, however long the list is, unless words are looked for.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import select, update

from petition.core import seen
from petition.core.db import db
from petition.core.spelling import finder
from petition.core.text import folded
from petition.lists import judge, lookup, rows, sealing
from petition.lists.judge import (
    DOUBTFUL,
    HIDDEN_CODES,
    MEANT,
    NEW,
    NOBODY,
    REPEATED,
    TAKEN_OFF,
    THERE,
    UNDONE,
    UNREAD,
)
from petition.lists.models import LineList, LinePart

TICKED, UNTICKED, AS_READ = "y", "n", "."
_FILTERS = ("sure", DOUBTFUL, "hidden", "ticked", "unticked", THERE, REPEATED, TAKEN_OFF, UNREAD)
# What can be ticked by a filter; the rest line by line: whoever asked to be taken off is not put back with a hundred others.
_AT_ONCE = {NEW, DOUBTFUL, UNDONE}


class PartCodes(NamedTuple):
    """A part of a list: a code for what each row came to, why it is doubtful, and whether it is ticked by hand."""

    number: int
    outcomes: str
    doubts: str
    ticks: str


class LineFilter(NamedTuple):
    """Which lines are looked at: one of _FILTERS, why they are doubtful, words in them; '' for all."""

    only: str = ""
    why: str = ""
    words: str = ""

    @classmethod
    def of(cls, only: str, why: str, words: str = "") -> "LineFilter":
        """The same, what is unknown taken for nothing."""
        known = judge.WHY_CODES if why else ()
        return cls(only if only in _FILTERS else "", why if why in known else "", words.strip()[:100])


class Spot(NamedTuple):
    """A line in its place: the part, its number there from 0, what it came to, and whether it is ticked."""

    part: int
    at: int
    outcome: str
    is_ticked: bool


class Shown(NamedTuple):
    """A line as a form showed it, and whether it was ticked then and is now."""

    id: str
    was: bool
    now: bool


def codes_in(kept: LineList, number: int) -> PartCodes:
    """What the rows of one part came to when the list was looked through, and what was ticked."""
    return next(iter(codes(kept, number)), PartCodes(number, "", "", ""))


def codes(kept: LineList, number: int | None = None) -> list[PartCodes]:
    """The same of all parts, or one; nothing is unsealed."""
    first = lookup.first_part(kept)
    wanted = (
        (LinePart.number >= first, LinePart.number < first + lookup.parts(kept))
        if number is None
        else (LinePart.number == first + number,)
    )
    query = select(LinePart.number, LinePart.outcomes, LinePart.doubts, LinePart.ticks)
    found = db.session.execute(query.where(LinePart.list_id == kept.id, *wanted).order_by(LinePart.number))
    return [PartCodes(row.number - first, row.outcomes, row.doubts, row.ticks) for row in found]


def keep_ticks(kept: LineList, number: int, ticks: str) -> None:
    """Keep what is ticked in one part."""
    which = (LinePart.list_id == kept.id, LinePart.number == lookup.first_part(kept) + number)
    db.session.execute(update(LinePart).where(*which).values(ticks=ticks))


def is_ticked(code: str, mark: str) -> bool:
    """Whether a line that came to this is to be added."""
    return mark == TICKED or (mark != UNTICKED and MEANT[code] == NEW)


def is_undecided(code: str, mark: str) -> bool:
    """Whether a line is doubtful, and nobody has ticked it nor said by hand that it is not to be added."""
    return MEANT[code] == DOUBTFUL and mark == AS_READ


def that_fits(code: str, mark: str) -> str:
    """The mark of a line that has come to this since: what is nobody is not ticked, or it would be counted."""
    return AS_READ if mark == TICKED and MEANT[code] in {UNREAD, NOBODY} else mark


def marks(part: PartCodes) -> str:
    """What was ticked by hand, a code for each row."""
    return part.ticks.ljust(len(part.outcomes), AS_READ)


def spots(kept: LineList, look: LineFilter) -> Iterator[Spot]:
    """The lines that are looked at, in their order; what is nobody has no place among them."""
    for part in codes(kept):
        in_words = _with_words(kept, part, look.words) if look.words else None
        for at, (code, mark) in enumerate(zip(part.outcomes, marks(part), strict=True)):
            spot = Spot(part.number, at, MEANT[code], is_ticked(code, mark))
            why = part.doubts[at : at + 1]
            if _wanted(spot, code, why, look) and (in_words is None or at in in_words):
                yield spot


def _wanted(spot: Spot, code: str, why: str, look: LineFilter) -> bool:
    if look.why and why != judge.WHY_CODES[look.why]:
        return False
    if spot.outcome in {UNREAD, NOBODY}:
        return look.only == spot.outcome == UNREAD
    told = {
        "": True,
        "sure": spot.outcome == NEW,
        "hidden": code in HIDDEN_CODES.values(),
        "ticked": spot.is_ticked,
        "unticked": not spot.is_ticked,
        TAKEN_OFF: spot.outcome in {TAKEN_OFF, UNDONE},
    }
    return told.get(look.only, spot.outcome == look.only)


def _with_words(kept: LineList, part: PartCodes, words: str) -> set[int]:
    """The rows of a part in which all these words stand, as a name is looked for everywhere at the desk."""
    has_all, first = finder(folded(words).split()), part.number * sealing.PART
    typed, changed = lookup.typed_in(kept, part.number), lookup.changes_in(kept, part.number)
    found = set()
    for at, row in enumerate(rows.ids(first, len(part.outcomes), changed)):
        nth, _, piece = row.partition(".")
        said = [typed[int(nth) - first]]
        if put := changed.get(int(nth)):
            said = [" ".join(map(str, _values(each))) for each in put["put"][int(piece or 0) :][:1]]
        if has_all(folded(" ".join(said))):
            found.add(at)
    return found


def _values(put: dict[str, object]) -> Iterator[object]:
    for value in put.values():
        if isinstance(value, dict):
            yield from value.values()
        else:
            yield value


def count(kept: LineList) -> int:
    """How many lines are ticked; of parts that nobody touched, codes are counted and not looked at one by one."""
    new = [code for code, outcome in MEANT.items() if outcome == NEW]
    return sum(
        sum(map(is_ticked, part.outcomes, marks(part))) if part.ticks else sum(map(part.outcomes.count, new))
        for part in codes(kept)
    )


def mark(kept: LineList) -> str:
    """A mark by which a form knows whether what is ticked is still what it showed."""
    return seen.mark("".join(part.outcomes + marks(part) for part in codes(kept)))


def change(kept: LineList, shown: Iterable[Shown]) -> None:
    """Keep the ticks that a form has changed; what somebody else ticked meanwhile stays."""
    changed = {each.id: each.now for each in shown if each.was != each.now}
    for number in sorted({_part_of(each) for each in changed} & set(range(lookup.parts(kept)))):
        part, first = codes_in(kept, number), number * sealing.PART
        new = list(marks(part))
        for at, row in enumerate(rows.ids(first, len(new), lookup.changes_in(kept, number))):
            if row in changed and MEANT[part.outcomes[at]] not in {UNREAD, NOBODY}:
                new[at] = TICKED if changed[row] else UNTICKED
        keep_ticks(kept, number, "".join(new))


def place_of(kept: LineList, row: str) -> tuple[int, int] | None:
    """The part in which a row stands, told by its name, and its number there; None where there is no such row."""
    part = codes_in(kept, _part_of(row))
    if not part.outcomes:
        return None
    changed = lookup.changes_in(kept, part.number)
    those = rows.ids(part.number * sealing.PART, len(part.outcomes), changed)
    return (part.number, those.index(row)) if row in those else None


def _part_of(row: str) -> int:
    nth = row.partition(".")[0]
    return int(nth) // sealing.PART if nth.isdecimal() and len(nth) < 8 else -1


def would_change(kept: LineList, look: LineFilter, *, to: bool) -> list[Spot]:
    """The lines that ticking, or unticking, all that is looked at would change."""
    return [spot for spot in spots(kept, look) if changes(spot, to=to)]


def changes(spot: Spot, *, to: bool) -> bool:
    """Whether ticking, or unticking, all at once would change this line."""
    return spot.is_ticked is not to and (not to or spot.outcome in _AT_ONCE)


def change_all(kept: LineList, those: Collection[Spot], *, to: bool) -> None:
    """Tick or untick these lines."""
    at: dict[int, list[int]] = {}
    for spot in those:
        at.setdefault(spot.part, []).append(spot.at)
    for number, places in at.items():
        new = list(marks(codes_in(kept, number)))
        for place in places:
            new[place] = TICKED if to else UNTICKED
        keep_ticks(kept, number, "".join(new))


def only(kept: LineList, chosen: Collection[int]) -> None:
    """Tick these rows, by their numbers, and no others."""
    for part in codes(kept):
        first = part.number * sealing.PART
        ticks = "".join(
            TICKED if first + at in chosen and MEANT[code] not in {UNREAD, NOBODY} else UNTICKED
            for at, code in enumerate(part.outcomes)
        )
        keep_ticks(kept, part.number, ticks)
