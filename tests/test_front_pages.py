"""The two front pages, of the site and of the desk: figures of many appeals by few questions, and pages of fifty."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import delivery, directory
from petition.core import clock
from petition.core.db import db
from petition.desk import front_page
from petition.desk import service as desk
from petition.signatures import counts
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from petition.signatures.ticket import new_nonce, new_ref
from tests.factories import enter, make_appeal, set_settings


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def add(appeal_id: int, state: str, version_id: int | None = None) -> None:
    db.session.add(
        Signature(
            appeal_id=appeal_id,
            version_id=version_id,
            ref=new_ref(),
            nonce=new_nonce(),
            state=state,
            source=Source.FORM,
            kind="person",
            visibility="hidden",
            lang="en",
            particulars=b"",
            signed_at=clock.now(),
        )
    )


@pytest.mark.parametrize("path", ["/", "/desk/"])
@pytest.mark.usefixtures("now")
def test_a_front_page_asks_as_little_of_many_appeals_as_of_few(client: FlaskClient, path: str) -> None:
    """But for the journal of erasures, which is asked once a second."""
    enter(client)
    asked = []
    for count in (3, 12):
        while directory.count_on_show() < count:
            add(make_appeal().id, "confirmed")
        db.session.commit()
        with counted() as said:
            assert client.get(path).status_code == 200
        asked.append(len([each for each in said if each.startswith("SELECT") and "erasures" not in each]))
    assert asked[0] == asked[1] < 15


@pytest.mark.usefixtures("now")
def test_figures_of_many_appeals_are_those_of_each(client: FlaskClient) -> None:
    carried, parted = make_appeal(slug="carried"), make_appeal(slug="parted")
    make_appeal(slug="empty")
    for each in (carried, parted):
        first = each.version
        assert first
        for state in ("confirmed", "confirmed", "pending", "held", "withdrawn"):
            add(each.id, state, first.id)
        add(each.id, "confirmed")  # a first signatory, from before there was a text
        each.texts[0].content = {**each.texts[0].content, "body": "The well is new."}
        db.session.commit()
        desk.publish(each, note="Another text", carries=each is carried, now=clock.now())
        db.session.commit()
        assert each.version is not first
        add(each.id, "confirmed", each.version.id if each.version else None)
    db.session.commit()
    found = directory.on_show(clock.now(), offset=0, most=50)
    assert len(found) == 3
    tally = {each.id: counts.tally(each) for each in found}
    told = {each: figures[:3] for each, figures in counts.figures(found).items()}
    assert told == {each: (tally[each].confirmed, tally[each].pending, tally[each].held) for each in tally}
    assert sorted(each.confirmed for each in tally.values()) == [0, 2, 4]
    assert counts.figures([]) == {}


@pytest.mark.usefixtures("now")
def test_a_front_page_shows_fifty_appeals_and_leads_to_the_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.signatures.views._A_PAGE", 2)
    monkeypatch.setattr("petition.desk.views._A_PAGE", 2)
    enter(client)
    for slug in ("first", "second", "third"):
        make_appeal(slug=slug)
    make_appeal(slug="over", closes_at=clock.now() + timedelta(hours=1))
    clock.ticked(timedelta(hours=2))
    front, other = client.get("/").text, client.get("/page/2").text
    for slug in ("first", "second", "third", "over"):
        assert (f'href="/a/{slug}"' in front) != (f'href="/a/{slug}"' in other), slug
    assert 'href="/a/over"' in other  # those that can be signed come first
    assert "Open letters you can sign" in front
    assert (
        other.index("Open letters you can sign") < other.index("Closed for signing") < other.index("/a/over")
    )
    assert 'href="/page/2"' in front
    assert 'href="/"' in other
    assert 'href="/page/2?lang=ru"' in client.get("/?lang=ru").text
    assert client.get("/page/3").status_code == 404
    assert client.get("/page/1").status_code == 308
    front, other = client.get("/desk/").text, client.get("/desk/?page=2").text
    for slug in ("first", "second", "third", "over"):
        assert (f"/desk/a/{slug}" in front) != (f"/desk/a/{slug}" in other), slug
    assert client.get("/desk/?page=9").text.count("/desk/a/") == 2


@pytest.mark.usefixtures("now")
def test_the_first_page_says_what_this_is_how_letters_begin_and_what_became_of_them(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(app, monkeypatch, site_name="Letters of the Steppe", site_line="Run by <the> school.")
    enter(client)
    (organiser,) = db.session.scalars(db.select(Organiser))
    reached, answered = make_appeal(slug="reached"), make_appeal(slug="answered")
    later = clock.now() + timedelta(days=12)
    for found, what in ((reached, "delivered"), (answered, "delivered"), (answered, "answered")):
        happened = delivery.Happened(delivery.Event(what), delivery.day_of(found, later))
        delivery.record(found, happened, organiser_id=organiser.id, now=later)
    db.session.commit()
    with clock.stopped(later):
        page, own = client.get("/").text, client.get("/desk/").text
    assert own.count("Record the answer when it comes") == 1
    assert "Download the letter" not in own
    for what in (delivery.Event.DELIVERED, delivery.Event.ANSWERED):
        waiting = {"held": 1, "messages": 2, "cases": 3, "lists": 4}
        assert front_page._next_step(what, waiting, frozenset(Permission)) == ("messages", 2)
        assert front_page._next_step(what, {"cases": 3}, frozenset(Permission))[0] != "cases"
    assert "<title>Letters of the Steppe</title>" in page
    assert "Run by &lt;the&gt; school." in page
    assert page.count("<span>Delivered</span>") == page.count("<span>Answered</span>") == 1
    assert page.count('<p class="excerpt"') == 2
