"""What the pages of a list on its way show: its layout to be told, its lines to be looked over, the account of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext, ngettext

from petition.core import i18n
from petition.core.text import folded
from petition.lexicon.signatory import Visibility
from petition.lists import judge, store, words
from petition.lists.forms import NOBODY, ColumnsForm, why_unread
from petition.lists.judge import DOUBTFUL, NEW, REPEATED, TAKEN_OFF, THERE, UNREAD
from petition.lists.models import LineList
from petition.lists.words import ReadPlace, Step
from petition.reading import layout
from petition.reading.encodings import read_again
from petition.reading.headings import Heads
from petition.reading.layout import Ask, Layout
from petition.reading.listing import FoundRow
from petition.reading.workbook import TableRow
from petition.signatures.rules import Particulars

_UNREAD_SHOWN = 20
_NAMES_SHOWN = 20
_HEADS_SHOWN = 12  # rows of which one may be said to hold the headings
_LONGEST = 80  # letters shown of a cell


class Column(NamedTuple):
    """A column as it is told: its field, some of its cells, and answers in it that are neither yes nor no."""

    field: Any
    examples: list[str]
    unclear: list[
        tuple[str, str, int, str]
    ]  # the field's name, the answer, how many gave it, what was chosen


# --- telling the columns ----------------------------------------------------------------------------------------------


def columns(kept: LineList, form: ColumnsForm | None = None) -> dict[str, Any]:
    """What the page of the columns shows; `form` is one that came back."""
    told, sample = store.layout_of(kept), store.sample_of(kept) if kept.is_table else []
    asks = {ask.column: ask for ask in store.answers_asked(kept, told)} if kept.is_table else {}
    form = form or ColumnsForm(
        formdata=None, sheet=kept.sheet, heads=_said(told.heads), columns=list(kept.columns)
    )
    form.letters.choices = _letters(kept, sample)
    form.sheet.choices = list(enumerate(_sheets(kept)))
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
    return heads if heads.first <= heads.last <= layout.SAMPLE and heads.last - heads.first < 2 else None


def _heads(kept: LineList, sample: Sequence[TableRow]) -> list[tuple[str, str]]:
    rows = sample[: max(_HEADS_SHOWN, kept.head_last)]
    one = [(str(nth), f"{nth}: {_cut(row.cells)}") for nth, row in enumerate(rows, 1)]
    two = [
        (f"{nth}-{nth + 1}", gettext("%(first)s and %(last)s together", first=nth, last=nth + 1))
        for nth in range(1, len(rows))
    ]
    return [("0", gettext("There are none")), *one, *two]


def _cut(cells: Sequence[str]) -> str:
    said = " | ".join(cell for cell in cells if cell)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _letters(kept: LineList, sample: Sequence[TableRow]) -> list[tuple[str, str]]:
    """The encodings a table may be in, each with how its first rows that tell them apart read in it."""
    known = store.letters_of(kept)
    cells = [cell for row in sample for cell in row.cells if not cell.isascii()]
    return [(each, _cut([read_again(cell, known[0], each) for cell in cells[:6]])) for each in known]


def _sheets(kept: LineList) -> Iterator[str]:
    for name, (_, _, rows, _, is_hidden) in zip(store.sheets_of(kept), kept.sheets, strict=False):
        said = ngettext("%(number)s row", "%(number)s rows", rows, number=i18n.number(rows))
        yield f"{name or 1}: {said}" + (f", {gettext('hidden in the file')}" if is_hidden else "")


def layout_told(kept: LineList, form: ColumnsForm) -> Layout:
    """The layout that a form says, with what was chosen for answers that are neither yes nor no."""
    told = Layout(tuple(entry.data for entry in form.columns), Heads(kept.head_first, kept.head_last))
    headings = store.layout_of(kept).headings
    told = Layout(told.columns, told.heads, headings)
    answers: dict[str, Visibility] = {}
    for ask in store.answers_asked(kept, store.layout_of(kept)):
        for nth, (answer, _count) in enumerate(ask.unclear):
            chosen = request.form.get(_answer_field(ask, nth), "hidden")
            answers[folded(answer)] = Visibility(chosen) if chosen in set(Visibility) else Visibility.HIDDEN
    return Layout(told.columns, told.heads, headings, answers)


# --- looking over -----------------------------------------------------------------------------------------------------


def rows_in(kept: LineList, number: int, only: str) -> list[tuple[FoundRow, str, Particulars]]:
    """The rows of a part that are somebody, what each is shown to come to, and how it will be printed."""
    found = zip(store.found_in(kept, number), store.outcomes_in(kept, number), strict=True)
    return [
        (each, outcome, judge.particulars_of(each.listed))
        for each, outcome in found
        if each.listed and _wanted(each, outcome, only)
    ]


def _wanted(found: FoundRow, outcome: str, only: str) -> bool:
    if only == "hidden":
        return outcome in {NEW, DOUBTFUL} and _is_hidden(found)
    return only != DOUBTFUL or outcome == DOUBTFUL


def _is_hidden(found: FoundRow) -> bool:
    return found.listed is not None and found.listed.visibility is Visibility.HIDDEN


def hidden_names(rows: Iterable[tuple[FoundRow, str, Particulars]]) -> list[str]:
    """Some of those on a page who will be counted and not named."""
    hidden = (own.name for each, outcome, own in rows if _wanted(each, outcome, "hidden"))
    return list(islice(hidden, _NAMES_SHOWN))


def unread(kept: LineList, *outcomes: str) -> list[tuple[int, str, str]]:
    """The first of the rows that came to this: their line, why, and what stands there."""
    found = islice(store.unread_in(kept, *outcomes), _UNREAD_SHOWN)
    return [(each.line, why(each), each.typed[:200]) for each in found]


def why(found: FoundRow) -> str:
    """Why a row is not read, or is nobody."""
    assert found.why
    return why_unread(found.why.column, found.why.code)


def what_was_read(kept: LineList) -> dict[str, Any]:
    """What the page after a list was brought shows."""
    figures: Counter[str] = Counter(kept.figures)
    at: dict[str, Any] = {"slug": kept.appeal.slug, "ref": kept.ref}
    return {
        "name": store.name_of(kept),
        "figures": figures,
        "reasons": words.reasons(kept.figures.get("doubts", {})),
        "unread": unread(kept, judge.UNREAD),
        "account": account(kept),
        "steps": list(_steps(figures, at)),
    }


def _steps(figures: Counter[str], at: dict[str, Any]) -> Iterator[Step]:
    """One button for each thing to do, in the order in which to do it."""
    if doubtful := figures[DOUBTFUL]:
        said = ngettext(
            "Check %(number)s doubtful signatory",
            "Check %(number)s doubtful signatories",
            doubtful,
            number=i18n.number(doubtful),
        )
        yield Step(said, url_for("lists.one", **at, only=DOUBTFUL))
    found = sum(figures[each] for each in (NEW, DOUBTFUL, THERE, TAKEN_OFF, REPEATED))
    said = ngettext(
        "Check %(number)s signatory",
        "Check %(number)s signatories",
        found,
        number=i18n.number(found),
    )
    yield Step(said, url_for("lists.one", **at))
    if lost := figures[UNREAD]:
        said = ngettext(
            "See %(number)s line that was not understood",
            "See %(number)s lines that were not understood",
            lost,
            number=i18n.number(lost),
        )
        yield Step(said, url_for("lists.one", **at, _anchor="unread"))


def account(kept: LineList) -> list[ReadPlace]:
    """Where everything in a list went: its sheets, rows or lines, and cells."""
    figures = Counter(kept.figures)
    if lines := kept.figures.get("lines"):
        return [
            ReadPlace(
                gettext("Lines"),
                [(_line_place(code), count) for code, count in lines.items() if code != "all"],
            )
        ]
    went = [
        (gettext("New"), figures[NEW]),
        (gettext("To check"), figures[DOUBTFUL]),
        (gettext("Already there"), figures[THERE]),
        (gettext("Taken off before"), figures[TAKEN_OFF]),
        (gettext("Repeated in this list"), figures[REPEATED]),
        (gettext("Cannot be read"), figures[UNREAD]),
        *((str(NOBODY[code]), count) for code, count in kept.figures.get("nobodies", {}).items()),
    ]
    cells = Counter(kept.figures.get("cells", {}))
    cells_went = [
        (gettext("In columns that are read"), cells["read"]),
        (gettext("In columns that are left out"), cells["left out"]),
        (gettext("In rows that are nobody"), cells["in rows that are nobody"]),
    ]
    others = [
        (gettext("Not read: %(name)s", name=name or nth), 1)
        for nth, name in enumerate(store.sheets_of(kept))
        if nth != kept.sheet
    ]
    places = [
        ReadPlace(gettext("Sheets"), [(gettext("Read"), 1), *others] if others else []),
        ReadPlace(gettext("Rows"), went),
        ReadPlace(gettext("Cells"), cells_went),
    ]
    return [
        ReadPlace(place.heading, [each for each in place.went if each[1]]) for place in places if place.total
    ]


def _line_place(code: str) -> str:
    said = {
        "signatories": gettext("Signatories"),
        "doubtful": gettext("Signatories to check"),
        "part of the one above": gettext("Part of the line above"),
        "not read": gettext("Cannot be read"),
    }
    return said.get(code) or str(NOBODY[code])
