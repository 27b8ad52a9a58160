"""Where very many sign from one network within an hour, nobody is refused: organisers look at what is too much."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition.core import clock, limits
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import answered, confirm_by, desk_post, enter, filled, link_in, make_appeal, set_settings

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def _two_an_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_settings(app, monkeypatch, network_per_hour=2)


def sign_from(client: FlaskClient, slug: str, network: str, *people: str) -> list[bytes]:
    """Sign as each of these from one address, and give the answers."""
    return [
        answered(
            client.post(
                f"/a/{slug}/sign",
                data=filled(email=f"{each}@example.org"),
                environ_overrides={"REMOTE_ADDR": network},
            )
        )[1]
        for each in people
    ]


def confirm_all(client: FlaskClient, mails: Mails) -> list[str]:
    """Press the button of every mail; gives the states of the signatures in the order of signing."""
    for mail in mails():
        if mail["Subject"] == "Please confirm":
            confirm_by(client, link_in(mail))
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


@pytest.mark.parametrize(
    ("third", "state"),
    [
        ("198.51.100.7", "held"),
        ("::ffff:198.51.100.7", "held"),  # the same address, written as IPv6
        ("198.51.100.8", "confirmed"),
    ],
)
def test_what_is_too_much_from_one_address_is_held_when_confirmed(
    client: FlaskClient, mails: Mails, third: str, state: str
) -> None:
    slug = make_appeal().slug
    sign_from(client, slug, "198.51.100.7", "a", "b")
    sign_from(client, slug, third, "c")
    assert confirm_all(client, mails) == ["confirmed", "confirmed", state]


def test_a_flood_from_one_network_is_held_while_honest_people_from_many_pass(
    app: Flask, client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(app, monkeypatch, mail_per_network_at_once=4, mail_per_network_per_hour=60)
    slug = make_appeal().slug
    answers = []
    for nth in range(12):
        answers += sign_from(client, slug, "198.51.100.7", *(f"flood{nth}-{each}" for each in "ab"))
        answers += sign_from(client, slug, f"203.0.113.{nth}", f"honest{nth}")
    assert len(set(answers)) == 1  # nobody is refused, nobody can tell
    at_once = Counter(mail["To"][:5] for mail in mails())
    assert at_once == {"hones": 12, "flood": 4}  # the rest of the flood waits for its turn, one a minute
    clock.ticked(timedelta(minutes=30))
    assert len(mails()) == 36  # and none is lost
    for mail in mails():
        confirm_by(client, link_in(mail))
    states = db.session.execute(
        select(Signature.held_for, Signature.state, func.count()).group_by("held_for", "state")
    )
    assert {tuple(row) for row in states} == {("", "confirmed", 12 + 2), ("crowd", "held", 22)}


def test_a_household_of_ipv6_is_one_network(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    for nth, address in enumerate(
        ("2001:db8:1:2::1", "2001:db8:1:5::2", "2001:db8:1:ff::3", "2001:db8:2::1")
    ):
        sign_from(client, slug, address, f"p{nth}")
    assert confirm_all(client, mails) == ["confirmed", "confirmed", "held", "confirmed"]


def test_this_very_machine_is_no_network(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign_from(client, slug, "127.0.0.1", "a", "b", "c", "d")
    assert set(confirm_all(client, mails)) == {"confirmed"}


def test_an_hour_later_the_counting_begins_anew(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign_from(client, slug, "198.51.100.7", "a", "b")
    clock.ticked(timedelta(hours=1))
    sign_from(client, slug, "198.51.100.7", "c")
    assert set(confirm_all(client, mails)) == {"confirmed"}


def test_nobody_who_signs_can_tell_and_the_address_is_kept_nowhere(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    answers = sign_from(client, slug, "198.51.100.7", "a", "b", "c")
    assert len(set(answers)) == 1
    assert {mail["Subject"] for mail in mails()} == {"Please confirm"}
    assert not [key for key in db.session.scalars(select(limits.Counter.key)) if b"198.51" in key]


def test_the_owner_reads_why_it_is_held_and_so_do_organisers_who_let_it_count(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign_from(client, appeal.slug, "198.51.100.7", "a", "b", "c")
    link = link_in(mails()[2])
    confirm_by(client, link)
    assert "Very many people signed from your network" in client.get(link).text
    enter(client)
    path = f"/desk/a/{appeal.slug}/held"
    assert "Very many from one network" in client.get(path).text
    ref = db.session.scalars(select(Signature.ref).where(Signature.state == "held")).one()
    desk_post(client, f"/desk/a/{appeal.slug}/signatures/do", {"action": "count", "refs": ref}, at=path)
    assert db.session.scalars(select(Signature.state).where(Signature.ref == ref)).one() == "confirmed"
