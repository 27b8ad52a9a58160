"""Signatures on paper that nobody typed in: how many there are, as the organisers state. It is added to no other number."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Date, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from petition import audit, erasure_journal
from petition.appeals import delivery, rules
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.appeals.service import NotPossible
from petition.core import i18n, seen
from petition.core.db import Base, db
from petition.core.marks import change_at_once


class PaperCount(Base):
    """What is stated of one appeal now; what was before stands in the activity log, but for its note, which is gone."""

    __tablename__ = "paper_counts"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int]
    day: Mapped[date] = mapped_column(Date)  # on which so many had signed
    note: Mapped[str]  # what the sheets are, in the first language of the letter
    notes: Mapped[dict[str, Any]]  # in others

    def said(self, lang: str, first_lang: str = "") -> i18n.InLanguage:
        """The note, for who reads a language; `first_lang` is that of the letter."""
        return i18n.said_in(lang, self.note, self.notes, first_lang)


class DayStillToCome(Exception):
    """A day after today, or before anybody can have signed."""


def stated(appeal: Appeal) -> PaperCount | None:
    """What the organisers state; None where that is nothing, or was taken back."""
    kept = db.session.get(PaperCount, appeal.id)
    return kept if kept and kept.number else None


def numbers(appeals: Collection[Appeal]) -> dict[int, int]:
    """How many they state of each of some appeals, by id, in one query."""
    ids = [each.id for each in appeals]
    kept = select(PaperCount.appeal_id, PaperCount.number).where(PaperCount.appeal_id.in_(ids))
    return dict.fromkeys(ids, 0) | {row.appeal_id: row.number for row in db.session.execute(kept)}


def mark(appeal: Appeal) -> str:
    """What tells what is stated from anything else, for forms."""
    kept = stated(appeal)
    return seen.mark(kept and [kept.number, kept.day.isoformat(), kept.note, kept.notes])


def may_be_stated(appeal: Appeal, now: datetime) -> bool:
    """Whether it may change: not of what was withdrawn, or is stopped, of which nothing is shown that could be wrong."""
    return appeal.phase(now) not in {Phase.WITHDRAWN, Phase.STOPPED}


def state(
    appeal: Appeal,
    number: int,
    day: date,
    note: str = "",
    notes: Mapping[str, str] = MappingProxyType({}),
    *,
    organiser_id: int,
    now: datetime,
) -> bool:
    """State how many had signed on paper by a day, and what the sheets are; 0 takes it back, and the note goes.

    Gives whether that changes anything; where the letter is complete, an erratum tells of it. Raises NotPossible with the
    phase, DayStillToCome.
    """
    if not may_be_stated(appeal, now):
        raise NotPossible(appeal.phase(now))
    if day > delivery.day_of(appeal, now) or day.year < rules.FIRST_YEAR:
        raise DayStillToCome
    kept = db.session.get(PaperCount, appeal.id) or PaperCount(appeal_id=appeal.id, number=0)
    said = (number, day, note, dict(notes)) if number else (0, day, "", {})
    if kept.number == number and (not number or said == (number, kept.day, kept.note, kept.notes)):
        return False
    if kept.number and (kept.note, kept.notes) not in (("", {}), said[2:]):  # it may have named somebody
        erasure_journal.note("paper note", _key(appeal, kept), appeal_id=appeal.id, now=now)
    kept.number, kept.day, kept.note, kept.notes = said
    db.session.add(kept)
    change_at_once(appeal.id)
    audit.record(
        "paper.stated",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        count=number,
        day=day.isoformat(),
        folded=0,  # so that it is told where the letter is complete: docs/adr/0010
    )
    return True


def forget_note(appeal: Appeal, key: bytes) -> None:
    """Take a note out of a backup again that organisers have taken back or changed since; how many there are stays."""
    kept = db.session.get(PaperCount, appeal.id)
    if kept and erasure_journal.fingerprint(_key(appeal, kept)) == key:
        kept.note, kept.notes = "", {}


def _key(appeal: Appeal, kept: PaperCount) -> str:
    """What a note is called in the journal, where nobody can read it."""
    return f"{appeal.bound_to} {seen.mark(kept.note, kept.notes)}"
