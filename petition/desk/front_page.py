"""The desk's front page as values: each appeal with its figures, and the one thing that waits for somebody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from petition import news
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import delivery, sharing, translations
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n
from petition.desk import figures
from petition.signatures import counts, kept_counts


@dataclass(frozen=True)
class AtAGlance:
    """An appeal in the list of the desk. `waits`: what of it does, or its phase; '' where nothing is left to do."""

    lang: str
    title: str
    slug: str
    teams: str
    phase: str
    confirmed: int
    pending: int
    held: int
    received: int
    today: int
    target: int
    closes: str
    left: str
    waits: str
    waiting: int


class Invitation(NamedTuple):
    """An invitation to publish a letter of others, which the reader may accept."""

    teams: str
    team: str
    until: str
    link: str


def invitations(organiser: Organiser, now: datetime) -> list[Invitation]:
    """The invitations that wait for the reader, who may have missed the email."""
    return [
        Invitation(
            each.appeal.publishers,
            team.name,
            i18n.at(each.offered_at + sharing.LIFE, each.appeal.zone),
            sharing.link(each),
        )
        for each, team in sharing.offered_to(organiser, now=now)
    ]


# What each step asks for, the most urgent first; what is not named here is open to everybody.
_ASKS = {
    **news.ASKS,
    "translation": Permission.TEXT,
    delivery.Event.DELIVERED: Permission.EXPORT,
    Phase.STOPPED: Permission.LEAD,
    Phase.DRAFT: Permission.TEXT,
    Phase.CLOSED: Permission.EXPORT,
}


def glances(found: Collection[Appeal], organiser: Organiser, now: datetime) -> list[AtAGlance]:
    """Each of some appeals at a glance, in as many queries however many they are; what waits is what the reader may do."""
    ids = [each.id for each in found]
    of, waiting = counts.figures(found), news.waiting(ids)
    today = figures.today(kept_counts.by_day(ids, since=clock.day(now)), now)

    became = delivery.became([each for each in found if each.phase(now) is Phase.CLOSED])

    def glance(each: Appeal) -> AtAGlance:
        moment = i18n.moment(each.closes_at, each.zone, now) if each.closes_at else None
        phase, told = each.phase(now), of[each.id]
        now_is = became.get(each.id, phase)
        to_decide = 0 if phase is Phase.CLOSED else told.held  # too late then
        waiting_here = {"held": to_decide, "translation": _translations(each, phase)} | waiting[each.id]
        waits, number = _next_step(now_is, waiting_here, each.allowed(organiser))
        return AtAGlance(
            *each.title_for(organiser.lang),
            each.slug,
            each.publishers,
            str(now_is),
            *told,
            today[each.id],
            each.target,
            moment.exact if moment else "",
            moment.left if moment and each.is_open(now) else "",
            waits,
            number,
        )

    return [glance(each) for each in found]


def _translations(appeal: Appeal, phase: Phase) -> int:
    """How many translations are behind the first language, while texts can still change."""
    return len(translations.all_behind(appeal)) if phase in {Phase.DRAFT, Phase.OPEN} else 0


def _next_step(
    phase: Phase | delivery.Event, waiting: dict[str, int], may: frozenset[Permission]
) -> tuple[str, int]:
    """The most urgent of what waits for who may do this, and how much of it; else what the phase asks of them."""
    if phase is Phase.WITHDRAWN:
        return "", 0
    if phase in set(delivery.Event):  # its text and its signatures stay as they are, and people still write
        waiting = {"messages": waiting.get("messages", 0)}
    allowed = {what for what, asked in _ASKS.items() if asked in may}
    if phase is not Phase.STOPPED:
        found = ((what, waiting[what]) for what in _ASKS if what in allowed and waiting.get(what))
        if first := next(found, None):
            return first
    if phase is delivery.Event.ANSWERED:
        return "", 0
    return (phase.value, 0) if phase in allowed or phase not in _ASKS else ("", 0)
