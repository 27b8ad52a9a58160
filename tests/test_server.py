"""What holds of the service under a real gunicorn: faults, broken requests, cut and endless forms, who reaches it."""

import json
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from petition.core.db import db
from petition.signatures.models import Signature
from tests.conftest import make_app, migrate
from tests.factories import filled, make_appeal
from tests.server import Server, running, start
from tests.waiting import PATIENCE, until

# The application with faults of its own that repeat the key in the address, and an error page that fails there.
BROKEN = """
import os

from jinja2 import ChoiceLoader, DictLoader
from wsgi import app

FAILING = "{{ 1 // 0 if 'akeythatnobodymayread' in request.path else heading }}"
app.jinja_loader = ChoiceLoader([DictLoader({"error.html": FAILING}), app.jinja_loader])

@app.get("/fault/<token>")
def fault(token):
    raise ValueError(token)

@app.get("/who")
def who():
    return str(os.getpid())

@app.get("/long")
def long():
    return "x" * 8_000_000

@app.get("/half/<token>")
def half(token):
    def pieces():
        yield "begun"
        raise ValueError(token)
    return pieces()

@app.get("/header/<token>")
def header(token):
    return "x", 200, {"X-Broken": "\\1" + token}
"""
KEY = "akeythatnobodymayread"
HOST = "Host: 127.0.0.1\nConnection: close\n"
FORM = f"{HOST}Content-Type: application/x-www-form-urlencoded\n"


