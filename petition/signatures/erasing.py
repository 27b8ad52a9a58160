"""The one place where what signatures say is erased; when that is due is said in petition/retention.py.

The row stays with its state, as a count (docs/adr/0005). Times are coarsened to their day with it: an exact time of signing
names somebody to whoever has seen their mail.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, case, delete, select, update

from petition.appeals.models import Appeal
from petition.audit import times
from petition.core import clock
from petition.core.column_types import DayOf
from petition.core.db import db, table_of
from petition.lexicon.signatory import Visibility
from petition.mail.out import outbox
from petition.signatures import records
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars, Source

Line = tuple[str, Particulars, str]  # the ref of a signature, what stays of it, and how it is shown

_CONSENT = ("updates_since", "updates_words")  # which ends with the signature, and with its mailbox
_FINDS = ("mailbox_key", "quiet_at", "keep_until")  # what is of use only while there is a mailbox
_ROWS = table_of(Signature)
_AT_ONCE = 2_000  # names in one statement


def erase(*which: ColumnElement[bool], now: datetime, but_mailbox: bool = False, **values: Any) -> list[str]:
    """Erase these signatures, what finds them and what packages above keep of them; gives their refs.

    `values` are set besides, such as their state.
    `but_mailbox` leaves the keyed hash of the mailbox, for as long as it is what keeps us from writing there again.
    """
    gone: dict[str, Any] = {"particulars": b"", **_coarse()} | ({} if but_mailbox else _unfound(now))
    gone |= {"typed_key": None, "code_key": None, "uncorrected": None} | dict.fromkeys(_CONSENT)
    if "state" in values:
        gone["ended_at"] = clock.day(now)
    done = db.session.execute(
        update(Signature).where(*which).values(gone | values).returning(Signature.ref, Signature.appeal_id),
        execution_options={"synchronize_session": False},
    ).all()
    for appeal_id in {row.appeal_id for row in done}:
        _beside(
            db.session.get_one(Appeal, appeal_id), [row.ref for row in done if row.appeal_id == appeal_id]
        )
    return [row.ref for row in done]


def keep_lines(appeal: Appeal, lines: Iterable[Line], *, now: datetime) -> None:
    """Erase signatures of an appeal but for what the letter prints of them, all in one statement.

    While it is open a line of a list that is printed in full keeps its mark: it is public, and the next list is told by it
    that it is there already.
    """
    is_over = appeal.is_erased(now)
    values = [
        {
            "of": ref,
            "line": sealed(appeal.key, appeal.id, ref, own),
            "shown": visibility,
            "found": visibility == Visibility.PUBLIC and not is_over,
            "day": clock.day(now),
        }
        for ref, own, visibility in lines
    ]
    if values:
        db.session.flush()
        db.session.connection().execute(_keeping(), values)
        _beside(appeal, [str(each["of"]) for each in values])


def _beside(appeal: Appeal, refs: list[str]) -> None:
    """Erase what is kept of them elsewhere, and in the log their times, with which it would say more than their rows do."""
    for start in range(0, len(refs), _AT_ONCE):
        some = refs[start : start + _AT_ONCE]
        records.erase(some)
        times.cut_of(some, appeal.zone, complete_at=appeal.complete_at)
    _expire(refs)


@cache
def _keeping() -> Executable:
    """Made once: to make it costs more than to run it."""
    values: dict[str, Any] = {"particulars": bindparam("line"), "visibility": bindparam("shown")}
    values |= dict.fromkeys((*_FINDS, *_CONSENT, "code_key", "uncorrected")) | {"erased_at": bindparam("day")}
    values["typed_key"] = case(((_ROWS.c.source == Source.LIST) & bindparam("found"), _ROWS.c.typed_key))
    return update(_ROWS).where(_ROWS.c.ref == bindparam("of")).values(values | _coarse())


def told_at(signature: Signature, now: datetime) -> datetime:
    """The instant that the log tells of what its owner does now: of an erased one the day, as of all that came before."""
    if signature.erased_at is None:
        return now
    return times.told_at(now, signature.appeal.zone, complete_at=signature.appeal.complete_at)


def remove(*which: ColumnElement[bool]) -> None:
    """Take signatures away, row and all, with the emails about them that wait: lines of a list that is undone."""
    outbox.recall(select(Signature.ref).where(*which))
    db.session.execute(delete(Signature).where(*which).execution_options(synchronize_session=False))


def _coarse() -> dict[str, Any]:
    times = ("signed_at", "confirmed_at", "ended_at", "held_at")
    cut = {name: DayOf(_ROWS.c[name]) for name in times}
    return cut | dict.fromkeys(("mail_due_at", "reminded_at", "last_called_at"))  # of one that waited


def _unfound(now: datetime) -> dict[str, Any]:
    return dict.fromkeys(_FINDS) | {"erased_at": clock.day(now)}


def _expire(refs: list[str]) -> None:
    """Have what the session knows of them read again; what was unsealed is forgotten."""
    known = set(refs)
    for each in list(db.session.identity_map.values()):
        if isinstance(each, Signature) and each.__dict__.get("ref") in known:
            each.__dict__.pop("own", None)
            db.session.expire(each)
