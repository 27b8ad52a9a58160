"""Exports of long letters as they are kept: asked for, claimed, written part by part, served, erased.

A file stands for one state of its letter. As soon as somebody withdraws or is shown otherwise it is served to nobody, and
the worker erases it; those who merely came after it was begun do not spoil it.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, or_, select, text, tuple_, update

from petition.appeals.models import Appeal
from petition.audit import NOT_JUST_ADDED, AuditEntry
from petition.core.db import db, insert_into
from petition.core.settings import settings
from petition.core.transactions import let_go
from petition.letters import gather
from petition.letters.models import FAILED, MAKING, OVER, READY, WAITING, Export, ExportPart
from petition.signatures import counts
from petition.signatures.models import Signature

PART = 1 << 20  # bytes before they are compressed
LIFE = timedelta(days=7)  # after which a file is erased; it can be made again
LEASE = timedelta(minutes=1)  # after which a file whose maker is silent is begun again
_MOST_TRIES = 3
_AGAIN_AFTER = timedelta(hours=1)  # when what failed is tried again for the public
_ERASED_AT_ONCE = 8
_TOLD_OF = 20  # lines


class FileGone(Exception):
    """The file was erased while it was read."""


class MakerLate(Exception):
    """The export is no longer this maker's: another began it again, or nobody wants it any more."""


# --- asking ----------------------------------------------------------------------------------------------------------


def is_long(appeal: Appeal) -> bool:
    """Whether an appeal has more signatures than a letter made while somebody waits for the page."""
    most = settings().letter_at_once
    more = select(Signature.id).where(counts.standing(appeal)).offset(most).limit(1)
    return db.session.execute(more).first() is not None


def state_of(appeal: Appeal, lang: str, now: datetime) -> str:
    """A digest that changes with everything printed in a letter but those who are merely added."""
    version, draft = appeal.version, appeal.draft(lang)
    changes = select(func.count()).where(AuditEntry.appeal_id == appeal.id, text(NOT_JUST_ADDED))
    folds = (
        select(Signature.id, Signature.printed_as_id)
        .where(Signature.appeal_id == appeal.id, Signature.printed_as_id.is_not(None))
        .order_by(Signature.id)
    )
    stated = [
        version.hash if version else draft and draft.as_json(),
        appeal.choices,
        appeal.phase(now),
        len(gather.seals(appeal)),
        db.session.execute(changes).scalar_one(),
        [list(row) for row in db.session.execute(folds)],
    ]
    return sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def found(appeal: Appeal, lang: str, form: str) -> Export | None:
    """The export of a letter in a language and format, whatever its state."""
    return db.session.scalar(
        select(Export)
        .where(Export.appeal_id == appeal.id, Export.lang == lang, Export.format == form)
        .execution_options(populate_existing=True)
    )


def ask(appeal: Appeal, lang: str, form: str, state: str, *, again: bool = False, now: datetime) -> None:
    """Have a file made, unless it is being made or stands for this `state` already. `again`: even if it does, or failed.

    One statement, so that of all who ask at once one begins.
    """
    begin: dict[str, Any] = {
        "state": WAITING, "asked_at": now, "due_at": now, "begun_at": None, "ended_at": None, "tries": 0, "done": 0,
        "total": 0, "trouble": "",
    }  # fmt: skip
    statement = insert_into(Export).values(
        appeal_id=appeal.id, lang=lang, format=form, run=0, stands_for="", size=0, **begin
    )
    stale = or_(
        Export.state == OVER,
        (Export.state == READY) & (Export.stands_for != state),
        (Export.state == FAILED) & (Export.ended_at < now - _AGAIN_AFTER),
    )
    may = Export.state.in_((READY, FAILED, OVER))
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["appeal_id", "lang", "format"], set_=begin, where=may if again else may & stale
        )
    )


def pieces(export: Export) -> Iterator[bytes]:
    """The bytes of a file that is ready, piece by piece, with nothing held open meanwhile. Raises FileGone."""
    key, left, number = export.appeal.key, export.size, 0
    while left > 0:
        sealed = db.session.scalar(
            select(ExportPart.sealed).where(
                ExportPart.export_id == export.id, ExportPart.run == export.run, ExportPart.number == number
            )
        )
        let_go()
        if sealed is None:
            raise FileGone
        piece = zlib.decompress(key.unseal(sealed, _place(export.id, export.run, number)))
        yield piece
        left, number = left - len(piece), number + 1


# --- making ----------------------------------------------------------------------------------------------------------


