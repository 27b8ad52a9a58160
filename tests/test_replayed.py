"""What a restored backup does not bring back either: what somebody ended by another row, name or address than it knows."""

import os
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from petition import erasure, erasure_journal, worker_duties
from petition.accounts import address, factor, members, organisers
from petition.accounts.models import Organiser, Right, SecondFactor
from petition.accounts.roles import Role
from petition.appeals import delivery, emergency, paper, update
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import clock, tokens
from petition.core.db import db
from petition.desk import service as desk
from petition.inbox import queue
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.lexicon.signatory import Visibility
from petition.lists import add
from petition.lists.models import LineList
from petition.mail.inbound import incoming
from petition.moderation import manage
from petition.signatures import changing, correcting, ending, erasing, unsubscribing, update_consent
from petition.signatures.models import Signature, Suppression
from tests.factories import TEXT, make_appeal
from tests.interpret.corpus import mail
from tests.leaving import TOOLS, put_in_place_by_hand
from tests.retention.passing_time import DAY, fresh, signed
from tests.retention.test_together import brought

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")


def back_up(house: Flask, file: Path) -> None:
    done = house.test_cli_runner().invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output


def restored(house: Flask, file: Path) -> str:
    put_in_place_by_hand(house, file)
    done = house.test_cli_runner().invoke(args=["restore", "--replay"])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    db.session.expire_all()
    return done.output


def the(name: str) -> Signature:
    """The one that says so, or did when it was found first."""
    found = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    return next(each for each in found if each.own.mailbox == f"{name}@example.org")


def test_what_supporters_ended_stays_ended(house: Flask, tmp_path: Path, now: datetime) -> None:
    appeal = make_appeal(slug="well", closes_at=now + 9 * DAY, published=False, offers_updates=True)
    brought(
        appeal, "Name,E-mail\nHides,hides@example.org\nLater,later@example.org\nQuiet,quiet@example.org\n"
    )
    desk.publish(appeal, now=now)
    organiser = organisers.made("organiser@example.org", lang="en", now=now)
    db.session.add(organiser)
    corrected, again, wrote, mended = (
        signed(appeal, f"{name}@example.org") for name in ("corrected", "again", "wrote", "mended")
    )
    changing.mend(mended, mended.own._replace(role="Judge", place="Qarasu"), now=now)
    lined = signed(appeal, "lined@example.org")
    erasing.keep_lines(appeal, [(lined.ref, lined.own._replace(mailbox=""), lined.visibility)], now=now)
    waits = brought(appeal, added=False)
    nameless = signed(appeal, "nameless@example.org", visibility=Visibility.HIDDEN)
    erasing.erase(Signature.id == nameless.id, now=now)
    for each in (corrected, again):
        own = each.own._replace(name="Aru Bekov")
        correcting.correct(each, own, seen=each.particulars, organiser_id=organiser.id, now=now)
    correcting.undo(again, now=now)
    typed = signed(appeal, "typed@example.org", confirms=False)
    of = {"appeal_id": appeal.id, "signature_ref": wrote.ref, "received_at": now}
    db.session.add(UnreadMessage(state="entered", why="prose", sealed=b"x", decided_at=now, **of))
    asked = incoming.read(
        mail("What is this?", "<wrote@example.org>"), incoming.Ours("a@b.c", "d.e", "f@g.h")
    )
    queue.keep(appeal, asked, mailbox="wrote@example.org", trusted=True, why="question", lang="en", now=now)
    db.session.add(ReceivedMessage(key=b"k", outcome="signed", lines=b"x" * 32, **of))
    db.session.commit()
    key = wrote.mailbox_key
    back_up(house, tmp_path / "backup")
    correcting.undo(fresh(corrected), now=now)
    for each in (wrote, nameless):
        ending.withdraw(fresh(each), now=now)
    manage.act(fresh(appeal), manage.Action.TAKE_OFF, [lined.ref], reason="asked", organiser_id=1, now=now)
    changing.mend(fresh(mended), fresh(mended).own._replace(name="Aru", role=""), now=now)
    ending.begin_anew(fresh(typed), now=now)
    assert add.add(db.session.get_one(LineList, waits), organiser_id=None, now=now)
    assert add.undo(db.session.get_one(LineList, waits), organiser_id=None, now=now)
    hides = signed(fresh(appeal), "hides@example.org", visibility=Visibility.HIDDEN)
    quiet = signed(fresh(appeal), "quiet@example.org")
    later = signed(fresh(appeal), "later@example.org")
    changing.change_visibility(later, Visibility.HIDDEN, now=now)
    update_consent.ask(quiet, "Send me updates", now=now)
    unsubscribing.unsubscribe(quiet, now=now)
    assert hides.visibility is Visibility.HIDDEN
    db.session.commit()
    restored(house, tmp_path / "backup")
    assert the("corrected").own.name == the("again").own.name == "Aru Bekova"
    assert not correcting.may_be_corrected(the("corrected"))
    assert db.session.scalars(select(UnreadMessage)).all() == []
    told = select(ReceivedMessage.lines, ReceivedMessage.signature_ref, ReceivedMessage.received_at)
    assert db.session.execute(told).all() == [(None, None, clock.day(now))]
    assert db.session.get(LineList, waits) is None  # it waited in the backup, was added and undone since
    assert fresh(typed).state == "expired"
    assert fresh(nameless).state == "withdrawn"
    assert (fresh(lined).state, fresh(lined).particulars) == ("rejected", b"")
    assert fresh(mended).shown == "A. B. (Qarasu)"  # what they wrote instead is lost, too
    assert the("hides").source == the("quiet").source == "list"  # what they signed themselves is lost
    assert the("hides").visibility is the("later").visibility is Visibility.HIDDEN
    assert the("quiet").quiet_at is not None
    marks = select(Suppression.keep_until).where(Suppression.key == key)
    assert db.session.scalars(marks).all() == [now + 40 * DAY]
    appeals.extend(fresh(appeal), now + 90 * DAY, "more time", now=now)
    db.session.commit()
    worker_duties.do_all(now + 41 * DAY, only={"mailboxes erased"})
    assert db.session.scalars(marks).all() == []  # as they were told, whatever the deadline is by now


