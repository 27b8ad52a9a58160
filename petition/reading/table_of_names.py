"""The signatories of a table within a letter, read by its headings as those of a list in a workbook are."""

from collections.abc import Sequence
from dataclasses import replace

from petition.core import contacts
from petition.lexicon.signatory import Visibility
from petition.reading.blocks import plain
from petition.reading.draft import Doubt, Line
from petition.reading.layout import Layout, propose
from petition.reading.listed import Nobody, Unread
from petition.reading.workbook import TableRow

CELLS = " | "  # between the cells of a row, as `document` writes a table


def read_table(rows: Sequence[str]) -> tuple[dict[int, Line], list[int]] | None:
    """Whoever signs in these rows of a table, by the number of the row, and the rows that are its headings.

    None where no heading says which column holds the names: such a table is read as lines are. Whoever may not want to be
    named, by a column that says so or that is not understood, is doubtful, and is hidden until somebody has looked.
    """
    cells = [TableRow(nth, tuple(plain(cell) for cell in row.split(CELLS))) for nth, row in enumerate(rows)]
    layout = propose(cells, max(len(row.cells) for row in cells))
    named = {"name", "given", "family", "affiliation"} & set(layout.columns)
    if not layout.heads.last or not named or max(len(row.cells) for row in cells) < 2:
        return None
    found: dict[int, Line] = {}
    headings: list[int] = []
    for nth, row in enumerate(cells):
        try:
            found[nth] = _line(layout, row, nth, rows[nth])
        except Nobody as nobody:
            headings += [nth] if nobody.code == "headings" else []
        except Unread:
            continue
    return found, headings


def _line(layout: Layout, row: TableRow, nth: int, typed: str) -> Line:
    listed = layout.read(nth + 1, row)
    found = contacts.parted(plain(typed))
    doubt = listed.line.doubt or (found.kind.value if found.kind else "")
    if layout.is_asked or listed.visibility is not Visibility.PUBLIC:
        doubt = Doubt.NAMING
    return replace(listed.line, as_typed=found.rest, contact=found.taken, doubt=doubt)
