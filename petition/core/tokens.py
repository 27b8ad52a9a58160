"""Links in mails: itsdangerous timed signatures over a random id and a nonce; the purpose is the salt.

The key is not in the database, so a stolen database mints nothing; the nonce is, so one row can end its own links.
See https://itsdangerous.palletsprojects.com/ and OWASP ASVS 5.0, 6.6.2 and 9.2.2.
"""

import hashlib
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, SignatureExpired, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from petition.core import clock
from petition.core.settings import settings

_LONGEST = 200  # characters of a token that many have
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
NO_PART_OF_IT = ".,;:!?)]}>»”’\"'…*/"


class TokenRefused(Exception):
    """A token that is not ours, not for this, or cut."""


class TokenExpired(TokenRefused):
    """A token of ours whose stated life is over."""


class _Signer(TimestampSigner):
    def __init__(self, *args: Any, exact_to: int = 1, **more: Any) -> None:
        super().__init__(*args, **more)
        self._exact_to = exact_to

    def get_timestamp(self) -> int:
        now = int(clock.now().timestamp())
        return now - now % self._exact_to

    @lru_cache(maxsize=64)  # noqa: B019  one for each purpose
    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return super().derive_key(secret_key)


class _Serializer(URLSafeTimedSerializer):
    def dump_payload(self, obj: Any) -> bytes:
        """Not compressed, which what is random never is the shorter for."""
        return base64_encode(_JSON.encode(obj))

    @lru_cache(maxsize=64)  # noqa: B019  one for each purpose
    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        return super().make_signer(salt)


def secrets() -> tuple[str, ...]:
    """The keys that read, the last one of which signs: SECRET_KEY_OLD until its time is over, and SECRET_KEY."""
    told = settings()
    until = told.secret_key_old_until
    older = (told.secret_key_old,) if until is not None and clock.now() < until else ()
    return *older, str(current_app.secret_key)


def _serializer(purpose: str, exact_to: int = 1) -> URLSafeTimedSerializer:
    return _made(secrets(), purpose, exact_to)


@lru_cache(maxsize=64)
def _made(secret: tuple[str, ...], purpose: str, exact_to: int) -> URLSafeTimedSerializer:
    return _Serializer(
        secret,
        salt=f"petition/{purpose}",
        signer=_Signer,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac", "exact_to": exact_to},
    )


def mint(purpose: str, *payload: str, exact_to: int = 1) -> str:
    """A URL-safe token for one purpose over a few short strings; it tells when it was minted, to so many seconds."""
    return str(_serializer(purpose, exact_to).dumps(payload))


def read(purpose: str, token: str, life: timedelta | None = None) -> tuple[list[Any], datetime]:
    """Give the payload and when it was minted; raise TokenExpired after its life, TokenRefused for all else.

    A stop or a bracket after it is of the sentence that its link stood in, a space or an end of line of the column, and a
    "?" of the address, as some mail programs escape it.
    """
    token = "".join(token.split()).partition("?")[0].rstrip(NO_PART_OF_IT)
    try:
        payload, minted = _serializer(purpose).loads(
            token, max_age=int(life.total_seconds()) if life else None, return_timestamp=True
        )
    except SignatureExpired as error:
        raise TokenExpired from error
    except (BadData, ValueError, UnicodeError) as error:
        raise TokenRefused from error
    if not isinstance(payload, list):
        raise TokenRefused
    return payload, minted


def read_named(purpose: str, token: str, life: timedelta | None = None) -> tuple[str, str, datetime]:
    """The random name of a row and the nonce that a link carries, and when it was minted; raises as `read` does."""
    payload, minted = read(purpose, token, life)
    if len(payload) != 2:
        raise TokenRefused
    return str(payload[0]), str(payload[1]), minted


def lives(purpose: str, token: str, life: timedelta) -> bool:
    """Whether a token that many are given alike is ours and within its life: what so many carry is read once."""
    minted = _minted(secrets(), purpose, token) if len(token) <= _LONGEST else None
    return minted is not None and timedelta() <= clock.now() - minted <= life


@lru_cache(maxsize=256)
def _minted(_by: tuple[str, ...], purpose: str, token: str) -> datetime | None:
    """When it was minted by these keys; None for what was not."""
    try:
        return read(purpose, token)[1]
    except TokenRefused:
        return None
