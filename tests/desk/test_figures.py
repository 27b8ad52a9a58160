"""The figures of the desk: what counts by day, how it came, and what waits for whom; nothing that tells of one person."""

import csv
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.accounts.roles import Role
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import figures
from petition.inbox.models import UnreadMessage
from petition.lexicon.signatory import Visibility
from petition.moderation import manage
from petition.moderation.manage import Action
from tests.accounts.test_roles import let_in
from tests.factories import enter, make_appeal, sign, signed

pytestmark = pytest.mark.usefixtures("now")

DAY = timedelta(days=1)


def filled(days: int, a_day: int = 2) -> Appeal:
    appeal = make_appeal(closes_at=clock.now() + 40 * DAY)
    for nth in range(days):
        for person in range(a_day):
            signed(appeal, f"Person {nth} {person}", visibility="hidden" if person else "public")
        clock.ticked(DAY)
    return appeal


def test_the_figures_tell_by_day_how_many_count_and_the_same_drawn_as_a_table_and_as_a_file(
    app: Flask, client: FlaskClient
) -> None:
    appeal = filled(3)
    sign(client, appeal.slug, email="waits@example.org")
    enter(client)
    page = client.get(f"/desk/a/{appeal.slug}/figures").text
    assert len(re.findall("<rect", page)) == 4
    assert "6 at most" not in page
    assert "2 at most" in page
    assert "fewer than 20" in page  # one waits, and is not told of
    rows = list(
        csv.reader(
            client.get(f"/desk/a/{appeal.slug}/figures/figures.csv").text.lstrip("\ufeff").splitlines()
        )
    )
    first = clock.day(clock.now() - 3 * DAY).date().isoformat()
    assert rows[:3] == [
        ["day", "source", "language", "confirmed"],
        [first, "", "", "1"],
        [first, "form", "en", "1"],
    ]
    assert sum(int(row[3]) for row in rows[1:]) == 6
    assert "The last 30 days" in client.get(f"/desk/a/{appeal.slug}").text
    enter(client, team="Others", address="other@example.org")
    assert client.get(f"/desk/a/{appeal.slug}/figures").status_code == 404
    assert client.get(f"/desk/a/{appeal.slug}/figures/figures.csv").status_code == 404


def test_many_days_are_drawn_as_few_bars_that_add_up(app: Flask) -> None:
    appeal = filled(2)
    clock.ticked(200 * DAY)
    db.session.get_one(Appeal, appeal.id).closes_at = clock.now() + DAY
    db.session.commit()
    signed(appeal, "Late")
    shown = figures.of(appeal, clock.now())
    assert len(shown.bars) <= figures.MOST_BARS
    assert sum(each.count for each in shown.bars) == 5
    assert all(each.height + each.y == pytest.approx(figures.HEIGHT) for each in shown.bars)
    assert figures.of(make_appeal(slug="empty"), clock.now()).bars == []


def test_the_front_page_says_of_each_appeal_the_one_thing_that_waits(app: Flask, client: FlaskClient) -> None:
    enter(client)
    appeal = make_appeal()
    one = signed(appeal, "Somebody")

    def told() -> str:
        page = client.get("/desk/").text
        return " ".join(re.sub(r"<[^>]+>", " ", page.split("<tbody")[1]).split())

    assert "Share it" in told()
    db.session.add(UnreadMessage(appeal_id=appeal.id, why="prose", sealed=b"", received_at=clock.now()))
    db.session.commit()
    assert "Read 1 message" in told()
    manage.act(appeal, Action.HOLD, [one.ref], organiser_id=1, now=clock.now())
    db.session.commit()
    assert "Check 1 held signature" in told()
    make_appeal(slug="other", published=False)
    assert "Finish and publish it" in told()
    signed(appeal, "Another", visibility=Visibility.HIDDEN)
    assert "Open 10 days left 1 1 1 Check 1 held signature" in told()
    appeal.closes_at = clock.now()
    db.session.commit()
    assert "1 1 fewer than 20 1 1 Check 1 held signature" in told()


def test_no_number_at_the_desk_changes_by_what_somebody_types_of_a_mailbox(client: FlaskClient) -> None:
    appeal, at = make_appeal(), "/desk/a/keep-the-well-open"
    for nth in range(29):  # typed by somebody who wants to know when the number goes up
        signed(appeal, f"Made Up {nth}", confirmed=False)
    enter(client)

    def told() -> list[str]:
        paths = "/desk/", at, f"{at}/figures", f"{at}/signatures", f"{at}/letter.json"
        numbers = re.compile(r'<ul class="tallies">.*?</ul>|<tbody.*?</tbody>|"counts":[^}]*', re.DOTALL)
        return [numbers.findall(client.get(path).text)[0] for path in paths]

    before = told()
    sign(client, appeal.slug, email="judge@example.org")
    assert told() == before


def test_no_step_of_the_front_page_leads_anybody_to_a_page_that_refuses_their_role(app: Flask) -> None:
    held, closed = make_appeal(slug="held"), make_appeal(slug="closed", closes_at=clock.now() + DAY)
    stopped = make_appeal(slug="stopped", stopped_at=clock.now())
    make_appeal(slug="draft", published=False)
    manage.act(held, Action.HOLD, [signed(held, "Somebody").ref], organiser_id=1, now=clock.now())
    closed.closes_at, stopped.stopped_at = clock.now() - 5 * DAY, clock.now()
    db.session.commit()
    steps = {}
    for role in Role:
        reader = let_in(app, role)
        table = reader.get("/desk/").text.split("<tbody")[1].split("</tbody")[0]
        linked = set(re.findall(r'href="(/[^"#]+)', table))
        assert {path: code for path in linked if (code := reader.get(path).status_code) != 200} == {}, role
        steps[role] = len([path for path in linked if path.count("/") > 3])
    assert steps == {Role.OWNER: 4, Role.EDITOR: 1, Role.MODERATOR: 1, Role.EXPORTER: 1, Role.VIEWER: 0}


def test_the_share_of_confirmed_says_less_rather_than_what_is_not_so() -> None:
    assert figures.share_confirmed(18, 18) is None
    for confirmed, others in ((30, 9), (200, 0), (91, 9), (1_000, 3_005)):
        told = figures.share_confirmed(confirmed, confirmed + others // 10 * 10)
        assert told is not None
        assert told <= 100 * confirmed / (confirmed + others), (confirmed, others)
        assert told < 100
