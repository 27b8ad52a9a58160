"""Times of signing: cut to the day when addresses go, and nothing is ordered or judged anew."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.review.models import Case
from petition.signatures import confirming, ending
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.retention.passing_time import DAY, HOUR, at, fresh, signed
from tests.review.signed import DANA, DANA_AGAIN, crowd
from tests.review.signed import signed as signs

pytestmark = pytest.mark.usefixtures("app", "now")


def test_times_of_signing_are_kept_to_the_day_when_addresses_go_and_the_letter_keeps_its_order(
    now: datetime,
) -> None:
    appeal = make_appeal(closes_at=now + DAY, choices={"order": "as_signed"})
    for nth in range(6):
        clock.ticked(timedelta(minutes=7))
        signed(appeal, f"p{nth}@example.org", f"Person {'zyxwvu'[nth]}")
    before = letters.rendered(letters.letter(appeal, now=now + 3 * DAY), "txt")
    at(now + 33 * DAY)
    assert letters.rendered(letters.letter(fresh(appeal), now=clock.now()), "txt") == before
    midnight = clock.day(now)
    times = db.session.execute(select(Signature.signed_at, Signature.confirmed_at)).all()
    assert {each for row in times for each in row} == {midnight}
    logged = select(AuditEntry.at).where(AuditEntry.deed == "signature.confirmed")
    assert set(db.session.scalars(logged)) == {midnight}


def test_the_time_of_who_withdraws_goes_with_their_address(now: datetime) -> None:
    signature = signed(make_appeal())
    ending.withdraw(signature, now=clock.now())
    db.session.commit()
    signature = fresh(signature)
    assert {signature.signed_at, signature.confirmed_at, signature.ended_at} == {clock.day(now)}


def test_what_was_erased_is_not_judged_anew_so_that_no_link_between_two_is_lost_or_made(
    now: datetime,
) -> None:
    appeal = crowd(make_appeal(closes_at=now + DAY))
    for nth, form in enumerate((DANA, DANA_AGAIN)):
        signs(appeal, f"p{nth}@example.org", visibility="initials", **form)
    last = signed(appeal, "o@example.org", "Zaure Akhmetova", Visibility.INITIALS)
    at(now + HOUR)
    linked = select(Case.a_id, Case.b_id, Case.state)
    before = db.session.execute(linked).all()
    assert len(before) == 1
    at(now + 33 * DAY)
    confirming.change_visibility(fresh(last), Visibility.HIDDEN, now=clock.now())
    db.session.commit()
    at(now + 33 * DAY + HOUR)
    assert db.session.execute(linked).all() == before
