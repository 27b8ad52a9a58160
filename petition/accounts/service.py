"""Inviting organisers and letting them in."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Delete, Update, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from petition import audit, erasure_journal
from petition.accounts import factor, messages, passkeys, sessions
from petition.accounts.models import Organiser, Right, SignInLink, Team
from petition.accounts.roles import Role
from petition.core import codes, limits, text, tokens, web
from petition.core.db import db, violated
from petition.core.vault import vault
from petition.mail.out import outbox

LINK_LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=7)
LINKS = limits.Rate(5, 5)  # emailed to one address; see send_link for why nobody is locked out by it
ASKINGS = limits.Rate(10, 30)  # for links, from one network
CODES = limits.Rate(20, 60)  # tried from one network; a code has 40 bits


class SignInLinkRefused(Exception):
    """An entrance that is not ours, too old, or was used."""


class LastOne(Exception):
    """A team that would be left without an owner."""


class TooMany(Exception):
    """A network that has asked for more links, or tried more codes, than it may just now."""


def team_named(name: str, *, now: datetime) -> Team:
    """The team of that name, made when there is none; raises text.Refused for a name that cannot stand."""
    name = text.line(name, needs_letter=True)
    team = db.session.scalar(select(Team).where(Team.name == name))
    if team is None:
        team = Team(name=name, created_at=now)
        db.session.add(team)
        db.session.flush()
        audit.record("team.made", now=now, team=team.id)
    return team


def invite(
    address: str,
    team_name: str,
    *,
    role: Role = Role.OWNER,
    ends_at: datetime | None = None,
    lang: str = "en",
    by: int | None = None,
    now: datetime,
) -> str:
    """Give an address a role in a team, and its one-time link; raises text.Refused for a wrong address.

    Who is in the team already keeps the role they have.
    """
    address = text.mailbox(address, may_be_test=True)
    team = team_named(team_name, now=now)
    organiser = _find(address)
    if organiser is None:
        organiser = _new_organiser(address, lang=lang, now=now)
        db.session.add(organiser)
    organiser.active = True  # again, for who was removed from their last team
    if team not in organiser.teams:
        _give_right(organiser, team, role, ends_at, by=by, now=now)
    return web.address(f"/desk/enter/{tokens.mint('invitation', organiser.ref, organiser.nonce)}")


def invite_by_mail(
    address: str, team: Team, *, role: Role, ends_at: datetime | None, by: Organiser, now: datetime
) -> bool:
    """Give an address a role and email it the link; False, and nothing done, for who is in the team already."""
    known = organiser(address)
    if known is not None and known.role_in(team.id) is not None:
        return False
    link = invite(address, team.name, role=role, ends_at=ends_at, lang=by.lang, by=by.id, now=now)
    invited = organiser(address)
    assert invited is not None
    outbox.post(messages.invited(invited, link, invited.lang, now + INVITATION_LIFE), now=now)
    return True


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
    has_place = limits.allows(_places(_mailbox_key(address)), LINKS, now=now)
    nobody = _new_organiser(address, lang=lang, now=now)
    nobody.active = False
    organiser = _find(address) or nobody
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
    """Whose link this is; raises LinkRefused. Changes nothing."""
    organiser, _link = _opened(token, now)
    return organiser


def enter(token: str, *, now: datetime) -> Organiser:
    """Use up a link; of two who use it at once the database lets one in. Raises LinkRefused."""
    organiser, link = _opened(token, now)
    return _let_in(organiser, link, now=now)


def enter_by_code(typed: str, *, network: str, now: datetime) -> Organiser:
    """Use up a link by its code, on whatever device; raises LinkRefused, or TooMany where a network tries too much."""
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
    erasure_journal.note(
        "organiser left", _journal_key(organiser), now=now
    )  # so that no backup is served as it is
    sessions.end_all(organiser, now=now)
    audit.record("organiser.left", organiser_id=organiser.id, now=now)


def remove(organiser: Organiser, team: Team, *, by: int | None = None, now: datetime) -> None:
    """Take an organiser out of a team; every session of theirs ends, and every link. Raises LastOne.

    Who is in no team any more cannot sign in, until somebody invites them again. Of two who remove each other at once the
    database refuses the second.
    """
    _keep_an_owner(delete(Right).where(Right.organiser_id == organiser.id, Right.team_id == team.id))
    _take_leave(organiser, team, by=by, now=now)


def _take_leave(
    organiser: Organiser, team: Team, *, by: int | None = None, stays: bool = False, now: datetime
) -> None:
    """What follows when an organiser's right in a team is gone; `stays`: signed in, where they are in another one."""
    db.session.expire(organiser, ["teams", "rights"])
    if not (stays and organiser.teams):
        leave(organiser, now=now)
        organiser.nonce, organiser.active = secrets.token_urlsafe(16), bool(organiser.teams)
        outbox.recall_to(organiser.mailbox)
    erasure_journal.note("organiser removed", _removed_key(organiser, team), now=now)
    audit.record("organiser.removed", organiser_id=by, now=now, team=team.id, organiser=organiser.id)


