"""Restoring: what has to happen to a backup before it may serve. Whoever left since is taken out again (docs/adr/0024).

The journal of erasures says who left, and the clock erases what it has erased before. On SQLite both are done to a copy
of the backup, which then takes the place of the database as a whole; on PostgreSQL, to what was put in place, while
everything else waits.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, func, select

from petition import audit, clock_watch, erasure, erasure_journal, retention
from petition.accounts import address, factor, members, organisers, passkeys, sign_in
from petition.appeals import emergency, paper, sharing
from petition.appeals import service as appeals
from petition.appeals.delivery import Delivery
from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate
from petition.backups import (
    SCRATCH,
    BackupRefused,
    database,
    lacks_journal,
    output,
    refuse_without_journal,
    running,
)
from petition.core import sealed_files
from petition.core.db import db
from petition.core.private_files import scratch
from petition.erasure_journal import JournalEntry
from petition.lexicon.signatory import Visibility
from petition.lists import add, lookup, store
from petition.lists.models import LineList
from petition.mail.out import carrier, outbox
from petition.mail.out.models import OutboxMessage
from petition.moderation import manage
from petition.signatures import (
    changing,
    correcting,
    ending,
    records,
    suppression,
    unsubscribing,
    update_consent,
)
from petition.signatures.models import Signature
from petition.signatures.rules import State

_TAKEN_DOWN: dict[str, type[AppealUpdate | Delivery]] = {
    "update removed": AppealUpdate,
    "delivery removed": Delivery,
}
# What the journal calls the end of a signature; "refused" is what "not me" was called before migration 0028.
_ENDED = {
    "withdrawn": State.WITHDRAWN,
    "not me": State.NOT_ME,
    "refused": State.NOT_ME,
    "expired": State.EXPIRED,
}


# --- putting in place ------------------------------------------------------------------------------------------------


@contextmanager
def copied(backup: Path) -> Iterator[None]:
    """Work on a copy of a backup, beside the database; when the block ends well the copy takes its place.

    Raises BackupRefused for a file that is no backup of this service.
    """
    with scratch(database().parent, SCRATCH) as folder:
        with aside(backup, folder / "copy"):
            yield
        db.session.remove()
        _put(folder / "copy", database())
        db.engine.dispose()


@contextmanager
def aside(backup: Path, copy: Path) -> Iterator[None]:
    """Work on a copy of a backup of SQLite; raises BackupRefused for a file that is none of this service."""
    _take(backup, copy)
    twin = current_app.extensions["twin"]
    (config,) = twin.args
    app: Flask = twin.func(replace(config, database_url=f"sqlite:///{copy}"))
    app.extensions["erasure_journal"].is_written = False  # what it has to say is written from its place
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _take(backup: Path, copy: Path) -> None:
    """Copy a backup, with what its log holds, if it has one."""
    with backup.open("rb") as opened:
        if opened.read(5) == b"PGDMP":
            raise BackupRefused(
                f"{backup} is a backup of PostgreSQL, which goes back into one: look at DATABASE_URL"
            )
    for end in ("", "-wal"):
        source, target = (each.with_name(each.name + end) for each in (backup, copy))
        if source.exists():
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            shutil.copyfile(source, target)
    try:
        with closing(sqlite3.connect(copy)) as taken:
            if not taken.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                raise BackupRefused(f"{backup} is no backup of this service")
            if taken.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupRefused(f"{backup} is damaged")
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{backup}: {error}") from None


def _put(copy: Path, live: Path) -> None:
    """All pages in one transaction: whoever reads or writes meanwhile sees the old database or the new one."""
    try:
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(live, timeout=30)) as target:
            source.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{live}: {error}; if it is damaged, move it away first") from None
    live.chmod(0o600)


@contextmanager
def readable(file: Path, keys: Callable[[], Sequence[Any]]) -> Iterator[Path]:
    """A backup as it was before it was encrypted, for as long as the block lasts; itself where it was not."""
    if not sealed_files.is_sealed(file):
        yield file
        return
    with scratch(Path(current_app.instance_path), SCRATCH) as folder:
        plain = folder / "plain"
        with file.open("rb") as sealed, plain.open("wb") as opened:
            sealed_files.unseal(sealed, opened, keys())
        yield plain


def probe(file: Path) -> bytes:
    """What tells whether a key is that of a backup of PostgreSQL's; nothing where it has none."""
    only = ["--data-only", "--table=data_key_probes", str(file)]
    with running(["pg_restore", *only], stdout=subprocess.PIPE) as backup:
        found = re.search(rb"^\d+\t\\\\x([0-9a-f]+)$", output(backup).read(), re.MULTILINE)
    return bytes.fromhex(found[1].decode()) if found else b""


