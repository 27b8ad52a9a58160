"""Everything that people see, as files: two versions of the service show the same where `diff -r` finds nothing.

    python bench/same_bytes.py [OUT_FOLDER]     (from the root of a checkout, with its .mo files compiled; two minutes or so)

From an empty INSTANCE, with fixed keys and a clock that stands still, the sample is loaded as `make run` does, and then
somebody goes through the life of an appeal: every page in three languages, forms filled in well and badly, mails read and
answered, messages sent, lists brought, the desk in three languages, the letter in every format, every command and its help.
Each answer becomes a file, headers first. What is random (links, refs, form tokens, codes, boundaries) is written as
TOKEN-1, REF-1, ..., numbered within its file, so that a file differs only where its reader would see it.

Leave the checkout alone meanwhile: some commands start processes of their own, which read what lies there then. To see
what differs, a kind of line at a time:  diff -r BEFORE AFTER | grep -a '^[<>]' | sed 's/[0-9]/N/g' | sort | uniq -c

Only what stays is used: `create_app` with settings, `petition.core.clock`, addresses of pages, `flask` commands.
"""

import argparse
import base64
import io
import logging
import os
import re
import smtplib
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path.cwd()))  # the checkout that is looked at, which may be another than this file's

from flask import Flask, Response, request, request_finished
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

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

# --- what is random, by the kind of name it is given ------------------------------------------------------------------

RANDOM = {
    "TOKEN": r"(\.?[\w-]+\.[\w-]{6}\.[\w-]{27,})",
    "HEX": r"\b([0-9a-f]{32,64})\b",
    "REF": r"(?:/list/|/signatories/|/messages/|name=\"held\"\s+value=\")([\w-]{16})(?![\w-])",
    "CODE": r"(?<![\w-])((?=[A-Z]*[0-9]|[0-9]*[A-Z])[A-Z0-9]{4}-[A-Z0-9]{4})(?![\w-])",
    "REPLY": r"\+[\w-]+\.([a-z0-9]{8})@",
    "FINGERPRINT": r"/static/[\w./-]+\?v?=?([\w-]+)",
}
_NUMBERS = re.compile(r"\d+")
_SECONDS = re.compile(r"(?<=:\d\d):\d\d")  # some are written by a process whose clock goes on


def stable(text: str) -> str:
    """The text with each random part under its name, the first of a kind being number 1."""
    for kind, pattern in RANDOM.items():
        for nth, found in enumerate(dict.fromkeys(re.findall(pattern, text)), 1):
            text = text.replace(found, f"{kind}-{nth}")
    return text


def shown(answer: TestResponse) -> bytes:
    """An answer as it is kept: status, the headers that say something to a reader, the body."""
    names = (
        "Location",
        "Content-Type",
        "Content-Language",
        "Content-Disposition",
        "Cache-Control",
        "Retry-After",
    )
    head = [answer.status, *(f"{name}: {answer.headers[name]}" for name in names if name in answer.headers)]
    head += [f"Set-Cookie: {each.split('=')[0]}" for each in answer.headers.getlist("Set-Cookie")]
    if is_text(answer):
        return stable("\n".join([*head, "", answer.text])).encode()
    return answer.data


def is_text(answer: TestResponse) -> bool:
    return answer.mimetype.startswith("text/") or answer.mimetype.endswith(("json", "xml"))


def mail_shown(mail: EmailMessage) -> str:
    """A mail with its parts decoded, so that no random part is broken over two lines."""
    head = [f"{name}: {_SECONDS.sub('', value) if name == 'Date' else value}" for name, value in mail.items()]
    parts = [
        "\n".join([*(f"{name}: {value}" for name, value in part.items()), "", part.get_content()])
        for part in mail.walk()
        if not part.is_multipart()
    ]
    return stable("\n\n----\n".join(["\n".join(head), *parts]))


# --- somebody who looks at everything ---------------------------------------------------------------------------------


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


# --- supporters -------------------------------------------------------------------------------------------------------


def sign(walk: Walk, who: str, lang: str, /, at: str = PAGE, **fields: str) -> TestResponse:
    told = {"name": NAMES[lang], "email": f"{who}.{lang}@example.org", "lang": lang} | fields
    return walk.press(f"{lang} sign {who}", f"{at}/sign?lang={lang}", f"{at}/sign", **told)


