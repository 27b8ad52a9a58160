"""Pairs of signatures that may be one signatory's, and when an appeal was last looked through for them.

No key of likeness is kept: whoever takes the disk learns that two rows are alike, and neither whose they are nor why.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base
from petition.core.vault import Key
from petition.likeness.reasons import Reason

OPEN, LATER, SAME, DIFFERENT, LINKED, UNDONE = "open", "later", "same", "different", "linked", "undone"
UNDECIDED = (OPEN, LATER, LINKED)  # what nobody has decided, so that a later look may judge it anew


@dataclass(frozen=True, slots=True)
class Seen:
    """What comparing two signatures gave; `bearers`: how many bear just the name of the one and of the other."""

    reasons: tuple[Reason, ...]
    bearers: tuple[int, int] = (0, 0)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "reasons": [[each.code, dict(each.values)] for each in self.reasons],
            "bearers": list(self.bearers),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """What `as_json` gave."""
        a, b = value["bearers"]
        return cls(tuple(Reason(code, tuple(said.items())) for code, said in value["reasons"]), (a, b))


class Case(Base):
    """Two signatures that may be one signatory's, the one first that came first."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("appeal_id", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="in_order"),
        Index("ix_cases_queue", "appeal_id", "state", "moot", "score"),
        Index("ix_cases_a", "a_id"),
        Index("ix_cases_b", "b_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    a_id: Mapped[int] = mapped_column(ForeignKey("signatures.id", ondelete="CASCADE"))
    b_id: Mapped[int] = mapped_column(ForeignKey("signatures.id", ondelete="CASCADE"))
    score: Mapped[float]
    seen: Mapped[bytes]  # Seen, sealed; empty once one of the two was erased
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    # Nothing to ask or show: other answers settle it, or one of the two no longer counts. Written by `fold`.
    moot: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id", ondelete="SET NULL"))


class Look(Base):
    """When an appeal was last looked through, so that it is not looked through for nothing."""

    __tablename__ = "review_looks"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    changes: Mapped[int] = mapped_column(
        default=0
    )  # how often its signatures had changed when the last look began
    # So many of those changes stand in the audit up to this entry, and are not counted again.
    counted: Mapped[int] = mapped_column(default=0, server_default="0")
    counted_to: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime]  # not before this instant again
    tries: Mapped[int] = mapped_column(default=0, server_default="0")  # begun since the last that ended


def sealed(key: Key, appeal_id: int, pair: tuple[int, int], seen: Seen) -> bytes:
    """What was seen as it is kept, bound to its pair."""
    return key.seal_json(seen.as_json(), _place(appeal_id, pair))


def unsealed(key: Key, appeal_id: int, pair: tuple[int, int], value: bytes) -> Seen:
    """What was seen of a pair; nothing where one of the two was erased."""
    if not value:
        return Seen(())
    return Seen.from_json(key.unseal_json(value, _place(appeal_id, pair)))


def _place(appeal_id: int, pair: tuple[int, int]) -> str:
    return f"cases|seen|{pair[0]}-{pair[1]}|{appeal_id}"
