"""Mails that come back: read in the forms that servers write them in, counted for the organiser, removing nobody."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.mail import bounces
from petition.mail.inbound import dsn
from petition.mail.out import carrier, outbox
from petition.mail.out.message import Message
from petition.mail.out.models import OutboxMessage
from petition.signatures import counts
from tests.conftest import NOW
from tests.factories import enter, make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")

REF = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2

POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: letters@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.example.net.

<nobody@example.com>: host mail.example.com said: 550 5.1.1 User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; nobody@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

From: letters@example.org
To: nobody@example.com
Message-ID: <{REF}@letters.example.org>
Subject: Please confirm

Hello!
--b--
"""

HEADERS_ALONE = POSTFIX.replace("message/rfc822", "text/rfc822-headers")
DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")
PARTLY = POSTFIX.replace(
    "Final-Recipient",
    "Final-Recipient: rfc822; a@example.com\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient",
    1,
)
EXPIRED = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.7")
VERP = POSTFIX.replace(f"Message-ID: <{REF}@letters.example.org>\n", "").replace(
    "To: letters@example.org", f"To: <letters+{REF}@example.org>", 1
)
ENVELOPE = POSTFIX.replace(f"Message-ID: <{REF}@letters.example.org>\n", "").replace(
    "Reporting-MTA", f"Original-Envelope-Id: {REF}\nReporting-MTA"
)

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: letters@example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<nobody@example.com>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <letters@example.org>
From: letters@example.org
Message-ID: <{REF}@letters.example.org>
Subject: Please confirm

Hello!
"""

EXIM = f"""\
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: letters@example.org
X-Failed-Recipients: nobody@example.com
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

  nobody@example.com
    all relevant MX records point to non-existent hosts

------ This is a copy of the message, including all the headers. ------

> Message-Id: <{REF}@letters.example.org>
"""

YES = f"""\
From: Aru Bekova <aru@example.org>
To: letters@example.org
In-Reply-To: <{REF}@letters.example.org>
Subject: Re: Please confirm

Yes. (My last mail came back: "This is a permanent error; I've given up."
<nobody@example.com>: Sorry, no mailbox here by that name.)
"""

READ = """\
From: Aru Bekova <aru@example.org>
To: letters@example.org
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; aru@example.org
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (POSTFIX, "5.1.1"),
        (POSTFIX.replace("\n", "\r\n"), "5.1.1"),
        (HEADERS_ALONE, "5.1.1"),
        (EXPIRED, "4.4.7"),
        (VERP, "5.1.1"),
        (ENVELOPE, "5.1.1"),
        (QMAIL, ""),
        (EXIM, ""),
    ],
)
def test_it_is_read_which_mail_came_back_for_good(raw: str, code: str) -> None:
    bounce = dsn.read(raw.encode())
    assert bounce is not None
    assert (set(bounce.refs), bounce.is_permanent, bounce.code) == ({REF}, True, code)


@pytest.mark.parametrize("raw", [DELAYED, PARTLY])
def test_a_delay_is_no_end_nor_one_of_those_to_whom_a_mailbox_hands_on(raw: str) -> None:
    bounce = dsn.read(raw.encode())
    assert bounce is not None
    assert not bounce.is_permanent


@pytest.mark.parametrize("raw", [YES, READ, "", "Subject: hello\n\nA letter."])
def test_what_people_write_is_no_bounce(raw: str) -> None:
    assert dsn.read(raw.encode()) is None


@given(st.binary(max_size=400), st.integers(0, len(POSTFIX)))
def test_nothing_that_is_received_breaks_the_reading(noise: bytes, at: int) -> None:
    whole = POSTFIX.encode()
    for raw in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise):
        bounce = dsn.read(raw)
        assert bounce is None or set(bounce.refs) <= {REF}


def sent(appeal: Appeal, ref: str = REF) -> None:
    """A mail about an appeal that has left."""
    outbox.post(Message("entrance", "x@example.org", "en", {"link": "x"}, about=appeal.id), now=clock.now())
    db.session.execute(
        db.update(OutboxMessage).where(OutboxMessage.state == "waiting").values(ref=ref, state="sent")
    )
    db.session.commit()


def noted(raw: str) -> bool:
    done = bounces.note(raw.encode(), now=clock.now())
    db.session.commit()
    return done


@pytest.mark.usefixtures("now")
def test_a_mail_that_came_back_is_counted_once_and_removes_nobody(client: FlaskClient) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    carrier.carry()
    row = db.session.scalars(select(OutboxMessage)).one()
    for raw in (POSTFIX, POSTFIX, QMAIL):
        assert noted(raw.replace(REF, row.ref))
    assert outbox.undelivered(appeal.id) == 1
    assert counts.tally(appeal).pending == 1
    told = db.session.execute(select(OutboxMessage.state, OutboxMessage.trouble)).one()
    assert told == ("failed", "returned 5.1.1")


def test_what_was_only_delayed_counts_for_nothing(app: Flask) -> None:
    appeal = make_appeal()
    sent(appeal)
    assert noted(DELAYED)
    assert outbox.undelivered(appeal.id) == 0


def test_a_bounce_of_a_mail_that_was_never_sent_changes_nothing(app: Flask) -> None:
    appeal = make_appeal()
    sent(appeal, OTHER)
    assert noted(POSTFIX)  # a report it is, and nobody need answer it
    assert not noted(QMAIL)  # an odd text about a mail that is not ours: somebody may want to read it
    assert outbox.undelivered(appeal.id) == 0


@pytest.mark.usefixtures("now")
def test_the_organiser_is_told_a_number_and_nothing_else(client: FlaskClient) -> None:
    appeal, other = make_appeal(), make_appeal(slug="other")
    sent(appeal)
    public = [f"/a/{appeal.slug}{path}" for path in ("", "/letter", "/sign")]
    before = [client.get(path).text for path in public]
    noted(POSTFIX)
    assert [client.get(path).text for path in public] == before
    enter(client)
    page = client.get(f"/desk/a/{appeal.slug}").text
    assert "1 email could not be delivered" in page
    assert "example.com" not in page
    assert "could not be delivered" not in client.get(f"/desk/a/{other.slug}").text


def test_the_number_outlives_the_traces_of_other_mails(app: Flask) -> None:
    appeal = make_appeal()
    sent(appeal)
    sent(appeal, OTHER)
    noted(POSTFIX)
    db.session.execute(db.update(OutboxMessage).values(ended_at=NOW))
    carrier.forget(NOW.replace(year=2030))
    db.session.commit()
    assert db.session.scalars(select(OutboxMessage.ref)).all() == [REF]
    assert outbox.undelivered(appeal.id) == 1
