"""The account of a reading: every line of the input ends in one named place, and the numbers add up to what was read."""

from collections import Counter
from collections.abc import Mapping

from petition.core.text import squeeze
from petition.lexicon.dates import find_date
from petition.reading.blocks import ReadDocument, Why
from petition.reading.draft import Draft, Place, Placed
from petition.reading.files.margins import is_around


def account_of(placed: Mapping[int, Place], draft: Draft, document: ReadDocument) -> tuple[Placed, ...]:
    """How many lines ended where: of the text by `placed`, notes, pictures, what was set aside, the head of the file."""
    counts: Counter[tuple[Place, str]] = Counter()
    for place in placed.values():
        counts[place, str(Why.PLACE) if place is Place.LEFT_OVER else ""] += 1
    counts[Place.NOTES, ""] += sum(len(block.lines) for block in document.blocks if block.kind == "note")
    counts[Place.PICTURES, ""] += sum(block.kind == "picture" for block in document.blocks)
    for aside in document.asides:
        place = Place.AROUND if is_around(aside) else Place.LEFT_OVER
        counts[place, str(aside.why)] += len(aside.lines)
    unused = unused_head(document, draft)
    said = {Place.TITLE: document.title, Place.LETTERHEAD: document.author, Place.DATE: document.date}
    for place, value in said.items():
        counts[place, ""] += bool(value) and value not in unused
    counts[Place.LEFT_OVER, str(Why.HEAD)] += len(unused)
    order = list(Place)
    found = sorted(counts.items(), key=lambda each: (order.index(each[0][0]), each[0][1]))
    return tuple(Placed(place, count, why) for (place, why), count in found if count)


def unused_head(document: ReadDocument, draft: Draft) -> list[str]:
    """What the head of the file says and the letter says otherwise."""
    dated = find_date(document.date)
    used = {
        document.title: squeeze(document.title) in squeeze(draft.title),
        document.author: document.author in draft.letterhead,
        document.date: document.date == draft.date or bool(dated and dated.iso == draft.date_iso),
    }
    return [value for value, is_used in used.items() if value and not is_used]
