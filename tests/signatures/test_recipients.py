"""To whom links go: one key is one recipient, and what belongs to a signature goes to the mailbox kept with it alone."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from petition import worker
from petition.accounts import members, organisers, sign_in
from petition.core import clock, text
from petition.core.db import db
from petition.inbox.messages import too_late
from petition.mail.out import carrier, outbox, transport
from petition.signatures import confirming, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars, Signing
from petition.signatures.signing import Heard
from tests.factories import confirm_by, filled, link_in, make_appeal, sign
from tests.mail_server import listening

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


class Server:
    """Where it is reached, and what RCPT TO said, as it was sent."""

    url = ""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 OK"


class Listening(SMTP):
    """Hears RCPT TO before aiosmtpd reads it as a header, with encoded words decoded."""

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        self.event_handler.told.append(str(arg).partition("<")[2].partition(">")[0])
        await super().smtp_RCPT(arg)


class Controlled(Controller):
    """A controller of that."""

    def factory(self) -> SMTP:
        return Listening(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server on this machine."""
    found = Server()
    with listening(found, controller=Controlled) as port:
        found.url = f"smtp://127.0.0.1:{port}"
        yield found


LOCALS = [
    "anna",
    "ANNA",
    "ａｎｎａ",
    "groß",
    "gross",
    "GROSS",
    "ανας",
    "ανασ",
    "ΑΝΑΣ",
    "ſam",
    "sam",
    "ﬁx",
    "fix",
    "İb",
    "i̇b",
    "Kai",
    "kai",
    "a+b",
    "a.b",
    "ab",
    "=?utf-8?q?a=2Cb=40v.example?=",
]
DOMAINS = [
    "preß.example",
    "press.example",
    "PRESS.example",
    "PREẞ.example",
    "xn--pre-7ka.example",
    "XN--PRE-7KA.example",
    "ｐｒｅｓｓ．ｅｘａｍｐｌｅ",
    "βόλος.example",
    "βόλοσ.example",
    "ΒΌΛΟΣ.example",
    "press.example.",
    "пошта.example",
    "ПОШТА。example",
]
ADDRESSES = st.tuples(st.sampled_from(LOCALS), st.sampled_from("@＠"), st.sampled_from(DOMAINS)).map("".join)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_two_addresses_with_one_key_are_sent_to_one_recipient_and_two_with_two_to_two(server: Server) -> None:
    appeal = make_appeal()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(ADDRESSES, ADDRESSES)
    @example("anna@preß.example", "ANNA＠XN--PRE-7KA.example")
    @example("anna@preß.example", "=?utf-8?q?a=2Cb=40v.example?=@preß.example")
    def sent(one: str, other: str) -> None:
        kept = [text.mailbox(each) for each in (one, other)]
        server.told.clear()
        for each in kept:
            outbox.post(too_late(appeal, to=each, lang="en"), now=clock.now())
        db.session.commit()
        carrier.carry_on(way)
        keys = {mailbox_key_of(appeal, each) for each in kept}
        assert server.told == [text.same_mailbox(each) for each in kept]
        assert len(set(server.told)) == len(keys) == len({organisers.mailbox_key(each) for each in kept})

    with transport.opened(server.url) as way:
        sent()


# --- links to what was signed ------------------------------------------------------------------------------------------


def to(mails: list[EmailMessage]) -> list[str]:
    return [str(each["To"]) for each in mails]


