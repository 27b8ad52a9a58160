"""Lists that organisers bring, from reading them until they are looked over; nobody is added here (see add.py).

A list of a letter and a pasted one come as lines that were read; a table comes as the rows of its sheets, whose layout an
organiser tells first. Either is kept in parts, sealed, so that it can be left and come back to, and looked at page by page
however long it is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core.db import db, table_of
from petition.core.settings import settings
from petition.lexicon.signatory import Visibility
from petition.lists import rows, sealing
from petition.lists.judge import Judged
from petition.lists.models import LineList, LinePart
from petition.lists.rows import Changes
from petition.lists.sealing import Sealed, place_of, said_of, seal_rows
from petition.reading import listing
from petition.reading.draft import Doubt, Line
from petition.reading.files.encodings import read_again
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.listing import FoundRow
from petition.reading.lists import layout
from petition.reading.lists.headings import Heads
from petition.reading.lists.layout import Layout
from petition.reading.lists.signatories import PlacedLine
from petition.reading.lists.table_row import Listed
from petition.signatures.ticket import new_ref

KEPT = timedelta(days=30)  # of a list that nobody adds
WAITING = ("reading", "refused", "untold", "judging", "waiting")  # for somebody to look, or for the worker
_READ = ("waiting", "adding")  # by the layout that is told
_ASKED_OF = 6  # parts in which answers are looked for; whoever gave another one is not named


# --- keeping ----------------------------------------------------------------------------------------------------------


def keep_list(appeal: Appeal, lines: list[Line], *, name: str = "", now: datetime) -> LineList:
    """Keep the lines of a letter until an organiser has looked them over; who may not want to be named is hidden."""
    shown = {str(Doubt.NAMING): Visibility.HIDDEN}
    placed = [
        PlacedLine(nth, nth, line.as_typed, Listed(line, visibility=shown.get(line.doubt, Visibility.PUBLIC)))
        for nth, line in enumerate(lines, 1)
    ]
    return keep_lines(appeal, placed, name=name, now=now)


def keep_lines(appeal: Appeal, lines: list[PlacedLine], *, name: str = "", now: datetime) -> LineList:
    """Keep what a pasted list holds, whoever is read and whatever is not, until an organiser has looked it over."""
    kept = _keep(appeal, map(rows.line_kept, lines), name=name, is_table=False, state="waiting", now=now)
    kept.figures = {"lines": listing.lines_account(lines)}
    write_down(kept, judge(kept))
    return kept


def keep_table(
    appeal: Appeal,
    book: Iterable[Sheet | TableRow],
    *,
    name: str = "",
    letters: tuple[str, ...] = (),
    now: datetime,
) -> LineList | None:
    """Keep a table until an organiser has told its layout, which is guessed; None where it has no rows.

    `letters` are the encoding it was read in and those it may be in, where that is not sure. Raises NotATable before
    anything is kept.
    """
    kept = _keep(appeal, book, name=name, is_table=True, state="untold", now=now)
    if not kept.rows:
        return None
    sealing.say(kept, letters=list(letters))
    propose(kept)
    return kept


def propose(kept: LineList) -> None:
    """Guess which sheet of a table holds the list, and how it is laid out."""
    samples, withheld = [], []
    for name, (first, parts, _, _, hidden) in zip(sheets_of(kept), kept.sheets, strict=True):
        looked_at = parts if len(kept.sheets) > 1 else min(parts, 1)
        rows = [row for nth in range(first, first + looked_at) for row in _rows_of(kept, nth)]
        samples.append((Sheet(name, bool(hidden)), rows[: layout.SAMPLE]))
        withheld.append(layout.withheld_in(name, rows))
    sealing.say(kept, withheld=withheld)
    lay_out(kept, layout.likeliest(samples))


def lay_out(kept: LineList, sheet: int, heads: Heads | None = None) -> None:
    """Take a sheet of a table, and the rows of headings in it if they are told; its columns are guessed anew."""
    kept.state, kept.sheet, kept.rows = "untold", sheet, kept.sheets[sheet][2]
    sample, width = sample_of(kept), kept.sheets[sheet][3]
    told = layout.propose(sample, width) if heads is None else layout.headed(sample, heads, width)
    kept.head_first, kept.head_last = told.heads
    kept.columns = list(told.columns)
    sealing.say(kept, answers={})
    db.session.flush()


def _keep(
    appeal: Appeal, book: Iterable[Any], *, name: str, is_table: bool, state: str, now: datetime
) -> LineList:
    """Seal the rows first, for reading them takes long, and only then ask the database for anything."""
    sealed = seal_rows(appeal, new_ref(), book)
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
    db.session.execute(delete(LineList).where(LineList.state.in_(WAITING), LineList.read_at < now - KEPT))


# --- finding ----------------------------------------------------------------------------------------------------------


def kept_list(appeal: Appeal, ref: str) -> LineList | None:
    """A list of this appeal, unless it was undone."""
    return db.session.scalar(
        select(LineList).where(
            LineList.appeal_id == appeal.id, LineList.ref == ref, LineList.state != "undone"
        )
    )


def waiting_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that wait for being looked over, oldest first."""
    return _lists(appeal, *WAITING)


