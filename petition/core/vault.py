"""Personal data at rest: sealed with keys that are not in the database, found again by keyed hashes.

AES-256-GCM (NIST SP 800-38D) with a random nonce; every value begins with its format, and is bound by associated data to
the place it belongs, so that it cannot be moved to another row. A data key per appeal is wrapped by DATA_KEY: destroying
one small key erases an appeal for good. Keyed hashes are HMAC-SHA-256 under a key of their own (RFC 5869, RFC 2104).

DATA_KEY is 32 secret bytes; one that follows another has the key of its keyed hashes behind them, for what was hashed
cannot be hashed anew (docs/adr/0049). DATA_KEY_OLD opens what is not sealed anew yet.
"""

import hashlib
import hmac
import json
import logging
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app, g

T = TypeVar("T")
U = TypeVar("U")

_FORMAT = b"\x01"
_SEALED = "sealed "
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_log = logging.getLogger("petition.vault")


class Unreadable(Exception):
    """A sealed value that this key, in this place, does not open."""


class Key:
    """Seals, unseals and fingerprints for one owner."""

    def __init__(self, secret: bytes, hash_key: bytes = b"", older: "Key | None" = None) -> None:
        """Take 32 secret bytes; what seals and what fingerprints are derived apart. What `older` sealed is opened too."""
        self._aead = AESGCM(_derive(secret, b"seal"))
        self._hash_key = hash_key or _derive(secret, b"fingerprint")
        self._older = older

    def seal(self, value: bytes, place: str) -> bytes:
        """Encrypt for one place, such as "signatures|particulars|<row>|<appeal>"."""
        nonce = os.urandom(12)
        return _FORMAT + nonce + self._aead.encrypt(nonce, value, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what was sealed for that place; anything else raises Unreadable."""
        if sealed[:1] != _FORMAT:
            raise Unreadable
        try:
            return self._aead.decrypt(sealed[1:13], sealed[13:], place.encode())
        except (InvalidTag, ValueError):
            if self._older is None:
                raise Unreadable from None
        return self._older.unseal(sealed, place)

    def sealed_anew(self, sealed: bytes, place: str) -> bytes | None:
        """What an older key sealed, sealed by this one; None where this one did. Raises Unreadable."""
        value = self.unseal(sealed, place)
        try:
            self._aead.decrypt(sealed[1:13], sealed[13:], place.encode())
        except (InvalidTag, ValueError):
            return self.seal(value, place)
        return None

    def seal_json(self, value: Any, place: str) -> bytes:
        """Seal any JSON value."""
        return self.seal(_JSON.encode(value).encode(), place)

    def unseal_json(self, sealed: bytes, place: str) -> Any:
        """Unseal a JSON value."""
        return json.loads(self.unseal(sealed, place).decode())

    def seal_words(self, value: Any, place: str) -> str:
        """Seal any JSON value for a column of text."""
        return _SEALED + b64encode(self.seal_json(value, place)).decode()

    def unseal_words(self, kept: Any, place: str) -> Any:
        """Unseal it; what was kept as it is, before it was sealed, is given as it is."""
        if not (isinstance(kept, str) and kept.startswith(_SEALED)):
            return kept
        return self.unseal_json(b64decode(kept.removeprefix(_SEALED)), place)

    def fingerprint(self, what: str, value: str) -> bytes:
        """The keyed hash of a value, 32 bytes; `what` keeps equal values of different meaning apart."""
        return hmac.digest(self._hash_key, f"{what}\0{value}".encode(), hashlib.sha256)


class Vault:
    """Holds DATA_KEY and hands out keys."""

    def __init__(self, data_key: bytes, older: bytes = b"") -> None:
        """Take the bytes of DATA_KEY, and of DATA_KEY_OLD while there is one."""
        before = Vault(older) if older else None
        secret, hash_key = data_key[:32], hash_key_of(data_key)
        # for what belongs to no appeal
        self.common: Key = Key(_derive(secret, b"house"), hash_key, before.common if before else None)
        self.wrapping: Key = Key(_derive(secret, b"wrapping"), older=before.wrapping if before else None)
        self.key = lru_cache(maxsize=512)(self._unwrap)
        # Signs the seals of letters; another DATA_KEY is another one (docs/adr/0046).
        self.signer = Ed25519PrivateKey.from_private_bytes(_derive(secret, b"seals of letters"))

    def new_key(self, owner: str) -> bytes:
        """A new random data key, wrapped, to be kept with its owner ("appeal:<slug>")."""
        return self.wrapping.seal(os.urandom(32), owner)

    def _unwrap(self, wrapped: bytes, owner: str) -> Key:
        return Key(self.wrapping.unseal(wrapped, owner))


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"petition/" + purpose).derive(secret)


def hash_key_of(data_key: bytes) -> bytes:
    """The key of the keyed hashes of a DATA_KEY: behind its 32 secret bytes, else derived from them."""
    return data_key[32:] or _derive(_derive(data_key, b"house"), b"fingerprint")


def successor(data_key: bytes) -> bytes:
    """A new DATA_KEY to follow this one: other secret bytes, the same keyed hashes."""
    return os.urandom(32) + hash_key_of(data_key)


def init_app(app: Flask, data_key: bytes, older: bytes = b"") -> None:
    """Give the application its vault."""
    app.extensions["vault"] = Vault(data_key, older)


def vault() -> Vault:
    """The vault of the application at work."""
    found: Vault = current_app.extensions["vault"]
    return found


# --- one of many that cannot be unsealed ------------------------------------------------------------------------------


def readable(table: str, rows: Iterable[T], read: Callable[[T], U]) -> Iterator[U]:
    """What `read` makes of each row; one that cannot be unsealed is left out, for the page is for all the others too."""
    for row in rows:
        try:
            made = read(row)
        except Unreadable:
            leave_out(table, row.id)  # type: ignore[attr-defined]
        else:
            yield made


def leave_out(table: str, row_id: int) -> None:
    """Log that a row could not be unsealed, and count it for the page that is being made."""
    _log.error("not unsealed: %s %d", table, row_id)
    g.left_out = left_out() + 1


def left_out() -> int:
    """How many rows were left out of this page so far."""
    count: int = g.get("left_out", 0)
    return count
