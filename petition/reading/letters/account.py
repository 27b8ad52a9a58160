"""Where each line of the input ended: in the letter, around it, or left over; the numbers add up to what was read."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from petition.core.text import squeeze
from petition.lexicon.dates import find_date
from petition.reading.blocks import ReadDocument, Why
from petition.reading.draft import Around, Draft, Place, Placed
from petition.reading.files.margins import is_around
from petition.reading.letters.dated import is_registered
from petition.reading.letters.rows import TextRow
from petition.reading.lines.labels import is_label
from petition.reading.lines.many_in_line import beside
from petition.reading.lines.signals import LABEL_WORDS

_WORD = re.compile(r"[^\W\d_]{2,}")


def accounted(
    draft: Draft,
    document: ReadDocument,
    rows: Sequence[TextRow],
    placed: Mapping[int, Place],
    left_over: Sequence[str],
) -> Draft:
    """The draft with what is left over of these rows and of the document, what stands around it, and the account of all."""
    left = [(line, Why.PLACE) for line in left_over]
    # a label may share its line with the names
    named = [row for row in rows if not (placed.get(row.nth) is Place.HEADINGS or is_label(row.plain))]
    forgotten = _forgotten(named, placed, draft, left_over)
    placed = {**placed, **dict.fromkeys((row.nth for row in forgotten), Place.LEFT_OVER)}
    left += [(row.plain, Why.PLACE) for row in forgotten]
    left += [(line, aside.why) for aside in document.asides if not is_around(aside) for line in aside.lines]
    left += [(value, Why.HEAD) for value in _unused_head(document, draft)]
    menus = (
        Around(line, str(aside.why)) for aside in document.asides if is_around(aside) for line in aside.lines
    )
    heads = (row.plain for row in rows if placed.get(row.nth) is Place.HEADINGS)
    headings = (Around(line, str(Place.HEADINGS)) for line in heads)
    return replace(
        draft,
        left_over=tuple(line for line, _ in left),
        because=tuple(str(why) for _, why in left),
        around=(*menus, *headings),
        account=_account(placed, draft, document),
        lines_read=len({row.nth for row in rows}) + document.size(),
    )


def _forgotten(
    rows: Sequence[TextRow], placed: Mapping[int, Place], draft: Draft, left_over: Sequence[str]
) -> list[TextRow]:
    """The lines with a word, or a number of registry, that no part took: nothing handed in may vanish unseen."""
    told = (draft.place, draft.date, draft.title, draft.delivery, draft.salutation, draft.body, draft.closing)
    whom = ((each.name, each.title, each.organisation, *each.address) for each in draft.recipients)
    lines = (f"{line.as_typed} {line.contact}" for line in draft.lines)
    parts = (*draft.letterhead, *chain.from_iterable(whom), *told, draft.call.text, *lines, *left_over)
    kept = set(_WORD.findall(" ".join(parts)))

    def is_lost(word: str) -> bool:
        return word not in kept and word.lower() not in LABEL_WORDS

    def is_forgotten(line: str) -> bool:
        return any(map(is_lost, _WORD.findall(line)))

    lost = [row for row in rows if is_forgotten(row.plain)]
    # of two who share a family name in the plural each is read in the singular
    lost = [row for row in lost if is_forgotten(", ".join(beside(row.plain)[0]) or row.plain)]
    numbered = (row for row in rows if placed.get(row.nth) is Place.DATE and is_registered(row.plain))
    return [*lost, *(row for row in numbered if row not in lost)]


def _account(placed: Mapping[int, Place], draft: Draft, document: ReadDocument) -> tuple[Placed, ...]:
    """How many lines ended where: of the text by `placed`, notes, pictures, what was set aside, the head of the file."""
    counts: Counter[tuple[Place, str]] = Counter()
    for place in placed.values():
        counts[place, str(Why.PLACE) if place is Place.LEFT_OVER else ""] += 1
    counts[Place.NOTES, ""] += sum(len(block.lines) for block in document.blocks if block.kind == "note")
    counts[Place.PICTURES, ""] += sum(block.kind == "picture" for block in document.blocks)
    for aside in document.asides:
        place = Place.AROUND if is_around(aside) else Place.LEFT_OVER
        counts[place, str(aside.why)] += len(aside.lines)
    unused = _unused_head(document, draft)
    said = {Place.TITLE: document.title, Place.LETTERHEAD: document.author, Place.DATE: document.date}
    for place, value in said.items():
        counts[place, ""] += bool(value) and value not in unused
    counts[Place.LEFT_OVER, str(Why.HEAD)] += len(unused)
    return _in_order(counts)


def together(drafts: Sequence[Draft]) -> tuple[Placed, ...]:
    """The accounts of several drafts as one."""
    counts: Counter[tuple[Place, str]] = Counter()
    for placed in (placed for draft in drafts for placed in draft.account):
        counts[placed.place, placed.why] += placed.lines
    return _in_order(counts)


def _in_order(counts: Mapping[tuple[Place, str], int]) -> tuple[Placed, ...]:
    order = list(Place)
    found = sorted(counts.items(), key=lambda each: (order.index(each[0][0]), each[0][1]))
    return tuple(Placed(place, count, why) for (place, why), count in found if count)


def _unused_head(document: ReadDocument, draft: Draft) -> list[str]:
    """What the head of the file says and the letter says otherwise."""
    dated = find_date(document.date)
    used = {
        document.title: squeeze(document.title) in squeeze(draft.title),
        document.author: document.author in draft.letterhead,
        document.date: document.date == draft.date or bool(dated and dated.iso == draft.date_iso),
    }
    return [value for value, is_used in used.items() if value and not is_used]
