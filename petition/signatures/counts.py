"""How many have signed and who lately.

What public pages show is added up from parts that the database keeps (kept_counts), and the latest names are found by an
index: neither takes longer where the list is longer. What letters and the desk say besides is counted from the rows.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)

from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core.db import db
from petition.core.vault import readable
from petition.lexicon.signatory import Visibility, is_identified
from petition.signatures import kept_counts, rules, same_signatory
from petition.signatures.models import Signature, may_be_used, unsealed
from petition.signatures.rules import Source, State


@dataclass(frozen=True)
class Tally:
    """Counts of one appeal; `received` is all that ever came, `confirmed` those that stand under the present text.

    `hidden` are confirmed but not named; `printed` are named, each signatory in one form; `not_me` were said to be
    somebody else's doing by the owner of the mailbox; `held` wait for organisers to look at them; organisers have taken off
    those `rejected`.
    """

    received: int
    pending: int
    confirmed: int
    hidden: int
    printed: int
    not_me: int
    held: int
    rejected: int


def standing(appeal: Appeal, *, of_these: bool = False) -> ColumnElement[bool]:
    """The condition that a signature counts: confirmed, and under a version whose signatures are carried to this one.

    `of_these`: asked of some that are found by their ids. SQLite, which keeps no figures of what an index holds, would walk
    all of the appeal for them (https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    """
    its_own = Signature.appeal_id + 0 if of_these else Signature.appeal_id
    confirmed = and_(its_own == appeal.id, Signature.state == State.CONFIRMED)
    stands = versions_that_stand(appeal)
    if stands is None:
        return and_(confirmed, true())  # the index alone answers
    return and_(confirmed, or_(Signature.version_id.in_(stands), Signature.version_id.is_(None)))


def versions_that_stand(appeal: Appeal) -> set[int] | None:
    """The versions whose signatures are carried to the present text; None where all are."""
    stands = set()
    for version in reversed(appeal.versions):
        stands.add(version.id)
        if not version.carries:
            return stands
    return None


def stands(signature: Signature) -> bool:
    """Whether the text that a signature is under is carried to the present one."""
    return _is_under_present(signature.appeal, signature.version_id)


def _is_under_present(appeal: Appeal, version_id: int | None) -> bool:
    those = versions_that_stand(appeal)
    return those is None or version_id in {*those, None}


def why_not(appeal: Appeal, state: State, version_id: int | None, now: datetime) -> str:
    """Why a signature of an appeal that its owner has confirmed does not count; '' where it does.

    "withdrawn" of a letter that was, "held" or "rejected", "expired" of what was held when the letter closed, "behind" of
    what stays with an earlier text, "left behind" once signing has ended. A letter that is stopped may go on.
    """
    phase = appeal.phase(now)
    if phase is Phase.WITHDRAWN:
        return "withdrawn"
    if state is not State.CONFIRMED:
        return State.EXPIRED if state is State.HELD and phase is Phase.CLOSED else state
    if _is_under_present(appeal, version_id):
        return ""
    return "left behind" if phase in {Phase.GRACE, Phase.CLOSED} else "behind"


class Figures(NamedTuple):
    """What a list of appeals says of one; of those that are not confirmed `received` tells in tens (see tells_all)."""

    confirmed: int
    pending: int
    held: int
    received: int


def figures(appeals: Collection[Appeal]) -> dict[int, Figures]:
    """The figures of appeals whose versions are loaded, by id, in two queries however many they are."""
    by_state = (
        select(Signature.appeal_id, Signature.state, func.count())
        .where(Signature.appeal_id.in_([each.id for each in appeals]))
        .group_by(Signature.appeal_id, Signature.state)
    )
    states: dict[int, dict[State, int]] = {each.id: {} for each in appeals}
    for appeal_id, state, count in db.session.execute(by_state):
        states[appeal_id][state] = int(count)
    return {of: _figures(count, states[of]) for of, count in confirmed_of(appeals).items()}


def _figures(confirmed: int, of_state: dict[State, int]) -> Figures:
    others = sum(of_state.values()) - confirmed
    waiting, held = of_state.get(State.PENDING, 0), of_state.get(State.HELD, 0)
    return Figures(confirmed, waiting, held, confirmed + others // 10 * 10)


def confirmed_of(appeals: Collection[Appeal]) -> dict[int, int]:
    """How many signatures count under each of some appeals whose versions are loaded, by id, in one query."""
    kept = kept_counts.of([each.id for each in appeals])
    return {each.id: sum(part.number for part in _that_stand(each, kept[each.id])) for each in appeals}


def counts(signature: Signature) -> bool:
    """Whether a signature counts now."""
    return _count(signature.appeal, Signature.id == signature.id) == 1


def confirmed(appeal: Appeal) -> int:
    """How many signatures count."""
    return sum(part.number for part in _standing_parts(appeal))


def by_version(appeal: Appeal) -> Counter[int]:
    """Under which version how many of those that count were given, by its id; those from before there was a text under 0."""
    found = Counter[int]()
    for part in _standing_parts(appeal):
        found[part.version_id or 0] += part.number
    return found


def hidden(appeal: Appeal) -> int:
    """How many count but are not named."""
    return sum(part.number for part in _standing_parts(appeal) if part.visibility is Visibility.HIDDEN)


def _standing_parts(appeal: Appeal) -> list[kept_counts.KeptCounts]:
    return _that_stand(appeal, kept_counts.of([appeal.id])[appeal.id])


def _that_stand(appeal: Appeal, parts: list[kept_counts.KeptCounts]) -> list[kept_counts.KeptCounts]:
    stands = versions_that_stand(appeal)
    return [part for part in parts if stands is None or part.version_id is None or part.version_id in stands]


def collected(appeal: Appeal) -> int:
    """How many of those that count stand on the organisers' word: they came by list."""
    return _count(appeal, Signature.source == literal_column("'list'"))  # as the index says it


class Door(NamedTuple):
    """How many of those that count came by one door."""

    source: Source
    has_mailbox: bool  # to be written to; it may have been erased since
    number: int


def by_door(appeal: Appeal) -> list[Door]:
    """How those that count came, and whether they can be written to."""
    has_mailbox = Signature.mailbox_key.is_not(None)
    query = (
        select(Signature.source, has_mailbox, func.count())
        .where(standing(appeal))
        .group_by(Signature.source, has_mailbox)
        .order_by(Signature.source, has_mailbox)
    )
    return [Door(source, bool(has), int(number)) for source, has, number in db.session.execute(query)]


def stay_behind(appeal: Appeal) -> int:
    """How many confirmed signatures stay with a text before the present one."""
    query = select(func.count()).where(
        Signature.appeal_id == appeal.id, Signature.state == State.CONFIRMED, not_(standing(appeal))
    )
    return int(db.session.execute(query).scalar_one())


def stay_untold(appeal: Appeal, now: datetime) -> int:
    """How many of these nobody can tell any more that they count under another text.

    Their address is gone, or will be within a day. Lists stand on the organisers' word.
    """
    query = select(func.count()).where(
        Signature.appeal_id == appeal.id,
        Signature.state == State.CONFIRMED,
        not_(standing(appeal)),
        Signature.source != Source.LIST,
        not_(may_be_used(appeal, now + timedelta(days=1))),
    )
    return int(db.session.execute(query).scalar_one())


def taken_off(appeal: Appeal) -> int:
    """How many were confirmed by their owners and do not count by the organisers' word."""
    theirs = Signature.confirmed_at.is_not(None), Signature.source != Source.LIST
    query = select(func.count()).where(
        Signature.appeal_id == appeal.id, Signature.state == State.REJECTED, *theirs
    )
    return int(db.session.execute(query).scalar_one())


def tally(appeal: Appeal) -> Tally:
    """All counts of an appeal."""
    rows = db.session.execute(
        select(Signature.state, func.count())
        .where(Signature.appeal_id == appeal.id)
        .group_by(Signature.state)
    )
    by_state = {state: int(count) for state, count in rows}
    counted, unnamed = _count(appeal), _count(appeal, Signature.visibility == Visibility.HIDDEN)
    return Tally(
        received=sum(by_state.values()),
        pending=by_state.get(State.PENDING, 0),
        confirmed=counted,
        hidden=unnamed,
        not_me=by_state.get(State.NOT_ME, 0),
        held=by_state.get(State.HELD, 0),
        rejected=by_state.get(State.REJECTED, 0),
        printed=counted
        - unnamed
        - _count(appeal, same_signatory.folded(), Signature.visibility != Visibility.HIDDEN),
    )


def tells_all(appeal: Appeal, now: datetime) -> bool:
    """Whether it is told how many came who are not confirmed: not while somebody may sign, or goes on once a stop has ended.

    Then one more or none after an organiser has typed a mailbox tells whether it has signed, in whatever steps: who types
    made-up ones knows when the number goes up next.
    """
    return appeal.phase(now) not in {Phase.OPEN, Phase.STOPPED}


def received(appeal: Appeal, now: datetime) -> int:
    """How many ever came, once the letter is complete; before that, of those that do not count, in tens or nothing."""
    known = tally(appeal)
    if appeal.phase(now) is Phase.CLOSED:
        return known.received
    others = known.received - known.confirmed if tells_all(appeal, now) else 0
    return known.confirmed + others // 10 * 10


def folded(appeal: Appeal) -> int:
    """How many count but are printed, or left unnamed, in another form of the same signatory."""
    return _count(appeal, same_signatory.folded())


class Unlisted(NamedTuple):
    """Of those that count, how many a list of names leaves out: who is not named, and other forms of who is there."""

    not_named: int
    folded: int


def unlisted(appeal: Appeal, *, complete: bool) -> Unlisted:
    """What a list of names leaves of those that count, so that it never contradicts their number.

    Of a complete letter as the letter says it: each signatory who is not named once. While signatures come nothing tells
    whether somebody who is not named has signed twice: else whoever signs in a name would learn whether its owner has.
    """
    unnamed, forms = hidden(appeal), folded(appeal)
    of_unnamed = _count(appeal, same_signatory.folded(), Signature.visibility == Visibility.HIDDEN)
    return Unlisted(unnamed - of_unnamed, forms) if complete else Unlisted(unnamed, forms - of_unnamed)


class NamedLine(NamedTuple):
    """The line of somebody who is named, and whether an organisation stands beside the name of a person in it."""

    line: str
    is_identified: bool


def first(appeal: Appeal, most: int) -> list[NamedLine]:
    """The lines of the first signatories who are named, in their order: an index has them in it."""
    rows = db.session.execute(
        select(Signature.id, Signature.ref, Signature.particulars, Signature.visibility, Signature.kind)
        .where(
            standing(appeal),
            Signature.state == literal_column("'confirmed'"),  # as the index says it
            Signature.rank.is_not(None),
            Signature.visibility != Visibility.HIDDEN,
            Signature.printed_as_id.is_(None),
        )
        .order_by(Signature.rank, Signature.id)
        .limit(most)
    )
    return list(readable("signatures", rows, partial(_line, appeal)))


def _line(appeal: Appeal, row: Row[*tuple[Any, ...]]) -> NamedLine:
    own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
    is_whole = row.visibility == Visibility.PUBLIC
    return NamedLine(rules.shown(own, row.visibility), is_whole and is_identified(row.kind, own.affiliation))


def lines_of(named: Iterable[NamedLine]) -> list[str]:
    """The lines alone."""
    return [each.line for each in named]


def latest(appeal: Appeal, most: int) -> list[str]:
    """The same, each line alone."""
    return lines_of(latest_named(appeal, most))


def latest_named(appeal: Appeal, most: int) -> list[NamedLine]:
    """The lines of those who signed last and are named; sorted, for their order would tell who signed when.

    First signatories are not among them: they lead.

    One that cannot be unsealed is left out: the page is for everybody else too. Of a signatory who has signed in several
    forms the one that is printed is meant; where that one has just gone, the others are left out until they are looked at.
    """
    named = [part for part in _standing_parts(appeal) if part.visibility is not Visibility.HIDDEN]
    if not named:
        return []
    each = union_all(*(_latest_of(appeal, part, most) for part in named)).subquery()
    rows = db.session.execute(select(each).order_by(each.c.confirmed_at.desc(), each.c.id.desc()).limit(most))
    return sorted(readable("signatures", [row for row in rows if row.rank is None], partial(_line, appeal)))


def _latest_of(appeal: Appeal, part: kept_counts.KeptCounts, most: int) -> Select[*tuple[Any, ...]]:
    """The latest of those under one version that are shown one way: an index has them in this order."""
    found = (
        select(
            Signature.id,
            Signature.ref,
            Signature.rank,
            Signature.particulars,
            Signature.visibility,
            Signature.kind,
            Signature.confirmed_at,
        )
        .where(
            Signature.appeal_id == appeal.id,
            Signature.visibility == part.visibility,
            Signature.version_id.is_(None)
            if part.version_id is None
            else Signature.version_id == part.version_id,
            Signature.state == literal_column("'confirmed'"),  # as the index says it
            Signature.printed_as_id.is_(None),
        )
        .order_by(Signature.confirmed_at.desc(), Signature.id.desc())
        .limit(most)
    )
    return select(found.subquery())


def _count(appeal: Appeal, *conditions: ColumnElement[bool]) -> int:
    return int(db.session.execute(select(func.count()).where(standing(appeal), *conditions)).scalar_one())
