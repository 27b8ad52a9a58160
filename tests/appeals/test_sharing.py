"""One letter of several teams: nobody joins unasked, each is named, either side ends it; what only the leading one may."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import erasure_journal, news, worker
from petition.accounts import members, organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Role
from petition.appeals import service, sharing
from petition.appeals.models import Appeal
from petition.appeals.sharing import ShareOffer
from petition.core import clock, web
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import service as letters
from petition.signatures import announcements, mail_facts, watch
from tests.factories import enter, link_in, make_appeal, press, signed
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("now")
Mails = Callable[[], list[EmailMessage]]
PARTNER = "weaver@example.org"
NAMES = "Friends, Weavers"


def organiser_of(address: str) -> Organiser:
    found = organisers.by_address(address)
    assert found is not None
    return found


def partner_of(
    app: Flask, team: str = "Weavers", address: str = PARTNER, role: Role = Role.OWNER
) -> FlaskClient:
    """Another team's organiser, signed in."""
    link = members.invite(address, team, role=role, now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    client = app.test_client()
    assert client.post(link).status_code == 303
    return client


def shared(app: Flask, **terms: object) -> tuple[Appeal, FlaskClient]:
    """A letter that Friends lead and Weavers publish too, with a browser of theirs."""
    appeal, partner = make_appeal(**terms), partner_of(app)  # type: ignore[arg-type]
    made = sharing.opened(
        sharing.offer(appeal, "Weavers", now=clock.now()).rpartition("/")[2], now=clock.now()
    )
    sharing.accept(made, organiser_of(PARTNER).teams[0], by=organiser_of(PARTNER), now=clock.now())
    db.session.commit()
    return appeal, partner


def test_a_team_joins_when_its_owner_accepts_and_both_are_named_wherever_one_was(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(zone="Asia/Almaty")
    page = f"/desk/a/{appeal.slug}/sharing"
    enter(client)
    partner, stranger = partner_of(app), partner_of(app, "Others", "other@example.org")
    editor = partner_of(app, address="editor@example.org", role=Role.EDITOR)
    assert partner.get(page).status_code == 404
    for wrong in ({"name": ""}, {"name": "friends"}, {"name": "Weavers", "email": "nobody"}):
        assert press(client, page, **wrong).status_code == 422, wrong
    for address in ("other@example.org", "unknown@example.org", PARTNER):  # each in place of the one before
        assert press(client, page, name="weavers", email=address).location == page
    offered = [mail for mail in mails() if "together" in str(mail.get_body(("plain",)))]
    assert [mail["To"] for mail in offered] == [PARTNER]  # an owner of that team, and nobody else
    assert appeal.title not in str(offered)
    join = link_in(offered[0], "/desk/join/")
    assert join.rpartition("/")[2] in client.get(page).text
    assert [each.get("/desk/").text.count(join) for each in (partner, stranger, editor)] == [1, 0, 0]
    assert editor.get(join).status_code == 403
    assert appeal.title not in stranger.get(join).text
    assert appeal.title in partner.get(join).text
    assert partner.get(page).status_code == 404  # to look is not to accept
    assert press(partner, join).location == f"/desk/a/{appeal.slug}"
    assert partner.get(join).status_code == 410
    db.session.expire_all()
    assert appeal.publishers == NAMES
    draft = appeal.draft("en")
    assert draft is not None
    assert draft.letterhead == ("Friends of the Well", "Weavers")
    assert service.differs(appeal)
    desk.publish(appeal, note="Weavers joined.", carries=True, now=clock.now())
    db.session.commit()
    assert (
        "Friends of the Well\nWeavers\n"
        in letters.rendered(letters.letter(appeal, now=clock.now()), "txt").decode()
    )
    public = client.get(f"/a/{appeal.slug}").text
    assert f"Published by {NAMES}" in public
    assert re.search(r'"author": \[\{[^}]*"Friends"\}, \{[^}]*"Weavers"\}\]', public)
    assert mail_facts.about(appeal, "en")["team"] == NAMES
    for each in (client, partner, editor):
        assert NAMES in each.get("/desk/").text
    allowed = {
        page: editor.get(f"/desk/a/{appeal.slug}/{page}").status_code for page in ("terms", "signatures")
    }
    assert allowed == {"terms": 200, "signatures": 403}
    (told,) = (mail for mail in mails() if "Another team now publishes" in str(mail.get_body(("plain",))))
    assert told["To"] == "organiser@example.org"


def test_the_role_in_ones_own_team_counts_and_the_rest_is_the_leading_teams(
    app: Flask, client: FlaskClient
) -> None:
    appeal, partner = shared(app)
    enter(client)
    at = f"/desk/a/{appeal.slug}"
    assert press(partner, f"{at}/terms", target="500").status_code == 303
    for page in (f"{at}/withdraw", f"/desk/team/{appeal.team_id}/watch"):
        assert partner.get(page).status_code in {403, 404}
    log = client.get(f"{at}/activity").text
    assert "an organiser of Weavers" in log  # no address of another team's people
    assert PARTNER not in log
    assert PARTNER in partner.get(f"{at}/activity").text
    watched = partner.get(f"{at}/terms").text
    assert f"/desk/team/{organiser_of(PARTNER).team_ids[0]}/watch" in watched
    watch.watch_for(appeal.partners[0].team_id, ["Harry Potter"], organiser_id=1, now=clock.now())
    watch.watch_for(appeal.team_id, ["Lord Voldemort"], organiser_id=1, now=clock.now())
    assert set(watch.names_of(appeal)) == {"Harry Potter", "Lord Voldemort"}
    assert len(news._readers(appeal, "waiting")) == 2
    assert press(partner, f"{at}/emergency", reason="They were threatened").status_code == 303
    assert all("/desk/sign-in" in each.get(at).location for each in (client, partner))  # of all teams
    enter(client)
    partner = partner_of(app)
    assert press(client, f"{at}/emergency", f"{at}/emergency/end").status_code == 303
    assert "Another team leads" not in client.get(f"{at}/activity").text
    assert press(client, f"{at}/sharing", f"{at}/sharing/lead").status_code == 303
    assert press(partner, f"{at}/withdraw", reason="", sure="y").status_code == 303
    assert client.get(f"{at}/withdraw").status_code == 403
    assert appeal.publishers == "Weavers, Friends"


def test_who_signed_with_both_names_over_it_is_told_of_no_team_that_joined(app: Flask) -> None:
    appeal = make_appeal()
    signed(appeal, "Aru Bekova")
    clock.ticked(timedelta(minutes=1))
    invited = sharing.offer(appeal, "Weavers", now=clock.now()).rpartition("/")[2]
    partner_of(app)
    by = organiser_of(PARTNER)
    sharing.accept(sharing.opened(invited, now=clock.now()), by.teams[0], by=by, now=clock.now())
    clock.ticked(timedelta(minutes=1))
    signed(appeal, "Dana Omarova")
    clock.ticked(timedelta(minutes=1))
    sharing.lead(appeal, by.teams[0], now=clock.now())
    assert appeal.publishers == "Weavers, Friends"
    assert announcements.tell_of_team_joined(appeal, clock.now()) == 1


def test_a_second_factor_that_one_of_its_teams_requires_is_required_of_all_who_open_it(app: Flask) -> None:
    appeal, partner = shared(app)
    at = f"/desk/a/{appeal.slug}"
    assert partner.get(at).status_code == 200
    appeal.team.needs_factor = True
    db.session.commit()
    assert partner.get(at).location == "/desk/factor"
    assert partner.get("/desk/").status_code == 200


def test_either_side_ends_it_and_a_restored_backup_does_not_begin_it_anew(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal, partner = shared(app)
    enter(client)
    at = f"/desk/a/{appeal.slug}/sharing"
    assert press(partner, at, f"{at}/leave").location == "/desk/"
    assert partner.get(at).status_code == 404
    draft = appeal.draft("en")
    assert draft is not None
    assert draft.letterhead == ("Friends of the Well",)
    assert "Published by Friends · " in client.get(f"/a/{appeal.slug}").text
    assert "organiser@example.org" in [mail["To"] for mail in mails()]
    sharing._join(appeal, members.team_named("Others", now=clock.now()), clock.now())
    db.session.commit()
    assert press(client, at, f"{at}/end").status_code == 303
    assert appeal.publishers == "Friends"
    link = sharing.offer(appeal, "Weavers", now=clock.now())
    db.session.commit()
    ref = db.session.scalars(select(ShareOffer.ref)).one()
    assert press(client, at, f"{at}/take-back/{ref}").status_code == 303
    assert partner.get(link.removeprefix(web.address(""))).status_code == 410
    sharing._join(appeal, organiser_of(PARTNER).teams[0], clock.now())  # as in a backup of the day before
    key = erasure_journal.fingerprint(sharing._key(appeal, appeal.partners[0].team))
    sharing.end_by_journal(appeal, key, now=clock.now())
    assert appeal.publishers == "Friends"


def test_commands_share_hand_the_lead_on_and_end_it_and_an_invitation_lives_a_week(
    app: Flask, client: FlaskClient
) -> None:
    appeal, _partner = shared(app)
    run = app.test_cli_runner().invoke

    def appeal_command(*args: str) -> str:
        done = run(args=["appeal", args[0], appeal.slug, "--team", args[1]])
        return done.stdout.strip() if done.exit_code == 0 else done.stderr.strip()

    assert appeal_command("share", "Weavers") == "This team publishes the letter already."
    link = appeal_command("share", "Others").removeprefix(web.address(""))
    assert (
        appeal_command("unshare", "Friends") == "This team leads the letter. Let another team lead it first."
    )
    assert appeal_command("lead", "Others") == "This team does not publish the letter."
    assert appeal_command("lead", "Weavers") == "Published by Weavers, Friends."
    assert appeal_command("unshare", "Friends") == "Published by Weavers."
    assert partner_of(app, "Others", "other@example.org").get(link).status_code == 200
    with clock.stopped(clock.now() + sharing.LIFE):
        enter(client, "Others", "other@example.org")
        assert client.get(link).status_code == 410
        worker.once()
        assert db.session.scalars(select(ShareOffer)).all() == []


def test_of_two_who_accept_one_invitation_at_once_the_database_lets_one(app: Flask) -> None:
    appeal = make_appeal()
    for address in (PARTNER, "b@example.org"):
        members.invite(address, "Weavers", now=clock.now())
    token = sharing.offer(appeal, "Weavers", now=clock.now()).rpartition("/")[2]
    db.session.commit()
    both = threading.Barrier(2)

    def accept(address: str) -> str:
        with app.app_context():
            made, me = sharing.opened(token, now=clock.now()), organiser_of(address)
            team = sharing.owned(made, me)
            assert team is not None
            db.session.commit()
            both.wait(PATIENCE)
            try:
                sharing.accept(sharing.opened(token, now=clock.now()), team, by=me, now=clock.now())
            except sharing.OfferOver:
                return "over"
            db.session.commit()
            return "joined"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, (PARTNER, "b@example.org"))) == ["joined", "over"]
    db.session.expire_all()
    assert appeal.publishers == NAMES
