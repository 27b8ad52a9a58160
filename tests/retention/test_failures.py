"""Each appeal, and each row, by itself: what fails stops nothing else from being erased, and is told."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from petition import duties, worker, worker_duties
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters.models import Roll
from petition.signatures.models import Signature
from tests.conftest import make_app
from tests.factories import enter, make_appeal
from tests.retention.passing_time import DAY, HOUR, Mails, at, signed, subjects

pytestmark = pytest.mark.usefixtures("app", "now")


def test_a_value_that_cannot_be_unsealed_is_erased_when_due_stops_no_other_and_is_counted(
    client: FlaskClient, mails: Mails, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    slug, refs = appeal.slug, [signed(appeal, f"p{nth}@example.org").ref for nth in range(3)]
    db.session.execute(
        update(Signature).where(Signature.ref == refs[1]).values(particulars=b"\x01broken" * 9)
    )
    db.session.commit()
    assert client.get(f"/a/{appeal.slug}").status_code == 200
    at(now + 3 * DAY)
    assert subjects(mails()).count("It is ready") == 2
    at(now + 33 * DAY)
    kept = {row.ref: row for row in db.session.scalars(select(Signature))}
    assert [bool(kept[ref].particulars) for ref in refs] == [True, False, True]
    assert {each.mailbox_key for each in kept.values()} == {None}
    told = client.get("/readyz")
    assert (told.status_code, told.json["not unsealed"]) == (200, 2)  # type: ignore[index]
    enter(client)
    assert "2 signatures could not be decrypted" in client.get(f"/desk/a/{slug}").text
    assert "Bekova" not in caplog.text


def test_a_duty_that_succeeds_again_is_no_longer_told(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    key, appeal.wrapped_key = appeal.wrapped_key, b"not a key"
    db.session.commit()
    at(now + 33 * DAY)
    assert client.get("/readyz").status_code == 503
    db.session.get_one(Appeal, appeal.id).wrapped_key = key
    db.session.commit()
    at(now + 33 * DAY + HOUR)
    assert client.get("/readyz").status_code == 200


def test_what_fails_in_a_thread_of_its_own_is_told_like_any_duty_and_stops_no_other(
    client: FlaskClient, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = make_appeal(slug="broken"), make_appeal(slug="whole")
    broken_id, whole_id = broken.id, whole.id
    key, broken.wrapped_key = broken.wrapped_key, b"not a key"
    db.session.commit()
    at(now)
    for name in ("lists of names put in order", "appeals looked through"):
        assert f"Unreadable in {name} of appeal {broken_id}" in caplog.messages
    assert db.session.scalars(select(Roll.appeal_id)).all() == [whole_id]
    assert client.get("/readyz").status_code == 503
    db.session.get_one(Appeal, broken_id).wrapped_key = key
    db.session.commit()
    for later, failing in ((timedelta(), 2), (timedelta(minutes=1), 0)):  # tried again after a minute
        at(now + later)
        told = client.get("/readyz")
        assert (told.status_code == 503, told.json["duties failing"]) == (failing > 0, failing)  # type: ignore[index]


def test_what_fails_waits_longer_each_time_and_keeps_no_place_of_a_round_from_another(now: datetime) -> None:
    for nth in range(20):
        make_appeal(slug=f"broken-{nth}")
    db.session.execute(update(Appeal).values(wrapped_key=b"not a key"))
    whole = make_appeal(slug="whole").id

    def work(seconds: float) -> None:
        with clock.stopped(now + timedelta(seconds=seconds)):
            worker_duties.do_all(clock.now(), only=["lists of names put in order"])

    for seconds in (0, 30):  # the ones that fail wait for a minute
        work(seconds)
    assert db.session.scalars(select(Roll.appeal_id)).all() == [whole]
    db.session.execute(delete(Appeal).where(Appeal.slug.not_in(("whole", "broken-0"))))
    db.session.commit()
    most = select(func.max(duties.DutyTrouble.count))
    for minutes, tries in ((1, 2), (2, 2), (3, 3), (7, 4), (15, 5), (29, 5), (30, 6), (44, 6), (45, 7)):
        work(minutes * 60)
        assert db.session.scalar(most) == tries, minutes


def test_nothing_is_told_of_a_draft_that_was_deleted_while_a_duty_was_at_it() -> None:
    worker_duties.attempt("appeals looked through", lambda: db.session.get_one(Appeal, 404), appeal_id=404)
    assert duties.troubles().failing == 0


def test_a_duty_whose_letter_ended_is_told_for_a_day(now: datetime) -> None:
    duties.failed("lists of names put in order", 1, ValueError(), now=now)
    for later, told in ((DAY - HOUR, 1), (DAY, 0)):
        duties.look_at_threads(now + later)
        assert duties.troubles().failing == told


def test_a_database_that_is_away_ends_no_worker(tmp_path: Path) -> None:
    away = make_app(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    (tmp_path / "erasures.log").write_text("")
    with away.app_context():
        assert worker.once() == (0, {})
        db.engine.dispose()


def test_where_there_is_trouble_its_name_has_room() -> None:
    most = duties.DutyTrouble.duty.type.length - len("hangs: ")
    assert not [name for name in worker_duties.DUTIES if len(name) > most + 7 * (name in worker_duties.ROUND)]


def test_where_the_key_was_destroyed_erasing_goes_on_without_it(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY, mails=[])
    signed(appeal)
    appeal.wrapped_key = b""
    db.session.commit()
    at(now + 33 * DAY)
    assert set(db.session.scalars(select(Signature.mailbox_key))) == {None}
    assert client.get("/readyz").status_code == 200


def test_a_worker_that_has_not_finished_its_duties_for_a_quarter_of_an_hour_is_not_ready(
    client: FlaskClient, now: datetime
) -> None:
    assert client.get("/readyz").status_code == 503  # none was ever there
    at(now)
    assert client.get("/readyz").status_code == 200
    clock.ticked(timedelta(minutes=16))
    assert client.get("/readyz").status_code == 503


def test_a_thread_of_the_worker_that_hangs_is_told_until_it_goes_on(
    client: FlaskClient, now: datetime
) -> None:
    duties.finished(now)
    with duties.at_work("fetch"):
        assert duties.look_at_threads(now) == 0
        assert duties.look_at_threads(now, longest=timedelta(0)) == 1
        db.session.commit()
        told = client.get("/readyz")
        assert (told.status_code, told.json["duties failing"]) == (503, 1)  # type: ignore[index]
    with duties.at_work("look"):
        began = time.monotonic()
        time.sleep(0.2)
        duties.step_done()
        assert duties.look_at_threads(now, longest=timedelta(seconds=time.monotonic() - began)) == 0
    duties.look_at_threads(now + timedelta(minutes=4), longest=timedelta(0))  # another worker may see it hang
    assert duties.troubles().failing == 1
    duties.look_at_threads(now + timedelta(minutes=5), longest=timedelta(0))
    db.session.commit()
    assert client.get("/readyz").status_code == 200
