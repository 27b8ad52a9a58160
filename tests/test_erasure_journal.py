"""The journal of erasures names nobody, has each number once, lacks nothing for long, and is kept as long as backups."""

import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from petition import erasure_journal, worker
from petition.core import clock
from petition.core.db import db
from petition.signatures import ending
from petition.signatures.models import Signature
from tests.leaving import backed_up, leave, of_people, put_in_place_by_hand

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def backup(house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the house, made before some left."""
    return backed_up(house, tmp_path, monkeypatch)


def test_the_journal_names_nobody_and_is_kept_as_long_as_backups(house: Flask, backup: Path) -> None:
    day = clock.now()  # or the day before that of what is written
    leave()
    journal = erasure_journal.journal()
    elsewhere = erasure_journal.Journal(backup.parent / "elsewhere.log", journal.days)  # of another machine
    house.extensions["erasure_journal"] = elsewhere
    erasure_journal.write_out()
    house.extensions["erasure_journal"] = journal
    text = journal.path.read_text()
    assert elsewhere.path.read_text() == text
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert not [each for each in ("people", "main", "gone", "Person") if each in text]
    assert not [each.ref for each in db.session.scalars(db.select(Signature)) if each.ref in text]
    count = len(text.splitlines())
    erasure_journal.forget(day + timedelta(days=90))
    assert len(journal.path.read_text().splitlines()) == count
    erasure_journal.forget(day + timedelta(days=92))
    db.session.commit()
    (last,) = (line.split() for line in journal.path.read_text().splitlines())
    assert last[:3] == text.splitlines()[-1].split()[:3]  # its number is what tells a backup
    assert last[3:] == ["past", "-", "0" * 64]
    known = db.select(erasure_journal.Erasure.key).where(erasure_journal.Erasure.number > 0)
    assert set(db.session.scalars(known)) == {bytes(32)}
    db.session.rollback()
    house.extensions["erasure_journal"] = elsewhere  # which has no worker
    erasure_journal.write_out()
    house.extensions["erasure_journal"] = journal
    assert elsewhere.path.read_text() == journal.path.read_text()
    put_in_place_by_hand(house, backup)
    assert erasure_journal.is_behind()


def test_the_journal_is_made_whole_by_the_worker(house: Flask, backup: Path) -> None:
    people, path = of_people(), erasure_journal.journal().path
    ending.withdraw(people["withdrawn"], now=clock.now())
    db.session.commit()
    whole = path.read_text().splitlines()
    path.write_text("\n".join(whole)[:-7])  # the machine fell while the last line was written
    worker.once()
    assert path.read_text().splitlines()[-1] == whole[-1]
    path.unlink()
    path.mkdir()  # as good as a full disk
    ending.not_me(of_people()["refused"], now=clock.now())
    db.session.commit()
    assert "refused" not in of_people()
    client = house.test_client()
    assert client.get("/a/main").status_code == 200
    assert client.get("/readyz").status_code == 503
    path.rmdir()
    worker.once()
    assert client.get("/readyz").status_code == 200
    lines = path.read_text().splitlines()
    assert lines[: len(whole)] == whole
    assert " not_me " in path.read_text()


def test_of_many_who_leave_at_once_each_has_a_number(house: Flask, backup: Path) -> None:
    refs = [each.ref for each in of_people().values()]
    db.session.remove()

    def leaves(ref: str) -> None:
        with house.app_context():
            signature = db.session.scalars(db.select(Signature).where(Signature.ref == ref)).one()
            ending.withdraw(signature, now=clock.now())
            db.session.commit()

    with ThreadPoolExecutor(len(refs)) as pool:
        list(pool.map(leaves, refs))
    numbers = [int(line.split()[1]) for line in erasure_journal.journal().path.read_text().splitlines()]
    of_line = 1  # whom a list asked leaves the mark of that line, too
    assert numbers == list(range(2 * len(refs) + of_line + 1))  # 0 begins it


def test_who_leaves_while_the_journal_is_looked_at_is_not_missed(app: Flask) -> None:
    class MeanwhileSomebodyLeaves(erasure_journal.Journal):
        def last(self, name: bytes) -> int:
            erasure_journal.note("somebody left", secrets.token_hex(8), now=clock.now())
            db.session.commit()
            return super().last(name)

    erasure_journal.note("somebody left", "first", now=clock.now())
    db.session.commit()
    journal = erasure_journal.journal()
    assert MeanwhileSomebodyLeaves(journal.path, journal.days).missing() == 0
    assert not journal.missing()
