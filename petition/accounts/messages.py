"""What organisers are sent."""

from petition.accounts.models import Organiser
from petition.mail.message import Message, Priority


def entrance(organiser: Organiser, link: str) -> Message:
    """The one-time link to the desk."""
    return Message(
        "entrance", organiser.mailbox, organiser.lang, {"link": link}, priority=Priority.CONFIRMATION
    )
