"""Which mailboxes are answered no more: those at their cap, that said "not me", or that complained of spam."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.signatures import ending
from petition.signatures.models import Signature
from tests.factories import confirm_by, link_in, make_appeal, sign, words_of
from tests.inbox.messages import TEXT, Mails, answer_to, appeal_by_message, own, receive, told
from tests.interpret.corpus import mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


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
    ending.not_me(db.session.scalars(select(Signature)).one(), now=now)
    db.session.commit()
    before = len(mails())
    assert receive(own(mail("I sign again. Aru Bekova\n"))) == "signed"  # is asked whether that is so
    assert receive(mail("I sign, I say. Aru Bekova\n")) == "capped"
    assert receive(mail("No! I do not sign.\n")) == "no"
    clock.ticked(timedelta(hours=2))
    assert receive(mail("And again. Aru Bekova\n")) == "late"
    (asked,) = mails()[before:]
    assert "You told us not to email you" in told(asked)
    assert not {"Aru", "Bekova"} & words_of(told(asked))


def complaint(about: EmailMessage, address: str, *headers: str, kind: str = "abuse") -> bytes:
    """A report that a mail of ours is spam, as a provider sends it and as anybody can write it."""
    returned = "\n".join((f"Message-ID: {about['Message-ID']}", *headers))
    return (
        "From: feedback@isp.example\nTo: letters@letters.example.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        f"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\n"
        f"{address and f'Original-Rcpt-To: <{address}>'}\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{returned}\n\n--b--\n"
    ).encode()


@pytest.mark.parametrize("address", ["aru@example.org", ""])
def test_a_complaint_of_spam_makes_a_mailbox_quiet_and_takes_no_signature_off(
    mails: Mails, address: str
) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    receive(own(answer_to(answer, "Yes\n")))
    for kind in ("not-spam", "auth-failure"):
        receive(complaint(answer, address, kind=kind), "letters@letters.example.org", "")
        assert db.session.scalars(select(Signature)).one().quiet_at is None
    receive(complaint(answer, address), "letters@letters.example.org", "")
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.state, signature.quiet_at) == ("confirmed", clock.now())


def test_a_complaint_about_a_mail_of_ones_own_silences_nobody_else(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug

    def mails_to(address: str) -> list[EmailMessage]:
        return [each for each in mails() if each["To"] == address]

    sign(client, slug, email="dana@example.org", name="Boris Lind")  # by a stranger, and it waits
    for address in ("eve@example.org", "dana@example.org"):
        sign(client, slug, email=address)
        confirm_by(client, link_in(mails_to(address)[-1]))
    eves, danas = (
        next(each for each in mails_to(address) if each["List-Unsubscribe"])
        for address in ("eve@example.org", "dana@example.org")
    )

    def quiet() -> set[str]:
        rows = db.session.scalars(select(Signature).where(Signature.quiet_at.is_not(None)))
        return {each.own.mailbox for each in rows}

    link = f"List-Unsubscribe: {eves['List-Unsubscribe']}"
    receive(complaint(eves, "dana@example.org"), "letters@letters.example.org", "")
    assert quiet() == set()
    receive(complaint(eves, "dana@example.org", link), "letters@letters.example.org", "")
    assert quiet() == {"eve@example.org"}
    link = f"List-Unsubscribe: {danas['List-Unsubscribe']}"
    receive(complaint(danas, "redacted@example.org", link), "letters@letters.example.org", "")
    assert quiet() == {"eve@example.org", "dana@example.org"}
