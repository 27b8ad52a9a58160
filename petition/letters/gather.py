"""The queries behind every letter: the confirmed signatures of an appeal, unsealed one by one."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, TextClause, func, select, text

from petition.appeals import paper
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.audit import NOT_JUST_ADDED, AuditEntry
from petition.core import clock
from petition.core.column_types import DayOf
from petition.core.db import db
from petition.core.transactions import let_go, snapshot
from petition.core.vault import Unreadable, leave_out
from petition.letters.composing.letter import Entry
from petition.letters.composing.on_paper import OnPaper
from petition.letters.models import LetterSeal
from petition.lexicon.signatory import Visibility
from petition.signatures import counts, same_signatory
from petition.signatures.models import Signature, at_desk, unsealed

_AT_ONCE = 2000
_COLUMNS = (
    Signature.id,
    Signature.ref,
    Signature.kind,
    Signature.visibility,
    Signature.rank,
    Signature.signed_at,
    Signature.particulars,
)

_REASONS = {
    "signature.withdrawn": "withdrawn",
    "signature.not_me": "not me",
    "signature.refused": "not me",  # as it was written down before migration 0028
    "first signatory.taken off": "taken off",
    "signature.taken off": "taken off",
    "signature.held by organisers": "taken off",  # in logs of before: nobody is held any more once it is complete
    "signature.counted": "counted",
    "signature.put back": "counted",
    "signature.shown otherwise": "shown otherwise",
    "first signatory.rewritten": "corrected",
    "signature.corrected": "corrected",
    "signature.correction undone": "shown otherwise",
    "case.form chosen": "corrected",
    "first signatory.moved": "laid out otherwise",
    "letter.laid out": "laid out otherwise",
    "logo.set": "laid out otherwise",
    "logo.removed": "laid out otherwise",
    "paper.stated": "on paper",
}
_BEFORE = {  # version 0.2.0, with which entries say `folded`: what an erratum that was printed says, it goes on saying
    "signature.correction undone": "corrected",
    "first signatory.moved": "",
    "logo.set": "",
    "logo.removed": "",
}
_ENDS = {"withdrawn", "not me", "taken off"}
_TOGETHER = {"same", "linked"}  # states of a case in which two signatures are printed as one
_CASES = tuple(f"case.{state}" for state in ("open", "later", "same", "different", "linked", "undone"))


def entries(appeal: Appeal) -> Iterator[Entry]:
    """Every signatory under the present text, in the form printed; hidden ones come without anything that names them."""
    # Past the session, which would look at each row once more; closed also where a row cannot be read, or nobody reads on.
    with db.session.connection().execute(
        select(*_COLUMNS).where(*_printed(appeal)), execution_options={"yield_per": _AT_ONCE}
    ) as found:
        yield from _entries(appeal, found)


def named(appeal: Appeal) -> Iterator[Entry]:
    """Those who are named in public, some at a time, as they stand when they are read: not all in one state.

    No transaction stays open for as long as all of it takes: meanwhile SQLite could not begin its write-ahead log anew,
    which would grow with all that is written (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files").
    """
    snapshot()
    ids = array("q", db.session.scalars(select(Signature.id).where(*_named(appeal)).order_by(Signature.id)))
    for start in range(0, len(ids), _AT_ONCE):
        snapshot()
        found = [entry for _id, entry in some(appeal, ids[start : start + _AT_ONCE])]
        let_go()
        yield from found


def first(appeal: Appeal, most: int) -> Iterator[Entry]:
    """Some of the first signatories who are named, in their order."""
    rows = (
        select(*_COLUMNS)
        .where(*_named(appeal), Signature.rank.is_not(None))
        .order_by(Signature.rank)
        .limit(most)
    )
    return (
        each for each in _entries(appeal, db.session.execute(rows)) if each.visibility != Visibility.HIDDEN
    )


def some(appeal: Appeal, ids: Collection[int]) -> Iterator[tuple[int, Entry]]:
    """Of these signatures those that are named in public now, each with its id; one that cannot be read is left out."""
    rows = select(*_COLUMNS).where(Signature.id.in_(ids), *_named(appeal, of_these=True))
    for entry in _entries(appeal, db.session.execute(rows)):
        if entry.visibility != Visibility.HIDDEN:
            yield int(entry.tie), entry


def leading(appeal: Appeal, most: int) -> frozenset[int]:
    """The ids of those who stand among so many first signatories."""
    ranked = select(Signature.id).where(*_named(appeal), Signature.rank.is_not(None))
    return frozenset(
        db.session.scalars(
            ranked.order_by(Signature.rank, DayOf(Signature.signed_at), Signature.id).limit(most)
        )
    )


def printed(appeal: Appeal) -> "array[int]":
    """The ids of all who stand in the letter, named or not, in their order: eight bytes each."""
    return array(
        "q", db.session.scalars(select(Signature.id).where(*_printed(appeal)).order_by(Signature.id))
    )


def held(appeal: Appeal, ids: Collection[int]) -> Iterator[tuple[int, Entry]]:
    """Those of them who stand in the letter now, each with its id; nobody changes what they say until the commit."""
    db.session.execute(
        select(Signature.id)
        .where(Signature.id.in_(ids))
        .order_by(Signature.id)
        .with_for_update(key_share=True)
    )
    rows = select(*_COLUMNS).where(Signature.id.in_(ids), *_printed(appeal, of_these=True))
    return ((int(entry.tie), entry) for entry in _entries(appeal, db.session.execute(rows)))


def kinds(appeal: Appeal) -> Counter[tuple[str, bool]]:
    """How many signatories of each kind there are, and whether they are hidden."""
    found = _kinds(counts.standing(appeal), at_desk())  # what counts is at the desk, whose index has it all
    found.subtract(_kinds(counts.standing(appeal), same_signatory.folded()))  # fewer, and an index has them
    return found


def _kinds(*which: ColumnElement[bool]) -> Counter[tuple[str, bool]]:
    hidden = Signature.visibility == Visibility.HIDDEN
    rows = db.session.execute(
        select(Signature.kind, hidden, func.count()).where(*which).group_by(Signature.kind, hidden)
    )
    return Counter({(kind, bool(is_hidden)): int(count) for kind, is_hidden, count in rows})


def on_paper(appeal: Appeal, lang: str) -> OnPaper | None:
    """What its organisers state of signatures on paper, for a letter in a language; None for nothing."""
    kept = paper.stated(appeal)
    return OnPaper(kept.number, kept.day, kept.said(lang)) if kept else None


def changes_since_complete(appeal: Appeal, now: datetime) -> Iterator[tuple[date, str]]:
    """The local day and the reason of each change to the letter since signing and confirming ended: see errata."""
    if appeal.complete_at is None or appeal.phase(now) is not Phase.CLOSED:
        return
    zone = ZoneInfo(appeal.zone)
    told = _since_complete(appeal, [*_REASONS, *_CASES, "cases.found"])
    entries = select(AuditEntry.at, AuditEntry.deed, AuditEntry.facts).where(*told)
    for row in db.session.execute(entries.order_by(AuditEntry.at, AuditEntry.id)):
        for reason in _reasons(row.deed, row.facts):
            yield row.at.astimezone(zone).date(), reason


def number_of_changes(appeal: Appeal) -> int:
    """How many entries of the log tell of such changes, or of a list whose last names came since; it only grows."""
    told = _since_complete(appeal, [*_REASONS, *_CASES, "cases.found", "list.accepted"])
    return int(db.session.execute(select(func.count()).select_from(AuditEntry).where(*told)).scalar_one())


def _since_complete(appeal: Appeal, deeds: Sequence[str]) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (
        AuditEntry.appeal_id == appeal.id,
        text(NOT_JUST_ADDED),
        AuditEntry.deed.in_(deeds),
        AuditEntry.at >= appeal.complete_at,
    )


def seals(appeal: Appeal) -> list[LetterSeal]:
    """The seals of a complete letter, the first one first; not one that is being made."""
    found = select(LetterSeal).where(LetterSeal.appeal_id == appeal.id, LetterSeal.note != "")
    return list(db.session.scalars(found.order_by(LetterSeal.number)))


def _reasons(deed: str, facts: dict[str, Any]) -> Iterator[str]:
    """Why the list is another since: what was done, and how many more or fewer are printed in another's form by it.

    Of a signature that ends no signatory goes where they have another one: that is told apart ("second").
    """
    reason, folded = _REASONS.get(deed, ""), facts.get("folded", 0)
    if "folded" not in facts:  # as it was written down before
        reason = _BEFORE.get(deed, reason)
        if deed in _CASES:
            folded = (deed.removeprefix("case.") in _TOGETHER) - (facts["before"] in _TOGETHER)
    if not facts.get("counted", True):
        return
    if reason in _ENDS and folded < 0:
        reason, folded = "second", folded + 1
    if reason:
        yield reason
    yield from repeat("joined" if folded > 0 else "parted", abs(folded))


def _printed(appeal: Appeal, *, of_these: bool = False) -> tuple[ColumnElement[bool], ...]:
    return counts.standing(appeal, of_these=of_these), same_signatory.printed_itself()


def _named(appeal: Appeal, *, of_these: bool = False) -> tuple[ColumnElement[bool], ...]:
    return *_printed(appeal, of_these=of_these), Signature.visibility != Visibility.HIDDEN


def _entries(appeal: Appeal, rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Entry]:
    key = appeal.key
    for row_id, ref, kind, visibility, rank, signed_at, particulars in rows:
        # By the day and then as they came: what stays when times are coarsened must not print another order.
        signed_on, tie = clock.day(signed_at), f"{row_id:012}"
        if visibility == Visibility.HIDDEN:
            yield Entry(kind, "", signed_on, tie, visibility=Visibility.HIDDEN, rank=rank)
            continue
        try:
            own = unsealed(key, appeal.id, ref, particulars)
        except Unreadable:  # it counts, and cannot be named
            leave_out("signatures", row_id)
            yield Entry(kind, "", signed_on, tie, visibility=Visibility.HIDDEN, rank=rank)
            continue
        yield Entry(
            kind=kind,
            name=own.name,
            signed_at=signed_on,
            tie=tie,
            acronym=own.acronym,
            role=own.role,
            affiliation=own.affiliation,
            place=own.place,
            as_typed=own.as_typed,
            visibility=visibility,
            rank=rank,
        )
