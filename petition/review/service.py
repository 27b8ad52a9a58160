"""What organisers answer about two signatures, and what follows for what is printed."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select, union, update
from sqlalchemy.orm import aliased

from petition import audit
from petition.appeals.models import Appeal
from petition.appeals.service import hold
from petition.core import clock
from petition.core.db import db
from petition.review import rules
from petition.review.models import DIFFERENT, LATER, LINKED, OPEN, SAME, UNDONE, Case
from petition.review.rules import Form, Pair
from petition.signatures import counts as signature_counts
from petition.signatures import same_signatory
from petition.signatures.models import Signature
from petition.signatures.rules import State

# The parts of the queue, and the states of the cases in each.
PARTS = {"open": (OPEN,), "later": (LATER,), "linked": (LINKED,), "settled": (SAME, DIFFERENT, UNDONE)}
MOST_TOLD = 1_000  # beyond, a page says "1,000+": to count a hundred thousand takes most of a second
_MOST_TOGETHER = (
    20  # of whom one signature is asked about, that are looked at for cases to be answered at once
)
MOST_AT_ONCE = (
    _MOST_TOGETHER * (_MOST_TOGETHER + 1) // 2
)  # cases: of as many and one more, each with each other
_AT_ONCE = 2_000  # cases read
ANSWERS = (SAME, DIFFERENT, LATER)
_UNDOES = {SAME: OPEN, DIFFERENT: OPEN, LATER: OPEN, LINKED: UNDONE, UNDONE: LINKED}

T = TypeVar("T")
Rows = TypeVarTuple("Rows")

_A, _B = aliased(Signature), aliased(Signature)


class NothingToDecide(Exception):
    """The case has been settled meanwhile: by somebody else, by another answer, or because a signature was withdrawn."""


# --- what there is to decide -----------------------------------------------------------------------------------------


def count(appeal: Appeal, part: str = "open") -> int:
    """How many cases a part of the queue holds, counted up to MOST_TOLD: every page of the desk says it of the first."""
    some = _shown(select(Case.id), appeal).where(Case.state.in_(PARTS[part])).limit(MOST_TOLD).subquery()
    return int(db.session.execute(select(func.count()).select_from(some)).scalar_one())


def cases(appeal: Appeal, part: str, *, offset: int, most: int) -> list[Case]:
    """The cases of a part: likeliest first, and what was decided, latest first."""
    order = Case.decided_at.desc() if part == "settled" else Case.score.desc()
    found = _shown(select(Case), appeal).where(Case.state.in_(PARTS[part]))
    return list(db.session.scalars(found.order_by(order, Case.id).offset(offset).limit(most)))


def by_id(appeal: Appeal, case_id: int) -> Case | None:
    """A case of this appeal that can be shown."""
    return db.session.scalar(_shown(select(Case), appeal).where(Case.id == case_id))


def _shown(found: Select[*Rows], appeal: Appeal) -> Select[*Rows]:
    """Only cases that are not moot, both of whose signatures still have something to show."""
    return (
        found.join_from(Case, _A, _A.id == Case.a_id)
        .join(_B, _B.id == Case.b_id)
        .where(
            Case.appeal_id == appeal.id, ~Case.moot, _A.state == State.CONFIRMED, _B.state == State.CONFIRMED
        )
    )


def forms(appeal: Appeal, ids: set[int]) -> list[Signature]:
    """The signatures with these ids and all other forms of the same signatories."""
    heads = select(func.coalesce(Signature.printed_as_id, Signature.id)).where(Signature.id.in_(ids))
    others = select(Signature.id).where(Signature.printed_as_id.in_(heads))
    which = union(
        select(Signature.id).where(Signature.id.in_(ids)), heads, others
    )  # few: the rest is not read
    rows = db.session.scalars(select(Signature).where(Signature.id.in_(which)))
    return [each for each in rows if each.appeal_id == appeal.id and each.state is State.CONFIRMED]


# --- answers ---------------------------------------------------------------------------------------------------------


def decide(appeal: Appeal, case_id: int, answer: str, *, organiser_id: int, now: datetime) -> Case:
    """Keep an answer: same, different (for good) or later; given twice it is kept once. Raises NothingToDecide."""
    hold(appeal)
    found = by_id(appeal, case_id)
    if found is not None and found.state == answer and found.organiser_id == organiser_id:
        return found
    if found is None or found.state not in (OPEN, LATER):
        raise NothingToDecide
    _become([(found, answer)], organiser_id=organiser_id, now=now)
    return found


def together(appeal: Appeal, found: Case) -> list[Case]:
    """The open cases among signatures of which each may be one with each other: this one alone, or those of several."""
    beside: dict[int, set[int]] = {}
    for each in (found.a_id, found.b_id):
        of_it = (Case.a_id == each) | (Case.b_id == each)
        near = db.session.scalars(
            _shown(select(Case), appeal).where(Case.state == OPEN, of_it).limit(_MOST_TOGETHER)
        )
        beside[each] = {case.a_id + case.b_id - each for case in near}
    common = sorted(beside[found.a_id] & beside[found.b_id])
    ids = {found.a_id, found.b_id, *common}
    among = _shown(select(Case), appeal).where(Case.state == OPEN, Case.a_id.in_(ids), Case.b_id.in_(ids))
    pairs = {(case.a_id, case.b_id): case for case in db.session.scalars(among)}
    those = [found.a_id, found.b_id]
    for each in common:
        if all((min(each, other), max(each, other)) in pairs for other in those):
            those.append(each)
    chosen = [case for (a, b), case in pairs.items() if a in those and b in those]
    return sorted(chosen, key=lambda case: case.id)


def link_all(
    appeal: Appeal, case_id: int, asked: Collection[int], *, organiser_id: int, now: datetime
) -> Case:
    """Keep "same" of all cases that were asked together. Raises NothingToDecide if they are others by now."""
    hold(appeal)
    found = by_id(appeal, case_id)
    cases_now = together(appeal, found) if found is not None and found.state == OPEN else []
    if found is None or {case.id for case in cases_now} != set(asked):
        raise NothingToDecide
    _become([(case, SAME) for case in cases_now], organiser_id=organiser_id, now=now)
    return found


def answered_at_once(appeal: Appeal, done: Case) -> list[int]:
    """The cases that were answered by the same press as one, itself among them."""
    same_press = Case.decided_at == done.decided_at, Case.organiser_id == done.organiser_id
    found = select(Case.id).where(Case.appeal_id == appeal.id, Case.state == done.state, *same_press)
    return list(db.session.scalars(found.order_by(Case.id))) if done.decided_at else []


def undo(
    appeal: Appeal, case_id: int, beside: Collection[int] = (), *, organiser_id: int, now: datetime
) -> Case:
    """Take an answer back, with those `beside` it; or a link that was made by itself, which is then not made again.

    Undone twice, it stands. Raises NothingToDecide, where one of them has been settled otherwise.
    """
    hold(appeal)
    asked = {case_id, *beside}
    found = db.session.scalars(_shown(select(Case), appeal).where(Case.id.in_(asked)).order_by(Case.id)).all()
    if len(found) != len(asked) or any(case.state not in _UNDOES for case in found):
        raise NothingToDecide
    _become([(case, _UNDOES[case.state]) for case in found], organiser_id=organiser_id, now=now)
    return next(case for case in found if case.id == case_id)


def choose(appeal: Appeal, case_id: int, signature_id: int, *, organiser_id: int, now: datetime) -> Case:
    """Have one of a signatory's forms printed. Raises NothingToDecide where another form of theirs shows less."""
    hold(appeal)
    found = by_id(appeal, case_id)
    if found is None or signature_id not in (found.a_id, found.b_id) or found.state not in (SAME, LINKED):
        raise NothingToDecide
    together = {each.id: each for each in forms(appeal, {found.a_id, found.b_id})}
    chosen = together[signature_id]
    if not rules.may_be_chosen(as_form(chosen), map(as_form, together.values())):
        raise NothingToDecide
    chosen.chosen_at = now
    audit.record(
        "case.form chosen",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        signature=chosen.ref,
        folded=fold(appeal),
    )
    return found


