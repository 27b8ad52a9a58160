"""Addresses: what looks like a slip, or like no address at all, is asked about once and never refused."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from types import SimpleNamespace

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.core import reach
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import filled, make_appeal, sign
from tests.waiting import PATIENCE

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

RECORDS = {
    ("well.example", "MX"): "10 mail.well.example.",
    ("no-mail.example", "MX"): "0 .",  # RFC 7505
    ("old.example", "A"): "8.8.8.8",
    ("bare.example", "TXT"): '"nothing here"',
}


class NameServer(threading.Thread):
    """A DNS server of this test, on a port of its own; `silent` makes it answer nobody."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.silent, self.asked = False, 0

    def run(self) -> None:
        while True:
            try:
                wire, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            self.asked += 1
            if not self.silent:
                self.socket.sendto(self.answer(dns.message.from_wire(wire)).to_wire(), sender)

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), question.rdtype.name
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if found := RECORDS.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, found))
        elif name not in {known for known, _kind in RECORDS}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have who answers waited for, on however busy a machine, and nobody kept until as much time has passed for all."""
    monkeypatch.setattr(reach, "_WAIT", PATIENCE)
    monkeypatch.setattr(reach, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: None))


@pytest.fixture
def names(app: Flask) -> Iterator[NameServer]:
    """A name server that the application asks."""
    server = NameServer()
    server.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.socket.getsockname()[1]
    before, app.extensions["reach"] = app.extensions["reach"], reach.Reach(resolver)
    yield server
    app.extensions["reach"] = before
    server.socket.close()


def mailboxes() -> list[str]:
    return [each.own.mailbox for each in db.session.scalars(select(Signature).order_by(Signature.id))]


def sent_again(client: FlaskClient, slug: str, page: TestResponse, **fields: str) -> TestResponse:
    """Send the form of a page again just as it came, but for what is told."""
    asked = re.search(r'name="asked"[^>]*value="([^"]*)"', page.text)
    email = re.search(
        r'<input[^>]*name="email"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="email"', page.text
    )
    assert asked
    assert email
    return sign(client, slug, asked=asked[1], **({"email": email[1] or email[2]} | fields))


def test_a_slip_is_asked_about_beside_the_field_with_everything_typed_kept(client: FlaskClient) -> None:
    slug = make_appeal().slug
    page = sign(client, slug, email="aru@gmial.com", place="Kept as typed")
    assert page.status_code == 422
    assert "Did you mean aru@gmail.com?" in page.text
    assert "Kept as typed" in page.text
    assert mailboxes() == []
    assert sent_again(client, slug, page).status_code == 303
    assert mailboxes() == ["aru@gmial.com"]  # never imposed
    for typed in ("bek @ mail. ru", "Bek <bek@mail.ru>", "bek@mail.ru;", "bek@mail,ru"):
        page = sign(client, slug, email=typed)
        assert "Did you mean bek@mail.ru?" in page.text
    assert sent_again(client, slug, page).status_code == 303
    assert mailboxes()[1:] == ["bek@mail.ru"]


@pytest.mark.parametrize(
    "typed", ["<Aru@example.org>", "MAILTO:aru@example.org", " <mailto:aru@example.org?subject=x> "]
)
def test_what_a_copied_address_brings_with_it_is_no_part_of_it(client: FlaskClient, typed: str) -> None:
    assert sign(client, make_appeal().slug, email=typed).status_code == 303
    assert mailboxes() == ["aru@example.org"]


def test_an_address_in_letters_that_its_provider_has_none_in_is_asked_about_and_an_invisible_sign_told(
    client: FlaskClient,
) -> None:
    slug = make_appeal().slug
    assert "Did you mean aru@gmail.com?" in sign(client, slug, email="aru@gmаil.com").text  # a Cyrillic а
    assert "There is an invisible character in it." in sign(client, slug, email="aru\u200b@gmail.com").text
    page = sign(client, slug, email="ару@mail.ru")
    assert "mail.ru has addresses in Latin letters only." in page.text
    assert mailboxes() == []
    assert sent_again(client, slug, page).status_code == 303
    assert sign(client, slug, email="ару@почта.қаз").status_code == 303


@pytest.mark.parametrize(("choice", "used"), [("proposed", "aru@gmail.com"), ("typed", "aru@gmial.com")])
def test_what_is_proposed_can_be_chosen_without_typing_it(
    client: FlaskClient, choice: str, used: str
) -> None:
    slug = make_appeal().slug
    page = sign(client, slug, email="aru@gmial.com")
    assert f'value="{choice}"' in page.text
    assert sent_again(client, slug, page, address=choice).status_code == 303
    assert mailboxes() == [used]


def test_another_address_is_looked_at_anew(client: FlaskClient) -> None:
    slug = make_appeal().slug
    page = sign(client, slug, email="aru@gmial.com")
    assert sent_again(client, slug, page, email="aru@mial.ru", address="proposed").status_code == 422
    assert sent_again(client, slug, page, email="aru@example.org").status_code == 303
    assert mailboxes() == ["aru@example.org"]


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("domain", ["nowhere.example", "no-mail.example", "bare.example"])
def test_where_there_is_surely_no_mail_it_is_asked_once(
    client: FlaskClient, names: NameServer, domain: str
) -> None:
    slug = make_appeal().slug
    page = sign(client, slug, email=f"aru@{domain}")
    assert page.status_code == 422
    assert f"{domain} does not seem to receive email." in page.text
    asked = names.asked
    assert sent_again(client, slug, page).status_code == 303
    assert names.asked == asked
    assert mailboxes() == [f"aru@{domain}"]


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("domain", ["well.example", "old.example", "gmail.com"])
def test_where_there_is_mail_nothing_is_asked(client: FlaskClient, names: NameServer, domain: str) -> None:
    assert sign(client, make_appeal().slug, email=f"aru@{domain}").status_code == 303


def test_a_name_server_that_is_silent_costs_nobody_a_signature_and_is_left_alone(
    client: FlaskClient, names: NameServer
) -> None:
    names.silent = True
    slug = make_appeal().slug
    assert sign(client, slug, email="aru@nowhere.example").status_code == 303
    asked = names.asked
    assert asked
    assert sign(client, slug, email="dana@elsewhere.example").status_code == 303
    assert names.asked <= asked + 1  # a retry of the first question


def test_a_local_run_asks_nobody(app: Flask, client: FlaskClient) -> None:
    assert app.extensions["reach"].resolver is None
    assert sign(client, make_appeal().slug, email="aru@nowhere.example").status_code == 303


def test_the_question_does_not_tell_whether_a_mailbox_is_known(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    form = filled(email="aru@gmial.com")
    before = client.post(f"/a/{slug}/sign", data=form)
    sent_again(client, slug, before)
    assert mailboxes() == ["aru@gmial.com"]
    after = client.post(f"/a/{slug}/sign", data=form)
    assert (before.status, before.data, list(before.headers)) == (
        after.status,
        after.data,
        list(after.headers),
    )
