"""Whether DATA_KEY is the one that this database is encrypted with: asked at every start, and by /readyz.

A probe is kept in the database, a value that only the right key opens. Where it does not open, or there is none yet,
appeals and organisers tell: a key that opens any of them is the right one, however much else is damaged.
"""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core.db import Base, db, insert_into
from petition.core.vault import Unreadable, vault

WRONG = "DATA_KEY: is not the key that this database is encrypted with"
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


def _opens_probe() -> bool:
    sealed = db.session.scalar(select(DataKeyProbe.sealed))
    return sealed is not None and _opens(partial(vault().common.unseal, sealed, _PLACE))


def _opens_anything() -> bool:
    there_is_any = False
    for attempt in _attempts():
        if _opens(attempt):
            return True
        there_is_any = True
    return not there_is_any


def _attempts() -> Iterator[Callable[[], object]]:
    kept = select(Appeal.slug, Appeal.wrapped_key).where(Appeal.wrapped_key != b"")  # not destroyed
    for slug, wrapped in db.session.execute(kept):
        yield partial(vault().key, wrapped, f"appeal:{slug}")
    for organiser in db.session.scalars(select(Organiser)):
        yield partial(getattr, organiser, "mailbox")


def _opens(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Unreadable:
        return False
    return True
