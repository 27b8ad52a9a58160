"""Finds what there is to decide: reads the signatures of an appeal, has their likeness judged, keeps the pairs.

The names are held, in memory and in sealed files, only while a list is judged; see docs/adr/0007. Between two steps whoever
runs this commits, so that nothing in the database is locked while thousands of names are unsealed and compared.
"""

import time
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, delete, or_, select, update

from petition import audit
from petition.appeals.models import Appeal
from petition.core import locks
from petition.core.db import db, insert_into, table_of
from petition.core.settings import settings
from petition.core.vault import Key, Unreadable, leave_out, readable
from petition.lexicon.signatory import Visibility
from petition.likeness.judge import ProposedCase
from petition.likeness.record import Record
from petition.review import looks, service
from petition.review.apart import Judging
from petition.review.models import LATER, LINKED, OPEN, UNDECIDED, Case, Look, Seen, sealed, unsealed
from petition.signatures import counts
from petition.signatures import models as signatures
from petition.signatures.models import Signature

EVERY = timedelta(minutes=1)  # an appeal is not looked through more often
_SHARE = 10  # nor for more than a tenth of the time, however long its list
_READ_AT_ONCE = 5_000
_WRITTEN_AT_ONCE = 500
_NO_ID_BEYOND = 2**63 - 1
_VISIBILITIES = tuple(Visibility)