def _become(answers: list[tuple[Case, str]], *, organiser_id: int, now: datetime) -> None:
    """Give cases of one appeal their states, and let what is printed follow once: the last entry tells of that."""
    told = [(case.id, case.state, state) for case, state in answers]
    for case, state in answers:
        case.state = state
        case.decided_at, case.organiser_id = (None, None) if state in (OPEN, LINKED) else (now, organiser_id)
    appeal_id = answers[0][0].appeal_id
    folded = fold(db.session.get_one(Appeal, appeal_id))
    for nth, (case_id, before, state) in enumerate(told, start=1):
        audit.record(
            f"case.{state}",
            appeal_id=appeal_id,
            organiser_id=organiser_id,
            now=now,
            case=case_id,
            before=before,
            folded=folded if nth == len(told) else 0,
        )


# --- what follows ----------------------------------------------------------------------------------------------------


def fold(appeal: Appeal) -> int:
    """Let what is printed and what is still asked follow from the answers and links there are; write only differences.

    Gives how many more signatures are no signatory of their own now, or how many fewer. In memory are the answers and links,
    and the questions beside a link: not the questions that nothing else touches.
    """
    hold(appeal)
    _tell_who_counts_no_more(appeal)
    telling, count = _telling(appeal), _both_count(appeal)
    columns = (Case.id, Case.a_id, Case.b_id, Case.state, Case.score)
    rows = db.session.execute(select(*columns).where(telling, count).execution_options(yield_per=_AT_ONCE))
    settled = rules.settle((Pair(*row) for row in rows), _forms_in_cases(appeal, telling))
    were_moot = select(Case.id).where(Case.appeal_id == appeal.id, Case.moot, count)
    moot, asked_again = set[int](), array("q")
    for each in db.session.scalars(were_moot.execution_options(yield_per=_AT_ONCE)):
        moot.add(each) if each in settled.moot else asked_again.append(each)
    _write_all(Case, "moot", ((each, False) for each in asked_again))
    _write_all(Case, "moot", ((each, True) for each in settled.moot - moot))
    _write_all(Case, "state", ((each, OPEN) for each in settled.asked))
    folded = _print_as(appeal, settled.printed_as)
    for known in list(db.session):
        if isinstance(known, Case | Signature):  # written by statements, of which the objects know nothing
            db.session.expire(known)
    return folded


