"""What organisers are sent about their appeals."""

from datetime import datetime

from flask_babel import force_locale

from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.mail.out.message import Message


def draft_expires(appeal: Appeal, organiser: Organiser, until: datetime) -> Message:
    """Tells that the names in a draft nobody works on will be erased, and when; its title is not in the mail."""
    with force_locale(i18n.known(organiser.lang)):
        day = i18n.day(until)
    facts = {"link": web.address(f"/desk/a/{appeal.slug}"), "day": day}
    return Message("draft_expires", organiser.mailbox, organiser.lang, facts)
