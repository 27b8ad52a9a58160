"""Who confirmed is told once how it ended: the letter can be read, or it was withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.accounts import members, organisers
from petition.appeals import service as appeals
from petition.appeals import sharing
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import TEXT, confirm_by, link_in, make_appeal, sign
from tests.signatures.later_mails import DAY, HOUR, MINUTE, ONE_CLICK, later, said, subjects, unsubscribe_in

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def test_a_withdrawn_appeal_tells_who_confirmed_once_and_recalls_all_that_waits(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    sign(client, appeal.slug, email="other@example.org")
    appeals.withdraw(appeal, "", now=NOW)
    db.session.commit()
    for _ in range(12):
        later(DAY)
    assert subjects(mails()) == ["Please confirm", "It was withdrawn"]


def test_when_nobody_can_confirm_any_more_all_who_did_are_told_of_the_letter_once(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(closes_at=NOW + DAY).slug
    for nth in range(3):
        sign(client, slug, email=f"p{nth}@example.org")
    for mail in mails()[:2]:
        confirm_by(client, link_in(mail))
    later(DAY)
    assert "It is ready" not in subjects(mails())
    later(DAY)
    later(DAY)
    told = [mail for mail in mails() if mail["Subject"] == "It is ready"]
    assert {mail["To"] for mail in told} == {"p0@example.org", "p1@example.org"}
    assert len(told) == 2
    assert client.get(link_in(told[0], "/a/")).status_code == 200
    assert "Keep the well open" in said(told[0])


def test_all_are_told_of_the_letter_though_mailboxes_are_erased_at_once(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal(closes_at=NOW + HOUR, kept_days=0).slug)
    confirm_by(client, link_in(mails()[0]))
    later(2 * DAY)
    assert subjects(mails())[-1] == "It is ready"


def test_a_new_text_is_told_once_to_who_confirmed_before_it_and_to_who_confirms_after(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + DAY)
    for nth in range(3):
        sign(client, appeal.slug, email=f"p{nth}@example.org")
    first, second, third = (link_in(mail) for mail in mails())
    confirm_by(client, first)
    clock.ticked(HOUR)
    appeals.write(appeal, "en", replace(TEXT, body="The well is ours."), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="Another text", carries=False, now=clock.now())
    db.session.commit()
    clock.ticked(MINUTE)
    confirm_by(client, second)  # before the worker has come to telling
    assert "sign it too if you agree" in client.get(third).text
    later(HOUR)
    told = [str(mail["To"]) for mail in mails() if mail["Subject"] == "Something has changed"]
    assert sorted(told) == ["p0@example.org", "p1@example.org"]
    clock.ticked(DAY)
    assert "Signing has ended, so it is not in the letter." in client.get(third).text
    confirm_by(client, third)
    thanked = " ".join(said(mails()[-1]).split())
    assert "Signing has ended, so it is not in the letter." in thanked
    assert "You have signed this letter." not in thanked


def test_who_signed_is_told_once_that_they_count_under_a_new_text_too_and_where_to_withdraw(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(mails=["thanks"])  # organisers cannot switch it off
    for who in ("early", "quiet", "late"):
        sign(client, appeal.slug, email=f"{who}@example.org")
    early, quiet, late = (link_in(mail) for mail in mails())
    confirm_by(client, early)
    confirm_by(client, quiet)
    client.post(unsubscribe_in(mails()[-1]), data=ONE_CLICK)
    clock.ticked(HOUR)
    appeals.write(appeal, "en", replace(TEXT, body="Fill in the well."), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="It is closed.", carries=True, now=clock.now())
    db.session.commit()
    for _ in range(3):
        later(HOUR)
    confirm_by(client, late)
    later(HOUR)
    told = [mail for mail in mails() if mail["Subject"] == "Something has changed"]
    assert [mail["To"] for mail in told] == ["early@example.org", "late@example.org"]
    assert "It is closed." in said(told[0])
    compared = client.get(link_in(told[0], "/a/").partition("#")[0]).text
    assert "Fill" in compared.partition("<ins>")[2]
    mine = link_in(told[0], "/s/")
    assert "If you do not agree with it, withdraw yours." in client.get(mine).text
    assert "withdrawn" in client.post(mine, data={"deed": "withdraw"}).text


def test_who_was_told_that_they_do_not_count_is_told_when_they_do_after_all(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    for who in ("early", "late"):
        sign(client, appeal.slug, email=f"{who}@example.org")
    early, late = (link_in(mail) for mail in mails())
    confirm_by(client, early)
    clock.ticked(HOUR)
    appeals.write(appeal, "en", replace(TEXT, body="Fill in the well."), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="It is closed.", carries=False, now=clock.now())
    db.session.commit()
    clock.ticked(HOUR)
    confirm_by(client, late)
    later(HOUR)
    again = appeals.by_slug("keep-the-well-open")
    assert again is not None
    desk.carry_after_all(again, organiser_id=1, now=clock.now())
    db.session.commit()
    clock.ticked(MINUTE)
    looked_at = db.session.scalars(select(Signature.ref)).all()
    for action in (Action.HOLD, Action.COUNT):  # before the worker has come to telling
        manage.act(again, action, looked_at, organiser_id=1, now=clock.now())
    db.session.commit()
    for _ in range(2):
        later(HOUR)
    told = [(str(mail["To"]).partition("@")[0], said(mail)) for mail in mails()]
    assert sorted(who for who, each in told if "your signature does not count" in each) == ["early", "late"]
    assert sorted(who for who, each in told if "your signature counts under" in each) == ["early", "late"]


def test_who_is_counted_after_all_is_told_of_every_text_since_their_own_and_earlier_pages_keep_what_was_chosen(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(mails=["thanks"])
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    for note in ("First change.", "Second change."):
        clock.ticked(HOUR)
        appeals.write(appeal, "en", replace(TEXT, body=note), organiser_id=None, now=clock.now())
        desk.publish(appeal, note=note, carries=False, now=clock.now())
    clock.ticked(HOUR)
    desk.carry_after_all(appeal, organiser_id=1, now=clock.now())
    db.session.commit()
    later(HOUR)
    told = mails()[-1]
    assert "First change. Second change." in said(told)
    assert "/version/1" in link_in(told, "/a/")
    pages = [" ".join(client.get(f"/a/{appeal.slug}/version/{nth}").text.split()) for nth in (2, 3)]
    assert ["they chose that these count after all, under version 3." in each for each in pages] == [
        True,
        False,
    ]


def test_who_stayed_with_an_old_text_is_not_told_that_they_count_under_a_later_one(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal().slug)
    confirm_by(client, link_in(mails()[0]))
    for carries in (False, True):
        later(HOUR)
        appeal = appeals.by_slug("keep-the-well-open")
        assert appeal is not None
        text = replace(TEXT, body=f"Count: {carries}")
        appeals.write(appeal, "en", text, organiser_id=None, now=clock.now())
        desk.publish(appeal, note="Another text", carries=carries, now=clock.now())
        db.session.commit()
        later(HOUR)
    told = [said(mail) for mail in mails() if mail["Subject"] == "Something has changed"]
    assert ["your signature does not count" in each for each in told] == [True]


def test_who_signed_is_told_of_a_further_team_once_and_who_stayed_with_an_old_text_that_the_letter_does_not_count_them(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + DAY)
    members.invite("weaver@example.org", "Weavers", now=NOW)
    db.session.commit()
    sign(client, appeal.slug, email="before@example.org", visibility="hidden")
    confirm_by(client, link_in(mails()[0]))
    weaver = organisers.by_address("weaver@example.org")
    assert weaver is not None
    made = sharing.opened(sharing.offer(appeal, "Weavers", now=NOW).rpartition("/")[2], now=NOW)
    sharing.accept(made, weaver.teams[0], by=weaver, now=NOW + HOUR)
    desk.publish(appeal, note="Another text", carries=False, now=NOW + HOUR)
    db.session.commit()
    later(2 * HOUR)
    sign(client, appeal.slug, email="after@example.org")
    to_confirm = mails()[-1]
    assert "Friends, Weavers" in client.get(link_in(to_confirm)).text
    confirm_by(client, link_in(to_confirm))
    for _ in range(3):
        later(DAY)
    told = [mail for mail in mails() if "have changed since you signed" in said(mail)]
    assert [mail["To"] for mail in told] == ["before@example.org"]
    assert "They are now: Friends, Weavers." in said(told[0])
    assert "Withdraw" in client.get(link_in(told[0], "/s/")).text
    ready = {
        str(mail["To"]): " ".join(said(mail).split()) for mail in mails() if mail["Subject"] == "It is ready"
    }
    assert "Your signature is not in the letter" in ready["before@example.org"]
    assert "You can read the letter with its signatures" in ready["after@example.org"]


def test_what_organisers_say_in_another_language_says_in_which(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug, lang="kk")
    confirm_by(client, link_in(mails()[0]))
    clock.ticked(HOUR)
    appeals.write(appeal, "en", replace(TEXT, body="Fill in the well."), organiser_id=None, now=clock.now())
    desk.publish(appeal, note="It is closed.", carries=True, now=clock.now())
    appeals.extend(appeal, clock.now() + 30 * DAY, "Slow post", tell=True, now=clock.now())
    db.session.commit()
    for _round in range(2):
        later(HOUR)
    rich = "".join(part.get_content() for mail in mails()[2:] if (part := mail.get_body(("html",))))
    page = client.get(f"/a/{appeal.slug}/kk").text
    for words, shown in (("It is closed.", rich), ("Slow post", rich), ("Slow post", page)):
        assert f'<span lang="en" dir="ltr">{words}</span>' in shown
    assert 'lang="en" dir="ltr">Slow' not in client.get(f"/a/{appeal.slug}").text
