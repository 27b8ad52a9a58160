"""Who signs from an address that was given out for an hour is held: shown to nobody until organisers have looked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.appeals import emergency
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.signatures import counts
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import (
    TEXT,
    answered,
    confirm_by,
    desk_post,
    enter,
    filled,
    link_in,
    make_appeal,
    press,
    set_settings,
    sign,
    signed,
)
from tests.moderation.deciding import decide, do, preview

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")
DISPOSABLE = "aru@mailinator.com"


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


def held(client: FlaskClient, mails: Mails, slug: str, **fields: str) -> str:
    """Sign from such an address and confirm; gives the link that was followed."""
    sign(client, slug, **({"email": DISPOSABLE} | fields))
    link = link_in(mails()[-1])
    assert confirm_by(client, link).status_code == 303
    return link


def mine(client: FlaskClient, link: str) -> str:
    """The path of "my signature", from the page behind the confirming link."""
    return "/s/" + client.get(link).text.split('href="/s/')[1].split('"')[0]


def chosen() -> list[str]:
    return list(db.session.scalars(select(Signature.ref)))


def test_the_page_and_the_mail_are_as_for_anybody(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    form = filled()
    answers = [
        client.post(f"/a/{slug}/sign", data=form | {"email": each})
        for each in (DISPOSABLE, "aru@example.org")
    ]
    assert answered(answers[0]) == answered(answers[1])
    first, second = mails()
    assert first["Subject"] == second["Subject"] == "Please confirm"


def test_once_confirmed_it_is_held_shown_to_nobody_and_its_owner_is_told_honestly(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    link = held(client, mails, appeal.slug)
    assert states() == ["held"]
    assert counts.confirmed(appeal) == 0
    assert "Aru Bekova" not in client.get(f"/a/{appeal.slug}").text
    assert "the organisers check it before it counts" in client.get(link).text
    assert "the organisers check it before it counts" in client.get(mine(client, link)).text
    assert len(mails()) == 1  # no thanks before it counts


def test_who_confirms_with_a_domain_that_the_operator_names_is_held_as_well_and_told_so(
    app: Flask, client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = make_appeal().slug
    set_settings(app, monkeypatch, temporary_domains=frozenset({"short.example"}))
    links = [held(client, mails, slug, email=each) for each in ("a@in.short.example", "b@notshort.example")]
    assert states() == ["held", "confirmed"]
    assert "temporary" in client.get(mine(client, links[0])).text
    enter(client)
    assert "in.short.example" in client.get(f"/desk/a/{slug}/held").text


def test_one_mailbox_is_one_signature_while_it_is_held(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    for name in ("First Name", "Second Name"):
        sign(client, slug, email=DISPOSABLE, name=name)
    for mail in mails():
        confirm_by(client, link_in(mail))
    assert sorted(states()) == ["held", "merged"]
    sign(client, slug, email=DISPOSABLE, name="Third Name")
    assert sorted(states()) == ["held", "merged"]
    assert mails()[-1]["Subject"] == "Your link"


def test_organisers_count_in_one_go_and_only_then_thanks_are_sent(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    for nth in range(3):
        held(client, mails, appeal.slug, email=f"p{nth}@mailinator.com", name=f"Person {'abc'[nth]}")
    enter(client)
    assert "3 signatures are held for you to look at" in client.get(f"/desk/a/{appeal.slug}").text
    path = f"/desk/a/{appeal.slug}/held"
    page = client.get(path).text
    assert "Person a" in page
    assert "mailinator.com" in page
    assert "p0@" not in page
    assert "checked" not in page.split("<tbody")[1].split("</tbody")[0]  # nothing is one press away
    nothing = press(client, path, f"/desk/a/{appeal.slug}/signatures/preview", action="count").text
    assert "Choose signatures first" in nothing
    then = decide(client, path, "count", which="all")
    assert "3 signatures now count." in then
    assert "No signatures are held." in then
    assert counts.confirmed(appeal) == 3
    assert [mail["Subject"] for mail in mails()][3:] == ["Thank you"] * 3


def test_refused_ones_are_told_and_can_still_be_counted(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    link = held(client, mails, appeal.slug)
    enter(client)
    decide(client, f"/desk/a/{appeal.slug}/held", "take_off", "no name", ticked=chosen())
    assert states() == ["rejected"]
    assert mails()[-1]["Subject"] == "Something has changed"
    assert "Checked by the organisers and not counted" in client.get(mine(client, link)).text
    tally = counts.tally(appeal)
    assert (tally.not_me, tally.held, tally.confirmed) == (0, 0, 0)
    sign(client, appeal.slug, email=DISPOSABLE)
    assert mails()[-1]["Subject"] == "Your link"
    decide(client, f"/desk/a/{appeal.slug}/signatures?state=rejected", "put_back", ticked=chosen())
    assert states() == ["confirmed"]


@pytest.mark.parametrize(("deed", "state"), [("withdraw", "withdrawn"), ("not_me", "not_me")])
def test_the_owner_of_a_held_signature_may_end_it(
    client: FlaskClient, mails: Mails, deed: str, state: str
) -> None:
    appeal = make_appeal()
    link = held(client, mails, appeal.slug)
    enter(client)
    page = f"/desk/a/{appeal.slug}/held"
    seen = preview(client, page, "count", ticked=chosen())
    assert client.post(mine(client, link), data={"deed": deed}).status_code == 200
    assert states() == [state]
    assert client.get(link).status_code == 410
    assert "Nothing was changed: these signatures have changed meanwhile." in do(client, page, seen)
    assert states() == [state]
    assert counts.tally(appeal).not_me == (deed == "not_me")


def test_another_teams_held_signatures_are_as_if_they_were_not_there(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    held(client, mails, slug)
    enter(client, team="Others")
    assert client.get(f"/desk/a/{slug}/held").status_code == 404
    own = f"/desk/a/{make_appeal(team='Others', slug='own').slug}/signatures/do"
    desk_post(client, own, {"action": "count", "refs": chosen()}, at=own.replace("/do", ""))
    assert states() == ["held"]


def test_what_nobody_looked_at_is_erased_with_the_mailboxes(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + timedelta(hours=1)).slug
    held(client, mails, slug)
    clock.ticked(timedelta(days=3))
    worker.once()
    assert mails()[-1]["Subject"] == "It was not counted"
    enter(client)
    queue = f"/desk/a/{slug}/held"
    page = client.get(queue).text
    for decided in ('name="action"', "are thanked by email", "Everything here can be undone"):
        assert decided not in page
    assert "they can no longer be counted" in page
    assert "is held for you to look at" not in client.get(queue.removesuffix("/held")).text
    assert "held signature" not in client.get("/desk/").text
    for action in ("count", "take_off", "put_back"):
        done = {"action": action, "refs": chosen(), "reason": "no name"}
        desk_post(client, queue.replace("held", "signatures/do"), done, at=queue)
        assert states() == ["held"]  # as its owner was told
    clock.ticked(timedelta(days=37))
    worker.once()
    row = db.session.execute(select(Signature.state, Signature.particulars, Signature.mailbox_key)).one()
    assert tuple(row) == ("expired", b"", None)


@pytest.mark.parametrize(
    ("what", "days", "held_one", "stayed"),
    [
        ("stopped", 0, "The organisers check your signature", "Not in the letter: its text changed"),
        ("withdrawn", 0, "The letter was withdrawn", "The letter was withdrawn"),
        ("over", 12, "the letter closed before", "Signing has ended"),
    ],
)
def test_whoever_asks_for_their_link_is_told_what_is_so_of_a_letter_that_does_not_go_on(
    client: FlaskClient, mails: Mails, what: str, days: int, held_one: str, stayed: str
) -> None:
    appeal = make_appeal(grace_minutes=0)
    signed(appeal, "Somebody", mailbox="first@example.org")
    appeals.write(appeal, "en", replace(TEXT, title="Other"), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="New.", carries=False, now=clock.now())
    db.session.commit()
    mails()
    held(client, mails, appeal.slug)
    enter(client)
    assert "when signing ends" in client.get(f"/desk/a/{appeal.slug}/held").text
    if what == "stopped":
        emergency.begin(appeal, "Look", now=clock.now())
    elif what == "withdrawn":
        appeals.withdraw(appeal, "", now=clock.now())
    db.session.commit()
    clock.ticked(timedelta(days=days, hours=1))
    for mailbox, why in (("first@example.org", stayed), (DISPOSABLE, held_one)):
        assert client.post(f"/a/{appeal.slug}/resend", data=filled(email=mailbox)).status_code == 303
        assert why in " ".join(mails()[-1].get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    is_over = what == "over"
    assert ("Signing has ended" in client.get(f"/desk/a/{appeal.slug}/held").text) == is_over
