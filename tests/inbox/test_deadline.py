"""The deadline of signing by message: asked of the arrival, with the grace for a yes."""

from datetime import datetime, timedelta

import pytest

from petition.core import clock
from petition.inbox import receive as inbox_receive
from petition.signatures import counts as signature_counts
from tests.inbox.messages import TEXT, Mails, answer_to, appeal_by_message, own, receive, states, told
from tests.interpret.corpus import TO, mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def test_the_deadline_is_asked_of_the_arrival(now: datetime, mails: Mails) -> None:
    appeal_by_message(closes_at=now + timedelta(hours=1))
    clock.ticked(timedelta(hours=1))
    late, in_time = mail(TEXT), mail(TEXT, "Marat Suleyev <marat@example.org>")
    assert inbox_receive.receive(late, recipient=TO, now=clock.now()) == "late"
    assert inbox_receive.receive(in_time, recipient=TO, now=clock.now() - timedelta(seconds=1)) == "signed"


def test_who_comes_too_late_is_told_once(now: datetime, mails: Mails) -> None:
    appeal_by_message(closes_at=now + timedelta(hours=1))
    clock.ticked(timedelta(hours=2))
    for nth in range(3):
        assert receive(mail(f"{TEXT}\n{nth}")) == "late"
    (answer,) = mails()
    assert "Signing ended on 22 November 2026, 16:00 (Almaty, UTC+5)" in told(answer)
    assert states() == []


def test_who_signed_in_time_may_say_yes_during_the_grace(now: datetime, mails: Mails) -> None:
    appeal = appeal_by_message(closes_at=now + timedelta(hours=1))
    receive(own(mail(TEXT)))
    (answer,) = mails()
    clock.ticked(timedelta(hours=23))
    assert receive(own(answer_to(answer, "Yes\n")), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.confirmed(appeal) == 1


def test_after_the_grace_a_yes_is_too_late(now: datetime, mails: Mails) -> None:
    appeal_by_message(closes_at=now + timedelta(hours=1))
    receive(own(mail(TEXT)))
    (answer,) = mails()
    clock.ticked(timedelta(days=3))
    assert receive(own(answer_to(answer, "Yes\n")), str(answer["Reply-To"])) == "late"
    assert states() == ["pending"]
