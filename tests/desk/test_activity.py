"""The activity log in words: who did what and when, and nothing that supporters did with their own signatures."""

import csv

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition import worker
from petition.accounts import members, organisers
from petition.appeals import service
from petition.core import clock
from petition.core.db import db
from petition.erasure import erase_appeal
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures import ending
from tests.factories import enter, make_appeal, press, signed

pytestmark = pytest.mark.usefixtures("now")


def test_the_log_says_who_did_what_in_words_and_keeps_still_about_supporters(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    stays, goes = signed(appeal, "Lord Voldemort"), signed(appeal, "Secret Person", visibility="hidden")
    enter(client)
    press(client, f"/desk/a/{appeal.slug}/terms", target="500")
    manage.act(appeal, Action.TAKE_OFF, [stays.ref], reason="no name", organiser_id=1, now=clock.now())
    ending.withdraw(goes, now=clock.now())
    ending.withdraw_by_address(appeal, "nobody@example.org", now=clock.now())
    service.close(appeal, now=clock.now())
    db.session.commit()
    worker.once()
    path = f"/desk/a/{appeal.slug}/activity"
    page = client.get(path).text
    for said in (
        "Published",
        "Settings changed",
        "Signatures taken off",
        "Not a name",
        "organiser@example.org",
    ):
        assert said in page, said
    assert client.get(f"{path}?page=2").status_code == 200
    only = client.get(f"{path}?part=signatures").text
    assert "Settings changed" not in only
    rows = list(csv.DictReader(client.get(f"{path}/activity.csv").text.lstrip("\ufeff").splitlines()))
    assert [row["what"] for row in rows] == [
        "Letter started", "Published", "Settings changed", "Signatures taken off",
        "Operator ended what an email address had signed", "Closed for signing",
    ]  # fmt: skip
    assert rows[3]["who"] == "organiser@example.org"
    assert rows[3]["reason"] == "Not a name"
    assert "Goal" in rows[2]["about"]
    assert client.get(f"{path}?part=nonsense").status_code == 404
    listed = app.test_cli_runner().invoke(args=["audit", "list", appeal.slug])
    assert "signature.withdrawn" in listed.stdout
    assert "Voldemort" not in listed.stdout
    assert app.test_cli_runner().invoke(args=["audit", "list", "nobody"]).exit_code == 1
    enter(client, team="Others", address="other@example.org")
    assert client.get(path).status_code == 404


def test_who_has_left_is_a_number_that_nobody_gets_again(app: Flask, client: FlaskClient) -> None:
    appeal = make_appeal()
    enter(client)
    path = f"/desk/a/{appeal.slug}/activity"
    for address in ("leaves@example.org", "follows@example.org"):
        members.invite(address, appeal.team.name, now=clock.now())
        found = organisers.by_address(address)
        assert found is not None
        service.write(appeal, "en", appeal.texts[0].text, organiser_id=found.id, now=clock.now())
        members.remove(found, appeal.team, now=clock.now())
        members.forget(clock.now())
        db.session.commit()
    members.invite("new@example.org", appeal.team.name, now=clock.now())
    db.session.commit()
    page = client.get(path).text
    assert "former organiser no. 2" in page
    assert "former organiser no. 3" in page
    assert "new@example.org" not in page


def test_a_new_letter_has_nothing_in_its_log_of_a_draft_that_was_deleted(
    app: Flask, client: FlaskClient
) -> None:
    for _ in erase_appeal(make_appeal(slug="gone", published=False), now=clock.now()):
        db.session.commit()
    make_appeal(slug="new", published=False)
    enter(client)
    rows = client.get("/desk/a/new/activity").text
    assert rows.count("Letter started") == 1
    assert "Letter deleted" not in rows
