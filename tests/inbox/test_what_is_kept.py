"""What of a message is kept and printed, and what is left for a person to read."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from petition.core import clock
from petition.core.db import db
from petition.inbox import queue
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.signatures import ending, own_data
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Source
from tests.factories import signed
from tests.inbox.messages import TEXT, Mails, appeal_by_message, own, receive
from tests.interpret.corpus import mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def test_what_the_appeal_does_not_ask_for_is_not_kept(mails: Mails) -> None:
    appeal_by_message(asks=["role"])
    receive(mail(TEXT))
    signature = db.session.scalars(select(Signature)).one()
    assert signature.own.line == "Aru Bekova, teacher"
    assert signature.source == Source.MESSAGE


@pytest.mark.parametrize(
    "name", ["Aru https://evil.example", "Aru\u202eBekova Nova", "A\u0334\u0321\u0322\u031bru Bekova"]
)
def test_a_name_that_cannot_stand_is_for_a_person_to_read(mails: Mails, name: str) -> None:
    appeal_by_message()
    assert receive(mail(f"Name: {name}\n", "<aru@example.org>")) == "unread"
    assert mails() == []


@pytest.mark.parametrize(
    "text",
    [
        "Name: Aru Bekova\nRole: teacher, t.me/aru\n",
        "I support the appeal. Aru Bekova, teacher, +7 777 123 45 67\n",
        "I support the appeal.\n\nAru Bekova\nteacher\n+7 777 123 45 67\naru@example.org\n",
    ],
)
def test_what_a_message_says_of_contacts_is_never_printed(mails: Mails, text: str) -> None:
    appeal_by_message(asks=["role", "affiliation", "place"])
    outcome = receive(mail(text))
    kept = [each.own for each in db.session.scalars(select(Signature))]
    assert outcome == ("signed" if kept else "unread")
    assert not any(word in repr(own._replace(mailbox="")) for own in kept for word in ("777", "t.me", "@"))


def test_what_came_with_a_message_and_was_not_read_is_named_to_whom_reads_it() -> None:
    appeal = appeal_by_message()
    parts = (
        "--b\nContent-Type: text/plain\n\nI sign. Aru Bekova\n--b\nContent-Type: application/ms-tnef\n"
        'Content-Disposition: attachment; filename="winmail.dat"\n\nx\n--b--\n'
    )
    raw = mail(parts, "Aru Bekova <aru@example.org>", "Well", 'Content-Type: multipart/mixed; boundary="b"')
    assert receive(own(raw)) == "unread"
    (kept,) = queue.waiting(appeal, 5)
    assert list(queue.written(kept).parts) == ["application/ms-tnef winmail.dat", "winmail.dat"]


@pytest.mark.parametrize("leaves", [ending.withdraw, ending.not_me])
@pytest.mark.parametrize("kept_by", ["this version", "the one before"])
def test_of_who_leaves_no_message_stays_nor_which_signature_came_by_one_or_when(
    leaves: Callable[..., None], kept_by: str
) -> None:
    appeal_by_message()
    assert receive(mail(TEXT, "Aru Bekova <aru@example.org>")) == "signed"
    for sender in ("Aru@Example.org", "eve@example.org"):
        assert receive(mail("What is this?", f"<{sender}>")) == "unread"
    if kept_by == "the one before":
        db.session.execute(update(UnreadMessage).values(sender=None))
    (signature,) = db.session.scalars(select(Signature))
    assert len(own_data.everything_about(signature)["messages"]) == 1
    leaves(signature, now=clock.now())
    db.session.commit()
    (left,) = db.session.scalars(select(UnreadMessage))
    assert queue.written(left).mailbox == "eve@example.org"
    kept = select(ReceivedMessage.signature_ref, ReceivedMessage.received_at)
    assert db.session.execute(kept.where(ReceivedMessage.outcome == "signed")).all() == [
        (None, clock.day(clock.now()))
    ]


def test_who_leaves_without_an_address_takes_no_message_along() -> None:
    appeal = appeal_by_message()
    listed = signed(appeal, "Dana Serik")
    listed.particulars = sealed(appeal.key, appeal.id, listed.ref, listed.own._replace(mailbox=""))
    db.session.commit()
    assert receive(mail("What is this?", "<nobody>")) == "unread"
    assert (
        db.session.scalar(select(UnreadMessage.sender)) == b""
    )  # so that nobody decrypts it to see whose it is
    ending.withdraw(listed, now=clock.now())
    assert len(db.session.scalars(select(UnreadMessage)).all()) == 1
