"""What organisers do to an appeal: languages, logo, deadline, its end; each by the button that the page draws."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.appeals import service
from petition.audit import AuditEntry
from petition.core import clock, i18n
from petition.core.db import db
from petition.desk.service import publish
from petition.signatures.models import Signature
from tests.appeals.test_logo import picture
from tests.factories import TEXT, confirm_by, drawn, enter, link_in, make_appeal, press, sign

Mails = Callable[[], list[EmailMessage]]
HERE = "/desk/a/well"

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    enter(client)
    return client


def confirmed(client: FlaskClient, mails: Mails, email: str = "aru@example.org") -> None:
    sign(client, "well", email=email)
    assert confirm_by(client, link_in(mails()[-1])).status_code == 303


def test_a_language_is_begun_with_what_needs_no_translating(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    answer = press(desk, f"{HERE}/language", lang="KK")
    assert answer.location == f"{HERE}/text/kk"
    begun = appeal.draft("kk")
    assert begun is not None
    assert (begun.letterhead, begun.recipients, begun.title, begun.body) == (
        TEXT.letterhead,
        TEXT.recipients,
        "",
        "",
    )


def test_a_language_that_is_there_already_keeps_its_text(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    press(desk, f"{HERE}/language", lang="English")
    assert appeal.draft("en") == TEXT


@pytest.mark.parametrize("name", ["Русский язык", "орысша", "Russian language", "орыс тілі"])
def test_a_language_is_known_by_how_people_call_it(app: Flask, name: str) -> None:
    assert i18n.language_called(name) == "ru"


def test_what_is_no_language_is_said_to_be_none(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    answer = press(desk, f"{HERE}/language", lang="klingonish")
    assert answer.status_code == 422
    assert "We do not know this language." in answer.text
    assert appeal.langs == ["en"]


def test_a_language_is_taken_out_of_the_draft_and_stays_in_what_is_published(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    press(desk, f"{HERE}/language", lang="kk")
    assert press(desk, f"{HERE}/text/kk", title="Құдық", paragraph="Құдықты сақтаңыз.").status_code == 303
    assert press(desk, f"{HERE}/publish").status_code == 303
    assert press(desk, f"{HERE}/text/kk/drop").location == f"{HERE}/text/en"
    assert appeal.langs == ["en"]
    assert desk.get(f"{HERE}/text/kk").status_code == 404
    assert "Құдық" in desk.get("/a/well/kk").text


def test_the_first_language_cannot_be_taken_out(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    press(desk, f"{HERE}/language", lang="kk")
    drawn = desk.get(f"{HERE}/text/kk").text
    assert f"{HERE}/text/en/drop" not in drawn
    token = drawn.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert desk.post(f"{HERE}/text/en/drop", data={"csrf_token": token}).status_code == 409
    assert appeal.langs == ["en", "kk"]


def test_the_logo_is_taken_out_by_the_button_beside_it(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    press(desk, f"{HERE}/logo", alt="A well", file=(BytesIO(picture()), "logo.png"))
    assert appeal.logo is not None
    answer = press(desk, f"{HERE}/logo", f"{HERE}/logo/drop")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/logo")
    assert appeal.logo is None


def test_the_deadline_is_moved_on_with_the_reason_on_the_page_and_told_to_who_confirmed(
    desk: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(slug="well", published=False)
    service.write(appeal, "ru", TEXT, organiser_id=None, now=now)
    publish(appeal, now=now)
    db.session.commit()
    confirmed(desk, mails)
    before = appeal.closes_at
    assert before is not None
    day = f"{before + timedelta(days=3):%d.%m.%Y}"  # typed by hand
    said = {"reason": "The post was slow.", "reasons-0": "Почта опоздала."}
    for wrong, why in (
        ({"closes_on": "26/12/2026"}, "a day such as 26"),
        ({"closes_time": "4 pm"}, "such as 16:00"),
    ):
        assert why in press(desk, f"{HERE}/extend", **(said | {"closes_on": day} | wrong)).text
    refused = press(desk, f"{HERE}/extend", closes_on="2020-01-01", **said)
    assert all(words in refused.text for words in said.values())
    answer = press(desk, f"{HERE}/extend", closes_on=day, tell="y", **said)
    assert (answer.status_code, answer.location) == (303, HERE)
    assert appeal.closes_at == before + timedelta(days=3)
    assert "The post was slow." in desk.get("/a/well").text
    assert "Почта опоздала." in desk.get("/a/well/ru").text
    worker.once()
    told = mails()[-1]
    assert told["To"] == "aru@example.org"
    assert "The post was slow." in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    extended = service.by_slug("well")
    assert extended is not None
    service.close(extended, now=clock.now())  # by mistake
    db.session.commit()
    clock.ticked(timedelta(minutes=1))
    press(desk, f"{HERE}/extend", closes_on=day, **said)
    db.session.refresh(extended)
    assert extended.closes_at == before + timedelta(days=3)


@pytest.mark.parametrize("days", [0, -1])
def test_the_deadline_is_never_moved_back(desk: FlaskClient, days: int) -> None:
    appeal = make_appeal(slug="well")
    before = appeal.closes_at
    assert before is not None
    day = (before + timedelta(days=days)).date().isoformat()
    answer = press(desk, f"{HERE}/extend", closes_on=day, reason="No reason.")
    assert answer.status_code == 422
    assert "The new deadline must be later than the present one." in answer.text
    assert (appeal.closes_at, len(appeal.extensions)) == (before, 0)


def test_an_appeal_is_withdrawn_only_by_who_ticks_that_they_mean_it(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well")
    answer = press(desk, f"{HERE}/withdraw", reason="It was settled.")
    assert answer.status_code == 422
    assert "Tick this to withdraw it." in answer.text
    assert appeal.withdrawn_at is None


def test_a_withdrawn_appeal_says_why_takes_no_signature_and_cannot_be_withdrawn_again(
    desk: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(slug="well")
    answer = press(desk, f"{HERE}/withdraw", reason="It was settled.", sure="y")
    assert (answer.status_code, answer.location) == (303, HERE)
    assert appeal.withdrawn_at == now
    assert "It was settled." in desk.get("/a/well").text
    assert sign(desk, "well").status_code == 410
    assert db.session.query(Signature).count() == 0
    assert desk.get(f"{HERE}/withdraw").status_code == 409


def test_what_changed_how_it_was_delivered_and_why_it_was_withdrawn_is_read_in_the_readers_language(
    desk: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(slug="well", published=False, grace_minutes=0)
    service.write(appeal, "ru", TEXT, organiser_id=None, now=now)
    publish(appeal, now=now)
    service.write(appeal, "ru", replace(TEXT, place="Карасу"), organiser_id=None, now=now)
    db.session.commit()

    def read(english: str, russian: str) -> None:
        pages = [desk.get(f"/a/well{lang}").text for lang in ("", "/ru")]
        assert [english in page for page in pages] == [True, False]
        assert [russian in page for page in pages] == [False, True]

    press(desk, f"{HERE}/publish", **{"note": "The place.", "notes-0": "Место.", "carries": "yes"})
    read("The place.", "Место.")
    press(desk, f"{HERE}/close")
    handed, answered = (
        {"what": what, "day": now.date().isoformat(), field: english, f"{others}-0": russian}
        for what, field, others, english, russian in (
            ("delivered", "how", "hows", "By hand.", "Лично."),
            ("answered", "words", "wordings", "It stays open.", "Он останется."),
        )
    )
    press(desk, f"{HERE}/delivery", **handed)
    read("By hand.", "Лично.")
    press(desk, f"{HERE}/delivery", **answered)
    read("It stays open.", "Он останется.")
    press(desk, f"{HERE}/withdraw", **{"reason": "It is settled.", "reasons-0": "Всё решено.", "sure": "y"})
    read("It is settled.", "Всё решено.")


def test_a_draft_is_withdrawn_without_a_trace_in_public(desk: FlaskClient) -> None:
    make_appeal(slug="well", published=False)
    assert press(desk, f"{HERE}/withdraw", sure="y").status_code == 303
    assert desk.get("/a/well").status_code == 404


def test_closing_ends_signing_at_once(desk: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(slug="well")
    assert press(desk, f"{HERE}/close").location == HERE
    assert appeal.closes_at == now
    assert sign(desk, "well").status_code == 410
    assert desk.get(f"{HERE}/close").status_code == 409


def test_a_preview_says_who_reads_it_and_offers_to_sign_only_what_can_be_signed(desk: FlaskClient) -> None:
    appeal = make_appeal(slug="well", published=False)
    draft = desk.get(f"{HERE}/preview").text
    publish(appeal, now=clock.now())
    db.session.commit()
    published = desk.get(f"{HERE}/preview").text
    clock.ticked(timedelta(days=30))
    enter(desk)
    closed = desk.get(f"{HERE}/preview").text
    assert ["Nobody can sign until the letter is published." in each for each in (draft, published, closed)] == [
        True, False, False,
    ]  # fmt: skip
    assert ['name="email"' in each for each in (draft, published, closed)] == [True, True, False]
    assert "The public reads the published text." in published


def test_what_is_pressed_twice_is_done_once_and_said_twice(desk: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(slug="well")
    day = (now + timedelta(days=15)).date().isoformat()
    new = f"/desk/a/{make_appeal(slug='new', published=False).slug}/publish"
    form = drawn(desk, new, new)
    assert [desk.post(new, data=form).status_code for _ in range(2)] == [303, 303]
    for page, fields, said in (
        ("publish", {"note": "Its subject.", "carries": "yes"}, "The text is the one that is published."),
        ("extend", {"closes_on": day, "reason": "The post was slow."}, "The deadline was extended."),
        ("close", {}, "Signing has ended."),
        ("withdraw", {"sure": "y"}, "The letter was withdrawn."),
    ):
        if page == "publish":
            written = drawn(desk, f"{HERE}/text/en", f"{HERE}/text/en")
            assert desk.post(f"{HERE}/text/en", data=written | {"subject": "The old well"}).status_code == 303
        form = drawn(desk, f"{HERE}/{page}", f"{HERE}/{page}") | fields
        answers = [desk.post(f"{HERE}/{page}", data=form) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303], page
        assert said in desk.get(answers[-1].location).text
    assert len(appeal.versions) == 2
    assert len(appeal.extensions) == 1
    deeds = ("appeal.published", "appeal.extended", "appeal.closed", "appeal.withdrawn")
    entries = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.in_(deeds)))
    assert sorted(entries) == sorted((*deeds, "appeal.published", "appeal.published"))
