"""Where very many confirm with addresses of one email service, organisers look at what is too much, and decide at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import clock, limits, providers
from petition.core.db import db
from petition.signatures import confirming, rules
from petition.signatures.models import Signature
from tests.factories import confirm_by, enter, filled, link_in, make_appeal, set_settings, signed
from tests.moderation.deciding import decide

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

HOUR = timedelta(hours=1)
HELD, COUNTS = ("held", "service"), ("confirmed", "")


@pytest.fixture(autouse=True)
def _two_an_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_settings(app, monkeypatch, service_per_hour=2)


def came(appeal: Appeal, *mailboxes: str) -> list[tuple[str, str]]:
    """Sign and confirm with each of these; gives what each has come to, and why."""
    rows = [signed(appeal, "Aru Bekova", mailbox=each) for each in mailboxes]
    return [(row.state, row.held_for) for row in rows]


def of(service: str, number: int) -> list[str]:
    return [f"p{nth}@{service}" for nth in range(number)]


@pytest.mark.parametrize(
    ("domain", "service"),
    [
        ("invented.example", "invented.example"),
        ("a.b.invented.kz", "invented.kz"),
        ("dept.college.edu.kz", "college.edu.kz"),
        ("one.duckdns.org", "duckdns.org"),  # who gives names out for nothing gives out many
        ("gmail.com", ""),
        ("vk.ru", ""),
        ("t-online.de", ""),
        ("hotmail.es", ""),
        ("yahoo.com.br", ""),
        ("hotmail.invented.example", "invented.example"),
        ("hotmail.example", "hotmail.example"),
        ("xn--80ao21a.xn--80ao21a", "xn--80ao21a.xn--80ao21a"),
    ],
)
def test_a_service_is_the_name_that_was_registered_and_none_where_anybody_has_an_address(
    domain: str, service: str
) -> None:
    assert providers.service(domain) == service


def test_many_of_one_domain_each_from_a_network_of_its_own_are_held_beyond_the_limit(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    for nth, domain in enumerate(["invented.kz", "a.invented.kz", "b.invented.kz", "invented.kz", "firm.kz"]):
        network = {"REMOTE_ADDR": f"203.0.113.{nth}"}
        form = filled(name=f"Aru {'abcde'[nth]}", email=f"p{nth}@{domain}")
        client.post(f"/a/{slug}/sign", data=form, environ_overrides=network)
    for mail in mails():
        confirm_by(client, link_in(mail))
    rows = db.session.execute(select(Signature.state, Signature.held_for).order_by(Signature.id))
    assert [tuple(row) for row in rows] == [COUNTS, COUNTS, HELD, HELD, COUNTS]


def test_the_patient_are_held_by_the_days_and_nobody_under_another_letter_or_of_a_great_service(
    app: Flask,
) -> None:
    appeal = make_appeal()
    for nth in range(2 * rules.HOURS_OF_A_SERVICE):
        assert came(appeal, f"p{nth}@invented.kz") == [COUNTS]
        clock.ticked(HOUR)
    assert came(appeal, "last@invented.kz") == [HELD]
    assert came(make_appeal(slug="other"), "last@invented.kz") == [COUNTS]
    assert set(came(appeal, *of("gmail.com", 4))) == {COUNTS}
    clock.ticked(rules.SOME_DAYS)
    assert came(appeal, "later@invented.kz") == [COUNTS]


def test_only_who_confirms_is_counted_and_no_one_whom_organisers_invited(app: Flask) -> None:
    appeal = make_appeal()
    for each in of("firm.kz", 9):  # typed by a stranger
        signed(appeal, "Aru Bekova", mailbox=each, confirmed=False)
    assert came(appeal, "real@firm.kz") == [COUNTS]
    invited = [signed(appeal, f"Guest {nth}", mailbox=f"g{nth}@firm.kz", confirmed=False) for nth in range(4)]
    for guest in invited:
        guest.source = rules.Source.INVITED
        confirming.confirm(guest, now=clock.now())
    assert {guest.state for guest in invited} == {"confirmed"}


def test_of_the_service_keyed_hashes_are_kept_for_the_days_that_count(app: Flask) -> None:
    came(make_appeal(), *of("invented.kz", 3))
    assert {len(key) for key in db.session.scalars(select(limits.Counter.key))} == {32}
    limits.forget(clock.now() + rules.SOME_DAYS)
    assert not db.session.scalars(select(limits.Counter.key)).all()


@pytest.mark.parametrize(("action", "state"), [("count", "confirmed"), ("take_off", "rejected")])
def test_organisers_see_of_which_service_they_are_and_decide_at_once_and_owners_read_why(
    client: FlaskClient, mails: Mails, action: str, state: str
) -> None:
    appeal = make_appeal()
    came(appeal, *of("invented.kz", 5))
    came(appeal, *of("firm.kz", 2))
    signed(appeal, "In Secret", mailbox="hidden@firm.kz", visibility="hidden")
    client.post(f"/a/{appeal.slug}/sign", data=filled(name="Somebody Else", email="else@firm.kz"))
    link = link_in(next(each for each in mails() if each["To"] == "else@firm.kz"))
    confirm_by(client, link)
    assert "Very many people signed with addresses of one email service" in client.get(link).text
    enter(client)
    path = f"/desk/a/{appeal.slug}/held"
    page = client.get(path).text
    assert "<bdi>invented.kz</bdi>: 3 signatures" in page
    assert "<bdi>firm.kz</bdi>: 2 signatures" in page
    assert "In Secret" not in page  # of who is not named no more is seen than others see
    reason = "no person" if action == "take_off" else ""
    decide(client, path, action, reason, which="service", service="invented.kz")
    found = db.session.scalars(select(Signature).where(Signature.held_at.is_not(None)))
    ended = {(providers.of(each.own.mailbox), str(each.state)) for each in found}
    assert ended == {("invented.kz", state), ("firm.kz", "held")}
    after = [COUNTS] if action == "count" else [HELD]
    for each in ("next@invented.kz", "later@invented.kz"):  # who was let count, so is whoever comes after
        assert came(appeal, each) == after
        clock.ticked(HOUR)
    clock.ticked(rules.SOME_DAYS)
    assert came(appeal, *of("a.invented.kz", 3)) == [COUNTS, COUNTS, HELD]


def test_who_was_counted_before_a_service_was_held_is_held_too_by_one_press(client: FlaskClient) -> None:
    appeal = make_appeal()
    came(appeal, *of("invented.kz", 5))
    signed(appeal, "Real Person", mailbox="real@firm.kz")
    enter(client)
    path = f"/desk/a/{appeal.slug}/held"
    assert "2 more were counted before" in client.get(path).text
    decide(client, path, "take_off", "no person", which="service", service="invented.kz")
    page = client.get(path).text
    assert "<bdi>invented.kz</bdi>: 0 signatures" in page
    assert "firm.kz" not in page
    figures = " ".join(client.get(f"/desk/a/{appeal.slug}/figures").text.split())
    assert re.search(r">3</\w+> (<[^>]+> ?)?taken off by organisers", figures)
    decide(client, path, "hold", which="service", service="invented.kz")
    assert "more were counted before" not in client.get(path).text
    states = db.session.execute(select(Signature.state, Signature.held_for).order_by(Signature.id)).all()
    assert [tuple(each) for each in states] == [("held", "organisers")] * 2 + [
        ("rejected", "service")
    ] * 3 + [COUNTS]
