"""One press ends the emails about a letter, and nothing else."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition.core import clock, tokens
from petition.core.db import db
from petition.mail.out.models import OutboxMessage
from petition.signatures import announcements
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import confirm_by, filled, link_in, make_appeal, sign
from tests.signatures.later_mails import DAY, ONE_CLICK, later, subjects, unsubscribe_in

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def waiting() -> int:
    return db.session.scalar(select(func.count()).where(OutboxMessage.state == "waiting")) or 0


def confirmed(client: FlaskClient, mails: Mails, slug: str) -> EmailMessage:
    """Sign and confirm; gives the thanks."""
    sign(client, slug)
    confirm_by(client, link_in(mails()[-1]))
    return mails()[-1]


def test_a_press_with_an_empty_body_ends_the_mails_and_a_link_may_end_with_a_stop(
    client: FlaskClient, mails: Mails
) -> None:
    path = unsubscribe_in(confirmed(client, mails, make_appeal().slug))
    assert client.get(f"{path}).").status_code == 200
    assert client.post(path).status_code == 200
    assert db.session.scalars(select(Signature.quiet_at)).one() is not None


def test_every_mail_but_the_first_can_be_ended_by_one_press(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + 5 * DAY).slug
    sign(client, slug, email="slow@example.org")
    confirmed(client, mails, slug)
    sign(client, slug)
    for _ in range(7):
        later(DAY)
    by_subject = {mail["Subject"]: mail for mail in mails()}
    assert len(by_subject) == 6
    assert by_subject.pop("Please confirm")["List-Unsubscribe"] is None
    for mail in by_subject.values():
        assert client.get(unsubscribe_in(mail)).status_code == 200


def test_a_bare_post_from_anywhere_ends_the_mails_and_withdraws_nothing(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    path = unsubscribe_in(confirmed(client, mails, slug))
    for headers in ({}, {"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(path, data=ONE_CLICK, headers=headers)
        assert answer.status_code == 200  # a redirect would not be followed
        assert "Set-Cookie" not in answer.headers
    later(3 * DAY)
    assert subjects(mails()) == ["Please confirm", "Thank you"]
    assert client.get(f"/a/{slug}/letter.json").json["counts"]["confirmed"] == 1  # type: ignore[index]


def test_looking_at_the_link_ends_nothing(client: FlaskClient, mails: Mails) -> None:
    path = unsubscribe_in(confirmed(client, mails, make_appeal(closes_at=NOW + DAY).slug))
    for _ in range(2):
        assert "Stop emails about this letter?" in client.get(path).text
    client.head(path)
    confirm_by(client, path)
    later(3 * DAY)
    assert subjects(mails())[-1] == "It is ready"


def test_what_waits_to_be_sent_is_taken_back(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=NOW + DAY)
    path = unsubscribe_in(confirmed(client, mails, appeal.slug))
    clock.ticked(3 * DAY)
    assert announcements.tell_of_letter(appeal, clock.now()) == 1
    db.session.commit()
    client.post(path, data=ONE_CLICK)
    assert waiting() == 0


@pytest.mark.parametrize("deed", ["withdraw", "not_me"])
def test_the_link_of_a_signature_that_has_ended_is_answered_kindly(
    client: FlaskClient, mails: Mails, deed: str
) -> None:
    thanks = confirmed(client, mails, make_appeal().slug)
    client.post(link_in(thanks, "/s/"), data={"deed": deed})
    for answer in (client.get(unsubscribe_in(thanks)), client.post(unsubscribe_in(thanks), data=ONE_CLICK)):
        assert answer.status_code == 200
        assert "We do not email you about this letter" in answer.text


def test_what_is_asked_for_is_answered_all_the_same_and_thanks_are_left_out(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    sign(client, slug)
    mails()
    later(3 * DAY)
    client.post(unsubscribe_in(mails()[-1]), data=ONE_CLICK)
    sign(client, slug, name="Another Name")
    confirm_by(client, link_in(mails()[-1]))
    client.post(f"/a/{slug}/resend", data=filled())
    assert subjects(mails()) == ["Please confirm", "Reminder: please confirm", "Please confirm", "Your link"]


def test_my_signature_has_the_switch_for_both_ways(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    mine = link_in(confirmed(client, mails, slug), "/s/")
    assert client.post(mine, data={"deed": "no_mails"}).status_code == 303
    assert "Email me again" in client.get(mine).text
    client.post(mine, data={"deed": "mails"})
    assert "Stop emails" in client.get(mine).text
    later(3 * DAY)
    assert subjects(mails())[-1] == "It is ready"


@pytest.mark.parametrize("token", ["x", "W10.abc.def", "%00", "a" * 4000])
def test_a_bad_link_is_refused_kindly(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/u/{token}"), client.post(f"/u/{token}", data=ONE_CLICK)):
        assert answer.status_code == 404
        assert "<h1" in answer.text


def test_a_link_for_another_purpose_does_not_unsubscribe(client: FlaskClient, mails: Mails) -> None:
    thanks = confirmed(client, mails, make_appeal().slug)
    token = link_in(thanks, "/s/").removeprefix("/s/")
    assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 404
    token = unsubscribe_in(thanks).removeprefix("/u/")
    assert client.get(f"/s/{token}").status_code == client.get(f"/c/{token}").status_code == 404


@pytest.mark.parametrize("parts", [(), ("one",), ("one", "two", "three")])
def test_a_link_of_ours_that_names_no_row_with_a_nonce_is_a_bad_one(
    client: FlaskClient, mails: Mails, parts: tuple[str, ...]
) -> None:
    pages = {"unsubscribe": "/u/", "everything": "/m/", "signature": "/s/", "confirm": "/c/"}
    for purpose, page in pages.items():
        assert client.get(f"{page}{tokens.mint(purpose, *parts)}").status_code == 404, purpose
    assert client.get(f"/desk/enter/{tokens.mint('invitation', *parts)}").status_code == 410
