"""Who is in a team and as what: invited, given a role, removed; never without an owner."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from petition import audit, clock_watch, erasure_journal
from petition.accounts import mail_caused, messages, organisers, sign_in
from petition.accounts.models import INVITATION_LIFE, Organiser, Right, Team
from petition.accounts.roles import Role
from petition.core import text, tokens, web
from petition.core.db import db
from petition.core.transactions import violated
from petition.mail.out import outbox

ROLE = "role "  # in the journal of erasures before what somebody was made


class LastOne(Exception):
    """A team that would be left without an owner."""


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


def teams() -> list[Team]:
    """All teams, by name."""
    return list(db.session.scalars(select(Team).order_by(Team.name)))


def of_team(*teams: Team) -> list[Organiser]:
    """The organisers of a team, or of several, who may come in."""
    mine = select(Right.organiser_id).where(Right.team_id.in_([team.id for team in teams]))
    mine = mine.where(Right.accepted_at.is_not(None))
    found = select(Organiser).where(Organiser.id.in_(mine), Organiser.active)
    return list(db.session.scalars(found.order_by(Organiser.id)))


def rights_in(team: Team) -> list[Right]:
    """What ties people to a team: of those who are in it first, then of those who were invited and have not accepted.

    In the order of the invitations, which tells nothing of who was an organiser before.
    """
    found = select(Right).join(Right.organiser).where(Right.team_id == team.id, Organiser.active)
    return list(db.session.scalars(found.order_by(Right.accepted_at.is_(None), Right.id)))


def right_of(organiser: Organiser, team: Team) -> Right | None:
    """What ties an organiser to a team, accepted or not."""
    return db.session.scalar(
        select(Right).where(Right.organiser_id == organiser.id, Right.team_id == team.id)
    )


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

    Who is in the team already keeps the role they have. Whom an organiser invites (`by`) has it once they accept: until then
    a team that they may never have heard of neither learns of them nor says how they sign in. None is who runs the service.
    """
    address = text.mailbox(address, may_be_test=True)
    team = team_named(team_name, now=now)
    organiser = organisers.find(address)
    if organiser is None:
        organiser = _made(address, lang=lang, now=now)
    organiser.active = True  # again, for who was removed from their last team
    db.session.flush()
    if right_of(organiser, team) is None:
        _give_right(organiser, team, role, ends_at, by=by, now=now)
    elif by is None:
        accept(organiser, team.id, now=now)
    return web.address(f"/desk/enter/{tokens.mint('invitation', organiser.ref, organiser.nonce)}")


def _made(address: str, *, lang: str, now: datetime) -> Organiser:
    """The organiser of an address that had none; of two teams that invite them at once the second finds the first's."""
    organiser = organisers.made(address, lang=lang, now=now)
    if number := audit.new_number(Organiser, db.session.connection()):
        organiser.id = number
    try:
        with db.session.begin_nested():
            db.session.add(organiser)
    except IntegrityError as error:
        found = organisers.find(address)
        if found is None or violated(error) != "uq_organisers_mailbox_key":
            raise
        return found
    return organiser