@dataclass
class Site(Server):
    """The service with one letter that can be signed, and its database."""

    app: Flask

    def form(self, **fields: str) -> bytes:
        """A form filled in well, as a browser sends it."""
        with self.app.app_context():
            return urlencode(filled(**fields)).encode()

    def signed(self) -> int:
        """How many have signed."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Signature)) or 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("site")
    (instance / "broken.py").write_text(BROKEN)
    app = make_app(instance)
    migrate(app)
    with app.app_context():
        make_appeal(slug="well")
        db.session.remove()
    with running("broken", instance, LOG="json") as found:
        yield Site(found.port, found.log, app)
    with app.app_context():
        db.engine.dispose()


def chunked(body: bytes, piece: int = 50_000) -> bytes:
    """A body in chunks (RFC 9112, 7.1)."""
    parts = [body[at : at + piece] for at in range(0, len(body), piece)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


@pytest.mark.parametrize("path", ["fault", "header", "c", "s", "a"])
def test_a_fault_of_the_error_page_itself_is_answered_in_plain_words_with_our_headers(
    site: Site, path: str
) -> None:
    answer = site.send(f"GET /{path}/{KEY} HTTP/1.1\n{HOST}\n")
    assert answer.status == 500
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Try again in a minute." in answer.text
    assert KEY not in answer.text


def test_no_log_of_the_server_holds_an_address_or_the_words_of_a_fault(site: Site) -> None:
    for line in (
        f"GET /fault/{KEY}?{KEY} HTTP/1.1\n{HOST}\n",
        f"GET /header/{KEY} HTTP/1.1\n{HOST}\n",
        f"GET /c/{KEY} HTTP/9\n{HOST}\n",
        f"GET /c/{KEY} {KEY} HTTP/1.1\n{HOST}\n",
        f"{KEY} /c/{KEY} HTTP/1.1\n{HOST}\n",
        f"GET /c/{KEY}\x01 HTTP/1.1\n{HOST}\n",
        f"GET /c/{KEY} HTTP/1.1\n{HOST}{KEY} : x\n\n",
        f"GET /c/{'x' * 5000}{KEY} HTTP/1.1\n{HOST}\n",
        f"GET /c/{KEY} HTTP/1.1\n{HOST}Cookie: {'x' * 9000}{KEY}\n\n",
        f"GET /c/{KEY} HTTP/1.1\n{HOST}Expect: {KEY}\n\n",
        f"POST /c/{KEY} HTTP/1.1\n{FORM}Transfer-Encoding: {KEY}\n\n",
        f"POST /c/{KEY} HTTP/1.1\n{FORM}Transfer-Encoding: chunked\n\n{KEY}\n",
        f"POST /c/{KEY} HTTP/1.1\n{FORM}Content-Length: {KEY}\n\n",
    ):
        assert site.send(line).status >= 400
    personal = site.form(name="Zhanar Planted", email="planted@example.org")
    assert (
        site.send(f"POST /a/well/sign HTTP/1.1\n{FORM}Content-Length: {len(personal)}\n\n", personal).status
        == 303
    )
    with pytest.raises(IncompleteRead):
        site.send(f"GET /half/{KEY} HTTP/1.1\n{HOST}\n")
    log = site.log.read_text()
    assert "GET /fault/<token>: ValueError at " in log
    assert (
        "Error handling request: ValueError at " in log
    )  # the server's own words of the page that broke off
    assert not [planted for planted in (KEY, "Planted", "planted", "well", "token=") if planted in log]
    lines = [json.loads(line) for line in log.splitlines()]
    signed = {"method": "POST", "route": "/a/<slug:slug>/sign", "status": 303}
    assert [each for each in lines if signed.items() <= each.items()]


@pytest.mark.parametrize(("path", "limit"), [("/a/well/sign", 128 * 1024), ("/desk/sign-in", 128 * 1024)])
def test_a_form_in_chunks_is_refused_above_the_limit_not_cut(site: Site, path: str, limit: int) -> None:
    head = f"POST {path} HTTP/1.1\n{FORM}Transfer-Encoding: chunked\n\n"
    body = site.form(email="chunk@example.org", more="")
    before = site.signed()
    for most in (limit + 1, limit + 70_000):
        answer = site.send(head, chunked(body + b"x" * (most - len(body))))
        assert answer.status == 413
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert site.signed() == before
    assert site.send(head, chunked(body + b"x" * (limit - len(body)))).status in {200, 303}


def test_half_a_form_is_refused_not_taken_for_a_whole_one(site: Site) -> None:
    body = site.form(name="Ann Annabelle")
    before = site.signed()
    head = f"POST /a/well/sign HTTP/1.1\n{FORM}Content-Length: {len(body)}\n\n"
    assert site.send(head, body[:-3], cut=True).status == 400
    chunks = f"POST /a/well/sign HTTP/1.1\n{FORM}Transfer-Encoding: chunked\n\n"
    assert site.send(chunks, chunked(body)[:-7], cut=True).status == 400
    assert site.signed() == before
    assert site.send(head, body).status == 303
    assert site.signed() == before + 1


@pytest.mark.parametrize(
    "unfinished",
    [
        "",
        "GET /privacy HTTP/1.1\nHost: 127.0.0.1\n",
        f"POST /a/well/sign HTTP/1.1\n{FORM}Content-Length: 1000\n\nname=",
        f"POST /a/well/sign HTTP/1.1\n{FORM}Transfer-Encoding: chunked\n\n5\nname=\n",
        f"POST /a/well/sign HTTP/1.1\n{FORM}Transfer-Encoding: chunked\n\n9\nname\n0\n\n",
        f"POST /a/well/sign HTTP/1.1\n{FORM}Content-Length: 0000000001000\n\nname=",
        f"POST /a/well/sign HTTP/1.1\n{FORM}Content-Length: 9999999999\n\nname=",
        f"GET /privacy HTTP/1.1\n{HOST}Content-Length: 9999999999\n\n",
        f"GET /privacy HTTP/1.1\n{HOST}Cookie: {'x' * 70_000}",
        f"GET /privacy HTTP/1.1\n{HOST}\n",
        f"GET /long HTTP/1.1\n{HOST}\n",  # whose answer is never read
    ],
)
def test_requests_that_never_end_keep_nobody_waiting(site: Site, unfinished: str) -> None:
    begun = time.monotonic()
    with ExitStack() as held:
        for _ in range(20):  # to eight threads
            line = held.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            line.sendall(unfinished.replace("\n", "\r\n").encode())
        for _ in range(3):
            assert site.send(f"GET /privacy HTTP/1.1\n{HOST}\n").status == 200
    assert time.monotonic() < begun + 10


def test_the_rest_of_a_request_that_was_too_long_is_no_request(site: Site) -> None:
    head = f"GET /privacy HTTP/1.1\n{HOST}Content-Length: 9999999999\n\n".replace("\n", "\r\n").encode()
    answers = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line, suppress(OSError):
        line.sendall(head)
        answers = line.recv(65536)
        line.sendall(f"GET /healthz HTTP/1.1\n{HOST}\n".replace("\n", "\r\n").encode())
        while piece := line.recv(65536):
            answers += piece
    assert answers.count(b"HTTP/1.1 ") == 1


def test_requests_in_one_piece_and_in_many_are_answered_in_turn(site: Site) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = one.replace(b"Host", b"Connection: close\r\nHost")
    answers = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
        for piece in (one + one + last[:20], last[20:30], last[30:]):
            line.sendall(piece)
        while piece := line.recv(65536):
            answers += piece
    assert answers.count(b"HTTP/1.1 200 OK") == answers.count(b'{"alive":true}') == 3


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("//evil.example/", "SCRIPT_NAME: //evil.example\n"),
        ("//evil.example/", "SCRIPT-NAME: //evil.example\nPATH_INFO: /\n"),
        ("//evil.example/privacy", "X-Forwarded-Prefix: //evil.example\n"),
        ("http://evil.example/", ""),
        ("http://evil.example/desk/", "X-Forwarded-Host: evil.example\nX-Forwarded-Proto: https\n"),
        ("/", "X-Forwarded-Proto: https\nX-Forwarded-Ssl: on\nX-Forwarded-Protocol: ssl\n"),
        ("/", "Forwarded: host=evil.example;proto=https\nX-Original-URL: //evil.example/\n"),
        ("/", "X-Rewrite-URL: //evil.example/\nX-Host: evil.example\n"),
    ],
)
def test_no_request_puts_a_strangers_address_on_a_page(site: Site, target: str, headers: str) -> None:
    clean = "GET /?lang={lang} HTTP/1.1\n" + HOST + "\n"
    for lang in ("ru", "kk"):
        answer = site.send(f"GET {target}?lang={lang} HTTP/1.1\n{HOST}{headers}\n")
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers).replace("then=//evil", "")
        assert "https:" not in answer.headers.get("Location", "")
        after = site.send(clean.format(lang=lang))
        assert after.status == 200
        assert "evil" not in after.text


def test_it_refuses_to_be_reached_by_others_without_a_proxy(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start("wsgi", tmp_path, log, HOST="0.0.0.0", PORT="8000")  # noqa: S104  it does not begin
    assert process.wait(PATIENCE) == 1
    assert "HOST: others can reach 0.0.0.0" in log.read_text()
    assert "TRUSTED_PROXIES=1" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_connections_that_are_kept_are_shared_by_the_processes_also_after_one_has_stopped(site: Site) -> None:
    instance = site.log.parent
    with running("broken", instance, WEB_CONCURRENCY="2") as both, ExitStack() as kept:

        def who(count: int) -> Counter[int]:
            """Which processes answer so many who come at once and stay."""
            lines = [HTTPConnection("127.0.0.1", both.port, timeout=PATIENCE) for _ in range(count)]
            for line in lines:
                kept.callback(line.close)
                line.connect()
            for line in lines:
                line.request("GET", "/who")
            return Counter(int(line.getresponse().read()) for line in lines)

        begun: Counter[int] = until(lambda: found if len(found := who(4)) == 2 else Counter())
        few, many = sorted(sum((who(24) for _burst in range(4)), begun).values())
        assert few >= many / 2  # not as many, for one of them may have had no processor for a moment
        first, second = sorted(begun)
        os.kill(first, signal.SIGSTOP)
        assert set(who(4)) == {second}  # nobody waits for one that does nothing
        os.kill(first, signal.SIGKILL)
        until(lambda: len(set(who(4)) - {first}) == 2)
