"""Who reads and who signs over TLS, through the web server in front, as people do; for trials of a whole set-up."""

import re
import socket
import ssl
import sys
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from bench.upgrades import SLUG, Crowd

NAME = "appeals.example.org"
PATIENCE = 60  # seconds


class Mails(Protocol):
    """The mail server of a trial."""

    def link(self, to: str, way: str) -> str:
        """The path of a link in a mail to somebody, once it is there."""


class Trial(Protocol):
    """What a site stands in."""

    @property
    def mails(self) -> Mails:
        """Where its mail goes."""

    def told(self, words: str) -> None:
        """Say something, after how many seconds."""


class Site:
    """The service as people reach it."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.context = ssl.create_default_context()

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, visitor: str = "127.0.0.9"
    ) -> tuple[int, str, str]:
        """One request over TLS; status, page, and where it leads."""
        line = HTTPSConnection(NAME, context=self.context, source_address=(visitor, 0), timeout=90)
        line._create_connection = lambda _where, *how: socket.create_connection(("127.0.0.1", 443), *how)  # type: ignore[attr-defined]  # noqa: SLF001
        headers = {"Accept-Language": "en"} | (
            {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        )
        line.request(method, path, urlencode(form) if form else None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")

    def signs(self, who: str) -> str:
        """Somebody signs and confirms as a person does; the link to "my signature"."""
        begun = time.monotonic()
        page = self.ask("GET", f"/a/{SLUG}")[1]
        token = re.search(r'name="token"[^>]*value="([^"]+)"', page)
        assert token, page[:500]
        time.sleep(4)  # a form that comes back within three seconds is a program's
        form = {
            "token": token[1],
            "lang": "en",
            "name": f"Aru {who.capitalize()}",
            "email": f"{who}@example.org",
            "kind": "person",
            "visibility": "public",
        }
        status, page = self.sent(form)
        assert status in {200, 303}, page
        self.press(self.trial.mails.link(f"{who}@example.org", "c"), "confirm")
        self.trial.told(
            f"{who} signed and confirmed, {time.monotonic() - begun:.1f} s after the page was opened"
        )
        return self.trial.mails.link(f"{who}@example.org", "s")

    def sent(self, form: dict[str, str], visitor: str = "127.0.0.9") -> tuple[int, str]:
        """The form sent, and sent again where the address is asked about: the DNS here knows no mail server."""
        status, page, _to = self.ask("POST", f"/a/{SLUG}/sign", form, visitor)
        if status == 422:
            status, page, _to = self.ask("POST", f"/a/{SLUG}/sign", form | hidden(page), visitor)
        return status, page

    def press(self, path: str, deed: str) -> str:
        """Press a button of the page behind a link."""
        page = self.ask("GET", path)[1]
        status, page, _to = self.ask("POST", path, hidden(page) | {"deed": deed})
        assert status in {200, 303}, page[:2000]
        return page

    def is_up(self) -> bool:
        """Whether the service answers behind the web server, which may have no certificate yet."""
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except (OSError, HTTPException):
            return False

    def names(self) -> set[str]:
        """Who stands on the page."""
        return set(re.findall(r"Aru [A-Z]\w+", self.ask("GET", f"/a/{SLUG}")[1]))


class Behind(Crowd):
    """A crowd that comes through the web server, each from an address of its own, over TLS."""

    def __init__(self, site: Site) -> None:
        super().__init__(443)
        self.site = site

    def ask(self, method: str, path: str, body: str = "") -> tuple[str, str]:
        """One request; its status, or what went wrong, and the page."""
        number, begun, text = next(self.number), time.monotonic(), ""
        visitor = f"127.{number >> 16 & 255 | 64}.{number >> 8 & 255}.{number & 255 or 1}"
        try:
            if body:
                status, text = self.site.sent(dict(parse_qsl(body)), visitor)
            else:
                status, text, _to = self.site.ask(method, path, None, visitor)
            said = str(status)
        except (OSError, HTTPException) as error:
            said = type(error).__name__
        self.answers[said] += 1
        self.longest = max(self.longest, time.monotonic() - begun)
        return said, text


def hidden(page: str) -> dict[str, str]:
    """The fields of a form that nobody fills in."""
    fields = (
        dict(re.findall(r'(\w+)="([^"]*)"', each))
        for each in re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    )
    return {each["name"]: each.get("value", "") for each in fields if "name" in each}


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            sys.exit("It did not come true.")
        time.sleep(0.1)
