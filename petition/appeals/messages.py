"""What organisers are sent about their appeals."""

from datetime import datetime

from flask_babel import force_locale

from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.mail.out.message import Message, Priority


def draft_expires(appeal: Appeal, organiser: Organiser, until: datetime) -> Message:
    """Tells that the names in a draft nobody works on will be erased, and when; its title is not in the mail."""
    with force_locale(i18n.known(organiser.lang)):
        day = i18n.day_at(until, appeal.zone)
    facts = {"link": web.address(f"/desk/a/{appeal.slug}"), "day": day}
    return Message("draft_expires", organiser.mailbox, organiser.lang, facts)


def share_offered(to: str, lang: str, link: str, until: datetime) -> Message:
    """The link by which an owner of another team accepts to publish a letter too; which letter, is not in the mail."""
    facts = {"what": "share offered", "link": link}
    return Message("account", to, lang, facts, priority=Priority.ANSWER, expires=until.isoformat())


def sharing_changed(appeal: Appeal, organiser: Organiser, what: str) -> Message:
    """Tells an owner that a team joined, left or leads: `what` is "team joined", "team left" or "team leads"."""
    facts = {"what": what, "link": web.address(f"/desk/a/{appeal.slug}/sharing")}
    return Message("account", organiser.mailbox, organiser.lang, facts)
