"""Messages that wait for a person: how many are kept, of whom, and until when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from petition import retention
from petition.core import clock
from petition.core.db import db
from petition.inbox import handle, queue
from petition.inbox import receive as inbox_receive
from petition.inbox.models import ReceivedMessage, UnreadMessage
from tests.inbox.messages import appeal_by_message, own, receive
from tests.interpret.corpus import TO, mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def test_with_no_room_for_a_case_the_message_stays_with_who_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal_by_message()
    monkeypatch.setattr(queue, "MOST", 0)
    with pytest.raises(queue.Full):
        receive(mail("What is this?\n"))
    assert (
        db.session.scalars(select(ReceivedMessage.outcome)).all() == []
    )  # so that it is heard when it comes again


def from_one(nth: int, who: str = "Aru <aru@example.org>") -> bytes:
    return mail("What is this?\n", who, "Well", f"Message-ID: <{nth}@mailer.example>")


def test_one_sender_does_not_fill_what_people_must_read(now: datetime) -> None:
    """However the address is written; whoever only pretends to be somebody takes no room from them."""
    appeal_by_message()
    written = ("aru@gmail.com", "a.ru+1@gmail.com", "ARU+2@googlemail.com")
    assert [receive(from_one(nth, f"Aru <{written[nth % 3]}>")) for nth in range(7)] == ["unread"] * 5 + [
        "not kept"
    ] * 2
    assert [receive(from_one(nth)) for nth in range(10, 16)] == ["unread"] * 5 + ["not kept"]
    assert [receive(own(from_one(nth))) for nth in range(20, 26)] == ["unread"] * 5 + ["not kept"]
    assert receive(own(from_one(25))) == "again"
    clock.ticked(timedelta(days=1))
    assert receive(from_one(30)) == "unread"
    assert len(db.session.scalars(select(UnreadMessage.id)).all()) == 16


def test_neither_one_domain_nor_all_that_may_be_anybodys_fill_it(monkeypatch: pytest.MonkeyPatch) -> None:
    appeal_by_message()
    monkeypatch.setattr(queue, "OF_A_DOMAIN", 2)
    monkeypatch.setattr(queue, "OF_THE_UNSURE", 2)
    for proved in (own, bytes):
        for nth in range(2):
            assert receive(proved(from_one(nth, f"Aru <{proved.__name__}{nth}@example.org>"))) == "unread"
        with pytest.raises(queue.Full):
            receive(proved(from_one(3, f"Aru <{proved.__name__}3@example.org>")))


def test_who_is_surely_known_finds_room_when_whoever_pretends_has_filled_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal_by_message()
    monkeypatch.setattr(queue, "MOST", 1)
    assert receive(from_one(1, "Eve <eve@example.net>")) == "unread"
    with pytest.raises(queue.Full):
        receive(from_one(2, "Eve <eve@example.net>"))
    assert receive(own(from_one(3))) == "unread"


def test_what_does_not_come_again_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = appeal_by_message()
    monkeypatch.setattr(queue, "MOST", 0)
    assert inbox_receive.receive(from_one(1), recipient=TO, comes_again=False, now=clock.now()) == "not kept"
    assert queue.outcomes(appeal) == {"not kept": 1}


def test_messages_are_erased_with_the_mailboxes_and_none_is_kept_after(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = appeal_by_message(closes_at=now + timedelta(hours=1), kept_days=1)
    receive(mail("What is this?\n"))
    clock.ticked(timedelta(days=4))
    while retention.erase(appeal, clock.now()):
        db.session.commit()
    db.session.commit()
    assert receive(mail("I do not support it, take me off.\n")) == "late"
    monkeypatch.setattr(handle, "understand", None)  # our program fails
    assert receive(mail("What now?\n")) == "late"
    assert db.session.scalars(select(UnreadMessage)).all() == []
