"""Coming in by a link or its code, once, and leaving: what is emailed, what is used up, what ends."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from petition import audit, erasure_journal
from petition.accounts import factor, messages, organisers, passkeys, sessions
from petition.accounts.models import INVITATION_LIFE, Organiser, SignInLink
from petition.core import codes, limits, text, tokens, web
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import outbox

LINK_LIFE = timedelta(hours=1)
LINKS = limits.Rate(5, 5)  # emailed to one address; see send_link for why nobody is locked out by it
ASKINGS = limits.Rate(10, 30)  # for links, from one network
CODES = limits.Rate(20, 60)  # tried from one network; a code has 40 bits


class SignInLinkRefused(Exception):
    """An entrance that is not ours, too old, or was used."""


class TooMany(Exception):
    """A network that has asked for more links, or tried more codes, than it may just now."""


def send_link(address: str, *, lang: str, network: str, now: datetime) -> None:
    """Email an organiser a link and a code; raises TooMany where a network asks too much.

    What happens for others cannot be told apart from outside: the work is the same, and what is not to be sent is taken
    back within the transaction.

    Asking uses up what an address may be sent, so nobody can be flooded; but nobody can be locked out either. Asking ends no
    link, a link that is used gives its place back, and one more is free every twelve minutes: whoever is sent nothing was
    sent a link within these, which lives for the rest of its hour.
    """
    if network and not limits.allows(_network_key("links", network), ASKINGS, now=now):
        raise TooMany
    address = text.mailbox(address, may_be_test=True)
    has_place = limits.allows(_places(organisers.mailbox_key(address)), LINKS, now=now)
    nobody = organisers.made(address, lang=lang, now=now)
    nobody.active = False
    organiser = organisers.find(address) or nobody
    stays = organiser.active and has_place
    ref, nonce = secrets.token_urlsafe(12), secrets.token_urlsafe(16)
    code = codes.code_from(vault().common.fingerprint("sign-in code", f"{ref}{nonce}"))
    db.session.execute(
        insert(SignInLink).values(
            organiser_id=organiser.id, ref=ref, nonce=nonce, code_key=_code_key(code), sent_at=now
        )
    )
    link = web.address(f"/desk/enter/{tokens.mint('entrance', ref, nonce)}")
    posted = outbox.post(messages.entrance(organiser, link, code, now + LINK_LIFE), now=now)
    outbox.take_back("" if stays else posted)
    db.session.execute(delete(SignInLink).where(SignInLink.ref == ("" if stays else ref)))


def holder(token: str, *, now: datetime) -> Organiser:
    """Whose link this is; raises SignInLinkRefused. Changes nothing."""
    organiser, _link = _opened(token, now)
    return organiser


def enter(token: str, *, now: datetime) -> Organiser:
    """Use up a link; of two who use it at once the database lets one in. Raises SignInLinkRefused."""
    organiser, link = _opened(token, now)
    return _let_in(organiser, link, now=now)


def enter_by_code(typed: str, *, network: str, now: datetime) -> Organiser:
    """Use up a link by its code, on whatever device; raises SignInLinkRefused, or TooMany where a network tries too much."""
    if not limits.allows(_network_key("codes", network), CODES, now=now):
        raise TooMany
    link = db.session.scalar(
        select(SignInLink).where(
            SignInLink.code_key == _code_key(codes.read_code(typed)), SignInLink.sent_at > now - LINK_LIFE
        )
    )
    organiser = db.session.get(Organiser, link.organiser_id) if link else None
    if organiser is None or not organiser.active:
        raise SignInLinkRefused
    return _let_in(organiser, link, now=now)


def forget(now: datetime) -> None:
    """Drop links whose life is over, secrets that wait too long, and challenges that were answered; commits nothing."""
    factor.forget(now)
    passkeys.forget(now)
    db.session.execute(delete(SignInLink).where(SignInLink.sent_at <= now - LINK_LIFE))


def leave(organiser: Organiser, *, now: datetime) -> None:
    """End every session of an organiser, on this machine and others, and every link that was not used."""
    organiser.fs_uniquifier = secrets.token_hex(32)
    unused = delete(SignInLink).where(SignInLink.organiser_id == organiser.id).returning(SignInLink.id)
    ended = db.session.execute(unused).all()
    limits.give_back(_places(organiser.mailbox_key), LINKS, len(ended))  # else they might be missed
    # So that no backup is served as it is.
    erasure_journal.note("organiser left", organisers.journal_keys(organiser)[0], now=now)
    sessions.end_all(organiser, now=now)
    audit.record("organiser.left", organiser_id=organiser.id, now=now)


def leave_all(*, now: datetime) -> None:
    """End every session, emailed link and invitation: those of a restored backup may have been ended since it was made."""
    for each in db.session.scalars(select(Organiser)):
        each.fs_uniquifier, each.nonce = secrets.token_hex(32), secrets.token_urlsafe(16)
        sessions.end_all(each, now=now)
    db.session.execute(delete(SignInLink))


def _opened(token: str, now: datetime) -> tuple[Organiser, SignInLink | None]:
    """Whose link this is, and the one that was emailed; None for an invitation. Raises SignInLinkRefused."""
    link = _emailed(token, now)
    organiser = db.session.get(Organiser, link.organiser_id) if link else _invited(token)
    if organiser is None or not organiser.active:
        raise SignInLinkRefused
    return organiser, link


def _emailed(token: str, now: datetime) -> SignInLink | None:
    """The link that was emailed and not used yet."""
    ref, nonce = read_token("entrance", token, LINK_LIFE)
    link = db.session.scalar(
        select(SignInLink).where(SignInLink.ref == ref, SignInLink.sent_at > now - LINK_LIFE)
    )
    return link if link and secrets.compare_digest(link.nonce, nonce) else None


def _invited(token: str) -> Organiser | None:
    """The organiser whom an invitation is for that was not used yet."""
    ref, nonce = read_token("invitation", token, INVITATION_LIFE)
    organiser = organisers.by_ref(ref)
    return organiser if organiser and secrets.compare_digest(organiser.nonce, nonce) else None


def read_token(purpose: str, token: str, life: timedelta) -> tuple[str, str]:
    """The random name and the nonce in a link of ours; empty ones for any other."""
    try:
        ref, nonce, _minted = tokens.read_named(purpose, token, life)
    except tokens.TokenRefused:
        return "", ""
    return ref, nonce


def _let_in(organiser: Organiser, link: SignInLink | None, *, now: datetime) -> Organiser:
    """Use up an emailed link, which gives its place back, or else the invitation; either ends the invitation."""
    if link is None:
        invited = Organiser.id == organiser.id, Organiser.nonce == organiser.nonce
        turned = update(Organiser).where(*invited).values(nonce=secrets.token_urlsafe(16))
        won = db.session.execute(turned.returning(Organiser.id)).first()
    else:
        used = delete(SignInLink).where(SignInLink.id == link.id).returning(SignInLink.id)
        won = db.session.execute(used).first()
    if won is None:
        raise SignInLinkRefused
    if link is not None:
        limits.give_back(_places(organiser.mailbox_key), LINKS)
    organisers.came_in(organiser, now=now)
    return organiser


def _places(mailbox_key: bytes) -> bytes:
    return vault().common.fingerprint("sign-in links to", mailbox_key.hex())


def _network_key(what: str, network: str) -> bytes:
    return vault().common.fingerprint(f"sign-in {what} for network", network)


def _code_key(code: str) -> bytes:
    return vault().common.fingerprint("sign-in code typed", code)
