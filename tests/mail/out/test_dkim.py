"""Mails are signed so that a receiver, here dkimpy, knows them to be ours, and nothing that is acted upon can be added."""

from email import message_from_bytes
from pathlib import Path

import dkim as dkimpy
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from config import Config, ConfigError
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier, dkim, outbox
from petition.mail.out.message import Message
from tests.conftest import NOW, make_app

DOMAIN = "example.org"
RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
SHORT = rsa.generate_private_key(65537, 1024)  # noqa: S505  to be refused
KEYS = [dkim.DkimKey("s1", RSA), dkim.DkimKey("s2", ED25519)]


def pem(private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def dns(name: bytes, timeout: int = 5) -> bytes | None:
    records = {f"{key.selector}._domainkey.{DOMAIN}.": key.record for key in KEYS}
    found = records.get(name.decode())
    return found.encode() if found else None


def verified(mail: bytes) -> list[bool]:
    """Whether each signature of a mail holds, the first one first."""
    found = []
    for nth in range(mail.count(b"DKIM-Signature:")):
        try:
            found.append(bool(dkimpy.DKIM(mail, minkey=2048).verify(nth, dnsfunc=dns)))
        except dkimpy.ValidationError:
            found.append(False)
    return found


def signed(mail: bytes) -> bytes:
    return dkim.signed(mail, KEYS, domain=DOMAIN, now=clock.now())


MAIL = (
    b"Subject: Please confirm\r\nFrom: letters@example.org\r\nTo: reader@example.net\r\n"
    b"Message-ID: <x@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello!  \r\n\r\n.\r\n\r\n\r\n"
)


def test_both_signatures_hold() -> None:
    assert verified(signed(MAIL)) == [True, True]
    assert [b"a=" + each in signed(MAIL) for each in (b"rsa-sha256", b"ed25519-sha256")] == [True, True]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_what_the_service_composes_is_signed_as_it_leaves(tmp_path: Path, lang: str) -> None:
    for name, key in (("r", RSA), ("e", ED25519)):
        (tmp_path / name).write_bytes(pem(key))
    app = make_app(
        tmp_path / "i",
        MAIL_FROM=f"letters@{DOMAIN}",
        DKIM_SELECTOR="s1",
        DKIM_KEY=str(tmp_path / "r"),
        DKIM_ED25519_SELECTOR="s2",
        DKIM_ED25519_KEY=pem(ED25519).decode().replace("\n", "\\n"),  # as it stands in a file of settings
    )
    message = Message(
        "entrance", "айгүл@почта.example", lang, {"link": "x"}, unsubscribe=f"https://{DOMAIN}/u/{'x' * 90}"
    )
    with app.app_context():
        db.create_all()
        outbox.post(message, now=clock.now())
        db.session.commit()
        assert carrier.carry() == 1
        (path,) = (tmp_path / "i" / "mail").glob("*.eml")
    assert verified(path.read_bytes()) == [True, True]
    assert path.read_bytes().count(b"List-Unsubscribe: <") == 1


def test_relays_may_fold_and_space_anew() -> None:
    mail = (
        signed(MAIL)
        .replace(b"Subject: Please confirm", b"Subject:   Please\r\n\tconfirm ")
        .replace(b"Hello!  ", b"Hello! ")
    )
    assert verified(mail) == [True, True]


@pytest.mark.parametrize(
    "added",
    ["From: evil@example.net", "Subject: Other", "To: you@example.net", "Reply-To: evil@example.net",
     "List-Unsubscribe: <https://evil.example>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
     'Content-Type: multipart/mixed; boundary="x"', "Date: Sun, 22 Nov 2026 10:00:00 +0000"],
)  # fmt: skip
def test_nothing_that_is_acted_upon_can_be_added(added: str) -> None:
    mail = signed(MAIL)
    for changed in (
        f"{added}\r\n".encode() + mail,
        mail.replace(b"\r\n\r\n", f"\r\n{added}\r\n\r\n".encode(), 1),
    ):
        assert verified(changed) == [False, False]


@pytest.mark.parametrize("change", [(b"Hello!", b"Hallo!"), (b"reader@", b"other@"), (b"Please", b"Do")])
def test_nothing_can_be_changed(change: tuple[bytes, bytes]) -> None:
    assert verified(signed(MAIL).replace(*change)) == [False, False]


@settings(max_examples=60)
@given(
    st.lists(st.text(" \tab.=\u0416", max_size=12), max_size=6),
    st.lists(
        st.tuples(st.sampled_from(["Subject", "X-A", "Cc"]), st.text(" ab\tc", max_size=90)), max_size=4
    ),
)
def test_any_mail_can_be_signed(lines: list[str], headers: list[tuple[str, str]]) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in [("From", "a@example.org"), *headers])
    mail = "\r\n".join([head, *lines, ""])
    assert verified(signed(mail.encode())) == [True, True]


def test_without_a_key_nothing_is_added() -> None:
    assert dkim.signed(MAIL, [], domain=DOMAIN, now=NOW) is MAIL


def test_no_line_is_long() -> None:
    assert max(map(len, signed(MAIL).split(b"\r\n"))) <= 100
    assert message_from_bytes(signed(MAIL))["Subject"] == "Please confirm"


@pytest.mark.parametrize(
    ("settings_", "named"),
    [
        ({"DKIM_SELECTOR": "s1"}, "DKIM_KEY"),
        ({"DKIM_KEY": pem(RSA).decode()}, "DKIM_SELECTOR"),
        ({"DKIM_SELECTOR": "s 1", "DKIM_KEY": pem(RSA).decode()}, "DKIM_SELECTOR"),
        ({"DKIM_SELECTOR": "s1", "DKIM_KEY": "/nowhere/key"}, "DKIM_KEY"),
        ({"DKIM_SELECTOR": "s1", "DKIM_KEY": pem(ED25519).decode()}, "DKIM_KEY"),
        (
            {"DKIM_SELECTOR": "s1", "DKIM_KEY": pem(SHORT).decode()},
            "DKIM_KEY",
        ),
        ({"DKIM_ED25519_SELECTOR": "s2", "DKIM_ED25519_KEY": pem(RSA).decode()}, "DKIM_ED25519_KEY"),
        ({"DKIM_ED25519_SELECTOR": "s2", "DKIM_ED25519_KEY": "-----BEGIN"}, "DKIM_ED25519_KEY"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, settings_: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env({"INSTANCE": str(tmp_path / "i")} | settings_)
    assert [problem.split(":")[0] for problem in refusal.value.problems] == [named]
    assert "BEGIN" not in str(refusal.value)


def test_keys_are_made_with_the_records_to_publish(bare_app: Flask, tmp_path: Path) -> None:
    command = ["mail", "keys", "--selector", "s2026", "--folder", str(tmp_path)]
    done = bare_app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0
    config = Config.from_env(
        {"INSTANCE": str(tmp_path / "i")}
        | dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("DKIM_"))
    )
    zone = done.stdout.replace('" "', "")
    for key in [dkim.DkimKey.from_pem(*each) for each in config.dkim]:
        assert f'{key.selector}._domainkey.localhost.localdomain. TXT "{key.record}"' in zone
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.pem")} == {0o600}
    assert "v=spf1 ... -all" in zone  # published as it stands "mx" would have a provider's mail refused
    assert "v=DMARC1; p=none;" in zone
    again = bare_app.test_cli_runner().invoke(args=command)
    assert again.stdout == done.stdout  # what is there is never overwritten
