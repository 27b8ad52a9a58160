"""The outbox. A queue in the database, because a mail and its cause must be committed together or not at all."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base


class OutboxMessage(Base):
    """A mail to be sent, being sent, sent or given up; what it says and to whom is sealed, and blanked once it is gone."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_due",
            "priority",
            "due_at",
            "id",
            "domain_key",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_messages_cause",
            "cause",
            sqlite_where=text("state IN ('waiting', 'halted')"),
            postgresql_where=text("state IN ('waiting', 'halted')"),
        ),
        Index(
            "ix_outbox_messages_undelivered",
            "appeal_id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
        Index("ix_outbox_messages_ended", "ended_at"),
        Index(
            "ix_outbox_messages_batch",
            "batch",
            "state",
            sqlite_where=text("batch IS NOT NULL"),
            postgresql_where=text("batch IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)  # Message-ID, the same at every try
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting, sent, failed, expired
    priority: Mapped[int]
    sealed: Mapped[bytes | None]
    domain_key: Mapped[bytes | None]  # whose rate it counts against
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id", ondelete="SET NULL"))
    cause: Mapped[str | None] = mapped_column(
        String(24)
    )  # the random name of what it is about, to call it back by
    batch: Mapped[str | None] = mapped_column(String(32))  # what was sent to many at once, to be counted
    posted_at: Mapped[datetime]
    due_at: Mapped[datetime]  # moved on while a worker carries it: that is the lease
    holder: Mapped[str | None] = mapped_column(String(16))  # the worker that has it, by a random name
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(
        String(80)
    )  # the last refusal's code, behind "returned" where it came back; never its text


class MailRate(Base):
    """When the next mail may go, to anybody or to one domain."""

    __tablename__ = "mail_rates"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