Pair = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair as it was judged: linked by itself or for a person to decide."""

    linked: bool
    score: float
    seen: Seen


@dataclass(frozen=True, slots=True)
class KnownSignatures:
    """A pair as it is kept."""

    id: int
    state: str
    score: float
    seen: Seen


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: pairs that are new; those undecided that are now seen otherwise; those that are no longer alike."""

    new: list[tuple[Pair, FoundPair]] = field(default_factory=list)
    changed: list[tuple[Pair, KnownSignatures, FoundPair]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def appeals(now: datetime) -> list[int]:
    """The ids of all appeals that may have something to look through, and whose turn it is."""
    is_due = or_(Look.due_at.is_(None), Look.due_at <= now)
    due = select(Appeal.id).outerjoin(Look, Look.appeal_id == Appeal.id).where(is_due)
    can_be = Appeal.withdrawn_at.is_(None), Appeal.wrapped_key != b""  # its key was not destroyed
    return list(db.session.scalars(due.where(*can_be).order_by(Appeal.id.desc())))


def look(appeal_id: int, now: datetime) -> Generator[int, None, None]:
    """Look through an appeal if its signatures have changed since it last was and if it is due. What was decided stays.

    Gives 0 after each step, at which what was read or written may be let go of, and 1 when it was looked through; nothing
    where another is at it. Raises EOFError where what judges was ended, as where memory ends.
    """
    with suppress(locks.HeldByAnother), locks.alone("looking", appeal_id) as still_held:
        changes = looks.begin(appeal_id, now)
        yield 0
        if changes is None:
            return
        try:
            yield from _look(appeal_id, changes, still_held, now)
        except EOFError:
            looks.put_off(appeal_id, now)
            yield 0
            raise


def _look(appeal_id: int, changes: int, still_held: Callable[[], object], now: datetime) -> Iterator[int]:
    began = time.monotonic()
    key, standing, judging = _key(appeal_id), _Standing(), Judging(settings().instance)
    new = Counter[bool]()
    with judging:
        while rows := _rows(appeal_id, standing.last):
            still_held()
            yield 0
            standing.take(rows)
            whole = filter(_is_whole, rows)
            judging.take(list(readable("signatures", whole, lambda row: _record(row, key, appeal_id))))
        yield 0
        for after, last, found in _lots(_found(*each, standing) for each in judging.pairs(still_held)):
            plan = _planned(_known(appeal_id, after, last), found, standing)
            yield from _write(plan, standing, key, appeal_id)
            new.update(each.linked for _, each in plan.new)
            still_held()
            yield 0
    due_at = now + max(EVERY, _SHARE * timedelta(seconds=time.monotonic() - began))
    _end(appeal_id, new, changes, due_at=due_at, now=now)
    yield 1


def _is_whole(row: Row[Any]) -> bool:
    """Whether a signature still says whose it is: of what was erased only a public line does; initials are many people's."""
    return row.erased_at is None or row.visibility == Visibility.PUBLIC


class _Standing:
    """The ids of the signatures that are judged, in their order, and of each how it is shown and whether it was erased.

    Ten bytes for each: of the names nothing is kept here.
    """

    def __init__(self) -> None:
        self._ids, self._shown, self._erased = array("q"), bytearray(), bytearray()

    @property
    def last(self) -> int:
        """The id of the last one; 0 before the first."""
        return self._ids[-1] if self._ids else 0

    def take(self, rows: list[Row[Any]]) -> None:
        """Take in some more."""
        self._ids.extend(row.id for row in rows)
        self._shown.extend(_VISIBILITIES.index(row.visibility) for row in rows)
        self._erased.extend(row.erased_at is not None for row in rows)

    def shown(self, number: int) -> int:
        """How one of them is shown."""
        return self._shown[bisect_left(self._ids, number)]

    def is_frozen(self, pair: Pair) -> bool:
        """Whether too little is left of either to think otherwise of what was found before."""
        return any(map(self.was_erased, pair))

    def was_erased(self, number: int) -> bool:
        """Whether one of them was erased when it was read."""
        at = bisect_left(self._ids, number)
        return at < len(self._ids) and self._ids[at] == number and bool(self._erased[at])


def _lots(found: Iterable[tuple[Pair, FoundPair]]) -> Iterator[tuple[int, int, dict[Pair, FoundPair]]]:
    """What comes by the later of each two, in lots: each holds all whose later one is past the first number, up to the next.

    The last one reaches to the end, and may be empty: of a million people no more is in memory than one.
    """
    lot, after, last = dict[Pair, FoundPair](), 0, 0
    for pair, each in found:
        if len(lot) >= _WRITTEN_AT_ONCE and pair[1] > last:
            yield after, last, lot
            lot, after = {}, last
        lot[pair], last = each, pair[1]
    yield after, _NO_ID_BEYOND, lot


def _planned(known: dict[Pair, KnownSignatures], found: dict[Pair, FoundPair], standing: _Standing) -> Plan:
    """The same without pairs of whom too little is left: what was found of them before stays."""
    return planned(
        {pair: each for pair, each in known.items() if not standing.is_frozen(pair)},
        {pair: each for pair, each in found.items() if pair not in known or not standing.is_frozen(pair)},
    )


def planned(known: dict[Pair, KnownSignatures], found: dict[Pair, FoundPair]) -> Plan:
    """Lay what was judged beside what is kept. What a person decided is in no plan."""
    plan = Plan()
    for pair, now in found.items():
        kept = known.get(pair)
        if kept is None:
            plan.new.append((pair, now))
        elif kept.state in UNDECIDED and (kept.score, kept.seen, kept.state) != (
            now.score,
            now.seen,
            _state(now, kept.state),
        ):
            plan.changed.append((pair, kept, now))
    plan.gone.extend(kept.id for pair, kept in known.items() if kept.state in UNDECIDED and pair not in found)
    return plan


def _state(found: FoundPair, before: str = OPEN) -> str:
    """A link that no longer holds is asked about; what was put off stays put off."""
    if before == LATER:
        return LATER
    return LINKED if found.linked else OPEN


# --- reading ---------------------------------------------------------------------------------------------------------


def _rows(appeal_id: int, after: int) -> list[Row[Any]]:
    return list(
        db.session.execute(
            select(
                Signature.id,
                Signature.ref,
                Signature.kind,
                Signature.visibility,
                Signature.lang,
                Signature.signed_at,
                Signature.erased_at,
                Signature.particulars,
            )
            .where(counts.standing(_appeal(appeal_id)), Signature.id > after)
            .order_by(Signature.id)
            .limit(_READ_AT_ONCE)
        )
    )


def _known(appeal_id: int, after: int, last: int) -> dict[Pair, KnownSignatures]:
    """The cases of an appeal whose later signature is past one number, up to another."""
    key = _key(appeal_id)
    rows = db.session.execute(
        select(Case.id, Case.a_id, Case.b_id, Case.state, Case.score, Case.seen).where(
            Case.b_id > after,
            Case.b_id <= last,
            Case.appeal_id + 0 == appeal_id,  # no index of the appeal's: it leads to all of its cases
        )
    )
    return {
        (row.a_id, row.b_id): KnownSignatures(row.id, row.state, row.score, _seen(key, appeal_id, row))
        for row in rows
    }


def _seen(key: Key, appeal_id: int, row: Row[*tuple[Any, ...]]) -> Seen:
    """What a case shows; nothing where it cannot be unsealed, so that it is written anew."""
    try:
        return unsealed(key, appeal_id, (row.a_id, row.b_id), row.seen)
    except Unreadable:
        leave_out("cases", row.id)
        return Seen(())


def _record(row: Row[Any], key: Key, appeal_id: int) -> Record:
    own = signatures.unsealed(key, appeal_id, row.ref, row.particulars)
    return Record(
        id=str(row.id),
        name=f"{own.name} ({own.acronym})" if own.acronym else own.name,
        mailbox=own.mailbox,
        affiliation=own.affiliation,
        role=own.role,
        place=own.place,
        lang=row.lang,
        kind=row.kind,
        signed_at=row.signed_at.isoformat(),
    )


def _found(linked: bool, case: ProposedCase, standing: _Standing) -> tuple[Pair, FoundPair]:
    """A pair, the one first that came first. Nobody is taken off the letter by a link that no person made: see rules."""
    a, b = int(case.a), int(case.b)
    alike = linked and standing.shown(a) == standing.shown(b)
    return (a, b), FoundPair(alike, case.score, Seen(case.reasons, case.bearers))


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(plan: Plan, standing: _Standing, key: Key, appeal_id: int) -> Iterator[int]:
    """Write a plan in short steps, 0 after each; what was decided meanwhile stays as it was decided.

    Of whom something was erased meanwhile nothing is written: what was seen of them would stay.
    """
    for new in _parts(plan.new):
        left = _left((pair for pair, _found in new), standing)
        values = [_values(key, appeal_id, *each) for each in new if left.issuperset(each[0])]
        if values:
            db.session.execute(insert_into(Case).on_conflict_do_nothing(), values)
        yield 0
    table = table_of(Case)
    again = (
        update(table)
        .where(table.c.id == bindparam("case"), table.c.state == bindparam("before"))
        .values(state=bindparam("after"), score=bindparam("points"), seen=bindparam("sight"))
    )
    for changed in _parts(plan.changed):
        left = _left((pair for pair, _known, _found in changed), standing)
        values = [_changes(key, appeal_id, *each) for each in changed if left.issuperset(each[0])]
        if values:
            db.session.connection().execute(again, values)
        yield 0
    for gone in _parts(plan.gone):
        db.session.execute(delete(Case).where(Case.id.in_(gone), Case.state.in_(UNDECIDED)))
        yield 0


def _left(pairs: Iterable[Pair], standing: _Standing) -> set[int]:
    """Those of these signatures that are as they were read; nobody erases one before the commit."""
    ids = sorted({number for pair in pairs for number in pair})
    kept = select(Signature.id, Signature.erased_at).where(
        Signature.id.in_(ids), Signature.particulars != b""
    )
    rows = db.session.execute(kept.order_by(Signature.id).with_for_update(key_share=True))
    return {row.id for row in rows if row.erased_at is None or standing.was_erased(row.id)}


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), _WRITTEN_AT_ONCE):
        yield whole[start : start + _WRITTEN_AT_ONCE]