def being_asked(now: datetime) -> list[int]:
    """The ids of the appeals with an export that waits, or whose maker has been silent too long; longest first."""
    due = select(Export.appeal_id).where(Export.state.in_((WAITING, MAKING)), Export.due_at <= now)
    return list(db.session.scalars(due.group_by(Export.appeal_id).order_by(func.min(Export.asked_at))))


def claim(appeal_id: int, now: datetime) -> Export | None:
    """The export of an appeal that has waited longest, or is made by nobody any more; from now on it is this worker's."""
    due = (
        select(Export.id)
        .where(Export.appeal_id == appeal_id, Export.state.in_((WAITING, MAKING)), Export.due_at <= now)
        .order_by(Export.asked_at, Export.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return db.session.scalar(
        update(Export)
        .where(Export.id.in_(due))
        .values(
            state=MAKING, begun_at=now, due_at=now + LEASE, run=Export.run + 1, tries=Export.tries + 1, done=0
        )
        .returning(Export),
        execution_options={"populate_existing": True},
    )


def is_worn_out(export: Export) -> bool:
    """Whether it was begun so often without an end that it is given up."""
    return export.tries > _MOST_TRIES


def note(export: Export, *, now: datetime, **values: Any) -> None:
    """Write down how far an export is, which renews its lease. Raises MakerLate."""
    mine = update(Export).where(Export.id == export.id, Export.run == export.run, Export.state == MAKING)
    values = {"due_at": now + LEASE} | values
    if db.session.execute(mine.values(**values).returning(Export.id)).first() is None:
        raise MakerLate


def add(export: Export, number: int, piece: bytes, *, now: datetime) -> None:
    """Keep a piece of a file. Raises MakerLate."""
    note(export, now=now)
    sealed = export.appeal.key.seal(zlib.compress(piece), _place(export.id, export.run, number))
    db.session.add(ExportPart(export_id=export.id, run=export.run, number=number, sealed=sealed))


def finish(export: Export, *, size: int, stands_for: str, spelled: Sequence[int] = (), now: datetime) -> None:
    """All pieces are there: from the commit on there is a file. Raises MakerLate.

    `spelled`: the positions of lines in which it spells out a sign, of which the first are kept, and how many there are.
    """
    trouble = " ".join(map(str, (len(spelled), *spelled[:_TOLD_OF]))) if spelled else ""
    note(export, state=READY, size=size, stands_for=stands_for, trouble=trouble, ended_at=now, now=now)


def fail(export: Export, trouble: str, *, now: datetime) -> None:
    """No file can be made; `trouble` says why in a word of ours. Raises MakerLate."""
    note(export, state=FAILED, trouble=trouble[:200], ended_at=now, now=now)


def drop_parts(export: Export) -> int:
    """Erase some of the pieces that belong to no file, and give how many; 0 when there are none."""
    return _erase(export.id, ExportPart.run < export.run)


# --- erasing ---------------------------------------------------------------------------------------------------------


def erase(now: datetime) -> int:
    """Erase files that are old or whose letter has changed, some pieces at a time; 0 when there are none.

    Of one that failed, or is to be made anew, the pieces are nobody's, and may name who has left since.
    """
    told = cache(partial(state_of, now=now))  # the same of all files of a letter in one language
    kept = select(Export).where(Export.state != MAKING).order_by(Export.state == READY, Export.id)
    for export in db.session.scalars(kept).all():
        if export.state != WAITING and _is_over(export, told, now):
            export.state = OVER
        elif export.state == READY:
            continue
        if count := _erase(export.id, ExportPart.run <= export.run):  # it may just have been begun again
            return count
        if export.state == OVER:
            db.session.delete(export)
            return 1
    return 0


def _is_over(export: Export, told: Callable[[Appeal, str], str], now: datetime) -> bool:
    return (
        export.state == OVER
        or export.ended_at is None
        or now - export.ended_at > LIFE
        or export.appeal.withdrawn_at is not None
        or (export.state == READY and export.stands_for != told(export.appeal, export.lang))
    )


def _erase(export_id: int, *which: Any) -> int:
    key = ExportPart.export_id, ExportPart.run, ExportPart.number
    some = select(*key).where(ExportPart.export_id == export_id, *which).limit(_ERASED_AT_ONCE)
    erased = delete(ExportPart).where(tuple_(*key).in_(some))
    done = db.session.execute(erased, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _place(export_id: int, run: int, number: int) -> str:
    return f"export_parts|sealed|{export_id}|{run}|{number}"