def put_in_postgresql(file: Path) -> None:
    """Put a backup in place of all tables, in one transaction; raises BackupRefused, and changes nothing, where it fails."""
    db.session.remove()
    db.engine.dispose()
    with running(
        ["psql", "-Xq", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as server:
        stream: Any = server.stdin
        stream.write(f"BEGIN; SET LOCAL lock_timeout = '60s'; {_DROP_ALL};\n".encode())
        with running(
            ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", str(file)],
            stdout=subprocess.PIPE,
        ) as backup:
            shutil.copyfileobj(output(backup), stream)
        stream.write(b"\nCOMMIT;\n")  # without it psql ends, and nothing has happened


# Also what a newer version has made, which the backup does not know of.
_DROP_ALL = """
DO $$ DECLARE each text; BEGIN
FOR each IN
    SELECT format('DROP TABLE %I CASCADE', tablename) FROM pg_tables WHERE schemaname = 'public'
    UNION ALL
    SELECT format('DROP SEQUENCE %I', relname) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i'))
    UNION ALL
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
LOOP EXECUTE each; END LOOP;
END $$
"""


# --- replaying -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Known:
    """What the entries may speak of, found by their keys."""

    signatures: dict[bytes, int]
    lists: dict[bytes, int]
    # Of mailboxes and lines, as their owners were told.
    kept_until: dict[bytes, datetime | None] = field(default_factory=dict)


def may_be_back_since() -> datetime | None:
    """Since when whoever left stands in the letters again, where the last restore had no journal; None where it had one."""
    last = select(audit.AuditEntry.facts).where(audit.AuditEntry.deed == "database.restored")
    facts = db.session.scalar(last.order_by(audit.AuditEntry.id.desc()).limit(1)) or {}
    return datetime.fromisoformat(since) if (since := facts.get("without_journal_since")) else None


def replay(*, now: datetime, without_journal: bool = False) -> int:
    """Take out again whoever the journal says has left since the backup was made; gives how many entries it missed.

    In one transaction, with which the database knows its journal again; commits nothing. Raises BackupRefused for one that
    is older than the journal goes back, and, but `without_journal`, where there is none that goes with it.
    """
    journal = erasure_journal.journal()
    with db.engine.connect().execution_options(only_reads=True) as connection:
        own, known = erasure_journal.known(connection)
    if not without_journal:
        refuse_without_journal(own, known)
    name = own if own and (journal.last(own) >= 0 or not journal.name()) else journal.name()
    if name is None:
        return 0
    lost: dict[str, Any] = {}
    if lacks_journal(own, known):
        made_at = db.session.scalar(select(func.max(audit.AuditEntry.at))) or now
        lost = {"without_journal_since": made_at.isoformat()}
    missed = journal.entries(name, after=known if name == own else 0)
    told = sum(not each.is_past for each in missed)  # of one that is past nobody can tell whom it spoke of
    if name == own and missed and (gone := missed[-1].number - known - told):
        raise BackupRefused(
            f"the journal of erasures begins after this backup, which would bring back whoever left then ({gone} "
            f"entries are gone); take one that is no older than {journal.days} days"
        )
    found = _find(missed)
    for entry in sorted(missed, key=_stops):
        _again(entry, found, now)
    db.session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.state.in_(("waiting", "halted")), OutboxMessage.posted_at < now - carrier.LIFE
        )
    )
    sign_in.leave_all(now=now)
    address.forget(now + address.LIFE)
    sharing.take_back_all()
    erasure_journal.adopt(name, missed)
    clock_watch.start_anew()
    audit.record("database.restored", now=now, entries=len(missed), **lost)
    return len(missed)


def _stops(entry: JournalEntry) -> bool:
    """Whether it may stop a letter whose text went, which then goes on by no other entry: such come last."""
    return entry.kind.startswith(erasure_journal.VERSION_REMOVED)


def _find(missed: list[JournalEntry]) -> _Known:
    keys = {each.key for each in missed}
    ids = {each.appeal_id for each in missed}
    signatures: dict[bytes, int] = {}
    brought: dict[bytes, int] = {}
    for found, model in ((signatures, Signature), (brought, LineList)):
        refs = select(model.id, model.ref).where(model.appeal_id.in_(ids))
        for row in db.session.execute(refs.execution_options(yield_per=10_000)):
            if (key := erasure_journal.fingerprint(row.ref)) in keys:
                found[key] = row.id
    kept_until: dict[bytes, datetime | None] = {}
    for column in (Signature.typed_key, Signature.mailbox_key):
        promised = select(column, Signature.keep_until).where(Signature.appeal_id.in_(ids))
        told = db.session.execute(promised.execution_options(yield_per=10_000))
        kept_until |= {key: until for key, until in told if key in keys}
    return _Known(signatures, brought, kept_until)


def _again(entry: JournalEntry, found: _Known, now: datetime) -> None:
    """Do what an entry says, unless it is done or what it speaks of is not in the backup."""
    if entry.appeal_id is None:
        _of_organiser(entry, now)
        return
    appeal = db.session.get(Appeal, entry.appeal_id)
    if appeal is None:
        return
    if entry.kind in _TAKEN_DOWN:
        _take_down(entry)
    elif entry.kind == "paper note":
        paper.forget_note(appeal, entry.key)
    elif entry.kind == "sharing ended":
        sharing.end_by_journal(appeal, entry.key, now=now)
    else:
        _of_appeal(appeal, entry, found, now)


