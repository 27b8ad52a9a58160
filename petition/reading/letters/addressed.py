"""Where in the head of a letter the lines begin that say whom it addresses, and which of them say who writes."""

import re
from collections.abc import Sequence

from petition.lexicon.quoting import first_part
from petition.reading.letters.recipients import (
    is_polite,
    is_postal,
    is_recipient_name,
    names_office,
    opens_recipient,
    says_whose,
)
from petition.reading.letters.rows import TextRow
from petition.reading.lines.signals import COPY_LABEL, FROM_LABEL, is_letter_title

_FROM_BEHIND = re.compile(r"[лдт][ае]р(?:[ыі]?н|[дт])[ае]н$")  # «тұрғындарынан»


def is_sender(line: str) -> bool:
    """Whether a line says who writes: "From …", or in Kazakh by its ending."""
    is_from = FROM_LABEL.match(line) or _FROM_BEHIND.search(line)
    return bool(is_from) and not names_office(line.split(",", 1)[0])


def first_recipient(rest: list[TextRow], *, dated: bool, greeted: bool, after: int | None) -> int:
    """Where the recipients begin: at a sure sign, else at an office or name, else after the date (`after`, if told)."""
    lines = [row.plain for row in rest]
    for at, line in enumerate(lines):
        if opens_recipient(line) and not is_letter_title(line):
            return _with_where_they_work(rest, at)
    for at, line in enumerate(lines):
        if names_office(line) and not is_letter_title(line) and not FROM_LABEL.match(line):
            return _with_who_holds_it(lines, at)
    if greeted and after is not None:
        return after
    return _first_named(rest, dated=dated) if greeted else len(rest)


def _with_where_they_work(rest: list[TextRow], at: int) -> int:
    while at and (says_whose(rest[at - 1].plain) or _is_above_person(rest[at - 1], rest[at])):
        at -= 1
    return at


def _is_above_person(above: TextRow, row: TextRow) -> bool:
    """Whether a line of the same block says where who is addressed there works: "Well Works Ltd", "Herrn Anders Holm"."""
    is_of_them = is_recipient_name(row.plain) or not (opens_recipient(row.plain) or row.gap)
    return above.block == row.block and is_of_them and not (is_postal(above.plain) or is_sender(above.plain))


def _first_named(rest: list[TextRow], *, dated: bool) -> int:
    """Where the block begins in which a person stands, or who is sent a copy."""
    named = (row.block for row in rest if is_recipient_name(row.plain) or COPY_LABEL.match(row.plain))
    block = next(named, -1)
    first = next((at for at, row in enumerate(rest) if row.block == block), len(rest))
    if (
        first
        and any(row.kind == "heading" for row in rest[first + 1 : first + 2])
        and is_polite(rest[first].plain)
    ):
        return first - 1  # a name alone, behind the office
    return first if first or not dated else len(rest)  # who writes stands first, above the date


def _with_who_holds_it(lines: Sequence[str], office: int) -> int:
    """Where the block of an office begins: above it may stand who holds it, and whose office it is."""
    while office and (says_whose(above := lines[office - 1]) or is_recipient_name(first_part(above))):
        office -= 1
    return office
