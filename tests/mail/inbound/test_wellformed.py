"""Nobody is believed to have written what can be read in two ways: each of these is signed, and would name another."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petition.mail.inbound import incoming, wellformed
from petition.mail.inbound.authenticity import asking, is_from_sender
from petition.mail.inbound.incoming import Ours
from petition.mail.out import dkim
from tests.interpret.corpus import mail
from tests.nameserver import PEM, RECORD, NameServer, running, signed

OURS = Ours("sign@sign.example.org", "letters.example.org", "letters@letters.example.org")
RAW = mail("Yes\n", "Eve <eve@example.org>")
VICTIM = b"From: Aru <aru@example.org>\r\n"


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with running() as server:
        for domain in ("example.org", "evil.example"):
            server.publish_key(domain)
        yield server


def believed(raw: bytes, names: NameServer, authserv_id: str = "") -> str:
    """The author of a message, if it is believed that they wrote it."""
    address = incoming.read(raw, OURS).from_address
    return address if is_from_sender(raw, address, authserv_id=authserv_id, txt=asking(names.address)) else ""


def author(raw: bytes) -> str:
    return wellformed.author(raw, message_from_bytes(raw))


def from_(value: str | bytes) -> bytes:
    value = value.encode() if isinstance(value, str) else value
    return RAW.replace(b"Eve <eve@example.org>", value)


@pytest.mark.parametrize(
    "raw",
    [
        RAW,
        from_("eve@example.org"),
        from_('"Eve@example.org" <eve@example.org>'),
        from_('"Bekova, E." <eve@example.org>'),
        from_("E. Bekova <eve@example.org>"),
        from_("=?utf-8?q?=D0=95=D0=B2=D0=B0?=\r\n <eve@example.org>"),
        from_("Ева <eve@example.org>"),
        b"Sender: Eve <EVE@example.org>\r\n" + RAW,
        b"Received: by a\r\n\tfor b\r\nReceived: by c\r\n" + RAW,
    ],
)
def test_an_ordinary_message_has_one_author(names: NameServer, raw: bytes) -> None:
    assert author(raw) == "eve@example.org"
    assert author(raw.replace(b"\r\n", b"\n")) == "eve@example.org"
    assert believed(signed(raw, "example.org"), names) == "eve@example.org"


FORGED = {
    "a bare CR in the head": RAW.replace(b"Subject: Well", b"Subject: Well\rFrom: Aru <aru@example.org>"),
    "a bare LF in the head": RAW.replace(b"Subject: Well", b"Subject: Well\nFrom: Aru <aru@example.org>"),
    "a bare CR in the body": RAW.replace(b"Yes\r\n", b"Yes\rNo\r\n"),
    "a bare LF in the body": RAW.replace(b"Yes\r\n", b"Yes\n.\nNo\r\n"),
    "CR CR LF": RAW.replace(b"Subject: Well\r\n", b"Subject: Well\r\r\n"),
    "a NUL in the head": RAW.replace(b"Subject: Well", b"Subject: We\0ll"),
    "a NUL in the body": RAW.replace(b"Yes", b"Y\0es"),
    "a control sign in the head": RAW.replace(b"Subject: Well", b"Subject: Well\x0bFrom: aru@example.org"),
    "two From headers": VICTIM + RAW,
    "two From headers, the last one another's": RAW.replace(b"To:", VICTIM + b"To:"),
    "two From headers in other letters": RAW.replace(b"To:", b"FROM: aru@example.org\r\nTo:"),
    "a From with a blank before its colon": RAW.replace(b"To:", b"From : aru@example.org\r\nTo:"),
    "a line of a mailbox file": b"From aru@example.org Sat Nov 21 10:15:00 2026\r\n" + RAW,
    "no From": RAW.replace(b"From:", b"X-From:"),
    "a From of two": from_("Aru <aru@example.org>, Eve <eve@example.org>"),
    "a From of a group": from_("Friends: aru@example.org;"),
    "an address after an address": from_("aru@example.org <eve@example.org>"),
    "an address in a comment": from_("aru@example.org (eve@example.org)"),
    "an address in a name": from_('"aru@example.org" <eve@example.org>'),
    "an address with a comment in it": from_("ar(x)u@example.org"),
    "an address in quotes": from_('"aru"@example.org'),
    "an address with a route": from_("<@example.org,@x.example:aru@example.org>"),
    "an address hidden in a name": from_("=?utf-8?q?Aru_=3Caru=40example=2Eorg=3E?= <eve@example.org>"),
    "an address of encoded words": from_("=?utf-8?q?aru=40example.org=2Ceve?=@example.org"),
    "a full-width letter": from_("ａru@example.org"),
    "an 8-bit letter that is no UTF-8": from_(b"Aru \xe0\xf0 <aru@example.org>"),
    "a blank folded line": RAW.replace(b"To:", b"X-One: x\r\n \r\nTo:"),
    "a head that begins folded": b" x\r\n" + RAW,
    "a line that is no header": RAW.replace(b"To:", b"nonsense\r\nTo:"),
    "another sender": b"Sender: Aru <aru@example.org>\r\n" + RAW,
    "two senders": b"Sender: eve@example.org\r\nSender: aru@example.org\r\n" + RAW,
    "sent again by another": b"Resent-From: aru@example.org\r\n" + RAW,
    "two subjects": b"Subject: Another\r\n" + RAW,
    "two ways to read the body": b"Content-Type: text/html\r\n" + RAW,
}


@pytest.mark.parametrize("what", FORGED)
def test_what_two_programs_may_read_in_two_ways_is_nobodys_word(names: NameServer, what: str) -> None:
    raw = FORGED[what]
    assert author(raw) == ""
    try:
        raw = signed(raw, "example.org")
    except Exception:  # noqa: BLE001  even the library that signs reads it in no way
        return
    assert believed(raw, names) == ""


@pytest.mark.parametrize("what", FORGED)
def test_it_is_heard_all_the_same(what: str) -> None:
    assert "Yes" in incoming.read(FORGED[what].replace(b"\0", b""), OURS).text or what.startswith("a NUL")


@pytest.mark.parametrize("left_out", ["", "from", "subject"])
def test_a_signature_that_leaves_out_from_or_subject_proves_nothing(
    names: NameServer, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    covered = [each for each in ("from", "to", "subject", "date") if each != left_out]
    monkeypatch.setattr("petition.mail.out.dkim._SIGNED", covered)
    key = dkim.DkimKey.from_pem("test", PEM)
    raw = dkim.signed(RAW, [key], domain="example.org", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert believed(raw, names) == ("" if left_out else "eve@example.org")


def test_a_key_that_a_domain_only_tries_or_has_taken_back_proves_nothing() -> None:
    for record in (RECORD.replace("k=rsa", "t=s:y; k=rsa"), "v=DKIM1; p=", "v=spf1 -all"):
        with running() as server:
            server.texts["test._domainkey.example.org."] = record
            assert believed(signed(RAW, "example.org"), server) == ""


_PIECES = st.sampled_from(
    [
        *(
            b"\r",
            b"\n",
            b"\r\n",
            b"\0",
            b" ",
            b"\t",
            b":",
            b",",
            b"<",
            b">",
            b"@",
            b'"',
            b"(",
            b"\xff",
            b"\\",
            b"Yes",
        ),
        *(
            b"From: aru@example.org",
            b"From:",
            b"Sender: aru@example.org",
            b"aru@example.org",
            b"=?utf-8?q?=2C?=",
        ),
        *(b"\r\n\r\n", b"\r\n \r\n", b"DKIM-Signature:", b"Content-Type: text/html"),
    ]
)
_CHANGES = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 12), _PIECES), min_size=1, max_size=4)
_WHOLE = signed(RAW, "example.org")
_DIFFER = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@_DIFFER
@given(_CHANGES)
def test_no_change_of_a_signed_message_makes_it_anothers(
    names: NameServer, changes: list[tuple[int, int, bytes]]
) -> None:
    raw = _WHOLE
    for at, length, piece in changes:
        raw = raw[:at] + piece + raw[at + length :]
    assert believed(raw, names) in {"", "eve@example.org"}


@_DIFFER
@given(_CHANGES)
def test_no_from_that_evil_signs_is_believed_to_be_of_another_domain(
    names: NameServer, changes: list[tuple[int, int, bytes]]
) -> None:
    value = b"Eve <eve@evil.example>, Aru <aru@example.org>"
    for at, length, piece in changes:
        start = at % (len(value) + 1)
        value = value[:start] + piece + value[start + length :]
    try:
        raw = signed(from_(value), "evil.example")
    except Exception:  # noqa: BLE001  even the library that signs reads it in no way
        return
    assert believed(raw, names).rpartition("@")[2] in {"", "evil.example"}
