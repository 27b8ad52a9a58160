"""An organiser is taken out of a team: every session and link of theirs ends at once, and no team is left with nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.accounts import members, organisers, sign_in
from petition.accounts.roles import Role
from petition.audit import AuditEntry
from petition.core import clock, web
from petition.core.db import db
from tests.accounts.team import LOST, invite, meanwhile, page_in
from tests.factories import drawn, enter, link_in, make_appeal, press, signed
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("now")
Mails = Callable[[], list[EmailMessage]]


def refused(app: Flask, *args: str) -> str:
    done = app.test_cli_runner().invoke(args=["organiser", "remove", *args])
    assert done.exit_code == 1
    return done.stderr.strip()


def test_who_is_removed_is_out_at_once_in_every_session_and_by_every_link(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    seized = app.test_client()
    enter(seized, address=LOST)
    spare = invite(LOST)
    sign_in.send_link(LOST, lang="en", network="", now=clock.now())
    db.session.commit()
    enter(client)
    assert LOST in client.get("/desk/team").text
    organiser = organisers.by_address(LOST)
    assert organiser is not None
    path = f"/desk/team/{appeal.team_id}/remove/{organiser.ref}"
    assert press(client, path).status_code == 303
    assert LOST not in client.get("/desk/team").text
    for page in (f"/desk/a/{appeal.slug}", "/desk/", "/desk/team"):
        assert "/desk/sign-in" in seized.get(page).headers.get("Location", ""), page
    assert seized.get(spare).status_code == 410
    assert (
        press(client, "/desk/team", "/desk/language", lang="ru").status_code == 303
    )  # who stays is still in
    assert seized.post(invite(LOST)).status_code == 303  # until somebody invites them again
    assert seized.get(f"/desk/a/{appeal.slug}").status_code == 200


def page_of(address: str) -> str:
    found = organisers.by_address(address)
    assert found is not None
    return page_in(found.teams[0], address)


def test_an_owner_invites_changes_a_role_and_sees_what_each_did_last(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    enter(client)
    page = f"/desk/team/{appeal.team_id}/invite"
    for wrong in (
        {"email": "nobody", "role": "editor"},
        {"email": "new@example.org", "role": "owner", "until": "2027-01-31"},
        {"email": "new@example.org", "role": "editor", "until": "2026-11-21"},
        {"email": "new@example.org", "role": "editor", "until": "9999-12-31"},
        {"email": "organiser@example.org", "role": "editor"},
    ):
        assert press(client, page, **wrong).status_code == 422, wrong
    assert press(client, page, email="new@example.org", role="editor", until="2026-11-30").status_code == 303
    (mail,) = mails()
    assert "Friends" not in str(mail)  # nothing of it in a mailbox that is read by others
    new = app.test_client()
    assert new.post(link_in(mail, "/desk/enter/")).status_code == 303
    assert new.get(f"/desk/a/{appeal.slug}/terms").location == "/desk/team/invitations"
    assert press(new, "/desk/team/invitations", accept=str(appeal.team_id)).location == "/desk/"
    assert press(new, f"/desk/a/{appeal.slug}/terms", target="500").status_code == 303
    said = client.get("/desk/team").text
    for words in ("Editor", "until 30 November 2026", "Settings changed", "Owner"):
        assert words in said, words
    assert press(client, page_of("organiser@example.org"), role="viewer").status_code == 422  # the last owner
    assert press(client, page_of("new@example.org"), role="viewer").status_code == 303
    assert new.get(f"/desk/a/{appeal.slug}/terms").status_code == 403  # at once, in the session that was open
    assert "Invite" not in new.get("/desk/team").text


@pytest.mark.parametrize("what", ["member", "remove"])
def test_who_is_no_longer_there_is_given_no_role_nor_removed_once_more(
    app: Flask, client: FlaskClient, what: str
) -> None:
    invite(LOST)
    enter(client)
    (team,) = members.teams()
    found = organisers.by_address(LOST)
    assert found is not None
    path = f"/desk/team/{team.id}/{what}/{found.ref}"
    form = drawn(client, path, path) | ({"role": "viewer"} if what == "member" else {})
    members.remove(found, team, now=clock.now())
    with ThreadPoolExecutor(1) as pool:
        second = meanwhile(pool, lambda: client.post(path, data=form))
        assert second.result(PATIENCE).status_code == 404
    deeds = db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)).all()
    assert deeds[-1] == "organiser.removed"
    assert deeds.count("organiser.removed") == 1


def test_a_role_ends_on_its_day_with_every_session_though_no_worker_runs(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    invite("stays@example.org")
    end = clock.now() + timedelta(hours=1)
    members.invite(LOST, "Friends", role=Role.EDITOR, ends_at=end, now=clock.now())
    db.session.commit()
    enter(client, address=LOST)
    assert client.get(f"/desk/a/{appeal.slug}").status_code == 200
    with clock.stopped(end):
        assert "/desk/sign-in" in client.get(f"/desk/a/{appeal.slug}").location
        organiser = organisers.by_address(LOST)
        assert organiser is not None
        assert (organiser.team_ids, organiser.active) == ([], False)
        assert members.end_rights(clock.now()) == 0


def test_a_role_that_ends_leaves_who_is_in_another_team_signed_in_there(
    app: Flask, client: FlaskClient
) -> None:
    ours, theirs = make_appeal(), make_appeal(team="Others", slug="theirs")
    invite("stays@example.org")
    enter(client, "Others", LOST)
    end = clock.now() + timedelta(hours=1)
    members.invite(LOST, "Friends", role=Role.EDITOR, ends_at=end, now=clock.now())
    db.session.commit()
    assert client.get(f"/desk/a/{ours.slug}").status_code == 200
    with clock.stopped(end):
        assert client.get(f"/desk/a/{ours.slug}").status_code == 404
        assert client.get(f"/desk/a/{theirs.slug}").status_code == 200


def test_a_role_that_is_prolonged_while_it_is_being_ended_stays(app: Flask) -> None:
    invite("stays@example.org")
    end = clock.now() + timedelta(hours=1)
    members.invite(LOST, "Friends", role=Role.EDITOR, ends_at=end, now=clock.now())
    db.session.commit()

    def ended() -> int:
        with app.app_context():
            count = members.end_rights(end)
            db.session.commit()
            return count

    found = organisers.by_address(LOST)
    assert found is not None
    members.give_role(found, found.teams[0], Role.EDITOR, ends_at=end + timedelta(days=1), now=clock.now())
    with ThreadPoolExecutor(1) as pool:
        assert meanwhile(pool, ended).result(PATIENCE) == 0
    assert found.role_in(found.teams[0].id) is Role.EDITOR


def test_the_last_owner_is_kept_by_the_database_though_two_are_taken_out_at_once(app: Flask) -> None:
    addresses = ("a@example.org", "b@example.org")
    for address in addresses:
        invite(address)
    db.session.remove()
    both = threading.Barrier(2)

    def take_out(address: str) -> str:
        with app.app_context():
            found = organisers.by_address(address)
            assert found is not None
            team = found.teams[0]
            db.session.commit()
            both.wait(PATIENCE)
            try:
                if address == addresses[0]:
                    members.remove(found, team, now=clock.now())
                else:
                    members.give_role(found, team, Role.VIEWER, now=clock.now())
            except members.LastOne:
                return "refused"
            db.session.commit()
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_out, addresses)) == ["done", "refused"]
    (team,) = members.teams()
    owners = [each for each in members.of_team(team) if each.role_in(team.id) is Role.OWNER]
    assert len(owners) == 1
    organisers.erase(owners[0], now=clock.now())  # who is erased goes, though they were the last
    db.session.commit()


def test_commands_give_a_role_and_refuse_that_of_the_last_owner(app: Flask) -> None:
    invite(LOST)
    runner = app.test_cli_runner()
    args = ["organiser", "role", LOST, "--team", "Friends", "--role"]
    assert "the last owner" in runner.invoke(args=[*args, "viewer"]).stderr
    assert runner.invoke(args=["organiser", "invite", "b@example.org", "--team", "Friends"]).exit_code == 0
    assert runner.invoke(args=[*args, "viewer"]).stdout == f"{LOST} is viewer of Friends.\n"
    assert runner.invoke(args=[*args, "king"]).exit_code == 2


def test_the_last_one_stays_and_strangers_are_nobody(app: Flask, client: FlaskClient) -> None:
    enter(client, address=LOST)
    me = organisers.by_address(LOST)
    assert me is not None
    team_id = me.team_ids[0]
    path = f"/desk/team/{team_id}/remove/{me.ref}"
    assert "You can no longer open the letters" in client.get(path).text
    press(client, path)
    assert me.team_ids == [team_id]
    assert "the last owner" in refused(app, LOST, "--team", "Friends")
    assert "no organiser" in refused(app, LOST, "--team", "Nobody's")
    assert "no organiser" in refused(app, "nobody@example.org", "--team", "Friends")
    enter(client, team="Others", address="other@example.org")
    assert client.get(path).status_code == 404


def test_commands_list_and_remove_organisers(app: Flask) -> None:
    for address in (LOST, "stays@example.org"):
        invite(address)
        invite(address, "Others")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["organiser", "remove", LOST, "--team", "Friends"]).exit_code == 0
    listed = runner.invoke(args=["organiser", "list"]).stdout.splitlines()
    assert listed == [
        "stays@example.org\tFriends\towner\tnever",
        f"{LOST}\tOthers\towner\tnever",
        "stays@example.org\tOthers\towner\tnever",
    ]
    assert len(runner.invoke(args=["organiser", "list", "--team", "Friends"]).stdout.splitlines()) == 1


def test_a_restored_backup_does_not_let_back_in_who_was_removed(app: Flask) -> None:
    for address in (LOST, "stays@example.org"):
        invite(address)
    organiser = organisers.by_address(LOST)
    assert organiser is not None
    key = organisers.journal_keys(organiser, organiser.teams[0].id)[0]
    members.remove_by_journal(key, now=clock.now())
    assert organiser.teams == []
    assert not organiser.active


def test_the_address_that_a_team_shows_stands_wherever_people_are_told_to_write_to_the_organisers(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal(closes_at=clock.now() + timedelta(hours=1), grace_minutes=0)
    mine = signed(appeal, "Aru Bekova").ticket.token("signature")
    enter(client, address=LOST)
    enter(client)
    form = f"/desk/team/{appeal.team_id}/contact"
    pages = [f"/a/{appeal.slug}", f"/a/{appeal.slug}/signatories", f"/s/{mine}"]
    worker.once()

    def shown(address: str) -> bool:
        said = [client.get(page).text for page in [*pages, "/desk/team"]]
        assert all(address in page for page in said) or not any(address in page for page in said)
        return address in said[0]

    for page in pages:  # at first that of the operator, besides the foot
        assert "The organisers show no email address" in client.get(page).text
    old = drawn(client, form, form)
    for wrong in ("nobody", "a@b@c", "x" * 250 + "@example.org", "a\u200bb@example.org"):
        answer = press(client, form, email=wrong)
        assert (answer.status_code, wrong in answer.text) == (422, True)
    assert press(client, form, email=" Write@example.org ").status_code == 303
    assert shown("write@example.org")
    late = client.post(form, data=old | {"email": "late@example.org"}, headers={"Referer": web.address(form)})
    assert (late.status_code, "write@example.org" in late.text) == (409, True)
    assert shown("write@example.org")
    assert press(client, form, email="").status_code == 303
    assert not shown("write@example.org")
    assert press(client, form, email=LOST).status_code == 303
    clock.ticked(timedelta(hours=2))
    assert shown(LOST)
    assert LOST in client.get(f"/a/{appeal.slug}/letter").text
    left = organisers.by_address(LOST)
    assert left is not None
    members.remove(left, left.teams[0], now=clock.now())
    db.session.commit()
    assert not shown(LOST)
