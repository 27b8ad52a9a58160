"""Who is an organiser: found by email address, made, given another address, erased."""

import secrets
from datetime import datetime

from sqlalchemy import select

from petition import audit, erasure_journal
from petition.accounts.models import Organiser, Team
from petition.core import text
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import outbox


def by_address(address: str) -> Organiser | None:
    """Whose email address it is; raises text.Refused for what is none."""
    return find(text.mailbox(address, may_be_test=True))


def by_ref(ref: str) -> Organiser | None:
    """The organiser of this random name."""
    return db.session.scalar(select(Organiser).where(Organiser.ref == ref))


def by_journal(key: bytes) -> Organiser | None:
    """The organiser whom an entry of the journal of erasures speaks of."""
    found = db.session.scalars(select(Organiser)).all()
    return next((each for each in found if key in journal_keys(each)), None)


def erase_by_journal(key: bytes, *, now: datetime) -> None:
    """Erase again whom an entry of the journal speaks of, or who has another address by now, which nobody knows any more."""
    if found := by_journal(key):
        erase(found, now=now)


def give_address(organiser: Organiser, address: str) -> None:
    """Find an organiser by another address from now on."""
    organiser.mailbox_key = mailbox_key(address)
    organiser.sealed_mailbox = vault().common.seal(address.encode(), f"organisers|mailbox|{organiser.ref}")


def hide_contact(organiser: Organiser, *teams: Team) -> None:
    """Have no team show the own address of somebody who leaves it."""
    for team in teams:
        if text.is_same_mailbox(team.contact, organiser.mailbox):
            team.contact = ""


def erase(organiser: Organiser, *, now: datetime) -> None:
    """Erase an organiser: sessions, rights and emails that wait go with them; what they did stays, without their address."""
    erasure_journal.note("organiser erased", journal_keys(organiser)[0], now=now)
    recall_mails(organiser)
    hide_contact(organiser, *organiser.teams)
    audit.record("organiser.erased", organiser_id=organiser.id, now=now)
    db.session.delete(organiser)


def came_in(organiser: Organiser, *, now: datetime) -> None:
    """Note that an organiser came in; by whichever way, the link of their invitation is of no use to anybody any more."""
    organiser.nonce, organiser.lang = secrets.token_urlsafe(16), organiser.lang_on_entering
    organiser.entered_at = now
    audit.record("organiser.entered", organiser_id=organiser.id, now=now)


def recall_mails(organiser: Organiser) -> None:
    """Take back the emails to an organiser that wait."""
    outbox.recall_to(organiser.mailbox, organiser.ref)


def journal_keys(organiser: Organiser, *of: object) -> list[bytes]:
    """What the journal of erasures calls an organiser, alone or as part `of` something: now, and what it did before.

    By a random name that stays; once it was the address, which in an older backup may be another one.
    """
    names = (organiser.ref, organiser.mailbox_key.hex())
    return [erasure_journal.fingerprint(" ".join(map(str, (name, *of)))) for name in names]


def made(address: str, *, lang: str, now: datetime) -> Organiser:
    """A new organiser of an address that was checked; not in the session yet."""
    ref = secrets.token_urlsafe(12)
    return Organiser(
        ref=ref,
        nonce=secrets.token_urlsafe(16),
        mailbox_key=mailbox_key(address),
        sealed_mailbox=vault().common.seal(address.encode(), f"organisers|mailbox|{ref}"),
        lang=lang,
        created_at=now,
    )


def find(address: str) -> Organiser | None:
    """Whose email address it is; the address was checked."""
    return db.session.scalar(select(Organiser).where(Organiser.mailbox_key == mailbox_key(address)))


def mailbox_key(address: str) -> bytes:
    """What an address is found by: a keyed hash, the same for each way to write it."""
    return vault().common.fingerprint("organiser", text.same_mailbox(address))
