"""What organisers are sent."""

from datetime import datetime

from flask_babel import force_locale

from petition.accounts.models import Organiser
from petition.core import i18n, web
from petition.core.settings import settings
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


def invited(organiser: Organiser, link: str, lang: str, until: datetime) -> Message:
    """The one-time link for whoever was invited to a team; its name is not in the email."""
    return _account("invited", organiser.mailbox, lang, link, Priority.ANSWER, until)


def new_device(organiser: Organiser, device: str, now: datetime) -> Message:
    """Tells that somebody signed in from a device not used before."""
    with force_locale(i18n.known(organiser.lang)):
        moment = i18n.at(now, settings().time_zone)
    link = web.address("/desk/account")
    return _account("new device", organiser.mailbox, organiser.lang, link, device=device, moment=moment)


def passkey_added(organiser: Organiser, now: datetime) -> Message:
    """Tells that a passkey was added, by which somebody can sign in from now on."""
    with force_locale(i18n.known(organiser.lang)):
        moment = i18n.at(now, settings().time_zone)
    link = web.address("/desk/passkeys")
    return _account("passkey added", organiser.mailbox, organiser.lang, link, moment=moment)


def address_asked(organiser: Organiser) -> Message:
    """Tells the old address that the account is to get another one; which, is not said."""
    return _account("address asked", organiser.mailbox, organiser.lang, web.address("/desk/account"))


def new_address(address: str, lang: str, link: str, until: datetime) -> Message:
    """Asks the new address whether it is its owner's."""
    return _account("new address", address, lang, link, Priority.ANSWER, until)


def _account(
    what: str,
    to: str,
    lang: str,
    link: str,
    priority: Priority = Priority.ANSWER,
    until: datetime | None = None,
    **facts: str,
) -> Message:
    said = {"what": what, "link": link} | facts
    return Message("account", to, lang, said, priority=priority, expires=until.isoformat() if until else "")
