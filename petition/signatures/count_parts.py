"""What is counted, as it is kept: in parts that are added up, so that nobody who signs waits for another."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.column_types import words
from petition.core.db import Base
from petition.lexicon.signatory import Visibility


class CountPart(Base):
    """A part of how many signatures count under one version and are shown one way: parts are added up.

    The database writes them itself, with whatever begins or ends to count (migration 0032); nobody waits for anybody. The
    worker adds many up into one. No foreign keys: what is counted may be gone.
    """

    __tablename__ = "count_parts"
    __table_args__ = (Index("ix_count_parts_of", "appeal_id", "version_id", "visibility"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int]
    version_id: Mapped[int | None]
    visibility: Mapped[Visibility] = mapped_column(words(Visibility, 8))
    number: Mapped[int]


class DayPart(Base):
    """The same by the day on which they were given, in UTC; source and language '' of whoever is not named in full.

    Kept by the database, too (migration 0042).
    """

    __tablename__ = "day_parts"
    __table_args__ = (Index("ix_day_parts_of", "appeal_id", "day", "source", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int]
    day: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(10))
    lang: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]


class ArrivalPart(Base):
    """How many sent the form who came by one of the links to share (arrivals.py), in parts that are added up."""

    __tablename__ = "arrival_parts"
    __table_args__ = (Index("ix_arrival_parts_of", "appeal_id", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int]
    way: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
