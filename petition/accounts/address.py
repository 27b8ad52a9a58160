"""An organiser's own email address, changed by two emails: the old address is told, the new one confirms."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from petition import audit, erasure_journal
from petition.accounts import mail_caused, messages, organisers, sign_in
from petition.accounts.models import Organiser
from petition.core import text, tokens, web
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import outbox

LIFE = timedelta(hours=24)


class AddressTaken(Exception):
    """An address that is another organiser's by now."""


def ask(organiser: Organiser, address: str, *, now: datetime) -> None:
    """Ask the new address, and tell the old one; an address that is somebody's already is not asked, and nobody is told so.

    Raises text.Refused for what is no address, and mail_caused.TooManyEmails. Asking again ends the link before.
    """
    address = text.mailbox(address, may_be_test=True)
    mail_caused.count(organiser, address, now=now)
    organiser.sealed_new_mailbox = vault().common.seal(address.encode(), place(organiser.ref))
    organiser.new_mailbox_nonce, organiser.new_mailbox_at = secrets.token_urlsafe(16), now
    link = web.address(f"/desk/address/{tokens.mint('address', organiser.ref, organiser.new_mailbox_nonce)}")
    outbox.post(messages.address_asked(organiser), now=now)
    posted = outbox.post(messages.new_address(address, organiser.lang, link, now + LIFE), now=now)
    outbox.take_back(posted if organisers.by_address(address) else "")
    audit.record("address.asked", organiser_id=organiser.id, now=now)


def waiting(token: str, *, now: datetime) -> tuple[Organiser, str]:
    """Whose link this is, and the address it would give them; raises sign_in.SignInLinkRefused. Changes nothing."""
    ref, nonce = sign_in.read_token("address", token, LIFE)
    found = organisers.by_ref(ref)
    if found is None or not found.active or not found.sealed_new_mailbox or not found.new_mailbox_nonce:
        raise sign_in.SignInLinkRefused
    is_late = found.new_mailbox_at is None or found.new_mailbox_at <= now - LIFE
    if is_late or not secrets.compare_digest(found.new_mailbox_nonce, nonce):
        raise sign_in.SignInLinkRefused
    return found, vault().common.unseal(found.sealed_new_mailbox, place(found.ref)).decode()


def confirm(token: str, *, now: datetime) -> None:
    """Take the new address; every session ends. Raises sign_in.SignInLinkRefused, and AddressTaken."""
    organiser, address = waiting(token, now=now)
    if organisers.by_address(address):
        raise AddressTaken
    sign_in.leave(organiser, now=now)
    erasure_journal.note("address changed", organisers.journal_keys(organiser)[0], now=now)
    organisers.recall_mails(organiser)
    organisers.hide_contact(organiser, *organiser.teams)
    organisers.give_address(organiser, address)
    organiser.sealed_new_mailbox = organiser.new_mailbox_nonce = organiser.new_mailbox_at = None
    audit.record("address.changed", organiser_id=organiser.id, now=now)


def forget(now: datetime) -> None:
    """Erase the addresses whose link is over: whose they are, nobody has said. Commits nothing."""
    over = Organiser.new_mailbox_at <= now - LIFE
    none = dict.fromkeys(("sealed_new_mailbox", "new_mailbox_nonce", "new_mailbox_at"))
    db.session.execute(update(Organiser).where(over).values(none))


def place(ref: str) -> str:
    """Where an address that waits to be confirmed belongs."""
    return f"organisers|new mailbox|{ref}"
