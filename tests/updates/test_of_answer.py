"""The recipient's answer becomes a draft of an update by one press: one of each answer, and nobody is told by it."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.appeals import service as appeals
from petition.appeals import update as updates
from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate, UpdateText
from petition.core import clock
from petition.core.db import db
from petition.core.markdown import Document
from petition.desk import service as desk
from tests.factories import TEXT, desk_post, enter, make_appeal, press
from tests.reading.illustrated import picture

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

ANSWER = {"what": "answered", "day": "2026-12-04", "words": "No.\n<b>*Never*</b>\n\n1. Later"}


def begun_by(client: FlaskClient, page: str) -> list[str]:
    return re.findall(r"/desk/a/well/updates/of-answer/[\w-]+", client.get(page).text)


def test_a_draft_tells_of_the_answer_in_each_language_and_is_made_once_and_sent_by_nobody(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(slug="well", grace_minutes=0, offers_updates=True, published=False)
    appeals.write(appeal, "ru", TEXT, organiser_id=None, now=clock.now())
    desk.publish(appeal, now=clock.now())
    db.session.commit()
    enter(client)
    page = "/desk/a/well/delivery"
    with clock.stopped(clock.now() + timedelta(days=12)):
        delivered = ANSWER | {"what": "delivered", "words": ""}
        assert desk_post(client, page, delivered).status_code == 303
        assert begun_by(client, page) == []
        assert desk_post(client, page, ANSWER).status_code == 303
        (begin,) = begun_by(client, page)
        first = press(client, page, begin).headers["Location"]
        assert begun_by(client, page) == []  # the page leads to the draft now
        assert desk_post(client, begin, at=page).headers["Location"] == first
        row = db.session.scalars(select(AppealUpdate)).one()
        assert (row.published_at, list(row.content)) == (None, ["en", "ru"])
        looks = client.get(first).text
        for words in (
            "The recipient answered",
            "On 4 December 2026 the recipient answered the letter.",
            "<p>No.<br>\n&lt;b&gt;*Never*&lt;/b&gt;</p>\n<p>1. Later</p>",
            'href="http://127.0.0.1:8000/a/well#timeline-heading"',
            'href="http://127.0.0.1:8000/a/well/ru#timeline-heading"',
        ):
            assert words in looks, words
        assert 'id="timeline-heading"' in client.get("/a/well").text
        worker.once()
        assert [each for each in mails() if each["Subject"] == "There is an update"] == []
        assert "The recipient answered" not in client.get("/a/well/updates").text
        assert press(client, first.replace("preview", "remove")).status_code == 303
        assert begun_by(client, page) == [begin]
        assert press(client, begin.replace("updates/of-answer", "delivery") + "/remove").status_code == 303
        assert desk_post(client, begin, at=page).status_code == 404


@pytest.mark.parametrize("words", ["* " * 9_999, "\n "], ids=["long", "only a scan"])
def test_an_answer_that_is_long_or_has_no_words_is_read_where_it_stands(
    client: FlaskClient, words: str
) -> None:
    make_appeal(slug="well", grace_minutes=0)
    enter(client)
    page = "/desk/a/well/delivery"
    with clock.stopped(clock.now() + timedelta(days=12)):
        sent = ANSWER | {"words": words, "file": (BytesIO(picture()), "a.pdf")}
        assert desk_post(client, page, sent).status_code == 303
        (begin,) = begun_by(client, page)
        assert press(client, page, begin).status_code == 303
        row = db.session.scalars(select(AppealUpdate)).one()
        assert ">" not in row.text("en").body


def test_of_two_who_press_at_once_the_database_lets_one_make_it(app: Flask) -> None:
    appeal_id, now = make_appeal(slug="well").id, clock.now()
    db.session.remove()
    together, refs = Barrier(2), list[str]()

    def work() -> None:
        with app.app_context(), clock.stopped(now):
            together.wait()
            try:
                appeal = db.session.get_one(Appeal, appeal_id)
                texts, bodies = {"en": UpdateText("News", "Text")}, {"en": Document()}
                row = updates.begin_of_answer(appeal, "x" * 16, texts, bodies, organiser_id=1, now=now)
                db.session.commit()
                refs.append(row.ref)
            finally:
                db.session.remove()

    both = [Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refs) == 2
    assert db.session.scalars(select(AppealUpdate.ref)).all() == refs[:1]
