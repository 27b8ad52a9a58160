"""Signing by message: each ends as a signature, a confirmation, a case, or a count; only a mailbox's own yes confirms."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import retention
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.inbox import queue
from petition.inbox import receive as inbox_receive
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.mail.inbound.incoming import TooMuch
from petition.signatures import confirming
from petition.signatures import counts as signature_counts
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import link_in, make_appeal, set_settings
from tests.interpret.corpus import ALL, TO, Sample, mail
from tests.nameserver import NameServer, running, signed

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now", "by_message")

TEXT = "I support the appeal. Aru Bekova, teacher, Almaty\n"


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    """The name server that the service asks."""
    with running() as server:
        server.publish_key("example.org")
        yield server


@pytest.fixture
def by_message(app: Flask, names: NameServer) -> Iterator[None]:
    """The service with an address to sign at, asking our name server."""
    before = app.extensions["settings"]
    set_settings(
        app,
        sign_address="sign@sign.example.org",
        dns_server=names.address,
        authserv_id="mx.example.org",
        public_url="https://letters.example.org",
        mail_from="letters@letters.example.org",
    )
    yield
    app.extensions["settings"] = before


def appeal_by_message(**terms: object) -> Appeal:
    return make_appeal(**({"slug": "well", "by_message": True} | terms))  # type: ignore[arg-type]


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


def receive(raw: bytes, recipient: str = TO, sender: str | None = "aru@example.org") -> str:
    return inbox_receive.receive(raw, sender=sender, recipient=recipient, now=clock.now())


def own(raw: bytes) -> bytes:
    """The message with the signature of its own domain."""
    return signed(raw, "example.org")


def told(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def answer_to(answer: EmailMessage, text: str, *headers: str) -> bytes:
    return mail(
        text,
        "Aru Bekova <aru@example.org>",
        "Re: Please confirm",
        f"In-Reply-To: {answer['Message-ID']}",
        *headers,
    )


# --- the corpus -----------------------------------------------------------------------------------------------------


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


# --- the answer -----------------------------------------------------------------------------------------------------


def test_who_surely_wrote_is_told_what_was_understood_and_confirms_by_yes(mails: Mails) -> None:
    appeal = appeal_by_message()
    assert receive(own(mail(TEXT))) == "signed"
    (answer,) = mails()
    assert "Name: Aru Bekova\r\nJob or role: teacher\r\n" in told(answer)
    assert answer["In-Reply-To"] == "<one@mailer.example>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert re.fullmatch(r"sign\+well\.[0-9a-z]{8}@sign\.example\.org", str(answer["Reply-To"]))
    assert receive(own(answer_to(answer, "Yes\n")), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.confirmed(appeal) == 1
    assert link_in(mails()[-1], "/s/")


def test_a_yes_finds_its_signature_by_the_mail_it_answers_too(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    assert receive(own(answer_to(mails()[0], "да\n"))) == "confirmed"


@pytest.mark.parametrize("name", ["Nikolsky Khram", "Eve Bekova", "Office", "Bek Aruov"])
def test_a_yes_from_a_mailbox_that_several_share_confirms_what_was_asked(mails: Mails, name: str) -> None:
    appeal = appeal_by_message()
    shared = f"{name} <aru@example.org>"
    receive(own(mail("I sign. Aru Bekova, teacher, Almaty\n", shared)))
    (answer,) = mails()
    yes = mail("Yes\n", shared, "Re: Please confirm", f"In-Reply-To: {answer['Message-ID']}")
    assert receive(own(yes), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher (Almaty)"]


def test_a_yes_under_which_another_name_stands_confirms_nobody_else(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    assert receive(own(answer_to(answer, "Yes\n\nEve Stranger\n")), str(answer["Reply-To"])) != "confirmed"
    assert "confirmed" not in states()


@pytest.mark.parametrize(
    ("below", "outcome"),
    [
        ("Aru Bekova\nteacher", "confirmed"),
        ("Ару Бекова\nАлматы", "confirmed"),  # in another script
        ("Aru Bekova\nWell School\n+7 701 000 00 00", "confirmed"),
        ("Aru Bekova\ndoctor", "signed"),
        ("Aru Bekova\nTaraz", "signed"),
    ],
)
def test_a_yes_under_which_another_role_or_town_stands_is_asked_about_anew(
    mails: Mails, below: str, outcome: str
) -> None:
    appeal_by_message()
    receive(own(mail("I sign. Aru Bekova, teacher, Almaty\n")))
    (answer,) = mails()
    assert receive(own(answer_to(answer, f"Yes\n\n{below}\n")), str(answer["Reply-To"])) == outcome
    assert ("confirmed" in states()) == (outcome == "confirmed")


def test_who_may_be_anybody_is_sent_nothing_they_typed(mails: Mails) -> None:
    appeal_by_message()
    assert receive(mail("I sign. Zxname Qwerty, zxrole, Almaty\n")) == "signed"
    (first,) = mails()
    assert not re.search("zxname|qwerty|zxrole", first.as_string(), re.IGNORECASE)
    assert first["Reply-To"] is None
    assert first["In-Reply-To"] is None
    assert states() == ["pending"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw,  # not signed at all
        lambda raw: signed(raw, "example.net"),  # by another domain, whose key nobody has published
        lambda raw: own(raw).replace(b"Yes", b"YES"),  # changed on the way
        lambda raw: own(raw).replace(b"aru@example.org", b"eve@example.org"),
        lambda raw: signed(raw, "example.org", length=True),  # more could be appended
        lambda raw: (
            b"Authentication-Results: mx.other.example; spf=pass smtp.mailfrom=aru@example.org\r\n" + raw
        ),
        lambda raw: b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=a@example.net\r\n" + raw,
        lambda raw: b"Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=a@example.org\r\n" + raw,
        lambda raw: (
            b"Authentication-Results: mx.example.org; none\r\n"
            b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=aru@example.org\r\n" + raw
        ),
    ],
)
def test_a_yes_that_may_be_anybodys_confirms_nothing(mails: Mails, spoil: Callable[[bytes], bytes]) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    outcome = receive(spoil(answer_to(answer, "Yes\n")), str(answer["Reply-To"]))
    assert outcome in {"unconfirmed", "signed"}  # the latter: from another mailbox, which may sign for itself
    assert "confirmed" not in states()
    assert link_in(mails()[-1])


def test_a_yes_is_believed_where_our_own_server_says_that_spf_passed(mails: Mails) -> None:
    appeal_by_message()
    stated = b"Authentication-Results: mx.example.org (checked);\r\n spf=pass smtp.mailfrom=aru@bounces.example.org\r\n"
    receive(stated + mail(TEXT))
    (answer,) = mails()
    assert receive(stated + answer_to(answer, "Yes\n"), str(answer["Reply-To"])) == "confirmed"


def test_a_yes_from_another_mailbox_confirms_nothing(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    stranger = own(
        mail("Yes\n", "Eve Stranger <eve@example.org>", "Re", f"In-Reply-To: {answer['Message-ID']}")
    )
    receive(stranger, str(answer["Reply-To"]))
    assert states() == ["pending", "pending"]


@pytest.mark.parametrize("text", ["No\n", "Yes, remove me\n", "Нет, это не я\n"])
def test_a_no_confirms_nothing_and_is_kept_and_sent_the_link(mails: Mails, text: str) -> None:
    appeal = appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "no"
    assert states() == ["pending"]
    assert queue.waiting_count(appeal) == 1
    assert link_in(mails()[-1])


def test_a_correction_in_place_of_a_yes_is_a_signature_of_its_own(mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(own(mail("I sign. Aru Bekoa, teacher\n")))
    (answer,) = mails()
    assert receive(own(answer_to(answer, "Aru Bekova, teacher\n")), str(answer["Reply-To"])) == "signed"
    assert receive(own(answer_to(mails()[-1], "yes\n"))) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher"]


def test_yes_twice_is_yes_once(mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    for text in ("Yes\n", "Yes, I confirm\n"):
        assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.confirmed(appeal) == 1
    assert len(mails()) == 2


def test_the_link_confirms_as_ever_and_asks_how_to_be_shown(client: FlaskClient, mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(mail(TEXT))
    link = link_in(mails()[0])
    page = client.get(link).text
    assert page.count('name="visibility"') == 3
    assert client.post(link, data={"visibility": "all", "deed": "confirm"}).status_code == 422
    assert states() == ["pending"]
    assert client.post(link, data={"visibility": "initials", "deed": "confirm"}).status_code == 303
    assert signature_counts.latest(appeal, 5) == ["A. B."]


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


# --- the deadline ---------------------------------------------------------------------------------------------------


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


# --- what is never answered -----------------------------------------------------------------------------------------


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


def test_a_mailbox_is_answered_no_oftener_than_its_cap(mails: Mails) -> None:
    appeal_by_message()
    outcomes = [receive(mail(f"I sign. Aru Bekova{'a' * nth}\n")) for nth in range(5)]
    assert outcomes == ["signed"] * 3 + ["capped"] * 2
    assert len(mails()) == 3


def test_a_mailbox_that_said_not_me_is_asked_once_whether_it_signs_after_all(
    now: datetime, mails: Mails
) -> None:
    appeal_by_message(closes_at=now + timedelta(hours=1))
    receive(mail(TEXT))
    confirming.not_me(db.session.scalars(select(Signature)).one(), now=now)
    db.session.commit()
    before = len(mails())
    assert receive(own(mail("I sign again. Aru Bekova\n"))) == "signed"  # is asked whether that is so
    assert receive(mail("I sign, I say. Aru Bekova\n")) == "capped"
    assert receive(mail("No! I do not sign.\n")) == "no"
    clock.ticked(timedelta(hours=2))
    assert receive(mail("And again. Aru Bekova\n")) == "late"
    (asked,) = mails()[before:]
    assert "You told us not to email you" in told(asked)
    assert "Aru" not in told(asked)


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
        ("", False),
    ],
)
def test_only_where_a_published_appeal_is_signed_by_message_is_anything_taken_in(
    address: str, ours: bool
) -> None:
    appeal_by_message()
    make_appeal(slug="draft", by_message=True, published=False)
    make_appeal(slug="quiet")
    assert inbox_receive.is_ours(address) is ours


def test_a_long_slug_has_an_address_that_fits(mails: Mails) -> None:
    for end in ("one", "two"):
        appeal_by_message(slug=f"{'keep-the-well-of-the-village-open-for-all-who-drink-from-it-today'}-{end}")
    slugs = list(db.session.scalars(select(Appeal.slug).order_by(Appeal.id)))
    addresses = [inbox_receive.address_of(found) for slug in slugs if (found := appeals.by_slug(slug))]
    assert len(set(addresses)) == 2
    for nth, address in enumerate(addresses):
        assert len(address.partition("@")[0]) <= 64
        assert receive(own(mail(f"{TEXT}{nth}")), address) == "signed"
        reply = next(str(each["Reply-To"]) for each in mails()[::-1] if each["Reply-To"])
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


def test_messages_are_erased_with_the_mailboxes(now: datetime) -> None:
    appeal = appeal_by_message(closes_at=now + timedelta(hours=1), kept_days=1)
    receive(mail("What is this?\n"))
    clock.ticked(timedelta(days=4))
    while retention.erase(appeal, clock.now()):
        db.session.commit()
    db.session.commit()
    assert db.session.scalars(select(UnreadMessage)).all() == []


# --- a word that cannot be misread ------------------------------------------------------------------------------------


def mailto(answer: EmailMessage, deed: str) -> tuple[str, str]:
    """The address and the subject of a link in our answer."""
    page = answer.get_body(("html",))
    assert page
    found = re.search(rf'href="mailto:(\S+\.{deed}\.\S+)\?subject=([^"]+)"', page.get_content())
    assert found
    assert found[1] in told(answer)
    return found[1], found[2].replace("%20", " ")


def test_a_message_to_the_address_for_yes_confirms_whatever_it_quotes(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "yes")
    quoting = "Sent from a phone\n\n> We wait for you. Is it not right? Delete it.\n"
    assert receive(own(mail(quoting, "<aru@example.org>", subject)), address) == "confirmed"


@pytest.mark.parametrize("spoil", ["subject", "mailbox", "trust", "words"])
def test_the_address_for_yes_alone_confirms_nothing(mails: Mails, spoil: str) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "yes")
    who = "<eve@example.org>" if spoil == "mailbox" else "<aru@example.org>"
    text = "No, take my name off\n" if spoil == "words" else "x\n"
    raw = mail(text, who, "Automatic reply: thanks" if spoil == "subject" else subject)
    assert receive(raw if spoil == "trust" else own(raw), address) != "confirmed"
    assert "confirmed" not in states()


def test_a_message_to_the_address_for_no_deletes_what_was_written(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "no")
    assert receive(mail("", "<aru@example.org>", subject), address) == "no"
    assert states() == ["pending"]  # it may be anybody's
    assert receive(own(mail("", "<aru@example.org>", subject, "Message-ID: <n@x>")), address) == "no"
    assert states() == ["withdrawn"]


def edited(answer: EmailMessage, above: str, *changes: tuple[str, str]) -> str:
    """A reply in which lines of our answer are changed where they are quoted."""
    quoted = "\n".join(f"> {line}" for line in told(answer).replace("\r\n", "\n").split("\n"))
    for before, after in changes:
        assert before in quoted
        quoted = quoted.replace(before, after)
    return f"{above}\n\nOn 22 Nov 2026, at 10:15, letters@letters.example.org wrote:\n{quoted}\n"


@pytest.mark.parametrize("above", ["", "Yes", "Yes, thank you!"])
def test_lines_that_are_corrected_in_the_reply_are_taken_exactly_and_confirm(
    mails: Mails, above: str
) -> None:
    appeal = appeal_by_message()
    receive(own(mail("I sign. Aru Bekoa, teacher, Almaty\n")))
    (answer,) = mails()
    text = edited(
        answer, above, ("Name: Aru Bekoa", "Name: Aru Bekova"), ("Town: Almaty", "Town: Qostanai city")
    )
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher (Qostanai city)"]


@pytest.mark.parametrize(
    ("above", "changed", "outcome"),
    [
        ("No", "Taraz", "no"),
        ("Add my husband too, Marat Suleyev", "Taraz", "unread"),
        ("Yes", "https://evil.example", "unread"),
    ],
)
def test_lines_corrected_beside_other_words_are_for_a_person_to_read(
    mails: Mails, above: str, changed: str, outcome: str
) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    text = edited(answer, above, ("Town: Almaty", f"Town: {changed}"))
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == outcome
    assert "confirmed" not in states()


def test_lines_corrected_by_who_may_be_anybody_change_nothing(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    text = edited(answer, "Yes", ("Town: Almaty", "Town: Taraz"))
    assert receive(answer_to(answer, text), str(answer["Reply-To"])) == "unread"
    assert db.session.scalars(select(Signature)).one().own.place == "Almaty"


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


def test_a_complaint_of_spam_makes_a_mailbox_quiet_and_takes_no_signature_off(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    receive(own(answer_to(answer, "Yes\n")))
    ref = str(answer["Message-ID"]).strip("<>").partition("@")[0]
    report = (
        "From: feedback@isp.example\nTo: letters@letters.example.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "Original-Rcpt-To: <aru@example.org>\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{ref}@letters.example.org>\n\n--b--\n"
    )
    receive(report.encode(), "letters@letters.example.org", "")
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.state, signature.quiet_at) == ("confirmed", clock.now())
