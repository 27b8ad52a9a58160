"""Nothing is kept longer than the sentence that was shown when it was given, nor erased before it: whatever happens.

Appeals are drafted, published, extended, closed, opened again, withdrawn, their terms changed, in any order, while people
sign, confirm and leave; and the worker comes at any instant.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from petition import retention
from petition.appeals import service as appeals
from petition.appeals import terms
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.lexicon.signatory import Kind
from petition.lists import add, store
from petition.reading.draft import Line
from petition.signatures import confirming, ending, rules, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing
from tests.conftest import NOW, _empty
from tests.factories import make_appeal

WORKER = (  # those of its duties that erase
    (retention.with_pending, retention.expire),
    (retention.with_something_due, retention.erase),
    (retention.drafts, retention.clear_draft),
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Step = tuple[str, int]
DEEDS = [
    "publish",
    "terms",
    "sign",
    "sign",
    "confirm",
    "confirm",
    "leave",
    "close",
    "extend",
    "extend",
    "withdraw",
    "wait",
    "wait",
    "wait",
]
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 40)), min_size=6, max_size=16)
TOLD = {  # stories in which it went wrong once, or nearly
    "extended": [("sign", 0), ("confirm", 0), ("extend", 30), ("sign", 0), ("wait", 40), ("wait", 40)],
    "withdrawn": [("sign", 0), ("confirm", 0), ("sign", 0), ("withdraw", 40), ("wait", 20), ("wait", 5)],
    "opened again": [("sign", 0), ("confirm", 0), ("close", 0), ("extend", 20), ("wait", 20), ("wait", 40)],
    "left": [("sign", 0), ("leave", 0), ("extend", 40), ("sign", 0), ("wait", 40), ("confirm", 1)],
}


@dataclass
class Shown:
    """What the page and the mail said to somebody who signed."""

    ref: str
    deadline: datetime
    days: int
    waits_until: datetime
    left: bool = False


class Story:
    """One appeal, from its draft on."""

    def __init__(self) -> None:
        self.id = make_appeal(published=False, closes_at=NOW - DAY, kept_days=3, grace_minutes=60).id
        kept = store.keep_list(self.appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=NOW)
        add.accept_list(kept, range(1), now=NOW)
        db.session.commit()
        self.shown: list[Shown] = []

    @property
    def appeal(self) -> Appeal:
        return db.session.get_one(Appeal, self.id)

    def do(self, step: str, number: int) -> None:
        with suppress(appeals.NotPossible, signing.AppealClosed, rules.TooLate):
            getattr(self, f"do_{step}")(number)
        db.session.commit()
        if step == "wait":
            for due, do in WORKER:
                for appeal_id in due(clock.now()):
                    while do(db.session.get_one(Appeal, appeal_id), clock.now()):
                        db.session.commit()
                db.session.commit()
            self.check()

    def do_publish(self, number: int) -> None:
        if self.appeal.published_at is None:
            self.appeal.closes_at = clock.now() + number * DAY / 2
        desk.publish(self.appeal, now=clock.now())

    def do_extend(self, number: int) -> None:
        until = (self.appeal.closes_at or clock.now()) + number * DAY
        appeals.extend(self.appeal, until, "more time", now=clock.now())

    def do_close(self, _number: int) -> None:
        appeals.close(self.appeal, now=clock.now())

    def do_withdraw(self, number: int) -> None:
        if number > 20:  # else most stories end too soon
            appeals.withdraw(self.appeal, "", now=clock.now())

    def do_terms(self, number: int) -> None:
        chosen = {"kept_days": number // 4, "grace_minutes": number * 90, "pending_days": 1 + number // 4}
        terms.set_terms(self.appeal, chosen, organiser_id=None, now=clock.now())

    def do_sign(self, _number: int) -> None:
        appeal, now = self.appeal, clock.now()
        to = f"p{len(self.shown)}@example.org"
        asked = signing.sign(appeal, Signing(Particulars("Aru Bekova", to)), now=now)
        assert asked is not None
        assert appeal.closes_at is not None
        days = appeal.kept_days + -(-appeal.grace_minutes // (24 * 60))
        self.shown.append(Shown(asked.signature, appeal.closes_at, days, now + appeal.pending_days * DAY))

    def do_confirm(self, number: int) -> None:
        if kept := self.kept(number):
            confirming.confirm(kept, now=clock.now())

    def do_leave(self, number: int) -> None:
        if kept := self.kept(number):
            ending.withdraw(kept, now=clock.now())
            self.shown[number % len(self.shown)].left = True

    def do_wait(self, number: int) -> None:
        clock.ticked(number * HOUR * 5)

    def kept(self, number: int) -> Signature | None:
        """One of those who signed, if its links still lead somewhere."""
        if not self.shown:
            return None
        ref = self.shown[number % len(self.shown)].ref
        found = db.session.query(Signature).filter_by(ref=ref).one()
        return found if found.lives(clock.now()) else None

    def check(self) -> None:
        appeal, now = self.appeal, clock.now()
        ends = [at for at in (appeal.closes_at, appeal.withdrawn_at) if at]
        for each in self.shown:
            row = db.session.query(Signature).filter_by(ref=each.ref).one()
            db.session.refresh(row)
            row.__dict__.pop("own", None)
            until = min(each.deadline, *ends) + each.days * DAY
            if row.confirmed_at is None:
                until = min(until, each.waits_until, min(ends) + appeal.grace)
            is_kept = bool(row.mailbox_key or row.own.mailbox)
            assert is_kept == (now < until and not each.left), (row.state, until, now)
            if not is_kept:
                assert row.signed_at == clock.day(row.signed_at)
            assert bool(row.particulars) == (
                is_kept or (row.state == "confirmed" and not appeal.withdrawn_at)
            )


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
@example(TOLD["extended"])
@example(TOLD["withdrawn"])
@example(TOLD["opened again"])
@example(TOLD["left"])
@pytest.mark.usefixtures("app")
def test_nothing_is_kept_longer_than_the_sentence_that_was_shown_nor_erased_before_it(
    app: Flask, steps: list[Step]
) -> None:
    try:
        with clock.stopped(NOW):
            story = Story()
            for step, number in [("publish", 8), *steps, ("wait", 40), ("wait", 40)]:
                story.do(step, number)
    finally:
        db.session.remove()
        _empty()
        db.session.remove()
