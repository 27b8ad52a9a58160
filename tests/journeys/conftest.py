"""The service as people meet it: gunicorn with its worker on a port of this machine, and a real browser at phone width."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright

from config import ROOT, Config
from petition.app import create_app
from petition.core.db import db
from tests.accounts.provider import CLIENT, SECRET, Provider, running
from tests.browser import quickest
from tests.conftest import migrate
from tests.ports import free_port, wait_for
from tests.waiting import PATIENCE, until

PHONE: ViewportSize = {"width": 390, "height": 844}
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

# Nothing is told of what is right, nor read ahead for films and sounds, which no page has: both take longer than the check.
VIOLATIONS = "axe.run({resultTypes: ['violations'], preload: false}).then(result => result.violations)"


def text_of(mail: EmailMessage) -> str:
    """What a mail says in plain text."""
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""


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
        link = re.compile(rf"{re.escape(self.address)}{holding}\S+")
        found = link.search(text_of(self.unread(address, link)))
        assert found
        return found[0]

    def unread(self, address: str, holding: re.Pattern[str]) -> EmailMessage:
        """The next unread mail to an address with something in its text; waits for the worker to send it."""

        def come() -> EmailMessage | None:
            paths = sorted(self.instance.glob("mail/*.eml"), key=lambda path: path.stat().st_mtime_ns)
            for path in paths:
                if path.name not in self.read:
                    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                    assert isinstance(mail, EmailMessage)
                    if mail["To"] == address and holding.search(text_of(mail)):
                        self.read.add(path.name)
                        return mail
            return None

        found = until(come)
        assert found
        return found


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
    port = str(free_port())
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
        wait_for(int(port))
        yield running
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    expect.set_options(timeout=1000 * PATIENCE)
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
    window.set_default_timeout(1000 * PATIENCE)
    window.add_init_script(AXE_SCRIPT)  # half a megabyte, sent to the browser once
    return window


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
        """Press a button that can be seen."""
        self.page.get_by_role("button", name=name).locator("visible=true").nth(nth).click()
        return self.page

    def heading(self) -> str:
        """What the page is headed by."""
        return self.page.locator("h1").first.inner_text()

    def measure(self) -> None:
        """Look over what differs by language: nothing of the present page is wider than the phone, or of a foreign host."""
        self.page.wait_for_load_state("load")  # a page without its style yet is as wide as it likes
        in_public = not urlsplit(self.page.url).path.startswith("/desk")
        for size in ("200%", "") if in_public else ("",):  # in large letters, too
            overflow = self.page.evaluate(
                "size => { const all = document.documentElement; all.style.fontSize = size;"
                " return all.scrollWidth - all.clientWidth }",
                size,
            )
            assert overflow <= 0, f"{self.page.url} is {overflow} px wider than a phone at {size or '100%'}"
        foreign = [
            address
            for address in self.asked
            if urlsplit(address).netloc != urlsplit(self.site.address).netloc
        ]
        assert not [address for address in foreign if not address.startswith("data:")]

    def examine(self) -> None:
        """Look the present page over whole: besides, nothing is serious for axe, which reads marks and colours, no words."""
        self.measure()
        whole = self.page.content()
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


@pytest.fixture(scope="package", autouse=True)
def presses() -> Iterator[None]:
    """Have who presses something see the page that it opens whole, and not what has arrived of it so far."""
    click = Locator.click

    def press(self: Locator, **options: Any) -> None:
        click(self, **options)
        self.page.wait_for_load_state("domcontentloaded")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", press)
        yield


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
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        made = Visitor(context.new_page(), look, site)
        made.page.on("request", lambda request: made.asked.append(request.url))
        return made

    yield make
    for context in contexts:
        context.close()
