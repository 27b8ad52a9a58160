"""How large each mail is in each language; with a folder named, every one of them as .eml, .html and .txt to look at.

python bench/mails.py [FOLDER]
"""

import argparse
import logging
import sys
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from config import ROOT, Config
from petition.app import create_app
from petition.core import i18n
from petition.mail.out.message import Message, compose
from tests.factories import set_settings

_US = "https://letters.example.org"
_TOKEN = "WyJtN3h2cTJrYyIsIjlmYjNzZDJhIl0.aSF7Vw.6gVq8Y2mQvPp0m7Qm1tGm2sKc8H1v0xE1bqLhUQbZfA"
_ABOUT = {
    "kk": ("Самалбұлақтағы оқу залын сақтап қалыңыз", "Оқу залының достары", "Екі сан түзетілді."),
    "ru": ("Сохраните читальный зал в Самалбулаке", "Друзья читального зала", "Исправлены две цифры."),
    "en": (
        "Keep the reading room in Samalbulaq open",
        "Friends of the Reading Room",
        "Two figures were corrected.",
    ),
    "ar": ("أبقوا قاعة المطالعة مفتوحة", "أصدقاء قاعة المطالعة", "صُحِّح رقمان."),
}


def mails(lang: str, about: str) -> dict[str, EmailMessage]:
    """Each kind of mail in one language, about a letter in another or the same."""
    title, team, note = _ABOUT[about]
    facts = {
        "title": title, "team": team, "note": note, "address": f"{_US}/a/reading-room", "link": f"{_US}/c/{_TOKEN}",
        "days": 14, "code": "K7QF-3MXD", "until": "3 December 2026, 16:00 (Almaty, UTC+5)",
        "line": "Aru Bekova, teacher, Qarasu", "code_page": f"{_US}/a/reading-room/sent", "deadline": "1 December 2026",
    }  # fmt: skip
    made = {}
    for folder in sorted((ROOT / "templates" / "mail").iterdir()):
        if not folder.is_dir():
            continue
        known = {"link": f"{_US}/desk/enter/{_TOKEN}"} if folder.name == "entrance" else facts
        unsubscribe = "" if folder.name in {"entrance", "confirmation"} else f"{_US}/u/{_TOKEN}"
        message = Message(folder.name, "reader@example.org", lang, known, unsubscribe=unsubscribe)
        raw = compose(message, "ab" * 16, datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        made[folder.name] = mail
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    folder: Path | None = parser.parse_args().folder
    with TemporaryDirectory() as instance:
        app = create_app(Config.from_env({"INSTANCE": instance, "PUBLIC_URL": "http://127.0.0.1:8000"}))
        logging.getLogger().setLevel(logging.WARNING)
        set_settings(app, public_url=_US)
        with app.app_context():
            print(f"{'bytes':<16}" + "".join(f"{lang:>8}" for lang in i18n.SPOKEN))
            found = {lang: mails(lang, lang) for lang in i18n.SPOKEN} | {"en-ar": mails("en", "ar")}
    for kind in found["en"]:
        print(f"{kind:<16}" + "".join(f"{len(found[lang][kind].as_bytes()):>8,}" for lang in i18n.SPOKEN))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for lang, each in found.items():
            for kind, mail in each.items():
                name = folder / f"{kind}-{lang}"
                name.with_suffix(".eml").write_bytes(mail.as_bytes())
                for form, suffix in (("plain", ".txt"), ("html", ".html")):
                    part = mail.get_body((form,))
                    assert part is not None
                    name.with_suffix(suffix).write_text(part.get_content())


if __name__ == "__main__":
    main()
