"""The seal of a complete letter: made by the worker in steps, kept, and written into a file that anybody can check.

Each signatory is a leaf: a hash of what the letter says of them and of what was drawn by lot. Who leaves, or is shown
otherwise, takes with them what was drawn (the database sees to that, migration 0144); their hash stays, so that the root can
still be worked out. What is added or changed later is sealed once its day is over: errata tell of days, too. docs/seal.md,
docs/adr/0046.
"""

import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Row, Select, delete, func, insert, or_, select, update

from petition import audit
from petition.appeals import delivery, pictures
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.appeals.text import Text, stated
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
    fingerprint,
    fingerprint_of,
    leaf_hash,
    leaf_of,
    signed_note,
    verifier_key,
)
from petition.lexicon.signatory import Visibility

SEAL = "seal"  # the format of its file
SETTLED = timedelta(minutes=5)  # after which whatever was begun before the letter was complete has ended
LEASE = timedelta(minutes=1)  # after which a seal whose maker is silent is begun again
_AT_ONCE = 250  # signatories in a step, which takes some hundredths of a second
_LEAF = (SealLeaf.hash, SealLeaf.signature_id, SealLeaf.opens, SealLeaf.since, SealLeaf.until)
Said = tuple[str, ...]
_Leaf = Row[*tuple[Any, ...]]


class SealTaken(Exception):
    """Another makes this seal by now, or it is there."""


# --- made by the worker -----------------------------------------------------------------------------------------------


def due(now: datetime) -> list[int]:
    """The ids of complete letters that have no seal yet, or whose day has come to look for changes."""
    looked_at = (
        select(LetterSeal.appeal_id, func.max(LetterSeal.due_at).label("due_at"))
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
    seen, number = gather.number_of_changes(appeal), 1
    if last is not None:
        if last.due_at > now:
            return None
        last.due_at, number = _next_day(appeal, now), last.number + 1
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
    printing, everybody = _Printing.of(appeal), _everybody(appeal)
    let_go()
    added = named = unnamed = 0
    while ids := list(islice(everybody, _AT_ONCE)):
        work.hold(clock())
        stand = {number: printing.says(number, entry) for number, entry in gather.held(appeal, ids)}
        there = {each.signature_id: each for each in _live(appeal, ids)}
        stay = {number for number, leaf in there.items() if _stands(appeal, leaf, stand.get(number))}
        _end(appeal, [leaf.hash for number, leaf in there.items() if number not in stay], before)
        added += _add(
            appeal, {number: said for number, said in stand.items() if number not in stay}, work.number
        )
        named += sum(map(bool, stand.values()))
        unnamed += sum(not said for said in stand.values())
        yield 0
    work.hold(clock())
    _end_those_who_left(appeal, before)
    yield 0
    now = clock()
    if before and not added:  # who only left is told of by the last one
        work.hold(now)
        _forget(appeal, work)
        return
    root = _root(appeal, work.number, manifest := _manifest(appeal, work.number, named, unnamed, now))
    work.hold(now, **_signed(appeal, manifest, root), due_at=_next_day(appeal, now))
    audit.record("letter.sealed", appeal_id=appeal.id, now=now, number=work.number, root=root.root().hex())
    yield 1


def _everybody(appeal: Appeal) -> Iterator[int]:
    """The ids of all who stand in the letter or have a leaf that opens, each once."""
    live = select(SealLeaf.signature_id).where(_is_of(appeal), SealLeaf.signature_id.is_not(None))
    leaves = array("q", db.session.scalars(live.order_by(SealLeaf.signature_id)))
    return (number for number, _same in groupby(merge(gather.printed(appeal), leaves)))


def _live(appeal: Appeal, ids: Collection[int]) -> Sequence[_Leaf]:
    return db.session.execute(select(*_LEAF).where(SealLeaf.signature_id.in_(ids), _is_of(appeal))).all()


def _opened(appeal: Appeal, leaf: _Leaf, said: Said) -> bytes | None:
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
    return (leaf.opens is None and not said) or _opened(appeal, leaf, said) is not None


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
            .where(_is_of(appeal), SealLeaf.hash.in_(hashes))
            .values(until=last, signature_id=None, opens=None),
            execution_options={"synchronize_session": False},
        )


def _end_those_who_left(appeal: Appeal, last: int) -> None:
    bare = SealLeaf.signature_id.is_(None), SealLeaf.until.is_(None), SealLeaf.since <= last
    db.session.execute(
        update(SealLeaf).where(_is_of(appeal), *bare).values(until=last),
        execution_options={"synchronize_session": False},
    )


