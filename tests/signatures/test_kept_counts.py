"""What is kept of counts is what counting gives, whatever was done, on both databases."""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from petition import erasure, retention, worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.lexicon.signatory import Visibility
from petition.lists import add, lines, store
from petition.lists.models import LineList
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.reading.draft import Line
from petition.review import service as review
from petition.review.models import SAME, Case, Seen, sealed
from petition.signatures import changing, confirming, counts, ending, kept_counts, signing
from petition.signatures.count_parts import CountPart, DayPart
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.factories import make_appeal

Deed = Callable[[Appeal, datetime], object]


class Deeds:
    """What people, organisers and the clock may do to an appeal, drawn by lot."""

    def __init__(self, lot: Random) -> None:
        self.lot, self.number = lot, 0

    def one(self, *states: State) -> Signature | None:
        """Some signature in one of these states."""
        found = db.session.scalars(
            select(Signature).where(Signature.state.in_(states)).order_by(Signature.id)
        ).all()
        return self.lot.choice(found) if found else None

    def sign(self, appeal: Appeal, now: datetime) -> None:
        """Most confirm; some in a crowd, so that they are held; some sign once more."""
        self.number += 1
        who = self.number if self.lot.random() < 0.8 else self.lot.randint(1, self.number)
        domain = self.lot.choice(("example.org", "example.org", "example.org", "mailinator.com"))
        particulars = Particulars(f"Aru {self.lot.randint(1, 5)}", f"p{who}@{domain}")
        visibility = self.lot.choice(list(Visibility))
        signing.sign(appeal, Signing(particulars, visibility=visibility), now=now)
        waits = self.one(State.PENDING)
        if waits and self.lot.random() < 0.8:
            confirming.confirm(waits, now=now)

    def decide(self, appeal: Appeal, now: datetime) -> None:
        if waits := self.one(State.HELD, State.REJECTED):
            action = self.lot.choice((Action.PUT_BACK, Action.TAKE_OFF))
            manage.act(appeal, action, [waits.ref], organiser_id=1, now=now)

    def leave(self, _appeal: Appeal, now: datetime) -> None:
        if found := self.one(State.CONFIRMED, State.HELD, State.PENDING, State.MERGED):
            self.lot.choice((ending.withdraw, ending.not_me))(found, now=now)

    def show_otherwise(self, _appeal: Appeal, now: datetime) -> None:
        if found := self.one(State.CONFIRMED):
            changing.change_visibility(found, self.lot.choice(list(Visibility)), now=now)

    def new_text(self, appeal: Appeal, now: datetime) -> None:
        text = appeal.draft("en")
        assert text is not None
        appeals.write(
            appeal, "en", replace(text, body=f"Text {self.lot.random()}"), organiser_id=None, now=now
        )
        desk.publish(appeal, note="Another text", carries=self.lot.random() < 0.6, now=now)

    def sign_new_text(self, _appeal: Appeal, now: datetime) -> None:
        if found := self.one(State.CONFIRMED):
            assert found.appeal.version
            changing.stand_under_new_text(found, str(found.appeal.version.number), now=now)

    def add_list(self, appeal: Appeal, now: datetime) -> None:
        brought = [Line(f"Dana {self.lot.random()}", name=f"Dana {self.lot.random()}") for _ in range(3)]
        kept = store.keep_list(appeal, brought, now=now)
        add.accept_list(kept, range(len(brought)), now=now)

    def undo_list(self, _appeal: Appeal, now: datetime) -> None:
        if kept := db.session.scalars(select(LineList).where(LineList.state == "added").limit(1)).first():
            add.undo(kept, organiser_id=None, now=now)

    def take_off(self, appeal: Appeal, now: datetime) -> None:
        if found := lines.first_signatories(appeal):
            lines.take_off(appeal, self.lot.choice(found), organiser_id=1, now=now)

    def fold(self, appeal: Appeal, now: datetime) -> None:
        """Two signatures are found to be one signatory's."""
        found = sorted({each.id for each in (self.one(State.CONFIRMED), self.one(State.CONFIRMED)) if each})
        if len(found) == 2 and not db.session.scalar(
            select(Case.id).where(Case.a_id == found[0], Case.b_id == found[1])
        ):
            pair = (found[0], found[1])
            seen = sealed(appeal.key, appeal.id, pair, Seen(()))
            db.session.add(
                Case(
                    appeal_id=appeal.id,
                    a_id=pair[0],
                    b_id=pair[1],
                    score=1.0,
                    seen=seen,
                    state=SAME,
                    decided_at=now,
                )
            )
            db.session.flush()
            review.fold(appeal)

    def tidy(self, appeal: Appeal, now: datetime) -> None:
        """What the worker does."""
        retention.expire(appeal, now)
        while kept_counts.add_up(now):
            db.session.commit()
        assert kept_counts.recount(appeal, now) == 0

    def fail(self, appeal: Appeal, now: datetime) -> None:
        """What is not committed counts nothing."""
        with suppress(ZeroDivisionError), db.session.begin_nested():
            self.sign(appeal, now)
            db.session.flush()
            1 / 0  # noqa: B018

    ALL = (
        *(sign,) * 8, *(decide,) * 2, *(leave,) * 2, *(show_otherwise,) * 2, new_text, sign_new_text, add_list, undo_list,
        take_off, fold, tidy, fail,
    )  # fmt: skip