WELL = {
    "anna": {}, "silent": {}, "notme": {}, "leaves": {}, "anew": {}, "codes": {}, "twice": {"role": "teacher"},
    "initials": {"visibility": "initials"}, "hidden": {"visibility": "hidden"},
    "thrown": {"email": "thrown.{lang}@yopmail.com", "name": "Olga Reed"},
    "refused": {"email": "refused.{lang}@yopmail.com", "name": "Ivan Reed"},
    "undecided": {"email": "undecided.{lang}@yopmail.com", "name": "Nina Reed"},
    "body": {"kind": "organisation", "name": "Union of Readers", "representative": "Dana Omarova, chair"},
}  # fmt: skip
BADLY = {
    "nothing": {"name": "", "email": ""}, "contact": {"name": "Aru +7 701 123 45 67"}, "long": {"name": "Aru " * 60},
    "no address": {"email": "nobody at example"}, "marks": {"name": "A" + "\u0301" * 30},
    "control": {"name": "A\u200bb\u0007"}, "stale": {"token": "x"},
    "typo": {"email": "aru@gmial.com"}, "kind": {"kind": "other", "visibility": "other"},
    "role": {"role": "http://example.org", "place": "a@example.org"}, "lang": {"lang": "xx"},
}  # fmt: skip


def first_look(walk: Walk) -> None:
    """Every public page, and addresses where none is."""
    for lang in LANGS:
        walk.crawl(walk.visitor, ["/", f"/?lang={lang}", "/privacy", "/mine", "/desk/sign-in"], lang)
        for path in ("/a/nothing", "/nothing", f"{PAGE}/letter", f"{PAGE}/letter.pdf", "/c/x", "/s/x", "/u/x", "/m/x",
                     "/desk/enter/x", "/desk/", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/resend?lang={lang}",
                     "/mine/sent", "/desk/sent", "/healthz", "/readyz", "/page/2", f"{PAGE}/ar", f"{PAGE}/zz"):  # fmt: skip
            walk.get(path, lang=lang, under=f"{lang} ")
        walk.keep(f"{lang} delete", shown(walk.visitor.delete("/", headers={"Accept-Language": lang})))
        foreign = {"Accept-Language": lang, "Origin": "https://elsewhere.example"}
        walk.keep(f"{lang} foreign", shown(walk.visitor.post(f"{PAGE}/sign", headers=foreign)))


def they_sign(walk: Walk) -> None:
    for lang in LANGS:
        for name, fields in BADLY.items():
            sign(walk, f"badly {name}", lang, **fields)
        for name, fields in WELL.items():
            sign(walk, name, lang, **{field: value.format(lang=lang) for field, value in fields.items()})
        sign(walk, "anna", lang)  # again, before it was confirmed
        for typed in ("", "AAAA-2222"):
            walk.press(
                f"{lang} wrong code {typed}", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/code", code=typed
            )
        for to in ("", "nobody", f"silent.{lang}@example.org"):
            walk.press(f"{lang} resend {to}", f"{PAGE}/resend?lang={lang}", f"{PAGE}/resend", email=to)
            walk.press(f"{lang} lost {to}", f"/mine?lang={lang}", email=to)


