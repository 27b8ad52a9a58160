"""Messages that came in: that they did, and those that a person must read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.appeals.models import Appeal
from petition.core.db import Base
from petition.signatures.ticket import new_ref


def _index_of_some(table: str, column: str) -> Index:
    """Of the few rows that have a value there."""
    has_one = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=has_one, postgresql_where=has_one)


_NOT_ENTERED = "signature_ref IS NULL"


class ReceivedMessage(Base):
    """That a message came in and what became of it; delivered twice it is the same row, so it is heard once."""

    __tablename__ = "received_messages"
    __table_args__ = (
        Index("ix_received_messages_outcome", "appeal_id", "outcome"),
        _index_of_some("received_messages", "signature_ref"),
    )

    key: Mapped[bytes] = mapped_column(primary_key=True)  # keyed hash of what no server on the way changes
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime] = mapped_column(index=True)
    # The mail that answered it, and the signature that mail asks about: what a reply to it confirms.
    answer_ref: Mapped[str | None] = mapped_column(String(40), index=True)
    signature_ref: Mapped[str | None] = mapped_column(String(24))
    lines: Mapped[
        bytes | None
    ]  # keyed hashes of its lines, if it signs: what a reply repeats of them answers nothing


class UnreadMessage(Base):
    """A message that a person must read: kept sealed until an organiser has entered who signs, or set it aside."""

    __tablename__ = "unread_messages"
    __table_args__ = (
        Index("ix_unread_messages_state", "appeal_id", "state"),
        Index(
            "ix_unread_messages_sender",
            "appeal_id",
            "sender",
            sqlite_where=text(_NOT_ENTERED),
            postgresql_where=text(_NOT_ENTERED),
        ),
        _index_of_some("unread_messages", "signature_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(24), unique=True, default=new_ref)
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting, entered, aside
    why: Mapped[str] = mapped_column(String(12))
    sealed: Mapped[bytes]  # what was written, by whom, from where
    # Keyed hash of the mailbox that it came from, empty where that is none. None once a signature was entered from it, for
    # it would tell which other messages are of who signed; and of what the version before 0.2.0 kept beside this one.
    sender: Mapped[bytes | None]
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    signature_ref: Mapped[str | None] = mapped_column(String(24))  # what an organiser made of it

    appeal: Mapped[Appeal] = relationship()