def compare(appeal: Appeal) -> None:
    """What is kept is what the rows say."""
    parts = (Signature.version_id, Signature.visibility)
    rows = db.session.execute(
        select(*parts, func.count())
        .where(Signature.appeal_id == appeal.id, Signature.state == State.CONFIRMED)
        .group_by(*parts)
    )
    kept = kept_counts.of([appeal.id])[appeal.id]
    assert sorted(map(repr, kept)) == sorted(repr(kept_counts.KeptCounts(*row)) for row in rows)


def compare_by_day(appeal: Appeal) -> None:
    """The same by day, source and language; the last two of those alone who are named in full."""
    rows = db.session.scalars(
        select(Signature).where(Signature.appeal_id == appeal.id, Signature.state == State.CONFIRMED)
    )
    found: Counter[tuple[object, ...]] = Counter()
    for each in rows:
        named = each.visibility is Visibility.PUBLIC
        found[clock.day(each.signed_at), str(each.source) if named else "", each.lang if named else ""] += 1
    assert {each[1:4]: each.number for each in kept_counts.by_day([appeal.id])} == found


def compare_shown(appeal: Appeal) -> None:
    """What is shown because of it is what the rows say."""
    compare(appeal)
    compare_by_day(appeal)
    told = counts.tally(appeal)
    assert (counts.confirmed(appeal), counts.hidden(appeal)) == (told.confirmed, told.hidden)
    assert counts.figures([appeal])[appeal.id][:3] == (told.confirmed, told.pending, told.held)
    named = db.session.scalars(
        select(Signature)
        .where(
            counts.standing(appeal),
            Signature.visibility != Visibility.HIDDEN,
            Signature.printed_as_id.is_(None),
        )
        .order_by(Signature.confirmed_at.desc(), Signature.id.desc())
        .limit(4)
    )
    assert counts.latest(appeal, 4) == sorted(each.shown for each in named if each.rank is None)


