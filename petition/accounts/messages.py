"""What organisers are sent."""

from datetime import datetime

from petition.accounts.models import Organiser
from petition.mail.out.message import Message, Priority


def entrance(organiser: Organiser, link: str, code: str, until: datetime) -> Message:
    """The one-time link to the desk, and the code that does the same; not sent when they work no longer."""
    facts = {"link": link, "code": code}
    return Message(
        "entrance",
        organiser.mailbox,
        organiser.lang,
        facts,
        priority=Priority.CONFIRMATION,
        expires=until.isoformat(),
    )
