"""The deadline is an instant: one second before, on it, one after; across a clock change; and the grace behind it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from petition.appeals import service
from petition.appeals.rules import instants
from petition.core import clock
from petition.core.db import db
from petition.signatures import counts
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Asia/Almaty", datetime(2026, 12, 19, 16, 0)),
        ("Europe/Berlin", datetime(2027, 3, 28, 3, 30)),  # the night the clocks go forward
        ("America/New_York", datetime(2027, 11, 7, 3, 0)),  # the night they go back
        ("Australia/Lord_Howe", datetime(2027, 4, 4, 2, 15)),  # by half an hour
    ],
)
def test_one_second_before_it_is_open_and_on_the_stroke_it_is_closed(
    client: FlaskClient, zone: str, local: datetime
) -> None:
    (closes,) = instants(local, zone)
    with clock.stopped(closes - timedelta(days=2)):
        appeal = make_appeal(closes_at=closes, zone=zone)
        slug = appeal.slug
    for at, expected in ((closes - SECOND, 303), (closes, 410), (closes + SECOND, 410)):
        with clock.stopped(at):
            assert sign(client, slug, email=f"a{expected}@example.org").status_code == expected, at


def test_signed_in_time_may_be_confirmed_within_the_grace_and_not_after(
    client: FlaskClient, mails: Mails
) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(hours=1))
        for nth in range(2):
            sign(client, appeal.slug, email=f"p{nth}@example.org")
        first, second = (link_in(mail) for mail in mails())
    end = NOW + timedelta(hours=1) + appeal.grace
    with clock.stopped(end - SECOND):
        assert client.get(first).status_code == 200
        assert confirm_by(client, first).status_code == 303
        for page in (client.get(first).text, client.get(f"/a/{appeal.slug}/check-mail").text):
            assert "would sign" not in page  # nothing that nobody can do any more
            assert "sign again" not in page
            assert f"/a/{appeal.slug}/sign" not in page
    with clock.stopped(end):
        assert client.get(second).status_code == 410
        assert confirm_by(client, second).status_code == 410
        assert counts.confirmed(appeal) == 1


def test_a_form_opened_before_the_deadline_and_sent_after_it_is_refused(client: FlaskClient) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(minutes=5))
        assert client.get(f"/a/{appeal.slug}/sign").status_code == 200
        clock.ticked(timedelta(minutes=5))
        answer = sign(client, appeal.slug)
    assert answer.status_code == 410
    assert "Signing ended" in answer.text
    assert "UTC+5" in answer.text


def test_a_skipped_hour_names_no_instant_and_a_repeated_one_two() -> None:
    assert instants(datetime(2027, 3, 28, 2, 30), "Europe/Berlin") == []
    assert instants(datetime(2026, 10, 25, 2, 30), "Europe/Berlin") == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    # Kazakhstan became one zone, UTC+5, on 1 March 2024: Almaty had an hour twice.
    assert len(instants(datetime(2024, 2, 29, 23, 30), "Asia/Almaty")) == 2
    assert instants(datetime(2022, 12, 19, 16, 0), "Asia/Almaty") == [
        datetime(2022, 12, 19, 10, 0, tzinfo=UTC)
    ]
    assert instants(datetime(2026, 12, 19, 16, 0), "Asia/Almaty") == [
        datetime(2026, 12, 19, 11, 0, tzinfo=UTC)
    ]


def terms(**fields: str) -> dict[str, str]:
    return {"closes_on": "2027-10-31", "closes_time": "02:30", "zone": "Europe/Berlin", "grace_hours": "24", "target": "",
            "accent": "ink", "pending_days": "14", "kept_days": "30"} | fields  # fmt: skip


def test_the_desk_asks_which_of_two_hours_is_meant_and_refuses_what_has_passed(client: FlaskClient) -> None:
    with clock.stopped(NOW):
        slug = make_appeal(published=False).slug
        enter(client)
        path = f"/desk/a/{slug}/terms"
        asked = desk_post(client, path, terms())
        assert asked.status_code == 422
        assert 'name="twice"' in asked.text
        assert desk_post(client, path, terms(twice="1")).status_code == 303
        assert desk_post(client, path, terms(closes_on="2027-03-28")).status_code == 422
        past = desk_post(client, path, terms(closes_on="2020-03-01"))
        assert (past.status_code, "This moment has passed." in past.text) == (422, True)
    appeal = service.by_slug(slug)
    assert appeal is not None
    assert appeal.closes_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    appeal.closes_at = datetime(2020, 3, 1, 1, 30, tzinfo=UTC)
    db.session.commit()
    assert (
        desk_post(client, path, terms(closes_on="2020-03-01", target="9")).status_code == 303
    )  # it stood there


def test_extending_shows_why_and_what_is_over_stays_over(client: FlaskClient) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(hours=1))
        service.extend(appeal, NOW + timedelta(hours=5), "The site was away for an hour", now=NOW)
        db.session.commit()
        assert "The site was away for an hour" in client.get(f"/a/{appeal.slug}").text
        clock.ticked(timedelta(hours=2))
        assert sign(client, appeal.slug).status_code == 303
        clock.ticked(timedelta(days=3))
        with pytest.raises(service.NotPossible):
            service.extend(appeal, clock.now() + timedelta(days=1), "again", now=clock.now())
