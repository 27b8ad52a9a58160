"""Two who write at once lose nothing, and what a new version changes is shown before it is published, with a way back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from petition.appeals import difference
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.signatures import counts
from tests.factories import TEXT, enter, make_appeal, press, signed

pytestmark = pytest.mark.usefixtures("now")


def words(pieces: list[difference.ChangedPiece], kind: str) -> list[str]:
    return [piece.words.strip() for piece in pieces if piece.kind == kind]


def fields(client: FlaskClient, page: str) -> dict[str, str]:
    form = next(
        each for each in html.fromstring(client.get(page).text).iter("form") if each.get("action") == page
    )
    assert isinstance(form, html.FormElement)
    return {name: value or "" for name, value in form.form_values()}


def said(page: html.HtmlElement, tag: str) -> str:
    return " ".join("".join(each.itertext()) for each in page.iter(tag))


def again(appeal: Appeal) -> Appeal:
    db.session.expire_all()
    found = appeals.by_slug(appeal.slug)
    assert found is not None
    return found


def test_the_second_of_two_editors_is_shown_both_texts_and_loses_neither(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    other = app.test_client()
    enter(client)
    enter(other, address="b@example.org")
    page = f"/desk/a/{appeal.slug}/text/en"
    mine, theirs = fields(client, page), fields(other, page)
    assert other.post(page, data=theirs | {"body": "The well is deep and good."}).status_code == 303
    refused = client.post(page, data=mine | {"body": "The well is old and dry."})
    assert refused.status_code == 409
    shown = html.fromstring(refused.text)
    struck, marked = said(shown, "del"), said(shown, "ins")
    assert ("deep" in struck, "good." in struck, "old" in marked, "dry." in marked) == (True,) * 4
    form = next(each for each in shown.iter("form") if each.get("action") == page)
    assert isinstance(form, html.FormElement)
    kept = {name: value or "" for name, value in form.form_values()}
    assert kept["body"].strip() == "The well is old and dry."
    assert client.post(page, data=kept | {"body": "The well is old, deep and dry."}).status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert draft.body == "The well is old, deep and dry."
    same = fields(client, page)  # pressed twice, or the same typed by two: nothing to ask about
    assert [client.post(page, data=same).status_code for _ in range(2)] == [303, 303]


def test_a_difference_is_by_words_and_leaves_out_long_stretches_that_stayed() -> None:
    long = " ".join(f"word{nth}" for nth in range(200))
    before = type(TEXT)(title="Keep it", body=f"{long}\nThe old well.\n{long}", place="Qarasu")
    after = type(TEXT)(title="Keep it", body=f"{long}\nThe new well!\n{long}", place="")
    changed = difference.between(before, after)
    assert set(changed) == {"body", "place"}
    assert (words(changed["body"], "out"), words(changed["body"], "in")) == (
        ["old", "well."],
        ["new", "well!"],
    )
    assert len(words(changed["body"], "cut")) == 2
    assert "word100" not in str(changed["body"])
    whole = difference.between(before, type(TEXT)(body="x " * 40_000))  # in a second, however long
    assert words(whole["body"], "in")


def test_signatures_that_stay_with_the_old_text_are_counted_before_and_come_back_after(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    for nth in range(3):
        signed(appeal, f"Supporter {nth}")
    enter(client)
    page = f"/desk/a/{appeal.slug}/publish"
    press(client, f"/desk/a/{appeal.slug}/text/en", body="Another text.")
    shown = client.get(page).text
    assert "Another" in said(html.fromstring(shown), "ins")
    assert "On the page" in shown
    assert press(client, page, carries="no").status_code == 422  # not without the tick
    assert press(client, page, carries="no", understood="y").status_code == 303
    assert (counts.confirmed(again(appeal)), counts.stay_behind(again(appeal))) == (0, 3)
    overview = f"/desk/a/{appeal.slug}"
    assert "3 signatures stay with the old text" in client.get(overview).text
    assert press(client, overview, f"{overview}/take-up/1").status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert draft.body == TEXT.body
    assert press(client, overview, f"{overview}/carry").status_code == 303
    assert (counts.confirmed(again(appeal)), counts.stay_behind(again(appeal))) == (3, 0)
    assert "stay with the old text" not in client.get(overview).text
