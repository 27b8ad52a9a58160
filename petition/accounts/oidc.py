"""An organisation's own sign-in (OpenID Connect Core 1.0, the authorization code flow with PKCE, RFC 7636).

It proves an email address, as a link in an email does, and nothing more: nobody is made an organiser by it, and whoever has
a second factor is asked for it. What the provider says is believed when its own key signed it for us and for this try.
"""

import base64
import hashlib
import json
import secrets
import time
from datetime import datetime, timedelta
from http.client import HTTPResponse
from threading import BoundedSemaphore
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from petition.accounts import organisers
from petition.accounts.models import Organiser
from petition.core import text
from petition.core.checks import CheckFailed
from petition.core.hosts import is_loopback
from petition.core.settings import settings

LIFE = timedelta(minutes=10)  # of one try
_SIGNED_BY = ("RS256", "PS256", "ES256", "EdDSA")  # never "none", nor a secret that both know
_LARGEST = 1_000_000  # bytes of an answer
_PATIENCE = 10  # seconds
_SKEW = 60  # seconds between the provider's clock and ours


class ProviderAway(Exception):
    """The provider does not answer, or not as OpenID Connect has it."""


class NotProved(Exception):
    """The provider proves no address of an organiser: cancelled, for another try or another service, or unknown here."""


def is_on() -> bool:
    """Whether an organisation's sign-in is set up."""
    return bool(settings().oidc_issuer)


def begin(back: str, *, now: datetime) -> tuple[str, list[Any]]:
    """Where the browser is sent, and what it keeps for the way back. Raises ProviderAway."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": settings().oidc_client_id,
        "redirect_uri": back,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    door = _described()["authorization_endpoint"]
    return f"{door}{'&' if urlsplit(door).query else '?'}{urlencode(asked)}", [
        state,
        nonce,
        verifier,
        int(now.timestamp()),
    ]


def enter(kept: list[Any], told: dict[str, str], back: str, *, now: datetime) -> Organiser:
    """The organiser whose address the provider proves; raises NotProved, ProviderAway."""
    state, nonce, verifier, began = kept if len(kept) == 4 else ("", "", "", 0)
    is_ours = bool(state) and secrets.compare_digest(state.encode(), told.get("state", "").encode())
    if not is_ours or now.timestamp() - began > LIFE.total_seconds() or not told.get("code"):
        raise NotProved
    if told.get("iss", settings().oidc_issuer) != settings().oidc_issuer:  # RFC 9207
        raise NotProved
    address = _proved(_exchanged(told["code"], verifier, back), nonce, now)
    organiser = organisers.by_address(address)
    if organiser is None or not organiser.active:
        raise NotProved
    organisers.came_in(organiser, now=now)
    return organiser


def check() -> str:
    """Whether the provider answers, for flask doctor; raises CheckFailed."""
    try:
        _described()
    except ProviderAway as fault:
        raise CheckFailed(f"{settings().oidc_issuer} does not answer as a provider: {fault}") from None
    return f"{settings().oidc_issuer} answers"


def _described() -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0, 4)."""
    issuer = settings().oidc_issuer
    said = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise ProviderAway("it names another issuer than OIDC_ISSUER")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        url = str(said.get(name, ""))
        if not url.startswith("https://") and not is_loopback(url):
            raise ProviderAway(f"its {name} is not https")
    return said


def _exchanged(code: str, verifier: str, back: str) -> str:
    """The ID token that a code is worth (OpenID Connect Core, 3.1.3)."""
    told = settings()
    named = ":".join(quote(each, safe="") for each in (told.oidc_client_id, told.oidc_client_secret))
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    said = _asked(
        _described()["token_endpoint"],
        urlencode(fields).encode(),
        {"Authorization": f"Basic {base64.b64encode(named.encode()).decode()}"},
    )
    return str(said.get("id_token", ""))


def _proved(id_token: str, nonce: str, now: datetime) -> str:
    """The address in a token that the provider signed for us and for this try (OpenID Connect Core, 3.1.3.7)."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    told = settings()
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_SKEW,
        iss={"essential": True, "value": told.oidc_issuer},
        aud={"essential": True, "value": told.oidc_client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        email={"essential": True},
    )
    try:
        keys = KeySet.import_key_set(_asked(_described()["jwks_uri"]))  # type: ignore[arg-type]
        claims = jwt.decode(id_token, keys, algorithms=_SIGNED_BY).claims
        rules.validate(claims)
        for_others = isinstance(claims["aud"], list) and claims.get("azp") != told.oidc_client_id
        if claims.get("email_verified") is not True or (for_others and len(claims["aud"]) > 1):
            raise NotProved
        return text.mailbox(str(claims["email"]), may_be_test=True)
    except (JoseError, ValueError, KeyError, TypeError, text.Refused) as refusal:
        raise NotProved from refusal


# Threads of one process that wait for the provider: anybody may send them there, and there are others to serve.
_AT_ONCE = BoundedSemaphore(2)


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_told: Any) -> None:
        """Follow nobody elsewhere: what is sent has our secret in it."""


_OPENER = build_opener(_Stays)


def _asked(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What the provider answers, in JSON; raises ProviderAway."""
    request = Request(url, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310  https: was looked at
    if not _AT_ONCE.acquire(timeout=1):
        raise ProviderAway("others wait for it")
    try:
        with _OPENER.open(request, timeout=_PATIENCE) as answer:
            said = json.loads(_read(answer, time.monotonic() + _PATIENCE))
    except (OSError, URLError, ValueError, RecursionError) as error:
        raise ProviderAway(type(error).__name__) from error
    finally:
        _AT_ONCE.release()
    if not isinstance(said, dict):
        raise ProviderAway("its answer is no object")
    return said


def _read(answer: HTTPResponse, until: float) -> bytes:
    """As much of an answer as is ever read, which is to be there by then, however slowly it comes."""
    said = bytearray()
    while len(said) < _LARGEST and (piece := answer.read1(_LARGEST)):
        said += piece
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(said)
