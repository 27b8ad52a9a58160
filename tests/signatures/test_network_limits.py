"""What one network causes to be emailed: so much at once, the rest one after another behind all others, none lost."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from petition import retention
from petition.core import clock, limits
from petition.core.db import db
from petition.core.limits import Bucket
from petition.inbox import receive as inbox_receive
from petition.mail.out import carrier, outbox
from petition.mail.out.models import OutboxMessage
from petition.signatures import by_message, reminders
from petition.signatures.models import Signature
from tests.factories import answered, confirm_by, enter, filled, link_in, make_appeal, set_settings
from tests.interpret.corpus import mail

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

HALL, ELSEWHERE = "198.51.100.7", "203.0.113.9"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def limit(app: Flask) -> Iterator[Callable[[int, int], None]]:
    """Two at once, then one a minute, unless a test says otherwise."""
    before = app.extensions["settings"]

    def to(at_once: int, per_hour: int) -> None:
        set_settings(app, mail_per_network_at_once=at_once, mail_per_network_per_hour=per_hour)

    to(2, 60)
    yield to
    app.extensions["settings"] = before


def post(client: FlaskClient, path: str, network: str, who: str) -> TestResponse:
    form = filled(email=f"{who}@example.org")
    return client.post(path, data=form, environ_overrides={"REMOTE_ADDR": network})


def sign_from(client: FlaskClient, slug: str, network: str, *people: str) -> list[tuple[str, bytes]]:
    answers = [post(client, f"/a/{slug}/sign", network, each) for each in people]
    return [answered(answer)[:2] for answer in answers]


def names(mails: list[EmailMessage]) -> list[str]:
    return [mail["To"].partition("@")[0] for mail in mails]


def test_what_is_too_much_from_one_network_waits_for_its_turn_and_none_is_lost(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    answers = sign_from(client, slug, HALL, *"abcdef")
    assert len(set(answers)) == 1  # nobody who signs can tell
    sign_from(client, slug, ELSEWHERE, "honest")
    assert names(mails()) == ["a", "b", "honest"]
    for nth, who in enumerate("cdef"):
        clock.ticked(MINUTE)
        assert names(mails())[3 + nth :] == [who]
    assert "This mail waits" not in str(mails()[-1]["Subject"])
    assert mails()[-1]["Date"].datetime == clock.now()  # not of hours ago: it would look like spam
    for each in mails():
        confirm_by(client, link_in(each))
    assert set(db.session.scalars(select(Signature.state))) == {"confirmed"}


def test_behind_whatever_else_is_due(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign_from(client, slug, HALL, *"abcd")
    mails()
    clock.ticked(HOUR)
    sign_from(client, slug, ELSEWHERE, "honest")
    assert names(mails())[2:] == ["honest", "c", "d"]


def test_the_pace_holds_over_midnight(
    client: FlaskClient, mails: Mails, limit: Callable[[int, int], None]
) -> None:
    limit(2, 1)
    slug = make_appeal().slug
    sign_from(client, slug, HALL, *"abcdefghijklmnopqrst")
    clock.ticked(15 * HOUR)  # NOW is at ten in the morning
    sign_from(client, slug, HALL, "next-day")
    assert len(mails()) == 2 + 15
    clock.ticked(4 * HOUR)
    assert names(mails())[-1] == "next-day"


def test_asking_for_the_link_again_does_not_go_before_its_turn(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign_from(client, slug, HALL, *"abc")
    assert post(client, f"/a/{slug}/resend", HALL, "c").status_code == 303
    assert names(mails()) == ["a", "b"]
    post(client, f"/a/{slug}/resend", ELSEWHERE, "c")
    assert names(mails()) == ["a", "b", "c"]


def test_a_network_that_asks_for_very_many_lost_links_is_told_to_wait(client: FlaskClient) -> None:
    answers = [post(client, "/mine", HALL, each).status_code for each in "abcd"]
    assert answers == [303, 303, 429, 429]
    assert post(client, "/mine", ELSEWHERE, "a").status_code == 303
    clock.ticked(MINUTE)
    assert post(client, "/mine", HALL, "c").status_code == 303


def test_what_waits_to_be_asked_lives_its_days_from_then(
    client: FlaskClient, mails: Mails, limit: Callable[[int, int], None]
) -> None:
    limit(1, 1)
    appeal = make_appeal(pending_days=1, mails=[])
    sign_from(client, appeal.slug, HALL, *(f"p{nth}" for nth in range(28)))

    def an_hour_later() -> int:
        clock.ticked(HOUR)
        erased = retention.expire(appeal, clock.now())
        db.session.commit()
        return erased

    erased = []
    for _ in range(26):
        erased.append(an_hour_later())
        carrier.carry()
    assert erased == [0] * 23 + [1, 1, 1]  # one an hour, each a day after it was asked
    for _ in range(30):
        an_hour_later()  # p27 is due at the first of these, and more urgent mail goes before it for more than a day
    (*_others, last) = mails()
    assert names([last]) == ["p27"]
    assert "You can confirm for 1 day after our email, until 3 December 2026" in " ".join(
        last.get_body(("plain",)).get_content().split()  # type: ignore[union-attr]
    )
    clock.ticked(23 * HOUR)
    assert confirm_by(client, link_in(last)).status_code == 303
    assert list(db.session.scalars(select(Signature.state).order_by(Signature.id)))[26:] == [
        "expired",
        "confirmed",
    ]


def test_asking_for_the_link_again_keeps_nobodys_details_longer_than_the_form_said(
    client: FlaskClient, mails: Mails, limit: Callable[[int, int], None]
) -> None:
    limit(1, 1)
    appeal = make_appeal(pending_days=1, mails=[])
    sign_from(client, appeal.slug, HALL, "first", "aru")
    clock.ticked(HOUR)
    assert names(mails()) == ["first", "aru"]
    sign_from(client, appeal.slug, HALL, *(f"p{nth}" for nth in range(60)))
    post(client, f"/a/{appeal.slug}/resend", HALL, "aru")  # its turn comes in sixty hours
    for _ in range(25):
        clock.ticked(HOUR)
        retention.expire(appeal, clock.now())
        db.session.commit()
        carrier.carry()
    assert list(db.session.scalars(select(Signature.state).order_by(Signature.id)))[:2] == ["expired"] * 2


def test_who_had_to_wait_is_asked_once_and_not_reminded(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=clock.now() + 8 * DAY)
    sign_from(client, appeal.slug, HALL, *"abcd")
    clock.ticked(HOUR)
    mails()
    for _ in range(8):
        clock.ticked(DAY)
        while reminders.remind(appeal, clock.now()) or reminders.call_last(appeal, clock.now()):
            pass
        db.session.commit()
    assert set(names(mails()[4:])) == {"a", "b"}


def test_it_is_told_at_the_desk_how_many_wait_and_until_when(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    enter(client)
    path = f"/desk/a/{appeal.slug}"
    assert "very many came from one network" not in client.get(path).text
    sign_from(client, appeal.slug, HALL, *"abcde")
    page = client.get(path).text
    assert "3 emails wait because very many came from one network" in page
    assert "15:03" in page  # NOW and three minutes, in Almaty
    assert "after confirming ends" not in page
    clock.ticked(HOUR)
    mails()
    assert "very many came from one network" not in client.get(path).text


def test_what_would_leave_after_the_end_is_told_and_nobody_is_asked_in_vain(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=clock.now() + MINUTE, grace_minutes=1)
    enter(client)
    sign_from(client, appeal.slug, HALL, *"abcdef")
    assert "2 of them are due after confirming ends" in client.get(f"/desk/a/{appeal.slug}").text
    for _ in range(2):
        mails()
        clock.ticked(MINUTE)
    assert names(mails()) == ["a", "b", "c"]  # d is due at the very end, and is not asked in vain
    clock.ticked(HOUR)
    assert retention.expire(appeal, clock.now()) == 6
    db.session.commit()
    assert names(mails()) == ["a", "b", "c"]
    assert not outbox.waiting()


def test_the_limit_can_be_switched_off(
    client: FlaskClient, mails: Mails, limit: Callable[[int, int], None]
) -> None:
    limit(1, 0)
    sign_from(client, make_appeal().slug, HALL, *"abcde")
    assert len(mails()) == 5


def test_of_the_network_a_keyed_hash_is_kept_and_only_for_as_long_as_it_counts(client: FlaskClient) -> None:
    sign_from(client, make_appeal().slug, HALL, *"abc")
    (kept,) = db.session.scalars(select(Bucket.key)).all()
    assert len(kept) == 32
    assert HALL.encode() not in kept
    limits.forget(clock.now() + HOUR)
    assert not db.session.scalars(select(Bucket.key)).all()


def test_signing_takes_one_statement_more_and_the_same_for_who_has_to_wait(
    client: FlaskClient, limit: Callable[[int, int], None]
) -> None:
    slug = make_appeal().slug
    said: list[str] = []

    def note(*args: Any) -> None:
        if args[2] != "BEGIN" and "appeals.team_id" not in args[2]:  # but for the appeal, read once a second
            said.append(args[2])

    def statements(who: str) -> list[str]:
        said.clear()
        sign_from(client, slug, HALL, who)
        return list(said)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        limit(1, 0)
        without = statements("a")
        limit(1, 1)
        at_once, waits = statements("b"), statements("c")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert at_once == waits
    assert len(at_once) == len(without) + 1


# --- messages: a sender's address is easily made up -------------------------------------------------------------------


def test_messages_that_may_be_anybodys_are_one_network(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mails: Mails
) -> None:
    set_settings(app, monkeypatch, sign_address="sign@sign.example.org")
    appeal = make_appeal(slug="well", by_message=True)

    def receive(who: str) -> str:
        raw = mail(
            "I sign. Aru Bekova", f"Aru Bekova <{who}@{who}.example.org>", "Well", f"Message-ID: <{who}@x>"
        )
        to = by_message.address(appeal)
        return inbox_receive.receive(raw, sender=f"{who}@{who}.example.org", recipient=to, now=clock.now())

    assert {receive(each) for each in "abcd"} == {"signed"}
    assert names(mails()) == ["a", "b"]
    clock.ticked(HOUR)
    assert names(mails())[2:] == ["c", "d"]
    appeal.closes_at = clock.now()
    db.session.commit()
    clock.ticked(2 * DAY)
    assert {receive(each) for each in "efgh"} == {"late"}
    kinds = db.session.scalars(select(OutboxMessage.priority).where(OutboxMessage.state == "waiting")).all()
    assert len(kinds) == 2  # as many answers as may go at once; a stranger who never wrote misses nothing
