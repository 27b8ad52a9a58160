"""A complete letter is emailed to its recipients from the desk, once, with what is in it when the email leaves."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from petition import worker
from petition.accounts import members, organisers
from petition.appeals import service
from petition.core import clock
from petition.core.db import db
from petition.delivery import mailing
from petition.delivery.mailed import MailedDelivery
from petition.desk.service import publish
from petition.mail import bounces
from petition.mail.out.models import OutboxMessage
from petition.reading.draft import Recipient
from petition.signatures.models import Signature
from tests.conftest import engine_of
from tests.factories import TEXT, confirm_by, desk_post, drawn, enter, link_in, make_appeal, press, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def slug(client: FlaskClient, mails: Mails) -> str:
    """A letter that two have signed, complete, with an organiser at the desk."""
    appeal = make_appeal(grace_minutes=0, mails=[])
    for name in ("Aru Bekova", "Dana Omarova"):
        sign(client, appeal.slug, name=name, email=f"{name[:3].lower()}@example.org")
        confirm_by(client, link_in(mails()[-1]))
    clock.ticked(timedelta(days=12))
    enter(client)
    return appeal.slug


def typed(**fields: str) -> dict[str, str]:
    return {
        "addressees-0-name": "Mayor of Qarasu",
        "addressees-0-address": "mayor@town.example",
        "addressees-1-name": "Press office",
        "addressees-1-address": "press@town.example",
        "words": "Dear Mayor,\n\nhere is the letter.",
        "reply_to": "answers@example.org",
    } | fields


def delivered(mails: Mails) -> list[EmailMessage]:
    return [each for each in mails() if each["Subject"].startswith("Open letter: Keep the well open")]


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_each_recipient_gets_the_letter_and_the_covering_note_once(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    page, public = f"/desk/a/{slug}/delivery", f"/a/{slug}"
    at = f"{page}/email"
    assert "Mayor of Qarasu" in client.get(at).text
    proposed = drawn(client, at, at)["words"]  # true whoever goes before it leaves, and with a link alone
    assert not any(map(str.isdigit, proposed))
    assert "covering" not in proposed
    for wrong in (
        {"addressees-0-address": "no address"},
        {"addressees-0-address": "", "addressees-1-address": ""},
        {"reply_to": "x"},
        {"addressees-0-name": ""},
        {"words": ""},
        {"words": "x" * 5_001},
    ):
        refused = desk_post(client, at, typed(**wrong))
        assert (refused.status_code, "Press office" in refused.text) == (422, True), wrong
    desk_post(client, at, typed(**{"addressees-0-address": ""}))
    assert 'value="Mayor of Qarasu"' in client.get(at).text  # whose address is still to be found
    preview = desk_post(client, at, typed()).headers["Location"]
    shown = client.get(preview).text
    for said in (
        "mayor@town.example",
        "answers@example.org",
        f"{slug}-covering-en.pdf",
        "here is the letter.",
    ):
        assert said in shown
    assert press(client, preview, f"{at}/test").status_code == 303
    (test,) = delivered(mails)
    assert test["To"] == "organiser@example.org"
    row = db.session.scalars(select(MailedDelivery)).one()
    to = f"{at}/{row.ref}/send"
    assert press(client, preview, to).status_code == 422  # nobody said that it is meant
    old = {"seen": "older", "sure": "y"}
    assert desk_post(client, to, old, at=preview).headers["Location"] == preview
    db.session.execute(
        db.delete(Signature).where(Signature.id == 2)
    )  # who has gone by the time that it leaves
    db.session.commit()
    seen = {"seen": row.mark, "sure": "y"}
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(preview).text)
    assert token
    for _twice in range(2):
        assert client.post(to, data=seen | {"csrf_token": token[1]}).status_code == 303
    assert "Delivered" not in client.get(public).text  # nothing has left yet
    for _round in range(2):
        worker.once()
    sent = delivered(mails)[1:]
    assert [each["To"] for each in sent] == ["mayor@town.example", "press@town.example"]
    for each in sent:
        assert each["Reply-To"] == "answers@example.org"
        assert (each["Auto-Submitted"], each["X-Auto-Response-Suppress"]) == (None, None)
        letter, note = (part.get_content() for part in each.iter_attachments())
        assert "Aru Bekova" in text_of(letter)
        assert "Dana Omarova" not in text_of(letter)
        assert "Covering note" in text_of(note)
        assert "Where to reply: answers@example.org (" in text_of(note)
        assert "Date, name, signature" not in text_of(note)  # which nobody can write into an email
        assert len(pypdfium2.PdfDocument(note)) == 1
        body = each.get_body(("plain",))
        assert body is not None
        assert body.get_content().startswith("Dear Mayor,")
        said = " ".join(body.get_content().split())
        assert "Number of signatories: 1." in said
        assert "a covering note that says how the signatures" in said
        assert "Every link in our emails" not in body.get_content()  # as supporters are told
    assert "Delivered" in client.get(public).text
    for lang, said in (("en", "By email"), ("ru", "По электронной почте")):  # ours, in the reader's language
        assert f"{said}: Mayor of Qarasu, Press office" in client.get(f"{public}/letter?lang={lang}").text
    assert ": sent" in " ".join(client.get(f"/desk/a/{slug}/delivery").text.split())
    assert "town.example" not in client.get(public).text
    assert client.get(preview).status_code == 404
    assert "Letter emailed to its recipients" in client.get(f"/desk/a/{slug}/activity").text


@pytest.mark.parametrize("recipients", [1, 2])
def test_only_a_single_recipient_is_greeted_as_the_letter_greets(
    client: FlaskClient, recipients: int
) -> None:
    both = (*TEXT.recipients, Recipient("Minister of Water"))[:recipients]
    appeal = make_appeal(text=replace(TEXT, recipients=both), grace_minutes=0)
    clock.ticked(timedelta(days=12))
    enter(client)
    at = f"/desk/a/{appeal.slug}/delivery/email"
    assert drawn(client, at, at)["words"].strip().startswith("Dear Mayor,") is (recipients == 1)


def test_the_letter_and_its_covering_note_tell_of_one_moment(app: Flask, slug: str) -> None:
    """Who withdraws while they are made is in both, or in neither, and waits for nobody."""
    other, read = engine_of(app), list[str]()
    found = service.by_slug(slug)
    assert found is not None
    gone = update(Signature).where(Signature.id == 2).values(state="withdrawn")

    def withdraw(*executed: object) -> None:
        if "signatures.particulars" in str(executed[2]) and not read:
            read.append(str(executed[2]))
            with other.begin() as writer:
                writer.execute(gone)

    event.listen(db.engine, "after_cursor_execute", withdraw)
    letter, note = (
        text_of(each.content) for each in mailing.files(found, "en", clock.now(), reply_to="").files
    )
    event.remove(db.engine, "after_cursor_execute", withdraw)
    other.dispose()
    assert ("two undersigned" in letter, "signatories: 2" in note) == (True, True)
    letter, note = (
        text_of(each.content) for each in mailing.files(found, "en", clock.now(), reply_to="").files
    )
    assert ("Signed by one person" in letter, "signatories: 1" in note) == (True, True)


def test_no_answer_goes_to_an_organiser_who_has_left_and_their_address_goes_with_them(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    at, leaves = f"/desk/a/{slug}/delivery/email", "leaves@example.org"

    def written_and_left(*, sent: bool) -> str:
        members.invite(leaves, "Friends", now=clock.now())
        db.session.commit()
        preview = desk_post(client, at, typed(reply_to=leaves)).headers["Location"]
        assert leaves in client.get(preview).text
        ref = db.session.scalars(select(MailedDelivery.ref)).one()
        if sent:
            assert press(client, preview, f"{at}/{ref}/send", sure="y").status_code == 303
        organiser = organisers.by_address(leaves)
        assert organiser is not None
        members.remove(organiser, organiser.teams[0], now=clock.now())
        db.session.commit()
        return preview

    assert client.get(written_and_left(sent=False)).location == at
    page = client.get(at).text
    assert ("has left. Enter another email address." in page, leaves in page) == (True, False)
    written_and_left(sent=True)
    worker.once()
    sent = delivered(mails)
    # those who answer for the letter, for its words ask for an answer
    assert [each["Reply-To"] for each in sent] == ["letters@localhost.localdomain"] * 2
    assert leaves not in "".join(map(str, sent))
    assert "do not reply" not in "".join(map(str, sent))


def test_what_comes_back_is_told_to_those_who_may_deliver_the_letter(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    at = f"/desk/a/{slug}/delivery/email"
    preview = desk_post(client, at, typed()).headers["Location"]
    ref = db.session.scalars(select(MailedDelivery.ref)).one()
    assert press(client, preview, f"{at}/{ref}/send", sure="y").status_code == 303
    assert client.get(at).text.count("waiting to be sent") == 2
    worker.once()
    failed = select(OutboxMessage).where(OutboxMessage.batch.is_not(None)).order_by(OutboxMessage.id)
    mail = db.session.scalars(failed).first()
    assert mail is not None
    report = BOUNCE.format(ref=mail.ref).encode()
    assert bounces.note(report, now=clock.now())
    db.session.commit()
    for _again in range(2):
        worker.once()
    told = [each for each in mails() if "could not be delivered to a recipient" in each.as_string()]
    assert [each["To"] for each in told] == ["organiser@example.org"]
    shown = client.get(at).text
    assert shown.count("could not be delivered") == 1
    assert shown.count(": sent") + shown.count("sent\n") >= 1
    clock.ticked(timedelta(days=31))
    worker.once()
    row = db.session.scalars(select(MailedDelivery)).one()
    assert (row.text.words, row.text.reply_to, row.text.addressees[0].address) == (
        "",
        "",
        "mayor@town.example",
    )


BOUNCE = """From: mailer-daemon@town.example\r
To: letters+{ref}@127.0.0.1\r
Subject: failure\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
failed\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; town.example\r
\r
Final-Recipient: rfc822; mayor@town.example\r
Action: failed\r
Status: 5.1.1\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <{ref}@127.0.0.1>\r
\r
--b--\r
"""


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_files_that_are_too_large_are_a_link_and_a_letter_that_is_not_complete_is_not_sent(
    client: FlaskClient, mails: Mails, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "MOST_BYTES", 1_000)
    at = f"/desk/a/{slug}/delivery/email"
    preview = desk_post(client, at, typed()).headers["Location"]
    assert "link to them instead" in client.get(preview).text
    press(client, preview, f"{at}/test")
    (test,) = delivered(mails)
    assert not list(test.iter_attachments())
    assert f"/a/{slug}/letter" in test.as_string()
    is_open = make_appeal(slug="open").slug
    assert client.get(f"/desk/a/{is_open}/delivery/email").status_code == 409
    enter(client, team="Others", address="stranger@example.org")
    for path in (at, preview):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_an_organiser_has_no_more_than_ten_emails_an_hour_sent_to_try_them_out(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    update = {"texts-0-lang": "en", "texts-0-title": "We met the mayor", "texts-0-body": "He answered."}
    looks = [
        desk_post(client, f"/desk/a/{slug}/{page}", fields).headers["Location"]
        for page, fields in (("delivery/email", typed()), ("updates/new", update))
    ]
    before = len(mails())
    for page in looks * 6:
        assert press(client, page, page.replace("preview", "test")).status_code == 303
    worker.once()
    assert len(mails()) == before + 10
    for page in looks:
        press(client, page, page.replace("preview", "test"))
        assert "This one was not sent. Try again in an hour." in client.get(page).text


def test_the_public_page_names_the_recipients_as_its_own_language_does(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well", grace_minutes=0, published=False)
    mayor = replace(TEXT.recipients[0], name="Мэр Карасу", organisation="")
    service.write(appeal, "ru", replace(TEXT, recipients=(mayor,)), organiser_id=None, now=clock.now())
    publish(appeal, now=clock.now())
    clock.ticked(timedelta(days=12))
    enter(client)
    at = "/desk/a/well/delivery/email"
    named = {"addressees-0-name": "Mayor of Qarasu, Town hall", "addressees-1-address": ""}
    preview = desk_post(client, at, typed(**named)).headers["Location"]
    row = db.session.scalars(select(MailedDelivery)).one()
    assert press(client, preview, f"{at}/{row.ref}/send", sure="y").status_code == 303
    for _round in range(2):
        worker.once()
    for path, said in (("well", "By email: Mayor of Qarasu, Town hall"), ("well/ru", ": Мэр Карасу")):
        assert said in client.get(f"/a/{path}").text
