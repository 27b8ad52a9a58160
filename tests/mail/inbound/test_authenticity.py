"""Whether a message is from whom it says: proved by its domain in a real name server, or our own server's word."""

from collections.abc import Iterator

import pytest

from petition.mail.inbound.authenticity import aligned, asking, is_from_sender
from tests.interpret.corpus import mail
from tests.nameserver import NameServer, running, signed

RAW = mail("Yes\n")


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with running() as server:
        for domain in ("example.org", "mail.example.org", "example.net"):
            server.publish_key(domain)
        yield server


def passes(raw: bytes, names: NameServer, authserv_id: str = "", address: str = "aru@example.org") -> bool:
    return is_from_sender(raw, address, authserv_id=authserv_id, txt=asking(names.address))


@pytest.mark.parametrize("domain", ["example.org", "mail.example.org"])
def test_a_signature_of_the_domain_or_of_its_organisation_is_believed(names: NameServer, domain: str) -> None:
    assert passes(signed(RAW, domain), names)


def test_nothing_else_is(names: NameServer) -> None:
    assert not passes(RAW, names)
    assert not passes(signed(RAW, "example.net"), names)  # proved, but not of this domain
    assert not passes(signed(RAW, "example.org").replace(b"Yes", b"Yea"), names)
    assert not passes(signed(RAW, "example.org", length=True), names)
    assert not passes(b"DKIM-Signature: v=1; nonsense\r\n" + RAW, names)
    assert not passes(signed(RAW, "example.org"), names, address="")


def test_no_log_says_whose_signature_was_not_proved(
    names: NameServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert not passes(signed(RAW, "example.org").replace(b"s=test", b"s=none"), names)
    assert not passes(signed(RAW, "unpublished.example"), names, address="aru@unpublished.example")
    assert not caplog.text


def test_of_a_hundred_signatures_few_are_asked_about(names: NameServer) -> None:
    names.asked.clear()
    wrong = signed(RAW, "example.org").replace(b"s=test", b"s=none").partition(b"\r\nFrom:")[0] + b"\r\n"
    assert not passes(wrong * 100 + RAW, names)
    assert len(names.asked) <= 2


@pytest.mark.parametrize(
    "body", [b"Yes\r\n" * 300_000, b"Yes" + b" " * 300 + b"\r\n", b"Yes" + b"\t \t" * 100 + b"\r\n"]
)
def test_what_would_be_dear_to_prove_is_not_asked_about(names: NameServer, body: bytes) -> None:
    names.asked.clear()
    assert not passes(signed(RAW.replace(b"Yes\r\n", body), "example.org"), names)
    assert names.asked == []


def test_a_signature_over_more_headers_than_a_letter_has_is_not_asked_about(names: NameServer) -> None:
    names.asked.clear()
    assert not passes(signed(RAW, "example.org").replace(b" h=", b" h=" + b"x:" * 100), names)
    assert names.asked == []


def test_a_name_server_that_is_not_there_proves_nothing() -> None:
    gone = asking("127.0.0.1:9")
    assert gone(b"test._domainkey.example.org.", timeout=0.2) is None


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        ("mx.example.org; spf=pass smtp.mailfrom=aru@example.org", True),
        ("mx.example.org 1; spf=pass (a (nested) comment) smtp.mailfrom=example.org", True),
        ("mx.example.org; dkim=fail; spf=pass smtp.mailfrom=bounce@mail.example.org", True),
        ("mx.example.org; spf=pass smtp.mailfrom=aru@example.net", False),
        ("mx.example.org; spf=softfail smtp.mailfrom=aru@example.org", False),
        ("mx.example.org; none", False),
        ("mx.example.org (spf=pass smtp.mailfrom=aru@example.org); none", False),
        ("mx.elsewhere.example; spf=pass smtp.mailfrom=aru@example.org", False),
        ('mx.example.org; spf=pass smtp.mailfrom="aru@example.org"', True),
        (
            "MX.example.org; dkim=pass (2048-bit key) header.d=x.example; spf=pass smtp.mailfrom=example.org",
            True,
        ),
        ("mx.example.org; spf=pass smtp.helo=x.example smtp.mailfrom=aru@example.org", True),
        ('mx.example.org; spf=pass smtp.mailfrom="example.org x"@evil.example', False),
        ('mx.example.org; spf=pass smtp.mailfrom="aru@example.org x"@evil.example', False),
        (r'mx.example.org; spf=pass smtp.mailfrom="\" smtp.mailfrom=aru@example.org"@evil.example', False),
        (
            'mx.example.org; spf=pass smtp.mailfrom="x; spf=pass smtp.mailfrom=example.org"@evil.example',
            False,
        ),
        ('mx.example.org; spf=pass smtp.mailfrom="x smtp.mailfrom=aru@example.org', False),
        ('mx.example.org; spf=pass smtp.mailfrom="x" smtp.mailfrom=aru@example.org', False),
        ("mx.example.org; spf=pass smtp.mailfrom=eve@evil.example smtp.mailfrom=aru@example.org", False),
        ("mx.example.org; spf=pass smtp.mailfrom=eve@evil.example (smtp.mailfrom=aru@example.org)", False),
        ("mx.example.org; spf=fail smtp.mailfrom=example.org; spf=pass smtp.mailfrom=example.org", False),
        ("mx.example.org; spf=pass smtp.helo=example.org", False),
        ("mx.example.org; dkim=pass smtp.mailfrom=aru@example.org", False),
        ("mx.example.org 2; spf=pass smtp.mailfrom=aru@example.org", False),
        ("mx.example.org.evil.example; spf=pass smtp.mailfrom=aru@example.org", False),
        ("mx.example.org evil; spf=pass smtp.mailfrom=aru@example.org", False),
        ('mx.example.org; spf=pass reason="smtp.mailfrom=aru@example.org"', False),
        ("mx.example.org; spf=pass (" + "(" * 1500 + " smtp.mailfrom=example.org", False),
        ("(" * 50_000, False),
        ("", False),
    ],
)
def test_our_own_server_is_believed_and_no_other(names: NameServer, stated: str, believed: bool) -> None:
    raw = f"Authentication-Results: {stated}\r\n".encode() + RAW
    assert passes(raw, names, "mx.example.org") is believed
    assert not passes(raw, names)  # where no server is named, none is


def test_only_the_topmost_statement_is_our_servers(names: NameServer) -> None:
    forged = b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=aru@example.org\r\n"
    honest = b"Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=aru@example.org\r\n"
    assert not passes(honest + forged + RAW, names, "mx.example.org")


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("example.org", "EXAMPLE.org.", True),
        ("a.b.example.org", "c.example.org", True),
        ("example.co.uk", "other.co.uk", False),
        ("evil.msk.ru", "msk.ru", False),  # a suffix under which anybody may register
        ("com.kz", "x.com.kz", False),
    ],
)
def test_domains_of_one_organisation_are_aligned(one: str, other: str, are: bool) -> None:
    assert aligned(one, other) is are
