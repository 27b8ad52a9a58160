"""Somebody who looks at everything, and keeps each answer."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request, request_finished
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from bench.same_bytes.random_parts import RANDOM, mail_shown, shown, stable
from config import Config
from petition.app import create_app
from petition.core import clock

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
LANGS = ("en", "ru", "kk")
SLUG = "keep-the-reading-room"
PAGE, DESK = f"/a/{SLUG}", f"/desk/a/{SLUG}"
SETTINGS = {
    "SECRET_KEY": "a-secret-key-for-comparing-alone-0001",
    "DATA_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SIGN_ADDRESS": "sign@sign.example.org",
    "AUTHSERV_ID": "mx.example.org",
    "DNS_SERVER": "127.0.0.1:9",
    "CONTROLLER": "Friends of the Reading Room, 1 Main Street, Samalbulaq",
}
NAMES = {"en": "Aru Bekova", "ru": "Анна Ким", "kk": "Әсел Ахметова"}
_NUMBERS = re.compile(r"\d+")


class Walk:
    """The service, the browsers that ask it, and the folder that all answers go to."""

    def __init__(self, out: Path, instance: Path) -> None:
        self.out, self.instance = out, instance
        self.env = SETTINGS | {"INSTANCE": str(instance)}
        self.now, self.stage = START, ""
        self.names: Counter[Path] = Counter()
        self.inbox: dict[str, list[EmailMessage]] = {}
        self.seen: set[Path] = set()
        self.met: set[str] = set()
        self.begin()

    def begin(self, **changed: Any) -> None:
        """Make the application from the settings; no page is served from memory."""
        config = Config.from_env(self.env | {"CLOCK": START.isoformat()})
        self.app = create_app(replace(config, page_seconds=0, **changed))
        self.app.testing = True
        request_finished.connect(self._answered, self.app)
        self.visitor: FlaskClient = self.app.test_client()
        self.organiser: FlaskClient = self.app.test_client()

    def _answered(self, _app: Flask, response: Response, **_more: Any) -> None:
        if response.status_code < 400:
            self.met.add(f"{request.method} {request.url_rule}")

    def missed(self) -> list[str]:
        """The addresses that no step has had an answer from."""
        rules = self.app.url_map.iter_rules()
        there = {f"{method} {rule}" for rule in rules for method in (rule.methods or set()) & {"GET", "POST"}}
        return sorted(there - self.met)

    @contextmanager
    def at(self, stage: str, **later: float) -> Iterator[None]:
        """Another stage, so much after the start, with its own folder."""
        self.stage, self.now = stage, START + timedelta(**later)
        with clock.stopped(self.now):
            yield

    def keep(self, name: str, content: bytes | str) -> None:
        """Write one answer; the second of a name gets a number."""
        path = self.out / self.stage / re.sub(r"[^\w.@=+-]+", "_", stable(name)).strip("_")[:150]
        self.names[path] += 1
        if (nth := self.names[path]) > 1:
            path = path.with_name(f"{path.name}.{nth}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def get(
        self, path: str, client: FlaskClient | None = None, lang: str = "en", under: str = ""
    ) -> TestResponse:
        """Look at a page, in a browser that asks for this language; `under` begins the name of its file."""
        answer = (client or self.visitor).get(path, headers={"Accept-Language": lang})
        self.keep(f"{under}get {path}", shown(answer))
        return answer

    def post(
        self, name: str, path: str, data: dict[str, Any], client: FlaskClient | None = None
    ) -> TestResponse:
        """Send a form just as given."""
        answer = (client or self.visitor).post(path, data=data)
        self.keep(name, shown(answer))
        return answer

    def press(
        self,
        step: str,
        page: str,
        action: str = "",
        client: FlaskClient | None = None,
        /,
        *,
        button: str = "",
        **fields: Any,
    ) -> TestResponse:
        """Send a form of a page, filled in as it is drawn: of those that lead to `action`, the one with this button.

        Where the page draws no such form it is sent all the same, as by somebody who had the page open before.
        """
        client, to = client or self.visitor, action or urlsplit(page).path
        drawn = html.fromstring(client.get(page).data)
        forms = [
            form
            for form in drawn.iter("form")
            if form.get("method") == "post" and (form.get("action") or urlsplit(page).path) == to
        ]
        pressed = [
            found for form in forms for found in form.xpath(".//*[@name][@value=$it]", it=button) if button
        ]
        form = next(pressed[0].iterancestors("form")) if pressed else next(iter(forms), None)
        data: dict[str, Any] = {"csrf_token": "".join(drawn.xpath("//*[@name='csrf_token']/@value")[:1])}
        for field, value in form.form_values() if form is not None else ():
            data[field] = [*(data[field] if isinstance(data.get(field), list) else ()), value or ""]
        if button:
            others = form.xpath(".//button/@name") if form is not None else []
            data[pressed[0].get("name") if pressed else next(iter(others), "deed")] = button
        return self.post(step, to, data | fields, client)

    def desk(self, step: str, page: str, action: str = "", /, **fields: Any) -> TestResponse:
        """Press, as the organiser."""
        return self.press(step, page, action, self.organiser, **fields)

    def crawl(
        self, client: FlaskClient, starts: list[str], lang: str, within: str = "/", files: bool = True
    ) -> None:
        """Every page that links lead to from these; of pages that differ in a ref or a number alone, two."""
        waiting, known, alike = deque(starts), set(starts), Counter[str]()
        while waiting:
            answer = self.get(waiting.popleft(), client, lang, under=f"{lang} ")
            if answer.mimetype != "text/html":
                continue
            links = html.fromstring(answer.data or b"<p>").xpath(
                "//@href | //@src | //@action[not(../@method='post')]"
            )
            for link in [*links, answer.headers.get("Location", "")]:
                path = str(link).partition("#")[0]
                is_file = bool(re.search(r"\.\w+(\?|$)", path))
                if not path.startswith("/") or path in known or not path.startswith(("/static", within)):
                    continue
                known.add(path)
                if is_file and not files:
                    continue
                kind = _NUMBERS.sub("N", re.sub(r"-\d+\b", "", stable(path))) if not is_file else path
                alike[kind] += 1
                if alike[kind] <= 2:
                    waiting.append(path)

    def flask(self, *words: str) -> str:
        """A command; gives what it prints."""
        with self.app.app_context():
            done = self.app.test_cli_runner().invoke(args=words)
        told = done.output.replace(str(self.instance), "INSTANCE")
        self.keep(
            f"flask {' '.join(words)}".replace(str(self.instance), ""),
            f"{stable(told)}exit {done.exit_code}\n",
        )
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    def carry(self) -> None:
        """A round of the worker; each mail it sent is kept."""
        self.flask("work", "--once")
        new = sorted(
            set(self.instance.glob("mail/*.eml")) - self.seen, key=lambda path: path.stat().st_mtime_ns
        )
        self.seen.update(new)
        for path in new:
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.inbox.setdefault(str(mail["To"]), []).append(mail)
            self.keep(f"mail {mail['To']}", mail_shown(mail))

    def link(self, to: str, path: str = "/c/") -> str:
        """The path of such a link in the last mail to an address that has one; "" where none was sent."""
        for mail in reversed(self.inbox.get(to, [])):
            body = mail.get_body(("plain",))
            if body and (found := re.search(rf"https?://[^/\s]+({path}\S+)", body.get_content())):
                return found[1]
        self.keep(f"no {path} to {to}", "")
        return "/"

    def code(self, to: str) -> str:
        """The short code in the last mail to an address that has one."""
        bodies = [
            body.get_content() for mail in self.inbox.get(to, []) if (body := mail.get_body(("plain",)))
        ]
        lines = [line.strip() for text in bodies for line in text.splitlines()]
        return next((line for line in reversed(lines) if re.fullmatch(RANDOM["CODE"], line)), "AAAA-2222")