def added_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that were added or are being added, oldest first."""
    return _lists(appeal, "adding", "added", "undoing")


def _lists(appeal: Appeal, *states: str) -> list[LineList]:
    return list(
        db.session.scalars(
            select(LineList)
            .where(LineList.appeal_id == appeal.id, LineList.state.in_(states))
            .order_by(LineList.id)
        )
    )


def name_of(kept: LineList) -> str:
    """The name of the file it came in, '' where it came in none."""
    return str(said_of(kept)["name"])


def sheets_of(kept: LineList) -> list[str]:
    """The names of the sheets of a table."""
    return list(said_of(kept)["sheets"])


def letters_of(kept: LineList) -> list[str]:
    """The encodings a table may be in, the one that is read first; none where there is no doubt."""
    said = said_of(kept)
    letters, chosen = list(said["letters"]), said["chosen"]
    return sorted(letters, key=lambda each: each != chosen) if chosen in letters else letters


def layout_of(kept: LineList) -> Layout:
    """How a table is read, as far as that is told."""
    heads = Heads(kept.head_first, kept.head_last)
    sample = sample_of(kept) if kept.is_table else []  # lines were read by themselves
    words = heads.of([row.cells for row in sample]) if heads.last else ()
    answers = {answer: Visibility(shown) for answer, shown in said_of(kept)["answers"].items()}
    foot = rows_in(kept, max(0, parts(kept) - 1)) if kept.is_table and kept.state != "adding" else []
    told = Layout(tuple(kept.columns), heads, words, answers)
    if not kept.is_table:
        return told
    asked = (each for nth, them in enumerate(said_of(kept)["withheld"]) if nth != kept.sheet for each in them)
    return told.within([*sample, *foot], sheets_of(kept)[kept.sheet], asked)


def answers_asked(kept: LineList, told: Layout) -> list[layout.Ask]:
    """What is asked about the columns of a table, by the rows of its first parts."""
    rows = [
        row
        for number in range(min(parts(kept), _ASKED_OF))
        for row in _rows_of(kept, first_part(kept) + number)
    ]
    return layout.asks(told, rows)


def parts(kept: LineList) -> int:
    """How many parts it has, each a page."""
    if kept.sheets:
        return int(kept.sheets[kept.sheet][1])
    last = db.session.execute(select(func.max(LinePart.number)).where(LinePart.list_id == kept.id)).scalar()
    return 0 if last is None else int(last) + 1


def first_part(kept: LineList) -> int:
    """The number of the first part of the sheet that is read."""
    return int(kept.sheets[kept.sheet][0]) if kept.sheets else 0


def sample_of(kept: LineList) -> list[TableRow]:
    """The first rows of a table, headings and all."""
    return _rows_of(kept, first_part(kept))[: layout.SAMPLE]


def rows_in(kept: LineList, number: int) -> list[TableRow]:
    """The rows of one part of a table."""
    return _rows_of(kept, first_part(kept) + number)


def found_in(kept: LineList, number: int, told: Layout | None = None) -> Iterator[FoundRow]:
    """The rows of one part, read by its layout (which who reads many parts hands in), or as organisers changed them."""
    changes = changes_in(kept, number)
    for found in _as_read(kept, number, told):
        yield from rows.as_changed(found, changes)


def _as_read(kept: LineList, number: int, told: Layout | None = None) -> Iterator[FoundRow]:
    if kept.is_table:
        yield from _read_before(kept, number) or _found_in_rows(
            rows_in(kept, number), number, told or layout_of(kept)
        )
        return
    for nth, row in enumerate(_raw(kept, first_part(kept) + number), number * sealing.PART):
        yield rows.line_found(nth, row)


def _read_before(kept: LineList, number: int) -> list[FoundRow]:
    """The rows of one part of a table as they were read when it was looked through; none before that."""
    part = first_part(kept) + number
    which = (LinePart.list_id == kept.id, LinePart.number == part)
    sealed = db.session.scalar(select(LinePart.found).where(*which)) if kept.state in _READ else None
    return sealing.found_of(kept, part, sealed, number * sealing.PART) if sealed else []


def typed_in(kept: LineList, number: int) -> list[str]:
    """The rows of one part as they were typed."""
    if kept.is_table:
        return [rows.said(row.cells) for row in rows_in(kept, number)]
    return [str(row.get("typed") or row["as_typed"]) for row in _raw(kept, first_part(kept) + number)]


def changes_in(kept: LineList, number: int) -> Changes:
    """What organisers have put in place of rows of one part."""
    query = select(LinePart.changes).where(
        LinePart.list_id == kept.id, LinePart.number == first_part(kept) + number
    )
    sealed = db.session.scalar(query)
    if not sealed:
        return {}
    said = kept.appeal.key.unseal_json(sealed, _place_of_changes(kept, number))
    return {int(nth): change for nth, change in said.items()}


def keep_changes(kept: LineList, number: int, changes: Changes) -> None:
    """Keep what organisers put in place of rows of one part."""
    part = db.session.get_one(LinePart, (kept.id, first_part(kept) + number))
    part.changes = kept.appeal.key.seal_json(changes, _place_of_changes(kept, number)) if changes else b""
    db.session.flush()


def _place_of_changes(kept: LineList, number: int) -> str:
    return place_of(kept.ref, kept.appeal_id, f"{first_part(kept) + number}|changes")


def _found_in_rows(rows: list[TableRow], number: int, told: Layout) -> Iterator[FoundRow]:
    may_be_test = settings().is_local
    for nth, each in enumerate(rows, number * sealing.PART):
        yield listing.found_in_row(nth, each, told, may_be_test=may_be_test)


def judge(kept: LineList, told: Layout | None = None) -> Judged:
    """What each row comes to, its layout as told, else as kept. Only looks, however long it takes."""
    judged, told = Judged(), told or (layout_of(kept) if kept.is_table else Layout())
    for number in range(parts(kept)):
        judge_next(kept, judged, number, told)
    return judged


def judge_next(kept: LineList, judged: Judged, number: int, told: Layout) -> None:
    """Look through one more part."""
    cells, changes = rows_in(kept, number) if kept.is_table else [], changes_in(kept, number)
    read = list(_found_in_rows(cells, number, told) if kept.is_table else _as_read(kept, number))
    judged.take(kept, [found for each in read for found in rows.as_changed(each, changes)])
    if kept.is_table:
        part = first_part(kept) + number
        judged.read[part] = sealing.seal_found(kept, part, read)
    judged.cells.update(listing.cells_account(told, zip(cells, read, strict=False)))


def write_down(kept: LineList, judged: Judged) -> None:
    """Keep what a list came to, part by part; what was ticked by hand is asked anew."""
    lines = {"lines": kept.figures["lines"]} if "lines" in kept.figures else {}
    kept.figures = judged.figures | lines
    came_to = enumerate(zip(judged.outcomes, judged.why, strict=True), first_part(kept))
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


def _rows_of(kept: LineList, number: int) -> list[TableRow]:
    rows = [TableRow(row[0], tuple(row[1]), *row[2:]) for row in _raw(kept, number)]
    said = said_of(kept)
    if not said["chosen"] or said["chosen"] == said["letters"][0]:
        return rows
    read_as, chosen = said["letters"][0], said["chosen"]
    return [
        row._replace(cells=tuple(read_again(each, read_as, chosen) for each in row.cells)) for row in rows
    ]


def _raw(kept: LineList, number: int) -> list[Any]:
    part = db.session.get(LinePart, (kept.id, number))
    if part is None:
        return []
    rows: list[Any] = kept.appeal.key.unseal_json(part.sealed, place_of(kept.ref, kept.appeal_id, number))
    db.session.expunge(part)  # a long list is not held as a whole
    return rows
