"""Messages that people write, and how they reach the service."""

import os
import smtplib
import subprocess
import sys
from datetime import timedelta
from email import policy
from email.message import EmailMessage

from bench.same_bytes.walk import SLUG, Walk

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
