"""The sample of a first run: whole, in three languages, signed as real people would, and never made twice."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import markdown, text
from petition.core.db import db
from petition.desk import sample
from petition.letters import service as letters
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import lines
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures import counts
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import confirm_by, link_in
from tests.prepared import prepared

Mails = Callable[[], list[EmailMessage]]
LANGS = ("en", "ru", "kk")


@pytest.fixture
def made(app: Flask, now: datetime) -> Appeal:
    """The sample appeal, committed as the command does it."""
    prepared("sample", lambda: sample.make(now=now))
    return db.session.scalars(select(Appeal)).one()


def rows() -> list[Signature]:
    return list(db.session.scalars(select(Signature).order_by(Signature.id)))


def test_it_is_open_for_three_weeks_until_six_in_the_evening(app: Flask, made: Appeal, now: datetime) -> None:
    assert made.closes_at is not None
    assert made.published_at is not None
    local = made.closes_at.astimezone(ZoneInfo(app.extensions["settings"].time_zone))
    assert (local.hour, local.minute) == (18, 0)
    assert timedelta(days=20) < made.closes_at - now < timedelta(days=22)
    assert made.published_at < now - timedelta(days=1)
    assert made.phase(now) is Phase.OPEN
    assert (made.slug, made.team.name, made.target, made.accent) == (sample.SLUG, sample.TEAM, 100, "blue")


def test_making_it_twice_makes_one(made: Appeal, now: datetime) -> None:
    before = (len(rows()), outbox.waiting())
    assert sample.make(now=now + timedelta(days=1)).id == made.id
    assert db.session.scalar(select(func.count()).select_from(Appeal)) == 1
    assert (len(rows()), outbox.waiting()) == before


def test_its_texts_say_the_same_in_three_languages(made: Appeal) -> None:
    assert made.version is not None
    assert tuple(made.version.langs) == LANGS
    assert made.first_lang == "en"
    shapes = set()
    for lang in LANGS:
        found = made.published(lang)
        assert found is not None
        assert found.title
        assert len(found.letterhead) == 2
        assert found.place
        assert found.salutation
        assert found.closing
        (recipient,) = found.recipients
        assert recipient.name
        assert recipient.title
        assert len(recipient.address) == 2
        body = markdown.blocks(found.body)
        points = tuple(len(each.points) for each in body.blocks if isinstance(each, markdown.Listing))
        shapes.add((tuple(type(each).__name__ for each in body.blocks), points, len(body.notes)))
    ((blocks, points, notes),) = shapes
    assert {"Heading", "Paragraph", "Listing", "Quote"} == set(blocks)
    assert points == (4, 3)
    assert notes == 1


def test_its_date_is_the_day_it_was_published(made: Appeal) -> None:
    texts = [made.published(lang) for lang in LANGS]
    assert [each and each.date for each in texts] == [
        "17 November 2026",
        "17 ноября 2026 года",
        "2026 жылғы 17 қараша",
    ]


def test_it_is_signed_in_every_way_that_there_is(made: Appeal, now: datetime) -> None:
    first, signed = lines.first_signatories(made), [row for row in rows() if row.source == Source.FORM]
    assert Counter(row.kind for row in first) == {"organisation": 2, "person": 4}
    assert 38 <= len(signed) <= 44
    assert Counter(row.state for row in signed) == {"confirmed": len(signed) - 1, "pending": 1}
    assert Counter(row.kind for row in signed)[Kind.ORGANISATION] == 2
    assert Counter(row.visibility for row in signed)[Visibility.HIDDEN] == counts.hidden(made) == 3
    assert Counter(row.visibility for row in signed)[Visibility.INITIALS] == 3
    assert {row.lang for row in signed} == set(LANGS)
    assert made.published_at is not None
    times = [row.signed_at for row in signed]
    assert times == sorted(times)
    assert made.published_at < times[0] < now - timedelta(days=4)
    assert times[-1] < now
    assert all(row.signed_at < row.confirmed_at < now for row in signed if row.confirmed_at)


def test_every_line_may_stand_and_nobody_has_a_real_mailbox(made: Appeal) -> None:
    found = rows()
    for row in found:
        for value in (row.own.name, row.own.line):
            assert text.line(value, needs_letter=True) == value
        assert row.own.mailbox == "" or row.own.mailbox.endswith("@example.org")
    names = [row.own.name for row in found]
    assert len(set(names)) == len(names)
    assert len({row.own.mailbox for row in found if row.own.mailbox}) == len(
        [row for row in found if row.source == Source.FORM]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_its_letter_can_be_printed(made: Appeal, now: datetime, lang: str) -> None:
    """A first run must not end at a font that is missing."""
    letter = letters.letter(made, lang, now=now)
    assert len(letter.signatories) == counts.confirmed(made) - 3
    assert letters.rendered(letter, "pdf").startswith(b"%PDF")


def test_the_mailbox_holds_three_mails_and_one_of_them_can_be_confirmed(
    made: Appeal, client: FlaskClient, mails: Mails
) -> None:
    sent = mails()
    assert len(sent) == 3
    assert outbox.waiting() == 0
    last = max((mail for mail in sent if "/c/" in mail.as_string()), key=lambda mail: mail["Date"].datetime)
    before = counts.confirmed(made)
    assert confirm_by(client, link_in(last)).status_code == 303
    assert counts.confirmed(made) == before + 1


def test_a_mail_that_waited_before_still_waits(app: Flask, now: datetime) -> None:
    outbox.post(Message("entrance", "somebody@example.org", "en", {"link": "x"}), now=now - timedelta(days=2))
    sample.make(now=now)
    assert outbox.waiting() == 4
