"""The seal of a complete letter: made once, and no name stays in it that is taken away."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from petition import erasure, retention, worker_duties
from petition.appeals import emergency
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.core.vault import Vault, successor
from petition.letters import exports, seal_check, seal_file, seals, service
from petition.letters.models import SealLeaf
from petition.letters.seal_check import NotAsSealed
from petition.lexicon.signatory import Visibility
from petition.signatures import changing, ending
from petition.signatures.models import Signature
from tests.appeals.test_pictures import png
from tests.factories import enter, set_settings
from tests.letters.render.test_tables import SCHEMA, breaches
from tests.letters.sealing import (
    DAY,
    after,
    again,
    by_name,
    complete,
    downloaded,
    key,
    made,
    named_in,
    opening,
    sealed,
    told,
)
from tests.lists.brought import add, brought


def test_a_letter_is_sealed_once_it_is_complete_and_nobody_who_is_not_named_is_in_it(
    app: Flask, client: FlaskClient, now: Any
) -> None:
    appeal = complete()
    with after(appeal, timedelta(minutes=4)):
        assert sealed() == 0
        assert client.get("/a/well/letter.seal").status_code == 404
        assert "letter.seal" not in client.get("/a/well/letter").text
    with after(appeal, timedelta(minutes=6)):
        assert sealed() == 1
        assert sealed() == 0
        lines = downloaded(client)
        (seal,) = made(appeal)
        assert named_in(lines) == {"Aru Bekova", "Berik Omarov", "D. I."}
        assert b"Erlan" not in b"".join(lines)
        assert [set(json.loads(line)) for line in lines[1:]].count({"leaf"}) == 1
        assert opening(appeal) == 3
        said = told(lines, seal_check.in_groups(seal.root))
        assert "3 named, 1 not named" in said
        assert "Not proved" in said
        page = client.get("/a/well/letter").text
        assert seal_check.in_groups(seal.root) in page
        assert key() in page
        assert key() in client.get("/seal.txt").text
        letter = client.get("/a/well/letter.json")
        assert letter.json is not None
        assert breaches(letter.json, SCHEMA) == []
        assert letter.json["seal"] == {
            "number": 1,
            "day": "2026-12-03",
            "root": seal.root.hex(),
            "key": key(),
        }
        assert seal_check.in_groups(seal.root) in " ".join(client.get("/a/well/letter.txt").text.split())
        found = seal_check.check(lines, [key()], whole=True)
        assert "the same 3 signatories" in seal_check.compare(found, letter.data)
        assert client.get("/a/well/letter.json").data == letter.data


def test_who_leaves_after_the_seal_takes_the_name_and_what_opens_its_leaf_and_the_root_stays(
    app: Flask, client: FlaskClient, now: Any
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        before = downloaded(client)
        row = db.session.scalars(select(Signature).order_by(Signature.id)).first()
        assert row is not None
        ending.withdraw(row, now=clock.now())
        db.session.commit()
        assert opening(appeal) == 2
        lines = downloaded(client)
        assert named_in(before) - named_in(lines) == {"Aru Bekova"}
        assert "1 of those named then are not in this file" in told(lines, made(appeal)[0].root.hex())
        db.session.execute(update(SealLeaf).values(opens=b"damaged").where(SealLeaf.opens.is_not(None)))
        db.session.commit()
        assert named_in(downloaded(client)) == set()  # what cannot be read stays shut, and fails nothing
        assert {json.loads(each)["leaf"] for each in before[1:]} == {
            json.loads(each)["leaf"] for each in lines[1:]
        }


def test_who_only_leaves_needs_no_other_seal(app: Flask, now: Any) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        row = db.session.scalars(select(Signature).order_by(Signature.id)).first()
        assert row is not None
        ending.withdraw(row, now=clock.now())
        db.session.commit()
    with after(appeal, 2 * DAY):
        assert sealed() == 0
        assert [each.seen for each in made(appeal)] == [1]  # change


def test_what_changes_is_out_of_the_file_at_once_and_sealed_anew_when_its_day_is_over(
    app: Flask, client: FlaskClient, now: Any
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        aru, berik = db.session.scalars(select(Signature).order_by(Signature.id).limit(2))
        changing.change_visibility(aru, Visibility.HIDDEN, now=clock.now())
        changing.change_visibility(berik, Visibility.INITIALS, now=clock.now())
        db.session.commit()
        assert opening(appeal) == 1
        linked = select(func.count(SealLeaf.signature_id))
        assert db.session.scalar(linked) == 2
        lines = downloaded(client)
        assert named_in(lines) == {"D. I."}
        assert sealed() == 0  # told by the day, as errata are
        found = seal_check.check(lines, [key()], whole=True)
        with pytest.raises(NotAsSealed, match="1 of 2 lines of the letter are not sealed"):
            seal_check.compare(found, client.get("/a/well/letter.json").data)
    with after(appeal, 2 * DAY):
        assert sealed() == 1
        first, second = made(appeal)
        assert second.manifest["printed"] == 2
        lines = downloaded(client)
        assert named_in(lines) == {"D. I.", "B. O."}
        assert "Seal 2, of 2026-12-05: 2 added or changed, 2 changed or gone." in told(
            lines, first.root.hex(), second.root.hex()
        )
        found = seal_check.check(lines, [key()], whole=True)
        seal_check.compare(found, client.get("/a/well/letter.json").data)
        assert client.get("/a/well/letter").text.count(seal_check.in_groups(first.root)) == 1
        assert sealed() == 0


def test_a_list_whose_last_names_come_behind_the_seal_is_sealed_when_the_day_is_over(
    app: Flask, client: FlaskClient, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = complete()
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 1)
    enter(client)
    add(client, brought(client, "well", "Maro Denk, cook\nDora Lind, nurse\n"))
    with after(appeal, timedelta(hours=1)):
        assert sealed() == 1
        worker_duties.do_all(clock.now(), only=["rows of lists added"])
        assert named_in(downloaded(client)) == {"Aru Bekova", "Berik Omarov", "D. I."}
    with after(appeal, 2 * DAY):
        assert sealed() == 1
        assert named_in(downloaded(client)) >= {"Maro Denk", "Dora Lind"}
        assert [each.seen for each in made(appeal)] == [0, 1]


def test_a_letter_that_prints_names_alone_is_sealed_so(app: Flask, client: FlaskClient, now: Any) -> None:
    appeal = complete(png())
    with after(appeal, timedelta(hours=1)):
        sealed()
        service.choose(again(appeal), {"details": False}, organiser_id=1, now=clock.now())
        db.session.commit()
        assert named_in(downloaded(client)) == {"Aru Bekova", "D. I."}  # of the other it says less by now
    with after(appeal, 2 * DAY):
        assert sealed() == 1
        assert "1 added or changed, 1 changed or gone" in told(downloaded(client))
        assert "Glazier" not in b"".join(downloaded(client)).decode()


def test_erasing_addresses_keeps_what_is_printed_and_lets_go_of_the_rest(
    app: Flask, client: FlaskClient, now: Any
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        assert opening(appeal) == 3  # nothing is ever kept to open that of who is not named
    with after(appeal, 40 * DAY):
        while retention.erase(again(appeal), clock.now()):
            db.session.commit()
        db.session.commit()
        assert opening(appeal) == 3
        assert named_in(downloaded(client)) == {"Aru Bekova", "Berik Omarov", "D. I."}
        assert "then left" not in told(downloaded(client))
        first = db.session.scalars(select(Signature).order_by(Signature.id)).first()
        assert first is not None
        changing.change_visibility(first, Visibility.INITIALS, now=clock.now())
        db.session.commit()
    with after(appeal, 42 * DAY):
        assert sealed() == 1
        assert "1 added or changed, 1 changed or gone" in told(downloaded(client))
        for _step in erasure.erase_appeal(again(appeal), now=clock.now()):
            db.session.commit()
        assert made(appeal) == []
        assert db.session.scalar(select(func.count()).select_from(SealLeaf)) == 0
        assert sealed() == 0


def test_the_database_lets_go_of_a_leaf_whatever_changes_its_signature(app: Flask, now: Any) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        ids = db.session.scalars(select(Signature.id)).all()
        of = {each: update(Signature).where(Signature.id == each) for each in ids}
        one, two, three, four = sorted(of)
        db.session.execute(of[one].values(particulars=b""))
        db.session.execute(of[two].values(particulars=b"another"))
        db.session.execute(of[three].values(visibility=Visibility.PUBLIC))
        db.session.commit()
        assert opening(appeal) == 0
        assert db.session.scalars(
            select(SealLeaf.signature_id).where(SealLeaf.signature_id.is_not(None))
        ).all() == [four]
        db.session.execute(text("DELETE FROM signatures"))
        db.session.commit()
        assert db.session.scalar(select(func.count(SealLeaf.signature_id))) == 0


# --- who makes it -----------------------------------------------------------------------------------------------------


def test_of_two_workers_one_seals_and_what_a_killed_one_left_is_thrown_away(
    app: Flask, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "_AT_ONCE", 2)
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        killed = seals.make(appeal, clock.now)
        for _ in range(2):  # begun, and some leaves are there
            next(killed)
            db.session.commit()
        assert opening(appeal) == 2
        assert sealed() == 0  # its lease holds
    with after(appeal, timedelta(hours=2)):
        assert sealed() == 1
        assert list(killed) == []  # and comes too late
        db.session.commit()
        assert opening(appeal) == 3
        assert len(made(appeal)) == 1
        assert made(appeal)[0].run == 2


def test_many_who_seal_at_once_make_one_seal(app: Flask, client: FlaskClient, now: Any) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        together = threading.Barrier(2)

        def work() -> None:
            with app.app_context():
                together.wait()
                worker_duties.do_all(clock.now(), only=["letters sealed"])

        db.session.commit()
        workers = [threading.Thread(target=work) for _ in range(2)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        assert len(made(appeal)) == 1
        assert opening(appeal) == 3
        assert "3 named, 1 not named" in told(downloaded(client))
        entries = select(func.count()).where(AuditEntry.deed == "letter.sealed")
        assert db.session.scalar(entries) == 1


def test_who_leaves_while_it_is_sealed_is_waited_for_or_waits(app: Flask, now: Any) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        at_work = seals.make(appeal, clock.now)
        next(at_work)
        db.session.commit()
        next(at_work)  # the leaves are there, and not committed

        def leave() -> None:
            with app.app_context():
                row = db.session.scalars(select(Signature).order_by(Signature.id)).first()
                assert row is not None
                ending.withdraw(row, now=clock.now())
                db.session.commit()

        leaving = threading.Thread(target=leave)
        leaving.start()
        leaving.join(0.5)  # where nothing held it, it would be over by now
        db.session.commit()
        leaving.join()
        for _ in at_work:
            db.session.commit()
        assert opening(appeal) == 2


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # where no database decides
def test_who_leaves_while_the_next_seal_is_made_stays_in_it_and_its_numbers_add_up(
    app: Flask, client: FlaskClient, now: Any
) -> None:
    appeal = complete()
    with after(appeal, timedelta(minutes=10)):
        assert sealed() == 1
        changing.change_visibility(by_name("Dana Ivanova"), Visibility.PUBLIC, now=clock.now())
        db.session.commit()
    for leaver in ("Aru Bekova", "Berik Omarov"):  # before all were looked at, and after that
        with after(again(appeal), DAY if leaver == "Aru Bekova" else 2 * DAY):
            steps = seals.make(again(appeal), clock.now)
            for _ in range(1 if leaver == "Aru Bekova" else 2):
                next(steps)
                db.session.commit()
            ending.withdraw(by_name(leaver), now=clock.now())
            db.session.commit()
            for _ in steps:
                db.session.commit()
            assert leaver not in named_in(downloaded(client))
            assert "Good" in told(downloaded(client))
            changing.change_visibility(by_name("Dana Ivanova"), Visibility.INITIALS, now=clock.now())
            db.session.commit()
    assert len(made(appeal)) == 3


def test_a_further_seal_that_a_killed_worker_began_is_made_a_minute_later(app: Flask, now: Any) -> None:
    appeal = complete()
    with after(appeal, timedelta(minutes=10)):
        assert sealed() == 1
        changing.change_visibility(by_name("Aru Bekova"), Visibility.INITIALS, now=clock.now())
        db.session.commit()
    with after(again(appeal), DAY):
        killed = seals.make(again(appeal), clock.now)
        for _ in range(2):
            next(killed)
            db.session.commit()
        del killed
        assert sealed() == 0
    with after(again(appeal), DAY + timedelta(minutes=2)):
        assert (sealed(), sealed(), len(made(appeal))) == (1, 0, 2)


def test_a_long_letter_has_its_seal_made_as_a_file_and_a_stopped_one_shows_none(
    app: Flask, client: FlaskClient, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        set_settings(app, monkeypatch, letter_at_once=2)
        assert client.get("/a/well/letter.seal").status_code == 503
        export = exports.found(appeal, "en", "seal")
        assert export is not None
        worker_duties._make(again(appeal), clock.now())
        assert len(named_in(downloaded(client))) == 3
        emergency.begin(again(appeal), "a threat", now=clock.now())
        db.session.commit()
        assert client.get("/a/well/letter.seal").status_code == 503


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_another_data_key_seals_by_another_key_and_both_are_told(
    app: Flask, client: FlaskClient, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        before, old = key(), app.extensions["settings"].data_key
        monkeypatch.setitem(app.extensions, "vault", Vault(successor(old), old))
        row = db.session.scalars(select(Signature).order_by(Signature.id)).first()
        assert row is not None
        changing.change_visibility(row, Visibility.INITIALS, now=clock.now())
        db.session.commit()
    with after(appeal, 2 * DAY):
        assert sealed() == 1
        assert key() != before
        assert set(seal_file.key_fingerprints()) == {key(), before}
        lines = downloaded(client)
        assert seal_check.check(lines, [before, key()])
        with pytest.raises(NotAsSealed, match="seal 1 was made with another key"):
            seal_check.check(lines, [key()])