def _values(key: Key, appeal_id: int, pair: Pair, found: FoundPair) -> dict[str, Any]:
    return {
        "appeal_id": appeal_id,
        "a_id": pair[0],
        "b_id": pair[1],
        "score": found.score,
        "seen": sealed(key, appeal_id, pair, found.seen),
        "state": _state(found),
        "moot": False,
    }


def _changes(key: Key, appeal_id: int, pair: Pair, kept: KnownSignatures, found: FoundPair) -> dict[str, Any]:
    return {
        "case": kept.id,
        "before": kept.state,
        "after": _state(found, kept.state),
        "points": found.score,
        "sight": sealed(key, appeal_id, pair, found.seen),
    }


def _end(appeal_id: int, new: Counter[bool], changes: int, *, due_at: datetime, now: datetime) -> None:
    """Let what is printed follow from what was found, and note that the appeal was looked through."""
    folded = service.fold(_appeal(appeal_id))
    looks.end(appeal_id, changes, due_at=due_at, now=now)
    if new or folded:
        found = {"linked": new[True], "to_decide": new[False], "folded": folded}
        audit.record("cases.found", appeal_id=appeal_id, now=now, **found)


def _appeal(appeal_id: int) -> Appeal:
    return db.session.get_one(Appeal, appeal_id)


def _key(appeal_id: int) -> Key:
    return _appeal(appeal_id).key
