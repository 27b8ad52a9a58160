"""What those are sent whom organisers have on a list."""

from datetime import datetime

from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.mail.out.message import Message, Priority
from petition.signatures import mail_facts
from petition.signatures.mail_facts import ToConfirm
from petition.signatures.ticket import Ticket


def invitation(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks somebody whom organisers have on a list whether they sign; nothing of what the list says of them is in it."""
    return mail_facts.refusable(
        mail_facts.asking("invitation", appeal, to, lang, asks, Priority.UPDATE), asks.ticket
    )


def already_signed(
    appeal: Appeal, *, to: str, lang: str, ticket: Ticket, uncounted: str, is_open: bool
) -> Message:
    """Tells the owner of a signature, and nobody else, that organisers have them on a list too; see `counts.why_not`."""
    said = {"uncounted": uncounted, "is_open": is_open, "by_list": True}
    return mail_facts.to_signatory("already_signed", appeal, to, lang, ticket, said, priority=Priority.ANSWER)


def named(appeal: Appeal, *, to: str, lang: str, ticket: Ticket, until: datetime) -> Message:
    """Tells somebody whom organisers listed that the letter is published with their name (GDPR, Article 14)."""
    said = {
        "day": mail_facts.day(appeal, lang, until),
        "privacy": web.address(f"/privacy?lang={i18n.known(lang)}"),
    }
    return mail_facts.to_signatory("named", appeal, to, lang, ticket, said)
