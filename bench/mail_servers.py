"""Signing by message through Debian's own Postfix and Dovecot, started here on ports of their own, in a folder that goes.

Needs root, and the packages postfix, dovecot-imapd and dovecot-lmtpd; they are not run as services of the machine. People
write from their mailboxes at Dovecot through Postfix; the service fetches its mailbox by IMAP and answers through Postfix.

python bench/mail_servers.py
"""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask_migrate import upgrade
from imap_tools import MailBoxUnencrypted
from sqlalchemy import select

from config import Config
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.inbox import receive
from petition.mail.out import carrier
from petition.mail.out.models import OutboxMessage
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.nameserver import running, signed

_SMTP, _IMAP, _LMTP = 25931, 25932, 25933
_PEOPLE = ("reply", "address", "lines", "gone")
_SAID = {
    "reply": ("Қол қоямын. Aru Bekova, teacher, Almaty\n", "Иә", "Қолтаңбамды қайтарып алыңыз"),
    "address": ("Подписываю письмо. Aru Bekova, teacher, Almaty\n", "", "Отзовите мою подпись"),
    "lines": ("I sign the letter. Aru Bekova, teacher, Almaty\n", "", "Withdraw my signature"),
}  # how they sign, confirm, and withdraw, in three languages

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
local_recipient_maps =
alias_maps =
recipient_delimiter = +
smtpd_recipient_restrictions = permit_mynetworks, reject
relay_domains = sign.example.org, letters.example.org, example.org, gone.example
transport_maps = inline:{{ {{ sign.example.org = lmtp:inet:127.0.0.1:{lmtp} }}, {{ letters.example.org =
 lmtp:inet:127.0.0.1:{lmtp} }}, {{ example.org = lmtp:inet:127.0.0.1:{lmtp} }},
 {{ nowhere.example = error:5.1.1 no such user }} }}
virtual_alias_maps = inline:{{ {{ gone@gone.example = gone@nowhere.example }} }}
lmtp_destination_recipient_limit = 1
"""
_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
recipient_delimiter = +
auth_username_format = %Ln
mail_location = maildir:{folder}/boxes/%n
default_login_user = dovenull
default_internal_user = dovecot
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/boxes/%n allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


@contextmanager
def servers(folder: Path) -> Iterator[None]:
    """Both servers, for as long as this lasts."""
    facts = {"folder": folder, "smtp": _SMTP, "imap": _IMAP, "lmtp": _LMTP, "uid": 65534, "gid": 65534}
    etc = folder / "postfix"
    for path in (etc, folder / "spool", folder / "data", folder / "boxes"):
        path.mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "boxes", 65534, 65534)
    (etc / "main.cf").write_text(_MAIN.format(**facts))
    (etc / "master.cf").write_text(_MASTER.format(**facts))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**facts))
    subprocess.run(["/usr/sbin/postfix", "-c", etc, "start"], check=True, capture_output=True)
    dovecot = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", folder / "dovecot.conf"])
    try:
        time.sleep(3)
        yield
    except BaseException:
        for log in sorted(folder.glob("*.log")):
            print(log.read_text(errors="replace")[-3000:])
        raise
    finally:
        dovecot.send_signal(signal.SIGTERM)
        dovecot.wait(20)
        subprocess.run(["/usr/sbin/postfix", "-c", etc, "stop"], capture_output=True, check=False)


def send(raw: bytes, who: str, to: str) -> None:
    """Hand a message to Postfix as its writer's program does, signed for its domain."""
    with smtplib.SMTP("127.0.0.1", _SMTP, timeout=30) as smtp:
        smtp.sendmail(who, [to], signed(raw, who.rpartition("@")[2]))


def letter(who: str, to: str, subject: str, text: str, answers: str = "") -> bytes:
    """A message as its writer's program makes it."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Aru Bekova <{who}>", to, subject
    mail["Message-ID"] = f"<{os.urandom(8).hex()}@mailer.example>"
    mail["Date"] = "Sat, 28 Nov 2026 10:15:00 +0500"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    return mail.as_bytes()


def box(who: str) -> list[EmailMessage]:
    """What lies in a mailbox of Dovecot's."""
    with MailBoxUnencrypted("127.0.0.1", _IMAP).login(who, "secret") as opened:
        raws = [each.obj.as_bytes() for each in opened.fetch(mark_seen=False)]
    found = [message_from_bytes(raw, policy=policy.default) for raw in raws]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def until(happens: Callable[[], object], what: str) -> None:
    """Wait for what servers do in their own time."""
    for _ in range(60):
        if happens():
            print("  yes:", what)
            return
        time.sleep(0.5)
    raise SystemExit(f"never: {what}")


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def work() -> int:
    """One round of the worker: what came is heard, what waits is sent."""
    db.session.rollback()
    heard = receive.fetch(now=clock.now())
    carrier.carry()
    return heard


