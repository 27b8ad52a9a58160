"""One appeal that several teams publish: the leading team invites another by its name, an owner of that accepts.

Nobody joins unasked, and either side ends it. The name of each stands on the letterhead, which is part of the text: so it is
put into the drafts, and signed from the next version on.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition import audit, erasure_journal
from petition.accounts import mail_caused, members, organisers, sign_in
from petition.accounts.models import Organiser, Team
from petition.accounts.roles import Role
from petition.appeals import messages, service, translations
from petition.appeals.models import Appeal, AppealTeam
from petition.appeals.text import Text
from petition.core import text, tokens, web
from petition.core.db import Base, db, insert_into
from petition.core.marks import change_at_once
from petition.mail.out import outbox

LIFE = timedelta(days=7)
MOST = 20  # teams of an appeal, and invitations that wait


class ShareOffer(Base):
    """The leading team's invitation to another team, named, until an owner of that team accepts it by its link."""

    __tablename__ = "share_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    nonce: Mapped[str] = mapped_column(String(24))
    team_name: Mapped[str] = mapped_column(String(200))
    offered_at: Mapped[datetime]

    appeal: Mapped[Appeal] = relationship()


class OfferOver(Exception):
    """A link that is not ours, too old, taken back, or was used."""


class AlreadyShared(Exception):
    """A team that publishes it already."""


class TooManyTeams(Exception):
    """More teams and invitations than an appeal may have."""


class Leads(Exception):
    """The team that leads: it hands this on before it leaves."""


def offer(appeal: Appeal, name: str, *, address: str = "", by: Organiser | None = None, now: datetime) -> str:
    """Invite the team of that name, in place of an invitation that it has: the link, which only an owner of it can use.

    `address` is emailed the link if it is one of these owners'; whether it is, cannot be told from outside. Raises
    AlreadyShared, TooManyTeams, TooManyEmails, NotPossible where it is withdrawn, and text.Refused for what is no name or
    no address.
    """
    name = text.line(name, needs_letter=True)
    if appeal.withdrawn_at is not None:
        raise service.NotPossible(appeal.phase(now))
    if any(_same(team.name, name) for team in appeal.teams):
        raise AlreadyShared
    others = []
    for each in waiting(appeal, now=now):
        if _same(each.team_name, name):
            db.session.delete(each)
        else:
            others.append(each)
    if len(appeal.teams) + len(others) >= MOST:
        raise TooManyTeams
    made = ShareOffer(
        appeal_id=appeal.id,
        ref=secrets.token_urlsafe(12),
        nonce=secrets.token_urlsafe(16),
        team_name=name,
        offered_at=now,
    )
    db.session.add(made)
    db.session.flush()
    if address:
        if by:
            mail_caused.count(by, address, now=now)
        _send(made, address, by, now)
    audit.record(
        "sharing.offered",
        appeal_id=appeal.id,
        organiser_id=by.id if by else None,
        now=now,
        name=made.team_name,
    )
    return link(made)


def _send(made: ShareOffer, address: str, by: Organiser | None, now: datetime) -> None:
    found = organisers.by_address(address)
    lang = found.lang if found else by.lang if by else "en"
    to = found.mailbox if found else text.mailbox(address, may_be_test=True)
    posted = outbox.post(messages.share_offered(to, lang, link(made), made.offered_at + LIFE), now=now)
    outbox.take_back("" if found and owned(made, found) else posted)


def link(made: ShareOffer) -> str:
    """Where an invitation is accepted."""
    return web.address(f"/desk/join/{tokens.mint('sharing', made.ref, made.nonce)}")


def waiting(appeal: Appeal, *, now: datetime) -> list[ShareOffer]:
    """The invitations that nobody has accepted yet, the first one first."""
    open_ones = (ShareOffer.appeal_id == appeal.id, ShareOffer.offered_at > now - LIFE)
    return list(db.session.scalars(select(ShareOffer).where(*open_ones).order_by(ShareOffer.id)))


