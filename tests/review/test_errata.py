"""Errata of a complete letter account for every signatory more or fewer, also where one has signed in several forms."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event, select

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.moderation import manage
from petition.review import service
from petition.signatures import changing, correcting, ending
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.prepared import prepared
from tests.review.signed import (
    ARU,
    ARU_AGAIN,
    DANA,
    DANA_AGAIN,
    cases,
    crowd,
    look,
    organiser,
    signed,
)
from tests.signatures.test_races import until_one_waits

EFFECTS = {"withdrawn": -1, "not me": -1, "taken off": -1, "counted": 1, "parted": 1, "joined": -1}


@pytest.fixture
def appeal(app: Flask, now: datetime) -> Appeal:
    """One signatory in three forms, two of which are joined by the third alone."""
    prepared("three forms", three_forms)
    return db.session.scalars(select(Appeal)).one()


def three_forms() -> None:
    made = crowd(make_appeal())
    joining = signed(made, "a@example.org", **DANA)
    signed(made, "b@example.org", **DANA_AGAIN)
    signed(made, "c@example.org", name="Dana Kurmanbekova", place="Тараз")
    look()
    for case in cases(made):
        if joining.id in (case.a_id, case.b_id):
            service.decide(made, case.id, "same", organiser_id=organiser(), now=clock.now())
    db.session.commit()


def by_mailbox(appeal: Appeal, mailbox: str) -> Signature:
    rows = db.session.scalars(select(Signature).where(Signature.appeal_id == appeal.id))
    return next(row for row in rows if row.particulars and row.own.mailbox == mailbox)


@pytest.mark.parametrize(
    ("deeds", "reasons"),
    [
        (["withdraw b"], {"second": 1}),
        (["withdraw a", "look"], {"second": 1, "parted": 1}),  # who joined the other two
        (["withdraw b", "withdraw c", "withdraw a"], {"second": 2, "withdrawn": 1}),
        (["hide a"], {"shown otherwise": 1, "parted": 2}),
        (["hide a", "look"], {"shown otherwise": 1, "parted": 2, "joined": 2}),
        (["take_off a", "look", "put_back a", "look"], {"second": 1, "parted": 1, "counted": 1, "joined": 2}),
        (["take_off a", "put_back a"], {"second": 1, "parted": 1, "counted": 1, "joined": 2}),
        (["part", "all"], {"parted": 2, "joined": 2}),
        (["hide a", "choose a"], {"shown otherwise": 1, "parted": 2, "corrected": 1, "joined": 2}),
        (["find"], {"joined": 1}),  # what confirmed in the last minute is looked at after it
        (["correct b", "undo b"], {"corrected": 1, "parted": 1, "shown otherwise": 1}),
    ],
)
def test_errata_tell_of_every_signatory_more_or_fewer_than_the_complete_letter_had(
    appeal: Appeal, now: datetime, deeds: list[str], reasons: dict[str, int]
) -> None:
    if "find" in deeds:
        signed(appeal, **ARU)
        signed(appeal, **ARU_AGAIN)
    appeal.closes_at, appeal.grace_minutes = now + timedelta(minutes=1), 0
    db.session.commit()
    clock.ticked(timedelta(minutes=1))
    before = letters.letter(appeal, now=clock.now()).counts
    for deed in deeds:
        _do(appeal, *deed.split())
        db.session.commit()
    after = letters.letter(appeal, now=clock.now())
    told = dict(after.errata[0].reasons)
    assert told == reasons
    change = sum(EFFECTS.get(reason, 0) * count for reason, count in told.items())
    assert after.counts.printed + after.counts.not_named == before.printed + before.not_named + change


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # on SQLite one writes at a time
@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        ("aru", {"second": 1, "joined": 2}),  # is one with another whatever is answered
        ("a", {"second": 1, "joined": 2, "parted": 1}),  # is joined to the others by the answer
    ],
)
def test_who_leaves_while_an_answer_is_written_is_told_once(
    app: Flask, appeal: Appeal, now: datetime, who: str, reasons: dict[str, int]
) -> None:
    signed(appeal, **ARU)
    leaves = signed(appeal, **ARU_AGAIN) if who == "aru" else by_mailbox(appeal, f"{who}@example.org")
    look()
    _do(appeal, "part")
    appeal.closes_at, appeal.grace_minutes = now + timedelta(hours=1), 0
    db.session.commit()
    clock.ticked(timedelta(hours=1))
    mine = f"/s/{leaves.ticket.token('signature')}"
    before = letters.letter(appeal, now=clock.now()).counts
    withdraws = Thread(target=lambda: app.test_client().post(mine, data={"deed": "withdraw"}))

    @event.listens_for(db.engine, "before_cursor_execute")
    def _meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "SET printed_as_id" in statement and not withdraws.ident:
            withdraws.start()
            until_one_waits(lambda: not withdraws.is_alive())

    try:
        _do(appeal, "all")
    finally:
        event.remove(db.engine, "before_cursor_execute", _meanwhile)
    db.session.commit()
    withdraws.join()
    db.session.expire_all()
    after = letters.letter(appeal, now=clock.now())
    told = dict(after.errata[0].reasons)
    assert told == reasons
    change = sum(EFFECTS.get(reason, 0) * count for reason, count in told.items())
    assert after.counts.printed + after.counts.not_named == before.printed + before.not_named + change


def _do(appeal: Appeal, what: str, who: str = "") -> None:
    """What is done with a complete letter by its signatories, its organisers and the worker."""
    now = clock.now()
    if what in {"look", "find"}:
        look()
        return
    if what == "part":
        for case in cases(appeal, "settled"):
            service.undo(appeal, case.id, organiser_id=organiser(), now=now)
        return
    if what == "all":
        first = cases(appeal)[0]
        together = [case.id for case in service.together(appeal, first)]
        service.link_all(appeal, first.id, together, organiser_id=organiser(), now=now)
        return
    signature = by_mailbox(appeal, f"{who}@example.org")
    match what:
        case "withdraw":
            ending.withdraw(signature, now=now)
        case "hide":
            changing.change_visibility(signature, Visibility.HIDDEN, now=now)
        case "correct":
            own = signature.own._replace(place="Атырау")
            correcting.correct(signature, own, seen=signature.particulars, organiser_id=organiser(), now=now)
        case "choose":
            service.choose(
                appeal, cases(appeal, "settled")[0].id, signature.id, organiser_id=organiser(), now=now
            )
        case "undo":
            correcting.undo(signature, now=now)
        case _:
            action = manage.Action(what)
            manage.act(appeal, action, [signature.ref], organiser_id=organiser(), now=now)
