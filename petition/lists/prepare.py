"""Long lists are read and looked through by the worker, some at a time, so that no page waits for them.

A file or a paste waits sealed as it came, and is no longer kept once its rows are. Whatever goes on here only looks;
nobody is added.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

from sqlalchemy import delete, func, select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.transactions import begin_writing, snapshot
from petition.core.turns import Busy, turn
from petition.lists import lookup, refusals, rows, sealing, store
from petition.lists.judge import Judged
from petition.lists.models import LineList, LinePart
from petition.lists.sealing import Sealed
from petition.reading import brought, listing
from petition.reading.brought import BroughtLines, BroughtTable, TakesLong
from petition.reading.files import table_files
from petition.reading.refusals import Fault, NotALetter, NotATable
from petition.reading.tables.layout import Layout
from petition.signatures.ticket import new_ref

LONG_FILE = 1_000_000  # bytes; a workbook of that size takes two seconds
LONG_LIST = 5_000  # rows that are looked through while the organiser waits
PASTED = ""  # the name of what came in no file
_CHUNK = 1 << 20
_log = logging.getLogger(__name__)
_STEPS = 10  # parts after which it is told how far a list is


def brought_in(data: bytes, name: str, *, at_once: bool = False) -> BroughtTable | BroughtLines:
    """What was brought in a file or a paste. Raises NotALetter, NotATable, or TakesLong if it is read `at_once`."""
    try:
        with turn(len(data)) if at_once else nullcontext():
            if name == PASTED:
                return brought.in_text(data.decode(), at_once=at_once)
            return brought.in_file(data, name, at_once=at_once)
    except Busy:
        raise TakesLong from None


def read_at_once(appeal: Appeal, data: bytes, name: str) -> Sealed | BroughtLines | None:
    """What was brought, a table sealed row by row; None where that takes long. Raises NotALetter or NotATable.

    The database is asked for nothing.
    """
    try:
        found = brought_in(data, name, at_once=True)
    except TakesLong:
        return None
    if isinstance(found, BroughtLines):
        return found
    is_long = len(data) > LONG_FILE and not found.is_read
    return None if is_long else sealing.seal_rows(appeal, new_ref(), found.book)


def keep_file(appeal: Appeal, data: bytes, *, name: str, now: datetime) -> LineList:
    """Keep a file, or a paste, until the worker has read it."""
    kept = store.new_list(appeal, new_ref(), name=name, is_table=True, state="reading", now=now)
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    db.session.add_all(
        LinePart(list_id=kept.id, number=nth, sealed=appeal.key.seal(chunk, _place(kept, nth)), outcomes="")
        for nth, chunk in enumerate(chunks)
    )
    db.session.flush()
    return kept


def _place(kept: LineList, number: int) -> str:
    return f"line_lists|file|{kept.ref}|{kept.appeal_id}|{number}"


_WAITS = LineList.state.in_(("reading", "judging"))


def with_long_lists(_now: datetime) -> list[int]:
    """The ids of the appeals under which a list waits to be read or looked through, that which has waited longest first."""
    due = select(LineList.appeal_id).where(_WAITS).group_by(LineList.appeal_id)
    return list(db.session.scalars(due.order_by(func.min(LineList.read_at))))


def prepare(appeal_id: int, commit: Callable[[], None]) -> int | None:
    """Read the file of an appeal that waits longest, or look that list through, in steps that the worker's `commit` ends.

    Gives how many rows that were; None where nothing waits.
    """
    snapshot()
    query = select(LineList).where(LineList.appeal_id == appeal_id, _WAITS)
    kept = db.session.scalar(query.order_by(LineList.read_at, LineList.id).limit(1))
    if kept is None:
        commit()
        return None
    return _read(kept, commit) if kept.state == "reading" else _judge(kept, commit)


def _read(kept: LineList, commit: Callable[[], None]) -> int:
    """Put its rows or lines in the place of a file, under the same reference; what cannot be read is told as such."""
    appeal, query = kept.appeal, select(LinePart).where(LinePart.list_id == kept.id).order_by(LinePart.number)
    data = b"".join(
        appeal.key.unseal(each.sealed, _place(kept, each.number)) for each in db.session.scalars(query)
    )
    name = lookup.name_of(kept)
    commit()
    found, sealed = None, Sealed(kept.ref)
    fault: NotALetter | NotATable = NotATable(Fault.EMPTY)
    try:
        found = brought_in(data, name)
        rows_found = map(rows.line_kept, found.entries) if isinstance(found, BroughtLines) else found.book
        sealed = sealing.seal_rows(appeal, kept.ref, rows_found)
    except (NotALetter, NotATable) as refusal:
        fault = refusal
    except Exception as error:  # noqa: BLE001  it would be read again each second, and all that came later wait for it
        _log.error("%s in reading a list", type(error).__name__)
        fault = NotATable(Fault.BROKEN)
    begin_writing()
    if not _is_still(kept, "reading"):
        return 0
    db.session.execute(delete(LinePart).where(LinePart.list_id == kept.id))
    db.session.expunge_all()
    kept = db.session.get_one(LineList, kept.id)
    if not sealed.parts:
        kept.state, kept.figures = "refused", refusals.kept(fault)
    elif isinstance(found, BroughtLines):
        store.put(kept, sealed)
        kept.is_table, kept.figures = False, {"lines": listing.lines_account(found.entries)}
        store.tell_later(kept, Layout())
    else:
        store.put(kept, sealed)
        sealing.say(kept, letters=list(table_files.encodings_in(data)))
        store.propose(kept)
        kept.state = "untold"
    commit()
    return kept.rows


def _judge(kept: LineList, commit: Callable[[], None]) -> int:
    """Look a list through, telling now and then how far it is."""
    told, judged = lookup.layout_of(kept), Judged()
    for number in range(lookup.parts(kept)):
        store.judge_next(kept, judged, number, told)
        if number % _STEPS == _STEPS - 1:
            begin_writing()
            if not _is_still(kept, "judging"):
                return 0
            store.keep_read(kept, judged)
            kept.done = number + 1
            commit()
            snapshot()
    begin_writing()
    if not _is_still(kept, "judging"):
        return 0
    store.tell(kept, told, judged)
    kept.done = 0
    commit()
    return kept.rows


def _is_still(kept: LineList, state: str) -> bool:
    """Whether nobody has thrown a list away, or told it otherwise, meanwhile."""
    query = select(LineList.state).where(LineList.id == kept.id).with_for_update(key_share=True)
    return db.session.scalar(query) == state
