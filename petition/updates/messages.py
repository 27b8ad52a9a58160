"""The email of an update. What it says is found when it leaves: a million of them say one text."""

from datetime import datetime

from petition.appeals.update import AppealUpdate, path
from petition.core import web
from petition.mail.out.message import Message, Priority
from petition.signatures import mail_facts
from petition.signatures.ticket import Ticket


def update(row: AppealUpdate, *, to: str, lang: str, ticket: Ticket, until: datetime | None) -> Message:
    """The email to somebody who asked for updates; it does not leave once their address was to be deleted (`until`)."""
    message = Message(
        "update",
        to,
        lang,
        _facts(row, lang),
        about=row.appeal_id,
        expires=mail_facts.instant(until),
        batch=row.batch,
    )
    return mail_facts.answerable(message, row.appeal, ticket)


def test(row: AppealUpdate, *, to: str, lang: str) -> Message:
    """The same to an organiser who wants to see it, of a draft too."""
    return Message("update", to, lang, _facts(row, lang) | {"test": True}, Priority.ANSWER)


def _facts(row: AppealUpdate, lang: str) -> dict[str, object]:
    about = mail_facts.about(row.appeal, lang)
    return about | {"update": row.ref, "link": web.address(path(row, lang)), "test": False}
