"""Lists that organisers bring, from reading them until they are looked over; nobody is added here (see adding.py).

A list of a letter comes as lines that were read; a table comes as rows, whose columns an organiser tells first. Either is
kept in parts, sealed, so that it can be left and come back to, and looked at page by page however long it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, or_, select

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core import text
from petition.core.db import db
from petition.core.settings import settings
from petition.core.vault import Unreadable
from petition.lists.models import LineList, LinePart
from petition.reading import columns
from petition.reading.draft import Line
from petition.reading.listed import Listed, Unread, read_row
from petition.reading.tables import Row
from petition.signatures import suppression
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Source, State
from petition.signatures.signing import mailbox_key_of
from petition.signatures.ticket import new_ref

PART = 500
KEPT = timedelta(days=30)  # of a list that nobody adds
_SAMPLE = 50

# What a row comes to.
NEW, THERE, TAKEN_OFF, REPEATED, UNREAD = "new", "there", "taken off", "repeated", "unread"
DOUBTFUL = "doubtful"  # new, but not sure: added only once a person has looked and said so
_LETTERS = {NEW: "n", THERE: "t", TAKEN_OFF: "o", REPEATED: "r", UNREAD: "u", DOUBTFUL: "d"}
_MEANT = {letter: outcome for outcome, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """What the columns of a table hold, and whether its first row holds headings."""

    columns: tuple[str, ...] = ()
    has_heads: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a list, counted from 0, with its line in the file: who it is, or why it cannot be read."""

    nth: int
    line: int
    listed: Listed | None = None
    why: Unread | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A list looked through: what each row of each part comes to, and how many to what."""

    outcomes: list[str]
    figures: dict[str, int]


# --- keeping ----------------------------------------------------------------------------------------------------------


def keep_list(appeal: Appeal, lines: list[Line], *, name: str = "", now: datetime) -> LineList:
    """Keep lines that were read until an organiser has looked them over."""
    kept = _keep(
        appeal, (asdict(line) for line in lines), name=name, is_table=False, state="waiting", now=now
    )
    write_down(kept, judge(kept))
    return kept


def keep_table(appeal: Appeal, rows: Iterable[Row], *, name: str = "", now: datetime) -> LineList | None:
    """Keep a table until an organiser has told its columns, which are guessed; None where it has no rows.

    Raises NotATable, when rows turn out to be none, before anything is kept.
    """
    kept = _keep(appeal, rows, name=name, is_table=True, state="untold", now=now)
    sample = [row.cells for row in sample_of(kept)]
    if not sample:
        return None
    kept.has_heads = columns.has_heads(sample)
    heads, below = (sample[0], sample[1:]) if kept.has_heads else ((), sample)
    kept.columns = list(columns.guess(heads, below))
    return kept


def _keep(
    appeal: Appeal, rows: Iterable[Any], *, name: str, is_table: bool, state: str, now: datetime
) -> LineList:
    """Seal the rows first, for reading them takes long, and only then ask the database for anything."""
    ref, key, rest = new_ref(), appeal.key, iter(rows)
    sealed: list[bytes] = []
    count = 0
    while part := list(islice(rest, PART)):
        sealed.append(key.seal_json(part, _place(ref, appeal.id, len(sealed))))
        count += len(part)
    kept = LineList(
        appeal_id=appeal.id,
        appeal=appeal,
        ref=ref,
        state=state,
        sealed=key.seal_json(name, _place(ref, appeal.id, "name")),
        rows=count,
        is_table=is_table,
        columns=[],
        figures={},
        read_at=now,
    )
    db.session.add(kept)
    db.session.flush()
    db.session.add_all(
        LinePart(list_id=kept.id, number=number, sealed=part, outcomes="")
        for number, part in enumerate(sealed)
    )
    db.session.flush()
    return kept


def _place(ref: str, appeal_id: int, what: int | str) -> str:
    return f"line_lists|sealed|{ref}|{appeal_id}" + (f"|{what}" if what else "")


def tell(kept: LineList, told: Told, judged: Judged) -> None:
    """Say what each column of a table holds, and keep what its rows come to by that."""
    kept.columns, kept.has_heads, kept.state = list(told.columns), told.has_heads, "waiting"
    kept.rows = kept.rows or sum(
        map(len, judged.outcomes)
    )  # of a list that was kept before rows were counted
    write_down(kept, judged)


def retell(kept: LineList) -> None:
    """Go back to the columns, which stay as they were told."""
    kept.state = "untold"


def drop(appeal: Appeal, kept: LineList, *, organiser_id: int | None, now: datetime) -> None:
    """Throw a list away unsaved."""
    db.session.delete(kept)
    erasure_journal.note("list dropped", kept.ref, appeal_id=appeal.id, now=now)
    audit.record("list.dropped", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def forget(now: datetime) -> None:
    """Drop the lists that nobody added for so long, with all that they hold."""
    db.session.execute(
        delete(LineList).where(LineList.state.in_(("untold", "waiting")), LineList.read_at < now - KEPT)
    )


# --- finding ----------------------------------------------------------------------------------------------------------


def kept_list(appeal: Appeal, ref: str) -> LineList | None:
    """A list of this appeal, unless it was undone."""
    return db.session.scalar(
        select(LineList).where(
            LineList.appeal_id == appeal.id, LineList.ref == ref, LineList.state != "undone"
        )
    )


def waiting_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that wait for being looked over, oldest first."""
    return _lists(appeal, "untold", "waiting")