def invite_by_mail(
    address: str, team: Team, *, role: Role, ends_at: datetime | None, by: Organiser, now: datetime
) -> bool:
    """Offer an address a role and email it the link; False, and nothing done, for who is in the team or was invited.

    Of two who invite somebody at once the second waits, and finds them invited. Raises mail_caused.TooManyEmails.
    """
    db.session.execute(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
    known = organisers.by_address(address)
    if known is not None:
        end_rights(now, known)  # the invitation before may just be over
        if right_of(known, team) is not None:
            return False
    mail_caused.count(by, address, now=now)
    link = invite(address, team.name, role=role, ends_at=ends_at, lang=by.lang, by=by.id, now=now)
    invited = organisers.by_address(address)
    assert invited is not None
    outbox.post(messages.invited(invited, link, invited.lang, now + INVITATION_LIFE), now=now)
    return True


def accept(organiser: Organiser, team_id: int, *, now: datetime) -> bool:
    """Let an invitation to a team count; False where none waits."""
    offered = Right.organiser_id == organiser.id, Right.team_id == team_id, Right.accepted_at.is_(None)
    accepted = update(Right).where(*offered).values(accepted_at=now).returning(Right.role)
    role = db.session.scalar(accepted, execution_options={"synchronize_session": False})
    if role is None:
        return False
    _see_anew(organiser)
    audit.record("right.accepted", organiser_id=organiser.id, now=now, team=team_id, role=role)
    return True


def decline(organiser: Organiser, team_id: int, *, now: datetime) -> bool:
    """Be invited to a team no longer; False where no invitation waits."""
    team = next((right.team for right in organiser.invitations if right.team_id == team_id), None)
    return team is not None and remove(organiser, team, by=organiser.id, now=now)


def give_role(
    organiser: Organiser,
    team: Team,
    role: Role,
    *,
    ends_at: datetime | None = None,
    by: int | None = None,
    now: datetime,
) -> bool:
    """Make an organiser of a team something else in it, from their next page on; an owner without an end. Raises LastOne.

    False, and nothing done, for who is no longer in it.
    """
    end = None if role is Role.OWNER else ends_at
    right = (Right.organiser_id == organiser.id, Right.team_id == team.id)
    if not _keep_an_owner(update(Right).where(*right).values(role=role, ends_at=end).returning(Right.id)):
        return False
    _see_anew(organiser)
    kind = f"{ROLE}{role} {end:%Y%m%d}" if end else f"{ROLE}{role}"
    erasure_journal.note(kind, organisers.journal_keys(organiser, team.id)[0], now=now)
    audit.record("role.given", organiser_id=by, now=now, team=team.id, organiser=organiser.id, role=role)
    return True


def remove(organiser: Organiser, team: Team, *, by: int | None = None, now: datetime) -> bool:
    """Take an organiser out of a team; every session of theirs ends, and every link. Raises LastOne.

    False, and nothing done, for who is no longer in it.

    Of who was only invited nothing ends but the invitation. Who is in no team any more cannot sign in, and is erased by the
    worker. Of two who remove each other at once the database refuses the second.
    """
    was_in = any(right.team_id == team.id and right.accepted_at for right in organiser.given)
    theirs = delete(Right).where(Right.organiser_id == organiser.id, Right.team_id == team.id)
    if not _keep_an_owner(theirs.returning(Right.id)):
        return False
    _take_leave(organiser, team, by=by, stays=not was_in, now=now)
    return True


def show_contact(team: Team, address: str, *, by: int, now: datetime) -> None:
    """Show everybody this address, which was checked, as that of a team; '' shows none."""
    if team.contact != address:
        team.contact = address
        audit.record("contact.shown" if address else "contact.hidden", organiser_id=by, now=now, team=team.id)


def _take_leave(
    organiser: Organiser, team: Team, *, by: int | None = None, stays: bool = False, now: datetime
) -> None:
    """What follows when an organiser's right in a team is gone; `stays`: signed in, where another has or invites them."""
    _see_anew(organiser)
    organisers.hide_contact(organiser, team)
    has_another = bool(organiser.teams or organiser.invitations)
    if not (stays and has_another):
        sign_in.leave(organiser, now=now)
        organiser.nonce, organiser.active = secrets.token_urlsafe(16), has_another
        organisers.recall_mails(organiser)
    erasure_journal.note("organiser removed", organisers.journal_keys(organiser, team.id)[0], now=now)
    audit.record("organiser.removed", organiser_id=by, now=now, team=team.id, organiser=organiser.id)


def end_rights(now: datetime, organiser: Organiser | None = None) -> int:
    """Remove whoever was in a team, or invited to it, until now, or one of them; commits nothing.

    Who is in another stays signed in there. By a clock that may be wrong nobody is removed: what is over does not count.

    One statement finds and ends them: a role that an owner prolongs at that moment stays, and of two who end one the
    database lets one.
    """
    if clock_watch.doubted(now):
        return 0
    unanswered = and_(Right.accepted_at.is_(None), Right.given_at <= now - INVITATION_LIFE)
    due = delete(Right).where(or_(Right.ends_at <= now, unanswered))
    due = due.where(Right.organiser_id == organiser.id) if organiser else due
    ended = db.session.execute(
        due.returning(Right.organiser_id, Right.team_id), execution_options={"synchronize_session": False}
    ).all()
    for organiser_id, team_id in ended:
        found, team = db.session.get_one(Organiser, organiser_id), db.session.get_one(Team, team_id)
        _take_leave(found, team, stays=True, now=now)
    return len(ended)


def leave_out_ended(organiser: Organiser, now: datetime) -> None:
    """Let what is over not count in this request, though by a clock that may be wrong it was not ended."""
    set_committed_value(organiser, "given", [right for right in organiser.given if not right.is_over(now)])


def forget(now: datetime) -> None:
    """Erase whoever is in no team any more: we keep their address until they are removed. Commits nothing."""
    alone = ~exists().where(Right.organiser_id == Organiser.id)
    for organiser in db.session.scalars(select(Organiser).where(~Organiser.active, alone)).all():
        organisers.erase(organiser, now=now)


def remove_by_journal(key: bytes, *, now: datetime) -> None:
    """Remove again whom an entry of the journal of erasures speaks of, though a backup knows no other owner."""
    if right := _by_journal(key):
        _let_go(right)
        remove(right.organiser, right.team, now=now)


def give_role_by_journal(key: bytes, said: str, *, now: datetime) -> None:
    """Let whom an entry speaks of be again what they were made then, though a backup knows no other owner.

    `said` is the role, and of one that ends the day in UTC, with whose beginning it ends: never later than it did.
    """
    if right := _by_journal(key):
        role, _, day = said.partition(" ")
        accepted_at = right.accepted_at
        _let_go(right)
        ends_at = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) if day else None
        give_role(right.organiser, right.team, Role(role), ends_at=ends_at, now=now)
        db.session.execute(update(Right).where(Right.id == right.id).values(accepted_at=accepted_at))
        _see_anew(right.organiser)


