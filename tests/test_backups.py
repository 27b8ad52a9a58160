"""A restored backup brings back nobody who left: the journal of erasures is replayed before anything is served or sent."""

import base64
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pyrage
import pytest
from flask import Flask
from sqlalchemy import inspect

from petition import duties, erasure, erasure_journal, worker
from petition.accounts import members, organisers, sign_in
from petition.accounts.models import DeskSession, Organiser, SignInLink
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock, web
from petition.core.db import db
from petition.core.private_files import alone
from petition.lists import judge, lookup, store
from petition.reading.files import table_files
from petition.reading.listing import FoundRow
from petition.signatures import counts, suppression
from tests.conftest import make_app
from tests.factories import set_settings, sign
from tests.leaving import backed_up, leave, of_people, put_in_place_by_hand

pytestmark = pytest.mark.usefixtures("now")

GONE = {"withdrawn@people.example", "refused@people.example", "listed@people.example", "x@gone.example"}


@pytest.fixture
def backup(house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the house, made before some left."""
    return backed_up(house, tmp_path, monkeypatch)


def written_to(house: Flask) -> set[str]:
    folder: Path = house.extensions["settings"].mail_folder
    return {str(message_from_bytes(path.read_bytes())["To"]) for path in folder.glob("*.eml")}


def assert_that_they_are_gone(house: Flask) -> None:
    people = of_people()
    assert set(people) == {"hidden", "quiet", "stays", "waiting"}
    assert people["hidden"].visibility == "hidden"
    assert people["quiet"].quiet_at is not None
    asked = {name for name, signature in people.items() if signature.updates_since}
    assert asked == {"stays", "waiting"}
    page = house.test_client().get("/a/main").text
    assert "Stays Person" in page
    assert not [name for name in ("Withdrawn", "Refused", "Hidden", "Listed") if f"{name} Person" in page]
    main, taken_back, gone = (appeals.by_slug(slug) for slug in ("main", "taken-back", "gone"))
    assert main is not None
    assert taken_back is not None
    assert gone is not None
    assert counts.confirmed(main) == 3
    assert taken_back.withdrawn_at is not None
    assert erasure.held(gone)["names"] == 0
    keys = [judge.key_of(main.key, each.listed) for each in list_again(main) if each.listed]
    assert len(suppression.suppressed(main, keys)) == 1
    assert [each.mailbox for each in db.session.scalars(db.select(Organiser))] == ["remains@team.example"]
    worker.once()
    assert not written_to(house) & GONE
    assert house.test_client().get("/readyz").status_code == 200


def list_again(main: Appeal) -> list[FoundRow]:
    rows = table_files.rows_of("Name,E-mail\nListed Person,listed@people.example\n")
    kept = store.keep_table(main, rows, now=clock.now())
    assert kept is not None
    return list(lookup.found_in(kept, 0))


def test_a_backup_put_in_place_by_hand_serves_and_sends_nothing_until_it_is_replayed(
    house: Flask, backup: Path
) -> None:
    leave()
    put_in_place_by_hand(house, backup)
    assert worker.once() == (0, {})
    assert written_to(house) == set()
    client = house.test_client()
    for path in ("/", "/a/main", "/a/main/letter.json", "/desk/"):
        assert client.get(path).status_code == 503, path
    assert sign(client, "main", email="new@people.example").status_code == 503
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    runner = house.test_cli_runner()
    for args in (
        ["work", "--once"],
        ["letter", "export", "main", "--format", "txt", "--out", str(backup.parent / "x")],
    ):
        refused = runner.invoke(args=args)
        assert refused.exit_code == 1
        assert "restore --replay" in refused.stderr
    done = runner.invoke(args=["restore", "--replay"])
    assert done.exit_code == 0, done.output
    assert_that_they_are_gone(house)


def test_a_backup_without_the_journal_that_goes_with_it_is_refused_and_by_a_stated_option_says_who_is_back(
    house: Flask, backup: Path
) -> None:
    """Also where nobody had left before it was made, beside the journal of another service, and by hand."""
    leave()
    runner, journal = house.test_cli_runner(), erasure_journal.journal().path
    ours, others = journal.read_text(), f"{'ab' * 16} 7 2026-11-22 withdrawn 1 {'cd' * 32}\n"
    first = house.test_client().get("/a/main").text
    kept = db.session.scalars(db.select(erasure_journal.Erasure)).all()
    for each in kept:  # the database that is replaced cannot tell it either
        db.session.delete(each)
    db.session.commit()
    for lost in ("", others, None):
        journal.unlink(missing_ok=True) if lost is None else journal.write_text(lost)
        refused = runner.invoke(args=["restore", str(backup)])
        assert refused.exit_code == 1
        assert "no journal of erasures that goes with this backup is at" in refused.stderr
        assert house.test_client().get("/a/main").text == first
    done = runner.invoke(args=["restore", str(backup), "--without-journal"])
    assert done.exit_code == 0, done.output
    assert "whoever withdrew, hid or was taken off since 2026-11-22 " in done.output
    assert "Withdrawn Person" in house.test_client().get("/a/main").text
    assert (
        "the last restore had none, and whoever left from 2026-11-22 "
        in runner.invoke(args=["doctor"]).output
    )
    journal.write_text(ours)
    done = runner.invoke(args=["restore", str(backup)])
    assert (done.exit_code, "no journal" in done.output) == (0, False), done.output
    assert_that_they_are_gone(house)
    assert "  journal of erasures: is written\n" in runner.invoke(args=["doctor"]).output


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_backup_of_sqlite_goes_into_an_empty_postgresql_without_whoever_left(
    house: Flask, backup: Path, postgresql_server: Any, template: str
) -> None:
    leave()
    postgresql_server.psql("DROP DATABASE IF EXISTS moved")
    postgresql_server.psql(f"CREATE DATABASE moved TEMPLATE {template}")
    moved = make_app(Path(house.instance_path), DATABASE_URL=postgresql_server.get_uri("moved"))
    erasure_journal.catch_up()
    dump = backup.with_name("dump")
    with moved.app_context():
        restore = ["restore", str(backup)]
        done = moved.test_cli_runner().invoke(args=restore)
        assert done.exit_code == 0, done.output
        assert_that_they_are_gone(moved)
        assert sign(moved.test_client(), "main", email="new@people.example").status_code == 303
        assert moved.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
        assert "holds no letters" in moved.test_cli_runner().invoke(args=restore).stderr
        assert moved.test_cli_runner().invoke(args=["backup", str(dump)]).exit_code == 0
        db.session.remove()
        db.engine.dispose()
    assert "a backup of PostgreSQL" in house.test_cli_runner().invoke(args=["restore", str(dump)]).stderr


def test_a_backup_encrypted_to_a_key_from_elsewhere_is_put_in_place_without_whoever_left(
    house: Flask, backup: Path
) -> None:
    runner, folder = house.test_cli_runner(), backup.parent / "sealed"
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    names = ("2026-08-24T235900Z.age", "2026-08-24T031000Z.age.part", "2026-08-25T000000Z.age")
    *olds, kept = (folder / f"petition-{name}" for name in names)  # it is 22 November
    folder.mkdir()
    for each in (*olds, kept):
        each.touch()
    (left := Path(house.instance_path) / "plain-backup-killed").mkdir()
    told = ["backup", "--to", str(folder), "--recipient", str(own.to_public())]
    set_settings(house, disk_least=10**9)
    full = runner.invoke(args=told)
    assert (full.exit_code, "and 1000000000 are to stay (DISK_LEAST): make room, or" in full.stderr) == (
        1,
        True,
    )
    assert list(folder.iterdir()) == [kept]  # what is too old goes whether or not there can be a new one
    kept.unlink()
    set_settings(house, disk_least=1)
    killed = [folder / "petition-2026-11-01T031000Z.age.part"]
    killed[0].touch()
    if db.engine.dialect.name == "sqlite":
        killed.append(Path(house.instance_path) / "plain-backup-of-one-that-was-killed")
        killed[-1].mkdir()
        (killed[-1] / "copy").touch()
    with alone(folder):
        second = runner.invoke(args=told)
    assert (second.exit_code, "another backup is being written" in second.stderr) == (1, True)
    assert runner.invoke(args=told).exit_code == 0
    assert not any(each.exists() for each in killed)
    journal, file = sorted(folder.iterdir())  # also where nobody has left, by which that is known
    assert journal.name == "erasures.log"
    assert duties.last_done(duties.Round.BACKUP)  # which `flask doctor` and /metrics tell
    assert b"Person" not in file.read_bytes()
    leave()
    assert runner.invoke(args=told).exit_code == 0
    assert (folder / "erasures.log").read_bytes() == erasure_journal.journal().path.read_bytes()
    db.session.execute(db.text("CREATE TABLE made_later (id INTEGER)"))  # by a newer version
    db.session.commit()
    cut, key = folder / "cut", folder / "key"
    cut.write_bytes(file.read_bytes()[:-5000])
    key.write_text(f"# created: 2026-01-01\n{own}\n")
    for told, typed in (
        ([str(file)], ""),
        ([str(file), "--identity", "-"], str(other)),
        ([str(file), "--identity", "-"], "x"),
        ([str(cut), "--identity", str(key)], ""),
    ):
        refused = runner.invoke(args=["restore", *told], input=typed)
        assert refused.exit_code == 1
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
        assert "Stays Person" in house.test_client().get("/a/main").text
    for _twice in range(2):  # as often as one likes
        done = runner.invoke(args=["restore", str(file), "--identity", str(key)])
        assert done.exit_code == 0, done.output
        assert_that_they_are_gone(house)
    assert "made_later" not in inspect(db.engine).get_table_names()
    assert not left.exists()
    assert not list(Path(house.instance_path).glob("plain-backup-*"))


@pytest.mark.parametrize("told", [[], ["--recipient", "age1xyz"], ["--recipient", "ssh-ed25519 AAAA"]])
def test_no_backup_is_made_without_a_key_that_can_be_one(
    bare_app: Flask, tmp_path: Path, told: list[str]
) -> None:
    refused = bare_app.test_cli_runner().invoke(args=["backup", "--to", str(tmp_path / "kept"), *told])
    assert (refused.exit_code, len(refused.stderr.strip().splitlines())) == (1, 1)
    assert not list(tmp_path.iterdir())


def test_a_restored_backup_lets_in_nobody_who_had_signed_out_nor_by_a_link_that_was_used(
    house: Flask, backup: Path, tmp_path: Path
) -> None:
    """Who signs out everywhere may have lost a laptop; who used a link may have it lie in a mailbox that others read."""
    stolen, thief = house.test_client(), house.test_client()
    invitation = members.invite("remains@team.example", "Friends", now=clock.now())
    sign_in.send_link("remains@team.example", lang="en", network="", now=clock.now())
    db.session.commit()
    used = invitation.removeprefix(web.address(""))
    file = tmp_path / "second"
    assert house.test_cli_runner().invoke(args=["backup", str(file)]).exit_code == 0
    assert stolen.post(used).status_code == 303
    later = tmp_path / "third"
    assert house.test_cli_runner().invoke(args=["backup", str(later)]).exit_code == 0
    organiser = organisers.by_address("remains@team.example")
    assert organiser is not None
    sign_in.leave(organiser, now=clock.now())
    db.session.commit()
    for kept in (later, file):
        put_in_place_by_hand(house, kept)
        done = house.test_cli_runner().invoke(args=["restore", "--replay"])
        assert done.exit_code == 0, done.output
        assert stolen.get("/desk/").status_code == 302
        assert thief.post(used).status_code == 410
        assert db.session.scalars(db.select(SignInLink)).all() == []
        going_on = db.select(DeskSession).where(DeskSession.ended_at.is_(None))
        assert db.session.scalars(going_on).all() == []  # nor told to be signed in


def test_what_is_no_backup_is_refused_and_changes_nothing(house: Flask, backup: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(backup.read_bytes()[:-5000])
    text = tmp_path / "text"
    text.write_text("no database")
    for file in (cut, text):
        done = house.test_cli_runner().invoke(args=["restore", str(file)])
        assert done.exit_code == 1
        assert len(done.stderr.strip().splitlines()) == 1
    assert "Stays Person" in house.test_client().get("/a/main").text
    assert not list(tmp_path.glob("plain-backup-*"))
    keys = {"DATA_KEY": base64.b64encode(bytes(range(32))).decode(), "SECRET_KEY": "s" * 40}
    elsewhere = make_app(tmp_path, DATABASE_URL=house.config["SQLALCHEMY_DATABASE_URI"], **keys)
    db.session.remove()
    with elsewhere.app_context():
        done = elsewhere.test_cli_runner().invoke(args=["restore", str(backup)])  # with another DATA_KEY
        db.session.remove()
        db.engine.dispose()
    assert (done.exit_code, done.stderr[:32]) == (1, "DATA_KEY: is not the key that th")
    assert "Stays Person" in house.test_client().get("/a/main").text
    assert house.test_cli_runner().invoke(args=["backup", str(backup)]).exit_code == 1  # none is overwritten
