"""What organisers look at before it counts: names that a team watches for, or every signature where an appeal asks for that.

Of who is not named no name is looked at, not even a watched one: nothing of theirs is shown. Where all are looked at, they
are as well, or a crowd that nobody has looked at could count by not being named. Owners are told no more than that
organisers check.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, literal, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from petition import audit
from petition.accounts.models import Team
from petition.appeals.models import Appeal, AppealTeam
from petition.core.db import Base, db, insert_into
from petition.lexicon import fold
from petition.lexicon.signatory import Visibility
from petition.signatures.models import Signature

MOST = 500  # names of a list
_BETWEEN = re.compile(r"[\s,;()、，]+")


class WatchList(Base):
    """The names that a team watches for, as its organisers wrote them: of people in public life, none of a supporter."""

    __tablename__ = "watch_lists"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    names: Mapped[list[str]]


def names(team_id: int, *, for_change: bool = False) -> list[str]:
    """What a team watches for.

    `for_change` holds the row of the team: of two who change it at once, the second sees what the first did.
    """
    if for_change:
        db.session.execute(select(Team.id).where(Team.id == team_id).with_for_update(key_share=True))
    return db.session.scalar(select(WatchList.names).where(WatchList.team_id == team_id)) or []


def is_of(appeal_id: ColumnElement[int], team_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a watch list is of a team that publishes an appeal: of the one that leads it, or of another."""
    partners = (
        select(AppealTeam.team_id).where(AppealTeam.appeal_id == appeal_id).correlate_except(AppealTeam)
    )
    return or_(WatchList.team_id == team_id, WatchList.team_id.in_(partners))


def names_of(appeal: Appeal) -> list[str]:
    """What the teams that publish an appeal watch for."""
    are_theirs = is_of(literal(appeal.id), literal(appeal.team_id))
    return [name for each in db.session.scalars(select(WatchList.names).where(are_theirs)) for name in each]


def watch_for(team_id: int, wanted: list[str], *, organiser_id: int, now: datetime) -> None:
    """Watch for these names from now on; what is shown already stays as it is."""
    statement = insert_into(WatchList).values(team_id=team_id, names=wanted)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["team_id"], set_={"names": statement.excluded.names})
    )
    audit.record("names.watched", organiser_id=organiser_id, now=now, team=team_id, count=len(wanted))


def why(signature: Signature, watched: Iterable[str]) -> str:
    """Why organisers look at a signature before it is shown: watched, all; '' for no reason."""
    if signature.appeal.looks == "all":
        return "all"
    if signature.visibility is Visibility.PUBLIC and is_watched(signature.own.line, watched):
        return "watched"
    return ""


def is_watched(line: str, watched: Iterable[str]) -> bool:
    """Whether a line has all words of a watched name, in whatever order, script or spelling."""
    words = _words(line)
    return any(name and name <= words for name in map(_words, watched))


def _words(text: str) -> frozenset[str]:
    return frozenset(folded for word in _BETWEEN.split(text) if (folded := fold.fold(word)))