def _of_organiser(entry: JournalEntry, now: datetime) -> None:
    """Let in again nobody who was taken out, nor anybody by what they gave up."""
    if entry.kind in {"organiser erased", "address changed"}:
        organisers.erase_by_journal(entry.key, now=now)
    elif entry.kind == "organiser removed":
        members.remove_by_journal(entry.key, now=now)
    elif entry.kind.startswith(members.ROLE):
        members.give_role_by_journal(entry.key, entry.kind.removeprefix(members.ROLE), now=now)
    elif entry.kind == "passkey removed":
        passkeys.remove_by_journal(entry.key, now=now)
    elif entry.kind == "factor removed":
        factor.remove_by_journal(entry.key)
    elif entry.kind == "recovery code ended":
        factor.end_code_by_journal(entry.key)


def _take_down(entry: JournalEntry) -> None:
    """Take off the public page what organisers took off it: it may have named somebody."""
    model = _TAKEN_DOWN[entry.kind]
    refs = db.session.scalars(select(model.ref).where(model.appeal_id == entry.appeal_id)).all()
    these = [ref for ref in refs if erasure_journal.fingerprint(ref) == entry.key]
    db.session.execute(delete(model).where(model.ref.in_(these)))


def _of_appeal(appeal: Appeal, entry: JournalEntry, found: _Known, now: datetime) -> None:
    signature = db.session.get(Signature, found.signatures.get(entry.key, 0))
    kept = db.session.get(LineList, found.lists.get(entry.key, 0))
    if signature:
        _end(signature, entry.kind, now)
    elif kept:
        _undo(kept, entry.kind, now)
    elif entry.kind.startswith("not by"):
        # Of who came since the backup was made no longer than the letter said then: it may be extended again.
        until = found.kept_until.get(entry.key) or appeal.kept_until
        suppression.suppress(appeal.id, {entry.key: until}, own=entry.kind == "not by list")
    elif entry.key == erasure_journal.fingerprint(appeal.bound_to):
        _end_appeal(appeal, entry.kind, now)


def _end(signature: Signature, kind: str, now: datetime) -> None:
    """Do what an entry says of a signature: end it, also where all but the number was erased, or have it say less."""
    state = _ENDED.get(kind)
    if state and signature.state is not state:
        outbox.recall(select(Signature.ref).where(Signature.id == signature.id))
        if state is not State.EXPIRED:
            records.leave(signature)
        ending.end(signature, state, now)
    elif signature.particulars:
        _change(signature, kind, now)
    db.session.flush()


def _change(signature: Signature, kind: str, now: datetime) -> None:
    if kind == "quiet":
        unsubscribing.unsubscribe(signature, now=now)
    elif kind == "no updates":
        update_consent.end(signature, now=now)
    elif kind == "line ended":
        manage.end_line(signature, now=now)
    elif kind == "correction undone":
        correcting.undo_again(signature, now=now)
    elif kind.startswith("mended ") and signature.erased_at is None:
        changing.mended_again(signature, kind.removeprefix("mended "))
    elif kind == "not quiet":
        unsubscribing.subscribe(signature, now=now)
    elif kind.startswith("shown "):
        with suppress(changing.CannotBeShown):  # only its line is kept by now
            changing.change_visibility(signature, Visibility(kind.removeprefix("shown ")), now=now)


def _undo(kept: LineList, kind: str, now: datetime) -> None:
    if kind == "list dropped" or kept.state in lookup.WAITING:  # it was added and undone since
        store.drop(kept.appeal, kept, organiser_id=None, now=now)
    elif kept.appeal.withdrawn_at is None and kept.state in {"adding", "added"}:
        closes_at = kept.appeal.closes_at  # it was undone while it could be
        before = closes_at - timedelta(microseconds=1) if closes_at else now
        add.undo(kept, organiser_id=None, now=min(now, before))
        add.finish_undoing(kept, now=now)


def _end_appeal(appeal: Appeal, kind: str, now: datetime) -> None:
    if kind == "appeal withdrawn" and appeal.withdrawn_at is None:
        appeals.withdraw(appeal, "", now=now)
    elif kind in {"letter stopped", "letter goes on"}:
        with suppress(appeals.NotPossible):  # it is so already
            emergency.begin(appeal, "", now=now) if kind == "letter stopped" else emergency.end(
                appeal, now=now
            )
    elif kind == "text removed" and appeal.withdrawn_at is not None:
        erasure.remove_text(appeal, now=now)
    elif kind.startswith(erasure_journal.VERSION_REMOVED):
        number = int(kind.removeprefix(erasure_journal.VERSION_REMOVED))
        if version := appeals.numbered(appeal, number):
            erasure.remove_text_again(version, now=now)
    elif kind == "draft erased" and appeal.published_at is None:
        retention.erase_draft(appeal, now)
    elif kind == "appeal erased" and appeal.erased_at is None:
        for _step in erasure.erase_appeal(appeal, now=now):
            db.session.flush()
