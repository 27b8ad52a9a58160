"""Signatures as organisers find them: what stands in the letter, is held, or was taken off, as others see it and no more.

Names are sealed, so a name is looked for by unsealing what the other filters leave, one row after another. What waits to be
confirmed is not listed: whoever typed an email address into the form would see by it whether that mailbox has signed. For
the same reason nothing is found by an email address, but where the form of the appeal told everybody that it is. Of who is
not named in full, only what a reader of the letter could know is told and filtered by; rows of one day come in no order of
their own.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from petition.appeals.models import Appeal
from petition.core import clock, providers
from petition.core.column_types import DayOf
from petition.core.db import db
from petition.core.spelling import finder
from petition.core.text import normalized
from petition.core.vault import Unreadable, leave_out, readable
from petition.lexicon.signatory import Visibility
from petition.moderation.rules import Wanted
from petition.signatures import rules
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, at_desk, unsealed
from petition.signatures.rules import State

A_PAGE = 50
MOST_BY_NAME = 1_000  # found by a name; who finds more has to type more of it
MOST_PAGES = 100_000  # beyond lie typing errors
_AT_ONCE = 2_000
_BETWEEN = re.compile(r"[\s,()]+")

_COLUMNS = (
    Signature.id,
    Signature.ref,
    Signature.state,
    Signature.source,
    Signature.lang,
    Signature.visibility,
    Signature.version_id,
    Signature.signed_at,
    Signature.particulars,
)


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature as organisers see it: source and language '' where it is not named in full."""

    ref: str
    line: str  # '' where it is not named
    state: State
    visibility: Visibility
    source: str
    lang: str
    version: int | None
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """A page of what was found. `is_cut`: so many bear the name that no more were looked for."""

    rows: list[FoundSignature]
    count: int
    is_cut: bool = False


def look(appeal: Appeal, wanted: Wanted, *, page: int = 1) -> Result:
    """A page of what is wanted, the latest day first, and how many there are."""
    start = (page - 1) * A_PAGE
    if not (wanted.name or wanted.domain):
        count = int(db.session.execute(counted(appeal, wanted)).scalar_one())
        return Result(_read(appeal, *_page(appeal, wanted, start, count)), count)
    ids, is_cut = _first(appeal, wanted)
    some = ids[start : start + A_PAGE]
    return Result(_read(appeal, ordered(appeal, Wanted(), Signature.id.in_(some))), len(ids), is_cut)


def refs(appeal: Appeal, wanted: Wanted, states: tuple[State, ...], most: int) -> tuple[list[str], int, bool]:
    """The refs of those that are wanted and in one of these states, at most so many; how many there are, and `is_cut`."""
    here, is_cut = (Signature.state.in_(states), Signature.erased_at.is_(None)), False
    if wanted.name or wanted.domain:
        ids, is_cut = _first(appeal, wanted, *here)
        where: tuple[ColumnElement[bool], ...] = (Signature.id.in_(ids[:most]),)
        count = len(ids)
    else:
        where = (*_which(appeal, wanted), *here)
        counted = select(func.count()).select_from(Signature).where(*where)
        count = int(db.session.execute(counted).scalar_one())
    found = db.session.scalars(select(Signature.ref).where(*where).order_by(Signature.id).limit(most))
    return list(found), count, is_cut


def by_refs(appeal: Appeal, some: list[str]) -> list[FoundSignature]:
    """These of an appeal, as organisers see them; what is not listed is left out."""
    return _read(appeal, ordered(appeal, Wanted(), Signature.ref.in_(some)))


def one(appeal: Appeal, ref: str) -> FoundSignature | None:
    """One of an appeal, as organisers see it; None where it is not listed."""
    return next(iter(by_refs(appeal, [ref])), None)


def folded(typed: str) -> str:
    """How a part of a name is compared: whatever its case, its spaces and the way its letters are put together."""
    return " ".join(_alike(normalized("NFKC", typed)).split())