def they_answer(walk: Walk) -> None:
    for lang in LANGS:
        for name in ("anna", "leaves", "initials", "hidden", "body", "twice"):
            _confirm(walk, f"{name}.{lang}@example.org")
        for name in ("thrown", "refused", "undecided"):
            _confirm(walk, f"{name}.{lang}@yopmail.com")
        for button in ("not_me", "anew"):
            to = walk.link(f"{button.replace('_', '')}.{lang}@example.org")
            walk.press(f"{lang} press {button}", to, button=button)
            walk.get(to, under=f"{lang} after {button} ")
        code = {"code": walk.code(f"codes.{lang}@example.org")}
        walk.press(f"{lang} code", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/code", **code)
        walk.get(walk.link(f"silent.{lang}@example.org", "/m/"), under=f"{lang} ")  # lives for an hour
        sign(walk, "later", lang)


def _confirm(walk: Walk, to: str) -> None:
    page = walk.link(to)
    walk.get(page, under=f"before {to} ")
    walk.press(f"confirm {to}", page)
    walk.get(page, under=f"after {to} ")


def they_come_back(walk: Walk) -> None:
    for lang in LANGS:
        mine = walk.link(f"anna.{lang}@example.org", "/s/")
        walk.get(mine, under=f"{lang} ")
        walk.get(f"{mine}/data.json", under=f"{lang} ")
        for seen in ("hidden", "initials", "public", "other"):
            walk.press(f"{lang} visibility {seen}", mine, visibility=seen)
        for button in ("no_mails", "mails", "nothing"):
            walk.press(f"{lang} press {button}", mine, button=button)
            walk.get(mine, under=f"{lang} after {button} ")
        ended = walk.link(f"initials.{lang}@example.org", "/u/")
        for turn in ("before", "pressed", "after"):
            if turn == "pressed":
                walk.press(f"{lang} unsubscribe", ended)
            else:
                walk.get(ended, under=f"{lang} {turn} ")
        leaves = walk.link(f"leaves.{lang}@example.org", "/s/")
        walk.press(f"{lang} withdraw", leaves, button="withdraw")
        walk.get(leaves, under=f"{lang} after withdraw ")
        for who in ("anna", "notme", "leaves"):  # once more
            sign(walk, who, lang)


# --- messages ---------------------------------------------------------------------------------------------------------

MESSAGES = {
    "writes.en": "I sign the letter. Aru Bekova, teacher, Taraz", "writes.ru": "Я подписываю письмо. Анна Ким, Тараз",
    "writes.kk": "Хатқа қол қоямын. Әсел Ахметова, мұғалім, Тараз", "asks.en": "Who are you? What is this about?",
    "no.ru": "Нет, я не подписываю. Уберите мою подпись.", "several.en": "We sign: Aru Bekova, Dana Omarova, Olga Kim.",
    "empty.kk": " ", "stranger.en": "I sign. Marat Suleev, engineer, Aqbulaq",
}  # fmt: skip


def write(walk: Walk, texts: dict[str, str], answers: bool = False) -> None:
    """Send messages to `flask receive`, which listens as it does behind a mail server."""
    place = walk.instance / "lmtp"
    begun = walk.now - timedelta(
        minutes=1
    )  # its clock goes on, and what it did is past for all that comes next
    env = os.environ | walk.env | {"CLOCK": begun.isoformat(), "FLASK_APP": "wsgi"}
    command = [sys.executable, "-m", "flask", "receive", "--listen", f"lmtp://{place}"]
    listening = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        if not (listening.stdout and listening.stdout.readline()):
            raise SystemExit("flask receive has ended")
        with smtplib.LMTP(str(place)) as server:
            for who, text in texts.items():
                mail = _message(walk, who, text, answers)
                server.sendmail(str(mail["From"]), [str(mail["To"])], mail.as_bytes(policy=policy.SMTP))
    finally:
        listening.terminate()
        listening.wait()


def _message(walk: Walk, who: str, text: str, answers: bool) -> EmailMessage:
    mail, sender = EmailMessage(), f"{who}@example.org"
    if not who.startswith("stranger"):
        mail["Authentication-Results"] = "mx.example.org; spf=pass smtp.mailfrom=example.org"
    mail["From"], mail["To"], mail["Subject"] = sender, f"sign+{SLUG}@sign.example.org", "Signature"
    mail["Message-ID"] = f"<{who}.{walk.stage}@example.org>"
    mail["Content-Language"] = who.rpartition(".")[2]
    if answers and (asked := walk.inbox.get(sender)):
        mail["In-Reply-To"] = mail["References"] = str(asked[-1]["Message-ID"])
        if asked[-1]["Reply-To"]:
            mail.replace_header("To", str(asked[-1]["Reply-To"]))
    mail.set_content(text + "\n")
    return mail


# --- organisers -------------------------------------------------------------------------------------------------------

TABLE = (
    "Name,Email,City\nOlga Kim,invited@example.org,Taraz\nDana Omarova,,Taraz\n"
    "no one,nobody at,Taraz\nBad 8 701 1234567,,Taraz\n"
)
LINES = "Marat Suleev, engineer (Aqbulaq)\nEditorial office of the newspaper “Well Times”\nAru Bekova, +7 701 123 45 67\n"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LETTER = (
    "Friends of the Well\n\nTo the Mayor of Qarasu\n\nDear Mayor,\n\n"
    "The well is old and good.\n\nWith respect,\n\nAru Bekova, teacher\n"
)


def enter(walk: Walk, link: str) -> None:
    walk.get(link, walk.organiser)
    walk.press("let in", link, "", walk.organiser)
    walk.get(link)  # used up


def leave_and_enter(walk: Walk) -> None:
    """Out, and in again by the code that the entrance sends."""
    walk.desk("sign out", "/desk/", "/desk/sign-out")
    walk.get("/desk/", walk.organiser)
    walk.press("sign in again", "/desk/sign-in", email="organiser@example.org")
    walk.carry()
    walk.press(
        "desk code", "/desk/sent", "/desk/code", walk.organiser, code=walk.code("organiser@example.org")
    )
    walk.get("/desk", walk.organiser)
    walk.desk("trust the clock", "/desk/", "/desk/clock", says=walk.now.isoformat())
    walk.desk("trust the clock badly", "/desk/", "/desk/clock", says="now")


def desk_in_all_languages(walk: Walk, *, files: bool = False) -> None:
    for lang in (*LANGS[1:], LANGS[0]):
        walk.desk(f"speak {lang}", "/desk/", "/desk/language", lang=lang)
        walk.crawl(walk.organiser, ["/desk/"], f"desk-{lang}", "/desk", files=files and lang == "en")


def entrance(walk: Walk) -> None:
    for email in ("", "nobody", "organiser@example.org"):
        walk.press(f"sign in {email}", "/desk/sign-in", email=email)
    for code in ("", "AAAA-2222"):
        walk.press(f"desk code {code}", "/desk/sent", "/desk/code", code=code)


def lists(walk: Walk) -> None:
    for name, lines in {"nothing": "", "table": TABLE, "lines": LINES, "dropped": LINES}.items():
        brought = {"file": (io.BytesIO(lines.encode()), "list.csv")} if name == "table" else {"lines": lines}
        kept = walk.desk(f"bring {name}", f"{DESK}/signatories", **brought).headers.get("Location", "")
        if not kept:
            continue
        walk.get(kept, walk.organiser)
        if name == "table":
            walk.desk("columns badly", kept, button="columns", **{"columns-0": ""})
            walk.desk("columns", kept, button="columns")
            walk.get(kept, walk.organiser)
            walk.get(f"{kept}/unread.csv", walk.organiser)
        walk.desk(f"add {name}", kept, button="drop" if name == "dropped" else "add")
        walk.get(kept, walk.organiser)
        if name == "lines":
            walk.desk("undo", kept, button="undo")
    first = re.search(
        rf"{DESK}/signatories/[\w-]{{16}}(?![\w-])", walk.organiser.get(f"{DESK}/signatories").text
    )
    if first:
        walk.desk("line badly", first[0], name="")
        walk.desk("line", first[0], name="Somebody Else", as_typed="")
        walk.desk("take off", first[0], button="take_off")


def decide(walk: Walk) -> None:
    """Held signatures, doubtful messages, who signed twice."""
    walk.desk("count nothing", f"{DESK}/held", button="other")
    held = re.findall(r'name="held"\s+value="([\w-]{16})"', walk.organiser.get(f"{DESK}/held").text)
    for button, refs in {"refuse": held[3:6], "count": held[:3]}.items():
        walk.desk(f"held {button}", f"{DESK}/held", button=button, held=refs)
        walk.get(f"{DESK}/held?show=refused", walk.organiser)
    case = (
        re.findall(rf"{DESK}/review/\d+", walk.organiser.get(f"{DESK}/review").text)
        or [f"{DESK}/review/999999"]
    )[0]
    for button in ("same", "undo", "different", "undo", "later", "nothing"):
        walk.desk(f"review {button}", f"{DESK}/review?done={case.rpartition('/')[2]}", case, button=button)
        for part in ("open", "done", "later", "linked"):
            walk.get(f"{DESK}/review?show={part}", walk.organiser)
    kept = dict.fromkeys(
        re.findall(rf"{DESK}/messages/[\w-]{{16}}", walk.organiser.get(f"{DESK}/messages").text)
    )
    for button, each in zip(("enter", "aside", "enter"), kept, strict=False):
        ref = each.rpartition("/")[2]
        walk.desk(f"message badly {button}", f"{DESK}/messages", each, button=button, **{f"{ref}-name": ""})
        walk.desk(f"message {button}", f"{DESK}/messages", each, button=button, **{f"{ref}-name": "Who Asks"})
        walk.get(f"{DESK}/messages", walk.organiser)


def drafts(walk: Walk) -> None:
    """A new appeal, from a draft that lacks everything to its end; and forms filled in badly."""
    walk.desk("new badly", "/desk/new", file=(io.BytesIO(b"%PDF-1.4"), "letter.pdf"))
    walk.desk("new empty", "/desk/new")
    text = walk.desk("new", "/desk/new", paste=LETTER).headers["Location"]
    at = text.partition("/text/")[0]
    walk.get(text, walk.organiser)
    walk.desk("publish too early", f"{at}/publish")
    for name, fields in {
        "badly": {"title": "", "place": "x" * 300},
        "well": {"title": "Keep the well", "body": "**Old** well."},
    }.items():
        walk.desk(f"text {name}", text, **fields)
    walk.desk("language badly", text, f"{at}/language", lang="nothing")
    walk.desk("language", text, f"{at}/language", lang="ru")
    walk.desk("drop language", f"{at}/text/ru", f"{at}/text/ru/drop")
    for name, data in {"badly": b"no picture", "well": PICTURE}.items():
        walk.desk(f"logo {name}", f"{at}/logo", file=(io.BytesIO(data), "logo.png"), alt="A well")
        walk.get(f"{at}/logo", walk.organiser, under=f"after {name} ")
    for name, fields in {
        "hour alone": {"closes_on": "", "closes_time": "16:00"}, "well": {"closes_on": "2026-12-20", "closes_time": "16:00"},
        "no numbers": {"grace_hours": "", "target": "x", "pending_days": "99"},
        "twice": {"closes_on": "2027-10-31", "closes_time": "02:30", "zone": "Europe/Berlin"},
        "never": {"closes_on": "2027-03-28", "closes_time": "02:30", "zone": "Europe/Berlin"},
    }.items():  # fmt: skip
        walk.desk(f"terms {name}", f"{at}/terms", **fields)
    walk.crawl(walk.organiser, [at], "draft", at)
    walk.desk("drop logo", f"{at}/logo", f"{at}/logo/drop")
    walk.desk("publish", f"{at}/publish")
    well = at.removeprefix("/desk")
    for lang in LANGS:
        sign(walk, "well", lang, at=well)
    walk.carry()
    for lang in LANGS:
        _confirm(walk, f"well.{lang}@example.org")
    walk.desk("extend badly", f"{at}/extend", closes_on="2020-01-01", reason="")
    walk.desk("extend far", f"{at}/extend", closes_on="2029-01-01", reason="Later.")
    walk.desk("publish unchanged", f"{at}/publish")
    walk.desk("close", f"{at}/close")
    walk.desk("withdraw badly", f"{at}/withdraw")
    walk.desk("withdraw", f"{at}/withdraw", sure="y", reason="The well was repaired.")
    walk.crawl(walk.organiser, [at], "withdrawn", at)
    walk.get(well)
    left = (
        walk.desk("left alone", "/desk/new", paste=LETTER.replace("well", "bridge"))
        .headers["Location"]
        .partition("/text/")[0]
    )
    kept = walk.desk("a list of a draft", f"{left}/signatories", lines=LINES).headers["Location"]
    walk.desk("add to a draft", kept, button="add")


def changed_text(walk: Walk) -> None:
    walk.desk("change the text", f"{DESK}/text/en", salutation="Dear Mayor and Council,")
    walk.desk("publish again", f"{DESK}/publish", note="The salutation was changed.", carries="no")
    walk.desk("extend", f"{DESK}/extend", closes_on="2026-12-20", reason="More towns.", tell="y")


# --- the letter, and all commands -------------------------------------------------------------------------------------


def letters(walk: Walk) -> None:
    for lang in LANGS:
        walk.get(f"{PAGE}/letter?lang={lang}", lang=lang)
        for form in ("pdf", "docx", "txt", "md", "csv", "xlsx", "json", "html"):
            walk.get(f"{PAGE}/letter.{form}?lang={lang}", lang=lang)
            file = walk.instance / f"letter-{lang}.{form}"
            walk.flask("letter", "export", SLUG, "--format", form, "--out", str(file), "--lang", lang)
            if file.exists():
                walk.keep(f"exported {file.name}", file.read_bytes())
        walk.desk(
            "order",
            f"{DESK}/letter?lang={lang}",
            f"{DESK}/letter",
            order="place",
            columns="2",
            show="1",
            lang=lang,
        )


def long_letter(walk: Walk) -> None:
    """The letter as one that is too long to be made while somebody waits."""
    enters = {
        cookie: walk.organiser.get_cookie(cookie, path="/desk")
        for cookie in ("desk", "session", "remember_token")
    }
    walk.begin(letter_at_once=5)
    for name, cookie in enters.items():
        if cookie:
            walk.organiser.set_cookie(name, cookie.value, path="/desk")
    for _turn in ("asked", "made"):
        for path in (f"{PAGE}/letter", f"{PAGE}/letter.txt", f"{PAGE}/letter.json"):
            walk.get(path)
        walk.get(f"{DESK}/letter", walk.organiser)
        walk.desk("make a file", f"{DESK}/letter", f"{DESK}/letter/files", lang="en", format="md")
        walk.carry()


def helps(walk: Walk) -> None:
    """What each command of the service says of itself, and the whole list in a process of its own."""

    def each(group: Any, words: tuple[str, ...]) -> None:
        walk.flask(*words, "--help")
        for name, command in sorted(getattr(group, "commands", {}).items()):
            if words or name not in ("run", "shell", "routes", "db"):  # those of the libraries
                each(command, (*words, name))

    each(walk.app.cli, ())
    env = os.environ | walk.env | {"FLASK_APP": "wsgi", "CLOCK": walk.now.isoformat()}
    for words in (["--help"], ["appeal", "list"], ["appeal", "extend", SLUG]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words], env=env, capture_output=True, text=True, check=False
        )
        walk.keep(
            f"by itself flask {' '.join(words)}",
            stable(f"{done.stdout}{done.stderr}exit {done.returncode}\n"),
        )


