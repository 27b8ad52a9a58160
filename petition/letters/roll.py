"""The public list of those who signed, in the letter's order: kept by the worker, so that no view sorts or counts.

Kept is the order (ids) and the text to search, folded and sealed with the appeal's key; the lines themselves are read from
their rows when a page is made. So who withdraws, mends a slip or is shown otherwise is right at once, whatever the order
was made of. Who has just confirmed, or has just chosen initials, whom the place of their name would tell, comes in with the
next roll, a minute later (docs/adr/0052).
"""

import json
import threading
import time
import zlib
from array import array
from base64 import b64decode, b64encode
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, pairwise

from flask import current_app
from sqlalchemy import delete, func, or_, select

from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core.db import db
from petition.core.spelling import finder
from petition.core.text import folded
from petition.core.transactions import begin_writing
from petition.letters import gather, service
from petition.letters.composing.compose import in_public
from petition.letters.composing.signatory_line import shown
from petition.letters.models import Roll
from petition.letters.packed import PackedLines
from petition.lexicon.signatory import Visibility, is_identified

A_PAGE = 100
EVERY = timedelta(minutes=1)
_SHARE = 10  # a roll is made for a tenth of the time at most, however long its list
_SETTLED = timedelta(minutes=5)  # after which every transaction that was begun then has ended
_REMEMBERED = 8  # rolls that a process of the web keeps in memory


