"""What organisers change in a list before it is added: a line corrected, two that are one joined, one that is two split.

What was typed stays as it is, sealed beside what they put in its place, so that it can be gone back to. A form tells by a
mark what it was drawn from: what has changed since is not written over unseen.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import NamedTuple

from petition.appeals.models import Appeal
from petition.core import contacts
from petition.lexicon.signatory import Visibility
from petition.lists import judge, lookup, prepare, rows, sealing, store, ticks
from petition.lists.models import LineList
from petition.lists.rows import Changes
from petition.reading.draft import Doubt
from petition.reading.lines import many_in_line
from petition.reading.lines.entry import read_entry
from petition.reading.listing import FoundRow
from petition.reading.signatories import pasted
from petition.reading.signatories.listed import Listed

MOST_PIECES = 20
_HIDING = (Visibility.PUBLIC, Visibility.INITIALS, Visibility.HIDDEN)
# Doubts that a line may have although a person typed it for one.
_STAYS = {Doubt.EMAIL, Doubt.PHONE, Doubt.LINK}


class Gone(Exception):
    """There is no such line any more: it was joined to another one, or the list is laid out anew."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed this line since the form was drawn."""


class Row(NamedTuple):
    """A line, what was typed there, and the lines before and after it that are somebody."""

    found: FoundRow
    typed: str
    above: FoundRow | None
    below: FoundRow | None
    is_changed: bool

    @property
    def reading(self) -> Listed:
        """Who it is; of a line that was not understood, as it would be read."""
        return self.found.listed or read_line(self.typed.replace(" | ", ", "))


def may_be_changed(kept: LineList) -> bool:
    """Whether lines can be changed here: each change looks the whole list through again."""
    return kept.state == "waiting" and kept.rows <= prepare.LONG_LIST


def row(kept: LineList, name: str) -> Row:
    """A line by its name. Raises Gone."""
    nth = int(name.partition(".")[0]) if name.partition(".")[0].isdecimal() and len(name) < 12 else -1
    number = nth // sealing.PART
    if not 0 <= number < lookup.parts(kept):
        raise Gone
    found = list(lookup.found_in(kept, number))
    at = next((at for at, each in enumerate(found) if rows.id_of(each) == name), None)
    if at is None or (found[at].why and found[at].why.code == rows.JOINED):  # type: ignore[union-attr]
        raise Gone
    above = next((each for each in _backwards(kept, number, found[:at]) if each.listed), None)
    below = next((each for each in _onwards(kept, number, found[at + 1 :]) if each.listed), None)
    typed = lookup.typed_in(kept, number)[nth - number * sealing.PART]
    return Row(found[at], typed, above, below, nth in lookup.changes_in(kept, number))


def _backwards(kept: LineList, number: int, before: list[FoundRow]) -> Iterator[FoundRow]:
    yield from reversed(before)
    if number:
        yield from reversed(list(lookup.found_in(kept, number - 1)))


def _onwards(kept: LineList, number: int, after: list[FoundRow]) -> Iterator[FoundRow]:
    yield from after
    if number + 1 < lookup.parts(kept):
        yield from lookup.found_in(kept, number + 1)


def edit(kept: LineList, name: str, mark: str, listed: Listed) -> None:
    """Put this in the place of a line, and tick it. Raises Gone, or ChangedMeanwhile; a form sent twice is one change."""
    found = _as_drawn(kept, name, mark, [listed])
    if found:
        _put(kept, found, [listed])


def split(kept: LineList, name: str, mark: str, lines: Sequence[str]) -> None:
    """Let one line be several people, each read for itself; an address stays with the first. Raises as `edit`."""
    was = row(kept, name).reading
    pieces = [
        replace(read_line(line), visibility=was.visibility, signed_on=was.signed_on)
        for line in lines[:MOST_PIECES]
    ]
    pieces[0] = replace(pieces[0], mailbox=pieces[0].mailbox or was.mailbox)
    found = _as_drawn(kept, name, mark, pieces)
    if found:
        _put(kept, found, pieces)


def people_in(listed: Listed) -> list[str]:
    """A line as it may be split, each person on a line of their own, what is said of them with each; one where it is one."""
    own = judge.particulars_of(listed)
    names = many_in_line.pair(own.name) or many_in_line.joined_in(own.name)
    said = own.line.removeprefix(own.name)
    return [f"{each}{said}" for each in names] if len(names) > 1 and said != own.line else [own.line]