def commands(walk: Walk) -> None:
    letter = walk.instance / "brought.txt"
    letter.write_text(LETTER + "Dana Omarova, dana@example.org\n")
    walk.flask("appeal", "import", str(letter), "--team", "Friends", "--slug", "brought", "--publish")
    walk.flask(
        "appeal",
        "import",
        str(letter),
        "--team",
        "Friends",
        "--slug",
        "brought",
        "--publish",
        "--accept-doubtful",
    )
    walk.flask("appeal", "import", str(letter), "--slug", "No Slug")
    walk.flask("appeal", "extend", "brought", "--until", "2029-01-01 10:00", "--reason", "Later.")
    walk.flask("appeal", "extend", "brought", "--until", "2027-02-01 10:00", "--reason", "Later.")
    walk.flask("appeal", "publish", "brought")
    walk.flask("appeal", "close", "brought")
    walk.flask("appeal", "withdraw", "brought", "--reason", " ")
    walk.flask("appeal", "withdraw", "brought", "--reason", "A mistake.")
    walk.flask("appeal", "held-data", SLUG)
    walk.flask("appeal", "held-data", "nothing")
    walk.flask("appeal", "list")
    walk.flask("organiser", "invite", "other@example.org", "--team", "Friends", "--lang", "ru")
    walk.flask("organiser", "erase", "nobody@example.org", "--yes")
    walk.flask("receive", "--listen", "nowhere")
    (names := walk.instance / "names.csv").write_text(
        "id,name,email\n1,Aru Bekova,a@example.org\n2,Bekova Aru,a@example.org\n"
    )
    walk.flask(
        "likeness", "judge", str(names), "--links", str(names) + ".links", "--cases", str(names) + ".cases"
    )
    for file in sorted(walk.instance.glob("names.csv.*")):
        walk.keep(file.name, file.read_bytes())
    walk.flask("work", "--once", "--trust-clock")
    walk.flask("appeal", "erase", "brought", "--yes")
    walk.flask("appeal", "held-data", "brought")
    walk.get("/a/brought")