@dataclass(frozen=True, slots=True)
class ListOrder:
    """A roll as it is read: ids in order with the line to search for each; `first` and then `bodies` of them lead."""

    ids: Sequence[int]
    lines: Sequence[str]
    first: int
    bodies: int

    @property
    def pages(self) -> int:
        """How many pages it has; one where it is empty."""
        return max(1, -(-len(self.ids) // A_PAGE))


@dataclass(frozen=True, slots=True)
class ShownNames:
    """Some of a roll as a page shows them, in its order."""

    first: list[str]
    bodies: list[str]
    people: list[str]
    identifies: bool = False  # whether an organisation stands beside one of them
    more: bool = False


# --- made by the worker ----------------------------------------------------------------------------------------------


def to_make(now: datetime) -> Iterator[int]:
    """The ids of public appeals whose signatures may have changed since their roll was made, and whose turn it is.

    Those first that have waited longest.
    """
    made = select(Roll.appeal_id, func.min(Roll.due_at).label("due_at"), func.min(Roll.seen).label("seen"))
    rolls = made.group_by(Roll.appeal_id).subquery()
    rows = db.session.execute(
        select(Appeal.id, rolls.c.seen)
        .outerjoin(rolls, rolls.c.appeal_id == Appeal.id)
        .where(
            Appeal.published_at.is_not(None),
            Appeal.withdrawn_at.is_(None),
            Appeal.erased_at.is_(None),
            Appeal.wrapped_key != b"",  # not destroyed
            or_(rolls.c.due_at.is_(None), rolls.c.due_at <= now),
        )
        .order_by(rolls.c.due_at)
    ).all()
    return (row.id for row in rows if _has_changed(row.id, row.seen, now))


def _last(appeal_id: int) -> tuple[int, datetime | None]:
    """The last entry of the activity log of an appeal, and when it was written."""
    entry = select(AuditEntry.id, AuditEntry.at).where(AuditEntry.appeal_id == appeal_id)
    row = db.session.execute(entry.order_by(AuditEntry.id.desc()).limit(1)).first()
    return (row.id, row.at) if row else (0, None)


def _has_changed(appeal_id: int, seen: int | None, now: datetime) -> bool:
    last, at = _last(appeal_id)
    return seen is None or last > seen or (at is not None and at > now - _SETTLED)


def make(appeal: Appeal, now: datetime) -> int:
    """Make the rolls of an appeal anew, one for each language of its text, if it is their turn; gives how many.

    Nobody waits to write while 100,000 names are put in order; whose letter ends meanwhile, `forget` sees to. The caller
    commits.
    """
    if db.session.scalar(select(Roll.due_at).where(Roll.appeal_id == appeal.id, Roll.due_at > now).limit(1)):
        return 0
    began, seen = time.monotonic(), _last(appeal.id)[0]
    made = [(lang, _sealed(appeal, lang)) for lang in appeal.published_langs]
    due_at = now + max(EVERY, _SHARE * timedelta(seconds=time.monotonic() - began))
    begin_writing()
    db.session.execute(delete(Roll).where(Roll.appeal_id == appeal.id))
    for lang, sealed in made:
        db.session.add(
            Roll(appeal_id=appeal.id, lang=lang, sealed=sealed, seen=seen, made_at=now, due_at=due_at)
        )
    return len(made)


def forget(_now: datetime) -> int:
    """Erase the rolls of letters that were withdrawn, or erased while a roll was made; gives how many."""
    gone = select(Appeal.id).where(or_(Appeal.withdrawn_at.is_not(None), Appeal.erased_at.is_not(None)))
    return int(db.session.execute(delete(Roll).where(Roll.appeal_id.in_(gone))).rowcount)  # type: ignore[attr-defined]


def _sealed(appeal: Appeal, lang: str) -> bytes:
    """The order as the letter has it; never that of signing or of towns, which would tell when, or leave the town out."""
    chosen = service.choices(appeal)
    order = chosen.order if chosen.order in {"family", "as_printed"} else "family"
    lines = in_public(gather.named(appeal), replace(chosen, order=order), lang)
    ids, sections = array("q"), Counter[str]()

    def folded_lines() -> Iterator[str]:
        for number, section, line in lines:  # one by one: of a long list they wait in a file
            ids.append(number)
            sections[section] += 1
            yield folded(line)

    packed = PackedLines.of(folded_lines())
    value = {
        "ids": b64encode(ids.tobytes()).decode(),
        "packed": [b64encode(each).decode() for each in packed.parts],
        "first": sections["first"],
        "bodies": sections["organisations"],
    }
    return appeal.key.seal(zlib.compress(json.dumps(value).encode(), 1), _place(appeal, lang))


def _read(told: bytes) -> ListOrder:
    """An order as it was kept; before lines were packed, it held them and their ids one by one."""
    value = json.loads(zlib.decompress(told))
    if "lines" in value:
        ids, lines = array("q", value["ids"]), PackedLines.of(value["lines"])
    else:
        ids = array("q", b64decode(value["ids"]))
        lines = PackedLines([b64decode(each) for each in value["packed"]], len(ids))
    return ListOrder(ids, lines, value["first"], value["bodies"])


def _place(appeal: Appeal, lang: str) -> str:
    return f"rolls|sealed|{lang}|{appeal.id}"


# --- read by pages ---------------------------------------------------------------------------------------------------

Memory = OrderedDict[tuple[int, str], tuple[datetime, ListOrder]]
_ONE_THREAD = threading.Lock()


def kept(appeal: Appeal, lang: str) -> ListOrder | None:
    """The roll of an appeal as it was made last; None before the first. It stays in memory until there is another.

    Of an erased appeal it is empty: the key that a roll was sealed with is gone.
    """
    if appeal.erased_at is not None:
        return ListOrder([], [], 0, 0)
    memory: Memory = current_app.extensions.setdefault("rolls", OrderedDict())
    which = Roll.appeal_id == appeal.id, Roll.lang == lang
    made_at = db.session.scalar(select(Roll.made_at).where(*which))
    if made_at is None:
        return None
    known = memory.get((appeal.id, lang))
    if known and known[0] == made_at:
        _remember(memory, (appeal.id, lang), known)
        return known[1]
    sealed = db.session.scalar(select(Roll.sealed).where(*which))
    if sealed is None:
        return None
    found = _read(appeal.key.unseal(sealed, _place(appeal, lang)))
    _remember(memory, (appeal.id, lang), (made_at, found))
    return found


def _remember(memory: Memory, which: tuple[int, str], what: tuple[datetime, ListOrder]) -> None:
    """Keep a roll as the one that was asked for last; the one that was asked for longest ago goes."""
    with _ONE_THREAD:
        memory[which] = what
        memory.move_to_end(which)
        while len(memory) > _REMEMBERED:
            memory.popitem(last=False)


def page(appeal: Appeal, found: ListOrder, number: int) -> ShownNames:
    """One page of a roll, counted from 1, each line as it stands at this moment."""
    return _shown(appeal, found, range((number - 1) * A_PAGE, min(number * A_PAGE, len(found.ids))))


def search(appeal: Appeal, found: ListOrder, typed: str) -> ShownNames:
    """Those whose line has every word that was typed in it, a page of them at most.

    What a line no longer says finds nobody: else whoever is shown otherwise now would be known by the name they had.
    """
    words = folded(typed).split()
    has = finder(words)
    places = (
        list(islice((at for at, line in enumerate(found.lines) if has(line)), A_PAGE + 1)) if words else []
    )
    return replace(_shown(appeal, found, places[:A_PAGE], has), more=len(places) > A_PAGE)


def _shown(
    appeal: Appeal, found: ListOrder, places: Sequence[int], has: Callable[[str], bool] = bool
) -> ShownNames:
    """The lines at these places as they stand now, if they have what is looked for; no initials in the place of a name."""
    details = service.choices(appeal).details
    was = {found.ids[at]: found.lines[at] for at in places}
    lines, identifies = {}, False
    for number, entry in gather.some(appeal, was):
        printed = shown(entry, details=details)
        line = printed.as_typed
        stays = entry.visibility != Visibility.INITIALS or folded(line) == was[number]
        if stays and has(folded(line)):
            lines[number] = line
            identifies = identifies or is_identified(printed.kind, printed.affiliation)
    bounds = (0, found.first, found.first + found.bodies, len(found.ids))

    def between(start: int, end: int) -> Iterator[str]:
        return (lines[found.ids[at]] for at in places if start <= at < end and found.ids[at] in lines)

    leading, bodies, people = (list(between(*pair)) for pair in pairwise(bounds))
    return ShownNames(leading, bodies, people, identifies)
