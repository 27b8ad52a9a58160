"""How many have signed and who lately. Asked when a page is made anew, never per view."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.vault import readable
from petition.lexicon.signatory import Visibility
from petition.signatures import rules, same_signatory
from petition.signatures.models import Signature, unsealed
from petition.signatures.rules import Source, State


@dataclass(frozen=True)
class Tally:
    """Counts of one appeal; `received` is all that ever came, `confirmed` those that stand under the present text.

    `hidden` are confirmed but not named; `printed` are named, each signatory in one form; `not_me` were said to be
    somebody else's doing by the owner of the mailbox; `held` wait for organisers to look at them.
    """

    received: int
    pending: int
    confirmed: int
    hidden: int
    printed: int
    not_me: int
    held: int


def standing(appeal: Appeal) -> ColumnElement[bool]:
    """The condition that a signature counts: confirmed, and under a version whose signatures are carried to this one."""
    confirmed = and_(Signature.appeal_id == appeal.id, Signature.state == State.CONFIRMED)
    stands = _versions_that_stand(appeal)
    if stands is None:
        return and_(confirmed, true())  # the index alone answers
    return and_(confirmed, or_(Signature.version_id.in_(stands), Signature.version_id.is_(None)))


def _versions_that_stand(appeal: Appeal) -> set[int] | None:
    """The versions whose signatures are carried to the present text; None where all are."""
    stands = set()
    for version in reversed(appeal.versions):
        stands.add(version.id)
        if not version.carries:
            return stands
    return None


class Figures(NamedTuple):
    """What a list of appeals says of one: how many count, and how many wait."""

    confirmed: int
    pending: int


def figures(appeals: Collection[Appeal]) -> dict[int, Figures]:
    """The figures of appeals whose versions are loaded, by id, in two queries however many they are."""
    stands = {each.id: _versions_that_stand(each) for each in appeals}
    by_state = (
        select(Signature.appeal_id, Signature.state, func.count())
        .where(Signature.appeal_id.in_(stands), Signature.state.in_((State.CONFIRMED, State.PENDING)))
        .group_by(Signature.appeal_id, Signature.state)
    )
    counts = {(appeal_id, state): int(count) for appeal_id, state, count in db.session.execute(by_state)}
    parted = {appeal_id: versions for appeal_id, versions in stands.items() if versions is not None}
    counts |= dict.fromkeys(((appeal_id, State.CONFIRMED) for appeal_id in parted), 0)
    by_version = (
        select(Signature.appeal_id, Signature.version_id, func.count())
        .where(Signature.appeal_id.in_(parted), Signature.state == State.CONFIRMED)
        .group_by(Signature.appeal_id, Signature.version_id)
    )
    for appeal_id, version_id, count in db.session.execute(by_version):
        if version_id is None or version_id in parted[appeal_id]:
            counts[appeal_id, State.CONFIRMED] += int(count)
    return {
        each: Figures(counts.get((each, State.CONFIRMED), 0), counts.get((each, State.PENDING), 0))
        for each in stands
    }


def counts(signature: Signature) -> bool:
    """Whether a signature counts now."""
    return _count(signature.appeal, Signature.id == signature.id) == 1


def confirmed(appeal: Appeal) -> int:
    """How many signatures count."""
    return _count(appeal)


def collected(appeal: Appeal) -> int:
    """How many of those that count stand on the organisers' word: they came by list."""
    return _count(appeal, Signature.source == Source.LIST)


def tally(appeal: Appeal) -> Tally:
    """All counts of an appeal."""
    rows = db.session.execute(
        select(Signature.state, func.count())
        .where(Signature.appeal_id == appeal.id)
        .group_by(Signature.state)
    )
    by_state = {state: int(count) for state, count in rows}
    counted, unnamed = confirmed(appeal), hidden(appeal)
    return Tally(
        received=sum(by_state.values()),
        pending=by_state.get(State.PENDING, 0),
        confirmed=counted,
        hidden=unnamed,
        not_me=by_state.get(State.NOT_ME, 0),
        held=by_state.get(State.HELD, 0),
        printed=counted
        - unnamed
        - _count(appeal, same_signatory.folded(), Signature.visibility != Visibility.HIDDEN),
    )


def received(appeal: Appeal, *, exactly: bool) -> int:
    """How many ever came; unless `exactly`, those beyond the ones that count in tens.

    While signatures come, one more or none after an organiser has typed a mailbox would tell whether it has signed.
    """
    known = tally(appeal)
    return known.received if exactly else known.confirmed + (known.received - known.confirmed) // 10 * 10


def folded(appeal: Appeal) -> int:
    """How many count but are printed, or left unnamed, in another form of the same signatory."""
    return _count(appeal, same_signatory.folded())


def latest(appeal: Appeal, most: int) -> list[str]:
    """The lines of those who signed last and are named; sorted, for their order would tell who signed when.

    One that cannot be unsealed is left out: the page is for everybody else too.
    """
    rows = db.session.execute(
        select(Signature.id, Signature.ref, Signature.particulars, Signature.visibility)
        .where(
            standing(appeal),
            Signature.visibility.in_((Visibility.PUBLIC, Visibility.INITIALS)),
            same_signatory.printed_itself(),
        )
        .order_by(Signature.confirmed_at.desc(), Signature.id.desc())
        .limit(most)
    )

    def line(row: Row[*tuple[Any, ...]]) -> str:
        return rules.shown(unsealed(appeal.key, appeal.id, row.ref, row.particulars), row.visibility)

    return sorted(readable("signatures", rows, line))


def hidden(appeal: Appeal) -> int:
    """How many count but are not named."""
    return _count(appeal, Signature.visibility == Visibility.HIDDEN)


def _count(appeal: Appeal, *conditions: ColumnElement[bool]) -> int:
    return int(db.session.execute(select(func.count()).where(standing(appeal), *conditions)).scalar_one())