def test_the_names_of_a_draft_that_were_erased_are_erased_again_without_telling_its_team_anew(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    appeal = make_appeal(published=False)
    members.invite("organiser@example.org", "Friends", now=now)
    brought(appeal)
    back_up(house, tmp_path / "backup")
    for days in (166, 181):
        with clock.stopped(now + days * DAY):
            worker_duties.do_all(clock.now())
    with clock.stopped(now + 182 * DAY):
        restored(house, tmp_path / "backup")
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    assert db.session.scalars(select(Appeal.draft_warned_at)).all() == [None]


def test_an_organiser_who_took_another_address_and_was_erased_or_removed_stays_so(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    for name in ("erased", "removed", "stays"):
        members.invite(f"{name}@example.org", "Friends", now=now)
    db.session.commit()
    back_up(house, tmp_path / "backup")
    erased, removed = (organisers.by_address(f"{name}@example.org") for name in ("erased", "removed"))
    assert erased is not None
    assert removed is not None
    for each in (erased, removed):
        organisers.give_address(each, f"new-{each.id}@example.org")
    organisers.erase(erased, now=now)
    members.remove(removed, removed.teams[0], now=now)
    db.session.commit()
    restored(house, tmp_path / "backup")
    worker_duties.do_all(now + timedelta(minutes=1))
    assert [each.mailbox for each in db.session.scalars(select(Organiser))] == ["stays@example.org"]


def test_nobody_is_given_back_a_role_that_was_taken_from_them_though_the_backup_knows_no_other_owner(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    def of(name: str) -> Organiser:
        found = organisers.by_address(f"{name}@example.org")
        assert found is not None
        return found

    for name, team in (("lessened", "Friends"), ("removed", "Weavers"), ("removed", "Millers"), ("risen", "Millers"),
                       ("ends", "Millers"), ("stays", "Millers")):  # fmt: skip
        role = Role.EDITOR if name == "risen" else Role.OWNER
        members.invite(f"{name}@example.org", team, role=role, now=now)
    db.session.commit()
    back_up(house, tmp_path / "backup")
    for team in ("Friends", "Weavers"):
        members.invite("new@example.org", team, now=now)
    for name, role, end in (("lessened", Role.VIEWER, None), ("risen", Role.OWNER, None),
                            ("ends", Role.EXPORTER, now + 3 * DAY)):  # fmt: skip
        members.give_role(of(name), of(name).teams[0], role, ends_at=end, now=now)
    for left in of("removed").teams:
        members.remove(of("removed"), left, now=now)
    db.session.commit()
    assert "viewer" in erasure_journal.journal().path.read_text()
    said = restored(house, tmp_path / "backup")
    found = {
        (each.organiser.mailbox.partition("@")[0], each.team.name): (each.role, each.ends_at)
        for each in db.session.scalars(select(Right))
    }
    assert found == {
        ("lessened", "Friends"): (Role.VIEWER, None),
        ("risen", "Millers"): (Role.OWNER, None),
        ("ends", "Millers"): (Role.EXPORTER, clock.day(now + 3 * DAY)),
        ("stays", "Millers"): (Role.OWNER, None),
    }
    assert all(each.accepted_at for each in db.session.scalars(select(Right)))
    assert re.findall("^(.+) has no owner in this backup", said, re.MULTILINE) == ["Friends", "Weavers"]


def test_nobody_comes_in_by_a_code_a_secret_or_an_address_that_was_given_up(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    def the_one(name: str) -> Organiser:
        found = organisers.by_address(f"{name}@example.org")
        assert found is not None
        return found

    of, codes = {}, {}
    for name in ("uses", "renews", "removes", "keeps", "moves", "asks"):
        members.invite(f"{name}@example.org", "Friends", now=now)
        of[name] = the_one(name)
        if name not in {"moves", "asks"}:
            factor.begin(of[name], now=now)
            db.session.execute(db.update(SecondFactor).values(confirmed_at=now))
            codes[name] = factor.new_recovery_codes(of[name], now=now)
        else:
            address.ask(of[name], f"{name}@new.example", now=now)
    link = tokens.mint("address", of["moves"].ref, of["moves"].new_mailbox_nonce or "")
    db.session.commit()
    back_up(house, tmp_path / "backup")
    factor.check(of["uses"], codes["uses"][0], now=now)
    factor.new_recovery_codes(of["renews"], now=now)
    factor.remove(of["removes"], by=of["removes"].id, now=now)
    address.confirm(link, now=now)
    db.session.commit()
    restored(house, tmp_path / "backup")
    found = {each.mailbox.partition("@")[0]: each for each in db.session.scalars(select(Organiser))}
    assert found.keys() == of.keys() - {"moves"}
    assert {name for name, each in found.items() if each.uses_codes} == {"uses", "renews", "keeps"}
    for name, nth, counts in (
        ("uses", 0, False),
        ("uses", 1, True),
        ("renews", 0, False),
        ("keeps", 0, True),
    ):
        with nullcontext() if counts else pytest.raises(factor.CodeRefused):
            factor.check(found[name], codes[name][nth], now=now)
    assert found["asks"].sealed_new_mailbox is None  # that link may have been ended since by asking anew


def test_a_letter_that_was_stopped_comes_back_stopped_and_one_that_goes_on_goes_on(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    """A name that is hidden in an emergency is shown by no backup from before it."""
    stopped, goes_on, gone, renamed = (
        make_appeal(slug=each) for each in ("stopped", "goes-on", "gone", "renamed")
    )
    signed(stopped)
    appeals.write(goes_on, "en", replace(TEXT, title="A well"), organiser_id=None, now=now)
    appeals.publish(goes_on, note="It is shorter.", carries=True, now=now)
    emergency.begin(goes_on, "", now=now)
    told = update.begin(stopped, {"en": update.UpdateText("News", "")}, {}, organiser_id=1, now=now)
    values = {
        "what": "delivered",
        "day": now.date(),
        "how": "",
        "number": "",
        "words": "",
        "recorded_at": now,
    }
    brought_there = delivery.Delivery(ref="there", appeal_id=stopped.id, **values)
    db.session.add(brought_there)
    db.session.commit()
    back_up(house, tmp_path / "backup")
    update.remove(told, organiser_id=1, now=now)
    delivery.remove(stopped, brought_there, organiser_id=1, now=now)
    emergency.begin(stopped, "They came to ask.", now=now)
    emergency.end(goes_on, now=now)
    appeals.withdraw(gone, "", now=now)
    erasure.remove_text(gone, now=now)
    appeals.write(renamed, "en", replace(TEXT, title="A well"), organiser_id=None, now=now)
    appeals.publish(renamed, note="It names nobody.", carries=True, now=now)
    emergency.begin(renamed, "", now=now)
    for each in (goes_on, renamed):
        erasure.remove_text_before(each.versions[0], now=now)
    emergency.end(renamed, now=now)
    db.session.commit()
    said = restored(house, tmp_path / "backup")
    assert fresh(stopped).stopped_at is not None
    assert fresh(goes_on).stopped_at is None
    assert "Bekova" not in house.test_client().get("/a/stopped").text
    assert TEXT.title not in house.test_client().get("/a/gone").text
    first = house.test_client().get(f"/a/{fresh(goes_on).slug}/version/1")
    assert (first.status_code, TEXT.title in first.text) == (200, False)
    now_shown = house.test_client().get("/a/renamed")  # what took its place is not in the backup
    assert (now_shown.status_code, TEXT.title in now_shown.text) == (200, False)
    assert "Signing is paused" in now_shown.text
    assert fresh(renamed).draft("en") == Text()
    assert re.findall(r"^(.+) is stopped: its text", said, re.MULTILINE) == ["renamed"]
    taken_down = (update.AppealUpdate, delivery.Delivery)
    assert not [row for each in taken_down for row in db.session.scalars(select(each))]


def test_a_backup_that_is_older_than_the_journal_goes_back_is_not_served(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    appeal = make_appeal(slug="well", closes_at=now + 300 * DAY)
    ending.withdraw(signed(appeal), now=now)
    db.session.commit()
    back_up(house, tmp_path / "backup")
    for days in (1, 60):
        ending.withdraw(signed(appeal, f"p{days}@example.org"), now=now + days * DAY)
        db.session.commit()
    erasure_journal.forget(now + 92 * DAY)
    db.session.commit()
    put_in_place_by_hand(house, tmp_path / "backup")
    done = house.test_cli_runner().invoke(args=["restore", "--replay"])
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (1, 1)
    assert "2 entries are gone" in done.stderr
    db.session.remove()
    erasure_journal.journal()._looked = 0.0
    assert house.test_client().get("/a/well").status_code == 503


def test_a_backup_that_misses_only_the_last_entry_of_which_a_number_is_left_is_not_served_either(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    hides = signed(make_appeal(slug="well", closes_at=now + 300 * DAY))
    back_up(house, tmp_path / "backup")
    changing.change_visibility(fresh(hides), Visibility.HIDDEN, now=now)
    db.session.commit()
    erasure_journal.forget(now + 92 * DAY)
    db.session.commit()
    put_in_place_by_hand(house, tmp_path / "backup")
    assert "1 entries are gone" in house.test_cli_runner().invoke(args=["restore", "--replay"]).stderr
    db.session.remove()
    erasure_journal.journal()._looked = 0.0
    assert house.test_client().get("/a/well").status_code == 503


def test_a_note_on_paper_that_was_taken_back_or_changed_does_not_come_back(
    house: Flask, tmp_path: Path, now: datetime
) -> None:
    notes = {"gone": "", "changed": "At a notary", "stays": "With the team"}
    letters = {name: make_appeal(slug=name) for name in notes}
    for name, appeal in letters.items():
        said = notes["stays"] if name == "stays" else "At Mill Lane 3"
        paper.state(appeal, 12, now.date(), said, organiser_id=1, now=now)
    db.session.commit()
    back_up(house, tmp_path / "backup")
    paper.state(fresh(letters["gone"]), 0, now.date(), organiser_id=1, now=now)
    for name in ("changed", "stays"):
        paper.state(fresh(letters[name]), 13, now.date(), notes[name], organiser_id=1, now=now)
    db.session.commit()
    restored(house, tmp_path / "backup")
    kept = {name: paper.stated(fresh(appeal)) for name, appeal in letters.items()}
    assert {name: each and (each.number, each.note) for name, each in kept.items()} == {
        "gone": (12, ""),
        "changed": (12, ""),
        "stays": (12, "With the team"),
    }
