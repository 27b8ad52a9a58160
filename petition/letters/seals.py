"""The seal of a complete letter: made by the worker in steps, and kept.

Each signatory is a leaf: a hash of what the letter says of them and of what was drawn by lot. Who leaves, or is shown
otherwise, takes with them what was drawn (the database sees to that, migration 0144); their hash stays, so that the root can
still be worked out. What is added or changed later is sealed once its day is over: errata tell of days, too. docs/seal.md,
docs/adr/0046.
"""

import os
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Row, Select, case, delete, func, insert, or_, select, update

from petition import audit
from petition.appeals import delivery
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core.db import db, insert_into, table_of
from petition.core.settings import settings
from petition.core.transactions import let_go, snapshot
from petition.core.vault import Unreadable, vault
from petition.letters import gather
from petition.letters.composing.compose import as_printed
from petition.letters.composing.letter import Choices, Entry
from petition.letters.models import LetterSeal, SealLeaf
from petition.letters.seal_check import (
    FORMAT,
    SAID,
    Tree,
    canonical,
    checkpoint,
    leaf_hash,
    leaf_of,
    signed_note,
    verifier_key,
)
from petition.lexicon.signatory import Visibility

SETTLED = timedelta(minutes=5)  # after which whatever was begun before the letter was complete has ended
LEASE = timedelta(minutes=1)  # after which a seal whose maker is silent is begun again
_AT_ONCE = 250  # signatories in a step, which takes some hundredths of a second
_IS_BEGUN = LetterSeal.note == ""  # and has not come to its end
LEAF = (SealLeaf.hash, SealLeaf.signature_id, SealLeaf.opens, SealLeaf.since, SealLeaf.until)
Said = tuple[str, ...]
_Leaf = Row[*tuple[Any, ...]]


class SealTaken(Exception):
    """Another makes this seal by now, or it is there."""


# --- made by the worker -----------------------------------------------------------------------------------------------


def due(now: datetime) -> list[int]:
    """The ids of complete letters that have no seal yet, or whose day has come to look for changes."""
    when_of_begun = func.max(case((_IS_BEGUN, LetterSeal.due_at)))  # by who was killed since, if that is over
    looked_at = (
        select(
            LetterSeal.appeal_id, func.coalesce(when_of_begun, func.max(LetterSeal.due_at)).label("due_at")
        )
        .group_by(LetterSeal.appeal_id)
        .subquery()
    )
    complete = (
        select(Appeal)
        .outerjoin(looked_at, looked_at.c.appeal_id == Appeal.id)
        .where(
            Appeal.published_at.is_not(None),
            Appeal.closes_at <= now - SETTLED,
            Appeal.erased_at.is_(None),
            Appeal.wrapped_key != b"",  # not destroyed
            or_(looked_at.c.due_at.is_(None), looked_at.c.due_at <= now),
        )
        .order_by(Appeal.closes_at)
    )
    return [each.id for each in db.session.scalars(complete) if _is_settled(each, now)]


def _is_settled(appeal: Appeal, now: datetime) -> bool:
    return appeal.phase(now) is Phase.CLOSED and appeal.phase(now - SETTLED) is Phase.CLOSED


def make(appeal: Appeal, clock: Callable[[], datetime]) -> Iterator[int]:
    """Seal a complete letter, or what changed in it, in steps that the caller commits; gives 1 where a seal is made.

    Of several who try at once one makes it; what one who was killed has left is thrown away.
    """
    work = _begun(appeal, clock())
    if work:  # who leaves from now on was in the letter, and stays in this seal
        _end_those_who_left(appeal, work.number - 1)
    yield 0
    if work is None:
        return
    try:
        yield from _made(appeal, work, clock)
    except SealTaken:
        db.session.rollback()


@dataclass(frozen=True, slots=True)
class _Work:
    """A seal that is being made, by whom, and the one before it."""

    appeal_id: int
    number: int
    run: int

    def hold(self, now: datetime, **values: Any) -> None:
        """Renew the lease, or end it with what is told; raises SealTaken. Until the commit nobody else takes it."""
        mine = update(LetterSeal).where(
            LetterSeal.appeal_id == self.appeal_id,
            LetterSeal.number == self.number,
            LetterSeal.run == self.run,
            LetterSeal.note == "",
        )
        values = {"due_at": now + LEASE} | values
        if db.session.execute(mine.values(**values).returning(LetterSeal.number)).first() is None:
            raise SealTaken


