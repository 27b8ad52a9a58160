"""Signatories typed as a form is filled in, a line for each thing said: "Name: Jane Roe", "Role: Teacher"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from petition.reading.files.workbook import TableRow
from petition.reading.lines import headings

_FIELD = re.compile(
    r"^[\W_]*(?:([^\W\d_][^:：|@/]{0,40}?)[\s*_]*[:：]|([^\W\d_][^:：|@?？]{8,120}[?？]))[\s*_]*(?=[^\s/])"
)
# A form of address over a column of a table, below a name in a form what somebody does.
_JOBS = {"title": "job title"}
_SAMPLE = 60
_MOSTLY = 0.6


class FilledForm(NamedTuple):
    """The headings of a form that is filled in again and again, and each filling: its cells, and its lines from 0."""

    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[int, ...], ...]


def parted_field(line: str) -> tuple[str, str]:
    """The label of a line of a form, as headings are compared, and its value; both '' for any other line."""
    found = _FIELD.match(line)
    if not found:
        return "", ""
    label = headings.heading(found[1]) if found[1] else found[2]
    return _JOBS.get(label, label), line[found.end() :].strip(" *_")


def says_name(line: str) -> bool:
    """Whether a line is surely one of a form, and holds a name: "Name: Jane Roe"."""
    return headings.heads_names(parted_field(line)[0])


def form_of(lines: Sequence[str]) -> FilledForm | None:
    """The form that these lines fill in; None where one of them is no line of a form, or nothing says who signs."""
    fields = list(map(parted_field, lines))
    heads = tuple(dict.fromkeys(label for label, _ in fields))
    if not all(heads) or len(heads) < 2 or not any(map(says_name, lines)):
        return None
    filled: list[dict[str, tuple[str, int]]] = []
    for nth, (head, value) in enumerate(fields):
        if not filled or head in filled[-1]:
            filled.append({})
        filled[-1][head] = value, nth
    return FilledForm(
        heads,
        tuple(tuple(each.get(head, ("", 0))[0] for head in heads) for each in filled),
        tuple(tuple(nth for _, nth in each.values()) for each in filled),
    )


def rows_of(text: str) -> list[TableRow]:
    """The headings of a form and a row for each filling, with its line; what belongs to none is a row of one cell.

    No rows where most lines are none of a form.
    """
    first = [line for line in text[:20_000].splitlines()[:_SAMPLE] if any(map(str.isalnum, line))]
    if sum(bool(parted_field(line)[0]) for line in first) < max(2, _MOSTLY * len(first)):
        return []
    typed = [(nth, line) for nth, line in enumerate(text.splitlines(), 1) if line.strip()]
    fields = [(nth, line) for nth, line in typed if parted_field(line)[0]]
    form = form_of([line for _, line in fields])
    if form is None:
        return []
    rows = [TableRow(fields[at[0]][0], cells) for cells, at in zip(form.cells, form.lines, strict=True)]
    others = [TableRow(nth, ("# " + line.strip(),)) for nth, line in typed if not parted_field(line)[0]]
    return [TableRow(fields[0][0], form.heads), *sorted(rows + others, key=lambda row: row.line)]
