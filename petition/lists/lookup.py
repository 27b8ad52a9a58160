"""Lists that were brought, found again: which wait, how each is laid out, its rows as typed and as read."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import func, or_, select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.settings import settings
from petition.lexicon.signatory import Visibility
from petition.lists import rows, sealing
from petition.lists.models import LineList, LinePart
from petition.lists.rows import Changes
from petition.lists.sealing import place_of, said_of
from petition.reading import listing
from petition.reading.files.encodings import read_again
from petition.reading.files.workbook import TableRow
from petition.reading.listing import FoundRow
from petition.reading.tables import proposed
from petition.reading.tables.beside_rows import SAMPLE
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout

WAITING = ("reading", "refused", "untold", "judging", "waiting")  # for somebody to look, or for the worker
KEEPS_ROWS = (*WAITING, "adding")
_READ = ("waiting", "adding")  # by the layout that is told
_ASKED_OF = 6  # parts in which answers are looked for; whoever gave another one is not named


def kept_list(appeal: Appeal, ref: str) -> LineList | None:
    """A list of this appeal, unless it was undone."""
    return db.session.scalar(
        select(LineList).where(
            LineList.appeal_id == appeal.id, LineList.ref == ref, LineList.state != "undone"
        )
    )


def by_refs(appeal: Appeal, refs: Collection[str]) -> dict[str, LineList]:
    """The lists of an appeal that these references name, those that were undone too; who was erased with one is nowhere."""
    found = select(LineList).where(LineList.appeal_id == appeal.id, LineList.ref.in_(refs))
    return {each.ref: each for each in db.session.scalars(found)}


def waiting_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that wait for being looked over, oldest first."""
    return _lists(appeal, *WAITING)


def added_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that were added or are being added, oldest first."""
    return _lists(appeal, "adding", "added", "undoing")


def all_lists(appeal: Appeal) -> list[LineList]:
    """The lists of an appeal that wait or were added, oldest first."""
    return _lists(appeal, *WAITING, "adding", "added")


def _lists(appeal: Appeal, *states: str) -> list[LineList]:
    return list(
        db.session.scalars(
            select(LineList)
            .where(LineList.appeal_id == appeal.id, LineList.state.in_(states))
            .order_by(LineList.id)
        )
    )


def same_file(kept: LineList) -> list[LineList]:
    """The lists of the sheets of the file that a list came in, but those that were undone."""
    book = kept.book or kept.ref
    its = or_(LineList.ref == book, LineList.book == book)
    query = (
        select(LineList)
        .where(LineList.appeal_id == kept.appeal_id, its, LineList.state != "undone")
        .order_by(LineList.id)
    )
    return list(db.session.scalars(query))


def holds(kept: LineList, sheet: int) -> bool:
    """Whether a list keeps the rows of another sheet of its file, of which no list was made."""
    if sheet == kept.sheet or not 0 <= sheet < len(kept.sheets) or not kept.sheets[sheet][2]:
        return False
    return db.session.get(LinePart, (kept.id, kept.sheets[sheet][0])) is not None


def name_of(kept: LineList) -> str:
    """The name of the file it came in, '' where it came in none."""
    return str(said_of(kept)["name"])


def sheets_of(kept: LineList) -> list[str]:
    """The names of the sheets of a table."""
    return list(said_of(kept)["sheets"])


def encodings_of(kept: LineList) -> list[str]:
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
    return told.within([*sample, *foot], kept.sheet, sheets_of(kept), asked)


def answers_asked(kept: LineList, told: Layout) -> list[proposed.Ask]:
    """What is asked about the columns of a table, by the rows of its first parts."""
    rows = [
        row
        for number in range(min(parts(kept), _ASKED_OF))
        for row in rows_of(kept, first_part(kept) + number)
    ]
    return proposed.asks(told, rows)


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
    return rows_of(kept, first_part(kept))[:SAMPLE]


def rows_in(kept: LineList, number: int) -> list[TableRow]:
    """The rows of one part of a table."""
    return rows_of(kept, first_part(kept) + number)


def found_in(kept: LineList, number: int, told: Layout | None = None) -> Iterator[FoundRow]:
    """The rows of one part, read by its layout (which who reads many parts hands in), or as organisers changed them."""
    changes = changes_in(kept, number)
    for found in as_read(kept, number, told):
        yield from rows.as_changed(found, changes)


def as_read(kept: LineList, number: int, told: Layout | None = None) -> Iterator[FoundRow]:
    """The rows of one part, whatever organisers changed of them."""
    if kept.is_table:
        yield from _read_before(kept, number) or found_in_rows(
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
    said = kept.appeal.key.unseal_json(sealed, place_of_changes(kept, number))
    return {int(nth): change for nth, change in said.items()}


def place_of_changes(kept: LineList, number: int) -> str:
    """What is put in place of rows of one part is sealed for this."""
    return place_of(kept.ref, kept.appeal_id, f"{first_part(kept) + number}|changes")


def found_in_rows(rows: list[TableRow], number: int, told: Layout) -> Iterator[FoundRow]:
    """What these rows of one part come to by a layout."""
    may_be_test = settings().is_local
    for nth, each in enumerate(rows, number * sealing.PART):
        yield listing.found_in_row(nth, each, told, may_be_test=may_be_test)


def rows_of(kept: LineList, number: int) -> list[TableRow]:
    """The rows of a part of any sheet, in the letters that were chosen."""
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
    rows: list[Any] = kept.appeal.key.unseal_json(
        part.sealed, place_of(kept.book or kept.ref, kept.appeal_id, number)
    )
    db.session.expunge(part)  # a long list is not held as a whole
    return rows