# --- the way through --------------------------------------------------------------------------------------------------


def until_the_desk(walk: Walk) -> None:
    """The first hours: signing, confirming, coming back."""
    with walk.at("01-sample"):
        walk.flask("db", "upgrade")
        link = urlsplit(re.findall(r"http\S+/desk/enter/\S+", walk.flask("sample"))[0]).path
        walk.flask("sample")
        first_look(walk)
        walk.carry()
        walk.crawl(walk.visitor, ["/mailbox"], "mailbox", "/mailbox")
        helps(walk)
    with walk.at("02-signing", minutes=10):
        entrance(walk)
        enter(walk, link)
        walk.desk("by message", f"{DESK}/terms", by_message="y", asks=["role", "place"])
        they_sign(walk)
        walk.carry()
    with walk.at("03-answering", hours=1):
        leave_and_enter(walk)
        they_answer(walk)
        write(walk, MESSAGES)
        walk.carry()
    with walk.at("04-back", hours=3):
        they_come_back(walk)
        write(
            walk,
            {f"writes.{lang}": word for lang, word in {"en": "Yes", "ru": "Да", "kk": "Иә"}.items()},
            answers=True,
        )
        walk.carry()


def until_the_end(walk: Walk) -> None:
    """The desk, a new text, the last days."""
    with walk.at("05-desk", hours=5):
        desk_in_all_languages(walk, files=True)
        lists(walk)
        decide(walk)
        drafts(walk)
        walk.carry()
        desk_in_all_languages(walk)
    with walk.at("06-changed", days=2):
        changed_text(walk)
        walk.carry()
        walk.crawl(walk.visitor, ["/", PAGE], "en", "/a/")
        for lang in LANGS:
            walk.press(
                f"{lang} sign the new text",
                walk.link(f"anna.{lang}@example.org", "/s/"),
                button="sign_new_text",
            )
    for day in (5, 12, 26, 27):
        with walk.at(f"07-day-{day}", days=day):
            for lang in LANGS:
                sign(walk, f"day{day}", lang)
            walk.carry()
    with walk.at("08-ended", days=28, hours=9):  # signing has ended, confirming has not
        write(walk, {f"tardy.{lang}": MESSAGES[f"writes.{lang}"] for lang in LANGS})
        for lang in LANGS:
            walk.crawl(walk.visitor, ["/", PAGE], lang, "/a/")
            sign(walk, "tardy", lang)
            _confirm(walk, f"day27.{lang}@example.org")
        walk.carry()


