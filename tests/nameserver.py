"""A name server on this machine that answers what a test tells it, and mail signed so that its answers prove it."""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.waiting import PATIENCE

_KEY = rsa.generate_private_key(65537, 2048)
PEM = _KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
RECORD = (
    "v=DKIM1; k=rsa; p="
    + b64encode(_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
)


@dataclass
class NameServer:
    """Knows TXT records, and addresses; everything asked of it is written down."""

    address: str
    texts: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish_key(self, domain: str) -> None:
        """Let `signed` mails of a domain be proved."""
        self.texts[f"test._domainkey.{domain}."] = RECORD


@contextmanager
def running() -> Iterator[NameServer]:
    """A name server on a free port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        port.bind(("127.0.0.1", 0))
        server = NameServer(f"127.0.0.1:{port.getsockname()[1]}")
        thread = threading.Thread(target=_answer, args=(port, server), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", port.getsockname())
            thread.join(PATIENCE)


def _answer(port: socket.socket, server: NameServer) -> None:
    while True:
        data, asker = port.recvfrom(4096)
        if not data:
            return
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text()
        server.asked.append(name)
        answer = dns.message.make_response(question)
        kind = question.question[0].rdtype
        if kind == dns.rdatatype.A and (address := server.addresses.get(name)):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "A", address))
        elif kind == dns.rdatatype.AAAA and name in server.addresses:
            pass  # it has none
        elif text := server.texts.get(name):
            pieces = " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", pieces))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        port.sendto(answer.to_wire(), asker)


def signed(raw: bytes, domain: str, **options: object) -> bytes:
    """The mail with a DKIM signature of a domain."""
    options = {"include_headers": [b"from", b"to", b"subject", b"date"]} | options
    header: bytes = dkim.sign(raw, b"test", domain.encode(), PEM, **options)
    return header + raw
