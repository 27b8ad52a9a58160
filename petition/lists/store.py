"""Lists that organisers bring, from reading them until they are looked over; nobody is added here (see add.py).

A list of a letter and a pasted one come as lines that were read; a table comes as the rows of its sheets, whose layout an
organiser tells first. Either is kept in parts, sealed, so that it can be left and come back to, and looked at page by page
however long it is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core.db import db, table_of
from petition.lexicon.signatory import Visibility
from petition.lists import lookup, rows, sealing
from petition.lists.judge import Judged
from petition.lists.models import LineList, LinePart
from petition.lists.rows import Changes
from petition.lists.sealing import Sealed, seal_rows
from petition.reading import listing
from petition.reading.draft import NOT_NAMED, Line
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.letters.table_of_names import to_print
from petition.reading.signatories.listed import Listed, PlacedLine
from petition.reading.tables import proposed
from petition.reading.tables.beside_rows import withheld_in
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout
from petition.signatures.ticket import new_ref

KEPT = timedelta(days=30)  # of a list that nobody adds
_MOST_SHEETS = 50  # of which lists are made unasked: a page may have hundreds of tables
_NO_LAYOUT = Layout()


def keep_list(appeal: Appeal, lines: list[Line], *, now: datetime) -> LineList:
    """Keep the lines of a letter until an organiser has looked them over; who may not want to be named is hidden."""
    placed = [
        PlacedLine(nth, nth, typed.as_typed, Listed(line, visibility=_shown(line)))
        for nth, (typed, line) in enumerate(zip(lines, map(to_print, lines), strict=True), 1)
    ]
    return keep_lines(appeal, placed, now=now)


def _shown(line: Line) -> Visibility:
    return Visibility.HIDDEN if line.doubt in NOT_NAMED else Visibility.PUBLIC


def keep_lines(appeal: Appeal, lines: list[PlacedLine], *, name: str = "", now: datetime) -> LineList:
    """Keep what a pasted list holds, whoever is read and whatever is not, until an organiser has looked it over."""
    kept = _keep(appeal, map(rows.line_kept, lines), name=name, is_table=False, state="waiting", now=now)
    kept.figures = {"lines": listing.lines_account(lines)}
    write_down(kept, judge(kept))
    return kept


def keep_table(
    appeal: Appeal,
    book: Iterable[Sheet | TableRow] | Sealed,
    *,
    name: str = "",
    encodings: tuple[str, ...] = (),
    now: datetime,
) -> LineList | None:
    """Keep a table until an organiser has told its layout, which is guessed; None where it has no rows.

    `book` may be sealed already. `encodings` are the one it was read in and those it may be in, where that is not sure.
    Raises NotATable before anything is kept.
    """
    kept = _keep(appeal, book, name=name, is_table=True, state="untold", now=now)
    if not kept.rows:
        return None
    sealing.say(kept, letters=list(encodings))
    propose(kept)
    return kept


def propose(kept: LineList) -> None:
    """Guess which sheets of a table hold people, and how; all of them but the likeliest become lists of their own."""
    sheets, withheld = [], []
    for name, (first, parts, _, _, hidden) in zip(lookup.sheets_of(kept), kept.sheets, strict=True):
        looked_at = parts if len(kept.sheets) > 1 else min(parts, 1)
        rows = [row for nth in range(first, first + looked_at) for row in lookup.rows_of(kept, nth)]
        sheets.append((Sheet(name, bool(hidden)), rows[: sealing.PART]))
        withheld.append(withheld_in(name, rows))
    sealing.say(kept, withheld=withheld)
    likeliest, layouts = proposed.likeliest_sheet(sheets)
    kept.sheet, kept.rows = likeliest, kept.sheets[likeliest][2]
    lay_out(kept)
    for nth in listing.holding_people(sheets, likeliest, layouts)[:_MOST_SHEETS]:
        lay_out(apart(kept, nth), like=layouts[likeliest])


def apart(kept: LineList, sheet: int) -> LineList:
    """Make a list of its own of another sheet of a file; it takes the rows over as they are sealed. To be laid out."""
    sheets = lookup.sheets_of(kept)
    file = lookup.name_of(kept).removesuffix(f": {sheets[kept.sheet]}")
    other = new_list(kept.appeal, new_ref(), name="", is_table=True, state="untold", now=kept.read_at)
    other.book, other.organiser_id, other.sheets = kept.book or kept.ref, kept.organiser_id, kept.sheets
    other.sheet, other.rows = sheet, kept.sheets[sheet][2]
    sealing.say(other, **sealing.said_of(kept) | {"answers": {}})
    for each in (kept, other):
        sealing.say(each, name=f"{file}: {sheets[each.sheet]}".removeprefix(": "))
    first, parts = kept.sheets[sheet][:2]
    table = table_of(LinePart)
    its = (table.c.list_id == kept.id, table.c.number >= first, table.c.number < first + parts)
    db.session.flush()
    db.session.connection().execute(update(table).where(*its).values(list_id=other.id))
    return other


def lay_out(kept: LineList, heads: Heads | None = None, *, like: Layout = _NO_LAYOUT) -> None:
    """Guess the columns of a table, and where its headings stand unless that is told; like those of another sheet, maybe."""
    kept.state = "untold"
    sample, width = lookup.sample_of(kept), kept.sheets[kept.sheet][3]
    told = proposed.propose(sample) if heads is None else proposed.headed(sample, heads)
    told = told.widened(width).like(like)
    kept.head_first, kept.head_last = told.heads
    kept.columns = list(told.columns)
    sealing.say(kept, answers={})
    db.session.flush()


def _keep(
    appeal: Appeal, book: Iterable[Any] | Sealed, *, name: str, is_table: bool, state: str, now: datetime
) -> LineList:
    """Seal the rows first, for reading them takes long, and only then ask the database for anything."""
    sealed = book if isinstance(book, Sealed) else seal_rows(appeal, new_ref(), book)
    kept = new_list(appeal, sealed.ref, name=name, is_table=is_table, state=state, now=now)
    put(kept, sealed)
    return kept


def new_list(appeal: Appeal, ref: str, *, name: str, is_table: bool, state: str, now: datetime) -> LineList:
    """A list of which no rows are kept yet."""
    kept = LineList(
        appeal_id=appeal.id, appeal=appeal, ref=ref, state=state, is_table=is_table, columns=[], sheets=[],
        figures={}, sheet=0, head_first=0, head_last=0, rows=0, read_at=now,
    )  # fmt: skip
    sealing.say(kept, name=name)
    db.session.add(kept)
    db.session.flush()
    return kept


def put(kept: LineList, sealed: Sealed) -> None:
    """Let a list have these rows."""
    kept.sheets, kept.sheet = sealed.sheets, 0
    kept.rows = sum(rows for _, _, rows, _, _ in sealed.sheets)
    sealing.say(kept, sheets=sealed.names)
    db.session.add_all(
        LinePart(list_id=kept.id, number=number, sealed=part) for number, part in enumerate(sealed.parts)
    )
    db.session.flush()


def tell(kept: LineList, told: Layout, judged: Judged) -> None:
    """Say how a table is read, and keep what its rows come to by that."""
    _say(kept, told)
    kept.rows = kept.rows or sum(map(len, judged.outcomes))  # of one from before rows were counted
    kept.state = "waiting"
    write_down(kept, judged)


def tell_later(kept: LineList, told: Layout) -> None:
    """Say how a long table is read, for the worker to look through by that."""
    _say(kept, told)
    kept.state, kept.done = "judging", 0


def _say(kept: LineList, told: Layout) -> None:
    kept.columns, (kept.head_first, kept.head_last) = list(told.columns), told.heads
    sealing.say(kept, answers=dict(told.answers))


def retell(kept: LineList) -> None:
    """Go back to the columns, which stay as they were told."""
    kept.state = "untold"


def drop(appeal: Appeal, kept: LineList, *, organiser_id: int | None, now: datetime) -> None:
    """Throw a list away unsaved."""
    db.session.delete(kept)
    erasure_journal.note("list dropped", kept.ref, appeal_id=appeal.id, now=now)
    audit.record("list.dropped", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def forget(now: datetime) -> None:
    """Drop the lists that nobody added for so long, with all that they hold."""
    db.session.execute(
        delete(LineList).where(LineList.state.in_(lookup.WAITING), LineList.read_at < now - KEPT)
    )


def keep_changes(kept: LineList, number: int, changes: Changes) -> None:
    """Keep what organisers put in place of rows of one part."""
    part = db.session.get_one(LinePart, (kept.id, lookup.first_part(kept) + number))
    part.changes = (
        kept.appeal.key.seal_json(changes, lookup.place_of_changes(kept, number)) if changes else b""
    )
    db.session.flush()


def judge(kept: LineList, told: Layout | None = None) -> Judged:
    """What each row comes to, its layout as told, else as kept. Only looks, however long it takes."""
    judged, told = Judged(), told or (lookup.layout_of(kept) if kept.is_table else Layout())
    for number in range(lookup.parts(kept)):
        judge_next(kept, judged, number, told)
    return judged


def judge_next(kept: LineList, judged: Judged, number: int, told: Layout) -> None:
    """Look through one more part."""
    cells, changes = lookup.rows_in(kept, number) if kept.is_table else [], lookup.changes_in(kept, number)
    read = list(lookup.found_in_rows(cells, number, told) if kept.is_table else lookup.as_read(kept, number))
    judged.take(kept, [found for each in read for found in rows.as_changed(each, changes)])
    if kept.is_table:
        part = lookup.first_part(kept) + number
        judged.read[part] = sealing.seal_found(kept, part, read)
    judged.cells.update(listing.cells_account(told, zip(cells, read, strict=False)))


def write_down(kept: LineList, judged: Judged) -> None:
    """Keep what a list came to, part by part; what was ticked by hand is asked anew."""
    lines = {"lines": kept.figures["lines"]} if "lines" in kept.figures else {}
    kept.figures = judged.figures | lines
    came_to = enumerate(zip(judged.outcomes, judged.why, strict=True), lookup.first_part(kept))
    db.session.flush()
    _write(
        kept,
        (
            {"part": part, "outcomes": outcomes, "doubts": why, "ticks": ""}
            for part, (outcomes, why) in came_to
        ),
    )
    keep_read(kept, judged)


def keep_read(kept: LineList, judged: Judged) -> None:
    """Keep who the rows are of the parts that were looked through since the last time."""
    _write(kept, ({"part": part, "found": sealed} for part, sealed in judged.read.items()))
    judged.read.clear()


def _write(kept: LineList, parts: Iterable[dict[str, Any]]) -> None:
    """Past the session: as objects, the rows would be read for it."""
    if values := list(parts):
        table = table_of(LinePart)
        these = update(table).where(table.c.list_id == kept.id, table.c.number == bindparam("part"))
        db.session.connection().execute(these, values)