def _erase(appeal: Appeal, which: Select[Any]) -> int:
    """Erase some leaves that are in no seal, of a run that did not come to its end."""
    some = delete(SealLeaf).where(_is_of(appeal), SealLeaf.hash.in_(which.limit(_AT_ONCE)))
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
    day = delivery.day_of(appeal, now).isoformat()
    return {
        "v": FORMAT, "seal": number, "day": day, "text": _text_hash(appeal), "printed": named, "not_named": unnamed,
    }  # fmt: skip


def _root(appeal: Appeal, number: int, manifest: dict[str, Any]) -> Tree:
    """The tree of a seal, read without keeping anybody from writing: nobody but who makes it changes what is in it."""
    tree = Tree()
    tree.add(leaf_hash(canonical(manifest)))
    last = b""
    while True:
        snapshot()
        some = select(SealLeaf.hash).where(_is_of(appeal), SealLeaf.hash > last, SealLeaf.since <= number)
        some = some.where(or_(SealLeaf.until.is_(None), SealLeaf.until >= number))
        found = db.session.scalars(some.order_by(SealLeaf.hash).limit(40 * _AT_ONCE)).all()
        let_go()
        if not found:
            return tree
        for each in found:
            tree.add(each)
        last = found[-1]


def _signed(appeal: Appeal, manifest: dict[str, Any], tree: Tree) -> dict[str, Any]:
    name, public = _key_name(), _public_key()
    text = checkpoint(f"{name}/a/{appeal.slug}", tree.size, tree.root())
    note = signed_note(text, name, public, vault().signer.sign(text.encode()))
    return {"manifest": manifest, "root": tree.root(), "key": verifier_key(name, public), "note": note}


def _key_name() -> str:
    return urlsplit(settings().public_url).netloc


def _public_key() -> bytes:
    return vault().signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _is_of(appeal: Appeal) -> Any:
    return SealLeaf.appeal_id == appeal.id


def _place(appeal: Appeal, leaf: bytes) -> str:
    return f"seal_leaves|opens|{leaf.hex()}|{appeal.id}"


def _text_hash(appeal: Appeal) -> str:
    return appeal.version.hash if appeal.version else ""


@dataclass(frozen=True, slots=True)
class _Printing:
    """How a letter prints its list: what it says of each does not depend on all the others."""

    choices: Choices
    first: frozenset[int] | None  # who stands among the first signatories, where these are limited

    @classmethod
    def of(cls, appeal: Appeal) -> "_Printing":
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


# --- read by pages and files ------------------------------------------------------------------------------------------


def key_fingerprints() -> list[str]:
    """The fingerprints of the keys that sealed letters here, that of the present one first."""
    made = db.session.scalars(select(LetterSeal.key).where(LetterSeal.key != "").distinct())
    return list(dict.fromkeys([fingerprint(_public_key()), *sorted(map(fingerprint_of, made))]))


def write(appeal: Appeal, file: BinaryIO) -> None:
    """Write the file of a seal, forward only: the text and the seals, then every leaf; who is named still opens theirs.

    The caller takes a snapshot of the database first.
    """
    file.writelines(line + b"\n" for line in _lines(appeal))


def _lines(appeal: Appeal) -> Iterable[bytes]:
    seals = gather.seals(appeal)
    yield canonical(
        {
            "v": FORMAT,
            "text": _text(appeal),
            "seals": [{"manifest": each.manifest, "note": each.note, "key": each.key} for each in seals],
        }
    )
    printing, last, hash_ = _Printing.of(appeal), len(seals), b""
    leaves = select(*_LEAF).where(_is_of(appeal), SealLeaf.since <= last).order_by(SealLeaf.hash)
    while found := db.session.execute(leaves.where(SealLeaf.hash > hash_).limit(4 * _AT_ONCE)).all():
        ids = [each.signature_id for each in found if each.signature_id is not None]
        stand = {number: printing.says(number, entry) for number, entry in gather.some(appeal, ids)}
        for leaf in found:
            said = stand.get(leaf.signature_id or 0, ())
            c = _opened(appeal, leaf, said) if said else None
            opened = {**dict(zip(SAID, said, strict=True)), "c": c.hex()} if c else {}
            since = {"since": leaf.since} if leaf.since > 1 else {}
            until = {"until": leaf.until} if leaf.until and leaf.until < last else {}
            yield canonical({"leaf": leaf.hash.hex(), **opened, **since, **until})
        hash_ = found[-1].hash


def _text(appeal: Appeal) -> Any:
    """The text that was sealed, as its fingerprint is worked out (docs/letter.md)."""
    version = appeal.version
    assert version is not None
    texts = {lang: version.text(lang) or Text() for lang in version.langs}
    named = pictures.named_by(version)
    drawn = {str(each.number): each.digest for each in pictures.of(appeal) if each.number in named}
    return stated(appeal.slug, version.number, texts, drawn)