def _print_as(appeal: Appeal, printed_as: Mapping[int, int]) -> int:
    """Write in whose form signatures are printed; gives how many more, or fewer, are folded by what is written.

    Whoever ends or changes a signature holds its row and tells by itself what that unfolds: so these are held, and no others
    counted.
    """
    rows = select(Signature.id, Signature.printed_as_id).where(
        Signature.appeal_id == appeal.id, Signature.printed_as_id.is_not(None)
    )
    before: dict[int, int | None] = {row.id: row.printed_as_id for row in db.session.execute(rows)}
    after: dict[int, int | None] = dict.fromkeys(before) | dict(printed_as)
    changed = {each: to for each, to in after.items() if before.get(each) != to}
    ends = (*changed, *changed.values(), *map(before.get, changed))
    for some in _lots(sorted({each for each in ends if each is not None})):
        held = select(Signature.id).where(Signature.id.in_(some)).order_by(Signature.id)
        db.session.execute(held.with_for_update(key_share=True))
    folded = _folded(appeal, changed)
    _write_all(Signature, "printed_as_id", changed.items())
    return _folded(appeal, changed) - folded


def _folded(appeal: Appeal, those: Iterable[int]) -> int:
    counts = signature_counts.standing(appeal, of_these=True) & same_signatory.folded()
    found = (select(func.count()).where(Signature.id.in_(some), counts) for some in _lots(those))
    return sum(db.session.execute(each).scalar_one() for each in found)


def _tell_who_counts_no_more(appeal: Appeal) -> None:
    """Nothing is asked about who does not count, whatever was answered: the database tells of all of them at once."""
    db.session.flush()
    over = update(Case).where(Case.appeal_id == appeal.id, ~Case.moot, ~_both_count(appeal))
    db.session.execute(over.values(moot=True), execution_options={"synchronize_session": False})


def _both_count(appeal: Appeal) -> ColumnElement[bool]:
    counts = signature_counts.standing(appeal, of_these=True)
    return and_(*(exists().where(Signature.id == end, counts) for end in (Case.a_id, Case.b_id)))


def _telling(appeal: Appeal) -> ColumnElement[bool]:
    """The condition that a case tells who is one or another, or may be told by that: one of its two is linked with somebody.

    Two that are linked with nobody are told apart by nothing but an answer about themselves.
    """
    its = Case.appeal_id == appeal.id
    link = its & Case.state.in_((SAME, LINKED))
    linked = union(select(Case.a_id.label("id")).where(link), select(Case.b_id).where(link)).subquery()
    near = (select(Case.id).join(linked, linked.c.id == end).where(its) for end in (Case.a_id, Case.b_id))
    answered = select(Case.id).where(its, Case.state.in_((SAME, LINKED, DIFFERENT, UNDONE)))
    return Case.id.in_(union(answered, *near))


def _forms_in_cases(appeal: Appeal, those: ColumnElement[bool]) -> dict[int, Form]:
    columns = (
        Signature.id,
        Signature.visibility,
        Signature.rank,
        Signature.signed_at,
        Signature.confirmed_at,
        Signature.chosen_at,
    )
    found = {}
    for end in (Case.a_id, Case.b_id):  # one by one: a database without statistics fails at both at once
        rows = db.session.execute(
            select(*columns)
            .join_from(Case, Signature, Signature.id == end)
            .where(those, signature_counts.standing(appeal, of_these=True))
        )
        found.update({row.id: as_form(row) for row in rows})
    return found


def as_form(signature: Signature | Row[*tuple[Any, ...]]) -> Form:
    """A confirmed signature, reduced to what decides whether it is printed."""
    return Form(
        signature.id,
        signature.visibility,
        # By the day, which stays when times are coarsened; the first is there whenever it is confirmed.
        clock.day(signature.confirmed_at or signature.signed_at),
        signature.rank,
        signature.chosen_at,
    )


def _write_all(model: type[Case | Signature], column: str, values: Iterable[tuple[int, object]]) -> None:
    for some in _lots({"id": each, column: value} for each, value in values):
        db.session.execute(update(model), some)


def _lots(whole: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(whole)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
