"""What changes in a letter after it is complete: said in every format, by day and reason, with no name."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition import audit
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import service
from petition.letters.composing.errata import REASONS, errata
from petition.letters.render import FORMATS
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import lines
from petition.reading.draft import Line
from petition.signatures import changing, ending
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.appeals.test_logo import picture
from tests.factories import enter, press
from tests.letters.crowded import crowded, one
from tests.letters.invented import SIGNED, letter, written
from tests.letters.render.test_render import plain
from tests.letters.render.test_tables import SCHEMA, breaches
from tests.review.signed import listed

DAY, NEXT_DAY = date(2030, 5, 1), date(2030, 5, 2)


def test_all_of_one_day_is_one_erratum_with_a_count_for_each_reason() -> None:
    made = errata(
        [(NEXT_DAY, "not me"), (DAY, "withdrawn"), (NEXT_DAY, "withdrawn"), (DAY, "withdrawn")], "en"
    )
    assert [(each.number, each.day, each.reasons) for each in made] == [
        (1, DAY, (("withdrawn", 2),)),
        (2, NEXT_DAY, (("withdrawn", 1), ("not me", 1))),
    ]
    assert [each.statement for each in made] == [
        "Erratum 1, 1 May 2030: 2 signatures withdrawn by their signatories.",
        "Erratum 2, 2 May 2030: 1 signature withdrawn by its signatory; 1 signature disowned by its alleged signatory.",
    ]


@pytest.mark.parametrize(
    ("lang", "reason", "count", "statement"),
    [
        ("ru", "withdrawn", 1, "Исправление 1 от 1 мая 2030\u00a0г.: 1 подпись отозвана подписавшим."),
        ("ru", "withdrawn", 3, "Исправление 1 от 1 мая 2030\u00a0г.: 3 подписи отозваны подписавшими."),
        ("ru", "withdrawn", 11, "Исправление 1 от 1 мая 2030\u00a0г.: 11 подписей отозвано подписавшими."),
        ("kk", "withdrawn", 1, "1-түзету, 2030\u00a0ж. 1 мамыр: 1 қолтаңбаны иесі қайтарып алды."),
        ("kk-KZ", "withdrawn", 2, "1-түзету, 2030\u00a0ж. 1 мамыр: 2 қолтаңбаны иелері қайтарып алды."),
        ("de", "withdrawn", 2, "№ 1 · 2030-05-01 · −2"),
        (
            "ru",
            "second",
            2,
            (
                "Исправление 1 от 1 мая 2030\u00a0г.: 2 подписи больше не учитываются, "
                "а подписавшие остаются по другим своим подписям."
            ),
        ),
    ],
)
def test_an_erratum_is_said_in_the_language_of_the_letter(
    lang: str, reason: str, count: int, statement: str
) -> None:
    (made,) = errata([(DAY, reason)] * count, lang)
    assert made.statement == statement


@pytest.mark.parametrize("lang", ["en", "ru", "kk", "fr"])
def test_every_reason_can_be_said_of_one_and_of_many(lang: str) -> None:
    for count in (1, 2, 5):
        for reason in REASONS:
            (made,) = errata([(DAY, reason)] * count, lang)
            assert str(count) in made.statement.split(":")[-1]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_format_says_what_changed(name: str, lang: str) -> None:
    changes = errata([(DAY, "withdrawn"), (NEXT_DAY, "not me")], lang)
    before = plain(name, written(name, letter(*SIGNED, lang=lang)))
    after = plain(name, written(name, replace(letter(*SIGNED, lang=lang), errata=changes)))
    for each in changes:
        said = each.statement.replace("\u00a0", " ")
        assert (said in after, said in before) == (True, False)


def test_json_with_errata_keeps_to_its_schema() -> None:
    changed = replace(letter(*SIGNED), errata=errata([(DAY, reason) for reason in REASONS], "en"))
    read = json.loads(written("json", changed))
    assert breaches(read, SCHEMA) == []
    assert read["errata"][0]["number"] == 1
    assert read["errata"][0]["day"] == "2030-05-01"
    assert read["errata"][0]["reasons"][0] == {"reason": "withdrawn", "count": 1}


# --- as it happens ---------------------------------------------------------------------------------------------------


@pytest.fixture
def appeal(app: Flask, now: datetime) -> Appeal:
    return crowded(6)


def told(appeal: Appeal) -> list[tuple[int, dict[str, int]]]:
    db.session.commit()
    return [(each.number, dict(each.reasons)) for each in service.letter(appeal, now=clock.now()).errata]


def test_who_withdraws_after_the_letter_was_complete_makes_an_erratum_on_its_page_and_is_not_named(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    assert "Erratum" not in client.get("/a/long-list/letter").text
    name = one(appeal).own.name
    ending.withdraw(one(appeal), now=now)
    db.session.commit()
    page = client.get("/a/long-list/letter").text
    assert "Erratum 1, 22 November 2026: 1 signature withdrawn by its signatory." in page
    assert name not in page
    assert "Erratum 1" in client.get("/a/long-list/letter.txt").text


def test_the_day_is_that_of_the_deadlines_zone_and_numbers_stay(appeal: Appeal, now: datetime) -> None:
    ending.withdraw(one(appeal), now=now)
    clock.ticked(timedelta(hours=8, minutes=59))  # 23:59 in Almaty, whose clocks are five hours ahead
    ending.not_me(one(appeal), now=clock.now())
    assert told(appeal) == [(1, {"withdrawn": 1, "not me": 1})]
    clock.ticked(timedelta(minutes=1))
    ending.withdraw(one(appeal), now=clock.now())
    assert told(appeal) == [(1, {"withdrawn": 1, "not me": 1}), (2, {"withdrawn": 1})]


def test_what_happened_before_the_letter_was_complete_is_no_erratum(app: Flask, now: datetime) -> None:
    appeal = crowded(6, closed=False)
    ending.withdraw(one(appeal), now=now)
    assert told(appeal) == []
    appeal.closes_at, appeal.grace_minutes = now + timedelta(hours=1), 60
    clock.ticked(timedelta(minutes=90))  # in the grace
    ending.withdraw(one(appeal), now=clock.now())
    assert told(appeal) == []
    clock.ticked(timedelta(minutes=30))
    assert told(appeal) == []
    ending.withdraw(one(appeal), now=clock.now())
    assert told(appeal) == [(1, {"withdrawn": 1})]


def test_who_never_counted_makes_no_erratum(appeal: Appeal, now: datetime) -> None:
    for state in (State.PENDING, State.HELD):
        signature = one(appeal)
        signature.state = state
        db.session.commit()
        ending.withdraw(signature, now=now)
    assert told(appeal) == []


def test_to_be_shown_otherwise_and_what_organisers_correct_are_told_too(app: Flask, now: datetime) -> None:
    appeal = crowded(6, closed=False)
    listed(appeal, Line("A. First", Kind.PERSON, "A. First"), Line("B. Second", Kind.PERSON, "B. Second"))
    appeal.closes_at, appeal.grace_minutes = now, 0
    db.session.commit()
    first, second = lines.first_signatories(appeal)
    changing.change_visibility(one(appeal), Visibility.HIDDEN, now=now)
    lines.rewrite(appeal, first, first.own, Kind.PERSON, organiser_id=1, now=now)
    lines.take_off(appeal, second, organiser_id=1, now=now)
    assert told(appeal) == [(1, {"taken off": 1, "shown otherwise": 1, "corrected": 1})]


def test_another_order_logo_or_print_is_told_and_a_line_that_was_only_moved_is_not_corrected(
    client: FlaskClient, app: Flask, now: datetime
) -> None:
    appeal = crowded(2, closed=False)
    listed(appeal, Line("A. First", Kind.PERSON, "A. First"), Line("B. Second", Kind.PERSON, "B. Second"))
    appeal.closes_at, appeal.grace_minutes = now, 0
    db.session.commit()
    enter(client)
    desk = f"/desk/a/{appeal.slug}"
    _, second = lines.first_signatories(appeal)
    assert press(client, f"{desk}/signatories/{second.ref}", rank="1").status_code == 303
    assert [each.name for each in service.letter(appeal, now=now).signatories][:2] == [
        "B. Second",
        "A. First",
    ]
    assert press(client, f"{desk}/letter", before="first").status_code == 303  # of the page alone
    assert told(appeal) == [(1, {"laid out otherwise": 1})]
    assert press(client, f"{desk}/letter", before="first", order="as_signed").status_code == 303
    logo = (BytesIO(picture()), "logo.png")
    assert press(client, f"{desk}/logo", file=logo, alt="A well").status_code == 303
    assert press(client, f"{desk}/logo", f"{desk}/logo/drop").status_code == 303
    assert told(appeal) == [(1, {"laid out otherwise": 4})]
    assert client.get(f"{desk}/activity").text.count("Printing of the list changed") == 1


@pytest.mark.parametrize(
    ("deed", "facts", "reasons"),
    [
        ("first signatory.moved", {}, {}),
        ("logo.set", {}, {}),
        ("logo.removed", {}, {}),
        ("signature.correction undone", {"counted": True}, {"corrected": 1}),
        ("case.same", {"before": "open"}, {"joined": 1}),
    ],
)
def test_what_was_written_down_before_0_2_0_is_told_as_it_was_printed(
    appeal: Appeal, now: datetime, deed: str, facts: dict[str, Any], reasons: dict[str, int]
) -> None:
    audit.record(deed, appeal_id=appeal.id, now=now, **facts)
    clock.ticked(timedelta(days=1))
    ending.withdraw(one(appeal), now=clock.now())
    assert told(appeal) == list(enumerate(filter(None, (reasons, {"withdrawn": 1})), 1))


def test_a_signature_under_a_text_that_was_replaced_makes_no_erratum(appeal: Appeal, now: datetime) -> None:
    signature = one(appeal)
    older = appeal.versions[-1]
    appeal.versions.append(
        type(older)(number=2, hash="x", content=older.content, carries=False, published_at=now)
    )
    db.session.commit()
    ending.withdraw(signature, now=now)
    assert told(appeal) == []
    assert db.session.scalars(db.select(Signature).where(Signature.state == "withdrawn")).all()
