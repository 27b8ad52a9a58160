"""Where the list below a letter ends, and what a page or a printer has put below it begins."""

from petition.core import contacts
from petition.reading.blocks import has_marker
from petition.reading.files.margins import is_of_page
from petition.reading.letters.rows import CELLS, TextRow
from petition.reading.lines.names import bare_head
from petition.reading.lines.signals import opens_list
from petition.reading.naming.beside_name import asks_no_name
from petition.reading.tables.fields import parted_field, says_name

_FEW, _FEW_BUTTONS = 3, 5


def list_end(rows: list[TextRow]) -> int:
    """Behind the last sure signatory and what may still go on from it: "Share this page" is under many a list, not in it."""
    rows = rows[: _page_begins(rows)]
    rows = rows[:-1] if _is_to_be_asked(rows) else rows
    is_form = any(says_name(row.plain) for row in rows)

    def ends(row: TextRow) -> bool:
        return is_sure(row) or has_marker(row.text) or (is_form and bool(parted_field(row.plain)[0]))

    end = max((at for at, row in enumerate(rows, 1) if ends(row)), default=len(rows))
    while end < len(rows) and _may_go_on(rows[end], rows[end - 1]):
        end += 1
    return end


def _may_go_on(row: TextRow, above: TextRow) -> bool:
    is_of_block = row.block == above.block and (row.kind == "table" or asks_no_name(row.plain))
    return is_of_block or (row.could_sign and row.kind != "heading") or not row.plain[0].isupper()


def is_sure(row: TextRow) -> bool:
    """Whether a row surely names somebody who could sign, in words and not one."""
    is_named = row.could_sign and row.kind != "heading"
    return is_named and " " in bare_head(row.plain) and row.plain[0].isalnum()


def _is_to_be_asked(rows: list[TextRow]) -> bool:
    """Whether the last row says whom to ask and not who signs: apart from the list, led in, the only one with contacts."""
    if len(rows) <= _FEW or not (rows[-1].block != rows[-2].block == rows[-3].block):
        return False
    first = rows[-1].plain.split()[0]
    is_led_in = ":" in rows[-1].plain or (first[-1] == "." and len(first) > _FEW)  # «Исп. …»
    return is_led_in and [row for row in rows if contacts.kind_in(row.plain)] == rows[-1:]


def _begins_page(rows: list[TextRow], of_page: list[bool], nth: int) -> bool:
    """Whether several buttons stand in a line, and right below them what the page counts: "Share  Tweet", "Comments (3)"."""
    several = rows[nth].plain.replace(CELLS, " ").split()
    counts = any(map(str.isdigit, rows[nth + 1].plain)) and any(map(str.isalpha, rows[nth + 1].plain))
    return of_page[nth] and of_page[nth + 1] and len(several) > 1 and counts


def _page_begins(rows: list[TextRow]) -> int:
    """Where the buttons, counts and comments begin that a social network shows below: most of what follows are these."""
    of_page = [is_of_page(row.plain) for row in rows]
    at = next((nth for nth, row in enumerate(rows) if of_page[nth] and not row.plain.isdecimal()), 0)
    begins = next((nth for nth in range(1, len(rows) - 1) if _begins_page(rows, of_page, nth)), 0)
    below = rows[begins + 2 :]
    goes_on = 2 * sum(map(is_sure, below)) > len(below) or any(opens_list(row.plain) for row in below)
    if begins and not goes_on:
        return begins
    return at if at and max(_FEW_BUTTONS, len(rows) - at) < 2 * sum(of_page[at:]) else len(rows)
