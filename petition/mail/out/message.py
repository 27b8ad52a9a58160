"""A message as a value, and how it becomes a mail: a folder of three templates, in the reader's language."""

import re
import textwrap
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime
from enum import IntEnum
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import css_inline
from flask import render_template
from flask_babel import force_locale

from petition.core import i18n, text
from petition.core.settings import settings


class Priority(IntEnum):
    """What leaves before what, the lower the sooner."""

    CONFIRMATION = 1  # somebody sits and waits for it
    ANSWER = 2
    THANKS = 3
    REMINDER = 4
    UPDATE = 5
    CROWD = 6  # caused by a network that caused very many: when nothing else is due


@dataclass(frozen=True)
class Message:
    """What is to be said to whom. `kind` names the folder under templates/mail; `facts` is what its templates say.

    `about` is the id of the appeal it is about. `unsubscribe` is an https address of ours where one POST, with no cookie
    and nothing typed, ends such mails (RFC 8058). `cause` is the random name of the row it is about, to call it back by.
    `expires` is the instant (ISO) from which on what it says is not true any more, '' for never; `instead` the kind that
    says then, with the same facts, that it came too late, '' for nothing at all.
    `by_person`: an organiser sends it, and whoever is away may say so by an automatic answer.
    `batch` names what is sent to many at once, by which it is counted.
    `reply_to` is where an answer goes; `answers` the Message-ID of the message that this one answers (RFC 3834, 3.1.5).
    """

    kind: str
    to: str
    lang: str
    facts: dict[str, Any] = field(default_factory=dict)
    priority: int = Priority.UPDATE
    about: int | None = None
    unsubscribe: str = ""
    cause: str = ""
    reply_to: str = ""
    answers: str = ""
    expires: str = ""
    instead: str = ""
    batch: str = ""
    by_person: bool = False

    def has_expired(self, now: datetime) -> bool:
        """Whether what it says is over."""
        return bool(self.expires) and now >= datetime.fromisoformat(self.expires)

    def when_late(self) -> Self | None:
        """What is said in its place once it has expired; None where that is nothing."""
        if not self.instead:
            return None
        return replace(self, kind=self.instead, reply_to="", expires="", instead="")

    def as_json(self) -> dict[str, Any]:
        """The message as JSON, to be sealed."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The message that `as_json` gave."""
        return cls(**value)


_COLUMNS = 72


class _OneWord(UnstructuredHeader):
    """A header that is written as it is.

    Python would break a long address into encoded words, and decode one that looks like them (RFC 2047): into another's
    address, or into a line of the head.
    """

    name: str

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take the value for what it is."""
        kwds |= {"decoded": value, "parse_tree": None}

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Subject(UnstructuredHeader):
    """A subject in encoded words between which no space is lost; Python's own folding loses one where a word ends a line."""

    def fold(self, *, policy: Policy) -> str:
        value = Header(str(self), None if str(self).isascii() else "utf-8", header_name="Subject")
        return f"Subject: {value.encode(linesep=policy.linesep)}{policy.linesep}"


class _Headers(HeaderRegistry):
    """The classes of headers, each made once; Python makes them anew for every header of every mail."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, type] = {}
        self.map_to_type("subject", _Subject)  # type: ignore[arg-type]
        for name in ("to", "list-unsubscribe", "reply-to", "in-reply-to", "references"):
            self.map_to_type(name, _OneWord)  # type: ignore[arg-type]  # mixed with BaseHeader there

    def __getitem__(self, name: str) -> type:
        if name not in self.made:
            self.made[name] = super().__getitem__(name)
        return self.made[name]


_headers = _Headers()


class MailFile(NamedTuple):
    """A file that goes with a mail: its name, which is ours and of ASCII letters, its type, its bytes."""

    name: str
    mime: str
    content: bytes


def compose(message: Message, ref: str, posted_at: datetime, files: Sequence[MailFile] = ()) -> EmailMessage:
    """The mail, the same each time it is made: Message-ID and date come from the outbox row (RFC 5322, 3.6)."""
    lang = _lang(message)
    sender = settings().mail_from
    host = urlsplit(settings().public_url).hostname
    parts = {part: said(message, part) for part in ("subject.txt", "body.txt", "body.html")}
    local, _, domain = text.same_mailbox(message.to).rpartition("@")
    policy = SMTP if local.isascii() else SMTPUTF8
    mail = EmailMessage(policy=policy.clone(header_factory=_headers))
    mail["Subject"] = " ".join(parts["subject.txt"].split())
    mail["From"] = Address(addr_spec=sender)  # no name: a list of mails on a seized phone says nothing
    mail["To"] = f"{local}@{domain}"
    mail["Date"] = format_datetime(posted_at)
    mail["Message-ID"] = f"<{ref}@{host}>"
    if not message.by_person:
        mail["Auto-Submitted"] = "auto-replied" if message.answers else "auto-generated"  # RFC 3834
        mail["X-Auto-Response-Suppress"] = "All"
    if message.reply_to:
        mail["Reply-To"] = message.reply_to
    if message.answers:
        mail["In-Reply-To"] = mail["References"] = message.answers
    mail["X-MS-Reactions"] = "disallow"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail["Content-Language"] = lang
    mail["MIME-Version"] = "1.0"
    boundary = f"part-{ref}"
    alternative = f'multipart/alternative; boundary="{boundary}"'
    forms = {
        'plain; charset="utf-8"; format=flowed': _flowed(parts["body.txt"].strip()),
        'html; charset="utf-8"': _inliner.inline(parts["body.html"]),
    }
    written = (f"--{boundary}\r\n{_part(kind, content)}" for kind, content in forms.items())
    said_both_ways = f"{''.join(written)}--{boundary}--\r\n"
    mail["Content-Type"] = f'multipart/mixed; boundary="files-{ref}"' if files else alternative
    mail.set_payload(
        _with_files(said_both_ways, alternative, files, f"files-{ref}") if files else said_both_ways
    )
    return mail


def _with_files(said: str, kind: str, files: Sequence[MailFile], boundary: str) -> str:
    """What is said and the files that go with it, as one body (RFC 2046, 5.1.3; RFC 2183)."""
    parts = [f"Content-Type: {kind}\r\n\r\n{said}"]
    for file in files:
        content = encodebytes(file.content).decode().replace("\n", "\r\n")
        parts.append(
            f'Content-Type: {file.mime}; name="{file.name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{file.name}"\r\n\r\n{content}'
        )
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


def said(message: Message, part: str = "body.txt") -> str:
    """What a mail says in one of its three parts."""
    lang = _lang(message)
    with force_locale(lang):
        facts = message.facts | {
            "lang": lang,
            "dir": i18n.direction(lang),
            "number": i18n.number,
            "unsubscribe": message.unsubscribe,
        }
        return render_template(f"mail/{message.kind}/{part}", **facts)


def _lang(message: Message) -> str:
    return i18n.known(message.lang)


def _flowed(text: str) -> str:
    """Long lines broken for programs that do not break them, so that others can join them again (RFC 3676)."""
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        broken = textwrap.wrap(
            line,
            _COLUMNS,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        lines.append((" \n" if not indent else "\n").join(broken))
    return "\n".join(f" {line}" if line[:1] in {" ", ">"} else line for line in "\n".join(lines).split("\n"))


def _part(kind: str, content: str) -> str:
    """One form of what is said, as MIME has it (RFC 2045); EmailMessage writes the same at four times the cost."""
    lines = re.sub(r"\r\n?|\n|$", "\r\n", content)
    return (
        f"Content-Type: text/{kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{b2a_qp(lines.encode()).decode()}\r\n"
    )


_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
