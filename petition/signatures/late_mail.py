"""An email that asks to confirm and leaves after the end it names: it asks all the same where the deadline was extended."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from petition.core.db import db
from petition.mail.out.message import Message, Priority
from petition.signatures import mail_facts
from petition.signatures.models import Signature, pending


def renewed(message: Message, now: datetime) -> Message | None:
    """The same email with the end that holds by now; None where nothing is to be confirmed, or that is over.

    Nor of a reminder: another one comes before the later deadline.
    """
    if message.priority is Priority.REMINDER or not message.cause:
        return None
    waits = db.session.scalar(select(Signature).where(Signature.ref == message.cause, pending()))
    if waits is None or not waits.appeal.may_be_confirmed(now) or waits.confirming_ends <= now:
        return None
    ends = waits.confirming_ends
    said = {
        "until": mail_facts.at(waits.appeal, message.lang, ends),
        "extended": bool(waits.appeal.extensions),
    }
    return replace(message, facts=message.facts | said, expires=mail_facts.instant(ends))
