"""What some mails say only when they leave: text that many share, and files, are kept once and not in every mail that waits.

A package above says for a kind of its mails how to find that. So whatever is stopped or taken back says nothing any more,
however many mails of it wait, and an update in a million mails is one row.
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
    """What is said besides, and the files that go with it."""

    facts: dict[str, Any] = field(default_factory=dict)
    files: Sequence[MailFile] = ()


Encloses = Callable[[Message, datetime], Enclosed | None]
_NOTHING = Enclosed()


def init_app(app: Flask, **kinds: Encloses) -> None:
    """Have these asked about the mails of their kinds."""
    app.extensions["enclosures"] = kinds


def of(message: Message, now: datetime) -> Enclosed | None:
    """What a mail that leaves now says besides; None where nothing is to be said any more. Leaves no transaction open."""
    asked: Encloses | None = current_app.extensions["enclosures"].get(message.kind)
    if asked is None:
        return _NOTHING
    try:
        return asked(message, now)
    finally:
        let_go()
