"""Lists are added whole or not at all, once, however often somebody presses the button, and undone as a whole.

A long one is added by the worker, some at a time, so that others can write meanwhile. Its signatures are "listed" until
all are there, which counts for nothing and is shown nowhere; then they come to count, some at a time. Who is to be asked by
mail waits like anybody who signs (see invite.py).
"""

import time
from collections.abc import Collection
from datetime import datetime
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import connections
from petition.core.db import Base, db, insert_many
from petition.lists import invite, judge, sealing, store, ticks
from petition.lists.judge import THERE, KnownRows
from petition.lists.models import LineList, LinePart
from petition.reading.listing import FoundRow
from petition.reading.lists.listed import Listed
from petition.signatures import erasing, suppression
from petition.signatures.models import Signature, Stand, new_row
from petition.signatures.rules import Signing, Source, State
from petition.signatures.ticket import Ticket

AT_ONCE = 2_000  # rows that are added or taken back while the organiser waits
_STEP = 1_000  # rows that come to count, or are taken back, before others may write
_LONGEST = 0.1  # seconds after which a step takes no further part of a list, for others wait to write
_GO_BEFORE = (State.CONFIRMED, State.HELD, State.NOT_ME, State.REJECTED)
_TAKEN_BACK = (State.CONFIRMED, State.LISTED, State.MERGED)


class Over(Exception):
    """The appeal is closed or withdrawn: its letter is complete."""


class NotOpen(Exception):
    """Nobody can be asked to sign what is not open for signing."""


def add(
    kept: LineList,
    *,
    first: bool = True,
    chosen: Collection[int] | None = None,
    organiser_id: int | None,
    now: datetime,
) -> bool:
    """Begin to add a list that was looked over, and end it unless it is long; whether this call was the first to do so.

    `first`: as first signatories in their order. What is ticked is added (ticks.py); `chosen`: these rows, counted from 0,
    and no others. Once the appeal is published, those with a mailbox are asked and count when they confirm; on the
    organisers' word stand those without. Raises Over, or NotOpen where there is somebody to be asked.
    """
    appeal = kept.appeal
    if appeal.phase(now) in {Phase.CLOSED, Phase.WITHDRAWN}:
        raise Over
    asks = appeal.published_at is not None
    writes = asks and bool(kept.figures.get("addressed"))
    if writes and not appeal.is_open(now):
        raise NotOpen
    mine = (
        update(LineList)
        .where(LineList.id == kept.id, LineList.state == "waiting")
        .values(
            state="adding",
            first=first,
            invites=asks,
            organiser_id=organiser_id,
            added_at=now,
        )
    )
    if db.session.execute(mine.returning(LineList.id)).first() is None:
        return False
    db.session.refresh(kept)
    if chosen is not None:
        ticks.only(kept, chosen)
    audit.record(
        "list.taken", appeal_id=appeal.id, organiser_id=organiser_id, now=now, list=kept.ref, rows=kept.rows
    )
    if kept.rows <= (sealing.PART if writes else AT_ONCE):
        while kept.state == "adding":
            _go_on(kept, now)
    return True


def being_added(_now: datetime) -> list[int]:
    """The appeals to which lists are being added."""
    return list(db.session.scalars(select(LineList.appeal_id).where(LineList.state == "adding").distinct()))


def add_some(appeal: Appeal, now: datetime) -> int:
    """Go on with a long list, some parts of it or its end; gives how many rows that were, 0 when nothing is to be done."""
    kept = _next(appeal, "adding")
    if kept is None:
        return 0
    if appeal.withdrawn_at is not None:
        return int(_take_back(kept, kept.organiser_id, now))
    return _go_on(kept, now)