def test_whatever_is_done_in_whatever_order_the_kept_counts_are_those_of_the_rows(
    app: Flask, now: datetime
) -> None:
    deeds = Deeds(Random(2))  # noqa: S311  nothing is kept secret by it
    appeal = make_appeal(slug="well", published=False, closes_at=now + timedelta(days=20))
    deeds.add_list(appeal, now)
    compare_shown(appeal)
    desk.publish(appeal, now=now)
    db.session.commit()
    plan = [*deeds.ALL, *deeds.lot.choices(deeds.ALL, k=26)]
    deeds.lot.shuffle(plan)
    for nth, deed in enumerate(plan):
        clock.ticked(timedelta(minutes=deeds.lot.randint(1, 30)))
        deed(deeds, appeal, clock.now())
        db.session.commit()
        db.session.expire_all()
        (compare if nth % 6 else compare_shown)(appeal)
    clock.ticked(timedelta(days=60))  # closed; and addresses are erased
    while retention.erase(appeal, clock.now()):
        db.session.commit()
    compare_shown(appeal)
    for _step in erasure.erase_appeal(appeal, now=clock.now()):
        db.session.commit()
    compare_shown(appeal)


def test_what_is_kept_and_wrong_is_found_and_put_right_once_a_day_and_told_in_the_log(
    app: Flask, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    appeal = make_appeal(slug="well")
    for number in range(3):
        signing.sign(appeal, Signing(Particulars(f"Aru {number}", f"{number}@example.org")), now=now)
    for each in db.session.scalars(select(Signature)).all():
        confirming.confirm(each, now=now)
    db.session.commit()
    assert kept_counts.to_recount(now) == [appeal.id]
    kept_counts.recount(appeal, now)
    db.session.commit()
    assert "kept as counted" not in caplog.text
    wrong = {"appeal_id": appeal.id, "version_id": appeal.version.id if appeal.version else None}
    db.session.add_all(
        CountPart(**wrong, visibility=visibility, number=number)
        for visibility, number in ((Visibility.PUBLIC, 5), (Visibility.HIDDEN, -2))
    )
    db.session.commit()
    assert kept_counts.to_recount(now) == []
    assert counts.confirmed(appeal) == 6
    clock.ticked(timedelta(days=1, seconds=1))
    with caplog.at_level(logging.ERROR):
        worker.once()
    assert f"appeal {appeal.id}: 5 more were kept as counted than there are" in caplog.text
    assert f"appeal {appeal.id}: -2 more were kept as counted than there are" in caplog.text
    compare_shown(db.session.get_one(Appeal, appeal.id))


def test_parts_are_added_up_so_that_a_crowd_leaves_few_rows_and_a_draft_that_goes_leaves_none(
    app: Flask, now: datetime
) -> None:
    appeal = make_appeal(slug="well", published=False)
    names = [Line(f"Dana {number}", name=f"Dana {number}") for number in range(120)]
    kept = store.keep_list(appeal, names, now=now)
    add.accept_list(kept, range(120), now=now)
    db.session.commit()
    rows = select(func.count()).select_from(CountPart)
    assert db.session.scalar(rows) == 120
    kept_counts.add_up(now)
    assert db.session.scalar(rows) == 1
    assert counts.confirmed(appeal) == 120
    db.session.delete(db.session.get_one(Appeal, appeal.id))
    db.session.commit()
    assert kept_counts.of([appeal.id]) == {appeal.id: []}
    while kept_counts.add_up(now):
        db.session.commit()
    assert db.session.scalar(rows) == 0
    assert db.session.scalar(select(func.count()).select_from(DayPart)) == 0


def test_the_latest_names_of_a_long_list_are_read_from_an_index_and_sorted_nowhere(
    app: Flask, now: datetime
) -> None:
    appeal = make_appeal(slug="well")
    version = appeal.version
    assert version is not None
    part = kept_counts.KeptCounts(version.id, Visibility.PUBLIC, 1)
    query = counts._latest_of(appeal, part, 12).compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN"
    if db.engine.dialect.name == "postgresql":
        explain = "EXPLAIN"
        db.session.execute(text("SET LOCAL enable_sort = off"))  # of an empty table it would not mind sorting
    plan = "\n".join(map(str, db.session.execute(text(f"{explain} {query}"))))
    assert "ix_signatures_latest" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
