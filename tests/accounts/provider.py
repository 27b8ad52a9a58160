"""An organisation's sign-in: an OpenID Connect provider with a key of its own, on a port of this machine."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from petition.core import clock

CLIENT, SECRET = "petition", "a secret: with % signs"


@dataclass
class Provider:
    """What it says is in `claims`, `header` and `key`, to be changed by whoever lies."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    alg: str = "RS256"
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    answers: bool = True

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(clock.now().timestamp())
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "7",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 60,
        }
        signer = self.signs_with or self.key
        if self.alg == "none":
            parts = ({"alg": "none"}, said | self.claims)
            return (
                ".".join(
                    base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts
                )
                + "."
            )
        return jwt.encode({"alg": self.alg, "kid": "one"}, said | self.claims, signer, algorithms=[self.alg])

    def exchange(self, form: dict[str, str], basic: str) -> dict[str, Any]:
        """A code for a token, once, for who has the secret and the verifier (RFC 6749, 4.1.3; RFC 7636, 4.6)."""
        asked = self.asked.pop(form["code"], None)
        expected = base64.b64encode(b"petition:a%20secret%3A%20with%20%25%20signs").decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if not asked or basic != f"Basic {expected}" or asked["redirect_uri"] != form["redirect_uri"]:
            return {"error": "invalid_grant"}
        if asked["code_challenge"] != challenge.decode().rstrip("="):
            return {"error": "invalid_grant"}
        return {"id_token": self.id_token(asked), "access_token": "x", "token_type": "Bearer"}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            us = provider.address
            if parts.path == "/authorize":
                asked = dict(parse_qsl(parts.query))
                code = f"code{len(provider.asked)}"
                provider.asked[code] = asked
                self.send_response(302)
                back = urlencode({"code": code, "state": asked["state"], "iss": us})
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            elif parts.path == "/keys":
                self.say(KeySet([provider.key]).as_dict(private=False))
            else:
                ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                self.say({"issuer": us} | {name: f"{us}/{path}" for name, path in ends.items()})

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.say(provider.exchange(form, self.headers["Authorization"]))

        def say(self, what: object) -> None:
            body = json.dumps(what).encode() if provider.answers else b"<html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