def _alike(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


def _page(appeal: Appeal, wanted: Wanted, start: int, count: int) -> tuple[Select[int], bool]:
    """A page looked for from the end that is nearer, and whether that is the last: sorting stops where the page ends."""
    left = max(count - start - A_PAGE, 0)
    if left >= start:
        return ordered(appeal, wanted).offset(start).limit(A_PAGE), False
    backwards = (
        ordered(appeal, wanted).order_by(None).order_by(DayOf(Signature.signed_at), Signature.ref.desc())
    )
    return backwards.offset(left).limit(max(min(A_PAGE, count - start), 0)), True


def counted(appeal: Appeal, wanted: Wanted) -> Select[int]:
    """How many there are."""
    return select(func.count()).select_from(Signature).where(*_which(appeal, wanted))


def ordered(appeal: Appeal, wanted: Wanted, *more: ColumnElement[bool]) -> Select[int]:
    """The latest day first. The random name orders each day: the order of rows would tell who signed when."""
    rows = select(Signature.id).where(*_which(appeal, wanted), *more)
    return rows.order_by(DayOf(Signature.signed_at).desc(), Signature.ref)


def _which(appeal: Appeal, wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what is wanted; what only is known of who is named in full finds nobody else."""
    found = [Signature.appeal_id == appeal.id, at_desk()]
    if wanted.state:
        found.append(Signature.state == wanted.state)
    if wanted.mailbox:
        found.append(Signature.mailbox_key == mailbox_key_of(appeal, wanted.mailbox))
    if wanted.held_for:  # of who is not named, told for as long as the queue of what is held tells it
        told = or_(Signature.visibility == Visibility.PUBLIC, Signature.state != State.CONFIRMED)
        found.append((Signature.held_for == wanted.held_for) & told)
    if wanted.visibility:
        found.append(Signature.visibility == wanted.visibility)
    if wanted.version is not None:
        ids = [each.id for each in appeal.versions if each.number == wanted.version]
        found.append(Signature.version_id.in_(ids))
    if wanted.source:
        found.append((Signature.source == wanted.source) & (Signature.visibility == Visibility.PUBLIC))
    if wanted.lang:
        found.append((Signature.lang == wanted.lang) & (Signature.visibility == Visibility.PUBLIC))
    return (*found, *_on_days(appeal, wanted))


def _on_days(appeal: Appeal, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Days of the appeal's own zone; the day in UTC is said as well, for the index is in its order."""
    zone, day = ZoneInfo(appeal.zone), DayOf(Signature.signed_at)
    if wanted.since:
        first = datetime.combine(wanted.since, time(), zone)
        yield (Signature.signed_at >= first) & (day >= clock.day(first))
    if wanted.until:
        end = datetime.combine(wanted.until + timedelta(days=1), time(), zone)
        yield (Signature.signed_at < end) & (day <= clock.day(end))


def _first(appeal: Appeal, wanted: Wanted, *more: ColumnElement[bool]) -> tuple[list[int], bool]:
    """The ids of those who bear a name, as many as are looked for; whether there are more."""
    ids = list(islice(_bearing(appeal, wanted, *more), MOST_BY_NAME + 1))
    return ids[:MOST_BY_NAME], len(ids) > MOST_BY_NAME


def _bearing(appeal: Appeal, wanted: Wanted, *more: ColumnElement[bool]) -> Iterator[int]:
    """The ids of those whose line, as others see it, has every word of a name in it, and whose mailbox is of the domain.

    To make a line costs forty times what unsealing does, so it is made of those alone whose sealed value has the words.
    """
    words = _BETWEEN.sub(" ", folded(wanted.name)).split()  # what stands between them is put in with the line
    if wanted.name and not words:
        return
    has, domain = finder(words), wanted.domain
    sealed_words = [json.dumps(word, ensure_ascii=False)[1:-1] for word in words]
    has_sealed, has_initials = finder(sealed_words), finder(word.rstrip(".") for word in sealed_words)
    where = [*_which(appeal, wanted), *more]
    if words:
        where.append(Signature.visibility != Visibility.HIDDEN)
    columns = (Signature.id, Signature.ref, Signature.visibility, Signature.particulars)
    query = select(*columns).where(*where).order_by(Signature.id.desc())
    key = appeal.key
    # Whoever has found enough stops in the middle: PostgreSQL keeps no cursor for who does not come again.
    with db.session.connection().execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row_id, ref, visibility, value in rows:
            try:
                plain = key.unseal(value, f"signatures|particulars|{ref}|{appeal.id}") if value else b""
            except Unreadable:
                leave_out("signatures", row_id)
                continue
            bears = has_initials if visibility == Visibility.INITIALS else has_sealed
            if not bears(_alike(plain.decode())):
                continue
            own = unsealed(key, appeal.id, ref, value)
            if domain and providers.of(own.mailbox) != domain:
                continue
            if has(folded(rules.shown(own, visibility))):
                yield row_id


def _read(appeal: Appeal, query: Select[int], is_backwards: bool = False) -> list[FoundSignature]:
    """These signatures in their order; sorted by their ids alone, for sealed values make a sort slow."""
    ids = list(db.session.scalars(query))[:: -1 if is_backwards else 1]
    rows = {row.id: row for row in db.session.execute(select(*_COLUMNS).where(Signature.id.in_(ids)))}
    numbers = {each.id: each.number for each in appeal.versions}

    def found(row: Row[*tuple[Any, ...]]) -> FoundSignature:
        is_full = row.visibility == Visibility.PUBLIC
        own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
        return FoundSignature(
            row.ref,
            rules.shown(own, row.visibility),
            row.state,
            row.visibility,
            row.source if is_full else "",
            row.lang if is_full else "",
            numbers.get(row.version_id),
            row.signed_at,
        )

    return list(readable("signatures", (rows[each] for each in ids if each in rows), found))
