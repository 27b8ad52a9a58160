"""Who is invited is in no team before they accept, is emailed once by each, and is kept no longer than the invitation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from petition import worker_duties
from petition.accounts import members, organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Role
from petition.core import clock
from petition.core.db import db
from tests.accounts.team import LOST, invite, meanwhile, page_in
from tests.factories import drawn, enter, link_in, make_appeal, press
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("now")
Mails = Callable[[], list[EmailMessage]]


def test_whom_another_team_invites_it_neither_knows_nor_hinders_before_they_accept(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    ours, team = f"/desk/a/{make_appeal().slug}", make_appeal(team="Others", slug="theirs").team
    invited, new = app.test_client(), app.test_client()
    enter(invited, address=LOST)
    enter(client, "Others", "hostile@example.org")
    for address in (LOST, "new@example.org"):
        assert press(client, f"/desk/team/{team.id}/invite", email=address, role="owner").status_code == 303
    *_others, known, unknown = (
        " ".join("".join(map(str, each.itertext())).split())
        for each in html.fromstring(client.get("/desk/team").text).iter("tr")
    )
    assert known.replace(LOST, "new@example.org") == unknown
    assert "Invited" in known
    team.needs_factor = True
    db.session.commit()
    assert invited.get(ours).status_code == 200
    assert "You are invited to a team" in invited.get("/desk/").text
    assert "hostile@example.org" not in invited.get("/desk/team").text
    assert (invited.get("/desk/a/theirs").status_code, members.of_team(team)[1:]) == (404, [])
    team.needs_factor = False
    db.session.commit()
    assert press(client, page_in(team, LOST).replace("member", "remove")).status_code == 303
    assert invited.get(ours).status_code == 200
    page = "/desk/team/invitations"
    assert new.post(link_in(mails()[-1], "/desk/enter/")).status_code == 303
    assert new.get("/desk/").location == page
    assert (
        f'aria-label="Decline: {team.name}"' in new.get(page).text
    )  # of several, to who listens to the page
    assert press(new, page, decline=str(team.id)).status_code == 303
    assert "/desk/sign-in" in new.get(page).location
    assert press(client, f"/desk/team/{team.id}/invite", email=LOST, role="owner").status_code == 303
    assert press(invited, page, accept=str(team.id)).status_code == 303
    assert (invited.get("/desk/a/theirs").status_code, invited.get(ours).status_code) == (200, 200)


@pytest.mark.parametrize(
    ("by", "answer", "teams"), [("Friends", 422, {"Friends"}), ("Others", 303, {"Friends", "Others"})]
)
def test_who_is_invited_twice_at_once_is_emailed_once_by_each_team(
    client: FlaskClient, mails: Mails, by: str, answer: int, teams: set[str]
) -> None:
    invite("other@example.org", "Others")
    enter(client)
    named = {each.name: each for each in members.teams()}
    path = f"/desk/team/{named['Friends'].id}/invite"
    form = drawn(client, path, path) | {"email": LOST, "role": "editor"}
    own = organisers.by_address("other@example.org")
    assert own is not None
    members.invite_by_mail(LOST, named[by], role=Role.VIEWER, ends_at=None, by=own, now=clock.now())
    with ThreadPoolExecutor(1) as pool:
        second = meanwhile(pool, lambda: client.post(path, data=form))
        assert second.result(PATIENCE).status_code == answer
    invited = organisers.by_address(LOST)
    assert invited is not None
    assert ({right.team.name for right in invited.invitations}, len(mails())) == (teams, len(teams))


def test_an_invitation_that_nobody_accepts_ends_on_the_day_it_says_and_the_address_of_who_is_nowhere_else_with_it(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    invited, new, theirs = app.test_client(), app.test_client(), make_appeal(team="Others", slug="theirs")
    enter(invited, "Others", LOST)
    enter(client)
    (team,) = (each for each in members.teams() if each.name == "Friends")
    page = f"/desk/team/{team.id}/invite"
    for address in (LOST, "new@example.org"):
        assert press(client, page, email=address, role="owner").status_code == 303
    last = "until 29 November 2026, 15:00 (Almaty, UTC+5)"  # a day that it does not last is not its last
    assert client.get("/desk/team").text.count(last) == 2
    assert new.post(link_in(mails()[-1], "/desk/enter/")).status_code == 303
    assert last in new.get("/desk/team/invitations").text
    kazakh = new.get("/desk/team/invitations?lang=kk").text
    assert ("29 қараша" in kazakh, "15:00" in kazakh, "соңғы күн" in kazakh) == (True, True, False)
    with clock.stopped(clock.now() + timedelta(days=7)):
        assert "/desk/sign-in" in new.get("/desk/").location  # though no worker runs
        assert "You are invited" not in invited.get("/desk/").text
        assert invited.get(f"/desk/a/{theirs.slug}").status_code == 200
        worker_duties.do_all(clock.now())
        kept = {each.mailbox for each in db.session.scalars(db.select(Organiser))}
        assert kept == {LOST, "organiser@example.org"}
        (team,) = (each for each in members.teams() if each.name == "Friends")
        assert members.rights_in(team) == members.of_team(team)[0].rights


def test_who_is_invited_again_when_the_first_invitation_has_just_ended_is_invited(app: Flask) -> None:
    invite("organiser@example.org")
    (team,) = members.teams()
    (own,) = members.of_team(team)
    offer = partial(members.invite_by_mail, LOST, team, role=Role.EDITOR, ends_at=None, by=own)
    assert [offer(now=clock.now() + timedelta(days=days)) for days in (0, 6, 7)] == [True, False, True]