def give_role(
    organiser: Organiser,
    team: Team,
    role: Role,
    *,
    ends_at: datetime | None = None,
    by: int | None = None,
    now: datetime,
) -> None:
    """Make an organiser of a team something else in it, from their next page on; an owner without an end. Raises LastOne."""
    end = None if role is Role.OWNER else ends_at
    right = (Right.organiser_id == organiser.id, Right.team_id == team.id)
    _keep_an_owner(update(Right).where(*right).values(role=role, ends_at=end))
    db.session.expire(organiser, ["rights"])
    audit.record("role.given", organiser_id=by, now=now, team=team.id, organiser=organiser.id, role=role)


def end_rights(now: datetime, organiser: Organiser | None = None) -> int:
    """Remove whoever was in a team until now, or one of them; commits nothing. Who is in another stays signed in there.

    One statement finds and ends them: a role that an owner prolongs at that moment stays, and of two who end one the
    database lets one.
    """
    due = delete(Right).where(Right.ends_at <= now)
    due = due.where(Right.organiser_id == organiser.id) if organiser else due
    ended = db.session.execute(
        due.returning(Right.organiser_id, Right.team_id), execution_options={"synchronize_session": False}
    ).all()
    for organiser_id, team_id in ended:
        found, team = db.session.get_one(Organiser, organiser_id), db.session.get_one(Team, team_id)
        _take_leave(found, team, stays=True, now=now)
    return len(ended)


def _keep_an_owner(change: Delete | Update) -> None:
    """Change a right; raises LastOne where the database says that the team would have no owner left."""
    try:
        with db.session.begin_nested():
            db.session.execute(change)
    except IntegrityError as error:
        if violated(error) != "last_owner_of_team":
            raise
        raise LastOne from None


def remove_by_journal(key: bytes, *, now: datetime) -> None:
    """Remove again whom an entry of the journal of erasures speaks of; a team that is left with nobody stays so."""
    for organiser in db.session.scalars(select(Organiser)).all():
        for team in organiser.teams:
            if _removed_key(organiser, team) == key:
                with suppress(LastOne):
                    remove(organiser, team, now=now)
                return


def _removed_key(organiser: Organiser, team: Team) -> bytes:
    return erasure_journal.fingerprint(f"{organiser.mailbox_key.hex()} {team.id}")


def leave_all(*, now: datetime) -> None:
    """End every session, emailed link and invitation: those of a restored backup may have been ended since it was made."""
    for each in db.session.scalars(select(Organiser)):
        each.fs_uniquifier, each.nonce = secrets.token_hex(32), secrets.token_urlsafe(16)
        sessions.end_all(each, now=now)
    db.session.execute(delete(SignInLink))


def organiser(address: str) -> Organiser | None:
    """Whose email address it is; raises text.Refused for what is none."""
    return _find(text.mailbox(address, may_be_test=True))


def by_ref(ref: str) -> Organiser | None:
    """The organiser of this random name."""
    return db.session.scalar(select(Organiser).where(Organiser.ref == ref))


def give_address(organiser: Organiser, address: str) -> None:
    """Find an organiser by another address from now on."""
    organiser.mailbox_key = _mailbox_key(address)
    organiser.sealed_mailbox = vault().common.seal(address.encode(), f"organisers|mailbox|{organiser.ref}")


def by_journal(key: bytes) -> Organiser | None:
    """The organiser whom an entry of the journal of erasures speaks of."""
    found = db.session.scalars(select(Organiser)).all()
    return next((each for each in found if _journal_key(each) == key), None)


