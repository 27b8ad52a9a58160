"""What some mails say only when they leave: text that many share, and files, are kept once and not in every mail that waits.

A package above says for a kind of its mails how to find that, and what one says that has expired. So whatever is stopped or
taken back says nothing any more, however many mails of it wait, and an update in a million mails is one row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from petition.core.transactions import let_go
from petition.mail.out.message import MailFile, Message


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What is said besides, the files that go with it, and where an answer goes, '' where the mail itself says so."""

    facts: dict[str, Any] = field(default_factory=dict)
    files: Sequence[MailFile] = ()
    reply_to: str = ""


Encloses = Callable[[Message, datetime], Enclosed | None]
Renews = Callable[[Message, datetime], Message | None]
_NOTHING = Enclosed()


def init_app(app: Flask, renews: Renews, **kinds: Encloses) -> None:
    """Have these asked about the mails of their kinds, and `renews` about each that has expired."""
    app.extensions["enclosures"], app.extensions["renews"] = kinds, renews


def of(message: Message, now: datetime) -> Enclosed | None:
    """What a mail that leaves now says besides; None where nothing is to be said any more. Leaves no transaction open."""
    asked: Encloses | None = current_app.extensions["enclosures"].get(message.kind)
    if asked is None:
        return _NOTHING
    try:
        return asked(message, now)
    finally:
        let_go()


def renewed(message: Message, now: datetime) -> Message | None:
    """What a mail says that has expired, where it is true again; None where it is not. Leaves no transaction open."""
    renews: Renews = current_app.extensions["renews"]
    try:
        return renews(message, now)
    finally:
        let_go()
