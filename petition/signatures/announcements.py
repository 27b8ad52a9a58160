"""What all are told: a new text, the letter, a later deadline, a withdrawal, a further team, not being counted, being named.

Each verb takes one appeal, writes to some at a time, commits nothing, and gives how many; 0 when all are told. Whose address
cannot be unsealed is passed over and counted.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, select, true

from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.rules import Phase
from petition.appeals.tellings import Telling
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures import counts, messages
from petition.signatures.models import Signature, may_be_used
from petition.signatures.readable import readable_of
from petition.signatures.rules import Source, State
from petition.signatures.ticket import Ticket
from petition.signatures.versions import decided_at

_AT_ONCE = 100  # a tenth of a second or two, for which nobody else can write on SQLite

_ADDRESSED = (
    Signature.id,
    Signature.ref,
    Signature.nonce,
    Signature.lang,
    Signature.particulars,
    Signature.mailbox_key,
    Signature.version_id,
)
# For which an address is written to after it was to be erased: a letter may be complete at the very instant it is due,
# and the worker that tells of it a little late.
_JUST_DUE = timedelta(days=1)
_BY_THEMSELVES = Signature.source != Source.LIST  # whom organisers listed has confirmed nothing

Writes = Callable[..., Message]


# --- a new text -------------------------------------------------------------------------------------------------------


def with_new_text(_now: datetime) -> list[int]:
    """The appeals whose text has changed so that some are to be told."""
    query = select(AppealVersion.appeal_id).where(AppealVersion.told_up_to.is_not(None)).distinct()
    return list(db.session.scalars(query))


def tell_of_new_text(appeal: Appeal, now: datetime) -> int:
    """Write to those who signed an earlier text: that they count under the new one too, or while they can, to sign it.

    Who has confirmed since is told then. That somebody counts under another text they are always told (docs/adr/0088).
    """
    version = db.session.scalar(
        select(AppealVersion)
        .where(AppealVersion.appeal_id == appeal.id, AppealVersion.told_up_to.is_not(None))
        .order_by(AppealVersion.number)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    if version is None:
        return 0
    if version.carries:
        wanted, writes = appeal.withdrawn_at is None, messages.carried
    else:
        wanted, writes = appeal.sends("new_text") and appeal.is_open(now), messages.new_text
    stands = counts.versions_that_stand(appeal) if version.carries else None
    decided = decided_at(version)
    rows = _next(
        appeal,
        version.told_up_to or 0,
        now,
        Signature.state == State.CONFIRMED,
        Signature.version_id != version.id,
        true() if stands is None else Signature.version_id.in_(stands),
        Signature.confirmed_at <= decided,
        at_once=_AT_ONCE if wanted else 0,
    )
    # Who is counted after all may never have been told of the texts since their own.
    numbers = {each.id: each.number for each in appeal.versions if decided > version.published_at}
    for signed in {row.version_id for row in rows}:
        told = [row for row in rows if row.version_id == signed]
        _write(appeal, told, partial(writes, appeal, version, since=numbers.get(signed, 0)), now)
    version.told_up_to, version.told_at = (rows[-1].id, None) if rows else (None, now)
    return len(rows)


# --- the letter -------------------------------------------------------------------------------------------------------


def with_letter(now: datetime) -> list[int]:
    """The appeals whose letter is complete and was not told of to all."""
    found = db.session.scalars(
        select(Appeal).where(
            Appeal.published_at.is_not(None),
            Appeal.withdrawn_at.is_(None),
            Appeal.closes_at < now,
            Appeal.letter_told_at.is_(None),
        )
    )
    return [appeal.id for appeal in found if appeal.phase(now) is Phase.CLOSED]


def tell_of_letter(appeal: Appeal, now: datetime) -> int:
    """Write to all who confirmed, once nobody can any more, where the letter is, and whether it counts them."""
    mine = select(Appeal).where(Appeal.id == appeal.id, Appeal.letter_told_at.is_(None))
    claimed = db.session.scalar(
        mine.with_for_update(skip_locked=True, key_share=True), execution_options={"populate_existing": True}
    )
    if claimed is None or appeal.phase(now) is not Phase.CLOSED:
        return 0
    rows = db.session.execute(
        _addressed(appeal, now, Signature.state == State.CONFIRMED)
        .where(Signature.mailbox_key > (appeal.letter_told_up_to or b""))
        .order_by(Signature.mailbox_key)  # an index has them in this order
        .limit(_AT_ONCE if appeal.sends("letter") else 0)
    ).all()
    stand = counts.versions_that_stand(appeal)
    for counted in (True, False):
        told = [row for row in rows if (stand is None or row.version_id in {*stand, None}) is counted]
        _write(appeal, told, partial(messages.letter, appeal, counted=counted), now)
    if rows:
        appeal.letter_told_up_to = rows[-1].mailbox_key
    else:
        appeal.letter_told_at, appeal.letter_told_up_to = now, None  # which is somebody's, and may be erased
    return len(rows)


# --- what has a row of its own that says how far it has come ------------------------------------------------------------


def tell_of_withdrawal(appeal: Appeal, now: datetime) -> int:
    """Write to all who confirmed that the letter was withdrawn."""
    confirmed = and_(Signature.state.in_((State.CONFIRMED, State.HELD)), _BY_THEMSELVES)
    return tell(appeal, "withdrawal", confirmed, messages.withdrawn, now)


def tell_of_extension(appeal: Appeal, now: datetime) -> int:
    """Write to all who confirmed until when the deadline was extended and why, unless that is over by now."""
    confirmed = and_(Signature.state == State.CONFIRMED, _BY_THEMSELVES)
    whom = confirmed if appeal.is_open(now) else false()
    return tell(appeal, "extension", whom, messages.extended, now)


def tell_of_team_joined(appeal: Appeal, now: datetime) -> int:
    """Write to all who signed before the last team joined who publishes the letter now, so that they may withdraw."""
    joined_at = max((each.joined_at for each in appeal.partners), default=None)
    signed = (Signature.state.in_((State.CONFIRMED, State.HELD)), _BY_THEMSELVES)
    whom = and_(*signed, Signature.signed_at <= joined_at) if joined_at else false()  # it may have left again
    return tell(appeal, "team joined", whom, messages.team_joined, now)


def with_not_counted(now: datetime) -> list[int]:
    """The appeals whose letter is complete while signatures are still held."""
    held = exists().where(Signature.appeal_id == Appeal.id, Signature.state == State.HELD)
    told = exists().where(
        Telling.appeal_id == Appeal.id, Telling.what == "not counted", Telling.done_at.is_not(None)
    )
    found = db.session.scalars(select(Appeal).where(Appeal.closes_at < now, held, ~told))
    return [appeal.id for appeal in found if appeal.phase(now) is Phase.CLOSED]


def tell_not_counted(appeal: Appeal, now: datetime) -> int:
    """Write to those who were left undecided that the letter has closed without them."""
    if appeal.phase(now) is not Phase.CLOSED:
        return 0
    if db.session.get(Telling, (appeal.id, "not counted")) is None:
        db.session.add(Telling(appeal_id=appeal.id, what="not counted"))
        db.session.flush()
    return tell(appeal, "not counted", Signature.state == State.HELD, messages.not_counted, now)


def with_some_to_tell(what: str, _now: datetime) -> list[int]:
    """The appeals of which somebody is still to be told this."""
    query = select(Telling.appeal_id).where(Telling.what == what, Telling.done_at.is_(None))
    return list(db.session.scalars(query))


TELLINGS = {
    "withdrawal": tell_of_withdrawal,
    "extension": tell_of_extension,
    "team joined": tell_of_team_joined,
}  # what is told once organisers have brought it about


def tell(
    appeal: Appeal,
    what: str,
    whom: ColumnElement[bool],
    writes: Writes,
    now: datetime,
) -> int:
    """Write to the next of those to whom it applies, by what `writes` makes; gives how many, 0 when all are told."""
    telling = db.session.scalar(
        select(Telling)
        .where(Telling.appeal_id == appeal.id, Telling.what == what, Telling.done_at.is_(None))
        .with_for_update(skip_locked=True, key_share=True),
        execution_options={"populate_existing": True},
    )
    if telling is None:
        return 0
    rows = _next(appeal, telling.told_up_to, now, whom)
    _write(appeal, rows, partial(writes, appeal), now)
    if rows:
        telling.told_up_to = rows[-1].id
    else:
        telling.done_at = now
    return len(rows)


def _addressed(appeal: Appeal, now: datetime, *whom: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Whom it concerns of those who may be written to: an address that the worker was not there to erase is not used.

    Their rows are held: who withdraws at this moment waits until the email is there to be taken back, or is not found.
    """
    wants_mail = Signature.quiet_at.is_(None), may_be_used(appeal, now - _JUST_DUE)
    found = select(*_ADDRESSED).where(Signature.appeal_id == appeal.id, *wants_mail, *whom)
    return found.with_for_update(key_share=True)


def _next(
    appeal: Appeal, after: int, now: datetime, *whom: ColumnElement[bool], at_once: int = _AT_ONCE
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = _addressed(appeal, now, *whom).where(Signature.id > after).order_by(Signature.id).limit(at_once)
    return db.session.execute(query).all()


def _write(appeal: Appeal, rows: Sequence[Row[*tuple[Any, ...]]], writes: Writes, now: datetime) -> None:
    for row, own in readable_of(appeal, rows, now):
        outbox.post(writes(to=own.mailbox, lang=row.lang, ticket=Ticket(row.ref, row.nonce)), now=now)
