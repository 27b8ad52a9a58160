"""Times of signing: cut to the day when addresses go, and nothing is ordered or judged anew."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from petition.audit import AuditEntry, chain, of_signature
from petition.core import clock
from petition.core.db import db
from petition.letters import gather
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.review.models import Case
from petition.signatures import changing, ending, erasing, unsubscribing, update_consent
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.retention.passing_time import DAY, HOUR, at, fresh, signed
from tests.review.signed import DANA, DANA_AGAIN, crowd
from tests.review.signed import signed as signs

pytestmark = pytest.mark.usefixtures("app", "now")


def test_times_of_signing_are_kept_to_the_day_when_addresses_go_and_the_letter_keeps_its_order(
    now: datetime,
) -> None:
    """The log has the day of what they did since, and what changed is told as before, also late in the evening in Lima."""
    appeal = make_appeal(
        closes_at=now + HOUR, zone="America/Lima", offers_updates=True, choices={"order": "as_signed"}
    )
    made = []
    for nth in range(6):
        clock.ticked(timedelta(minutes=7))
        made.append(signed(appeal, f"p{nth}@example.org", f"Person {'zyxwvu'[nth]}"))
    asking, leaving, denying, late, hiding, waited = made
    waited.mail_due_at = clock.now()  # as of who came with very many others
    update_consent.ask(asking, "Send me updates", now=clock.now())
    ending.not_me(denying, now=clock.now())
    ending.withdraw(leaving, now=clock.now())
    db.session.commit()
    for hours, shown in ((26, None), (16, Visibility.INITIALS), (4, Visibility.HIDDEN)):
        at(clock.now() + hours * HOUR)
        if shown:
            changing.change_visibility(fresh(hiding), shown, now=clock.now())
        else:
            ending.withdraw(fresh(late), now=clock.now())
            unsubscribing.unsubscribe(fresh(asking), now=clock.now())
        db.session.commit()
    told = list(gather.changes_since_complete(fresh(appeal), now + 3 * DAY))
    assert [day.day for day, _reason in told] == [23, 23, 24]
    at(now + 3 * DAY)  # what changed is sealed
    before = letters.rendered(letters.letter(fresh(appeal), now=now + 3 * DAY), "txt")
    at(now + 40 * DAY)
    assert letters.rendered(letters.letter(fresh(appeal), now=clock.now()), "txt") == before
    midnight = clock.day(now)
    times = db.session.execute(select(Signature.signed_at, Signature.confirmed_at)).all()
    assert {each for row in times for each in row} == {midnight}
    assert set(db.session.scalars(select(Signature.mail_due_at))) == {None}
    logged = select(AuditEntry.at).where(AuditEntry.deed == "signature.confirmed")
    assert set(db.session.scalars(logged)) == {midnight}
    by_supporters = select(AuditEntry.at).where(
        AuditEntry.organiser_id.is_(None), AuditEntry.facts["signature"].as_string().is_not(None)
    )
    days = {midnight + nth * DAY for nth in range(3)}
    # Where Lima begins its day, and where the letter was complete, an entry stays on its side.
    assert set(db.session.scalars(by_supporters)) <= days | {day + 5 * HOUR for day in days} | {
        now + 25 * HOUR
    }
    assert list(gather.changes_since_complete(fresh(appeal), clock.now())) == told
    assert list(chain.bad_entries()) == []


def test_the_time_of_who_withdraws_goes_with_their_address(now: datetime) -> None:
    """In its row and, of all that was done before, in the log; who stays keeps theirs until their address goes."""
    appeal = make_appeal(closes_at=now + DAY)
    leaves, stays = (signed(appeal, f"{name}@example.org", name) for name in ("aru", "dana"))
    clock.ticked(timedelta(minutes=7))
    changing.change_visibility(leaves, Visibility.INITIALS, now=clock.now())
    db.session.commit()
    logged = select(AuditEntry.at).where(of_signature(leaves.ref), AuditEntry.deed != "signature.withdrawn")
    confirmed_at = fresh(stays).confirmed_at
    ending.withdraw(leaves, now=clock.now())
    db.session.commit()
    signature = fresh(leaves)
    assert {signature.signed_at, signature.confirmed_at, signature.ended_at} == {clock.day(now)}
    assert set(db.session.scalars(logged)) == {clock.day(now)}
    assert list(db.session.scalars(select(AuditEntry.at).where(of_signature(stays.ref)))) == [confirmed_at]
    assert list(chain.bad_entries()) == []


def test_of_who_is_named_no_more_after_a_shorter_promise_the_log_keeps_no_time_either(now: datetime) -> None:
    """A letter that was extended lets go of those who signed before sooner, and of when they mended their line."""
    signature = signed(make_appeal(closes_at=now + DAY))
    erasing.keep_lines(signature.appeal, [(signature.ref, signature.own, Visibility.PUBLIC)], now=clock.now())
    db.session.commit()
    logged = db.session.scalars(select(AuditEntry.at).where(of_signature(signature.ref)))
    assert set(logged) == {clock.day(now)}


def test_what_somebody_does_once_addresses_are_erased_is_told_by_its_day(now: datetime) -> None:
    signature = signed(make_appeal(closes_at=now + DAY, zone="America/Lima"))
    at(now + 60 * DAY)
    later = clock.day(now) + 60 * DAY + 9 * HOUR
    changing.change_visibility(fresh(signature), Visibility.HIDDEN, now=later)
    ending.withdraw(fresh(signature), now=later)
    db.session.commit()
    last = select(AuditEntry.deed, AuditEntry.at).order_by(AuditEntry.id.desc()).limit(2)
    in_lima = clock.day(later) + 5 * HOUR  # where the day begins there
    assert {(each.deed, each.at) for each in db.session.execute(last)} == {
        ("signature.shown otherwise", in_lima),
        ("signature.withdrawn", in_lima),
    }


def test_what_was_erased_is_not_judged_anew_so_that_no_link_between_two_is_lost_or_made(
    now: datetime,
) -> None:
    appeal = crowd(make_appeal(closes_at=now + DAY))
    for nth, form in enumerate((DANA, DANA_AGAIN)):
        signs(appeal, f"p{nth}@example.org", visibility="initials", **form)
    last = signed(appeal, "o@example.org", "Zaure Akhmetova", Visibility.INITIALS)
    at(now + HOUR)
    linked = select(Case.a_id, Case.b_id, Case.state)
    db.session.scalars(select(Case)).one().state = "linked"
    before = db.session.execute(linked).all()
    assert len(before) == 1
    other, leaves, hides = (
        signed(appeal, f"n{nth}@example.org", "Kanat Abishev", visibility)
        for nth, visibility in enumerate((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.HIDDEN))
    )
    for each in (leaves, hides):  # namesakes, decided by organisers
        pair = {"appeal_id": appeal.id, "a_id": other.id, "b_id": each.id}
        db.session.add(Case(**pair, score=1, seen=b"", state="different"))
    ending.withdraw(leaves, now=now)
    db.session.commit()
    assert len(db.session.execute(linked).all()) == 2
    at(now + 33 * DAY)
    changing.change_visibility(fresh(last), Visibility.HIDDEN, now=clock.now())
    db.session.commit()
    at(now + 33 * DAY + HOUR)
    assert db.session.execute(linked).all() == before  # and nothing says whose namesake is not named
    assert set(db.session.scalars(select(Case.seen))) == {b""}
