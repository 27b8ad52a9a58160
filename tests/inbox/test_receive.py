"""Which messages are taken in: each once, and each ends as a signature, a confirmation, a case, or a count."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.inbox import receive as inbox_receive
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.mail.inbound.incoming import TooMuch
from petition.signatures import by_message
from petition.signatures import counts as signature_counts
from tests.factories import make_appeal, set_settings
from tests.inbox.messages import TEXT, Mails, appeal_by_message, own, receive, states
from tests.interpret.corpus import ALL, TO, Sample, mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def expected(sample: Sample) -> str:
    outcomes = {"signs": "signed", "yes": "signed", "no": "no", "unclear": "unread"}
    return outcomes[sample.says] if sample.kind == "ordinary" else sample.kind


def test_no_message_is_lost_and_none_confirms_by_itself() -> None:
    appeal_by_message()
    ended: dict[str, str] = {}
    for nth, sample in enumerate(ALL):
        raw = sample.raw.replace(
            b"@example.org>", b"-%d@example.org>" % nth
        )  # each from a mailbox of its own
        ended[sample.name] = receive(raw, sender=None)
    assert ended == {sample.name: expected(sample) for sample in ALL}
    outcomes = list(ended.values())
    assert states() == ["pending"] * outcomes.count("signed")
    assert len(db.session.scalars(select(UnreadMessage.id)).all()) == sum(
        each in {"no", "unread"} for each in outcomes
    )
    assert sorted(db.session.scalars(select(ReceivedMessage.outcome))) == sorted(outcomes)


def test_a_message_delivered_twice_is_heard_once(mails: Mails) -> None:
    appeal_by_message()
    raw = mail(TEXT)
    assert [receive(raw), receive(b"Received: from elsewhere\r\n" + raw)] == ["signed", "again"]
    assert len(mails()) == 1


def test_nobody_can_keep_out_a_message_by_guessing_its_id(mails: Mails) -> None:
    appeal_by_message()
    receive(mail("x\n", "Eve <eve@example.org>", "x"))  # with the Message-ID that the next one bears
    assert receive(mail(TEXT)) == "signed"


def test_of_two_deliveries_at_once_one_is_heard(app: Flask) -> None:
    appeal_by_message()
    outcomes: list[str] = []

    def deliver() -> None:
        with app.app_context():
            outcomes.append(inbox_receive.receive(mail(TEXT), recipient=TO, now=clock.now()))

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["again", "again", "again", "signed"]
    db.session.rollback()
    assert states() == ["pending"]


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("sign+well@sign.example.org", True),
        ("SIGN+Well@Sign.Example.org", True),
        ("sign+well.k7qf3mxd@sign.example.org", True),
        ("sign+other@sign.example.org", False),
        ("sign@sign.example.org", False),
        ("sign+well@elsewhere.example", False),
        ("sign+draft@sign.example.org", False),
        ("sign+quiet@sign.example.org", False),
        ("sign+quiet.k7qf3mxd@sign.example.org", True),  # who was asked may still say yes
        ("sign+%@sign.example.org", False),
        ("letters@letters.example.org", True),
        ("returns@letters.example.org", True),
        ("returns+0123456789abcdef0123456789abcdef@letters.example.org", True),  # of one mail
        ("other+0123456789abcdef0123456789abcdef@letters.example.org", False),
        ("", False),
    ],
)
def test_only_where_a_published_appeal_is_signed_by_message_is_anything_taken_in(
    app: Flask, address: str, ours: bool
) -> None:
    set_settings(app, mail_bounces="returns@letters.example.org")
    appeal_by_message()
    make_appeal(slug="draft", by_message=True, published=False)
    make_appeal(slug="quiet")
    assert inbox_receive.is_ours(address) is ours


def test_a_long_slug_has_an_address_that_fits(mails: Mails) -> None:
    for end in ("one", "two"):
        appeal_by_message(slug=f"{'keep-the-well-of-the-village-open-for-all-who-drink-from-it-today'}-{end}")
    slugs = list(db.session.scalars(select(Appeal.slug).order_by(Appeal.id)))
    addresses = [by_message.address(found) for slug in slugs if (found := appeals.by_slug(slug))]
    assert len(set(addresses)) == 2
    for nth, address in enumerate(addresses):
        assert len(address.partition("@")[0]) <= 64
        assert receive(own(mail(f"{TEXT}{nth}")), address) == "signed"
        reply = next(str(each["Reply-To"]) for each in mails()[::-1] if each["In-Reply-To"])
        assert len(reply.partition("@")[0]) <= 64
        assert receive(own(mail("Yes\n", "Aru Bekova <aru@example.org>", f"Re {nth}")), reply) == "confirmed"
    counts = [signature_counts.confirmed(found) for slug in slugs if (found := appeals.by_slug(slug))]
    assert counts == [1, 1]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@example.org\r\n\r\n" + b"x" * (10 * 1024 * 1024 + 1),
        b"From: a@example.org\r\n" + b"X-Long: y\r\n" * 20_000 + b"\r\nx",
        b"From: a@example.org\r\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (nth, nth) for nth in range(5000)
        ),
    ],
    ids=["large", "long head", "deep"],
)  # fmt: skip
def test_what_is_too_much_is_refused_unread_and_counted(raw: bytes) -> None:
    appeal_by_message()
    with pytest.raises(TooMuch):
        receive(raw)
    assert db.session.scalars(select(ReceivedMessage.outcome)).all() == ["refused"]


def test_a_message_to_very_many_is_no_message_to_us(mails: Mails) -> None:
    appeal_by_message()
    many = ", ".join(f"p{nth}@example.org" for nth in range(2000))
    assert receive(mail(TEXT, "Aru Bekova <aru@example.org>", "Well", f"Cc: {many}")) == "list"
    assert mails() == []
