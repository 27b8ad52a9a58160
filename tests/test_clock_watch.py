"""A clock that steps erases nothing and writes to nobody until it is right again, or a person says that it is."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition import clock_watch, worker
from petition.accounts import members
from petition.accounts.roles import Role
from petition.appeals import service
from petition.audit import AuditEntry
from petition.clock_watch import ClockReading
from petition.core import clock
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]


def confirmed_and_waiting(client: FlaskClient, mails: Mails) -> str:
    """An appeal with one signature that counts and one that waits; the worker has been there."""
    slug = make_appeal().slug
    sign(client, slug, email="one@example.org")
    confirm_by(client, link_in(mails()[-1]))
    sign(client, slug, email="two@example.org")
    mails()
    worker.once()
    return slug


def states() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(db.select(Signature.state, db.func.count()).group_by(Signature.state))
    return {state: int(count) for state, count in rows}


def test_ten_years_ahead_for_one_round_erases_nothing_and_writes_to_nobody(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    slug = confirmed_and_waiting(client, mails)
    sign(client, slug, email="held@mailinator.com")
    confirm_by(client, link_in(mails()[-1]))
    tomorrow = clock.now() + timedelta(days=1)
    members.invite("helps@example.org", "Friends", role=Role.EDITOR, ends_at=tomorrow, now=clock.now())
    appeal = service.by_slug(slug)
    assert appeal is not None
    assert appeal.closes_at is not None
    service.extend(appeal, appeal.closes_at + timedelta(days=20), "More", tell=True, now=clock.now())
    db.session.commit()
    before = len(mails())
    with clock.wrong(timedelta(days=3650)):
        done = worker.once()[1]
        assert (done["signatures expired"], done["told of the letter"], done["rights ended"]) == (0, 0, 0)
        ready = client.get("/readyz")
        assert (ready.status_code, (ready.json or {})["clock"]) == (503, "may be wrong")
    assert states() == {"confirmed": 1, "held": 1, "pending": 1}
    assert len(mails()) == before
    assert worker.once()[1]["signatures expired"] == 0
    assert [str(each["To"]) for each in mails()[before:]] == ["one@example.org"]  # of the later deadline
    assert client.get("/readyz").status_code == 200  # it is right again, and nobody had to say so


def test_a_page_that_is_seen_while_the_clock_may_be_wrong_ends_no_role_and_erases_nobody_invited(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    confirmed_and_waiting(client, mails)
    enter(client)
    now, (team,), (own,) = clock.now(), members.teams(), members.of_team(*members.teams())
    members.invite("helps@example.org", "Others", now=now)
    members.invite("helps@example.org", "Wells", role=Role.EDITOR, ends_at=now + timedelta(days=1), now=now)
    members.invite_by_mail("helps@example.org", team, role=Role.OWNER, ends_at=None, by=own, now=now)
    db.session.commit()
    page, helps = "/desk/team/invitations", app.test_client()
    with clock.wrong(timedelta(days=30)):
        enter(helps, "Others", "helps@example.org")
        assert "Wells" not in helps.get("/desk/team").text
        assert "Friends" not in helps.get(page).text
        worker.once()
    assert "Wells" in helps.get("/desk/team").text
    assert "Friends" in helps.get(page).text


def test_while_the_clock_may_be_wrong_people_sign_and_confirm(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    slug = confirmed_and_waiting(client, mails)
    with clock.wrong(timedelta(hours=-30)):
        sign(client, slug, email="three@example.org")
        worker.once()
        assert clock_watch.doubted(clock.now())
        assert confirm_by(client, link_in(mails()[-1])).status_code in {200, 303}
    assert states() == {"confirmed": 2, "pending": 1}


def test_a_day_back_holds_nothing_once_the_clock_is_right_again(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    slug = confirmed_and_waiting(client, mails)
    with clock.wrong(timedelta(days=1)):  # posted by a clock that is a day ahead
        sign(client, slug, email="three@example.org")
    before = len(mails())
    worker.once()
    assert len(mails()) == before + 1


@pytest.mark.parametrize("hours", [-0.9, 0.9])
def test_less_than_an_hour_is_a_clock_put_right(app: Flask, hours: float) -> None:
    worker.once()
    with clock.wrong(timedelta(hours=hours)):
        assert clock_watch.check(clock.now()) is None


def test_after_a_start_of_the_machine_the_last_known_instant_speaks(app: Flask) -> None:
    def known(ago: timedelta) -> bool:
        db.session.execute(db.delete(ClockReading))
        db.session.add(ClockReading(boot="another", at=clock.now() - ago, uptime=5.0))
        db.session.flush()
        return clock_watch.doubted(clock.now())

    assert not known(timedelta(days=2))
    assert known(timedelta(days=100))
    assert known(timedelta(hours=-2))


def test_an_organiser_says_that_the_clock_is_right(app: Flask, client: FlaskClient, mails: Mails) -> None:
    confirmed_and_waiting(client, mails)
    with clock.wrong(timedelta(days=30)):
        worker.once()
        enter(client)
        assert "may be wrong" in client.get("/desk/").text
        says = {"says": clock.now().isoformat()}
        assert desk_post(client, "/desk/clock", says, at="/desk/").status_code == 303
        assert "may be wrong" not in client.get("/desk/").text
        assert worker.once()[1]["signatures expired"] == 1
        deeds = db.session.scalars(db.select(AuditEntry.deed)).all()
        assert deeds.count("clock.trusted") == 1
    assert clock_watch.check(clock.now()) is not None  # what a person said is what counts from then on


def test_the_command_says_that_the_clock_is_right(app: Flask, client: FlaskClient, mails: Mails) -> None:
    confirmed_and_waiting(client, mails)
    runner = app.test_cli_runner()
    with clock.wrong(timedelta(days=30)):
        held = runner.invoke(args=["work", "--once"])
        assert held.exit_code == 1
        assert "--trust-clock" in held.stderr
        done = runner.invoke(args=["work", "--once", "--trust-clock"])
        assert done.exit_code == 0, done.output
        said, *_what_was_done = done.output.splitlines()  # before mail leaves, which may take hours
        assert said.startswith("The clock of this machine is believed.")
        assert "1 signatures expired" in done.output