def afterwards(walk: Walk) -> None:
    """The letter, the commands, and what is left after months."""
    with walk.at("09-closed", days=31):
        for lang in LANGS:
            walk.crawl(walk.visitor, ["/", PAGE], lang, "/a/", files=False)
            walk.get(walk.link(f"day26.{lang}@example.org"))
        walk.carry()
        letters(walk)
        desk_in_all_languages(walk)
        mine = walk.link("twice.en@example.org", "/s/")
        walk.press("withdraw from the letter", mine, button="withdraw")
        walk.get(f"{PAGE}/letter")
        walk.get(f"{PAGE}/letter.txt")
        long_letter(walk)
        walk.begin()
    with walk.at("10-commands", days=31, hours=1):
        commands(walk)
    for day in (120, 178, 190):
        with walk.at(f"11-day-{day}", days=day):
            walk.carry()
            walk.crawl(walk.visitor, ["/", PAGE], "en", "/a/", files=False)
            walk.get(walk.link("anna.en@example.org", "/s/"))
            walk.flask("appeal", "held-data", SLUG)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "out",
        type=Path,
        nargs="?",
        metavar="OUT_FOLDER",
        help="Empty or new; a new one in /tmp unless given.",
    )
    out: Path = parser.parse_args().out or Path(mkdtemp(prefix="bytes-"))
    if out.exists() and any(out.iterdir()):
        parser.error(f"{out} is not empty")
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory(prefix="same-") as folder:
        walk = Walk(out, Path(folder))
        until_the_desk(walk)
        until_the_end(walk)
        afterwards(walk)
    print(
        f"{sum(walk.names.values())} answers in {out}; never answered: {', '.join(walk.missed()) or 'none'}"
    )


if __name__ == "__main__":
    main()
