"""An organiser is taken out of a team: every session and link of theirs ends at once, and no team is left with nobody."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.accounts import service
from petition.core import clock, web
from petition.core.db import db
from tests.factories import enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")
LOST = "seized@example.org"


def invite(address: str, team: str = "Friends") -> str:
    link = service.invite(address, team, now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    return link


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
    service.send_link(LOST, lang="en", network="", now=clock.now())
    db.session.commit()
    enter(client)
    assert LOST in client.get("/desk/team").text
    organiser = service.organiser(LOST)
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


def test_the_last_one_stays_and_strangers_are_nobody(app: Flask, client: FlaskClient) -> None:
    enter(client, address=LOST)
    me = service.organiser(LOST)
    assert me is not None
    team_id = me.team_ids[0]
    path = f"/desk/team/{team_id}/remove/{me.ref}"
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
    organiser = service.organiser(LOST)
    assert organiser is not None
    key = service._removed_key(organiser, organiser.teams[0])
    service.remove_by_journal(key, now=clock.now())
    assert organiser.teams == []
    assert not organiser.active
