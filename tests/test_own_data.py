"""“Download my data” is whole: each column of the database is given there, or named here with why it is not."""

import json
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.core import clock
from petition.core.db import Base, db
from petition.inbox import queue, receive
from petition.inbox.models import UnreadMessage
from petition.mail.out import carrier
from petition.signatures.models import Signature
from tests.factories import confirm_by, link_in, make_appeal, set_settings, sign
from tests.interpret.corpus import mail

Mails = Callable[[], list[EmailMessage]]
GIVEN = {
    "signatures": "id version_id state source list_id kind visibility lang rank particulars uncorrected mailbox_key "
    "typed_key code_key mails let_go signed_at mail_due_at confirmed_at ended_at reminded_at last_called_at held_at "
    "held_for quiet_at keep_until erased_at printed_as_id chosen_at updates_since updates_words",
    "line_lists": "sealed added_at",
    "unread_messages": "state sealed received_at decided_at",
    "received_messages": "outcome received_at",
    "suppressions": "key own undone keep_until",
    "outbox_messages": "state cause posted_at",
    "audit_entries": "at deed facts",
}
OF_A_LINK = "a random name, part of the link or how rows find each other"
OF_THE_LETTER = "of the letter or its organisers"
OF_THE_SERVICE = "of the service: of nobody"
NOT_GIVEN = {
    OF_A_LINK: {
        "signatures": "appeal_id ref nonce",
        "asked_too": "*",
        "unread_messages": "id appeal_id ref why sender signature_ref",
        "received_messages": "key appeal_id answer_ref signature_ref lines",
        "suppressions": "appeal_id",
        "audit_entries": "id appeal_id organiser_id",
    },
    OF_THE_LETTER: {
        "appeals appeal_texts appeal_logos appeal_versions extensions tellings teams rights review_looks count_parts": "*",
        "day_parts watch_lists deliveries updates organisers sign_in_links desk_sessions second_factors recovery_codes": "*",
        "appeal_teams share_offers passkeys mailbox_requests mailed_deliveries paper_counts": "*",
        "told_news arrival_parts appeal_pictures": "*",
        "line_lists": "id appeal_id ref state rows is_table sheets sheet book head_first head_last columns figures first "
        "invites done added invited organiser_id read_at undone_at",
    },
    OF_THE_SERVICE: {
        "clock_readings data_key_probes duty_rounds duty_troubles places_at_work": "*",
        "outbox_messages": "id ref priority domain_key appeal_id batch due_at holder tries ended_at trouble",
    },
    "a keyed mark that nothing leads to from a signature": {
        "audit_links counters buckets mail_rates erasures used_challenges sent_forms kept_answers": "*"
    },
    "gone within the hour, and itself the answer": {"askings": "*"},
    "rows of a list that is not added: they belong to no signature yet": {"line_parts": "*"},
    "the public list": {"exports export_parts rolls cards letter_seals seal_leaves": "*"},
    "tells of another person (GDPR, Article 15(4)); that two are printed as one is given": {"cases": "*"},
    "the text of an email, which its owner has or will have; that it waits is given": {
        "outbox_messages": "sealed"
    },
}


def test_every_column_is_given_or_named_as_telling_of_nobody() -> None:
    named = {(table, column) for table, columns in GIVEN.items() for column in columns.split()}
    for tables in NOT_GIVEN.values():
        for several, columns in tables.items():
            for table in several.split():
                all_of_it = Base.metadata.tables[table].columns.keys()
                named |= {(table, column) for column in (all_of_it if columns == "*" else columns.split())}
    there_are = {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    }
    assert there_are == named


def data(client: FlaskClient, mine: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"{mine}/data.json").text)
    return found


def with_file(raw: bytes) -> bytes:
    """A message with a file that nobody reads here."""
    sent = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(sent, EmailMessage)
    sent.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="list.pdf")
    return sent.as_bytes()


@pytest.mark.usefixtures("now")
def test_a_message_that_waits_to_be_read_is_given_to_whoever_wrote_it_and_to_nobody_else(
    client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(client.application, monkeypatch, sign_address="sign@sign.example.org")
    appeal = make_appeal(by_message=True)
    for address in ("aru@example.org", "dana@example.org"):
        sign(client, appeal.slug, email=address, name="Aru Bekova")
    for letter in mails():
        confirm_by(client, link_in(letter))
    receive.receive(
        with_file(mail("What is this? Who are you?", "Aru <ARU@Example.org>", "A question")),
        recipient=f"sign+{appeal.slug}@sign.example.org",
        now=clock.now(),
    )
    db.session.commit()
    assert queue.waiting_count(appeal) == 1
    first, second = (link_in(each, "/s/") for each in mails()[-2:])
    (given,) = data(client, first)["messages"]
    assert given["subject"] == "A question"
    assert "Who are you?" in given["text"]
    assert given["parts"] == ["list.pdf"]
    assert data(client, second)["messages"] == []


@pytest.mark.usefixtures("now")
def test_what_organisers_and_the_clock_did_to_a_signature_is_given(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=clock.now() + timedelta(days=9))
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    carrier.carry()
    mine = link_in(mails()[1], "/s/")
    signature = db.session.scalars(select(Signature)).one()
    signature.rank, signature.held_at, signature.held_for = 3, clock.now(), "crowd"
    db.session.commit()
    given = data(client, mine)
    assert given["signature"]["place_among_first_signatories"] == 3
    assert given["signature"]["held_for"] == "crowd"
    assert given["kept"] == {"email_address_until": "2027-01-01T10:00:00+00:00"}
    assert given["log"] == [{"at": "2026-11-22T10:00:00+00:00", "what": "signature.confirmed"}]
    assert db.session.scalars(select(UnreadMessage)).all() == []
