"""The signatories of a table or of filled forms within a letter, read by headings as those of a list in a workbook are."""

import re
from collections.abc import Sequence
from dataclasses import replace

from petition.core import contacts
from petition.lexicon.signatory import Visibility
from petition.reading.blocks import plain
from petition.reading.draft import Doubt, Line
from petition.reading.files.workbook import TableRow
from petition.reading.letters.rows import CELLS
from petition.reading.lines.names import is_full_name
from petition.reading.signatories.listed import Nobody, Unread
from petition.reading.tables.columns import ASKED
from petition.reading.tables.fields import form_of
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout
from petition.reading.tables.proposed import propose
from petition.reading.tables.table_row import read_row

ByHeadings = tuple[dict[int, Line | None], list[int]]


def read_filled_form(lines: Sequence[str]) -> ByHeadings | None:
    """Whoever signs in these lines of a form, by their first line; None for each further one; no headings. None: no form."""
    form = form_of(lines)
    if not form:
        return None
    cells = [TableRow(nth, row) for nth, row in enumerate((form.heads, *form.cells))]
    typed = ["", *(", ".join(lines[nth] for nth in numbers) for numbers in form.lines)]
    read, _ = _by_layout(propose(cells), cells, typed)
    found: dict[int, Line | None] = {}
    for nth, line in read.items():
        first, *further = form.lines[nth - 1] if nth else ()
        found |= {first: line} | dict.fromkeys(further)
    return found, []


def read_by_headings(rows: Sequence[str], *, is_headed: bool = False) -> ByHeadings | None:
    """Whoever signs in these rows of a table, by the number of the row, and the rows that are its headings.

    None where no heading says which column holds the names: such a table is read as lines are. In one whose first row is a
    head for the file itself (`is_headed`) and names nobody, that is told by what stands below. Whoever may not want to be
    named, by a column that says so or that is not understood, is doubtful, and is hidden until somebody has looked.
    """
    cells = [TableRow(nth, tuple(plain(cell) for cell in row.split(CELLS))) for nth, row in enumerate(rows)]
    width = max(len(row.cells) for row in cells)
    layout = propose(cells).widened(width)
    heads = dict(zip(layout.columns, cells[0].cells, strict=False))
    if is_headed and all(cells[0].cells) and not (layout.heads.last or is_full_name(heads.get("name", ""))):
        layout = replace(layout, heads=Heads(1, 1))
    is_told = layout.is_headed or {"name", "kind"} <= set(layout.columns)
    if not is_told or width < 2:
        return None
    return _by_layout(layout, cells, rows)


def to_print(line: Line) -> Line:
    """The line as it is printed: of what was typed in the cells of a table no bars, and no number of its row.

    It is put together of its parts, as a line of a workbook is; where they do not hold all its words, of its cells.
    """
    if CELLS not in line.as_typed:
        return line
    cells = [cell.strip() for cell in line.as_typed.split(CELLS.strip()) if any(map(str.isalpha, cell))]
    parts = f"{line.name} {line.acronym} {line.role} {line.affiliation} {line.place}"
    is_all = not {*_words(" ".join(cells))} - {*_words(parts)}
    return replace(line, as_typed="" if is_all else ", ".join(cells))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _by_layout(layout: Layout, rows: Sequence[TableRow], typed: Sequence[str]) -> ByHeadings:
    layout = layout.within(rows, 0, [""])
    found: dict[int, Line | None] = {}
    headings: list[int] = []
    numbers = layout.columns.index("") if "" in layout.columns else len(layout.columns)
    is_numbered = 2 * sum(_number(row, numbers) for row in rows) > len(rows)
    for nth, row in enumerate(rows):
        if is_numbered and nth and not _number(row, numbers) and sum(map(bool, row.cells)) == 1:
            headings.append(nth)  # of a part: nothing but a text where all others have a number
            continue
        try:
            found[nth] = _line(layout, row, nth, typed[nth])
        except Nobody as nobody:
            headings += [nth] if nobody.code == "headings" else []
        except Unread:
            continue
    return found, headings


def _number(row: TableRow, column: int) -> bool:
    return any(cell.strip(" .)№").isdecimal() for cell in row.cells[column : column + 1])


def _line(layout: Layout, row: TableRow, nth: int, typed: str) -> Line:
    layout = layout.without_remarks(row)
    listed = read_row(layout, nth + 1, row)
    found = contacts.parted(plain(typed))
    doubt = listed.line.doubt or (found.kind.value if found.kind else "")
    is_asked = ASKED in layout.columns or listed.visibility is not Visibility.PUBLIC
    if is_asked or doubt == Doubt.UNCONFIRMED:
        doubt = Doubt.REMARK if layout.is_unknown(row) else Doubt.NAMING
    return replace(listed.line, as_typed=found.rest, contact=found.taken, doubt=doubt)
