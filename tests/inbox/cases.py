"""Cases in the manner of public bug reports, kept outside this repository: a message each, and what a reader expects.

A reply was kept as it quoted the answer of its day. What is tried is the manner of quoting, so the answer that the first
message gets now is put in its place: its words, its code, its Message-ID.
"""

import json
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage, Message
from email.utils import parseaddr
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import func, select

from petition.core import clock
from petition.core.db import db
from petition.core.vault import vault
from petition.inbox import receive as inbox_receive
from petition.interpret.message import understand
from petition.mail.inbound import incoming
from petition.mail.inbound.incoming import Ours
from petition.mail.out import message, outbox
from petition.mail.out.models import OutboxMessage
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import State
from tests.inbox import programs
from tests.outside import outside

_OPENINGS = ("Здравствуйте! Ваше сообщение", "Hello! Your message", "Сәлеметсіз бе! Хабарламаңыз")
_LAST = "http://127.0.0.1:9140/"
_TABLE = re.compile(r'<table[^>]*class="paper".*</table>', re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A message, the one that came before it if it answers, and what is expected."""

    name: str
    raw: bytes
    first: bytes
    expectation: Any
    kind: str
    reply_to: str


def cases(folder: str = "messages") -> list[Case]:
    """All cases of a folder; tests that read them are left out, and say so, where they are not."""
    kept = outside(f"cases/{folder}")
    rows = map(json.loads, (kept / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Case(
            row["file"].removesuffix(".eml"),
            (kept / row["file"]).read_bytes(),
            _first(kept, row.get("first") or ""),
            row["expectation"],
            row.get("kind") or "K00 well before",
            row.get("reply_to") or "",
        )
        for row in rows
    ]


def _first(outside: Path, told: str) -> bytes:
    """What came before: a file, or a message from an address."""
    if "@" not in told:
        return (outside / told).read_bytes() if told else b""
    text = (
        f"Authentication-Results: mx.sign.example.org; spf=pass smtp.mailfrom={told}\n"
        f"From: Ару Бекова <{told}>\nTo: sign+well@sign.example.org\nSubject: x\nMessage-ID: <{told}>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nПодписываю. Ару Бекова, учитель\n"
    )
    return text.encode()


def becomes(case: Case) -> str:
    """What is wrong with what becomes of a case; '' where it is as expected."""
    if case.name.startswith(("dsn-", "arf-")):
        return _of_returned(case)
    raw = case.raw
    if case.first:
        receive(case.first)
        raw = answering(case, last_mail())
    signed, posted = len(signatures()), _posted()
    outcome = receive(raw)
    return _judged(case, outcome, signatures()[signed:], helped=_posted() > posted)


def _judged(case: Case, outcome: str, new: list[Signature], *, helped: bool) -> str:
    expected = case.expectation
    if isinstance(expected, dict) or expected.startswith("name without"):
        fields = expected if isinstance(expected, dict) else {}
        return misread(fields, outcome, new)
    fits = {
        "confirmed": outcome == "confirmed",
        "confirmed or helpful": outcome == "confirmed" or (helped and not new),
        "confirmed or the link": outcome == "confirmed" or (helped and not new),
        "no": outcome == "no" and not new,
        "unread": outcome == "unread" and not new,
        "unread or right": outcome in {"unread", "signed"},
        "signed right, or a case that shows the text": outcome == "unread" and not new,
        "not signed": not new and outcome != "confirmed",
        "not confirmed, not signed anew": not new and outcome != "confirmed",
    }
    return "" if fits[expected] else f"{outcome} {[each.own.line for each in new]}, not {expected}"


def misread(expected: dict[str, str], outcome: str, new: list[Signature]) -> str:
    if outcome != "signed" or len(new) != 1:
        return f"{outcome}, not signed"
    own, lang = new[0].own, new[0].lang
    said = own._asdict() | {"aff": own.affiliation, "lang": lang}
    wrong = {name: said[name] for name, value in expected.items() if said[name] not in value.split(" or ")}
    return f"read {wrong}" if wrong else ""


def _of_returned(case: Case) -> str:
    """A mail of ours that was sent is spoken of by its ref."""
    found = re.search(rb"\b[0-9a-f]{32}\b", case.raw)
    signature = signatures()[-1] if signatures() else None
    ref = found[0].decode() if found else token_hex(16)
    if signature and (to := re.search(rb"Original-Rcpt-To: <([^>]+)>", case.raw)):
        own = signature.own._replace(mailbox=to[1].decode())
        signature.particulars = sealed(signature.appeal.key, signature.appeal_id, signature.ref, own)
        signature.mailbox_key = mailbox_key_of(signature.appeal, own.mailbox)
    db.session.add(
        OutboxMessage(
            ref=ref,
            state="sent",
            priority=1,
            sealed=None,
            posted_at=clock.now(),
            due_at=clock.now(),
            appeal_id=signature.appeal_id if signature else None,
        )
    )
    db.session.commit()
    known = len(signatures())
    inbox_receive.receive(case.raw, sender="", recipient="", now=clock.now())
    state = db.session.scalars(select(OutboxMessage.state).where(OutboxMessage.ref == ref)).one()
    if len(signatures()) != known or any(each.state == State.WITHDRAWN for each in signatures()):
        return "a signature was taken or removed"
    if case.expectation in {"failed", "sent"}:
        return "" if state == case.expectation else f"{state}, not {case.expectation}"
    if case.expectation.startswith("complaint"):
        return "" if signature and signature.quiet_at else "not quiet"
    return ""


def _posted() -> int:
    return db.session.scalar(select(func.count(OutboxMessage.id))) or 0


def last_mail() -> EmailMessage:
    """The mail posted last, as its reader gets it."""
    row = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
    assert row.sealed
    said = message.Message.from_json(vault().common.unseal_json(row.sealed, outbox.place(row.ref)))
    mail = message_from_bytes(message.compose(said, row.ref, row.posted_at), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def receive(raw: bytes) -> str:
    outcome = inbox_receive.receive(raw, sender=None, recipient="", now=clock.now())
    db.session.expire_all()
    return outcome


def signatures() -> list[Signature]:
    return list(db.session.scalars(select(Signature).order_by(Signature.id)))


# --- today's answer in place of the one that was quoted ---------------------------------------------------------------


def answering(case: Case, answer: EmailMessage) -> bytes:
    """The reply of a case, as its program would have quoted the answer of today."""
    code = _code_of(str(answer["Reply-To"]))
    reply = message_from_bytes(case.raw)
    old_code = _code_of(case.reply_to or str(reply["To"]))
    texts = {part: _content(answer, part) for part in ("plain", "html")}
    for part in reply.walk():
        if part.get_content_maintype() == "text" and (written := _written(part)):
            now = _requoted(written, texts, is_html=part.get_content_subtype() == "html")
            now = now.replace(old_code.upper(), code.upper()).replace(old_code, code)
            now = now.replace(_typed(old_code), _typed(code))
            if now != written:
                _put(part, now)
    reply.replace_header("To", str(answer["Reply-To"]))
    for name in ("In-Reply-To", "References"):
        if reply[name]:
            reply.replace_header(name, str(answer["Message-ID"]))
    return reply.as_bytes()


def _requoted(written: str, texts: dict[str, str], *, is_html: bool) -> str:
    begin = min((at for each in _OPENINGS if (at := written.find(each)) >= 0), default=-1)
    end = written.rfind(_LAST)
    if begin < 0 or end < begin:
        return written
    if is_html:
        body = re.sub(r"^.*?<body[^>]*>|</body>.*$", "", texts["html"], flags=re.DOTALL)
        return _TABLE.sub(lambda _found: body, written)
    start = written.rfind("\n", 0, begin) + 1
    mark = written[start:begin]
    lines = [f"{mark}{line}" for line in texts["plain"].replace("\r\n", "\n").strip("\n").split("\n")]
    between = [
        each for each in written[start:end].splitlines() if mark.strip() and not each.startswith(mark.strip())
    ]
    lines[len(lines) // 2 : len(lines) // 2] = between
    return written[:start] + "\n".join(lines) + written[end + len(_LAST) :]


def _content(answer: EmailMessage, kind: str) -> str:
    body = answer.get_body((kind,))
    assert body is not None
    return bytes(body.get_payload(decode=True) or b"").decode()


def _written(part: Message) -> str:
    data = bytes(part.get_payload(decode=True) or b"")
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return ""


def _put(part: Message, text: str) -> None:
    del part["Content-Transfer-Encoding"]
    part.set_payload(text.encode(), "utf-8")


def _code_of(address: str) -> str:
    return address.partition("@")[0].rpartition(".")[2]


def _typed(code: str) -> str:
    return f"{code[:4]}-{code[4:]}".upper()


# --- messages in rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A message of one line: in which language, whether it answers us, what is expected, who writes, of what, what."""

    lang: str
    is_reply: bool
    expected: str
    who: str
    subject: str
    text: str
    program: str = ""


def rows(file: str) -> list[Row]:
    """The rows of a file beside this one."""
    found = []
    for line in (Path(__file__).parent / "heard" / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            lang, kind, expected, who, subject, text = (each.strip() for each in f"{line} ".split(" | ", 5))
            kind, _, program = kind.partition(" ")
            found.append(
                Row(lang, kind == "reply", expected, who, subject, text.replace("\\n", "\n"), program)
            )
    return found


_SIGNS = {
    "kk": "Қол қоямын.\n\n{who}, мұғалім, Тараз",
    "en": "I sign the letter. {who}, teacher, Taraz",
    "de": "I sign the letter. {who}, teacher, Taraz",
}


_AS_GUESSED = re.compile(
    r"\bsign\+[\w.-]+@example\.org"
)  # what who wrote a row took for the address we write from


def row_becomes(row: Row, nth: int, *, told: bool = True) -> str:
    """What is wrong with what becomes of a row; '' where it is as expected, role and town too if they are `told`."""
    mailbox, text, headers, to = f"p{nth}@example.org", row.text, "", "sign+well@sign.example.org"
    subject, quoting = row.subject, None
    if row.is_reply:
        signs = _SIGNS.get(row.lang, "Подписываю обращение. {who}, учитель, Тараз")
        if receive(raw_message(mailbox, row.who, "Well", signs.format(who=row.who), to)) != "signed":
            full = f"{row.who.split()[0]} Лесная"  # of whom the row tells only what friends say
            receive(raw_message(mailbox, full, "Well", signs.format(who=full), to))
        answer = last_mail()
        to = str(answer["Reply-To"])
        said = _content(answer, "plain").replace("\r\n", "\n").strip("\n")
        quoted = "\n".join(f"> {line}" for line in said.split("\n"))
        if row.program:
            quoting = programs.answered(answer, mailbox)
            subject = programs.subject_of(row.program, quoting)
        text = _AS_GUESSED.sub(parseaddr(str(answer["From"]))[1], text)
        text = text if row.program else text.replace("{>}", quoted).replace("{=}", said)
        text = text.replace("{CODE}", _typed(_code_of(to)))
        headers = f"In-Reply-To: {answer['Message-ID']}\n"
    before = len(signatures())
    content = programs.as_sent(row.program, text, quoting) if row.program else None
    outcome = receive(raw_message(mailbox, row.who, subject, text, to, headers, content))
    new = signatures()[before:]
    if row.expected.startswith("signed"):
        name, role, place = (each.strip() for each in row.expected.removeprefix("signed ").split(";"))
        return misread({"name": name} | ({"role": role, "place": place} if told else {}), outcome, new)
    if row.expected == "machine":
        outcome = "machine" if outcome in {"automatic", "bounce", "list", "loop"} else outcome
    if row.expected == "asked":  # again about the same signature, which nothing confirmed
        outcome = "asked" if outcome == "signed" else outcome
    return "" if outcome == row.expected and not new else f"{outcome} {[each.own.line for each in new]}"


def row_is_read(row: Row, ours: Ours) -> str:
    """What is wrong with how a row that answers nobody is read, told by name alone; '' where it is as expected."""
    to = "sign+well@sign.example.org"
    content = programs.as_sent(row.program, row.text, None) if row.program else None
    message = incoming.read(
        raw_message("p@example.org", row.who, row.subject, row.text, to, content=content), ours
    )
    said = understand(message)
    outcome = {"signs": "signed", "unclear": "unread"}.get(said.says, said.says)
    outcome = outcome if message.kind == "ordinary" else "machine"
    name = said.line.name if said.line else ""
    if row.expected.startswith("signed "):
        names = row.expected.removeprefix("signed ").partition(";")[0].strip().split(" or ")
        return "" if outcome == "signed" and name in names else f"{outcome} {name}"
    return "" if outcome == row.expected else f"{outcome} {name}"


def raw_message(
    mailbox: str, who: str, subject: str, text: str, to: str, headers: str = "", content: bytes | None = None
) -> bytes:
    name, about = (Header(each, "utf-8", maxlinelen=900).encode(maxlinelen=900) for each in (who, subject))
    head = (
        f"Authentication-Results: mx.sign.example.org; spf=pass smtp.mailfrom={mailbox}\n"
        f"From: {name} <{mailbox}>\nTo: {to}\nSubject: {about}\nMessage-ID: <{token_hex(8)}@mailer.example>\n{headers}"
    )
    if content is None:
        content = (
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n".encode()
        )
    return f"{head}MIME-Version: 1.0\n".encode() + content
