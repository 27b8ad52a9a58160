"""What is written from answers and links is what all cases come to together; no more is held in memory than tells it."""

import tracemalloc
from itertools import combinations, islice
from random import Random

import pytest
from flask import Flask
from sqlalchemy import insert, select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.review import rules, service
from petition.review.models import Case
from petition.review.rules import Pair
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.factories import make_appeal
from tests.review.signed import crowd

STATES = ("open", "later", "same", "different", "linked", "undone")


def pairs(appeal: Appeal, start: int, states: list[str], chance: Random | None = None) -> None:
    """Cases of the signatures of an appeal, in these states; whether they were moot is left to chance."""
    ids = list(db.session.scalars(select(Signature.id).order_by(Signature.id)))
    rows = [
        {"appeal_id": appeal.id, "a_id": a, "b_id": b, "score": b % 7, "seen": b"", "state": state,
         "moot": chance is not None and chance.random() < 0.5}
        for (a, b), state in zip(islice(combinations(ids, 2), start, None), states, strict=False)
    ]  # fmt: skip
    db.session.execute(insert(Case), rows)
    db.session.commit()


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_written_is_what_all_cases_come_to_together(app: Flask, seed: int) -> None:
    chance, appeal = Random(seed), crowd(make_appeal())  # noqa: S311  nothing is kept secret by it
    for each in db.session.scalars(select(Signature)):
        each.state = chance.choice([State.CONFIRMED] * 9 + [State.WITHDRAWN])
        each.visibility = chance.choice([Visibility.PUBLIC] * 9 + [Visibility.HIDDEN])
    states = chance.choices(STATES, (60, 5, 3, 3, 5, 1), k=120)
    pairs(appeal, 0, states, chance)
    counting = db.session.scalars(select(Signature).where(Signature.state == State.CONFIRMED))
    forms = {each.id: service.as_form(each) for each in counting}
    before = [Pair(case.id, case.a_id, case.b_id, case.state, case.score) for case in all_cases()]
    settled = rules.settle(before, forms)
    assert settled.printed_as
    assert settled.moot
    service.fold(appeal)
    db.session.commit()
    assert {case.id for case in all_cases() if case.moot} == settled.moot
    assert {case.id: case.state for case in all_cases()} == {
        pair.id: "open" if pair.id in settled.asked else pair.state for pair in before
    }
    printed = select(Signature.id, Signature.printed_as_id).where(Signature.printed_as_id.is_not(None))
    assert {each.id: each.printed_as_id for each in db.session.execute(printed)} == settled.printed_as


def all_cases() -> list[Case]:
    return list(db.session.scalars(select(Case).order_by(Case.id)))


@pytest.mark.usefixtures("now")
def test_questions_that_no_answer_touches_are_not_held_in_memory(app: Flask) -> None:
    appeal, held = crowd(make_appeal()), []
    for start, end in ((0, 20), (20, 276)):
        pairs(appeal, start, ["open"] * (end - start))
        service.fold(appeal)  # once for what is compiled
        db.session.commit()
        tracemalloc.start()
        service.fold(appeal)
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        db.session.commit()
    assert held[1] < held[0] + 20_000
