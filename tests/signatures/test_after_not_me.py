"""“This was not me” bars nobody for good: its owner is asked, at most once a day, and comes back by a press."""

import re
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
from petition.lexicon.signatory import Kind
from petition.lists import invite, store
from petition.reading.draft import Line
from petition.reading.signatories.listed import Listed
from petition.signatures import counts, rules, suppression
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.factories import confirm_by, enter, filled, link_in, make_appeal, sign, words_of

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

DAY = timedelta(days=1)


@pytest.fixture
def slug(client: FlaskClient, mails: Mails) -> str:
    """An appeal that an adversary has signed in Aru's name, who said "this was not me"."""
    slug = make_appeal(closes_at=clock.now() + timedelta(days=20)).slug
    sign(client, slug, name="Not Aru")
    client.post(link_in(mails()[0]), data={"deed": "not_me"})
    return slug


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def code_in(mail: EmailMessage) -> str:
    (found,) = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", said(mail))
    return str(found)


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


def names() -> list[str]:
    rows = db.session.scalars(select(Signature).where(Signature.state == "confirmed"))
    return [each.own.name for each in rows]


def test_who_said_not_me_is_asked_and_signs_after_all_by_one_press(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    assert sign(client, slug).status_code == 303
    *_before, asked = mails()
    assert "You told us not to email you" in said(asked)
    assert not {"Aru", "Bekova"} & words_of(said(asked))
    link = link_in(asked)
    page = client.get(link)
    assert "You told us not to email you about this letter" in page.text
    assert states() == ["not_me", "pending"]  # to look changes nothing
    assert confirm_by(client, link).status_code == 303
    assert confirm_by(client, link).status_code == 303  # nor does a second press
    assert states() == ["not_me", "confirmed"]
    assert names() == ["Aru Bekova"]
    assert mails()[-1]["Subject"] == "Thank you"
    sign(client, slug, name="Once More")
    assert link_in(mails()[-1], "/s/")  # as anybody who has signed


def test_the_code_of_that_mail_leads_where_its_link_leads(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    sign(client, slug)
    answer = client.post(f"/a/{slug}/code", data=filled(code=code_in(mails()[-1])))
    assert "Sign with other details" in client.get(answer.location).text


def test_it_is_asked_once_a_day_however_often_somebody_enters_the_address(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    before = len(mails())
    for nth in range(4):
        for email in ("aru@example.org", "ARU@Example.org", "aru+x@example.org"):
            sign(client, slug, name=f"Name {'x' * nth}", email=email)
            client.post(f"/a/{slug}/resend", data=filled(email=email))
        clock.ticked(timedelta(hours=2))
    others = [mail for mail in mails()[before:] if mail["To"] == "aru@example.org"]
    assert len(others) == 1
    assert "several emails" not in said(others[0])
    clock.ticked(DAY)
    sign(client, slug)
    assert len([mail for mail in mails()[before:] if mail["To"] == "aru@example.org"]) == 2
    worker.once()
    clock.ticked(5 * DAY)
    worker.once()  # nor is it reminded of what waits
    assert len([mail for mail in mails()[before:] if mail["To"] == "aru@example.org"]) == 2
    client.post("/mine", data=filled())
    worker.once()
    assert len([mail for mail in mails()[before:] if mail["To"] == "aru@example.org"]) == 2


def test_whom_an_adversary_makes_say_not_me_each_day_signs_all_the_same_with_their_own_details(
    client: FlaskClient, mails: Mails, slug: str
) -> None:
    sign(client, slug, name="Wrong Again")  # the one mail of the day is spent on it
    sign(client, slug)
    link = link_in(mails()[-1])
    answer = client.post(link, data={"deed": "anew"})
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert f"/a/{slug}/sign" in answer.location
    assert states() == ["not_me", "expired"]
    assert client.get(link).status_code == 410
    clock.ticked(timedelta(hours=1))
    sign(client, slug)
    confirm_by(client, link_in(mails()[-1]))
    assert names() == ["Aru Bekova"]


def test_not_me_may_be_said_again_and_again(client: FlaskClient, mails: Mails, slug: str) -> None:
    for nth in range(2, 5):
        sign(client, slug, name="Wrong Again")
        client.post(link_in(mails()[-1]), data={"deed": "not_me"})
        assert states() == ["not_me"] * nth
        sign(client, slug)
        assert len(mails()) == nth
        clock.ticked(DAY)
    sign(client, slug)
    confirm_by(client, link_in(mails()[-1]))
    assert names() == ["Aru Bekova"]


@pytest.mark.parametrize("back", [False, True])
def test_no_list_brings_back_who_said_not_me_even_after_they_came_back_and_left(
    app: Flask, client: FlaskClient, mails: Mails, slug: str, back: bool
) -> None:
    if back:
        sign(client, slug)
        confirm_by(client, link_in(mails()[-1]))
        client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
    appeal = db.session.scalars(select(Signature)).first().appeal  # type: ignore[union-attr]
    listed = Listed(Line("", Kind.PERSON, "Aru Bekova"), mailbox="aru@example.org")
    kept = store.keep_list(appeal, [listed.line], now=clock.now())
    key = mailbox_key_of(appeal, "aru@example.org")
    assert suppression.suppressed(appeal, [key]) == {key: suppression.Ended(own=True, undone=False)}
    before = len(mails())
    asked = Signing(Particulars("Aru Bekova", "aru@example.org"))
    assert invite.invite(kept, [(asked, None)], now=clock.now()) == 1  # the number tells organisers nothing
    db.session.commit()
    assert len(mails()) == before
    assert counts.confirmed(appeal) == 0


# --- the short code ---------------------------------------------------------------------------------------------------


def typed(client: FlaskClient, slug: str, code: str, network: str) -> int:
    data, at = filled(code=code), {"REMOTE_ADDR": network}
    return client.post(f"/a/{slug}/code", data=data, environ_overrides=at).status_code


def test_wrong_codes_of_a_stranger_close_the_code_for_the_strangers_network_alone(
    client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "WRONG_CODES_AN_HOUR", 5)
    monkeypatch.setattr(rules, "WRONG_CODES_AN_HOUR_OF_AN_APPEAL", 12)
    slug, other = make_appeal().slug, make_appeal(slug="other").slug
    sign(client, slug)
    right = code_in(mails()[-1])
    answers = [typed(client, slug, "0000-0000", "203.0.113.1") for _ in range(40)]
    assert answers == [422] * 5 + [429] * 35
    assert typed(client, other, "0000-0000", "203.0.113.1") == 429
    assert typed(client, slug, right, "203.0.113.1") == 429
    assert typed(client, slug, right, "198.51.100.7") == 303
    assert typed(client, slug, right, "2001:db8::1") == 303
    for nth in range(2, 4):  # many networks together
        for _ in range(5):
            typed(client, slug, "0000-0000", f"203.0.113.{nth}")
    assert typed(client, slug, right, "198.51.100.7") == 429
    assert typed(client, other, "0000-0000", "198.51.100.7") == 422
    clock.ticked(timedelta(hours=1))
    assert typed(client, slug, right, "198.51.100.7") == 303


def test_what_was_said_not_to_be_oneself_is_counted_at_the_desk_where_that_tells_of_nobody(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    enter(client)
    for nth in range(20):
        sign(client, slug, email=f"a{nth}@example.org")
        client.post(link_in(mails()[-1]), data={"deed": "not_me"})
        page = " ".join(client.get(f"/desk/a/{slug}").text.split())
        assert ("“I did not sign this”" in page) == (nth == 19)


@pytest.mark.parametrize("is_held", [False, True])
def test_who_has_confirmed_deletes_what_else_waits_for_the_same_mailbox_and_keeps_their_own(
    client: FlaskClient, mails: Mails, *, is_held: bool
) -> None:
    """A stranger typed the address before, or somebody who shares it did."""
    slug = make_appeal().slug
    for name in ("Not Aru", "Aru Bekova"):
        sign(client, slug, name=name)
    strangers, own = map(link_in, mails())
    confirm_by(client, own)
    if is_held:
        (signature,) = db.session.scalars(select(Signature).where(Signature.state == "confirmed"))
        signature.state, signature.held_at = State.HELD, clock.now()
        db.session.commit()
    else:
        page = client.get(strangers).text
        assert "You have already signed with this email address" in page
        assert "They can use another address, or ask the organisers to add their name." in page
        assert "The signature that you confirmed stays." in page
        assert "I did not sign this" not in page
        for _read_before_it_is_deleted in range(2):
            assert "Aru Bekova" in client.get(confirm_by(client, strangers, deed="mine").location).text
    over = client.post(strangers, data={"deed": "not_me"}).text
    assert "The signature that you confirmed has not changed." in over
    assert states() == ["expired", "held" if is_held else "confirmed"]
    (mine,) = re.findall(r'href="(/s/[^"]+)"', over)
    assert "Aru Bekova" in client.get(mine).text
    assert client.get(strangers).status_code == 410
    assert client.get(own).status_code == 200


def test_who_presses_a_second_link_of_theirs_is_told_what_counts_and_thanked_for_nothing(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    for name in ("Aru Bekova", "Dana Bekova"):
        sign(client, slug, name=name)
    first, second = map(link_in, mails())
    for link in (first, second):
        confirm_by(client, link)
    page = client.get(second).text
    assert "You have already signed with this email address" in page
    assert "They can use another address, or ask the organisers to add their name." in page
    assert "Aru Bekova" in page
    assert "Thank you" not in page
    assert "Thank you" in client.get(first).text
