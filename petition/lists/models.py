"""Lists that organisers bring, as they are kept: their rows sealed in parts, until they are added or thrown away."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.appeals.models import Appeal
from petition.core.db import Base
from petition.signatures.ticket import new_ref


class LineList(Base):
    """A list of signatories that an organiser brought, in a letter, pasted or in a file.

    Its rows are kept, sealed, while it waits to be looked over, and go when it is added or thrown away; what stays of a list
    that was added is where its signatures came from, so that all of them can be taken back at once.
    """

    __tablename__ = "line_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True, default=new_ref)
    state: Mapped[str] = mapped_column(
        String(10), default="waiting"
    )  # reading untold judging waiting adding added undoing undone
    sealed: Mapped[bytes]  # the name of its file, those of its sheets, what was decided of answers
    rows: Mapped[int] = mapped_column(default=0)
    is_table: Mapped[bool] = mapped_column(
        default=False
    )  # of columns that are told; else lines that were read
    sheets: Mapped[list[list[int]]] = mapped_column(
        JSON, default=list
    )  # of each: its first part, its parts, its rows, the widest of them, whether it is hidden in the file
    sheet: Mapped[int] = mapped_column(default=0)  # the one that is read
    book: Mapped[str] = mapped_column(
        String(24), default=""
    )  # the reference of the list its file came as, by which its rows are sealed; "": its own
    head_first: Mapped[int] = mapped_column(
        default=0
    )  # the rows of headings, counted from 1; 0: there are none
    head_last: Mapped[int] = mapped_column(default=0)
    columns: Mapped[list[str]] = mapped_column(
        default=list
    )  # what each holds: see reading/tables/columns.py; or ""
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many rows come to what
    first: Mapped[bool] = mapped_column(default=False)  # added as first signatories
    invites: Mapped[bool] = mapped_column(
        default=False
    )  # who has a mailbox is asked and counts when they confirm
    done: Mapped[int] = mapped_column(default=0)  # parts
    added: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id", ondelete="SET NULL"))
    read_at: Mapped[datetime]
    added_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    appeal: Mapped[Appeal] = relationship()


class AskedToo(Base):
    """Somebody whom a list would have asked, had no other list done so before: by the reference of their signature."""

    __tablename__ = "asked_too"

    list_id: Mapped[int] = mapped_column(ForeignKey("line_lists.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(24), primary_key=True, index=True)


class LinePart(Base):
    """Some rows of a list, and a letter for what each came to when the list was looked through."""

    __tablename__ = "line_parts"

    list_id: Mapped[int] = mapped_column(ForeignKey("line_lists.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]
    outcomes: Mapped[str] = mapped_column(default="")
    doubts: Mapped[str] = mapped_column(default="")  # a letter for why each is not sure
    ticks: Mapped[str] = mapped_column(
        default=""
    )  # a letter for each: ticked or unticked by hand, else as read
    changes: Mapped[bytes] = mapped_column(default=b"")  # sealed: what organisers put in place of rows
    found: Mapped[bytes] = mapped_column(
        default=b""
    )  # sealed: who they were read as, so that none is read twice
