"""Which mailboxes are answered no more: those at their cap, that said "not me", or that complained of spam."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.signatures import ending
from petition.signatures.models import Signature
from tests.factories import words_of
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
