"""Exports of long letters, made by the worker and kept for a while.

They lie in the database, not in a folder, because the worker that makes a file and the web that serves it may be different
machines; sealed with the appeal's key, because a seized disk shows nobody. See docs/adr/0009.
"""

from base64 import b64decode
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.appeals.models import Appeal
from petition.core.db import Base
from petition.letters.seal_check import fingerprint

WAITING, MAKING, READY, FAILED, OVER = "waiting", "making", "ready", "failed", "over"
GLYPHS, TOO_LONG, FULL, FAULT = "glyphs", "too long", "full", "fault"  # why no file could be made


class Export(Base):
    """A letter in one language and format: asked for, being made, ready, failed or over. Whoever asks too finds this row."""

    __tablename__ = "exports"
    __table_args__ = (UniqueConstraint("appeal_id", "lang", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(20))
    format: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]  # moved on while a worker makes it: that is the lease
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    run: Mapped[int] = mapped_column(
        default=0
    )  # how often it was begun; parts of an earlier run are nobody's
    tries: Mapped[int] = mapped_column(default=0)  # since it was last asked for
    done: Mapped[int] = mapped_column(default=0)  # signatures read
    total: Mapped[int] = mapped_column(default=0)
    stands_for: Mapped[str] = mapped_column(String(64), default="")  # the state of the letter: see exporting
    size: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    trouble: Mapped[str] = mapped_column(String(200), default="")  # words and numbers of ours, never a name

    appeal: Mapped[Appeal] = relationship()


class Roll(Base):
    """The order of the public list in one language, with the text to search in it: compressed and sealed (roll.py)."""

    __tablename__ = "rolls"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]  # before which it is not made anew
    seen: Mapped[int]  # the last entry of the activity log that was there when it was begun
    sealed: Mapped[bytes]


class Card(Base):
    """The picture that a letter is passed on with, in one language, as it was drawn last: nothing on it is secret."""

    __tablename__ = "cards"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    stands_for: Mapped[str] = mapped_column(String(16))  # a digest of what stands on it
    looked_at: Mapped[datetime]  # when the worker last saw that it is as it should be
    png: Mapped[bytes]


class LetterSeal(Base):
    """A seal of a complete letter; being made, which is nobody's to see, until it has a note (seals.py)."""

    __tablename__ = "letter_seals"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run: Mapped[int]  # how often it was begun; whoever began it before the last time makes it no more
    due_at: Mapped[datetime]  # of one being made the end of the lease, else when to look what has changed
    seen: Mapped[int]  # how many changes of the complete letter were told of when it was begun
    manifest: Mapped[dict[str, Any]]  # what was sealed: its day, the text, how many are named and not
    root: Mapped[bytes]
    key: Mapped[str] = mapped_column(String(400))  # that signed it, as signed notes write it
    note: Mapped[str] = mapped_column(Text)  # the signed checkpoint; '' while it is being made

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the key that signed it."""
        return fingerprint_of(self.key)


def fingerprint_of(key: str) -> str:
    """The fingerprint of a public key that is written as signed notes write it."""
    return fingerprint(b64decode(key.split("+", 2)[2])[1:])


class SealLeaf(Base):
    """A signatory as it was sealed: a bare hash, but for what opens it as long as it still says the same.

    The database takes away signature and `opens` with whatever changes what the signature says (migration 0144).
    """

    __tablename__ = "seal_leaves"
    __table_args__ = (Index("ix_seal_leaves_signature_id", "signature_id"),)

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[int]  # the first seal that has it
    until: Mapped[int | None]  # the last one, where another followed without it
    signature_id: Mapped[int | None]
    opens: Mapped[bytes | None]  # what was drawn by lot for it, sealed; never kept of who is not named


class ExportPart(Base):
    """A piece of a file, compressed and sealed."""

    __tablename__ = "export_parts"

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True)
    run: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]