def added_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that were added or are being added, oldest first."""
    return _lists(appeal, "adding", "added")


def _lists(appeal: Appeal, *states: str) -> list[LineList]:
    return list(
        db.session.scalars(
            select(LineList)
            .where(LineList.appeal_id == appeal.id, LineList.state.in_(states))
            .order_by(LineList.id)
        )
    )


def name_of(kept: LineList) -> str:
    """The name of the file it came in, '' where it came in none."""
    try:
        return str(kept.appeal.key.unseal_json(kept.sealed, _place(kept.ref, kept.appeal_id, "name")))
    except Unreadable:  # blanked, or kept before lists had names
        return ""


def parts(kept: LineList) -> int:
    """How many parts it has, each a page."""
    query = select(func.count()).where(LinePart.list_id == kept.id)
    return int(db.session.execute(query).scalar_one())


def lines_of(kept: LineList) -> list[Line]:
    """All lines of a list that came as lines."""
    return [found.listed.line for part in _numbers(kept) for found in found_in(kept, part) if found.listed]


def doubts_in(kept: LineList) -> dict[int, str]:
    """Why a person has to look at a line before it may stand, by the numbers of these lines, counted from 1."""
    return {nth: line.doubt for nth, line in enumerate(lines_of(kept), 1) if line.doubt}


def sample_of(kept: LineList) -> list[Row]:
    """The first rows of a table, headings and all."""
    return [Row(line, tuple(cells)) for line, cells in _raw(kept, 0)[:_SAMPLE]]


def found_in(kept: LineList, number: int, told: Told | None = None) -> Iterator[Found]:
    """The rows of one part, read as its columns are told; headings are nobody."""
    told = told or Told(tuple(kept.columns), kept.has_heads)
    may_be_test = bool(settings().is_local)
    for nth, row in enumerate(_raw(kept, number), number * PART):
        if not kept.is_table:
            yield Found(nth, nth + 1, Listed(Line(**row)))
        elif nth or not told.has_heads:
            line, cells = row
            try:
                yield Found(nth, line, read_row(cells, told.columns, may_be_test=may_be_test))
            except Unread as why:
                yield Found(nth, line, why=why)


def outcomes_in(kept: LineList, number: int) -> list[str]:
    """What the rows of one part came to when the list was looked through."""
    part = db.session.get(LinePart, (kept.id, number))
    return [_MEANT[letter] for letter in part.outcomes] if part else []


def unread_in(kept: LineList) -> Iterator[Found]:
    """The rows that cannot be read, in their order."""
    for number in parts_with(kept, UNREAD):
        yield from (found for found in found_in(kept, number) if found.why)


def parts_with(kept: LineList, *outcomes: str) -> list[int]:
    """The parts in which some row came to one of these."""
    any_of = or_(*(LinePart.outcomes.contains(_LETTERS[each]) for each in outcomes))
    query = select(LinePart.number).where(LinePart.list_id == kept.id, any_of)
    return list(db.session.scalars(query.order_by(LinePart.number)))


def _raw(kept: LineList, number: int) -> list[Any]:
    part = db.session.get(LinePart, (kept.id, number))
    if part is None:
        return []
    rows: list[Any] = kept.appeal.key.unseal_json(part.sealed, _place(kept.ref, kept.appeal_id, number))
    db.session.expunge(part)  # a long list is not held as a whole
    return rows


def _numbers(kept: LineList) -> list[int]:
    return list(
        db.session.scalars(
            select(LinePart.number).where(LinePart.list_id == kept.id).order_by(LinePart.number)
        )
    )


# --- looking through --------------------------------------------------------------------------------------------------


def judge(kept: LineList, told: Told | None = None) -> Judged:
    """What each row comes to, its columns as told, else as kept. Only looks, however long it takes."""
    seen: set[bytes] = set()
    outcomes, figures = [], Counter[str]()
    for number in _numbers(kept):
        found = list(found_in(kept, number, told))
        came_to = judge_part(kept, found, seen)
        outcomes.append("".join(_LETTERS[outcome] for outcome in came_to))
        figures.update(came_to)
        figures["addressed"] += sum(
            outcome in {NEW, DOUBTFUL} and bool(each.listed and each.listed.mailbox)
            for each, outcome in zip(found, came_to, strict=True)
        )
    return Judged(outcomes, dict(figures))


def write_down(kept: LineList, judged: Judged) -> None:
    """Keep what a list came to."""
    kept.figures = judged.figures
    for number, outcomes in enumerate(judged.outcomes):
        part = db.session.get(LinePart, (kept.id, number))
        if part is not None:
            part.outcomes = outcomes
    db.session.flush()


def judge_part(kept: LineList, found: list[Found], seen: set[bytes]) -> list[str]:
    """What the rows of one part come to; `seen` holds the keys of those before and takes in theirs.

    Once the appeal is published, a row with a mailbox is new or repeated in the list, and nothing is looked up for it: its
    owner may have signed, withdrawn or refused, which is between them and us (docs/adr/0018).
    """
    appeal = kept.appeal
    keys = [key_of(appeal, each.listed) if each.listed else b"" for each in found]
    asks = appeal.published_at is not None
    ours = [
        key
        for each, key in zip(found, keys, strict=True)
        if each.listed and not (asks and each.listed.mailbox)
    ]
    ended = suppression.suppressed(appeal, ours)
    there = _mailboxes(appeal, ours) | _lines(kept, ours)
    came_to = []
    for each, key in zip(found, keys, strict=True):
        if each.listed is None:
            came_to.append(UNREAD)
        elif key in seen:
            came_to.append(REPEATED)
        elif key in there:
            came_to.append(THERE)
        elif key in ended:
            came_to.append(TAKEN_OFF)
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


def key_of(appeal: Appeal, listed: Listed) -> bytes:
    """The keyed hash under which somebody in a list is found again: of the mailbox, or of the line if it has none."""
    if listed.mailbox:
        return mailbox_key_of(appeal, listed.mailbox)
    return line_key(appeal, particulars_of(listed).line)


def line_key(appeal: Appeal, line: str) -> bytes:
    """The keyed hash under which a line of a list is found again, spacing and case aside."""
    return appeal.key.fingerprint("line", text.folded(line))


def _mailboxes(appeal: Appeal, keys: Collection[bytes]) -> set[bytes]:
    """Those of the keys whose mailbox stands on another list of an appeal that nobody can have signed yet."""
    rows = db.session.scalars(
        select(Signature.mailbox_key).where(
            Signature.appeal_id == appeal.id,
            Signature.mailbox_key.in_(keys),
            Signature.state.in_((State.CONFIRMED, State.LISTED)),
        )
    )
    return {key for key in rows if key}


def _lines(kept: LineList, keys: Collection[bytes]) -> set[bytes]:
    """Those of the keys whose line stands on another list of this appeal."""
    rows = db.session.scalars(
        select(Signature.typed_key).where(
            Signature.appeal_id == kept.appeal_id,
            Signature.source == Source.LIST,
            Signature.state.in_((State.CONFIRMED, State.LISTED)),
            Signature.typed_key.in_(keys),
            or_(Signature.list_id.is_(None), Signature.list_id != kept.id),
        )
    )
    return {key for key in rows if key}
