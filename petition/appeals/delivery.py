"""That a letter was delivered, and what its recipient answered: recorded by its organisers, shown to everybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from petition import audit
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core.db import Base, db, words


class Event(StrEnum):
    """What may become of a letter that is complete."""

    DELIVERED = "delivered"
    ANSWERED = "answered"


class Delivery(Base):
    """One such event. All of it is public, the scan too."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    what: Mapped[Event] = mapped_column(words(Event, 10))
    day: Mapped[date] = mapped_column(Date)
    how: Mapped[str]  # by hand, by post, to whom; '' for an answer
    number: Mapped[str] = mapped_column(String(100))  # under which the recipient registered it
    words: Mapped[str]  # of the answer
    scan: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # a JPEG of ours
    recorded_at: Mapped[datetime]


@dataclass(frozen=True)
class Happened:
    """What is recorded of one event."""

    what: Event
    day: date
    how: str = ""
    number: str = ""
    words: str = ""
    scan: bytes | None = None


class NotComplete(Exception):
    """A letter that cannot have been delivered: signing and confirming go on, or it was withdrawn."""


class DayRefused(Exception):
    """A day on which it cannot have been: still to come, or before the letter was published."""


def record(appeal: Appeal, happened: Happened, *, today: date, organiser_id: int, now: datetime) -> Delivery:
    """Write down what became of a letter. `today` is that of its time zone. Raises NotComplete, DayRefused."""
    if appeal.phase(now) is not Phase.CLOSED or appeal.published_at is None:
        raise NotComplete
    if not appeal.published_at.date() <= happened.day <= today:
        raise DayRefused
    row = Delivery(appeal_id=appeal.id, recorded_at=now, **vars(happened))
    db.session.add(row)
    db.session.flush()
    audit.record(f"letter.{happened.what}", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
    return row


def of(appeal: Appeal) -> Sequence[Delivery]:
    """What became of a letter, in the order of its days."""
    query = select(Delivery).where(Delivery.appeal_id == appeal.id).order_by(Delivery.day, Delivery.id)
    return db.session.scalars(query).all()


def one(appeal: Appeal, number: int) -> Delivery | None:
    """One event of this letter."""
    return db.session.scalar(select(Delivery).where(Delivery.appeal_id == appeal.id, Delivery.id == number))


def with_scan(appeal: Appeal) -> set[int]:
    """The events of a letter that have a scan; without reading the scans."""
    query = select(Delivery.id).where(Delivery.appeal_id == appeal.id, Delivery.scan.is_not(None))
    return set(db.session.scalars(query))


def remove(appeal: Appeal, event: Delivery, *, organiser_id: int, now: datetime) -> None:
    """Take back what was recorded by mistake; the activity log says so."""
    db.session.delete(event)
    audit.record("delivery.removed", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def states(appeal_ids: Collection[int]) -> dict[int, str]:
    """The last of what became of some letters, by id: "answered" or "delivered"; those without either are left out."""
    if not appeal_ids:
        return {}
    query = select(Delivery.appeal_id, Delivery.what).where(Delivery.appeal_id.in_(appeal_ids)).distinct()
    found = db.session.execute(query.order_by(Delivery.what.desc())).all()  # an answer comes after a delivery
    return {appeal_id: what.value for appeal_id, what in found}
