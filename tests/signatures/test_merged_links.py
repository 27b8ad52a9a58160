"""Who was listed and has signed has two links: both lead to the signature that counts, and never to anybody else's."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.core import clock
from petition.core.db import db
from petition.lists import add
from petition.lists.models import LineList
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import confirm_by, enter, link_in, sign, signed
from tests.moderation.deciding import decide
from tests.signatures.test_named import again, draft, published
from tests.signatures.test_races import at_once

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("app", "now")


def listed_and_signed(client: FlaskClient, mails: Mails, *others: str) -> list[str]:
    """The links of somebody whom organisers listed and who signed as "Aru B. Bekova": of the list, and of their own.

    Then those that ask them about what was typed with their address besides.
    """
    published(draft())
    clock.ticked(timedelta(hours=2))  # or the cap of the mailbox is reached
    for name in ("Aru B. Bekova", *others):
        sign(client, "named", name=name)
    of_list, _marat, *asked = mails()
    own, *typed_too = (link_in(mail) for mail in asked)
    confirm_by(client, own)
    return [link_in(of_list, "/s/"), link_in(mails()[-1], "/s/"), *typed_too]


def test_either_link_shows_and_changes_the_signature_that_counts(client: FlaskClient, mails: Mails) -> None:
    of_list, own = listed_and_signed(client, mails)
    assert "Aru B. Bekova" in client.get("/a/named").text
    assert "Aru B. Bekova" in client.get(of_list).text
    assert client.post(of_list, data={"deed": "visibility", "visibility": "hidden"}).status_code == 303
    assert "Bekova" not in client.get("/a/named").text
    client.post(own, data={"deed": "visibility", "visibility": "public"})
    details = {"name": "Aru Baurzhan Bekova"}
    assert client.get(f"{of_list}/details").status_code == 200
    assert client.post(f"{of_list}/details", data=details).status_code == 303
    assert "Aru Baurzhan Bekova" in client.get("/a/named").text
    given = client.get(f"{of_list}/data.json").json
    assert given is not None
    assert given["you"]["name"] == "Aru Baurzhan Bekova"
    assert [each["you"]["name"] for each in given["others_with_this_address"]] == ["Aru Bekova"]
    client.post(of_list, data={"deed": "withdraw"})
    assert "Baurzhan" not in client.get("/a/named").text
    assert [client.get(each).status_code for each in (of_list, own)] == [410, 410]


def test_whichever_link_withdraws_first_the_other_leads_nowhere(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    links = listed_and_signed(client, mails)
    assert at_once(app, [(each, {"deed": "withdraw"}) for each in links]) == {200: 1, 410: 1}


def test_once_addresses_are_deleted_what_was_merged_leads_to_nobody(
    client: FlaskClient, mails: Mails
) -> None:
    of_list, own, typed_too = listed_and_signed(client, mails, "Aru Again")
    confirm_by(client, typed_too)
    clock.ticked(timedelta(days=60))
    worker.once()
    for each in (of_list, typed_too):
        page = client.get(each)
        assert page.status_code == 410
        assert "Dana Omarova" not in page.text
        assert "/s/" not in page.text
    assert "Aru B. Bekova" in client.get(own).text


def test_putting_back_what_the_mailbox_has_signed_anew_ends_nothing_and_says_why(
    client: FlaskClient, mails: Mails
) -> None:
    of_list, own, typed_too, typed_then = listed_and_signed(client, mails, "Aru Again", "Aru C. Bekova")
    confirm_by(client, typed_too)
    (first,) = db.session.scalars(
        select(Signature.ref).where(Signature.state == "confirmed", Signature.source == Source.FORM)
    )
    enter(client)
    at = "/desk/a/named/signatures"
    decide(client, at, "take_off", "asked", ticked=[first])
    assert "not counted" in client.get(typed_too).text  # nothing counts: what was taken off is told of
    assert "Aru B. Bekova" in client.get(of_list).text
    confirm_by(client, typed_then)
    (second,) = db.session.scalars(select(Signature.ref).where(Signature.state == "held"))
    decide(client, at, "count", ticked=[second])
    assert "another signature with the same email address counts" in decide(
        client, at, "put_back", ticked=[first]
    )
    states = dict(db.session.execute(select(Signature.ref, Signature.state)).all())
    assert (states[first], states[second]) == ("rejected", "confirmed")
    for each in (of_list, own):
        assert "Aru C. Bekova" in client.get(each).text
    given = client.get(f"{own}/data.json").json
    assert given is not None
    names = [each["you"]["name"] for each in given["others_with_this_address"]]
    assert names == ["Aru Bekova", "Aru B. Bekova", "Aru Again"]


def test_who_signed_too_and_is_yet_to_be_looked_at_stays_when_their_list_is_undone(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = draft()
    appeal.looks = "all"
    published(appeal)
    clock.ticked(timedelta(hours=2))
    for name in ("Aru B. Bekova", "Aru Again"):
        sign(client, "named", name=name)
    for mail in mails()[-2:]:
        confirm_by(client, link_in(mail))
    kept = db.session.scalars(select(LineList)).one()
    assert add.undo(kept, organiser_id=1, now=clock.now())
    db.session.commit()
    told = select(Signature.state, Signature.source).order_by(Signature.id)
    assert db.session.execute(told).all() == [("held", "form"), ("merged", "form")]
    enter(client)
    assert "Aru B. Bekova" in client.get("/desk/a/named/held").text
    assert "the organisers check it" in client.get(link_in(mails()[-1])).text


@pytest.mark.parametrize("other", ["listed", "taken off"])
@pytest.mark.parametrize(
    ("what", "chosen"), [("", {"deed": "visibility", "visibility": "hidden"}), ("/details", {"name": "Aru"})]
)
def test_what_comes_to_count_in_place_of_another_shows_no_more_than_its_owner_wants_by_now(
    client: FlaskClient, mails: Mails, other: str, what: str, chosen: dict[str, str]
) -> None:
    at = "/desk/a/named/signatures"
    of_form = select(Signature.ref).where(Signature.source == Source.FORM).order_by(Signature.id)
    appeal = draft()
    appeal.looks = "all" if other == "listed" else ""
    published(appeal)
    clock.ticked(timedelta(hours=2))
    sign(client, "named", name="Aru B. Bekova", role="Judge")
    sign(client, "named", name="Aru Anew")
    of_list, (own, anew) = link_in(mails()[0], "/s/"), map(link_in, mails()[-2:])
    confirm_by(client, own)
    enter(client)
    if other == "taken off":
        decide(client, at, "take_off", "asked", ticked=db.session.scalars(of_form).all())
        confirm_by(client, anew)
        decide(client, at, "count", ticked=db.session.scalars(of_form).all()[1:])
        (one,) = db.session.scalars(select(Signature.id).where(Signature.state == "rejected"))
        signed(again(), "Cora Holm").printed_as_id = one
        db.session.commit()
    before = client.get("/a/named").text
    assert ("Aru B. Bekova" in before, "Aru" in before) == (False, True)
    assert client.post(f"{of_list}{what}", data=chosen).status_code == 303
    first, then, *_cora = db.session.scalars(of_form).all()
    if other == "taken off":
        decide(client, at, "take_off", "asked", ticked=[then])
        decide(client, at, "put_back", ticked=[first])
    else:
        assert add.undo(db.session.scalars(select(LineList)).one(), organiser_id=1, now=clock.now())
        db.session.commit()
        decide(client, at, "count", ticked=[first])
    state = db.session.scalar(select(Signature.state).where(Signature.ref == first))
    shown = client.get("/a/named").text
    assert (state, "Bekova" in shown, "Judge" in shown) == ("confirmed", False, False)
    assert ("Cora Holm" in shown) == (other == "taken off")
