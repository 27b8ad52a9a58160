"""Erased is erased: however a signature ends, nothing is left in the database's files for the keys to open.

Of every sealed value that was ever kept the files are searched for any piece: a piece is enough for who has the key. On
PostgreSQL these are the files of the tables; what pg_wal keeps, and for how long, docs/deploy.md says.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, text

from petition import erasure, worker
from petition.appeals.models import Appeal
from petition.core import clock, traces
from petition.core.db import Base, db
from petition.inbox import queue
from petition.letters import exports, seals
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import add, lookup, store
from petition.lists.models import LineList
from petition.mail.inbound import incoming
from petition.reading.files import table_files
from petition.signatures import confirming, ending, lost_links, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, Source
from tests.conftest import TEMPLATE
from tests.factories import make_appeal
from tests.interpret.corpus import mail
from tests.leaving import TOOLS, put_in_place_by_hand
from tests.letters.crowded import kept_here

pytestmark = pytest.mark.usefixtures("now")

SEARCHED = {
    "signatures.particulars",
    "signatures.mailbox_key",
    "signatures.code_key",
    "outbox_messages.sealed",
    "unread_messages.sealed",
    "askings.sealed",
    "line_lists.sealed",
    "export_parts.sealed",
    "seal_leaves.opens",
}
# The new key of what was erased, the journal for backups, and the domains of the emails that tell of the finished letter.
STAYS = {"appeals.wrapped_key", "erasures.key", "outbox_messages.domain_key"}
PAGE, HEADER = 8192, 24  # bytes, of PostgreSQL's files
MANY = 12  # of each ending, so that pages split and fill, and are used again


def files(house: Flask) -> dict[Path, bytes]:
    """What is in the database's own files: with its log on SQLite; of the tables, where it was written, on PostgreSQL."""
    if db.engine.dialect.name == "sqlite":
        return {path: path.read_bytes() for path in Path(house.instance_path).glob("petition.db*")}
    with db.engine.connect() as connection:
        folder = Path(str(connection.scalar(text("SHOW data_directory")))) / "base"
        found = text(
            "SELECT oid FROM pg_database WHERE datname IN (current_database(), :template) ORDER BY datname = :template"
        )
        ours, template = (folder / str(oid) for oid in connection.scalars(found, {"template": TEMPLATE}))
    # pg_internal.init comes and goes by itself: a cache of the catalogue, without a row of ours.
    kept = [each for each in ours.iterdir() if each.name != "pg_internal.init" and each.is_file()]
    return {each: written(content_of(each), content_of(template / each.name)) for each in kept}


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # PostgreSQL has just made it anew
        return b""


def written(content: bytes, before: bytes) -> bytes:
    """The pages of a file that differ, past their headers, from those of the database that it was copied from."""
    starts = range(0, len(content), PAGE)
    return b"".join(
        content[at : at + PAGE]
        for at in starts
        if content[at + HEADER : at + PAGE] != before[at + HEADER : at + PAGE]
    )


def settle() -> None:
    """What the worker does once a round; then all that is in memory is in the files."""
    db.session.remove()
    traces._last_round.clear()
    traces._seen.clear()  # PostgreSQL counts what has changed a little later
    assert traces.drop()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))


def sealed() -> dict[bytes, str]:
    """Pieces of each sealed value and of each keyed hash that is kept now, and where it stands."""
    found = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                for value in db.session.scalars(db.select(column).where(column.is_not(None))):
                    for start in _starts(len(value)):
                        found[value[start : start + 16]] = f"{table.name}.{column.name}"
    return found