def _begun(appeal: Appeal, now: datetime) -> _Work | None:
    """Begin the first seal, or another where something has changed since the last; None where there is nothing to do."""
    last = next(reversed(gather.seals(appeal)), None)
    seen, number = gather.number_of_changes(appeal), last.number + 1 if last else 1
    is_begun = db.session.scalar(
        select(LetterSeal.number).where(LetterSeal.appeal_id == appeal.id, _IS_BEGUN)
    )
    if last is not None and not is_begun:
        if last.due_at > now:
            return None
        last.due_at = _next_day(appeal, now)
        if last.seen == seen:
            return None
    begin = {"due_at": now + LEASE, "seen": seen}
    made = insert_into(LetterSeal).values(
        appeal_id=appeal.id, number=number, run=1, manifest={}, root=b"", key="", note="", **begin
    )
    begun = made.on_conflict_do_update(
        index_elements=["appeal_id", "number"],
        set_={**begin, "run": LetterSeal.run + 1},
        where=(LetterSeal.note == "") & (LetterSeal.due_at <= now),
    )
    run = db.session.scalar(begun.returning(LetterSeal.run))
    return _Work(appeal.id, number, run) if run else None


def _next_day(appeal: Appeal, now: datetime) -> datetime:
    tomorrow = delivery.day_of(appeal, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(appeal.zone))


def _made(appeal: Appeal, work: _Work, clock: Callable[[], datetime]) -> Iterator[int]:
    before = work.number - 1
    of_run = select(SealLeaf.hash).where(SealLeaf.appeal_id == appeal.id, SealLeaf.since == work.number)
    while _erase(appeal, of_run):
        work.hold(clock())
        yield 0
    snapshot()
    printing, everybody = Printing.of(appeal), _everybody(appeal)
    let_go()
    added = unnamed = 0
    while ids := list(islice(everybody, _AT_ONCE)):
        work.hold(clock())
        stand = {number: printing.says(number, entry) for number, entry in gather.held(appeal, ids)}
        there = {each.signature_id: each for each in _live(appeal, ids)}
        stay = {number for number, leaf in there.items() if _stands(appeal, leaf, stand.get(number))}
        _end(appeal, [leaf.hash for number, leaf in there.items() if number not in stay], before)
        added += _add(
            appeal, {number: said for number, said in stand.items() if number not in stay}, work.number
        )
        unnamed += sum(not said for said in stand.values())
        yield 0
    now = clock()
    if before and not added:  # who only left is told of by the last one
        work.hold(now)
        _forget(appeal, work)
        return
    named = _number_of_leaves(appeal, work.number) - unnamed
    root = _root(appeal, work.number, manifest := _manifest(appeal, work.number, named, unnamed, now))
    work.hold(now, **_signed(appeal, manifest, root), due_at=_next_day(appeal, now))
    audit.record("letter.sealed", appeal_id=appeal.id, now=now, number=work.number, root=root.root().hex())
    yield 1


def _everybody(appeal: Appeal) -> Iterator[int]:
    """The ids of all who stand in the letter or have a leaf that opens, each once."""
    live = select(SealLeaf.signature_id).where(is_of(appeal), SealLeaf.signature_id.is_not(None))
    leaves = array("q", db.session.scalars(live.order_by(SealLeaf.signature_id)))
    return (number for number, _same in groupby(merge(gather.printed(appeal), leaves)))


def _live(appeal: Appeal, ids: Collection[int]) -> Sequence[_Leaf]:
    return db.session.execute(select(*LEAF).where(SealLeaf.signature_id.in_(ids), is_of(appeal))).all()


def opened(appeal: Appeal, leaf: _Leaf, said: Said) -> bytes | None:
    """What was drawn by lot for a leaf, if it can be read and that signatory is what the leaf was made of."""
    if leaf.opens is None:
        return None
    with suppress(Unreadable):
        c = appeal.key.unseal(leaf.opens, _place(appeal, leaf.hash))
        if leaf_of(_text_hash(appeal), said, c) == leaf.hash:
            return c
    return None


def _stands(appeal: Appeal, leaf: _Leaf, said: Said | None) -> bool:
    """Whether a leaf is that of somebody who stands in the letter, as they do; of who is not named it says nothing."""
    if said is None:
        return False
    return (leaf.opens is None and not said) or opened(appeal, leaf, said) is not None


def _add(appeal: Appeal, those: dict[int, Said], number: int) -> int:
    rows = []
    for signature_id, said in those.items():
        c = os.urandom(32)
        leaf = leaf_of(_text_hash(appeal), said, c)
        # Of who is not named it is kept by nobody: their leaf can never be told from any other.
        opens = appeal.key.seal(c, _place(appeal, leaf)) if said else None
        rows.append(
            {
                "appeal_id": appeal.id, "hash": leaf, "since": number, "until": None, "signature_id": signature_id,
                "opens": opens,
            }
        )  # fmt: skip
    if rows:
        db.session.execute(insert(table_of(SealLeaf)), rows)
    return len(rows)


def _end(appeal: Appeal, hashes: Collection[bytes], last: int) -> None:
    """Let leaves be bare, and in no seal after the last one."""
    if hashes:
        db.session.execute(
            update(SealLeaf)
            .where(is_of(appeal), SealLeaf.hash.in_(hashes))
            .values(until=last, signature_id=None, opens=None),
            execution_options={"synchronize_session": False},
        )