def erase(organiser: Organiser, *, now: datetime) -> None:
    """Erase an organiser: sessions, rights and emails that wait go with them; what they did stays, without their address."""
    erasure_journal.note("organiser erased", _journal_key(organiser), now=now)
    outbox.recall_to(organiser.mailbox)
    audit.record("organiser.erased", organiser_id=organiser.id, now=now)
    db.session.delete(organiser)


def _journal_key(organiser: Organiser) -> bytes:
    return erasure_journal.fingerprint(organiser.mailbox_key.hex())


def teams() -> list[Team]:
    """All teams, by name."""
    return list(db.session.scalars(select(Team).order_by(Team.name)))


def of_team(*teams: Team) -> list[Organiser]:
    """The organisers of a team, or of several, who may come in."""
    mine = select(Right.organiser_id).where(Right.team_id.in_([team.id for team in teams]))
    found = select(Organiser).where(Organiser.id.in_(mine), Organiser.active)
    return list(db.session.scalars(found.order_by(Organiser.id)))


def _give_right(
    organiser: Organiser, team: Team, role: Role, ends_at: datetime | None, *, by: int | None, now: datetime
) -> None:
    db.session.flush()
    end = None if role is Role.OWNER else ends_at
    db.session.add(Right(organiser_id=organiser.id, team_id=team.id, role=role, given_at=now, ends_at=end))
    db.session.flush()
    db.session.expire(organiser, ["teams", "rights"])
    audit.record("right.given", organiser_id=by, now=now, team=team.id, organiser=organiser.id, role=role)


def _new_organiser(address: str, *, lang: str, now: datetime) -> Organiser:
    ref = secrets.token_urlsafe(12)
    return Organiser(
        ref=ref,
        nonce=secrets.token_urlsafe(16),
        mailbox_key=_mailbox_key(address),
        sealed_mailbox=vault().common.seal(address.encode(), f"organisers|mailbox|{ref}"),
        lang=lang,
        created_at=now,
    )


def _opened(token: str, now: datetime) -> tuple[Organiser, SignInLink | None]:
    """Whose link this is, and the one that was emailed; None for an invitation. Raises LinkRefused."""
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
    organiser = by_ref(ref)
    return organiser if organiser and secrets.compare_digest(organiser.nonce, nonce) else None


def read_token(purpose: str, token: str, life: timedelta) -> tuple[str, str]:
    """The random name and the nonce in a link of ours; empty ones for any other."""
    try:
        payload, _minted = tokens.read(purpose, token, life)
    except tokens.TokenRefused:
        return "", ""
    return (str(payload[0]), str(payload[1])) if len(payload) == 2 else ("", "")


def _let_in(organiser: Organiser, link: SignInLink | None, *, now: datetime) -> Organiser:
    """Use up an emailed link, which gives its place back, or else the invitation; either ends the invitation."""
    nonce, lang = secrets.token_urlsafe(16), organiser.lang_on_entering
    entered = (
        update(Organiser).where(Organiser.id == organiser.id).values(nonce=nonce, lang=lang, entered_at=now)
    )
    if link is None:
        won = db.session.execute(
            entered.where(Organiser.nonce == organiser.nonce).returning(Organiser.id)
        ).first()
    else:
        used = delete(SignInLink).where(SignInLink.id == link.id).returning(SignInLink.id)
        won = db.session.execute(used).first()
    if won is None:
        raise SignInLinkRefused
    if link is not None:
        db.session.execute(entered)
        limits.give_back(_places(organiser.mailbox_key), LINKS)
    audit.record("organiser.entered", organiser_id=organiser.id, now=now)
    return organiser


def _find(address: str) -> Organiser | None:
    return db.session.scalar(select(Organiser).where(Organiser.mailbox_key == _mailbox_key(address)))


def _mailbox_key(address: str) -> bytes:
    return vault().common.fingerprint("organiser", text.same_mailbox(address))


def _places(mailbox_key: bytes) -> bytes:
    return vault().common.fingerprint("sign-in links to", mailbox_key.hex())


def _network_key(what: str, network: str) -> bytes:
    return vault().common.fingerprint(f"sign-in {what} for network", network)


def _code_key(code: str) -> bytes:
    return vault().common.fingerprint("sign-in code typed", code)
