"""The figures of the desk: what counts by day, how it came, and what waits for whom; nothing that tells of one person."""

import csv
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import figures
from petition.inbox.models import UnreadMessage
from petition.lexicon.signatory import Visibility
from petition.moderation import manage
from petition.moderation.manage import Action
from tests.factories import enter, make_appeal, sign
from tests.moderation.test_manage import signed

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
    assert "Open 10 days left 1 1 fewer than 20 1 1 Check 1 held signature" in told()