def _end_those_who_left(appeal: Appeal, last: int) -> None:
    bare = SealLeaf.signature_id.is_(None), SealLeaf.until.is_(None), SealLeaf.since <= last
    db.session.execute(
        update(SealLeaf).where(is_of(appeal), *bare).values(until=last),
        execution_options={"synchronize_session": False},
    )


def _erase(appeal: Appeal, which: Select[Any]) -> int:
    """Erase some leaves that are in no seal, of a run that did not come to its end."""
    some = delete(SealLeaf).where(is_of(appeal), SealLeaf.hash.in_(which.limit(_AT_ONCE)))
    done = db.session.execute(some, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _forget(appeal: Appeal, work: _Work) -> None:
    """Nothing was to be sealed: the one before stands for these changes, too."""
    of = update(LetterSeal).where(LetterSeal.appeal_id == appeal.id)
    seen = select(LetterSeal.seen).where(LetterSeal.appeal_id == appeal.id, LetterSeal.number == work.number)
    db.session.execute(of.where(LetterSeal.number == work.number - 1).values(seen=seen.scalar_subquery()))
    db.session.execute(
        delete(LetterSeal).where(LetterSeal.appeal_id == appeal.id, LetterSeal.number == work.number)
    )


def _manifest(appeal: Appeal, number: int, named: int, unnamed: int, now: datetime) -> dict[str, Any]:
    before = next((each.root for each in reversed(gather.seals(appeal))), b"")
    return {
        "v": FORMAT, "seal": number, "before": before.hex(), "day": delivery.day_of(appeal, now).isoformat(),
        "text": _text_hash(appeal), "printed": named, "not_named": unnamed,
    }  # fmt: skip


def _root(appeal: Appeal, number: int, manifest: dict[str, Any]) -> Tree:
    """The tree of a seal, read without keeping anybody from writing: nobody but who makes it changes what is in it."""
    tree = Tree()
    tree.add(leaf_hash(canonical(manifest)))
    last = b""
    while True:
        snapshot()
        some = select(SealLeaf.hash).where(*_is_in(appeal, number), SealLeaf.hash > last)
        found = db.session.scalars(some.order_by(SealLeaf.hash).limit(40 * _AT_ONCE)).all()
        let_go()
        if not found:
            return tree
        for each in found:
            tree.add(each)
        last = found[-1]


def _number_of_leaves(appeal: Appeal, number: int) -> int:
    query = select(func.count()).select_from(SealLeaf).where(*_is_in(appeal, number))
    return int(db.session.execute(query).scalar_one())


def _signed(appeal: Appeal, manifest: dict[str, Any], tree: Tree) -> dict[str, Any]:
    # Each seal is a log of its own, for another one may leave out what it had: nothing is ever signed against it.
    name, public = f"{_host()}/a/{appeal.slug}/seal/{manifest['seal']}", public_key()
    text = checkpoint(name, tree.size, tree.root())
    note = signed_note(text, name, public, vault().signer.sign(text.encode()))
    return {"manifest": manifest, "root": tree.root(), "key": verifier_key(name, public), "note": note}


def _host() -> str:
    return urlsplit(settings().public_url).netloc


def public_key() -> bytes:
    """The 32 bytes of the key that seals now."""
    return vault().signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_of(appeal: Appeal) -> Any:
    """The condition of the leaves of an appeal."""
    return SealLeaf.appeal_id == appeal.id


def _is_in(appeal: Appeal, number: int) -> tuple[Any, ...]:
    """The conditions of the leaves of a seal, which nobody changes but who makes one."""
    is_still = or_(SealLeaf.until.is_(None), SealLeaf.until >= number)
    return is_of(appeal), SealLeaf.since <= number, is_still


def _place(appeal: Appeal, leaf: bytes) -> str:
    return f"seal_leaves|opens|{leaf.hex()}|{appeal.id}"


def _text_hash(appeal: Appeal) -> str:
    return appeal.version.hash if appeal.version else ""


@dataclass(frozen=True, slots=True)
class Printing:
    """How a letter prints its list: what it says of each does not depend on all the others."""

    choices: Choices
    first: frozenset[int] | None  # who stands among the first signatories, where these are limited

    @classmethod
    def of(cls, appeal: Appeal) -> "Printing":
        """As it was chosen for a letter."""
        choices = Choices(**appeal.choices)
        return cls(choices, None if choices.first is None else gather.leading(appeal, choices.first))

    def says(self, number: int, entry: Entry) -> Said:
        """What the letter says of a signatory, as letter.json has it; nothing of who is not named."""
        if entry.visibility is Visibility.HIDDEN:
            return ()
        if self.first is not None and number not in self.first:
            entry = entry._replace(rank=None)
        printed = as_printed(entry, self.choices)
        return tuple(str(getattr(printed, name)) for name in SAID)
