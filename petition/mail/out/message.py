"""A message as a value, and how it becomes a mail: a folder of three templates, in the reader's language."""

import re
import textwrap
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import css_inline
from flask import current_app, render_template
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
    `batch` names what is sent to many at once, by which it is counted. `by_person`: an organiser sends it, so whoever is
    away may say so by an automatic answer.
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
# Facts that are one reader's own, and those that are the same for all who are written to within a minute.
_OWN = ("link", "code")
_ALIKE = frozenset(
    {"title", "address", "team", "code_page", "until", "days", "last", "by_list", "extended", "invited"}
    | {"again", "behind", "may_sign", "uncounted", "is_open"}
    | {
        "update",
        "update_title",
        "update_text",
        "update_html",
        "update_lang",
        "update_dir",
        "test",
        "answerable",
    }
)
_PLAIN = re.compile(r"[\w:/.?=%~-]*", re.ASCII)
_MARK = 0xE000  # the first character for private use (Unicode, 23.5), which nothing of ours has
_KEPT = 256


class MailFile(NamedTuple):
    """A file that goes with a mail: its name, which is ours and of ASCII letters, its type, its bytes."""

    name: str
    mime: str
    content: bytes


class _Wording(NamedTuple):
    """What a mail says: its subject as a line of the head, its text in lines, its HTML with the style in its tags."""

    subject: str
    text: str
    html: str


def compose(message: Message, ref: str, posted_at: datetime, files: Sequence[MailFile] = ()) -> bytes:
    """The mail, the same each time it is made: Message-ID and date come from the outbox row (RFC 5322, 3.6).

    Written by hand, for the library takes four times as long: a value that holds the end of a line is refused, and none is
    broken or put into encoded words but the subject, for a long address would become another's (RFC 2047, 5).
    """
    told, wording, boundary = settings(), _parts(message), f"part-{ref}"
    automatic = "" if message.by_person else "auto-generated"
    local, _, domain = text.same_mailbox(message.to).rpartition("@")
    head = {
        "To": f"{local}@{domain}",
        "Date": format_datetime(posted_at),
        "Message-ID": f"<{ref}@{urlsplit(told.public_url).hostname}>",
        "Auto-Submitted": "auto-replied" if message.answers else automatic,  # RFC 3834
        "Reply-To": message.reply_to,
        "In-Reply-To": message.answers,
        "References": message.answers,
        "X-Auto-Response-Suppress": automatic and "All",
        "X-MS-Reactions": "disallow",
        "List-Unsubscribe": message.unsubscribe and f"<{message.unsubscribe}>",
        "List-Unsubscribe-Post": message.unsubscribe and "List-Unsubscribe=One-Click",  # RFC 8058
        "Content-Language": _lang(message),
        "MIME-Version": "1.0",
    }
    if any("\r" in value or "\n" in value for value in head.values()):
        raise ValueError("the end of a line within a header")
    fields = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    forms = {
        'plain; charset="utf-8"; format=flowed': wording.text,
        'html; charset="utf-8"': wording.html,
    }
    written = "".join(f"--{boundary}\r\n{_part(kind, content)}" for kind, content in forms.items())
    kind = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
    body = f"{kind}\r\n{written}--{boundary}--\r\n"
    mail = f"{wording.subject}{_from(told.mail_from)}{fields}{_with(files, body, ref) if files else body}"
    return mail.encode()


def _with(files: Sequence[MailFile], said: str, ref: str) -> str:
    """What is said and the files that go with it, as one body (RFC 2046, 5.1.3; RFC 2183)."""
    parts = [said]
    for file in files:
        content = encodebytes(file.content).decode().replace("\n", "\r\n")
        parts.append(
            f'Content-Type: {file.mime}; name="{file.name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{file.name}"\r\n\r\n{content}'
        )
    boundary = f"files-{ref}"
    head = f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n\r\n'
    return head + "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


@cache
def _from(address: str) -> str:
    """Who writes: no name, for a list of mails on a seized phone then says nothing."""
    return str(SMTP.fold(*SMTP.header_store_parse("From", Address(addr_spec=address))))


def _subject(words: str) -> str:
    """The subject, in encoded words between which no space is lost; Python's policies lose one where a word ends a line."""
    value = Header(" ".join(words.split()), None if words.isascii() else "utf-8", header_name="Subject")
    return f"Subject: {value.encode(linesep=SMTP.linesep)}{SMTP.linesep}"


def _parts(message: Message) -> _Wording:
    """What a mail says. What many are told alike is made once, with marks as long as what is a reader's own in its place."""
    own = {name: str(message.facts[name]) for name in _OWN if name in message.facts}
    own["unsubscribe"] = message.unsubscribe
    alike = {name: value for name, value in message.facts.items() if name not in _OWN}
    alike["answerable"] = bool(message.reply_to)
    if not alike.keys() <= _ALIKE or not all(map(_PLAIN.fullmatch, own.values())):
        return _made(message)
    marks = {name: chr(_MARK + nth) * len(value) for nth, (name, value) in enumerate(own.items())}
    key = settings().public_url, message.kind, message.lang, (*alike.items(),), (*marks.items(),)
    found = _made_alike()(*key)
    pairs = [(marks[name], value) for name, value in own.items() if value]
    return _Wording(found.subject, *(_put(form, pairs) for form in found[1:]))


def _put(form: str, pairs: list[tuple[str, str]]) -> str:
    for mark, value in pairs:
        form = form.replace(mark, value)
    return form


def _made_alike() -> Callable[..., _Wording]:
    """What makes the same mail for many, and keeps those made last, as this application makes them."""
    kept = current_app.extensions.get("mails alike")
    if kept is None:
        kept = current_app.extensions["mails alike"] = lru_cache(_KEPT)(_make_alike)
    return kept


def _make_alike(
    _public_url: str, kind: str, lang: str, alike: Iterable[tuple[str, Any]], marks: Iterable[tuple[str, str]]
) -> _Wording:
    facts = dict((*alike, *marks))
    return _made(Message(kind, "", lang, facts, unsubscribe=facts.pop("unsubscribe")))


def _made(message: Message) -> _Wording:
    subject, plain, rich = (said(message, part) for part in ("subject.txt", "body.txt", "body.html"))
    return _Wording(_subject(subject), _flowed(plain.strip()), _inliner.inline(rich))


def said(message: Message, part: str = "body.txt") -> str:
    """What a mail says in one of its three parts."""
    lang = _lang(message)
    with force_locale(lang):
        facts = (
            {"answerable": bool(message.reply_to)}
            | message.facts
            | {
                "lang": lang,
                "dir": i18n.direction(lang),
                "number": i18n.number,
                "unsubscribe": message.unsubscribe,
            }
        )
        written = render_template(f"mail/{message.kind}/{part}", **facts)
    return written.replace("\u202f", "\u00a0") if part.endswith(".txt") else written  # old phones draw a box


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
    lines = content.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return (
        f"Content-Type: text/{kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{b2a_qp(lines.encode()).decode()}\r\n\r\n"
    )


_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
