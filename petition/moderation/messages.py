"""What those are sent whom organisers take off a letter, or whose signature they correct."""

from petition.appeals.models import Appeal
from petition.core.settings import settings
from petition.mail.out.message import Message
from petition.signatures import by_message, mail_facts
from petition.signatures.ticket import Ticket


def taken_off(appeal: Appeal, reason: str, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody that organisers took their signature off the letter, and why: one of rules.WHY."""
    objects = "reply" if by_message.address(appeal) else appeal.contact or settings().contact
    said = {"reason": reason, "objects_to": objects}
    return mail_facts.to_signatory("taken_off", appeal, to, lang, ticket, said)


def corrected(appeal: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody that organisers corrected a slip in their signature, and where to undo it; names nobody."""
    return mail_facts.to_signatory("corrected", appeal, to, lang, ticket)
