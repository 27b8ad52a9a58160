"""The service as people meet it: gunicorn with its worker on a port of this machine, and a real browser at phone width."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from config import ROOT, Config
from petition.app import create_app
from petition.core.db import db
from tests.accounts.provider import CLIENT, SECRET, Provider, running
from tests.browser import quickest
from tests.conftest import migrate

PHONE: ViewportSize = {"width": 390, "height": 844}
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

# Nothing is told of what is right, nor read ahead for films and sounds, which no page has: both take longer than the check.
VIOLATIONS = "axe.run({resultTypes: ['violations'], preload: false}).then(result => result.violations)"


@dataclass
class Site:
    """A running service of its own, with a database, a mail folder and keys under `instance`."""

    address: str
    instance: Path
    environment: dict[str, str]
    read: set[str] = field(default_factory=set)

    @contextmanager
    def behind(self) -> Iterator[Flask]:
        """The application of the running service, in this process and on the same database."""
        app = create_app(Config.from_env(self.environment))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def flask(self, *args: str) -> str:
        """Run a flask command on it; in this process, for a process of its own takes seconds to begin."""
        with self.behind() as app:
            done = app.test_cli_runner().invoke(args=args)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def mail_to(self, address: str, holding: str) -> str:
        """The link, of a kind such as "/c/", in the next unread mail to an address; waits for the worker to send it."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for path in sorted(self.instance.glob("mail/*.eml"), key=lambda path: path.stat().st_mtime_ns):
                if path.name in self.read:
                    continue
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                plain = mail.get_body(("plain",))
                body = plain.get_content() if plain else ""
                link = re.search(rf"{re.escape(self.address)}{holding}\S+", body)
                if mail["To"] == address and link:
                    self.read.add(path.name)
                    return link[0]
            time.sleep(0.02)
        raise AssertionError(f"no mail to {address} with {holding}")


@pytest.fixture(scope="package")
def organisation() -> Iterator[Provider]:
    """The sign-in of an organisation, on another port."""
    with running() as provider:
        yield provider


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, organisation: Provider) -> Iterator[Site]:
    """The service with an empty database, which knows the sign-in of an organisation."""
    oidc = {
        "OIDC_ISSUER": organisation.address,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
    }
    with served(tmp_path_factory.mktemp("site"), **oidc) as served_here:
        yield served_here


@contextmanager
def served(instance: Path, **settings: str) -> Iterator[Site]:
    """The service with the database of a folder, an empty one where there is none, told something besides."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "INSTANCE": str(instance),
        "PORT": port,
        "PUBLIC_URL": f"http://localhost:{port}",  # a name, for passkeys belong to one
    } | settings
    running = Site(f"http://localhost:{port}", instance, environment)
    if not (instance / "petition.db").exists():
        with running.behind() as app:
            migrate(app)
    with (instance / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait(running.address)
        yield running
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            urlopen(f"{address}/healthz").close()  # noqa: S310  an address of our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    path = quickest()
    assert path, "no Chromium: `make test` installs one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=QUIET.split(),
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def look(browser: Browser) -> Page:
    """A window with the tools of an accessibility check; one, for to open another takes longer than the check."""
    window = browser.new_page(viewport=PHONE, bypass_csp=True)
    window.add_init_script(AXE_SCRIPT)  # half a megabyte, sent to the browser once
    return window


def html(page: Page) -> str:
    """The page as it is once it is whole: what a press has opened may just have begun to arrive."""
    page.wait_for_load_state("domcontentloaded")
    return page.content()


@dataclass
class Visitor:
    """Somebody with a phone and no JavaScript; everything the browser asks for is written down."""

    page: Page
    look: Page  # a second window on the same pages, with the tools of an accessibility check
    site: Site
    asked: list[str] = field(default_factory=list)

    def go(self, address: str) -> Page:
        """Open an address (a path is one of the site) and examine the page."""
        self.page.goto(address if "://" in address else self.site.address + address)
        return self.page

    def press(self, name: str | re.Pattern[str], nth: int = 0) -> Page:
        """Press a button that can be seen, and wait for the page that it opens."""
        self.page.get_by_role("button", name=name).locator("visible=true").nth(nth).click()
        self.page.wait_for_load_state("domcontentloaded")
        return self.page

    def heading(self) -> str:
        """What the page is headed by."""
        return self.page.locator("h1").first.inner_text()

    def measure(self) -> None:
        """Look over what differs by language: nothing of the present page is wider than the phone, or of a foreign host."""
        self.page.wait_for_load_state("load")  # a page without its style yet is as wide as it likes
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than a phone"
        foreign = [
            address
            for address in self.asked
            if urlsplit(address).netloc != urlsplit(self.site.address).netloc
        ]
        assert not [address for address in foreign if not address.startswith("data:")]

    def examine(self) -> None:
        """Look the present page over whole: besides, nothing is serious for axe, which reads marks and colours, no words."""
        self.measure()
        whole = html(self.page)
        # The same bytes, where the check itself may run its script.
        self.look.route(
            self.page.url, lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8")
        )
        self.look.goto(self.page.url)
        self.look.unroute(self.page.url)
        serious = [
            f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}"
            for each in self.look.evaluate(VIOLATIONS)
            if each["impact"] in {"serious", "critical"}
        ]
        assert not serious, f"{self.page.url}: {serious}"


@pytest.fixture
def visitor(browser: Browser, look: Page, site: Site) -> Iterator[Callable[[str], Visitor]]:
    """Makes visitors who read a language, each with a browser of their own."""
    contexts: list[BrowserContext] = []

    def make(lang: str = "en", **options: Any) -> Visitor:
        context = browser.new_context(
            viewport=PHONE,
            locale=lang,
            **{"java_script_enabled": False} | options,
        )
        contexts.append(context)
        made = Visitor(context.new_page(), look, site)
        made.page.on("request", lambda request: made.asked.append(request.url))
        return made

    yield make
    for context in contexts:
        context.close()
