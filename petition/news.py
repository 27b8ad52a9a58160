"""What organisers are emailed about a letter while it is signed: milestones, what waits, a flood, that its deadline is near.

Whoever of the worker's processes writes down first what is told posts the emails, in one transaction: so each is sent once,
whatever is restarted when. Each organiser chooses what they want; what waits is told to those whose role may deal with it.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from petition.accounts import members
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.core.db import Base, db, insert_into
from petition.delivery import mailed
from petition.inbox.models import UnreadMessage
from petition.lists.lookup import WAITING
from petition.lists.models import LineList
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.review.models import OPEN, Case
from petition.signatures import counts, kept_counts, mail_facts
from petition.signatures.models import Signature
from petition.signatures.rules import State

MILESTONES = tuple(step * 10**power for power in range(1, 7) for step in (1, 2, 5))  # 10, 20, 50, 100, …
BEFORE_DEADLINE = timedelta(days=3)
DAY = timedelta(days=1)
MANY_HELD, MANY_A_DAY, TIMES_THE_USUAL = 20, 100, 5  # from which on organisers are told of a flood
ASKS = {  # what waits, the most urgent first, and the permission to deal with it
    "held": Permission.SIGNATURES,
    "messages": Permission.SIGNATURES,
    "cases": Permission.SIGNATURES,
    "lists": Permission.LISTS,
}


class ToldNews(Base):
    """What the organisers of a letter were last told of one kind, and when; `number` tells whether it is still the same."""

    __tablename__ = "told_news"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime]


def waiting(appeal_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """What waits for organisers under some letters, by id: how much of each of ASKS but what is held."""
    found: dict[int, dict[str, int]] = {each: {} for each in appeal_ids}
    asked: tuple[tuple[str, type[Base], ColumnElement[bool]], ...] = (
        ("messages", UnreadMessage, UnreadMessage.state == "waiting"),
        ("cases", Case, (Case.state == OPEN) & ~Case.moot),
        ("lists", LineList, LineList.state.in_(WAITING)),
    )
    for what, model, waits in asked:
        appeal_id = model.__table__.c.appeal_id
        query = select(appeal_id, func.count()).where(appeal_id.in_(appeal_ids), waits).group_by(appeal_id)
        for of, count in db.session.execute(query):
            found[of][what] = int(count)
    return found


def tell(appeal: Appeal, now: datetime) -> int:
    """Tell the organisers of a letter what is new; gives how many emails that were, so 0 when all is told."""
    told = (_milestone(appeal, now), _what_waits(appeal, now), _flood(appeal, now), _deadline(appeal, now))
    return sum(told)


def _milestone(appeal: Appeal, now: datetime) -> int:
    """Told of what people reached: who added a hundred names from a list knows that there are a hundred."""
    confirmed = counts.confirmed(appeal)
    reached = max((each for each in (*MILESTONES, appeal.target) if 0 < each <= confirmed), default=0)
    if not reached or not _claim(appeal, "milestones", reached, ToldNews.number < reached, now):
        return 0
    if reached <= counts.collected(appeal):
        return 0
    return _post(appeal, "milestones", {"number_of": reached, "is_goal": reached == appeal.target}, now)


def _what_waits(appeal: Appeal, now: datetime) -> int:
    """Once a day at most, and only where it is not as much as was told."""
    held = select(func.count()).where(Signature.appeal_id == appeal.id, Signature.state == State.HELD)
    waits = {"held": int(db.session.execute(held).scalar_one())} | waiting([appeal.id])[appeal.id]
    total = sum(waits.values())
    if not total:
        all_done = update(ToldNews).where(ToldNews.appeal_id == appeal.id, ToldNews.what == "waiting")
        db.session.execute(all_done.where(ToldNews.number > 0).values(number=0))
        return 0
    is_new = (ToldNews.at <= now - DAY) & (ToldNews.number != total)
    if not _claim(appeal, "waiting", total, is_new, now):
        return 0
    return sum(
        _post_to(appeal, organiser, "waiting", {"waits": mine}, now)
        for organiser in _readers(appeal, "waiting")
        if (mine := _theirs(organiser, appeal, waits))
    )


def _theirs(organiser: Organiser, appeal: Appeal, waits: dict[str, int]) -> list[tuple[str, int]]:
    may = appeal.allowed(organiser)
    return [(what, waits[what]) for what, asked in ASKS.items() if waits.get(what) and asked in may]


def _flood(appeal: Appeal, now: datetime) -> int:
    """Told once a day: emails wait for their turn, signatures are held, or far more came today than on other days."""
    came = _far_more(appeal, now)
    flood = (
        "waits"
        if outbox.of_crowds(appeal.id)[0]
        else "held"
        if _many_held(appeal, now)
        else "more"
        if came
        else ""
    )
    if not flood or not _claim(appeal, "flood", 1, ToldNews.at <= now - DAY, now):
        return 0
    return _post(appeal, "flood", {"flood": flood, "number_of": came}, now)


def _many_held(appeal: Appeal, now: datetime) -> bool:
    """Whether a good number of those that came today are held because very many came from their network or service."""
    some = (
        select(Signature.id)
        .where(Signature.appeal_id == appeal.id, Signature.state == State.HELD)
        .where(Signature.held_for.in_(("crowd", "service")), Signature.held_at > now - DAY)
        .limit(MANY_HELD)
    )
    return len(db.session.scalars(some).all()) == MANY_HELD


def _far_more(appeal: Appeal, now: datetime) -> int:
    """How many came today, in tens, where that is far more than usual; 0 where it is not, or nothing is usual yet."""
    today = clock.day(now)
    since = max(today - 7 * DAY, clock.day(appeal.published_at or now) + DAY)  # whole days
    if since > today - 2 * DAY:
        return 0
    of_day: Counter[bool] = Counter()
    for each in kept_counts.by_day([appeal.id], since=since):
        of_day[each.day >= today] += each.number
    # Not those that wait to be confirmed: whoever types all but one of so many would know whether the next has signed.
    came = max(of_day[True], outbox.asked_about(appeal.id, since=today))
    usual = of_day[False] / ((today - since) // DAY)
    return came // 10 * 10 if came >= max(MANY_A_DAY, TIMES_THE_USUAL * usual) else 0


def _deadline(appeal: Appeal, now: datetime) -> int:
    """Told of each deadline once, unless it was nearer than that when it was published."""
    ends, published = appeal.closes_at, appeal.published_at
    if ends is None or published is None or not max(published, ends - BEFORE_DEADLINE) <= now < ends:
        return 0
    if published > ends - BEFORE_DEADLINE:
        return 0
    number = int(ends.timestamp())
    if not _claim(appeal, "deadline", number, ToldNews.number != number, now):
        return 0

    def facts(organiser: Organiser) -> dict[str, Any]:
        extends = Permission.TEXT in appeal.allowed(organiser)
        return {"until": mail_facts.at(appeal, organiser.lang, ends), "extends": extends}

    return sum(_post_to(appeal, each, "deadline", facts(each), now) for each in _readers(appeal, "deadline"))


def emailed(now: datetime) -> list[int]:
    """The letters that were emailed to their recipients lately."""
    return mailed.lately_sent(now)


def tell_of_bounces(appeal: Appeal, now: datetime) -> int:
    """Tell those who may deliver a letter, whatever else they want to hear, that an email with it came back."""
    failed = mailed.failed(appeal)
    if not failed or not _claim(appeal, "bounces", failed, ToldNews.number < failed, now):
        return 0
    told = [each for each in _came_in(appeal) if Permission.EXPORT in appeal.allowed(each)]
    return sum(_post_to(appeal, each, "bounces", {"number_of": failed}, now) for each in told)


def _claim(appeal: Appeal, what: str, number: int, is_new: ColumnElement[bool], now: datetime) -> bool:
    """Write down that this is told now; False where it was before: of two at once the database lets one."""
    row = {"appeal_id": appeal.id, "what": what, "number": number, "at": now}
    insert = insert_into(ToldNews).values(row)
    changed = insert.on_conflict_do_update(
        index_elements=["appeal_id", "what"], set_={"number": number, "at": now}, where=is_new
    )
    told = db.session.execute(
        changed.returning(ToldNews.appeal_id), execution_options={"synchronize_session": False}
    )
    return told.first() is not None


def _readers(appeal: Appeal, what: str) -> list[Organiser]:
    return [each for each in _came_in(appeal) if what in each.news]


def _came_in(appeal: Appeal) -> list[Organiser]:
    """Its organisers but who was only invited: the address may be a slip of the pen, and they have agreed to nothing."""
    return [each for each in members.of_team(*appeal.teams) if each.entered_at]


def _post(appeal: Appeal, what: str, facts: dict[str, Any], now: datetime) -> int:
    return sum(_post_to(appeal, each, what, facts, now) for each in _readers(appeal, what))


def _post_to(appeal: Appeal, organiser: Organiser, what: str, facts: dict[str, Any], now: datetime) -> int:
    """Post it; the letter is not named, for a list of mails on a seized phone says nothing."""
    links = {"link": web.address(f"/desk/a/{appeal.slug}"), "account": web.address("/desk/account")}
    said = {"what": what} | links | facts
    to, lang = organiser.mailbox, organiser.lang
    outbox.post(Message("news", to, lang, said, about=appeal.id, cause=organiser.ref), now=now)
    return 1
