"""What the page shows on which the columns of a list are told, and the layout that its form says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext

from petition.core import i18n
from petition.core.text import folded
from petition.lexicon.signatory import Visibility
from petition.lists import lookup
from petition.lists.forms import ColumnsForm
from petition.lists.models import LineList
from petition.reading.files.encodings import read_again
from petition.reading.files.workbook import TableRow
from petition.reading.tables.beside_rows import SAMPLE
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout
from petition.reading.tables.proposed import Ask

_HEADS_SHOWN = 12  # rows of which one may be said to hold the headings
_LONGEST = 80  # letters shown of a cell


class Column(NamedTuple):
    """A column as it is told: its field, some of its cells, and answers in it that are neither yes nor no."""

    field: Any
    examples: list[str]
    unclear: list[
        tuple[str, str, int, str]
    ]  # the field's name, the answer, how many gave it, what was chosen


def columns(kept: LineList, form: ColumnsForm | None = None) -> dict[str, Any]:
    """What the page of the columns shows; `form` is one that came back."""
    told, sample = lookup.layout_of(kept), lookup.sample_of(kept) if kept.is_table else []
    asks = {ask.column: ask for ask in lookup.answers_asked(kept, told)} if kept.is_table else {}
    form = form or ColumnsForm(formdata=None, heads=_said(told.heads), columns=list(kept.columns))
    form.letters.choices = _encodings(kept, sample)
    form.heads.choices = _heads(kept, sample)
    form.ask_of(at for at, column in enumerate(kept.columns) if at in asks or column == "other")
    below = [row.cells for row in sample[told.heads.last :]]
    shown = []
    for at, entry in enumerate(form.columns):
        head = told.headings[at] if at < len(told.headings) else ""
        entry.label.text = head[:_LONGEST] or gettext("Column %(number)s", number=at + 1)
        examples = [cells[at][:_LONGEST] for cells in below if at < len(cells) and cells[at]]
        shown.append(Column(entry, _few(examples, asks.get(at)), list(_unclear(asks.get(at), told))))
    return {"form": form, "columns": shown, "asked": sum(ask.is_open for ask in asks.values())}


def _few(examples: Sequence[str], ask: Ask | None) -> list[str]:
    """Three cells of a column; of one that is asked about, what is answered in it and how often."""
    if not ask:
        return list(examples[:3])
    return [f"{answer[:_LONGEST]} ({i18n.number(count)})" for answer, count in ask.answers[:8]]


def _unclear(ask: Ask | None, told: Layout) -> Iterator[tuple[str, str, int, str]]:
    for nth, (answer, count) in enumerate(ask.unclear if ask else ()):
        yield _answer_field(ask, nth), answer[:_LONGEST], count, told.answers.get(folded(answer), "hidden")


def _answer_field(ask: Ask | None, nth: int) -> str:
    return f"answer-{ask.column if ask else 0}-{nth}"


def _said(heads: Heads) -> str:
    return f"{heads.first}-{heads.last}" if heads.last > heads.first else str(heads.last)


def heads_of(said: str) -> Heads | None:
    """The rows of headings that were chosen; None for what is none of the choices."""
    first, _, last = said.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal() or len(said) > 9:
        return None
    heads = Heads(int(first), int(last or first))
    return heads if heads.first <= heads.last <= SAMPLE and heads.last - heads.first < 2 else None


def _heads(kept: LineList, sample: Sequence[TableRow]) -> list[tuple[str, str]]:
    rows = sample[: max(_HEADS_SHOWN, kept.head_last)]
    one = [(str(nth), f"{row.line}: {_cut(row.cells)}") for nth, row in enumerate(rows, 1)]
    two = [
        (f"{nth}-{nth + 1}", gettext("%(first)s and %(last)s together", first=first.line, last=last.line))
        for nth, (first, last) in enumerate(pairwise(rows), 1)
    ]
    return [("0", gettext("There are none")), *one, *two]


def _cut(cells: Sequence[str]) -> str:
    said = " | ".join(cell for cell in cells if cell)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _encodings(kept: LineList, sample: Sequence[TableRow]) -> list[tuple[str, str]]:
    """The encodings a table may be in, each with how its first rows that tell them apart read in it."""
    known = lookup.encodings_of(kept)
    cells = [cell for row in sample for cell in row.cells if not cell.isascii()]
    return [(each, _cut([read_again(cell, known[0], each) for cell in cells[:6]])) for each in known]


def layout_told(kept: LineList, form: ColumnsForm) -> Layout:
    """The layout that a form says, with what was chosen for answers that are neither yes nor no."""
    before = lookup.layout_of(kept)
    answers: dict[str, Visibility] = {}
    for ask in lookup.answers_asked(kept, before):
        for nth, (answer, _count) in enumerate(ask.unclear):
            chosen = request.form.get(_answer_field(ask, nth), "hidden")
            answers[folded(answer)] = Visibility(chosen) if chosen in set(Visibility) else Visibility.HIDDEN
    return replace(before, columns=tuple(entry.data for entry in form.columns), answers=answers)
