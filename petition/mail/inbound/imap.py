"""Fetches messages from a mailbox at a provider by IMAP (RFC 9051), for those who have no mail server of their own.

A message leaves the inbox for one of three folders when what became of it is committed; whoever dies in between finds it
there again, and it is heard once all the same. What was heard is deleted after some days, for it lies there in clear. What
was not for us is never deleted: that is for whoever owns the mailbox.
"""

import imaplib
import logging
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from petition.mail.inbound.incoming import LARGEST

HEARD, NOT_HEARD, FAILED = "Heard", "Not heard", "Failed"

_log = logging.getLogger("petition.mail")

_SECONDS = 60
HEARD_KEPT = timedelta(days=7)  # long enough to hear it again after a restored backup
_AT_ONCE = 100  # in one round, so that a full mailbox keeps nobody else waiting
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
# What a server raises that is away for a moment, or refuses.
AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError)


def fetch(
    url: str,
    receive: Callable[[bytes, datetime], bool],
    refuse: Callable[[], object],
    *,
    stays: tuple[type[Exception], ...],
    now: datetime,
) -> int:
    """Hand each message of the mailbox over, with the instant at which it arrived there; give how many were taken.

    `receive` tells whether a message was for us. One that it raises an error of `stays` for is left for the next round,
    however old it is; one that it raises anything else for would fail again, and is put where a person looks into it.
    `refuse` is told of one that is too large to be fetched at all, once it is put aside.

    Raises, when all others are heard and put aside, what the server raises for a message that it does not give. Raises one
    of AWAY, too, where none can be put aside, as in a mailbox that is full: they are heard again then, to no effect, and
    whoever watches is told.
    """
    into = defaultdict[str, list[str]](list)
    too_large: list[str] = []
    missed: Exception | None = None
    with _opened(url) as box:
        for uid in box.uids()[:_AT_ONCE]:
            try:
                if _size(box, uid) > LARGEST:
                    too_large.append(uid)
                elif found := _message(box, uid):
                    raw, arrived = found
                    into[_folder(receive, stays, raw, min(arrived, now))].append(uid)
            except Exception as error:  # noqa: BLE001  one message must not keep the others
                missed = missed or error
        try:
            for folder in (HEARD, NOT_HEARD, FAILED):
                _move(box, into[folder], folder)
            _move(box, too_large, NOT_HEARD)
            for _ in too_large:
                refuse()
        finally:
            _forget(box, now)  # which may make room
    if missed:
        raise missed
    return len(into[HEARD])


def _folder(
    receive: Callable[[bytes, datetime], bool],
    stays: tuple[type[Exception], ...],
    raw: bytes,
    arrived: datetime,
) -> str:
    """Where a message goes when it is handed over; '' for one that stays."""
    try:
        return HEARD if receive(raw, arrived) else NOT_HEARD
    except Exception as error:  # noqa: BLE001  whatever it is, the message must not be lost
        _log.error("%s while a message was fetched", type(error).__name__)
        return "" if isinstance(error, stays) else FAILED


def failed(url: str) -> int:
    """How many messages wait in the mailbox for a person, because our program fails at them.

    Touches nothing; raises OSError, or what imaplib and imap_tools do for a refusal.
    """
    with _opened(url) as box:
        return box.folder.status(FAILED, ["MESSAGES"])["MESSAGES"] if box.folder.exists(FAILED) else 0


@contextmanager
def _opened(url: str) -> Iterator[BaseMailBox]:
    parts = urlsplit(url)
    kind = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    box = kind(
        parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=_SECONDS
    )
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    try:
        box.login(name, password, unquote(parts.path.strip("/")) or "INBOX")
    except BaseException:
        box.client.shutdown()  # a refusal leaves the line open
        raise
    with box:
        yield box


def _size(box: BaseMailBox, uid: str) -> int:
    _typ, data = box.client.uid("fetch", uid, "(RFC822.SIZE)")
    found = _SIZE.search(b" ".join(each for each in data if isinstance(each, bytes)))
    return int(found[1]) if found else 0


def _message(box: BaseMailBox, uid: str) -> tuple[bytes, datetime] | None:
    """The bytes as they are, for a signature is over each of them, and when the server says they arrived."""
    _typ, data = box.client.uid("fetch", uid, "(INTERNALDATE BODY.PEEK[])")
    for each in data:
        if isinstance(each, tuple) and len(each) == 2:
            return each[1], _arrived(each[0] + b" ".join(rest for rest in data if isinstance(rest, bytes)))
    return None


def _arrived(said: bytes) -> datetime:
    when = imaplib.Internaldate2tuple(said)  # in local time, as time.mktime wants it
    if when is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.fromtimestamp(time.mktime(when), UTC)


def _forget(box: BaseMailBox, now: datetime) -> None:
    """Delete what was heard before it has been here for longer than people were told.

    Servers compare whole days (RFC 9051, 6.4.4), of their own zone, where a day begins up to 14 hours before it does in UTC.
    """
    try:
        if not box.folder.exists(HEARD):
            return
        box.folder.set(HEARD)
        day = (now - HEARD_KEPT + timedelta(days=1, hours=14)).date()
        if old := box.uids(AND(date_lt=day))[:_AT_ONCE]:
            box.delete(old)
    except AWAY as error:  # which hides no other
        _log.error("%s while old messages were deleted", type(error).__name__)


def _move(box: BaseMailBox, uids: list[str], folder: str) -> None:
    """Put them there all at once: a server may take half a second for it, however many they are."""
    if not uids:
        return
    if not box.folder.exists(folder):
        box.folder.create(folder)
    box.move(uids, folder)
