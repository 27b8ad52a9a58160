"""What the worker finds: when it looks, what it keeps, what it leaves alone."""

import multiprocessing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from petition import worker
from petition.appeals import service as appeals
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.lexicon.signatory import Kind, Visibility
from petition.likeness.judge import judge
from petition.lists import lines
from petition.reading.draft import Line
from petition.review import apart, scan, service
from petition.review.models import Case, Look, Seen, unsealed
from petition.signatures import changing, erasing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars
from tests.factories import TEXT, make_appeal
from tests.likeness.invented import invented
from tests.review.signed import (
    ARU,
    ARU_AGAIN,
    ARU_AGAIN_LINE,
    ARU_LINE,
    CROWD,
    DANA,
    DANA_AGAIN,
    cases,
    crowd,
    listed,
    look,
    organiser,
    printed,
    signed,
)

pytestmark = pytest.mark.usefixtures("now")


def test_a_name_in_two_scripts_is_a_case_for_a_person(app: Flask) -> None:
    appeal = crowd(make_appeal())
    one, other = signed(appeal, "a@example.org", **DANA), signed(appeal, "b@example.org", **DANA_AGAIN)
    assert look() == 1
    (found,) = cases(appeal)
    assert (found.a_id, found.b_id, found.state) == (one.id, other.id, "open")
    seen = unsealed(appeal.key, appeal.id, (one.id, other.id), found.seen)
    assert seen.reasons[0].code == "same_name"
    assert seen.bearers == (2, 2)
    assert len(printed(appeal)) == len(CROWD) + 2


def test_where_hardly_anything_can_be_wrong_it_links_by_itself(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, **ARU)
    signed(appeal, **ARU_AGAIN)
    look()
    assert not cases(appeal)
    assert len(cases(appeal, "linked")) == 1
    assert len(printed(appeal)) == len(CROWD) + 1


def test_a_list_without_likeness_has_no_case(app: Flask) -> None:
    appeal = crowd(make_appeal())
    for nth, name in enumerate(("Ivan Petrov", "Айгүл Серікова", "王小明", "Well Times")):
        signed(appeal, f"p{nth}@example.org", name=name)
    assert look() == 1
    assert not any(service.count(appeal, part) for part in service.PARTS)


def test_nothing_links_a_hidden_signature_with_a_public_one_by_itself(app: Flask) -> None:
    """Else whoever signs again in somebody's name and hides it takes that name off the letter."""
    appeal = crowd(make_appeal())
    signed(appeal, **ARU)
    signed(appeal, **ARU_AGAIN, visibility="hidden")
    look()
    assert not cases(appeal, "linked")
    assert len(cases(appeal)) == 1
    assert len(printed(appeal)) == len(CROWD) + 1


