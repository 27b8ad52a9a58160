"""How far what is written to everybody has come, as it is kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base


class Telling(Base):
    """What is written to everybody whom it concerns, and how far that has come: a row for each occasion."""

    __tablename__ = "tellings"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    # listed, withdrawal, extension, not counted, team joined
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    told_up_to: Mapped[int] = mapped_column(default=0)  # the last signature that was written to
    done_at: Mapped[datetime | None]  # when all had been