def test_the_owner_of_a_look_alike_mailbox_is_sent_nothing_of_the_other_ones(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    sign(client, slug, email="anna@preß.example", visibility="hidden")
    confirm_by(client, link_in(mails()[0]))
    before = len(mails())
    sign(client, slug, email="anna@press.example", name="Anna Press")
    client.post(f"/a/{slug}/resend", data=filled(email="anna@press.example"))
    client.post("/mine", data=filled(email="anna@press.example"))
    worker.once()
    later = mails()[before:]
    assert to(later) == ["anna@press.example"] * 3
    for mail in later:
        with pytest.raises(AssertionError):
            link_in(mail, "/s/")
    confirm_by(client, link_in(later[0]))
    assert sorted(db.session.scalars(select(Signature.state))) == ["confirmed", "confirmed"]


@pytest.fixture
def mixed_up(client: FlaskClient, mails: Mails) -> Signature:
    """A signature of Anna's, which for some fault is found under the key of Boris's mailbox."""
    appeal = make_appeal()
    sign(client, appeal.slug, email="anna@example.org")
    confirm_by(client, link_in(mails()[0]))
    mails()
    key = mailbox_key_of(appeal, "boris@example.org")
    db.session.execute(update(Signature).values(mailbox_key=key))
    db.session.commit()
    return db.session.scalars(select(Signature)).one()


@pytest.mark.parametrize("door", ["sign", "resend", "mine", "message"])
@pytest.mark.parametrize("kept", [True, False])
def test_the_link_to_a_signature_goes_to_the_mailbox_kept_with_it_or_to_none(
    client: FlaskClient, mails: Mails, mixed_up: Signature, now: datetime, door: str, kept: bool
) -> None:
    before, appeal = len(mails()), mixed_up.appeal
    if not kept:
        bare = sealed(appeal.key, appeal.id, mixed_up.ref, Particulars("Anna"))
        db.session.execute(update(Signature).values(particulars=bare))
        db.session.commit()
    if door == "message":
        signed = Signing(Particulars("Boris", "boris@example.org"))
        signing.sign(appeal, signed, heard=Heard(now, trusted=True), now=now)
        db.session.commit()
    else:
        path = "/mine" if door == "mine" else f"/a/{appeal.slug}/{door}"
        assert client.post(path, data=filled(email="boris@example.org")).status_code == 303
    worker.once()
    assert to(mails()[before:]) == ["anna@example.org"] * kept


@pytest.mark.parametrize("trusted", [True, False])
def test_what_waits_is_asked_about_at_the_mailbox_kept_with_it(
    mails: Mails, now: datetime, trusted: bool
) -> None:
    appeal = make_appeal()
    waits = Signing(Particulars("Anna", "anna@example.org"))
    signing.sign(appeal, waits, now=now)
    row = db.session.scalars(select(Signature)).one()
    theirs = Signing(Particulars("Anna", "boris@example.org"))
    row.typed_key = appeal.key.fingerprint("typed", theirs.typed)
    row.mailbox_key = mailbox_key_of(appeal, "boris@example.org")
    db.session.flush()
    signing.sign(appeal, theirs, heard=Heard(now, trusted=True) if trusted else None, now=now)
    confirming.resend(appeal, "boris@example.org", lang="en", now=now)
    db.session.commit()
    assert to(mails()) == ["anna@example.org"] * 3


def test_each_spelling_of_a_mailbox_is_sent_what_was_signed_with_it(
    client: FlaskClient, mails: Mails
) -> None:
    for slug, email in (("one", "a.ru@gmail.com"), ("two", "aru+x@googlemail.com")):
        sign(client, make_appeal(slug=slug).slug, email=email)
        confirm_by(client, link_in(mails()[-1]))
        mails()
    before = len(mails())
    clock.ticked(timedelta(hours=1))
    client.post("/mine", data=filled(email="aru@gmail.com"))
    worker.once()
    found = mails()[before:]
    assert sorted(to(found)) == ["a.ru@gmail.com", "aru+x@googlemail.com"]
    assert [client.get(link_in(mail, "/m/")).text.count('href="/s/') for mail in found] == [1, 1]


def test_an_organiser_is_sent_links_at_the_address_invited_and_nobody_at_one_like_it(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    members.invite("olga@preß.example", "Friends", now=now)
    members.invite("olga@press.example", "Others", now=now)
    db.session.commit()
    for email in ("olga@press.example", "Olga＠preß.example", "olga@presß.example"):
        assert client.post("/desk/sign-in", data={"email": email}).status_code == 303
    assert to(mails()) == ["olga@press.example", "olga@xn--pre-7ka.example"]
    teams = [
        [
            team.name
            for team in sign_in.holder(link_in(mail, "/desk/enter/").rpartition("/")[2], now=now).teams
        ]
        for mail in mails()
    ]
    assert teams == [["Others"], ["Friends"]]