def _starts(length: int) -> set[int]:
    """Where three pieces of a sealed value begin, past what each begins with; a keyed hash is one piece."""
    if length < 16:
        return set()
    return {13, length // 2, length - 16} if length > 32 else {0}


def left_in_files(house: Flask, pieces: dict[bytes, str]) -> set[str]:
    return {
        f"{what} in {path.suffix}"
        for path, content in files(house).items()
        for piece, what in pieces.items()
        if piece in content
    }


def assert_gone(house: Flask, pieces: dict[bytes, str]) -> None:
    """Of what was kept, nothing is in the files but what the database says it still keeps."""
    still = sealed()
    assert left_in_files(house, {each: what for each, what in pieces.items() if each not in still}) == set()


def begin(slug: str, *, confirmed: bool) -> Appeal:
    """An appeal with some signatures."""
    appeal, now = make_appeal(slug=slug), clock.now()
    for nth in range(MANY):
        own = Particulars(
            f"Name {nth} of {slug}", mailbox=f"{nth}@{slug}.example", role="teacher " * (nth % 5)
        )
        signing.sign(appeal, Signing(own, Kind.PERSON, Visibility.PUBLIC, "en"), now=now)
    db.session.commit()
    for signature in of(appeal) if confirmed else ():
        confirming.confirm(signature, now=now)
    db.session.commit()
    return appeal


def of(appeal: Appeal) -> list[Signature]:
    return list(
        db.session.scalars(
            db.select(Signature).where(Signature.appeal_id == appeal.id).order_by(Signature.id)
        )
    )


def bring(appeal: Appeal) -> LineList:
    rows = "".join(f"Listed {nth},{nth}@listed.example\n" for nth in range(MANY))
    kept = store.keep_table(
        appeal, table_files.rows_of(f"Name,E-mail\n{rows}"), name="x.csv", now=clock.now()
    )
    assert kept is not None
    told = lookup.layout_of(kept)
    store.tell(kept, told, store.judge(kept, told))
    return kept


def beside(appeal: Appeal) -> None:
    """Everything else that holds something of a person: a message, a question, a finished file of the letter, its seal."""
    ours = incoming.Ours("sign@sign.example.org", "here.example", "us@here.example")
    written = incoming.read(mail("What is this?", "Aru <a@listed.example>"), ours)
    queue.keep(
        appeal, written, mailbox="a@listed.example", trusted=True, why="prose", lang="en", now=clock.now()
    )
    lost_links.ask("a@listed.example", lang="en", now=clock.now())
    exports.ask(appeal, "en", "csv", "a state", now=clock.now())
    db.session.commit()
    kept_here(appeal)
    seals._add(appeal, {each.id: ("person", each.own.name, *[""] * 5) for each in of(appeal)}, 1)
    db.session.commit()


def test_nothing_of_an_ended_signature_is_left_in_the_files(house: Flask) -> None:
    ends, waits, closes, gone = (
        begin(slug, confirmed=slug != "waits") for slug in ("ends", "waits", "closes", "gone")
    )
    kept = bring(ends)
    for appeal in (ends, closes, gone):
        beside(appeal)
    pieces = sealed()
    assert add.add(kept, organiser_id=None, now=clock.now())
    db.session.commit()
    pieces |= sealed()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))  # as autovacuum does, and keeps samples
        db.session.commit()
    settle()
    assert {each.split(" ")[0] for each in left_in_files(house, pieces)} >= SEARCHED
    for nth, signature in enumerate(of(ends)):
        if signature.source != Source.LIST:
            (ending.withdraw if nth % 2 else ending.not_me)(signature, now=clock.now())
    assert add.undo(db.session.get_one(LineList, kept.id), organiser_id=None, now=clock.now())
    db.session.commit()
    for _step in erasure.erase_appeal(db.session.get_one(Appeal, gone.id), now=clock.now()):
        db.session.commit()
    assert not [
        each for each in of(ends) + of(gone) if each.particulars
    ]  # at once, whatever the clock does later
    settle()
    assert_gone(house, pieces)
    with clock.stopped(clock.now() + timedelta(days=60)):
        done = worker.once()[1]
        assert done["signatures expired"] >= MANY
        assert done["mailboxes erased"] >= MANY
    settle()
    still = sealed()
    assert {still[piece] for piece in pieces if piece in still} <= STAYS
    assert [each.own.name for each in of(db.session.merge(closes))] == [
        f"Name {nth} of closes" for nth in range(MANY)
    ]
    assert not [each for each in of(db.session.merge(waits)) if each.particulars]
    assert_gone(house, pieces)


def test_nothing_of_who_left_is_left_in_the_files_after_a_backup_is_restored(
    house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    ends = begin("ends", confirmed=True)
    pieces, runner = sealed(), house.test_cli_runner()
    assert runner.invoke(args=["backup", str(tmp_path / "backup")]).exit_code == 0
    for signature in of(ends):
        ending.withdraw(signature, now=clock.now())
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        put_in_place_by_hand(house, tmp_path / "backup")
        done = runner.invoke(args=["restore", "--replay"])
    else:
        done = runner.invoke(args=["restore", str(tmp_path / "backup")])
    assert done.exit_code == 0, done.output
    settle()
    assert not [each for each in of(db.session.merge(ends)) if each.particulars]
    assert_gone(house, pieces)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_log_is_let_go_of_without_waiting_for_who_reads(house: Flask) -> None:
    traces.drop()
    begin("read", confirmed=False)
    log = Path(house.instance_path) / "petition.db-wal"
    with db.engine.connect().execution_options(only_reads=True) as reader:
        reader.execute(text("SELECT count(*) FROM signatures"))
        begin("more", confirmed=False)
        db.session.remove()
        assert not traces.drop()
        assert log.stat().st_size
    assert traces.drop()
    assert log.stat().st_size == 0


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_a_table_that_somebody_reads_is_written_anew_later(house: Flask) -> None:
    begin("read", confirmed=False)
    db.session.remove()
    traces._last_round.clear()
    traces._seen.clear()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM signatures"))
        usual = text("SHOW lock_timeout")
        before = reader.execute(usual).scalar_one()
        assert not traces.drop()
        assert reader.execute(usual).scalar_one() == before
    assert traces.drop()
