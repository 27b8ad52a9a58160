"""What the pages of a list on its way show: its layout to be told, its lines to be looked over, the account of it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice, pairwise
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext, ngettext

from petition.appeals.models import Appeal
from petition.appeals.organiser_names import name_of
from petition.core import i18n
from petition.core.text import folded
from petition.lexicon.signatory import Visibility
from petition.lists import judge, lookup, rows, sealing, sheets, ticks, words
from petition.lists.forms import NOBODY, ColumnsForm, why_unread
from petition.lists.judge import DOUBTFUL, NEW, REPEATED, TAKEN_OFF, THERE, UNDONE, UNREAD
from petition.lists.models import LineList
from petition.lists.ticks import LineFilter, Spot
from petition.lists.words import ReadPlace, Step
from petition.reading.files.encodings import read_again
from petition.reading.files.workbook import TableRow
from petition.reading.listing import FoundRow
from petition.reading.tables.beside_rows import SAMPLE
from petition.reading.tables.heads import Heads
from petition.reading.tables.layout import Layout
from petition.reading.tables.proposed import Ask
from petition.signatures.rules import Particulars

A_PAGE = 200  # lines of a list that are looked over at once
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
    told, sample = lookup.layout_of(kept), lookup.sample_of(kept) if kept.is_table else []
    asks = {ask.column: ask for ask in lookup.answers_asked(kept, told)} if kept.is_table else {}
    form = form or ColumnsForm(formdata=None, heads=_said(told.heads), columns=list(kept.columns))
    form.letters.choices = _letters(kept, sample)
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


def _letters(kept: LineList, sample: Sequence[TableRow]) -> list[tuple[str, str]]:
    """The encodings a table may be in, each with how its first rows that tell them apart read in it."""
    known = lookup.letters_of(kept)
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


# --- looking over -----------------------------------------------------------------------------------------------------


class ShownLine(NamedTuple):
    """A line of a list as it is looked over."""

    id: str
    found: FoundRow
    outcome: str
    own: Particulars | None
    typed: str
    is_ticked: bool


def lines_at(kept: LineList, spots: Sequence[Spot]) -> list[ShownLine]:
    """The lines in these places, with how each will be printed."""
    shown = []
    for number, some in groupby(spots, lambda spot: spot.part):
        found, typed = list(lookup.found_in(kept, number)), lookup.typed_in(kept, number)
        for spot in some:
            each = found[spot.at]
            shown.append(
                ShownLine(
                    rows.id_of(each),
                    each,
                    spot.outcome,
                    judge.particulars_of(each.listed) if each.listed else None,
                    typed[each.nth - number * sealing.PART],
                    spot.is_ticked,
                )
            )
    return shown


def review(kept: LineList, look: LineFilter, asked: int) -> dict[str, Any]:
    """What a page of a list shows that is looked over, and what ticking all that is looked at would change."""
    spots = list(ticks.spots(kept, look))
    pages = max(1, -(-len(spots) // A_PAGE))
    nth = max(0, min(asked, pages) - 1)
    hidden = ticks.spots(kept, LineFilter("hidden")) if figures(kept)["hidden"] else ()
    here, ticked = spots[nth * A_PAGE : (nth + 1) * A_PAGE], ticks.count(kept)
    return {
        "look": look,
        "lines": lines_at(kept, here),
        "matching": len(spots),
        "ticked": ticked,
        "elsewhere": ticked - sum(spot.is_ticked for spot in here),
        "seen": ticks.mark(kept),
        "to_tick": sum(ticks.changes(spot, to=True) for spot in spots),
        "to_untick": sum(ticks.changes(spot, to=False) for spot in spots),
        "hidden_names": [
            each.own.name for each in lines_at(kept, list(islice(hidden, _NAMES_SHOWN))) if each.own
        ],
        "filters": list(_filters(kept)),
        "whys": [
            (why, words.said(why), count) for why, count in kept.figures.get("doubts", {}).items() if count
        ],
        "reasons": words.REASONS,
        "page": nth,
        "pages": pages,
    }


def page_of(kept: LineList, look: LineFilter, name: str) -> int:
    """The page of what is looked at that has a row, counted from 1; 0 where the row is not among it."""
    place, spots = ticks.place_of(kept, name), enumerate(ticks.spots(kept, look))
    return next((nth // A_PAGE + 1 for nth, spot in spots if (spot.part, spot.at) == place), 0)


def _filters(kept: LineList) -> Iterator[tuple[str, str]]:
    """What can be looked at alone, where there is any of it."""
    counted = figures(kept)
    yield "", gettext("All names")
    for only, said in (
        ("sure", gettext("New names")),
        (DOUBTFUL, gettext("Doubtful names")),
        ("ticked", gettext("Ticked names")),
        ("unticked", gettext("Names that are not ticked")),
        ("hidden", gettext("Counted, not named")),
        (THERE, gettext("Already there")),
        (REPEATED, gettext("Repeated in this list")),
        (TAKEN_OFF, gettext("Taken off before")),
        (UNREAD, gettext("Not understood")),
    ):
        if (
            only in {"sure", "ticked", "unticked"}
            or counted[only]
            or counted[{TAKEN_OFF: UNDONE}.get(only, only)]
        ):
            yield only, said


def doubts_in(kept: LineList) -> dict[int, str]:
    """Why a person has to look at a line before it may stand, by the numbers of these lines, counted from 1."""
    found = (
        each for part in range(lookup.parts(kept)) for each in lookup.found_in(kept, part) if each.listed
    )
    return {
        nth: each.listed.line.doubt
        for nth, each in enumerate(found, 1)
        if each.listed and each.listed.line.doubt
    }


def unread_in(kept: LineList, outcome: str = UNREAD) -> Iterator[tuple[FoundRow, str]]:
    """The rows that cannot be read, or are nobody, in their order, each with what was typed."""
    letter = judge.LETTERS[outcome]
    for part in ticks.letters(kept):
        if letter in part.outcomes:
            typed = lookup.typed_in(kept, part.number)
            for found, came_to in zip(lookup.found_in(kept, part.number), part.outcomes, strict=True):
                if came_to == letter:
                    yield found, typed[found.nth - part.number * sealing.PART]


def unread(kept: LineList, outcome: str) -> list[tuple[str, int, str, str]]:
    """The first of the rows that came to this: the name of the row, its line, why, and what stands there."""
    found = islice(unread_in(kept, outcome), _UNREAD_SHOWN)
    return [(rows.id_of(each), each.line, why(each), typed[:200]) for each, typed in found]


def why(found: FoundRow) -> str:
    """Why a row is not read, or is nobody."""
    assert found.why
    return why_unread(found.why.column, found.why.code)


class WaitingList(NamedTuple):
    """A list that waits to be looked over, and who brought it when."""

    ref: str
    rows: int
    name: str
    day: str
    by: str


def waiting(appeal: Appeal) -> list[WaitingList]:
    """The lists that wait, oldest first."""
    return [
        WaitingList(
            each.ref,
            judge.names_in(each) or figures(each)[UNREAD],
            lookup.name_of(each),
            i18n.day_at(each.read_at, appeal.zone),
            brought_by(each),
        )
        for each in lookup.waiting_lists(appeal)
    ]


def brought_before(kept: LineList, data: bytes) -> str:
    """The day on which the same was brought already, unless that was undone; '' for none. What came now is remembered."""
    digest, file = hashlib.sha256(data).hexdigest(), lookup.same_file(kept)
    others = [each for each in lookup.all_lists(kept.appeal) if each not in file]
    before = next((each for each in others if sealing.said_of(each).get("digest") == digest), None)
    for each in file:
        sealing.say(each, digest=digest)
    return i18n.day_at(before.read_at, kept.appeal.zone) if before else ""


def brought_by(kept: LineList) -> str:
    """The organiser who brought a list, as the reader knows them; '' where it came from a terminal."""
    return name_of(kept.organiser_id, kept.appeal)


def figures(kept: LineList) -> Counter[str]:
    """How many rows come to what."""
    return Counter(kept.figures)


def what_was_read(kept: LineList) -> dict[str, Any]:
    """What the page after a list was brought shows."""
    counted = figures(kept)
    at: dict[str, Any] = {"slug": kept.appeal.slug, "ref": kept.ref}
    return {
        "name": lookup.name_of(kept),
        "figures": counted,
        "reasons": words.reasons(kept.figures.get("doubts", {})),
        "unread": unread(kept, judge.UNREAD),
        "account": account(kept),
        "steps": list(_steps(counted, at)),
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
    found = sum(figures[each] for each in (NEW, DOUBTFUL, THERE, TAKEN_OFF, UNDONE, REPEATED))
    if found > doubtful or not found:
        said = ngettext(
            "Check %(number)s signatory",
            "Check %(number)s signatories",
            found,
            number=i18n.number(found),
        )
        yield Step(said, url_for("lists.one", **at))
    if lost := figures[UNREAD]:
        said = ngettext(
            "See %(number)s row that was not understood",
            "See %(number)s rows that were not understood",
            lost,
            number=i18n.number(lost),
        )
        yield Step(said, url_for("lists.one", **at, _anchor="unread"))


def account(kept: LineList) -> list[ReadPlace]:
    """Where everything in a list went: its sheets, rows or lines, and cells."""
    figures = Counter(kept.figures.get("rows") or kept.figures)
    signed = [
        (gettext("New"), figures[NEW]),
        (gettext("To check"), figures[DOUBTFUL]),
        (gettext("Already there"), figures[THERE]),
        (gettext("Taken off before"), figures[TAKEN_OFF] + figures[UNDONE]),
        (gettext("Repeated in this list"), figures[REPEATED]),
    ]
    if lines := kept.figures.get("lines"):
        read = [(_line_place(code), count) for code, count in lines.items() if code != "all"]
        return _places(ReadPlace(gettext("Lines"), read), ReadPlace(gettext("Names"), signed))
    went = [
        *signed,
        (gettext("Not understood"), figures[UNREAD]),
        *((str(NOBODY[code]), count) for code, count in kept.figures.get("nobodies", {}).items()),
    ]
    cells = Counter(kept.figures.get("cells", {}))
    cells_went = [
        (gettext("In columns that are read"), cells["read"]),
        (gettext("In columns that are left out"), cells["left out"]),
        (gettext("In rows without a signatory"), cells["in rows that are nobody"]),
    ]
    return _places(
        ReadPlace(gettext("Sheets"), sheets.account(kept)),
        ReadPlace(gettext("Rows"), went),
        ReadPlace(gettext("Cells"), cells_went),
    )


def _places(*places: ReadPlace) -> list[ReadPlace]:
    """The same without what came to nothing."""
    return [
        ReadPlace(place.heading, [each for each in place.went if each[1]]) for place in places if place.total
    ]


def _line_place(code: str) -> str:
    said = {
        "signatories": gettext("Signatories"),
        "doubtful": gettext("Signatories to check"),
        "part of the one above": gettext("Part of the line above"),
        "not read": gettext("Not understood"),
    }
    return said.get(code) or str(NOBODY[code])
