"""Lists are added whole or not at all, once, however often somebody presses the button, and undone as a whole.

A long one is added by the worker, some at a time, so that others can write meanwhile. Its rows are made ready first, all of
them, which counts for nothing and is shown nowhere; then they are written and count, some at a time (ready.py). Who is to be
asked by mail waits like anybody who signs (invite.py).
"""

import time
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core import sqlite
from petition.core.db import db
from petition.lists import changes, invite, judge, lookup, ready, sealing, store, ticks
from petition.lists.judge import THERE
from petition.lists.models import AskedToo, LineList, LinePart
from petition.reading.signatories.listed import PlacedLine
from petition.reading.tables.layout import Layout
from petition.signatures import confirming, erasing, suppression
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State

AT_ONCE = 2_000  # rows that are added or taken back while the organiser waits
_STEP = 1_000  # rows that are taken back before others may write
_LONGEST = 0.1  # seconds after which a step takes no further part of a list, for others wait to write
_TAKEN_BACK = (
    State.CONFIRMED,
    State.MERGED,
    State.HELD,
    State.REJECTED,
)  # whatever organisers did to it since


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

    `first`: as first signatories in their order. What is ticked is added (ticks.py), and who is doubtful and was neither
    ticked nor unticked by hand waits on in a list of their own; `chosen`: these rows, counted from 0, and no others. Once
    the appeal is published, those with a mailbox are asked and count when they confirm; on the organisers' word stand those
    without. Raises Over, or NotOpen where there is somebody to be asked.
    """
    appeal = kept.appeal
    if appeal.is_over(now):
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
    _let_wait(kept, now)
    audit.record(
        "list.taken",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        list=kept.ref,
        count=judge.names_in(kept),
    )
    if kept.rows <= (sealing.PART if writes else AT_ONCE):
        while kept.state == "adding":
            _go_on(kept, now)
    return True


def _let_wait(kept: LineList, now: datetime) -> None:
    """Make a list that waits of those whom nobody has decided about: they would go with this one, unseen."""
    undecided = []
    for part in ticks.codes(kept):
        marked = enumerate(zip(part.outcomes, ticks.marks(part), strict=True))
        places = [at for at, each in marked if ticks.is_undecided(*each)]
        if not places:
            continue
        found, typed = list(lookup.found_in(kept, part.number)), lookup.typed_in(kept, part.number)
        these = [found[at] for at in places]
        first = part.number * sealing.PART
        undecided += [PlacedLine(row.line, row.line, typed[row.nth - first], row.listed) for row in these]
    if undecided:
        rest = store.keep_lines(kept.appeal, undecided, name=lookup.name_of(kept), now=now)
        rest.organiser_id = kept.organiser_id
        sealing.say(kept, rest=rest.ref)
    kept.figures = kept.figures | {"undecided": len(undecided)}


def being_added(_now: datetime) -> list[int]:
    """The appeals to which lists are being added."""
    return list(db.session.scalars(select(LineList.appeal_id).where(LineList.state == "adding").distinct()))


def add_some(appeal: Appeal, now: datetime) -> int:
    """Go on with a long list, some parts of it or its end; gives how many rows that were, 0 when nothing is to be done."""
    kept = _next(appeal, "adding")
    if kept is None:
        return 0
    if appeal.withdrawn_at is not None:
        return int(_take_back(kept, None, now))
    return _go_on(kept, now)


def _next(appeal: Appeal, state: str) -> LineList | None:
    """The list of an appeal that is next to go on with, for the worker."""
    sqlite.give_room(db.session.connection())
    return db.session.scalar(
        select(LineList)
        .where(LineList.appeal_id == appeal.id, LineList.state == state)
        .order_by(LineList.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )


def _go_on(kept: LineList, now: datetime) -> int:
    """Make some parts ready, or write some of what is, or end it; gives how many rows were made ready, else 1."""
    until, told, made = time.monotonic() + _LONGEST, lookup.layout_of(kept), 0
    while kept.done < lookup.parts(kept):
        made += _make_ready(kept, told)
        if time.monotonic() > until:
            return made
    return made or _write_some(kept, now)


def _make_ready(kept: LineList, told: Layout) -> int:
    """Make what is ticked of the next part ready; gives how many rows it has."""
    rows, before = list(lookup.found_in(kept, kept.done, told)), ticks.codes_in(kept, kept.done)
    marked = zip(rows, before.outcomes, ticks.marks(before), strict=True)
    wanted = [
        (judge.as_judged(each.listed, then), _unless(then, mark))
        for each, then, mark in marked
        if each.listed and ticks.is_ticked(then, mark)
    ]
    ready.keep(kept, kept.done, wanted)
    kept.done += 1
    db.session.flush()
    return len(rows)


def _unless(then: str, mark: str) -> str:
    """What keeps a row out that is ticked: what another list has brought meanwhile is not added once more."""
    if mark != ticks.TICKED:
        return ready.UNLESS_KNOWN
    return ready.ALWAYS if judge.MEANT[then] == THERE else ready.UNLESS_THERE


def _write_some(kept: LineList, now: datetime) -> int:
    """Write some of a list that is ready, which counts at once; then end it: a step, no row."""
    until = time.monotonic() + _LONGEST
    if not ready.write_next(kept, now):
        _finish(kept, now)
    else:
        while time.monotonic() < until and ready.write_next(kept, now):
            pass
    return 1


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
    changes.look_again(kept.appeal)


def undo(kept: LineList, *, organiser_id: int | None, now: datetime) -> bool:
    """Take a whole list back, whether it is added or being added; whether this call did it. Raises Over.

    Who has confirmed by themselves meanwhile stays. Of the others nothing remains but what keeps the next list from
    bringing them back unasked.
    """
    appeal = kept.appeal
    if appeal.is_over(now):
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
    for table in (LinePart, AskedToo):
        db.session.execute(delete(table).where(table.list_id == kept.id))
    db.session.refresh(kept)
    rest = lookup.kept_list(kept.appeal, sealing.said_of(kept).get("rest", ""))
    if rest and rest.state in lookup.WAITING:  # it came with this one
        store.drop(kept.appeal, rest, organiser_id=organiser_id, now=now)
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
    key = func.coalesce(Signature.mailbox_key, Signature.typed_key).label("key")
    rows = db.session.execute(
        select(Signature.id, Signature.state, key, Signature.keep_until)
        .where(
            Signature.list_id == kept.id, Signature.source == Source.LIST, Signature.state.in_(_TAKEN_BACK)
        )
        .limit(_STEP)  # in no order, for which each step would sort all that is left
    ).all()
    keyed = [row for row in rows if row.key and row.state != State.MERGED]
    for is_off in (True, False):  # whom organisers had taken off, the list brings back no more than any other
        these = {row.key: row.keep_until for row in keyed if (row.state == State.REJECTED) is is_off}
        suppression.suppress(kept.appeal_id, these, own=False, undone=not is_off)
    erasing.remove(Signature.id.in_([row.id for row in rows]))
    stood = [row.key for row in keyed if row.state in {State.CONFIRMED, State.HELD}]
    confirming.let_own_wait(kept.appeal, stood, now=now)
    waiting = 0 if rows else invite.take_back(kept, most=_STEP)
    if not rows and not waiting:
        kept.state, kept.sealed = "undone", b""
        changes.look_again(kept.appeal)
    db.session.flush()
    return len(rows) + waiting or 1


def accept_list(kept: LineList, chosen: Collection[int], *, now: datetime) -> int:
    """Add the chosen lines of a letter's own list (by their position) as first signatories; gives how many."""
    add(kept, chosen=chosen, organiser_id=None, now=now)
    while kept.state == "adding":
        _go_on(kept, now)
    return kept.added
