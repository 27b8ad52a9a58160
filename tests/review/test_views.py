"""The queue as an organiser walks it, in a browser without scripts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from itertools import combinations, pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.likeness.reasons import MESSAGES
from petition.review import service, words
from petition.review.models import Case, Seen, sealed
from petition.signatures import ending
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import desk_post, drawn, enter, make_appeal
from tests.prepared import prepared
from tests.review.signed import ARU, ARU_AGAIN, DANA, DANA_AGAIN, cases, crowd, look, printed, signed


@pytest.fixture
def appeal(app: Flask, now: datetime) -> Appeal:
    prepared("two pairs", two_pairs)
    return db.session.scalars(select(Appeal)).one()


def two_pairs() -> None:
    made = crowd(make_appeal())
    signed(made, "a@example.org", **DANA)
    signed(made, "b@example.org", **DANA_AGAIN)
    signed(made, **ARU)
    signed(made, **ARU_AGAIN)
    look()


def queue(appeal: Appeal) -> str:
    return f"/desk/a/{appeal.slug}/review"


def words_of(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def press(
    client: FlaskClient, appeal: Appeal, deed: str, *, show: str = "open", nth: int = 0, **extra: str
) -> str:
    """Press a button of a case; give the words of the page that follows."""
    case = cases(appeal, show)[nth]
    at = f"{queue(appeal)}?show={show}"
    answered = desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": deed, "show": show} | extra, at=at)
    assert answered.status_code == 303, answered.text
    return words_of(client.get(answered.location).text)


@pytest.mark.parametrize("source", list(Source))
def test_a_case_is_shown_by_whatever_way_its_signatures_came(
    client: FlaskClient, appeal: Appeal, source: Source
) -> None:
    db.session.execute(update(Signature).values(source=source))
    db.session.commit()
    enter(client)
    assert client.get(queue(appeal)).status_code == 200


def test_a_case_shows_both_lines_what_agrees_and_what_is_missing(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    page = words_of(client.get(queue(appeal)).text)
    assert "Дана Құрманбекова, дәрігер (Орал)" in page
    assert "Kurmanbekova Dana, Well Times" in page
    assert "agrees the same name, order and script aside" in page
    assert page.count("missing only one of them gives it") == 3
    assert "How many have this name 2 2" in page
    assert "22 November 2026" in page
    assert "The form, confirmed by email" in page
    assert "28 confirmed 27 printed" in page
    db.session.execute(update(Signature).values(visibility="hidden"))  # of them no more than a day is told
    db.session.commit()
    unnamed = words_of(client.get(queue(appeal)).text)
    assert "22 November 2026" in unnamed
    assert "UTC" in page
    assert not [told for told in ("UTC", "confirmed by email") if told in unnamed]


def test_no_mailbox_is_ever_shown(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    for part in ("open", "linked"):
        page = client.get(f"{queue(appeal)}?show={part}").text
        assert "example.org" not in page
        assert "tulip" not in page


def test_the_whole_way_from_the_queue_to_the_letter_and_back(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    overview = words_of(client.get(f"/desk/a/{appeal.slug}").text)
    assert "Duplicates 1" in overview
    assert "Possible duplicates: 1" in overview
    assert len(printed(appeal)) == 27
    page = press(client, appeal, "later")
    assert "Put off." in page
    assert "There is nothing to decide." in page
    page = press(client, appeal, "same", show="later")
    assert "Linked: one of the forms is printed." in page
    assert len(printed(appeal)) == 26
    assert "This form is printed" in words_of(client.get(f"{queue(appeal)}?show=settled").text)
    page = press(client, appeal, "undo", show="settled")
    assert "Back in the queue." in page
    assert len(printed(appeal)) == 27
    press(client, appeal, "different")
    page = press(client, appeal, "undo", show="linked")
    assert "Taken apart: both are printed again." in page
    assert len(printed(appeal)) == 28
    assert "Decided 2" in page


def test_the_answer_can_be_undone_on_the_page_that_follows(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    case = cases(appeal)[0]
    answered = desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": "same"}, at=queue(appeal))
    page = client.get(answered.location).text
    assert f'action="{queue(appeal)}/{case.id}"' in page
    desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": "undo"}, at=answered.location)
    assert len(cases(appeal)) == 1


def test_three_of_whom_each_may_be_each_other_are_decided_and_undone_at_once(
    client: FlaskClient, appeal: Appeal
) -> None:
    signed(appeal, "c@example.org", name="Dana Kurmanbekova", role="nurse")
    look()
    enter(client)
    those = " ".join(map(str, sorted(case.id for case in cases(appeal))))
    assert len(those.split()) == 3
    page = client.get(queue(appeal)).text
    assert f'value="{those}"' in page
    assert "All 3 are the same" in words_of(page)
    assert "settled meanwhile" in press(client, appeal, "all", cases=those[:-2])
    press(client, appeal, "all", cases=those)
    assert (cases(appeal), len(printed(appeal))) == ([], 26)
    press(client, appeal, "undo", show="settled", cases=those)
    assert (len(cases(appeal)), len(printed(appeal))) == (3, 28)


def test_however_many_are_the_same_they_are_decided_and_undone_by_one_press(
    client: FlaskClient, appeal: Appeal
) -> None:
    some = db.session.scalars(select(Signature.id).where(Signature.source == "list").limit(12)).all()
    for nth, pair in enumerate(combinations(sorted(some), 2), start=1_000_000):
        seen = sealed(appeal.key, appeal.id, pair, Seen(()))
        db.session.add(Case(id=nth, appeal_id=appeal.id, a_id=pair[0], b_id=pair[1], score=9, seen=seen))
    db.session.commit()
    enter(client)
    first = cases(appeal)[0].id
    assert (len(cases(appeal)), len(printed(appeal))) == (67, 27)
    form = drawn(client, queue(appeal), f"{queue(appeal)}/{first}", "cases")
    with folds() as said:
        answer = client.post(f"{queue(appeal)}/{first}", data=form | {"deed": "all"})
    assert (len(said), len(cases(appeal)), len(printed(appeal))) == (1, 1, 16)
    form = drawn(client, answer.location, f"{queue(appeal)}/{first}", "cases")
    with folds() as said:
        client.post(f"{queue(appeal)}/{first}", data=form | {"deed": "undo"})
    assert (len(said), len(cases(appeal)), len(printed(appeal))) == (1, 67, 27)


@contextmanager
def folds() -> Iterator[list[str]]:
    """How often all answers of an appeal are looked through, to tell what is printed."""
    said: list[str] = []

    def note(*args: Any) -> None:
        if "SET moot" in args[2] and "EXISTS" in args[2]:
            said.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_buttons_answer_to_keys(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    page = client.get(queue(appeal)).text
    assert re.findall(r'value="(\w+)"\s+accesskey="(\w)"', page) == [
        ("same", "s"),
        ("different", "d"),
        ("later", "l"),
    ]


def test_another_form_can_be_printed(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    press(client, appeal, "same")
    page = client.get(f"{queue(appeal)}?show=settled").text
    assert "Print this form" in page
    other = cases(appeal, "settled")[0].b_id
    page = press(client, appeal, "print", show="settled", form=str(other))
    assert "This form is printed from now on." in page
    assert "Kurmanbekova Dana, Well Times" in printed(appeal)


def test_another_team_finds_nothing(client: FlaskClient, appeal: Appeal) -> None:
    enter(client, team="Others", address="other@example.org")
    nothing = client.get(queue(appeal))
    assert (nothing.status_code, '<p><a href="/desk/">All letters</a></p>' in nothing.text) == (404, True)
    case = cases(appeal)[0]
    refused = desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": "same"}, at="/desk/new")
    assert refused.status_code == 404
    assert len(cases(appeal)) == 1


def test_nobody_answers_from_another_site_or_without_the_token(client: FlaskClient, appeal: Appeal) -> None:
    case = cases(appeal)[0]
    assert client.get(queue(appeal)).status_code == 302
    enter(client)
    assert client.post(f"{queue(appeal)}/{case.id}", data={"deed": "same"}).status_code == 400
    assert len(cases(appeal)) == 1


def test_a_get_decides_nothing(client: FlaskClient, appeal: Appeal) -> None:
    enter(client)
    assert client.get(f"{queue(appeal)}/{cases(appeal)[0].id}?deed=same").status_code == 405
    assert len(cases(appeal)) == 1


@pytest.mark.parametrize("deed", ["", "delete", "print"])
def test_what_is_no_answer_is_refused(client: FlaskClient, appeal: Appeal, deed: str) -> None:
    enter(client)
    case = cases(appeal)[0]
    assert (
        desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": deed}, at=queue(appeal)).status_code == 400
    )
    assert len(cases(appeal)) == 1


def test_a_press_twice_is_one_answer_and_who_comes_second_is_told_that_it_is_settled(
    client: FlaskClient, appeal: Appeal
) -> None:
    enter(client)
    case = cases(appeal)[0]
    pressed = ("different", "Kept apart permanently"), ("same", "settled meanwhile")
    for deed, expected in (pressed[0], *pressed):
        answered = desk_post(client, f"{queue(appeal)}/{case.id}", {"deed": deed}, at=queue(appeal))
        assert expected in words_of(client.get(answered.location).text)


def test_a_withdrawn_signature_is_in_no_case(client: FlaskClient, appeal: Appeal, now: datetime) -> None:
    enter(client)
    signature = db.session.get_one(Signature, cases(appeal)[0].a_id)
    ending.withdraw(signature, now=now)
    db.session.commit()
    assert "There is nothing to decide." in words_of(client.get(queue(appeal)).text)


@pytest.mark.parametrize("query", ["show=all", "show="])
def test_a_part_that_is_none_is_not_found(client: FlaskClient, appeal: Appeal, query: str) -> None:
    enter(client)
    assert client.get(f"{queue(appeal)}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "page=999", "page=x", "case=0", "done=77", "case=x"])
def test_any_page_that_is_asked_for_is_answered(client: FlaskClient, appeal: Appeal, query: str) -> None:
    enter(client)
    assert client.get(f"{queue(appeal)}?{query}").status_code == 200


def test_a_long_queue_has_pages_is_counted_up_to_a_bound_and_the_case_asked_for_stands_on_top(
    client: FlaskClient, appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)
    kept = db.session.scalars(select(Case).where(Case.state == "open")).one()
    mine = {kept.a_id, kept.b_id}
    others = [
        each for each in db.session.scalars(select(Signature.id).order_by(Signature.id)) if each not in mine
    ]
    for nth, (a, b) in enumerate(pairwise(others)):
        seen = sealed(appeal.key, appeal.id, (a, b), Seen(()))
        if db.session.scalar(select(Case.id).where(Case.a_id == a, Case.b_id == b)) is None:
            db.session.add(Case(appeal_id=appeal.id, a_id=a, b_id=b, score=-nth, seen=seen))
    db.session.commit()
    page = client.get(queue(appeal)).text
    assert "1 to 20 of 25" in page
    assert "21 to 25 of 25" in client.get(f"{queue(appeal)}?page=2").text
    monkeypatch.setattr(service, "MOST_TOLD", 22)
    page = client.get(f"{queue(appeal)}?page=2").text
    assert "21 to 25 of 22+" in page
    assert "page=3" not in page
    asked = cases(appeal)[4]
    top = client.get(f"{queue(appeal)}?case={asked.id}").text.split('class="compared"')[1]
    assert f'action="{queue(appeal)}/{asked.id}"' in top.split("</form>")[0]


def test_every_reason_has_its_words() -> None:
    assert words._REASONS.keys() == MESSAGES.keys()
