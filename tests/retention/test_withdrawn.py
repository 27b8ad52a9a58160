"""A withdrawn letter: who is told, what its pages say, and that nothing personal stays."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals import service as appeals
from petition.appeals.delivery import Delivery
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Kind
from petition.lists import add, store
from petition.lists.models import LineList
from petition.reading.draft import Line
from petition.signatures.models import Signature
from tests.factories import confirm_by, enter, link_in, make_appeal, sign
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, said, signed, subjects

pytestmark = pytest.mark.usefixtures("app", "now")


def test_who_confirmed_is_told_once_that_the_letter_was_withdrawn_and_whoever_wants_no_mail_is_not(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 60 * DAY)
    for nth in range(3):
        signed(appeal, f"p{nth}@example.org")
    signed(appeal, "quiet@example.org").quiet_at = now
    signed(appeal, "waits@example.org", confirms=False)
    appeals.withdraw(appeal, "The well is dry.", now=now)
    db.session.commit()
    for nth in range(3):
        at(now + nth * HOUR)
    told = mails()
    assert subjects(told) == ["It was withdrawn"] * 3
    assert "The well is dry." in said(told[0])
    assert "23 December 2026" in said(told[0])  # a day of grace and thirty more, from the withdrawal


def test_withdrawing_is_the_end_of_signing_and_nothing_personal_stays_when_its_days_are_over(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 60 * DAY)
    signed(appeal)
    signed(appeal, "waits@example.org", confirms=False)
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    at(now + 31 * DAY - HOUR)
    assert (
        b""
        not in db.session.scalars(select(Signature.particulars).where(Signature.state == "confirmed")).all()
    )
    at(now + 31 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    enter(client)
    page = client.get(f"/desk/a/{appeal.slug}").text
    assert "This letter was withdrawn" in page
    assert "Aru Bekova" not in page
    assert client.get(f"/desk/a/{appeal.slug}/letter").status_code == 410


def test_a_letter_withdrawn_long_after_its_end_keeps_no_name(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    at(now + 100 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) != {b""}
    event = {"what": "delivered", "day": now.date(), "how": "", "number": "", "words": ""}
    db.session.add(Delivery(ref="d", appeal_id=appeal.id, recorded_at=now, scan=b"a list", **event))
    db.session.commit()
    at(now + 100 * DAY + HOUR)
    assert db.session.scalars(select(Delivery.scan)).all() == [b"a list"]
    appeals.withdraw(fresh(appeal), "", now=clock.now())
    db.session.commit()
    at(now + 100 * DAY + 2 * HOUR)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    assert db.session.scalars(select(Delivery.scan)).all() == [None]


def test_every_page_says_that_the_letter_was_withdrawn(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm = link_in(mails()[-1])
    confirm_by(client, confirm)
    mine = link_in(mails()[-1], "/s/")
    sign(client, appeal.slug, email="other@example.org")
    waits = link_in(mails()[-1])
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    for days in (0, 2, 40):
        at(now + days * DAY)
        for path in (
            confirm,
            waits,
            f"/a/{appeal.slug}/check-mail",
            f"/a/{appeal.slug}/sign",
            f"/a/{appeal.slug}/letter",
        ):
            answer = client.get(path)
            assert (answer.status_code, "have withdrawn this letter" in answer.text) == (410, True), path
        page = client.get(f"/a/{appeal.slug}").text
        assert "This letter was withdrawn" in page
        assert "Signing ended" not in page  # its deadline was still to come
        shown = client.get(mine).text
        assert "The letter was withdrawn, and your signature with it" in shown
        assert "it counts" not in shown


def test_a_long_list_that_is_being_added_to_a_letter_that_is_withdrawn_is_taken_back(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 0)
    appeal = make_appeal()
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    assert add.add(kept, organiser_id=None, now=now)
    add.add_some(appeal, now)
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    at(now + HOUR)
    assert (
        db.session.scalars(select(Signature)).all(),
        db.session.scalars(select(LineList.state)).all(),
    ) == ([], ["undone"])
