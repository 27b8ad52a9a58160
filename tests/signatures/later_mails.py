"""Time that passes with the worker at work, and what has been emailed by then."""

from datetime import timedelta
from email.message import EmailMessage

from petition import worker_duties
from petition.core import clock
from petition.core.db import db
from petition.mail.out import carrier
from tests.factories import link_in

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [mail["Subject"] for mail in mails]


def later(span: timedelta) -> None:
    """Let time pass, with the worker at work at the end of it."""
    clock.ticked(span)
    work()


def work() -> None:
    """Do what the worker does by the clock, and let the mails leave; what it does apart from that writes to nobody."""
    worker_duties.do_all(clock.now())
    carrier.carry(worker_duties.clock_is_believed)
    db.session.rollback()


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def unsubscribe_in(mail: EmailMessage) -> str:
    """The path that a mail program posts to, which the body names as well."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link_in(mail, "/u/")
    assert mail["List-Unsubscribe"].partition("?")[0].endswith(path)
    return path