def _next(appeal: Appeal, state: str) -> LineList | None:
    """The list of an appeal that is next to go on with, for the worker."""
    connections.give_room(db.session.connection())
    return db.session.scalar(
        select(LineList)
        .where(LineList.appeal_id == appeal.id, LineList.state == state)
        .order_by(LineList.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )


def _go_on(kept: LineList, now: datetime) -> int:
    """Add some parts, or let some of what is added count; gives how many rows that were."""
    until, told, added = time.monotonic() + _LONGEST, store.layout_of(kept), 0
    while rows := list(store.found_in(kept, kept.done, told)):
        _add_part(kept, rows, now)
        store.drop_part(kept, kept.done)
        kept.done += 1
        db.session.flush()
        added += len(rows)
        if kept.done & (kept.done - 1) == 0:  # twice as much as at the last look
            connections.count_anew(
                db.session.connection(), Signature.__tablename__, "appeal_id, list_id, state"
            )
        if time.monotonic() > until:
            return added
    return added or _let_some_count(kept, now)


def _add_part(kept: LineList, rows: list[FoundRow], now: datetime) -> None:
    """Add the rows of a part that are still to be added: much may have happened since the list was looked through."""
    taken = _to_be_added(kept, rows)
    start = _last_rank(kept.appeal) + 1 if kept.first else 0
    placed = [(each, key, start + nth if start else None) for nth, (each, key) in enumerate(taken)]
    _insert(kept, [each for each in placed if not (kept.invites and each[0].mailbox)], now)
    if kept.invites and kept.appeal.is_open(now):
        kept.invited += invite.invite(
            kept, [(each, rank) for each, _, rank in placed if each.mailbox], now=now
        )


def _to_be_added(kept: LineList, rows: list[FoundRow]) -> list[tuple[Listed, bytes]]:
    """What was ticked by hand, and what is new where nobody touched the tick; each with its key.

    What another list has brought meanwhile is not added once more, unless it was ticked as there already.
    """
    before = ticks.letters_in(kept, kept.done)
    known = judge.look_up(kept, rows, asks=kept.invites)
    came_to = judge.judge_part(rows, known, set())
    left = _left(known)
    return [
        (each.listed, key)
        for each, key, then, outcome, mark in zip(
            rows, known.keys, before.outcomes, came_to, ticks.marks(before), strict=True
        )
        if each.listed
        and ticks.is_ticked(then, mark)
        and (
            outcome == judge.NEW
            or (mark == ticks.TICKED and (outcome != THERE or judge.MEANT[then] == THERE))
        )
        and key not in left
    ]


def _left(known: KnownRows) -> set[bytes]:
    """The keys of who left by their own word, whom no tick brings back (docs/adr/0018); who is asked answers that."""
    return {key for key, end in known.ended.items() if end.own}


def _insert(kept: LineList, placed: list[tuple[Listed, bytes, int | None]], now: datetime) -> None:
    """Insert signatures on the organisers' word, which do not count yet; each with its key and its rank."""
    appeal, zone = kept.appeal, ZoneInfo(kept.appeal.zone)
    stand, lang = Stand.under(appeal), appeal.first_lang
    values = []
    for (listed, found_by, rank), ticket in zip(placed, Ticket.many(len(placed)), strict=True):
        particulars = judge.particulars_of(listed)
        values.append(
            new_row(
                stand,
                Signing(particulars, listed.line.kind, listed.visibility, lang),
                ticket,
                state=State.LISTED,
                source=Source.LIST,
                signed_at=_signed_at(listed.signed_on, zone, now),
                mailbox_key=found_by if listed.mailbox else None,
                typed_key=judge.line_key(stand.key, particulars.line) if listed.mailbox else found_by,
                list_id=kept.id,
                rank=rank,
                mails=0,
            )
        )
    insert_many(Base.metadata.tables[Signature.__tablename__], values)


def _signed_at(day: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Noon of the day the list says, where the appeal is at home; now where it says none, or one to come."""
    if not day:
        return now
    return min(datetime.combine(datetime.fromisoformat(day), time_of_day(12), zone), now)


def _last_rank(appeal: Appeal) -> int:
    """The last place among the first signatories; no other list is given one until this transaction ends."""
    db.session.execute(select(Appeal.id).where(Appeal.id == appeal.id).with_for_update(key_share=True))
    ranked = (Signature.appeal_id == appeal.id, Signature.rank.is_not(None))
    return db.session.scalar(select(func.max(Signature.rank)).where(*ranked)) or 0


def _let_some_count(kept: LineList, now: datetime) -> int:
    """Let some of a list count, but for whom another word of the same mailbox goes before; then end it: a step, no row."""
    some = db.session.execute(
        select(Signature.id, Signature.mailbox_key)
        .where(Signature.list_id == kept.id, Signature.state == State.LISTED)
        .order_by(Signature.id)
        .limit(_STEP)
    ).all()
    if not some:
        _finish(kept, now)
        return 1
    gone = _given_way(kept, {row.id: row.mailbox_key for row in some if row.mailbox_key})
    erasing.remove(Signature.id.in_(gone))
    db.session.execute(
        update(Signature)
        .where(Signature.list_id == kept.id, Signature.state == State.LISTED, Signature.id <= some[-1].id)
        .values(state=State.CONFIRMED, confirmed_at=now)
        .execution_options(synchronize_session=False)
    )
    return 1


def _given_way(kept: LineList, keys: dict[int, bytes]) -> list[int]:
    """Those of some rows whose mailbox has another word that goes before, or stands in this list before.

    Two plain statements: PostgreSQL, which has no figures yet about rows added a moment ago, compares each with each where
    one statement asks both.
    """
    others = db.session.execute(
        select(Signature.id, Signature.mailbox_key, Signature.state, Signature.list_id).where(
            Signature.appeal_id == kept.appeal_id,
            Signature.mailbox_key.in_(set(keys.values())),
            Signature.state.in_((*_GO_BEFORE, State.LISTED)),
        )
    ).all()
    before = {row.mailbox_key for row in others if row.state in _GO_BEFORE}
    earliest = {
        row.mailbox_key: row.id
        for row in sorted(others, key=lambda row: -row.id)
        if row.state == State.LISTED and row.list_id == kept.id
    }
    return [own for own, key in keys.items() if key in before or earliest[key] < own]


def _finish(kept: LineList, now: datetime) -> None:
    """All of a list counts; its rows are kept no longer."""
    mine = (
        Signature.list_id == kept.id,
        Signature.source == Source.LIST,
        Signature.state == State.CONFIRMED,
    )
    kept.added = db.session.execute(select(func.count()).where(*mine)).scalar_one()
    db.session.execute(delete(LinePart).where(LinePart.list_id == kept.id))
    kept.state = "added"
    db.session.flush()
    audit.record(
        "list.accepted",
        appeal_id=kept.appeal_id,
        organiser_id=kept.organiser_id,
        now=now,
        list=kept.ref,
        added=kept.added,
        invited=kept.invited,
    )


def undo(kept: LineList, *, organiser_id: int | None, now: datetime) -> bool:
    """Take a whole list back, whether it is added or being added; whether this call did it. Raises Over.

    Who has confirmed by themselves meanwhile stays. Of the others nothing remains but what keeps the next list from
    bringing them back unasked.
    """
    appeal = kept.appeal
    if appeal.phase(now) in {Phase.CLOSED, Phase.WITHDRAWN}:
        raise Over
    return _take_back(kept, organiser_id, now)


def _take_back(kept: LineList, organiser_id: int | None, now: datetime) -> bool:
    """Begin to take a list back, and end it unless it is long, which the worker does; whether this call was the first."""
    mine = update(LineList).where(LineList.id == kept.id, LineList.state.in_(("adding", "added")))
    won = db.session.execute(
        mine.values(state="undoing", undone_at=now, figures={}).returning(LineList.id)
    ).first()
    if won is None:
        return False
    db.session.execute(delete(LinePart).where(LinePart.list_id == kept.id))
    db.session.refresh(kept)
    erasure_journal.note("list undone", kept.ref, appeal_id=kept.appeal_id, now=now)
    audit.record(
        "list.undone",
        appeal_id=kept.appeal_id,
        organiser_id=organiser_id,
        now=now,
        list=kept.ref,
        added=kept.added,
    )
    if kept.rows <= AT_ONCE:
        finish_undoing(kept, now=now)
    return True


def being_undone(_now: datetime) -> list[int]:
    """The appeals from which lists are being taken back."""
    return list(db.session.scalars(select(LineList.appeal_id).where(LineList.state == "undoing").distinct()))


def undo_some(appeal: Appeal, now: datetime) -> int:
    """Take back some of a list that is undone; gives how many, 0 when nothing is to be done."""
    kept = _next(appeal, "undoing")
    return _undo_some(kept, now) if kept else 0


def finish_undoing(kept: LineList, *, now: datetime) -> None:
    """Take back all that is left of a list that is undone."""
    while kept.state == "undoing":
        _undo_some(kept, now)


def _undo_some(kept: LineList, now: datetime) -> int:
    """Whoever stood on the organisers' word goes, row and all; what keeps the next list from bringing them back stays."""
    rows = db.session.execute(
        select(Signature.id, Signature.state, func.coalesce(Signature.mailbox_key, Signature.typed_key))
        .where(
            Signature.list_id == kept.id, Signature.source == Source.LIST, Signature.state.in_(_TAKEN_BACK)
        )
        .limit(_STEP)  # in no order, for which each step would sort all that is left
    ).all()
    keys = [key for _, state, key in rows if key and state != State.MERGED]
    suppression.suppress(kept.appeal_id, keys, own=False, undone=True)
    erasing.remove(Signature.id.in_([row.id for row in rows]))
    waiting = 0 if rows else invite.take_back(kept, most=_STEP, now=now)
    if not rows and not waiting:
        kept.state, kept.sealed = "undone", b""
    db.session.flush()
    return len(rows) + waiting or 1


def accept_list(
    appeal: Appeal, kept: LineList, chosen: Collection[int], *, organiser_id: int | None, now: datetime
) -> int:
    """Add the chosen lines of a letter's own list (by their position) as first signatories; gives how many."""
    assert appeal.id == kept.appeal_id
    add(kept, chosen=chosen, organiser_id=organiser_id, now=now)
    while kept.state == "adding":
        _go_on(kept, now)
    return kept.added
