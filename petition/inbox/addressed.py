"""For which appeal a message is, by the address it was sent to and by what it answers."""

from sqlalchemy import select

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import text
from petition.core.db import db
from petition.core.settings import settings
from petition.inbox.models import ReceivedMessage
from petition.mail.inbound import incoming
from petition.mail.inbound.incoming import Addressed, Inbound


def is_ours(address: str) -> bool:
    """Whether somebody is written to at an address: where a published appeal is signed, our mail comes from or back to."""
    told = settings()
    if any(text.is_same_mailbox(address, own) for own in (told.mail_from, told.mail_bounces)):
        return True
    if incoming.address_parts(address, told.mail_bounces):
        return True  # of each mail its own
    parts = incoming.address_parts(address, told.sign_address)
    appeal = parts and _appeal_at(parts.tag)
    return bool(appeal and (appeal.by_message or (parts and parts.code)))


def appeal_of(message: Inbound) -> tuple[Appeal, Addressed] | None:
    """The appeal that a message is for, with what the address says: by where it was sent, else by what it answers."""
    parts = incoming.address_parts(message.sent_to, settings().sign_address)
    if parts and (appeal := _appeal_at(parts.tag)):
        return (appeal, parts) if appeal.by_message or parts.code or message.answers else None
    if not message.answers:
        return None
    appeal_id = db.session.scalar(
        select(ReceivedMessage.appeal_id).where(ReceivedMessage.answer_ref.in_(message.answers)).limit(1)
    )
    answered = db.session.get(Appeal, appeal_id) if appeal_id else None
    return (answered, Addressed("")) if answered else None


def _appeal_at(tag: str) -> Appeal | None:
    """The published appeal whose address to sign at has this tag."""
    sign_at = settings().sign_address
    return next(
        (
            appeal
            for appeal in appeals.beginning(incoming.slug_begins(sign_at, tag))
            if incoming.address_parts(incoming.sign_address(sign_at, appeal.slug), sign_at) == Addressed(tag)
            and appeal.published_at is not None
        ),
        None,
    )
