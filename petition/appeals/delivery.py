"""That a letter was delivered, and what its recipient answered: recorded by its organisers, shown to everybody."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import Date, ForeignKey, LargeBinary, String, false, func, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.appeals.scan import is_pdf
from petition.core import i18n
from petition.core.column_types import words
from petition.core.db import Base, db, insert_into


class Event(StrEnum):
    """What may become of a letter that is complete."""

    DELIVERED = "delivered"
    ANSWERED = "answered"


class Delivery(Base):
    """One such event. All of it is public, the scan too."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(
        String(24), unique=True
    )  # in the address of its scan, which no other gets
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    what: Mapped[Event] = mapped_column(words(Event, 10))
    day: Mapped[date] = mapped_column(Date)
    how: Mapped[str]  # by hand, by post, to whom; '' for an answer. In the first language of the letter
    hows: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # in others
    by_email: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # from here; `how` says to whom
    number: Mapped[str] = mapped_column(String(100))  # under which the recipient registered it
    words: Mapped[str]  # of the answer, in the first language of the letter
    wordings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # in others
    scan: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # a JPEG or a PDF of ours (scan.py)
    recorded_at: Mapped[datetime]

    def said(self, lang: str, first_lang: str = "") -> i18n.InLanguage:
        """The answer, for who reads a language; `first_lang` is that of the letter."""
        return i18n.said_in(lang, self.words, self.wordings, first_lang)


@dataclass(frozen=True)
class Happened:
    """What is recorded of one event."""

    what: Event
    day: date
    how: str = ""
    number: str = ""
    words: str = ""
    scan: bytes | None = None
    by_email: bool = False
    hows: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)


class NotComplete(Exception):
    """A letter that cannot have been delivered: signing and confirming go on, or it was withdrawn."""


class DayRefused(Exception):
    """A day on which it cannot have been: still to come, or before the letter was published."""


def record(
    appeal: Appeal, happened: Happened, *, form: str = "", organiser_id: int | None, now: datetime
) -> Delivery:
    """Write down what became of a letter, on a day of its time zone. Raises NotComplete, DayRefused.

    `form` is the name of the form that it came in: sent twice, as by a double press, it is one event.
    """
    if appeal.phase(now) is not Phase.CLOSED or appeal.published_at is None:
        raise NotComplete
    if not day_of(appeal, appeal.published_at) <= happened.day <= day_of(appeal, now):
        raise DayRefused
    ref = form or new_form()
    row = {"ref": ref, "appeal_id": appeal.id, "recorded_at": now} | vars(happened)
    made = insert_into(Delivery).values(row).on_conflict_do_nothing().returning(Delivery.id)
    if db.session.execute(made).first() is None:
        if (kept := one(appeal, ref)) and _says(kept, happened):
            return kept
        return record(appeal, happened, organiser_id=organiser_id, now=now)  # the same form, filled in anew
    audit.record(f"letter.{happened.what}", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
    found = one(appeal, ref)
    assert found is not None
    return found


def new_form() -> str:
    """A name for a form that no other has."""
    return secrets.token_urlsafe(12)


def _says(kept: Delivery, happened: Happened) -> bool:
    """Whether this is kept already; a scan is drawn anew each time, and tells nothing."""
    return all(getattr(kept, name) == said for name, said in vars(happened).items() if name != "scan")


def day_of(appeal: Appeal, instant: datetime) -> date:
    """The day of an instant where the letter is at home: what its organisers call that day."""
    return instant.astimezone(ZoneInfo(appeal.zone)).date()


def of(appeal: Appeal) -> Sequence[Delivery]:
    """What became of a letter, in the order of its days."""
    query = select(Delivery).where(Delivery.appeal_id == appeal.id).order_by(Delivery.day, Delivery.id)
    return db.session.scalars(query).all()


def became(appeals: Collection[Appeal]) -> dict[int, Event]:
    """What has become of those among some appeals that were delivered or answered, by id, in one query."""
    if not appeals:
        return {}
    query = select(Delivery.appeal_id, Delivery.what).where(
        Delivery.appeal_id.in_([each.id for each in appeals])
    )
    found: dict[int, Event] = {}
    for appeal_id, what in db.session.execute(query.distinct()):
        found[appeal_id] = max(what, found.get(appeal_id, what), key=list(Event).index)
    return found


def one(appeal: Appeal, ref: str) -> Delivery | None:
    """One event of this letter."""
    return db.session.scalar(select(Delivery).where(Delivery.appeal_id == appeal.id, Delivery.ref == ref))


def with_scan(appeal: Appeal) -> dict[str, str]:
    """The events of a letter that have a scan, each with the ending of its file; without reading the scans."""
    begins = func.substr(Delivery.scan, 1, 5)
    query = select(Delivery.ref, begins).where(Delivery.appeal_id == appeal.id, Delivery.scan.is_not(None))
    return {ref: _ending(first) for ref, first in db.session.execute(query)}


def how(event: Delivery, lang: str) -> str:
    """How it came about, for who reads a language: what organisers wrote, or to whom it was emailed from here."""
    said = i18n.said_in(lang, event.how, event.hows)
    if event.by_email:
        said = gettext("By email: %(names)s", names=event.how) if event.how else gettext("By email")
    number = gettext("registered as %(number)s", number=event.number) if event.number else ""
    return "; ".join(filter(None, (said, number)))


def ending(event: Delivery) -> str:
    """The ending of the file of a scan, "jpg" or "pdf"; '' where the event has none."""
    return _ending(event.scan) if event.scan else ""


def _ending(scan: bytes) -> str:
    return "pdf" if is_pdf(scan) else "jpg"


def remove(appeal: Appeal, event: Delivery, *, organiser_id: int, now: datetime) -> None:
    """Take back what was recorded by mistake; the activity log says so."""
    db.session.delete(event)
    erasure_journal.note("delivery removed", event.ref, appeal_id=appeal.id, now=now)
    audit.record("delivery.removed", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
