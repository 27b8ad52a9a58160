"""Who did what and when, written in the same transaction as the action itself, with no personal data.

Entries are only added: the database refuses to change or delete one, but for taking out what names a row, or the time
of day at which a supporter did something (migration 0131).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from petition.core.db import Base, run_later, table_of

# Few entries of a large appeal, which an index has for itself: all but the arriving of signatures.
BUT_ARRIVING = "deed NOT IN ('signature.confirmed', 'signatures.expired')"
# And without what the clock does that changes nothing printed.
NOT_JUST_ADDED = f"{BUT_ARRIVING} AND deed NOT IN ('mailboxes.erased', 'appeal.deadline passed')"


class _Signature(FunctionElement[str]):
    """The signature that an entry names; an index of it is known in these words alone."""

    type = String()
    inherit_cache = True


@compiles(_Signature, "sqlite")
def _signature_in_sqlite(_element: _Signature, _compiler: Any, **_options: Any) -> str:
    """Not as ->>, which SQLite has from 3.38 on: Ubuntu 22.04 has 3.37."""
    return "json_extract(facts, '$.signature')"


@compiles(_Signature, "postgresql")
def _signature_in_postgresql(_element: _Signature, _compiler: Any, **_options: Any) -> str:
    return "(facts ->> 'signature')"


ARRIVALS = ("signature.confirmed", "signature.held")
ROWS_OF_SUPPORTERS = ("signature", "message", "case")  # what names one in `facts`
NAMES = frozenset({*ROWS_OF_SUPPORTERS, "list"})  # in `facts`: which row, which erasing takes out


class AuditEntry(Base):
    """One event. Ids are kept without foreign keys: the trace outlives what it speaks of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_appeal", "appeal_id", "id"),
        Index(
            "ix_audit_entries_but_arriving",
            "appeal_id",
            "id",
            sqlite_where=text(BUT_ARRIVING),
            postgresql_where=text(BUT_ARRIVING),
        ),
        Index("ix_audit_entries_signature", _Signature()),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deed: Mapped[str]
    appeal_id: Mapped[int | None]
    organiser_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]


def of_signature(*refs: str) -> ColumnElement[bool]:
    """The condition for the entries that name one of these signatures, which are found by an index of their own."""
    return _Signature().in_(refs)


def record(
    deed: str, *, now: datetime, appeal_id: int | None = None, organiser_id: int | None = None, **facts: Any
) -> None:
    """Write down an event such as "appeal.published"; `facts` are JSON values and never personal data."""
    row = {"at": now, "deed": deed, "appeal_id": appeal_id, "organiser_id": organiser_id, "facts": facts}
    run_later(_RECORD, row)


def last_number(column: Column[Any], connection: Connection) -> int:
    """The largest number that a row of a table has, or that one had of which an entry speaks."""
    asked = (select(func.max(column)), _SPOKEN_OF.get(column.table.name))
    return max(connection.scalar(each) or 0 for each in asked if each is not None)


def new_number(model: type[Base], connection: Connection) -> int | None:
    """The number of a new row that entries will speak of; None where the database never gives a number twice.

    SQLite gives that of the last row again once it is erased, and the log would say of the new one what the other did.
    """
    is_given_twice = connection.dialect.name == "sqlite"
    return last_number(table_of(model).c.id, connection) + 1 if is_given_twice else None


_SPOKEN_OF = {  # whose rows are erased: of organisers that is among the entries of no appeal, which an index finds
    "appeals": select(func.max(AuditEntry.appeal_id)),
    "organisers": select(func.max(AuditEntry.organiser_id)).where(AuditEntry.appeal_id.is_(None)),
}
_RECORD = insert(table_of(AuditEntry)).inline()  # its number is not asked for
