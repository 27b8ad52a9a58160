"""Two who write at once lose nothing, and what a new version changes is shown before it is published, with a way back."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from petition.appeals import difference, terms
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.signatures import counts, watch
from tests.appeals.test_translations import RUSSIAN
from tests.factories import TEXT, asked_again, drawn, drawn_in, enter, make_appeal, press, signed
from tests.signatures.test_races import until_one_waits

pytestmark = pytest.mark.usefixtures("now")
TYPED = "Typed for an hour"


def words(pieces: list[difference.ChangedPiece], kind: str) -> list[str]:
    return [piece.words.strip() for piece in pieces if piece.kind == kind]


def said(page: html.HtmlElement, tag: str) -> str:
    return " ".join("".join(each.itertext()) for each in page.iter(tag))


def again(appeal: Appeal) -> Appeal:
    db.session.expire_all()
    found = appeals.by_slug(appeal.slug)
    assert found is not None
    return found


def test_the_second_of_two_editors_is_shown_both_texts_and_loses_neither(
    client: FlaskClient, other: FlaskClient
) -> None:
    appeal = make_appeal()
    page = f"/desk/a/{appeal.slug}/text/en"
    mine, theirs = drawn(client, page, page), drawn(other, page, page)
    assert other.post(page, data=theirs | {"body": "The well is deep and good."}).status_code == 303
    refused = client.post(page, data=mine | {"body": "The well is old and dry."})
    assert refused.status_code == 409
    shown = html.fromstring(refused.text)
    struck, marked = said(shown, "del"), said(shown, "ins")
    assert ("deep" in struck, "good." in struck, "old" in marked, "dry." in marked) == (True,) * 4
    kept = drawn_in(refused.text, page, page)
    assert kept["body"].strip() == "The well is old and dry."
    assert client.post(page, data=kept | {"body": "The well is old, deep and dry."}).status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert draft.body == "The well is old, deep and dry."
    same = drawn(client, page, page)  # pressed twice, or the same typed by two: nothing to ask about
    assert [client.post(page, data=same).status_code for _ in range(2)] == [303, 303]


def test_what_only_one_of_two_editors_changed_is_taken_from_each_without_asking(
    client: FlaskClient, other: FlaskClient
) -> None:
    appeal = make_appeal()
    page = f"/desk/a/{appeal.slug}/text/en"
    mine, theirs = drawn(client, page, page), drawn(other, page, page)
    better = TEXT.body.replace("old", "old, old")
    assert other.post(page, data=theirs | {"body": better, "subject": "Theirs"}).status_code == 303
    assert client.post(page, data=mine | {"place": "Kyzylsu", "subject": "Theirs"}).status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert (draft.body.split(), draft.place, draft.subject) == (better.split(), "Kyzylsu", "Theirs")
    both = client.post(page, data=mine | {"place": "Aksu", "closing": "Yours,"})
    assert both.status_code == 409
    shown = html.fromstring(both.text)
    assert (said(shown, "del").count("Kyzylsu"), said(shown, "ins").count("Yours")) == (1, 0)
    assert client.post(page, data=drawn_in(both.text, page, page)).status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert (draft.body.split(), draft.place, draft.subject, draft.closing) == (
        better.split(),
        "Aksu",
        "Theirs",
        "Yours,",
    )


def test_who_only_parts_paragraphs_has_changed_the_text(client: FlaskClient, other: FlaskClient) -> None:
    appeal = make_appeal()
    page = f"/desk/a/{appeal.slug}/text/en"
    mine, theirs = drawn(client, page, page), drawn(other, page, page)
    assert other.post(page, data=theirs | {"body": TEXT.body.replace(" and", "\n\nand")}).status_code == 303
    assert client.post(page, data=mine | {"body": TEXT.body.replace("old", "deep")}).status_code == 409
    nested = mine | {"seen": "[" * 100_000, "body": "Another."}
    assert client.post(page, data=nested).status_code == 409


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
    said_and_chosen = {"note": "All of it.", "carries": "no", "understood": "y"}
    for missing in ({"note": " "}, {"carries": ""}, {"understood": ""}):  # the last: the tick
        assert press(client, page, **said_and_chosen | missing).status_code == 422
    assert not {"carries"} & drawn(client, page, page).keys()  # it is chosen, never left as it was
    assert press(client, page, **said_and_chosen).status_code == 303
    assert (counts.confirmed(again(appeal)), counts.stay_behind(again(appeal))) == (0, 3)
    overview = f"/desk/a/{appeal.slug}"
    assert "3 signatures stay with the old text" in client.get(overview).text
    assert press(client, f"{overview}/take-up/1").status_code == 303
    draft = again(appeal).draft("en")
    assert draft is not None
    assert draft.body == TEXT.body
    assert press(client, overview, f"{overview}/carry").status_code == 303
    assert (counts.confirmed(again(appeal)), counts.stay_behind(again(appeal))) == (3, 0)
    assert "stay with the old text" not in client.get(overview).text


def theirs(appeal: Appeal, what: str) -> None:
    """What somebody else does."""
    by: dict[str, Any] = {"organiser_id": 2, "now": clock.now()}
    if what == "deadline":
        terms.set_terms(appeal, {"closes_at": clock.now() + timedelta(days=2)}, **by)
    elif what == "names":
        watch.watch_for(appeal.team_id, [*watch.names(appeal.team_id), "Harry Potter"], **by)
    else:
        appeals.write(appeal, what, replace(TEXT, body=f"{TEXT.body}\n\nNobody else has read this."), **by)
    db.session.commit()


def as_it_is(slug: str) -> tuple[Any, ...]:
    """What pressing a button of these pages may change."""
    appeal = appeals.by_slug(slug)
    assert appeal is not None
    texts = {each.lang: each.text for each in appeal.texts}
    return len(appeal.versions), texts, watch.names(appeal.team_id)


@pytest.mark.parametrize(
    ("page", "typed", "what"),
    [
        ("/desk/a/new/publish", {}, "en"),
        ("/desk/a/new/publish", {}, "deadline"),  # which can only be moved on from then
        ("/desk/a/well/publish", {"note": TYPED, "carries": "yes"}, "kk"),
        ("/desk/a/well/take-up/1", {}, "kk"),
        ("/desk/a/well/text/kk/drop", {}, "kk"),
        ("/desk/team/1/watch", {"names": TYPED}, "names"),
    ],
)
def test_what_has_changed_since_it_was_shown_is_shown_before_anything_is_done(
    client: FlaskClient, page: str, typed: dict[str, str], what: str
) -> None:
    made = {slug: make_appeal(slug=slug, published=slug == "well") for slug in ("well", "new")}
    appeals.write(made["well"], "kk", TEXT, organiser_id=None, now=clock.now())
    db.session.commit()
    enter(client)
    slug = "new" if "/new/" in page else "well"
    form = drawn(client, page, page) | typed
    theirs(made[slug], what)
    before = as_it_is(slug)
    asked = client.post(page, data=form)
    assert (asked.status_code, "changed since you opened it" in asked.text) == (409, True)
    assert (TYPED in asked.text) == bool(typed)
    assert as_it_is(slug) == before
    assert client.post(page, data=asked_again(asked.text)).status_code == 303
    assert as_it_is(slug) != before


def test_signatures_are_counted_under_no_other_text_than_the_one_that_was_looked_at(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well")
    signed(appeal, "Aru Bekova")
    enter(client)
    overview, carry = "/desk/a/well", "/desk/a/well/carry"

    def publish(body: str) -> None:
        press(client, f"{overview}/text/en", body=body)
        assert (
            press(client, f"{overview}/publish", note="More.", carries="no", understood="y").status_code
            == 303
        )

    publish("Another text.")
    form = drawn(client, overview, carry)
    publish("The contrary.")
    told = client.get(client.post(carry, data=form).location).text
    assert ("changed since you opened it" in told, [each.carries for each in again(appeal).versions][1:]) == (
        True,
        [False, False],
    )
    assert press(client, overview, carry).status_code == 303
    assert (counts.confirmed(again(appeal)), counts.stay_behind(again(appeal))) == (
        1,
        0,
    )  # of the first text, too


def test_before_drafts_go_the_languages_are_named(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well")
    for lang in ("en", "kk"):
        theirs(appeal, lang)
    enter(client)
    page = client.get("/desk/a/well/take-up/1").text
    assert "Nobody else has read this." in said(html.fromstring(page), "del")
    assert "Қазақша" in page
    assert set(as_it_is("well")[1]) == {"en", "kk"}  # it only asks
    assert "Қазақша" in client.get("/desk/a/well/text/kk/drop").text
    assert client.get("/desk/a/well/take-up/2").status_code == 404
    assert client.get("/desk/a/well/text/ru/drop").status_code == 303  # it is out


def test_of_two_translations_brought_at_once_the_second_is_not_put_over_the_first(
    client: FlaskClient, other: FlaskClient
) -> None:
    make_appeal(slug="well", published=False)
    page, brought = "/desk/a/well/language", {"lang": "ru", "paste": RUSSIAN}
    mine = drawn(client, page, page) | brought
    theirs = drawn(other, page, page) | brought | {"paste": RUSSIAN.replace("1904", "1905")}
    brings = Thread(target=lambda: other.post(page, data=theirs))

    @event.listens_for(db.session, "after_commit")
    def _while_mine_is_read(_session: object) -> None:
        if not brings.ident:
            brings.start()
            brings.join()

    try:
        second = client.post(page, data=mine)
    finally:
        event.remove(db.session, "after_commit", _while_mine_is_read)
    assert (second.status_code, "has a text in this language already" in second.text) == (422, True)
    assert "1904" in second.text  # nothing that was pasted is lost
    assert "1905" in as_it_is("well")[1]["ru"].body


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # on SQLite one writes at a time
def test_of_two_who_save_the_names_to_check_at_once_the_second_is_told(
    client: FlaskClient, other: FlaskClient
) -> None:
    page, told = f"/desk/team/{make_appeal().team_id}/watch", list[int]()
    form = drawn(other, page, page) | {"names": "Harry Potter"}
    saves = Thread(target=lambda: told.append(other.post(page, data=form).status_code))

    @event.listens_for(db.engine, "before_cursor_execute")
    def _meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INSERT INTO watch_lists" in statement and not saves.ident:
            saves.start()
            until_one_waits(lambda: not saves.is_alive())

    try:
        assert press(client, page, names="Lord Voldemort").status_code == 303
    finally:
        event.remove(db.engine, "before_cursor_execute", _meanwhile)
    saves.join()
    assert told == [409]
