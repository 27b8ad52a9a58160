"""Whether DATA_KEY is the one that this database is encrypted with: asked at every start, and by /readyz.

A probe is kept in the database, a value that only the right key opens. Where it does not open, or there is none yet,
appeals and organisers tell: a key that opens any of them is the right one, however much else is damaged.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from petition.accounts import address, factor, passkeys
from petition.accounts.models import DeskSession, Organiser, Passkey, SecondFactor
from petition.appeals.models import Appeal
from petition.core.db import Base, db, insert_into
from petition.core.vault import Key, Unreadable, vault
from petition.mail.out import outbox
from petition.mail.out.models import OutboxMessage
from petition.signatures.lost_links import place as place_of_asking
from petition.signatures.models import Asking

WRONG = "DATA_KEY: is not the key that this database is encrypted with: put the right one back"
_PLACE = "data_key_probes|sealed|1"


class DataKeyProbe(Base):
    """The probe; one row."""

    __tablename__ = "data_key_probes"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class WrongKey(Exception):
    """DATA_KEY opens nothing of what this database holds."""


def check() -> None:
    """Raise WrongKey for a key that opens nothing here, else keep a probe for the next start; commits nothing.

    A database that is away, or not made yet, says nothing about the key.
    """
    try:
        if _opens_probe():
            return
        if not _opens_anything():
            raise WrongKey
        sealed = vault().common.seal(b"", _PLACE)
        probe = insert_into(DataKeyProbe).values(id=1, sealed=sealed)
        db.session.execute(probe.on_conflict_do_update(index_elements=["id"], set_={"sealed": sealed}))
    except SQLAlchemyError:
        db.session.rollback()


def is_right() -> bool:
    """Whether DATA_KEY opens something here, or there is nothing that another key would lose."""
    return _opens_probe() or _opens_anything()


def opens(probe: bytes) -> bool:
    """Whether DATA_KEY opens a probe, such as that of a backup."""
    return _opens(partial(vault().common.unseal, probe, _PLACE))


def _opens_probe() -> bool:
    sealed = db.session.scalar(select(DataKeyProbe.sealed))
    return sealed is not None and opens(sealed)


def _opens_anything() -> bool:
    there_is_any = False
    for attempt in _attempts():
        if _opens(attempt):
            return True
        there_is_any = True
    return not there_is_any


def _attempts() -> Iterator[Callable[[], object]]:
    kept = select(Appeal.bound_to, Appeal.wrapped_key).where(Appeal.wrapped_key != b"")  # not destroyed
    for owner, wrapped in db.session.execute(kept):
        yield partial(vault().key, wrapped, f"appeal:{owner}")
    for organiser in db.session.scalars(select(Organiser)):
        yield partial(getattr, organiser, "mailbox")


def _opens(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Unreadable:
        return False
    return True


# --- another DATA_KEY -------------------------------------------------------------------------------------------------

_AT_ONCE = 200


class _Sealed(NamedTuple):
    """A column of what DATA_KEY itself seals; everything else is sealed by the keys of appeals, which it wraps."""

    column: Any
    name: Any  # the column that the place is made of
    place: Callable[[Any], str]

    @property
    def row_id(self) -> Any:
        """What its rows are gone through by."""
        return self.column.class_.__mapper__.primary_key[0]


_ORGANISER_OF_FACTOR = (
    select(Organiser.ref).where(Organiser.id == SecondFactor.organiser_id).scalar_subquery()
)


def _sealed() -> tuple[tuple[Key, _Sealed], ...]:
    return (
        (vault().wrapping, _Sealed(Appeal.wrapped_key, Appeal.bound_to, "appeal:{}".format)),
        (vault().common, _Sealed(Organiser.sealed_mailbox, Organiser.ref, "organisers|mailbox|{}".format)),
        (vault().common, _Sealed(Organiser.sealed_new_mailbox, Organiser.ref, address.place)),
        (vault().common, _Sealed(SecondFactor.sealed_secret, _ORGANISER_OF_FACTOR, factor.place)),
        (
            vault().common,
            _Sealed(DeskSession.sealed_device, DeskSession.ref, "desk_sessions|device|{}".format),
        ),
        (vault().common, _Sealed(Passkey.sealed_name, Passkey.ref, passkeys.place)),
        (vault().common, _Sealed(OutboxMessage.sealed, OutboxMessage.ref, outbox.place)),
        (vault().common, _Sealed(Asking.sealed, Asking.ref, place_of_asking)),
        (vault().common, _Sealed(DataKeyProbe.sealed, DataKeyProbe.id, lambda _id: _PLACE)),
    )


class Sealing(NamedTuple):
    """How a step went: values that are sealed by DATA_KEY now, and those that neither key opens."""

    anew: int
    unreadable: int


def seal_anew() -> Iterator[Sealing]:
    """Seal by DATA_KEY what DATA_KEY_OLD sealed, in steps; the caller commits each. Begun again it goes on where it was.

    A value that changes meanwhile is left as whoever changed it wrote it, for that is by the new key.
    """
    for key, what in _sealed():
        last = 0
        while rows := _next_rows(what, last):
            anew = unreadable = 0
            for found_id, sealed, name in rows:
                try:
                    again = key.sealed_anew(sealed, what.place(name))
                except Unreadable:
                    unreadable += 1
                    continue
                if again is not None:
                    change = update(what.column.class_).where(what.row_id == found_id, what.column == sealed)
                    db.session.execute(
                        change.values({what.column.key: again}),
                        execution_options={"synchronize_session": False},
                    )
                    anew += 1
            last = rows[-1][0]
            yield Sealing(anew, unreadable)


def _next_rows(what: _Sealed, after: int) -> list[Any]:
    query = select(what.row_id, what.column, what.name).where(what.row_id > after, what.column.is_not(None))
    return list(db.session.execute(query.where(what.column != b"").order_by(what.row_id).limit(_AT_ONCE)))