def test_it_looks_again_only_when_something_changed_and_not_too_often(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    assert look() == 1
    assert look() == 0  # nothing changed
    signed(appeal, "b@example.org", **DANA_AGAIN)
    assert sum(scan.look(appeal.id, clock.now())) == 0  # not due yet
    assert look() == 1
    assert len(cases(appeal)) == 1


def test_a_long_list_is_looked_through_for_a_tenth_of_the_time_at_most(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    look()
    due_at = db.session.scalars(select(Look.due_at)).one()
    assert due_at >= now + scan.EVERY


def test_two_workers_look_once(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    first = scan.look(appeal.id, clock.now())
    next(first)
    db.session.commit()
    for later in (timedelta(), timedelta(minutes=30), timedelta(days=1)):  # however long a step takes
        assert sum(scan.look(appeal.id, clock.now() + later)) == 0
        db.session.commit()
    done = 0
    for step in first:
        db.session.commit()
        done += step
    assert done == 1
    assert look() == 0


def test_what_was_cut_off_is_begun_anew_at_once_but_not_for_ever(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    for due_at in (now, now, now + timedelta(hours=1)):  # then it may be that memory ends
        steps = scan.look(appeal.id, now)
        assert next(steps) == 0
        db.session.commit()
        steps.close()
        assert db.session.scalars(select(Look.due_at)).one() == due_at
    assert not list(scan.look(appeal.id, now))[1:]
    assert look() == 1
    assert db.session.scalars(select(Look.tries)).one() == 0


def test_where_what_judges_is_ended_nobody_begins_anew_for_an_hour(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "HERE", 1)
    appeal = crowd(make_appeal())

    def ended() -> None:
        for _step in scan.look(appeal.id, now):
            db.session.commit()
            for each in multiprocessing.active_children():
                each.kill()

    with pytest.raises(EOFError):
        ended()
    assert db.session.scalars(select(Look.due_at)).one() == now + timedelta(hours=1)


def test_what_was_decided_never_comes_back(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    signed(appeal, "b@example.org", **DANA_AGAIN)
    signed(appeal, **ARU)
    signed(appeal, **ARU_AGAIN)
    look()
    (asked,), (linked,) = cases(appeal), cases(appeal, "linked")
    service.decide(appeal, asked.id, "different", organiser_id=organiser(), now=now)
    service.undo(appeal, linked.id, organiser_id=organiser(), now=now)
    db.session.commit()
    signed(appeal, "e@example.org", name="Somebody Else")
    assert look() == 1
    assert [case.state for case in cases(appeal, "settled")] == ["different", "undone"]
    assert not cases(appeal)
    assert not cases(appeal, "linked")


def test_a_link_that_no_longer_holds_is_asked_about(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, **ARU)
    again = signed(appeal, **ARU_AGAIN)
    look()
    assert len(printed(appeal)) == len(CROWD) + 1
    changing.change_visibility(again, Visibility.INITIALS, now=now)
    db.session.commit()
    assert {"Т. А.", ARU_LINE} <= set(printed(appeal))
    look()
    assert len(cases(appeal)) == 1
    assert len(printed(appeal)) == len(CROWD) + 2


def test_a_line_that_was_corrected_is_looked_at_anew(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    listed(appeal, Line("Dana Kurmanbekova", Kind.PERSON, "Dana Kurmanbekova"))
    signed(appeal, "a@example.org", **DANA)
    look()
    assert len(cases(appeal)) == 1
    line = lines.first_signatories(appeal)[-1]
    corrected = Particulars("Timur Sadykov", as_typed="Timur Sadykov")
    lines.rewrite(appeal, line, corrected, Kind.PERSON, organiser_id=organiser(), now=now)
    db.session.commit()
    look()
    assert not cases(appeal)


def test_what_was_put_off_stays_put_off(app: Flask, now: datetime) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    signed(appeal, "b@example.org", **DANA_AGAIN)
    look()
    service.decide(appeal, cases(appeal)[0].id, "later", organiser_id=organiser(), now=now)
    signed(appeal, "c@example.org", name="Somebody Else")
    look()
    assert [case.state for case in cases(appeal, "later")] == ["later"]


def test_signatures_under_an_earlier_text_that_does_not_carry_over_are_left_out(app: Flask) -> None:
    appeal = crowd(make_appeal())
    listed = printed(appeal)  # on the organisers' word, who let them stand under the new text too
    signed(appeal, **ARU)
    look()
    now = clock.now()
    appeals.write(appeal, "en", replace(TEXT, body="Another text.\n"), organiser_id=None, now=now)
    desk.publish(appeal, note="Another text", carries=False, now=now)
    db.session.commit()
    signed(appeal, **ARU_AGAIN)
    look()
    assert not cases(appeal, "linked")
    assert sorted(printed(appeal)) == sorted([*listed, ARU_AGAIN_LINE])


def test_publishing_a_text_that_does_not_carry_over_lets_the_later_form_be_printed_at_once(
    app: Flask,
) -> None:
    appeal = crowd(make_appeal())
    listed = printed(appeal)
    one, other = signed(appeal, **ARU), signed(appeal, **ARU_AGAIN)
    look()
    now = clock.now()
    appeals.write(appeal, "en", replace(TEXT, body="Another text.\n"), organiser_id=None, now=now)
    desk.publish(appeal, note="Another text", carries=False, now=now)
    changing.stand_under_new_text(other, "2", now=now)
    db.session.commit()
    assert sorted(printed(appeal)) == sorted([*listed, ARU_AGAIN_LINE])
    assert one.state == "confirmed"


def test_looking_leaves_a_trace_without_names(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    signed(appeal, "b@example.org", **DANA_AGAIN)
    look()
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "cases.found"))
    assert entry.facts == {"linked": 0, "to_decide": 1, "folded": 0}


def test_a_case_keeps_no_reason_in_plain(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    signed(appeal, "b@example.org", **DANA_AGAIN)
    look()
    (kept,) = db.session.execute(text("SELECT seen FROM cases")).scalars()
    assert b"same_name" not in bytes(kept)
    assert b"reasons" not in bytes(kept)


def test_the_worker_looks_when_it_does_what_is_due(app: Flask) -> None:
    appeal = crowd(make_appeal())
    signed(appeal, "a@example.org", **DANA)
    signed(appeal, "b@example.org", **DANA_AGAIN)
    _sent, done = worker.once()
    assert done["appeals looked through"] == 1
    assert len(cases(appeal)) == 1


def test_a_long_list_is_judged_the_same_in_a_process_of_its_own() -> None:
    records, _who = invented(apart.HERE + 1, 5)
    with apart.Judging() as judging:
        judging.take(records[:9])
        judging.take(records[9:])
        there = list(judging.pairs())
    here = judge(records)
    best_first = sorted(there, key=lambda one: (-one[1].score, one[1].a, one[1].b))
    assert [pair for linked, pair in best_first if linked] == here.links
    assert [pair for linked, pair in best_first if not linked] == here.cases
    assert here.links


def test_a_process_that_ended_is_told_and_one_that_nobody_waits_for_ends() -> None:
    records, _who = invented(apart.HERE + 1, 5)
    with apart.Judging() as judging:
        judging.take(records)
        assert judging.child
        judging.child.kill()
        with pytest.raises(EOFError):
            next(judging.pairs())
    with apart.Judging() as judging:
        judging.take(records)
    assert judging.child
    assert judging.child.exitcode == 0


def test_a_pair_that_is_no_longer_alike_goes_unless_it_was_decided() -> None:
    seen = Seen(())
    known = {
        (1, nth): scan.KnownSignatures(nth, state, 1.0, seen)
        for nth, state in enumerate(("open", "linked", "later", "same", "different", "undone"), 2)
    }
    plan = scan.planned(known, {})
    assert plan.gone == [2, 3, 4]
    assert not plan.new
    assert not plan.changed


def test_what_is_judged_as_before_is_not_written_again() -> None:
    seen = Seen(())
    known = {
        (1, 2): scan.KnownSignatures(1, "open", 1.0, seen),
        (1, 3): scan.KnownSignatures(2, "linked", 1.0, seen),
    }
    found = {(1, 2): scan.FoundPair(False, 1.0, seen), (1, 3): scan.FoundPair(True, 1.0, seen)}
    assert scan.planned(known, found) == scan.Plan()


@pytest.mark.usefixtures("app")
def test_of_who_is_erased_while_a_list_is_looked_through_nothing_is_kept(now: datetime) -> None:
    appeal = crowd(make_appeal())
    for address, typed in (("a@example.org", DANA), ("b@example.org", DANA_AGAIN)):
        signed(appeal, address, **typed)
    steps = scan.look(appeal.id, now)
    for _until_all_are_read in range(3):
        next(steps)
        db.session.commit()
    erasing.erase(Signature.appeal_id == appeal.id, now=now)  # as the clock does, which causes no other look
    db.session.commit()
    for _step in steps:
        db.session.commit()
    assert db.session.scalars(select(Case)).all() == []
