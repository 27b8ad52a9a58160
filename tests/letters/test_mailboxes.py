"""Email addresses leave only if the form said so before, two organisers agree, and within a day; both are written down."""

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event, select

from petition import worker
from petition.accounts import members, organisers
from petition.accounts.roles import Role
from petition.appeals import terms
from petition.audit import AuditEntry
from petition.core import clock, web
from petition.core.db import db
from petition.letters.mailboxes import MailboxRequest
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import confirm_by, enter, link_in, make_appeal, press, sign, signed

pytestmark = pytest.mark.usefixtures("now")
Mails = Callable[[], list[EmailMessage]]
AT = "/desk/a/well/mailboxes"


def colleague(app: Flask, role: Role = Role.EXPORTER, team: str = "Friends") -> FlaskClient:
    link = members.invite(f"{role}@example.org", team, role=role, now=clock.now())
    db.session.commit()
    client = app.test_client()
    assert client.post(link.removeprefix(web.address(""))).status_code == 303
    return client


def refused(client: FlaskClient, action: str) -> int:
    """What a button is answered that the page does not show."""
    token = client.get("/desk/team").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(action, data={"csrf_token": token}).status_code


def test_two_organisers_together_get_the_addresses_of_who_was_told_and_of_nobody_else(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(slug="well", exports_mailboxes=True)
    told = "If two organisers agree, they can download your email address."
    assert told in client.get("/a/well").text
    for name in ("+Aru", "Dana", "Quiet", "Waits"):
        shown = "hidden" if name == "Dana" else "public"
        sign(client, "well", name=name, email=f"{name.strip('+').lower()}@example.org", visibility=shown)
    for mail in mails()[:3]:
        confirm_by(client, link_in(mail))
    client.post(link_in(mails()[-1], "/u/"), data={"List-Unsubscribe": "One-Click"})
    for source in (Source.LIST, Source.MESSAGE, Source.INVITED):
        signed(appeal, f"By {source}").source = source
    db.session.commit()
    enter(client)
    other, editor = colleague(app), colleague(app, Role.EDITOR)
    assert editor.get(AT).status_code == 403
    assert refused(client, f"{AT}/file") == 409
    assert press(client, AT).status_code == 303
    assert [refused(client, f"{AT}/{each}") for each in ("agree", "file")] == [409, 409]  # not alone
    asked = [mail["To"] for mail in mails() if "asks to export" in str(mail.get_body(("plain",)))]
    assert asked == ["exporter@example.org"]
    assert press(other, AT, f"{AT}/agree").status_code == 303
    assert refused(other, f"{AT}/agree") == 303  # pressed twice
    assert refused(other, f"{AT}/file") == 409  # who agreed is not who asked
    read: list[bool] = []

    def note(_signature: Signature, _context: object) -> None:
        read.append(g.get("reads_first", False))

    event.listen(Signature, "load", note)
    file = press(client, AT, f"{AT}/file")
    event.remove(Signature, "load", note)
    assert read == [True] * 2  # nobody waits while addresses are decrypted
    lines = file.text.removeprefix("\ufeff").splitlines()
    assert lines == ["email,name,language", "aru@example.org,'+Aru,en", "dana@example.org,,en"]
    deeds = select(AuditEntry.deed).where(AuditEntry.deed.startswith("mailboxes.")).order_by(AuditEntry.id)
    assert db.session.scalars(deeds).all() == ["mailboxes.asked", "mailboxes.agreed", "mailboxes.exported"]
    thanked = {str(mail["To"]): link_in(mail, "/s/") for mail in mails() if mail["Subject"] == "Thank you"}
    copies = {to: json.loads(client.get(f"{mine}/data.json").text) for to, mine in thanked.items()}
    told_of = {to for to, copy in copies.items() if copy["address_downloaded_at"]}
    assert told_of == {"aru@example.org", "dana@example.org"}  # whose address it was, on their copy
    log = client.get("/desk/a/well/activity").text
    for words in ("Email addresses downloaded", "exporter@example.org", "organiser@example.org"):
        assert words in log
    left = organisers.by_address("exporter@example.org")
    assert left is not None
    members.remove(left, left.teams[0], now=clock.now())
    db.session.commit()
    assert refused(client, f"{AT}/file") == 409  # whoever agreed may no more
    with clock.stopped(clock.now() + timedelta(days=1)):
        enter(client)
        assert "Ask for the file" in client.get(AT).text
        worker.once()
        assert db.session.scalars(select(MailboxRequest)).all() == []


def test_it_is_off_unless_chosen_before_publishing_and_nothing_turns_it_on_later(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal(slug="well", published=False)
    enter(client)
    assert press(client, "/desk/a/well/terms", exports_mailboxes="y").status_code == 303
    assert appeal.exports_mailboxes
    assert press(client, "/desk/a/well/publish").status_code == 303
    off = make_appeal(slug="off")
    assert "download your email address" not in client.get("/a/off").text
    assert press(client, "/desk/a/off/terms", exports_mailboxes="y").status_code == 303
    terms.set_terms(off, {"exports_mailboxes": True}, organiser_id=None, now=clock.now())
    db.session.commit()
    assert not off.exports_mailboxes
    assert refused(client, "/desk/a/off/mailboxes") == 409
    assert press(client, "/desk/a/well/terms", target="9").status_code == 303
    db.session.expire_all()
    assert appeal.exports_mailboxes  # nor off, for the form said so
    assert db.session.scalars(select(Signature)).all() == []