def _by_journal(key: bytes) -> Right | None:
    """The right that an entry speaks of."""
    rights = db.session.scalars(select(Right)).all()
    return next(
        (each for each in rights if key in organisers.journal_keys(each.organiser, each.team_id)), None
    )


def _let_go(right: Right) -> None:
    """Have the database keep no last owner here: what took that place is not in the backup."""
    db.session.execute(update(Right).where(Right.id == right.id).values(accepted_at=None))
    _see_anew(right.organiser)


def without_owner() -> list[str]:
    """The names of the teams that nobody owns, as where a backup does not know who does by now."""
    owned = select(Right.team_id).where(Right.role == Role.OWNER, Right.accepted_at.is_not(None))
    return list(db.session.scalars(select(Team.name).where(Team.id.not_in(owned)).order_by(Team.name)))


def _keep_an_owner(change: ReturningDelete[int] | ReturningUpdate[int]) -> bool:
    """Change a right; whether it is there. Raises LastOne where the database says that the team would have no owner left."""
    try:
        with db.session.begin_nested():
            return db.session.scalar(change) is not None
    except IntegrityError as error:
        if violated(error) != "last_owner_of_team":
            raise
        raise LastOne from None


def _give_right(
    organiser: Organiser, team: Team, role: Role, ends_at: datetime | None, *, by: int | None, now: datetime
) -> None:
    end = None if role is Role.OWNER else ends_at
    right = Right(organiser_id=organiser.id, team_id=team.id, role=role, given_at=now, ends_at=end)
    right.accepted_at = None if by else now
    db.session.add(right)
    db.session.flush()
    _see_anew(organiser)
    audit.record("right.given", organiser_id=by, now=now, team=team.id, organiser=organiser.id, role=role)


def _see_anew(organiser: Organiser) -> None:
    db.session.expire(organiser, ["given"])
