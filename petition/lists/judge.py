"""What the rows of a list come to: new, there already, repeated, doubtful, not read, or nobody."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import literal_column, or_

from petition.appeals.models import Appeal
from petition.core.db import each_found, table_of
from petition.core.vault import Key
from petition.lexicon.signatory import Visibility
from petition.lists.models import LineList
from petition.reading.draft import Doubt
from petition.reading.listing import FoundRow
from petition.reading.signatories.listed import Listed, Nobody
from petition.signatures import suppression
from petition.signatures.keys import mailbox_key_by
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Source, State, put_together
from petition.signatures.suppression import Ended

# What a row comes to.
NEW, THERE, TAKEN_OFF, REPEATED, UNREAD = "new", "there", "taken off", "repeated", "unread"
DOUBTFUL = "doubtful"  # new, but not sure: added only once a person has looked and said so
UNDONE = "undone"  # taken back with a list that was undone, which may be brought again as a whole
NOBODY = "nobody"  # headings, totals and the like
CODES = {
    NEW: "n",
    THERE: "t",
    TAKEN_OFF: "o",
    REPEATED: "r",
    UNREAD: "u",
    DOUBTFUL: "d",
    UNDONE: "z",
    NOBODY: "x",
}
HIDDEN_CODES = {NEW: "h", DOUBTFUL: "k"}  # of those who will be counted and not named
MEANT = {code: outcome for outcome, code in (*CODES.items(), *HIDDEN_CODES.items())}
WHY_CODES = {
    "": ".",
    Doubt.EMAIL: "e",
    Doubt.PHONE: "p",
    Doubt.LINK: "l",
    Doubt.ALONE: "a",
    Doubt.UNANNOUNCED: "u",
    Doubt.ABOVE: "b",
    Doubt.GUESSED: "g",
    Doubt.NAME: "n",
    Doubt.HALF: "h",
    Doubt.ADDRESS: "m",
    Doubt.ROW: "r",
    Doubt.NAMING: "c",
    Doubt.REMARK: "k",
    Doubt.DIED: "d",
    Doubt.TWO: "t",
    Doubt.AGAIN: "s",
    Doubt.PUBLISHER: "o",
    Doubt.UNCONFIRMED: "v",
}  # of reasons for doubt; "?" for one that is newer

_ROWS = table_of(Signature)


def names_in(kept: LineList) -> int:
    """How many names a list has; until it is looked through, how many rows below its headings."""
    named = (kept.figures.get(outcome, 0) for outcome in CODES if outcome not in {UNREAD, NOBODY})
    return sum(named) if set(kept.figures) - {"lines"} else kept.rows - kept.head_last


@dataclass(slots=True)
class Judged:
    """A list looked through: what each row of each part comes to, and how many to what."""

    outcomes: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    nobody: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # as counts, but a row that names several counts once
    seen: set[bytes] = field(default_factory=set)
    named: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # where: part, and row of it
    read: dict[int, bytes] = field(default_factory=dict)  # who the rows of a part of a table are, sealed

    @property
    def figures(self) -> dict[str, Any]:
        """The figures as they are kept."""
        told = {"cells": self.cells, "nobodies": self.nobody, "doubts": self.doubts, "rows": self.rows}
        return dict(self.counts) | {what: dict(counted) for what, counted in told.items()}

    def take(self, kept: LineList, found: list[FoundRow]) -> None:
        """Look through one more part."""
        asks = kept.appeal.published_at is not None
        keys, told = look_up(kept, found, asks=asks)
        came_to = judge_part(found, keys, told, self.seen)
        self.outcomes.append("".join(map(_code, found, came_to)))
        self.why.append("".join(map(_why_code, found)))
        self.counts.update(came_to)
        firsts = (
            outcome
            for each, outcome in zip(found, came_to, strict=True)
            if not (each.piece or each.is_second)
        )
        self.rows.update(firsts)
        for each, outcome in zip(found, came_to, strict=True):
            if outcome == NOBODY and each.why and not each.is_second:
                self.nobody[each.why.code] += 1
            if outcome in {NEW, DOUBTFUL} and each.listed:
                self.counts["addressed"] += bool(each.listed.mailbox)
                self.counts[each.listed.visibility.value] += 1
                self.doubts[each.listed.line.doubt] += outcome == DOUBTFUL
        self._hide_who_says_so_again(found, keys, came_to)

    def _hide_who_says_so_again(self, found: list[FoundRow], keys: list[bytes], came_to: list[str]) -> None:
        """Who fills in a form twice, and once says not to be named, is not named, though the other row is the one added."""
        for at, (each, key, outcome) in enumerate(zip(found, keys, came_to, strict=True)):
            is_named = each.listed is not None and each.listed.visibility is Visibility.PUBLIC
            if is_named and outcome in HIDDEN_CODES:
                self.named[key] = len(self.outcomes) - 1, at
            elif outcome == REPEATED and not is_named and key in self.named:
                part, before = self.named.pop(key)
                codes = [*self.outcomes[part]]
                codes[before] = HIDDEN_CODES[MEANT[codes[before]]]
                self.outcomes[part] = "".join(codes)
                self.counts[Visibility.PUBLIC.value] -= 1
                self.counts[Visibility.HIDDEN.value] += 1


def as_judged(listed: Listed, code: str) -> Listed:
    """Somebody as what their row came to says: not named, where another row of theirs says so."""
    if code in HIDDEN_CODES.values() and listed.visibility is Visibility.PUBLIC:
        return replace(listed, visibility=Visibility.HIDDEN)
    return listed


def _code(found: FoundRow, outcome: str) -> str:
    is_hidden = found.listed is not None and found.listed.visibility is Visibility.HIDDEN
    return HIDDEN_CODES.get(outcome, CODES[outcome]) if is_hidden else CODES[outcome]


def _why_code(found: FoundRow) -> str:
    return WHY_CODES.get(found.listed.line.doubt, "?") if found.listed else "."


class KnownKeys(NamedTuple):
    """What is known of some keys: which are there already, which no list brings back."""

    there: set[bytes]
    ended: dict[bytes, Ended]


def known(
    kept: LineList, mailboxes: Collection[bytes], lines: Collection[bytes], *, states: Collection[State]
) -> KnownKeys:
    """Look up the keys of mailboxes, which are there in these states, and those of lines.

    A line that organisers took off under *Signatures* is as one that they took off its list.
    """
    there = _mailboxes(kept.appeal, mailboxes, states) | _lines(kept, lines, (State.CONFIRMED, State.HELD))
    ended = suppression.suppressed(kept.appeal, [*mailboxes, *lines])
    by_word = {key for key, end in ended.items() if end.own}
    off = _lines(kept, lines, (State.REJECTED,)) - by_word
    return KnownKeys(there, ended | dict.fromkeys(off, Ended(own=False, undone=False)))


def look_up(kept: LineList, found: list[FoundRow], *, asks: bool) -> tuple[list[bytes], KnownKeys]:
    """Look some rows up: the key of each, b"" of one that is nobody, and what is known of them.

    Somebody who is known with a town in brackets is found with it behind a comma, too, and under the key that is known.
    `asks`: whoever has a mailbox is asked there. Then nothing is looked up for them: they may have signed, withdrawn or
    refused, which is between them and us (docs/adr/0018).
    """
    key = kept.appeal.key
    keys = [_keys_of(key, each.listed) if each.listed else [b""] for each in found]
    mailboxes: list[bytes] = []
    lines: list[bytes] = []
    for each, found_by in zip(found, keys, strict=True):
        if each.listed:
            (mailboxes if each.listed.mailbox else lines).extend(found_by)
    told = known(kept, [] if asks else mailboxes, lines, states=(State.CONFIRMED,))
    return [
        next((one for one in each if one in told.there or one in told.ended), each[0]) for each in keys
    ], told


def judge_part(found: list[FoundRow], keys: list[bytes], known: KnownKeys, seen: set[bytes]) -> list[str]:
    """What the rows of one part come to; `seen` holds the keys of those before and takes in theirs."""
    came_to = []
    for each, key in zip(found, keys, strict=True):
        if each.listed is None:
            came_to.append(NOBODY if isinstance(each.why, Nobody) else UNREAD)
            continue
        if key in seen:
            came_to.append(REPEATED)
        elif key in known.there:
            came_to.append(THERE)
        elif key in known.ended:
            came_to.append(UNDONE if known.ended[key].undone else TAKEN_OFF)
        else:
            came_to.append(DOUBTFUL if each.listed.line.doubt else NEW)
        seen.add(key)
    return came_to


def particulars_of(listed: Listed) -> Particulars:
    """What is kept of somebody who stands in a list."""
    line = listed.line
    return Particulars(
        name=line.name or line.as_typed,
        mailbox=listed.mailbox,
        role=line.role,
        affiliation=line.affiliation,
        place=line.place,
        acronym=line.acronym,
        as_typed=line.as_typed,
    )


def key_of(key: Key, listed: Listed) -> bytes:
    """The keyed hash, by the key of an appeal, under which somebody in a list is found again there.

    Of the mailbox, or of the line if it has none.
    """
    if listed.mailbox:
        return mailbox_key_by(key, listed.mailbox)
    return suppression.line_key(key, particulars_of(listed).line)


def _keys_of(key: Key, listed: Listed) -> list[bytes]:
    """The key of somebody in a list, and those of the same words in other signs, as another list may have them."""
    own, line = key_of(key, listed), listed.line
    if listed.mailbox or not (line.role or line.affiliation or line.place):
        return [own]
    said = line.acronym, line.role, line.affiliation, line.place
    commas = ", ".join(filter(None, (line.name, *said)))
    return [own, *(suppression.line_key(key, each) for each in (put_together(line.name, *said), commas))]


def _mailboxes(appeal: Appeal, keys: Collection[bytes], states: Collection[State]) -> set[bytes]:
    """Those of the keys whose mailbox has a signature in one of these states under an appeal."""
    if not keys:
        return set()
    which = _ROWS.c.appeal_id == appeal.id, _ROWS.c.state.in_(states)
    return {key for (key,) in each_found(_ROWS.c.mailbox_key, keys, *which)}


def _lines(kept: LineList, keys: Collection[bytes], states: Collection[State]) -> set[bytes]:
    """Those of the keys whose line came with another list of this appeal, and is in one of these states."""
    if not keys:
        return set()
    which = (
        _ROWS.c.appeal_id == kept.appeal_id,
        _ROWS.c.source == literal_column(f"'{Source.LIST}'"),  # as the index says it
        _ROWS.c.state.in_(states),
        or_(_ROWS.c.list_id.is_(None), _ROWS.c.list_id != kept.id),
    )
    return {key for (key,) in each_found(_ROWS.c.typed_key, keys, *which)}