def join(kept: LineList, name: str, mark: str, other: str, mark_of_other: str) -> str:
    """Let a line and another be one person, in the place of the earlier one; gives its name. Raises as `edit`.

    Whoever of the two is shown less is shown so.
    """
    mine, others = row(kept, name).found, row(kept, other).found
    if rows.mark_of(mine) != mark or rows.mark_of(others) != mark_of_other:
        raise ChangedMeanwhile
    first, second = sorted((mine, others), key=lambda found: (found.nth, found.piece))
    joined = joined_of(row(kept, rows.id_of(first)).reading, row(kept, rows.id_of(second)).reading)
    _put(kept, second, [], into=first.nth)
    _put(kept, first, [joined])
    return rows.id_of(first)


def joined_of(one: Listed, other: Listed) -> Listed:
    """One person of two lines that follow each other."""
    said, more = judge.particulars_of(one).line, judge.particulars_of(other).line
    line = read_entry(f"{said}{' ' if more[:1].islower() else ', '}{more}")
    contact = ", ".join(filter(None, (one.line.contact, other.line.contact)))
    return Listed(
        replace(line, contact=contact, doubt=""),
        one.mailbox or other.mailbox,
        max(one.visibility, other.visibility, key=_HIDING.index),
        one.signed_on or other.signed_on,
    )


def read_line(typed: str) -> Listed:
    """A line that a person says is one signatory, without what is never printed."""
    entries = [each.listed for each in pasted.read(typed) if each.listed]
    if len(entries) != 1:
        parted = contacts.parted(typed)
        return Listed(replace(read_entry(parted.rest or typed), contact=parted.taken))
    line = entries[0].line
    return replace(entries[0], line=replace(line, doubt=line.doubt if line.doubt in _STAYS else ""))


def restore(kept: LineList, name: str) -> None:
    """Go back to what was read of a line, and of those that were joined to it. Raises Gone."""
    nth = row(kept, name).found.nth

    def go_back(changes: Changes) -> Changes:
        return {at: each for at, each in changes.items() if at != nth and each["into"] != nth}

    _change(kept, dict.fromkeys(range(lookup.parts(kept)), go_back))


def look_again(appeal: Appeal) -> None:
    """Look through the lists of an appeal that wait, for another one was added or undone; ticks stay with their lines.

    Of a long one each name is looked up as it is added.
    """
    for kept in lookup.waiting_lists(appeal):
        if kept.state == "waiting" and may_be_changed(kept):
            _change(kept, {})


def _as_drawn(kept: LineList, name: str, mark: str, wanted: list[Listed]) -> FoundRow | None:
    """The line as the form was drawn from it; None where just this was put in its place already."""
    found = row(kept, name).found
    if rows.mark_of(found) == mark:
        return found
    there = lookup.changes_in(kept, found.nth // sealing.PART).get(found.nth, {"put": []})["put"]
    if [rows.listed_of(each) for each in there][found.piece : found.piece + len(wanted)] == wanted:
        return None
    raise ChangedMeanwhile


def _put(kept: LineList, found: FoundRow, listed: list[Listed], *, into: int | None = None) -> None:
    nth, at, number = found.nth, found.piece, found.nth // sealing.PART
    as_read = {"put": [asdict(found.listed)] if found.listed else []}
    was = lookup.changes_in(kept, number).get(nth, as_read)["put"]
    new = [*was[:at], *map(asdict, listed), *was[at + 1 :]]

    def put(changes: Changes) -> Changes:
        return changes | {nth: {"put": new, "into": into if not new else None}}

    placed = [rows.name(nth, at + more) for more in range(len(listed))]
    behind = {
        rows.name(nth, piece + len(listed) - 1): rows.name(nth, piece) for piece in range(at + 1, len(was))
    }
    sure = placed if not any(each.line.doubt for each in listed) else []
    _change(kept, {number: put}, sure, dict.fromkeys(placed[1:], "") | behind)


def _change(
    kept: LineList,
    how: dict[int, Callable[[Changes], Changes]],
    sure: Collection[str] = (),
    moved: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Change parts, and look the list through again; ticks stay with their lines, and what is `sure` is ticked.

    `moved` tells of a line that has another name now which one it had; '' of a new one.
    """
    was = {
        name: mark
        for part in ticks.codes(kept)
        for name, mark in zip(_names(kept, part), ticks.marks(part), strict=True)
    }
    for number, change in how.items():
        store.keep_changes(kept, number, change(lookup.changes_in(kept, number)))
    store.write_down(kept, store.judge(kept))
    for part in ticks.codes(kept):
        marks = [
            ticks.TICKED if name in sure else was.get(moved.get(name, name), ticks.AS_READ)
            for name in _names(kept, part)
        ]
        ticks.keep_ticks(kept, part.number, "".join(map(ticks.that_fits, part.outcomes, marks)))


def _names(kept: LineList, part: ticks.PartCodes) -> list[str]:
    return rows.ids(part.number * sealing.PART, len(part.outcomes), lookup.changes_in(kept, part.number))
