"""A year in the life of three appeals, run through in about a minute: the emails that left by day, and what was kept.

    python bench/year.py [--out FOLDER]

On SQLite in a folder that is thrown away, by the service's own pages and commands, under CLOCK: one appeal is published in
three languages, extended, changed and closed; one is withdrawn by its organisers; one stays a draft. With --out the first
email of each kind and language is kept there, as text and HTML, to be looked at.
"""

import argparse
import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from flask_migrate import upgrade

from config import Config
from petition.app import create_app
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.core.i18n import SPOKEN
from petition.desk import service as desk
from petition.inbox import receive
from tests.factories import TEXT, enter, filled, link_in, make_appeal
from tests.lists.brought import add, looked_over

START = datetime(2026, 1, 10, 5, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TITLES = {"ru": "Сохраните колодец", "kk": "Құдықты сақтап қалыңыз"}
OUTAGE = range(41, 45)  # days on which no worker runs: over the deadline of the first appeal and its grace
THROW_AWAY = "yopmail.com"
SETTINGS = {
    "CLOCK": START.isoformat(),
    "SIGN_ADDRESS": "sign@sign.example.org",
    "AUTHSERV_ID": "mx.example.org",
}


class Year:
    """The service, its clock, and every email that has left so far."""

    def __init__(self, app: Flask, out: Path | None) -> None:
        self.app, self.out = app, out
        self.client: FlaskClient = app.test_client()
        self.organiser: FlaskClient = app.test_client()
        self.day = 0
        self.composed: list[str] = []
        self.seen: set[Path] = set()
        self.left: list[tuple[int, str, EmailMessage]] = []
        template_rendered.connect(self._note_kind, app)

    def _note_kind(self, _app: Flask, template: Any, **_more: Any) -> None:
        if template.name and (found := re.fullmatch(r"mail/(\w+)/subject\.txt", template.name)):
            self.composed.append(found[1])

    def at(self, day: int, hour: int = 5) -> None:
        """Let it be that hour (UTC) of that day."""
        self.day = day
        instant = START.replace(hour=0) + day * DAY + hour * HOUR
        clock.believe(clock.offset_to(instant))

    def flask(self, *words: str) -> str:
        """A command of the service; gives what it prints."""
        done = self.app.test_cli_runner().invoke(args=words)
        if done.exit_code:
            raise SystemExit(f"flask {' '.join(words)}: {done.output}")
        return done.output

    def work(self) -> None:
        """A round of the worker, and what left in it."""
        self.composed.clear()
        self.flask("work", "--once")
        folder: Path = self.app.extensions["settings"].mail_folder
        new = sorted(set(folder.glob("*.eml")) - self.seen, key=lambda path: path.stat().st_mtime_ns)
        for kind, path in zip(self.composed, new, strict=True):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.left.append((self.day, kind, mail))
            self._show(kind, mail)
        self.seen.update(new)

    def _show(self, kind: str, mail: EmailMessage) -> None:
        if self.out and not (html := self.out / f"{kind}.{mail['Content-Language']}.html").exists():
            html.write_text(part(mail, "html"))
            html.with_suffix(".txt").write_text(f"{mail['Subject']}\n\n{part(mail, 'plain')}")

    def last_to(self, label: str, path: str = "/c/") -> str:
        """The path of the link in the last email to somebody that has such a link."""
        mails = (mail for _day, _kind, mail in reversed(self.left) if str(mail["To"]).startswith(label))
        return next(link_in(mail, path) for mail in mails if path in part(mail, "plain"))

    def sign(self, slug: str, label: str, lang: str, host: str = "example.org", **fields: str) -> None:
        """Fill in the form."""
        data = filled(email=f"{label}.{lang}@{host}", lang=lang, name=f"{label.title()} Bekova", **fields)
        answer = self.client.post(f"/a/{slug}/sign", data=data)
        assert answer.status_code == 303, answer.text

    def press(self, label: str, deed: str = "", path: str = "/c/", **fields: str) -> None:
        """Press a button of the page that the last email to somebody leads to."""
        deed = deed or ("confirm" if path == "/c/" else "visibility")
        answer = self.client.post(self.last_to(label, path), data={"deed": deed} | fields)
        assert answer.status_code in {200, 303}, answer.text

    def write(self, slug: str, label: str, text: str, lang: str) -> None:
        """Sign by sending a message."""
        mail = EmailMessage()
        sender, to = f"{label}.{lang}@example.org", f"sign+{slug}@sign.example.org"
        mail["Authentication-Results"] = "mx.example.org; spf=pass smtp.mailfrom=example.org"
        mail["From"], mail["To"], mail["Subject"] = sender, to, "Подпись" if lang != "en" else "Signature"
        mail["Message-ID"] = f"<{label}.{lang}.{self.day}@example.org>"
        mail["Content-Language"] = lang
        mail.set_content(text)
        receive.receive(mail.as_bytes(), sender=sender, recipient=to, now=clock.now())


def part(mail: EmailMessage, form: str) -> str:
    body = mail.get_body((form,))
    assert body is not None
    return str(body.get_content())


# --- what happens -----------------------------------------------------------------------------------------------------


def begin(year: Year) -> None:
    """Three drafts; two are published."""
    terms = {"asks": ["role", "place"], "by_message": True}
    for slug, days in (("well", 36), ("other", 50)):
        appeal = make_appeal(slug=slug, closes_at=START + days * DAY, published=False, **terms)
        for lang in ("ru", "kk"):
            text = replace(TEXT, title=TITLES[lang])
            appeals.write(appeal, lang, text, organiser_id=None, now=clock.now())
        desk.publish(appeal, now=clock.now())
    make_appeal(slug="draft", published=False, closes_at=START + 90 * DAY)
    db.session.commit()
    enter(year.organiser)
    path = looked_over(year.organiser, "draft", b"Name,City\nDana Omarova,Taraz\n")
    assert add(year.organiser, path).status_code == 303


def first_day(year: Year) -> None:
    for lang in SPOKEN:
        for label in ("anna", "silent", "notme", "leaves"):
            year.sign("well", label, lang)
        year.sign("well", "hidden", lang, visibility="hidden")
        year.sign("well", "initials", lang, visibility="initials")
        year.sign("well", "thrown", lang, host=THROW_AWAY)
        year.sign("other", "bela", lang)
    year.write("well", "writes", "Я подписываю письмо. Асель Ахметова, учительница, Тараз\n", "ru")
    year.write("well", "writes", "I sign the letter. Aru Bekova, teacher, Taraz\n", "en")
    year.write("well", "writes", "Хатқа қол қоямын. Әсел Ахметова, мұғалім, Тараз\n", "kk")
    table = "Name,Email,City\nOlga Kim,invited@example.org,Taraz\nDana Omarova,asked@example.org,Taraz\n"
    path = looked_over(year.organiser, "well", table.encode())
    assert add(year.organiser, path, counts="invited").status_code == 303


def they_answer(year: Year) -> None:
    for lang in SPOKEN:
        for label in ("anna", "leaves", "hidden", "initials", "thrown", "writes"):
            year.press(f"{label}.{lang}")
        year.press(f"notme.{lang}", "not_me")
        year.press(f"bela.{lang}")
    year.press("invited")


def they_come_back(year: Year) -> None:
    for lang in SPOKEN:
        year.press(f"leaves.{lang}", "withdraw", "/s/")
        year.sign("well", "anna", lang)  # again
        year.sign("well", "notme", lang)
        year.client.post("/mine", data=filled(email=f"anna.{lang}@example.org", lang=lang))


def new_text(year: Year) -> None:
    appeal = appeals.by_slug("well")
    assert appeal is not None
    draft = next(each for each in appeal.texts if each.lang == "en")
    draft.content = draft.content | {"salutation": "Dear Mayor and Council,"}
    desk.publish(appeal, note="The salutation was changed.", carries=False, now=clock.now())
    db.session.commit()


def near_the_end(year: Year) -> None:
    for lang in SPOKEN:
        year.sign("well", "slow", lang)


def on_the_last_day(year: Year) -> None:
    for lang in SPOKEN:
        year.sign("well", "late", lang)


def after_the_end(year: Year) -> None:
    told = {"en": "I sign. Aru Bekova", "ru": "Подписываю. Анна Ким", "kk": "Қол қоямын. Әсел Ким"}
    for lang, text in told.items():
        year.write("well", "tardy", text, lang)


DAYS = {
    0: begin,
    1: first_day,
    2: they_answer,
    4: they_come_back,
    10: new_text,
    20: lambda year: year.flask("appeal", "withdraw", "other", "--reason", "The well was repaired.", "--yes"),
    30: lambda year: year.flask(
        "appeal", "extend", "well", "--until", "2026-02-20 18:00", "--reason", "More towns.", "--tell"
    ),
    39: near_the_end,
    41: on_the_last_day,
    46: after_the_end,
}


def live(year: Year) -> Iterator[str]:
    """A year and a month, day by day; gives what is kept at the beginning of each month."""
    for day in range(400):
        year.at(day)
        if day in DAYS:
            DAYS[day](year)
        if day not in OUTAGE and (day < 80 or day % 5 == 0):
            year.at(day, 14)
            year.work()
        if (START + day * DAY).day == 1:
            held = {slug: kept(year, slug) for slug in ("well", "other", "draft")}
            yield f"{START + day * DAY:%Y-%m-%d}  " + "  ".join(
                f"{slug}: {what}" for slug, what in held.items()
            )


def kept(year: Year, slug: str) -> str:
    told = re.findall(r"^(\S[^:\t]*?)[:\t ]+(\d+)$", year.flask("appeal", "held-data", slug), re.MULTILINE)
    return ", ".join(f"{what} {count}" for what, count in told if count != "0") or "nothing"


def print_mails(year: Year) -> None:
    """By day, kind, language and whom: who gets the same on one day is one line."""
    whom: dict[tuple[int, str, str, str], list[str]] = {}
    for day, kind, mail in year.left:
        key = (day, kind, str(mail["Content-Language"]), str(mail["Subject"]))
        whom.setdefault(key, []).append(str(mail["To"]).split("@")[0].split(".")[0])
    for (day, kind, lang, subject), labels in whom.items():
        date = START + day * DAY
        print(f"{date:%Y-%m-%d}  {kind:16} {lang}  {subject:44} {' '.join(labels)}")


def main() -> None:
    """Run through the year."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="A folder for the first email of each kind and language.")
    out = parser.parse_args().out
    if out:
        out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="petition-year-") as folder:
        app = create_app(replace(Config.from_env({"INSTANCE": folder} | SETTINGS), page_seconds=0))
        app.testing = True
        logging.disable(logging.INFO)
        with app.app_context():
            upgrade()
            year = Year(app, out)
            months = list(live(year))
        print_mails(year)
        print("\nKept (flask appeal held-data):")
        print("\n".join(months))


if __name__ == "__main__":
    main()
