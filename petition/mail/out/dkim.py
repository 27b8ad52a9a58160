"""Signing mails so that receivers know them to be ours (RFC 6376), with RSA, Ed25519 (RFC 8463) or both.

Written here, over cryptography's keys, because dkimpy signs with Python's own arithmetic: 7 ms for a mail, ten times this.
Every header that a reader or a mail program acts upon is named once more than it is there, so that none can be added.
"""

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

_SIGNED = (
    "from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version",
    "content-type", "content-transfer-encoding", "content-language", "auto-submitted", "list-unsubscribe",
    "list-unsubscribe-post",
)  # fmt: skip
_PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
_HEADER = re.compile(rb"^([!-9;-~]+):((?:.*\r\n)(?:[ \t].*\r\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class DkimKey:
    """A private key and the name under which its public half stands in the DNS."""

    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def from_pem(cls, selector: str, pem: bytes) -> "DkimKey":
        """The key in a PEM file without a password; raises TypeError for anything but RSA and Ed25519."""
        private = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
            raise TypeError("neither RSA nor Ed25519")
        return cls(selector, private)

    @property
    def algorithm(self) -> str:
        """The value of a=."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """What is to stand in the DNS, as TXT of `<selector>._domainkey.<domain>` (RFC 6376, 3.6.1; RFC 8463, 4)."""
        public = self.private.public_key()
        if isinstance(self.private, RSAPrivateKey):
            kind, der = "rsa", (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, der = "ed25519", (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p={base64.b64encode(public.public_bytes(*der)).decode()}"

    def sign(self, text: bytes) -> bytes:
        """The signature; Ed25519 signs the hash (RFC 8463, 3)."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(text, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(hashlib.sha256(text).digest())


def kept(folder: Path, selector: str) -> list[tuple[DkimKey, Path]]:
    """An RSA and an Ed25519 key of a folder, made (mode 0600) unless they are there; raises ValueError for a bad name."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?", selector):
        raise ValueError("A selector has small letters, digits and hyphens, such as s2026.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = []
    for kind, make in (("rsa", _new_rsa), ("ed25519", Ed25519PrivateKey.generate)):
        path = folder / f"{selector}-{kind}.pem"
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(make().private_bytes(*_PEM))
        found.append((DkimKey.from_pem(f"{selector}-{kind}", path.read_bytes()), path))
    return found


def _new_rsa() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def keys(pairs: tuple[tuple[str, bytes], ...]) -> list[DkimKey]:
    """The keys of these selectors, each with its PEM, as the settings have them; read once."""
    return [DkimKey.from_pem(selector, pem) for selector, pem in pairs]


def signed(mail: bytes, keys: Sequence[DkimKey], *, domain: str, now: datetime) -> bytes:
    """The mail (lines ended by CRLF) with a signature of each key before it; with no key as it was."""
    if not keys:
        return mail
    head, _, body = mail.partition(b"\r\n\r\n")
    fields: dict[str, list[bytes]] = {}
    for name, value in _HEADER.findall(head + b"\r\n"):
        fields.setdefault(name.decode().lower(), []).append(_relaxed(name, value))
    names = [name for name in _SIGNED for _each in range(len(fields.get(name, [])) + 1)]
    covered = b"".join(field for name in _SIGNED for field in reversed(fields.get(name, [])))
    body_hash = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
    found = []
    for key in keys:
        tags = (
            f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={domain}; s={key.selector};\r\n t={int(now.timestamp())};"
            f" h={_folded(names)};\r\n bh={body_hash};\r\n b="
        )
        signature = key.sign(covered + _relaxed(b"DKIM-Signature", tags.encode()).removesuffix(b"\r\n"))
        found.append(f"DKIM-Signature: {tags}{_in_lines(signature)}\r\n".encode())
    return b"".join(found) + mail


def _relaxed(name: bytes, value: bytes) -> bytes:
    """A header in the relaxed form (RFC 6376, 3.4.2)."""
    return name.lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip() + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    """A body in the relaxed form (RFC 6376, 3.4.4)."""
    body = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _folded(names: list[str]) -> str:
    """The names of headers, a few to a line."""
    return ":\r\n ".join(":".join(names[nth : nth + 5]) for nth in range(0, len(names), 5))


def _in_lines(signature: bytes) -> str:
    coded = base64.b64encode(signature).decode()
    return "\r\n ".join(coded[nth : nth + 72] for nth in range(0, len(coded), 72))
