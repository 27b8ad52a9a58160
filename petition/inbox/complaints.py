"""Who called a mail of ours spam."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from petition.appeals.models import Appeal
from petition.core import text
from petition.core.db import db
from petition.inbox.models import ReceivedMessage
from petition.mail.bounces import Complaint
from petition.signatures import links, unsubscribing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import State


def leave_in_peace(complaint: Complaint, *, now: datetime) -> None:
    """Write to whoever called a mail spam nothing more about its appeal but what they ask for.

    Whose it was tells the link in it to end such mails, or the message that it answered. An address is anybody's to write
    into a report about a mail of their own: it is believed of no mailbox that has confirmed, whose mails all have that link,
    though what a stranger typed with it still waits.
    """
    ours = Signature.appeal_id == complaint.appeal_id
    answered = select(ReceivedMessage.signature_ref).where(ReceivedMessage.answer_ref == complaint.ref)
    whose: list[ColumnElement[bool]] = [Signature.ref.in_(answered)]
    for token in complaint.links:
        with suppress(links.LinkRefused):
            whose.append(Signature.id == unsubscribing.by_token(token)[0].id)
    appeal = db.session.get_one(Appeal, complaint.appeal_id)
    for address in complaint.addresses:
        with suppress(text.Refused):
            key = mailbox_key_of(appeal, address)
            of_it = Signature.appeal_id == appeal.id, Signature.mailbox_key == key
            states = set(db.session.scalars(select(Signature.state).where(*of_it)))
            if states <= {State.PENDING, State.NOT_ME}:
                whose.append((Signature.mailbox_key == key) & (Signature.state == State.PENDING))
    for signature in db.session.scalars(select(Signature).where(ours, or_(*whose))).all():
        unsubscribing.complained(signature, now=now)
