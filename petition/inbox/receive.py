"""Where messages come in, whichever way: read, asked whether they are from whom they say, heard, then answered for.

When this returns, what became of the message is committed; until then whoever brings it keeps it.
"""

import logging
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from petition.core.db import db
from petition.core.settings import settings
from petition.inbox import addressed, complaints, handle, queue
from petition.inbox.handle import ELSEWHERE
from petition.mail import bounces
from petition.mail.inbound import authenticity, imap, incoming
from petition.mail.inbound.incoming import Inbound, MessageKind, Ours

_log = logging.getLogger("petition.mail")

# While the database, or what else we ask, does not answer, or takes nothing.
_AWAY = (OSError, OperationalError, InterfaceError, InternalError, PoolTimeout)

__all__ = ["ELSEWHERE", "fetch", "is_ours", "receive"]


class InTrouble(Exception):
    """Our program fails at a message even where nothing in it is asked for: it is not the message's fault."""


def receive(
    raw: bytes, *, sender: str | None = None, recipient: str = "", comes_again: bool = True, now: datetime
) -> str:
    """Take a message in and give what became of it, as handle.hear does. `now` is when it arrived, which the deadline asks.

    `sender` and `recipient` are the envelope's; None and "" where it had none, as in a mailbox. Raises incoming.TooMuch
    for what is refused unread, queue.Full if it `comes_again`, InTrouble, and whatever else troubles the database.
    """
    try:
        message = incoming.read(raw, _ours(), sender=sender, recipient=recipient)
    except incoming.TooMuch:
        handle.count_refused(now)
        db.session.commit()
        raise
    trusted = _is_from_sender(raw, message)  # asks the DNS, while no transaction is open
    try:
        if message.kind in {MessageKind.BOUNCE, MessageKind.AUTOMATIC}:
            bounces.note(raw, now=now)
            for complaint in bounces.complained_of(raw):
                complaints.leave_in_peace(complaint, now=now)
        outcome = _heard(message, trusted, comes_again, now)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return outcome


def _heard(message: Inbound, trusted: bool, comes_again: bool, now: datetime) -> str:
    """Let it have its effect; where our program fails at it, and not the database, a person reads it. Raises InTrouble."""
    hear = partial(handle.hear, message, trusted=trusted, comes_again=comes_again, now=now)
    try:
        return hear()
    except (*_AWAY, queue.Full):
        raise
    except Exception as error:
        if message.kind is not MessageKind.ORDINARY:
            raise
        db.session.rollback()
        _log.error("%s at a message, which organisers read instead", type(error).__name__)
        try:
            return hear(understands=False)
        except (DBAPIError, MemoryError) as again:
            raise InTrouble(type(again).__name__) from again


def is_ours(address: str) -> bool:
    """Whether messages to an address are taken in."""
    try:
        return addressed.is_ours(address)
    finally:
        db.session.rollback()


def fetch(*, now: datetime) -> int:
    """Take in what has come to the mailbox that IMAP_URL names; give how many messages that were.

    One that finds no room goes where those go that are not for us: were it left, a hundred of them would keep all others.
    """

    def take(raw: bytes, arrived: datetime) -> bool:
        try:
            return receive(raw, comes_again=False, now=arrived) not in {ELSEWHERE, handle.NOT_KEPT}
        except incoming.TooMuch:
            return False

    def refuse() -> None:
        handle.count_refused(now)
        db.session.commit()

    url = settings().imap_url
    return imap.fetch(url, take, refuse, stays=(*_AWAY, InTrouble), now=now) if url else 0


def _ours() -> Ours:
    told = settings()
    return Ours(told.sign_address, urlsplit(told.public_url).hostname or "", told.mail_from)


def _is_from_sender(raw: bytes, message: Inbound) -> bool:
    if message.kind is not MessageKind.ORDINARY or not message.from_address:
        return False
    return authenticity.is_from_sender(
        raw,
        message.from_address,
        authserv_id=settings().authserv_id,
        txt=authenticity.asking(settings().dns_server),
    )