def offered_to(organiser: Organiser, *, now: datetime) -> list[tuple[ShareOffer, Team]]:
    """The invitations that an organiser may accept, each with the team it is for, the first one first."""
    if not any(organiser.role_in(team.id) is Role.OWNER for team in organiser.teams):
        return []
    found = select(ShareOffer).where(ShareOffer.offered_at > now - LIFE).order_by(ShareOffer.id)
    with_team = ((each, owned(each, organiser)) for each in db.session.scalars(found))
    return [(each, team) for each, team in with_team if team and not each.appeal.withdrawn_at]


def take_back(appeal: Appeal, ref: str, *, organiser_id: int, now: datetime) -> None:
    """End an invitation; nothing for one that is over."""
    gone = delete(ShareOffer).where(ShareOffer.appeal_id == appeal.id, ShareOffer.ref == ref)
    if db.session.execute(gone.returning(ShareOffer.id)).first():
        audit.record("sharing.offer taken back", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def opened(token: str, *, now: datetime) -> ShareOffer:
    """The invitation of a link; raises OfferOver. Changes nothing."""
    ref, nonce = sign_in.read_token("sharing", token, LIFE)
    found = db.session.scalar(
        select(ShareOffer).where(ShareOffer.ref == ref, ShareOffer.offered_at > now - LIFE)
    )
    if found is None or not secrets.compare_digest(found.nonce, nonce) or found.appeal.withdrawn_at:
        raise OfferOver
    return found


def owned(made: ShareOffer, organiser: Organiser) -> Team | None:
    """The team that is invited, where the organiser is an owner of it."""
    return next(
        (
            team
            for team in organiser.teams
            if _same(team.name, made.team_name) and organiser.role_in(team.id) is Role.OWNER
        ),
        None,
    )


def accept(made: ShareOffer, team: Team, *, by: Organiser, now: datetime) -> Appeal:
    """Have a team publish an appeal too; of two who use a link at once, or take it back, the database lets one."""
    appeal = db.session.scalars(
        select(Appeal).where(Appeal.id == made.appeal_id).with_for_update(key_share=True)
    ).one()
    used = delete(ShareOffer).where(ShareOffer.id == made.id).returning(ShareOffer.id)
    if db.session.execute(used, execution_options={"synchronize_session": False}).first() is None:
        raise OfferOver
    db.session.expunge(made)
    before = appeal.teams
    _join(appeal, team, now)
    steady = _steady(appeal)
    for lang in appeal.langs:
        _put_on_letterhead(appeal, lang, before, team, organiser_id=by.id, now=now)
    _stay_steady(appeal, steady)
    audit.record("sharing.began", appeal_id=appeal.id, organiser_id=by.id, now=now, team=team.id)
    _tell(appeal, "team joined", before, but=by, now=now)
    if appeal.published_at is not None:  # who has signed did not sign with this name over it
        service.tell_all(appeal, "team joined")
    return appeal


def _join(appeal: Appeal, team: Team, now: datetime) -> None:
    row = insert_into(AppealTeam).values(appeal_id=appeal.id, team_id=team.id, joined_at=now)
    db.session.execute(row.on_conflict_do_nothing())
    _see_anew(appeal)


def _see_anew(appeal: Appeal) -> None:
    db.session.flush()
    db.session.expire(appeal, ["team", "partners"])
    db.session.info["appeals changed"] = True  # read anew by whoever keeps it (cache.py)
    change_at_once(appeal.id)


def _put_on_letterhead(
    appeal: Appeal, lang: str, before: list[Team], team: Team, *, organiser_id: int, now: datetime
) -> None:
    kept = appeal.draft(lang) or Text()
    names = [team.name] if kept.letterhead else [each.name for each in (*before, team)]
    head = "\n".join(kept.letterhead).casefold()
    lines = [name for name in names if name.casefold() not in head]
    if lines:
        _write(appeal, lang, kept, (*kept.letterhead, *lines), organiser_id, now)


def _write(
    appeal: Appeal,
    lang: str,
    kept: Text,
    letterhead: tuple[str, ...],
    organiser_id: int | None,
    now: datetime,
) -> None:
    written, body = replace(kept, letterhead=letterhead), appeal.body(lang, draft=True)
    service.write(appeal, lang, written, body=body, organiser_id=organiser_id, now=now)


def _steady(appeal: Appeal) -> list[str]:
    """The languages whose letterhead is a translation of what the first one says now."""
    return [lang for lang in appeal.langs if "letterhead" not in translations.behind(appeal, lang).changed]


def _stay_steady(appeal: Appeal, langs: list[str]) -> None:
    for lang in langs:
        translations.note(appeal, lang, ("letterhead",))


def end(appeal: Appeal, team: Team, *, by: Organiser | None = None, now: datetime) -> None:
    """Have a team publish an appeal no longer; its line goes from the letterheads of the drafts. Raises Leads.

    Its organisers find the appeal no more from their next page on. A team that does not publish it is left as it is.
    """
    if team.id == appeal.team_id:
        raise Leads
    gone = delete(AppealTeam).where(AppealTeam.appeal_id == appeal.id, AppealTeam.team_id == team.id)
    if db.session.execute(gone.returning(AppealTeam.team_id)).first() is None:
        return
    told = appeal.teams
    organiser_id = by.id if by else None
    _see_anew(appeal)
    steady = _steady(appeal)
    for lang in appeal.langs:
        kept = appeal.draft(lang) or Text()
        lines = tuple(line for line in kept.letterhead if not _same(line, team.name))
        if lines != kept.letterhead:
            _write(appeal, lang, kept, lines, organiser_id, now)
    _stay_steady(appeal, steady)
    erasure_journal.note("sharing ended", _key(appeal, team), appeal_id=appeal.id, now=now)
    audit.record("sharing.ended", appeal_id=appeal.id, organiser_id=organiser_id, now=now, team=team.id)
    _tell(appeal, "team left", told, but=by, now=now)


def lead(appeal: Appeal, team: Team, *, by: Organiser | None = None, now: datetime) -> None:
    """Have another of its teams lead an appeal; the one that led goes on publishing it. Nothing for any other team."""
    changes = update(AppealTeam).where(AppealTeam.appeal_id == appeal.id, AppealTeam.team_id == team.id)
    changes = changes.values(
        team_id=appeal.team_id
    )  # in its place, and since then: neither name is new to anybody
    changed = changes.returning(AppealTeam.team_id).execution_options(synchronize_session=False)
    if db.session.execute(changed).first() is None:
        return
    appeal.team_id = team.id
    _see_anew(appeal)
    audit.record(
        "sharing.led", appeal_id=appeal.id, organiser_id=by.id if by else None, now=now, team=team.id
    )
    _tell(appeal, "team leads", appeal.teams, but=by, now=now)


def end_by_journal(appeal: Appeal, key: bytes, *, now: datetime) -> None:
    """End again, in a restored backup, what an entry of the journal of erasures speaks of."""
    team = next(
        (each for each in appeal.teams if erasure_journal.fingerprint(_key(appeal, each)) == key), None
    )
    if team is not None and team.id == appeal.team_id and appeal.partners:
        lead(appeal, appeal.partners[0].team, now=now)  # it had handed that on before it left
    if team is not None and team.id != appeal.team_id:
        end(appeal, team, now=now)


def forget(now: datetime) -> None:
    """Drop the invitations whose life is over; commits nothing."""
    db.session.execute(delete(ShareOffer).where(ShareOffer.offered_at <= now - LIFE))


def take_back_all() -> None:
    """End every invitation: one of a restored backup may have been taken back since it was made."""
    db.session.execute(delete(ShareOffer))


def _key(appeal: Appeal, team: Team) -> str:
    return f"{appeal.bound_to} {team.id}"


def _tell(appeal: Appeal, what: str, teams: list[Team], *, but: Organiser | None, now: datetime) -> None:
    """Email the owners of some teams, so that nothing of it happens in silence."""
    for each in members.of_team(*teams):
        owns = any(each.role_in(team.id) is Role.OWNER for team in teams)
        if owns and (but is None or each.id != but.id):
            outbox.post(messages.sharing_changed(appeal, each, what), now=now)


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
