"""What the page of a list shows that is looked over, and what is told of the lists that wait."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from flask_babel import gettext

from petition.appeals.models import Appeal
from petition.appeals.organiser_names import name_of
from petition.core import i18n
from petition.lists import judge, lookup, rows, sealing, ticks, words
from petition.lists.forms import why_unread
from petition.lists.judge import DOUBTFUL, REPEATED, TAKEN_OFF, THERE, UNDONE, UNREAD
from petition.lists.models import LineList
from petition.lists.ticks import LineFilter, Spot
from petition.reading.listing import FoundRow
from petition.signatures.rules import Particulars

A_PAGE = 200  # lines of a list that are looked over at once
_UNREAD_SHOWN = 20
_NAMES_SHOWN = 20


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
    code = judge.CODES[outcome]
    for part in ticks.codes(kept):
        if code in part.outcomes:
            typed = lookup.typed_in(kept, part.number)
            for found, came_to in zip(lookup.found_in(kept, part.number), part.outcomes, strict=True):
                if came_to == code:
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


def brought_by(kept: LineList) -> str:
    """The organiser who brought a list, as the reader knows them; '' where it came from a terminal."""
    return name_of(kept.organiser_id, kept.appeal)


def figures(kept: LineList) -> Counter[str]:
    """How many rows come to what."""
    return Counter(kept.figures)
