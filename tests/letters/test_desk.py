"""The letter at the desk: how its list is printed is chosen, looked at and kept."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.letters import service
from petition.letters.composing.letter import Choices
from petition.signatures.models import sealed
from petition.signatures.rules import Particulars
from tests.factories import desk_post, enter
from tests.letters.crowded import crowded, one

DESK = "/desk/a/long-list/letter"
CHOSEN = {
    "order": "place",
    "organisations": "mixed",
    "columns": "2",
    "before": "some",
    "first": "1",
    "headings": "kk",
    "lang": "ru",
    "statement": "y",
    "window": "y",
}


@pytest.fixture
def appeal(app: Flask, now: datetime) -> Appeal:
    return crowded(3)


@pytest.fixture
def desk(client: FlaskClient, appeal: Appeal) -> FlaskClient:
    enter(client)
    return client


def kept(appeal: Appeal) -> Choices:
    db.session.refresh(appeal)
    return service.choices(appeal)


def test_what_is_chosen_is_kept_and_shown(desk: FlaskClient, appeal: Appeal) -> None:
    assert desk_post(desk, DESK, CHOSEN).status_code == 303
    assert kept(appeal) == Choices(
        order="place",
        organisations="mixed",
        columns=2,
        before="some",
        first=1,
        headings="kk",
        lang="ru",
        numbered=False,
        details=False,
        statement=True,
        not_named=False,
        window=True,
    )
    page = desk.get(DESK).text
    assert 'value="place" checked' in page.replace('checked=""', "checked")
    assert "Қол қойғандар" in page


def test_a_choice_may_be_looked_at_without_being_kept(desk: FlaskClient, appeal: Appeal) -> None:
    shown = desk_post(desk, DESK, CHOSEN | {"show": "y"})
    assert shown.status_code == 200
    assert "Қол қойғандар" in shown.text
    assert "Not saved yet" in shown.text
    assert kept(appeal) == Choices()
    assert "Қол қойғандар" not in desk.get(DESK).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": "fate"},
        {"columns": "4"},
        {"first": "-1"},
        {"first": "many"},
        {"headings": "xx"},
        {"lang": "<"},
    ],
)
def test_what_is_no_choice_is_told_beside_the_field_and_not_kept(
    desk: FlaskClient, appeal: Appeal, wrong: dict[str, str]
) -> None:
    for button in ({}, {"show": "y"}):
        answer = desk_post(desk, DESK, CHOSEN | wrong | button)
        assert answer.status_code == 422
        assert 'class="error"' in answer.text
    assert kept(appeal) == Choices()


def test_lines_in_which_the_pdf_spells_out_a_sign_are_told(desk: FlaskClient, appeal: Appeal) -> None:
    assert "spells out" not in desk.get(DESK).text
    signature = one(appeal)
    own = Particulars("Dana 𒀀", "dana@example.org")
    signature.particulars = sealed(appeal.key, appeal.id, signature.ref, own)
    db.session.commit()
    page = desk.get(DESK).text
    assert "The PDF spells out a sign in 1 line" in page
    assert "<bdi>Dana 𒀀" in page


def test_the_page_has_one_heading_of_the_first_rank_and_shows_the_beginning_of_a_list(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.letters.views._LOOKED_AT", 2)
    page = desk.get(DESK).text
    assert (page.count("<h1"), page.count('<h2 class="title"'), page.count("<li><bdi>")) == (1, 1, 2)
    assert "1 more name is in each file." in page
