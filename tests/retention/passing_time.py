"""Time that passes while the worker does what is due, and what is kept and was mailed then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TypeVar

from sqlalchemy import inspect, select

from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.signatures import confirming, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing

R = TypeVar("R", Appeal, Signature)
Mails = Callable[[], list[EmailMessage]]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(instant: datetime) -> None:
    """Go to an instant and let the worker do what is due; all mail leaves."""
    clock.ticked(instant - clock.now())
    worker.once()
    db.session.rollback()


def signed(
    appeal: Appeal,
    address: str = "aru@example.org",
    name: str = "Aru Bekova",
    visibility: Visibility = Visibility.PUBLIC,
    *,
    confirms: bool = True,
) -> Signature:
    """A signature, confirmed at once unless told otherwise; the mails it caused wait."""
    signing.sign(appeal, Signing(Particulars(name, address), visibility=visibility), now=clock.now())
    key = mailbox_key_of(appeal, address)
    mine = select(Signature).where(Signature.appeal_id == appeal.id, Signature.mailbox_key == key)
    found = db.session.scalars(mine.order_by(Signature.id.desc())).first()
    assert found is not None
    if confirms:
        confirming.confirm(found, now=clock.now())
    db.session.commit()
    return found


def fresh(row: R) -> R:
    """A row as it is kept now: the worker lets go of the session in which it was read."""
    found: R = db.session.get_one(type(row), inspect(row).identity, populate_existing=True)
    found.__dict__.pop("own", None)
    return found


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [mail["Subject"] for mail in mails]


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