def signatures(state: str) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Signature.id).where(Signature.state == state)).all())


def answered(who: str) -> EmailMessage:
    until(lambda: work() is not None and box(who), f"{who} has an answer")
    return box(who)[0]


def run() -> None:
    """A message signs; its reply, its address and its corrected lines confirm, and a reply to the thanks withdraws.

    A bounce is counted; twice is once.
    """
    for name in _PEOPLE:
        who = f"{name}@{'gone.example' if name == 'gone' else 'example.org'}"
        text = _SAID.get(name, _SAID["lines"])[0]
        send(letter(who, "sign+well@sign.example.org", "Well", text), who, "sign+well@sign.example.org")
    until(lambda: work() is not None and signatures("pending") == len(_PEOPLE), "four messages signed")
    for name in ("reply", "address", "lines"):
        who, answer = f"{name}@example.org", answered(name)
        to, subject = str(answer["Reply-To"]), "Re: Please confirm"
        quoted = "".join(f"> {line}\n" for line in plain(answer).splitlines())
        said = {
            "reply": f"{_SAID[name][1]}\n\n{quoted}",
            "address": "",
            "lines": quoted.replace("Town: Almaty", "Town: Taraz"),
        }[name]
        if name == "address":
            to, subject = to.replace("+well.", "+well.yes."), ""
        raw = letter(who, to, subject, said, str(answer["Message-ID"]))
        for _ in range(2 if name == "reply" else 1):  # some servers deliver twice
            send(raw, who, to)
    until(
        lambda: work() is not None and signatures("confirmed") == 3,
        "three confirmed, a message heard twice once",
    )
    places = {each.own.place for each in db.session.scalars(select(Signature)) if each.state == "confirmed"}
    until(lambda: places == {"Almaty", "Taraz"}, "a corrected line was taken")
    for name in ("reply", "address", "lines"):
        who = f"{name}@example.org"
        until(lambda who=who: work() is not None and len(box(who)) > 1, f"{who} is thanked")
        thanks = box(who)[-1]
        quoted = "".join(f"> {line}\n" for line in plain(thanks).splitlines())
        to = str(thanks["Reply-To"])
        send(letter(who, to, "Re", f"{_SAID[name][2]}\n\n{quoted}", str(thanks["Message-ID"])), who, to)
    until(
        lambda: work() is not None and signatures("withdrawn") == 3,
        "three withdrew by a reply to their thanks",
    )
    failed = select(OutboxMessage.id).where(OutboxMessage.state == "failed", OutboxMessage.trouble == "5.1.1")
    until(lambda: work() is not None and db.session.scalar(failed), "a bounce was counted")
    until(lambda: signatures("pending") == 1, "and took no signature off")


def main() -> None:
    with TemporaryDirectory(prefix="mail-") as name, running() as names:
        folder = Path(name)
        folder.chmod(0o755)
        for domain in ("example.org", "gone.example"):
            names.publish_key(domain)
        env = {
            "INSTANCE": str(folder / "instance"),
            "PUBLIC_URL": "http://127.0.0.1:25930",
            "MAIL_URL": f"smtp://127.0.0.1:{_SMTP}",
            "MAIL_FROM": "letters@letters.example.org",
            "MAIL_BOUNCES": "sign@letters.example.org",
            "SIGN_ADDRESS": "sign@sign.example.org",
            "IMAP_URL": f"imap://sign:secret@127.0.0.1:{_IMAP}/INBOX",
            "DNS_SERVER": names.address,
        }
        app = create_app(Config.from_env(env))
        with servers(folder), app.app_context():
            upgrade()
            make_appeal(slug="well", by_message=True, asks=["role", "place"])
            run()
            db.session.remove()


if __name__ == "__main__":
    main()
