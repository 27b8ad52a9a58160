"""Several organisers have the page of settings open: what one changes does not undo what another did since."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from petition import worker
from petition.appeals import service, terms
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Kind
from petition.reading.draft import Call
from tests.factories import TEXT, asked_again, desk_post, drawn, enter, make_appeal, press, signed
from tests.retention.passing_time import fresh

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize(
    ("mine", "theirs", "then"),
    [
        ({"target": 500}, {"offers_updates": True}, {"target": 500, "offers_updates": True}),
        ({"target": 500}, {"target": 500}, {"target": 500}),
        ({"target": 500}, {"target": 700}, None),
        ({}, {"accent": "red"}, {"accent": "red"}),
        ({"asks": ["role"]}, {"asks": ["place"]}, {"asks": []}),  # each took another one out
        ({"mails": ["thanks", "letter"]}, {"mails": ["reminder", "letter"]}, {"mails": ["letter"]}),
    ],
)
def test_what_was_changed_on_a_page_is_set_and_what_others_changed_meanwhile_stays(
    client: FlaskClient, mine: dict[str, Any], theirs: dict[str, Any], then: dict[str, Any] | None
) -> None:
    appeal = make_appeal(published=False, asks=["role", "place"], mails=["thanks", "reminder", "letter"])
    seen = terms.marked(appeal)
    sent = {name: getattr(appeal, name) for name in json.loads(seen)} | mine
    terms.set_terms(appeal, theirs, organiser_id=1, now=clock.now())
    if then is None:
        with pytest.raises(terms.TermsChanged) as refused:
            terms.set_terms(appeal, sent, seen=seen, organiser_id=2, now=clock.now())
        assert refused.value.args == ("target",)
        assert appeal.target == theirs["target"]
    else:
        terms.set_terms(appeal, sent, seen=seen, organiser_id=2, now=clock.now())
        assert {name: getattr(appeal, name) for name in then} == then


def test_an_old_page_of_settings_keeps_the_switch_of_updates_and_asks_where_both_changed_the_same(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    enter(client)
    path = f"/desk/a/{appeal.slug}/terms"
    old = drawn(client, path, path)
    press(client, f"/desk/a/{appeal.slug}/updates", f"/desk/a/{appeal.slug}/updates/offer", deed="offer")
    assert client.post(path, data=old | {"target": "500"}).status_code == 303
    db.session.expire_all()
    assert (appeal.offers_updates, appeal.target) == (True, 500)
    asked = client.post(path, data=old | {"target": "900"})
    assert asked.status_code == 422
    assert "Somebody else has changed this meanwhile." in asked.text
    assert 'value="900"' in asked.text
    again = old | {"target": "900", "seen": terms.marked(appeal)}
    assert client.post(path, data=again).status_code == 303
    assert client.post(path, data=old | {"seen": "[1"}).status_code == 303  # nonsense: as if nothing was seen
    db.session.expire_all()
    assert (appeal.offers_updates, appeal.target) == (False, 0)


@pytest.mark.parametrize(
    ("was", "days", "to", "then"),
    [
        (False, 0, True, True),  # an employer asks while people sign
        (True, 0, False, True),  # who signed counts on it
        (False, 11, True, True),  # signing has ended, confirming has not
        (False, 12, True, False),  # the letter is complete
    ],
)
def test_organisations_are_put_down_as_for_identification_only_until_the_letter_is_complete_and_never_off(
    client: FlaskClient, was: bool, days: int, to: bool, then: bool
) -> None:
    appeal = make_appeal(identification_only=was, grace_minutes=36 * 60)
    chosen, now = {"identification_only": to}, clock.now() + timedelta(days=days)
    terms.set_terms(appeal, chosen, organiser_id=1, now=now)
    assert appeal.identification_only == then
    draft = make_appeal(slug="draft", published=False, identification_only=was)
    terms.set_terms(draft, chosen, organiser_id=1, now=now)
    assert draft.identification_only == to


def test_that_organisations_are_for_identification_only_is_said_beside_the_field_and_the_names(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well", asks=["affiliation"])
    signed(appeal, "Marat Suleev", affiliation="Green Mill")
    said = "Organisations beside people’s names are for identification only."
    assert said not in client.get("/a/well").text
    enter(client)
    page = "/desk/a/well/terms"
    form = drawn(client, page, page) | {"identification_only": "y"}
    assert desk_post(client, page, form).status_code == 303
    assert 'name="identification_only"' not in client.get(page).text  # it stands above, with what is fixed
    clock.ticked(timedelta(minutes=7))  # a list of this moment no other test has left in memory
    worker.once()
    assert client.get("/a/well").text.count(said) == 2
    for path in ("sign", "signatories"):
        assert client.get(f"/a/well/{path}").text.count(said) == 1, path
    assert client.get("/a/well/ru").text.count("только для идентификации") == 2
    with clock.stopped(clock.now() + timedelta(days=12)):
        assert client.get("/a/well/letter").text.count(said) == 1


def test_nothing_is_said_of_organisations_beside_names_where_none_stands_there(client: FlaskClient) -> None:
    appeal = make_appeal(slug="mill", asks=["affiliation"], identification_only=True)
    signed(appeal, "Marat Suleev").rank = 1
    signed(appeal, "Aru Bekova", affiliation="Old Mill", visibility="initials")
    signed(appeal, "Green Mill", affiliation="Mills of the World").kind = Kind.ORGANISATION
    db.session.commit()
    clock.ticked(timedelta(minutes=8))  # as above
    worker.once()
    said = "Organisations beside people’s names are for identification only."
    found = [client.get(f"/a/mill{path}").text for path in ("", "/sign", "/signatories")]
    assert all("Green Mill" in each for each in (found[0], found[2]))
    assert [each.count(said) for each in found] == [1, 1, 0]  # the form says so before anybody has one


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database decides
@pytest.mark.parametrize(
    ("published", "days", "late", "label"),
    [
        (True, 12, {"identification_only": "y"}, "Organisations are named for identification only"),
        (False, 0, {"kept_days": "9"}, "Days email addresses are kept after the end"),
        (False, 0, {"finds_mailboxes": "y"}, "Your team may search signatures by email address"),
        (False, 0, {"mails": ["thanks"]}, "As well as the email to confirm, supporters are sent"),
        (False, 0, {}, ""),
    ],
)
def test_what_is_fixed_by_now_is_refused_by_its_name_and_never_dropped_unsaid(
    client: FlaskClient, published: bool, days: int, late: dict[str, Any], label: str
) -> None:
    appeal = make_appeal(slug="well", published=published, mails=[])
    enter(client)
    page = "/desk/a/well/terms"
    old = drawn(client, page, page) | {"target": "500"}
    if not published:
        press(client, "/desk/a/well/publish")
    with clock.stopped(clock.now() + timedelta(days=days)):
        enter(client)
        token = {"csrf_token": drawn(client, page, page)["csrf_token"]}
        answer = client.post(page, data=old | late | token)
        assert (answer.status_code, "cannot be changed any more" in answer.text) == (
            (422, True) if label else (303, False)
        )
        assert not label or f"<li>{label}</li>" in answer.text
        assert label == "" or fresh(appeal).target == 0
        if label:
            assert client.post(page, data=asked_again(answer.text)).status_code == 303
        assert fresh(appeal).target == 500


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database decides
def test_the_deadline_that_the_letter_states_is_proposed_where_it_is_to_come_also_over_new_year(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well", published=False)
    with clock.stopped(datetime(2026, 12, 20, 10, tzinfo=UTC)):
        enter(client)
        for says, proposed in (
            ("Sign until 31 December!", "2026-12-31"),
            ("Подпишите до 18:00 15 января.", "2027-01-15"),
            ("Sign until 15 January 2026.", ""),
            ("Sign until 1 December.", ""),  # an old letter: nobody means the one in a year
            ("Sign until 29 February.", ""),
        ):
            text = replace(TEXT, call=Call(text=says))
            service.write(appeal, "en", text, organiser_id=None, now=clock.now())
            appeal.closes_at = None
            db.session.commit()
            at = f"/desk/a/{appeal.slug}/terms"
            assert drawn(client, at, at)["closes_on"] == proposed, says
