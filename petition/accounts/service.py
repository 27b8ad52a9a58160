"""Inviting organisers and letting them in."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from petition import audit, erasure_journal
from petition.accounts import messages
from petition.accounts.models import Organiser, Right, Team
from petition.core import limits, text, tokens, web
from petition.core.db import db
from petition.core.vault import vault
from petition.mail import outbox

LINK_LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=7)
LINKS_AN_HOUR = 5


class LinkRefused(Exception):
    """An entrance that is not ours, too old, or was used."""


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


def invite(address: str, team_name: str, *, lang: str = "en", now: datetime) -> str:
    """Give an address the right to a team's appeals, and its one-time link; raises text.Refused for a wrong address."""
    address = text.mailbox(address, may_be_test=True)
    team = team_named(team_name, now=now)
    organiser = _find(address)
    if organiser is None:
        ref = secrets.token_urlsafe(12)
        organiser = Organiser(
            ref=ref,
            nonce=secrets.token_urlsafe(16),
            mailbox_key=_mailbox_key(address),
            sealed_mailbox=vault().house.seal(address.encode(), f"organisers|mailbox|{ref}"),
            lang=lang,
            created_at=now,
        )
        db.session.add(organiser)
    if team not in organiser.teams:
        _give_right(organiser, team, now=now)
    return _link(organiser, "invitation")


def send_link(address: str, *, lang: str, now: datetime) -> None:
    """Post the one-time link to an organiser; what happens for others cannot be told apart from outside."""
    key = _mailbox_key(address)
    asked = limits.count(vault().house.fingerprint("link asked", key.hex()), timedelta(hours=1), now=now)
    organiser = _find(address)
    if organiser is None or not organiser.active or asked > LINKS_AN_HOUR:
        return
    outbox.post(messages.entrance(organiser, _link(organiser, "entrance")), now=now)


def holder(token: str) -> Organiser:
    """Whose link this is; raises LinkRefused. Changes nothing."""
    for purpose, life in (("entrance", LINK_LIFE), ("invitation", INVITATION_LIFE)):
        try:
            payload, _minted = tokens.read(purpose, token, life)
        except tokens.TokenRefused:
            continue
        if len(payload) == 2:
            organiser = db.session.scalar(select(Organiser).where(Organiser.ref == str(payload[0])))
            if organiser and organiser.active and secrets.compare_digest(organiser.nonce, str(payload[1])):
                return organiser
    raise LinkRefused


def enter(token: str, *, now: datetime) -> Organiser:
    """Use up a link; of two who use it at once the database lets one in."""
    organiser = holder(token)
    won = db.session.execute(
        update(Organiser)
        .where(Organiser.id == organiser.id, Organiser.nonce == organiser.nonce)
        .values(nonce=secrets.token_urlsafe(16), entered_at=now)
        .returning(Organiser.id)
    ).first()
    if won is None:
        raise LinkRefused
    audit.record("organiser.entered", organiser_id=organiser.id, now=now)
    return organiser


def leave(organiser: Organiser, *, now: datetime) -> None:
    """End every session of an organiser, on this machine and others."""
    organiser.fs_uniquifier = secrets.token_hex(32)
    audit.record("organiser.left", organiser_id=organiser.id, now=now)


def organiser(address: str) -> Organiser | None:
    """Whose email address it is; raises text.Refused for what is none."""
    return _find(text.mailbox(address, may_be_test=True))


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


def of_team(team: Team) -> list[Organiser]:
    """The organisers of a team who may come in."""
    mine = select(Right.organiser_id).where(Right.team_id == team.id)
    return list(db.session.scalars(select(Organiser).where(Organiser.id.in_(mine), Organiser.active)))


def _give_right(organiser: Organiser, team: Team, *, now: datetime) -> None:
    db.session.flush()
    db.session.add(Right(organiser_id=organiser.id, team_id=team.id, given_at=now))
    db.session.flush()
    db.session.expire(organiser, ["teams"])
    audit.record("right.given", organiser_id=organiser.id, now=now, team=team.id)


def _link(organiser: Organiser, purpose: str) -> str:
    return web.address(f"/desk/enter/{tokens.mint(purpose, organiser.ref, organiser.nonce)}")


def _find(address: str) -> Organiser | None:
    return db.session.scalar(select(Organiser).where(Organiser.mailbox_key == _mailbox_key(address)))


def _mailbox_key(address: str) -> bytes:
    return vault().house.fingerprint("organiser", text.same_mailbox(address))
