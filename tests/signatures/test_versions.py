"""A text that was published stays to be read, and whoever signed it is told which one that was."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from petition import worker_duties
from petition.appeals import emergency
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures import announcements, counts
from petition.signatures.models import Signature
from tests.factories import TEXT, confirm_by, enter, link_in, make_appeal, sign, signed
from tests.letters.render.test_tables import SCHEMA, breaches

pytestmark = pytest.mark.usefixtures("now")

Mails = Callable[[], list[EmailMessage]]
CONTRARY = replace(TEXT, title="Close the well", body="The well is *old*. Fill it in.")
FIRST = "/a/keep-the-well-open/version/1"


def published_again(
    appeal: Appeal, *, carries: bool = True, note: str = "It is closed.", title: str = CONTRARY.title
) -> None:
    """Publish the contrary, three days later."""
    clock.ticked(timedelta(days=3))
    appeals.write(appeal, "en", replace(CONTRARY, title=title), organiser_id=None, now=clock.now())
    desk.publish(appeal, note=note, carries=carries, now=clock.now())
    db.session.commit()


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def read(page: str) -> str:
    return " ".join(str(html.fromstring(page).xpath("string()")).split())


@pytest.mark.parametrize("carries", [True, False])
def test_each_version_stays_to_be_read_with_what_the_next_one_changed_and_what_became_of_signatures(
    client: FlaskClient, *, carries: bool
) -> None:
    appeal = make_appeal()
    first = appeal.versions[0].hash
    published_again(appeal, carries=carries)
    before = html.fromstring(client.get(FIRST).text)
    said = read(client.get(FIRST).text)
    for each in (
        "Keep the well open",
        "The well is old and good.",
        first,
        "It is closed.",
        "3 November 2026",
    ):
        assert each in said, each
    assert "Keep" in str(before.xpath("string(//del)"))
    assert "Close" in str(before.xpath("string(//ins)"))
    became = "count under this text too" if carries else "do not count under this text"
    page = client.get(f"/a/{appeal.slug}").text
    for place in (said, read(client.get("/a/keep-the-well-open/version/2").text), read(page)):
        assert became in place
    assert f'href="{FIRST}"' in page
    assert f'<a href="{FIRST}#changes">Text changed on 25 November 2026</a>' in page
    assert 'name="robots" content="noindex"' in client.get(FIRST).text
    assert "Text changed" not in client.get(f"/a/{make_appeal(slug='other').slug}").text


def test_a_version_is_read_in_its_own_languages_and_nowhere_that_the_letter_is_not(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(published=False)
    appeals.write(appeal, "de", replace(TEXT, title="Der Brunnen"), organiser_id=None, now=clock.now())
    db.session.commit()
    assert client.get(FIRST).status_code == 404  # a draft
    desk.publish(appeal, now=clock.now())
    appeals.drop_language(appeal, "de", organiser_id=None, now=clock.now())
    published_again(appeal)
    assert "Der Brunnen" in client.get(f"{FIRST}?lang=de").text
    assert "Бұл" in client.get(f"{FIRST}?lang=kk").text
    for wrong in (
        f"{FIRST}?lang=fr",
        FIRST.replace("1", "3"),
        FIRST.replace("1", "0"),
        f"{FIRST[:-1]}2?lang=de",
    ):
        assert client.get(wrong).status_code == 404, wrong
    emergency.begin(appeal, "Look", now=clock.now())
    db.session.commit()
    assert (client.get(FIRST).status_code, FIRST in client.get(f"/a/{appeal.slug}").text) == (503, False)
    emergency.end(appeal, now=clock.now())
    appeals.withdraw(appeal, "", now=clock.now())
    db.session.commit()
    assert (client.get(FIRST).status_code, FIRST in client.get(f"/a/{appeal.slug}").text) == (410, False)


@pytest.mark.parametrize("said", [{"note": " ", "carries": True}, {"note": "It is closed."}])
def test_nothing_is_published_anew_before_somebody_has_said_what_changed_and_what_becomes_of_signatures(
    app: Flask, said: dict[str, Any]
) -> None:
    appeal = make_appeal()
    appeals.write(appeal, "en", CONTRARY, organiser_id=None, now=clock.now())
    with pytest.raises(appeals.NotPossible, match="unsaid"):
        desk.publish(appeal, **said, now=clock.now())
    db.session.commit()
    assert len(appeal.versions) == 1
    run = app.test_cli_runner().invoke
    bare = ["appeal", "publish", appeal.slug]
    assert "say what has changed (--note)" in run(args=bare).stderr
    assert run(args=[*bare, "--note", "It is closed.", "--keep-signatures"]).exit_code == 0
    db.session.expire_all()
    (entry,) = db.session.scalars(
        select(AuditEntry.facts).where(AuditEntry.facts["version"].as_integer() == 2)
    )
    assert entry["carries"] is True


@pytest.mark.parametrize("carries", [True, False])
def test_who_signed_reads_the_title_they_signed_and_what_has_changed_since(
    client: FlaskClient, mails: Mails, *, carries: bool
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    sign(client, appeal.slug, email="later@example.org")
    early, late = (link_in(mail) for mail in mails())
    confirm_by(client, early)
    mine = link_in(mails()[-1], "/s/")
    assert "The text has changed" not in client.get(mine).text
    published_again(appeal, carries=carries)
    told = "If you do not agree with it, withdraw yours." if carries else "sign it too if you agree"
    for page in (client.get(mine).text, client.get(late).text):
        assert told in read(page)
        assert "Keep the well open" in page
        assert "Close the well" not in page
        assert f'href="{FIRST}?lang=en#changes"' in page or f'href="{FIRST}#changes"' in page
    letter = json.loads(client.get(f"{mine}/data.json").text)["letter"]
    assert (letter["title"], letter["version"]) == ("Keep the well open", 1)
    assert client.get(letter["version_address"].partition("127.0.0.1:8000")[2]).status_code == 200
    asked = client.post(mine, data={"deed": "sign_new_text", "version": "1"})
    assert (asked.status_code, "has changed since you opened this page" in asked.text) == (409, True)
    assert client.post(mine, data={"deed": "sign_new_text", "version": "2"}).status_code == 303
    again = client.get(mine).text
    assert "Close the well" in again
    assert "The text has changed" not in again
    assert json.loads(client.get(f"{mine}/data.json").text)["letter"]["title"] == "Close the well"


@pytest.mark.parametrize("carries", [True, False])
def test_the_letter_its_note_and_its_timeline_say_who_signed_which_version(
    client: FlaskClient, *, carries: bool
) -> None:
    appeal = make_appeal(grace_minutes=0)
    for name in ("Aru Bekova", "Bek Saken"):
        signed(appeal, name)
    published_again(appeal, carries=carries)
    signed(appeal, "Dana Bekova")
    enter(client)
    clock.ticked(timedelta(days=8))
    raw = client.get(f"/a/{appeal.slug}/letter.json").data
    letter = json.loads(raw)
    assert breaches(letter, SCHEMA) == []
    under = [(each["number"], each["carries"], each["signatures"]) for each in letter["versions"]]
    assert under == [(1, True, 2 if carries else 0), (2, carries, 1)]
    assert [each["sha256"] for each in letter["versions"]] == [each.hash for each in appeal.versions]
    assert letter["counts"]["confirmed"] == sum(each["signatures"] for each in letter["versions"])
    assert client.get(f"/a/{appeal.slug}/letter.json").data == raw
    note = client.get(f"/desk/a/{appeal.slug}/covering.docx").data
    covering = "\n".join(each.text for each in docx.Document(BytesIO(note)).paragraphs)
    became = "count under" if carries else "do not count under"
    for page in (client.get(f"/a/{appeal.slug}").text, client.get(f"/a/{appeal.slug}/letter").text):
        happened = read(page).partition("What happened to this letter")[2]
        assert "25 November 2026: New version of the text – It is closed." in happened
        assert f"{became} this text" in happened
        assert f'href="{FIRST}#changes"' in page
    assert f"Signatures under version 1 that are counted here: {2 if carries else 0}." in covering
    assert "It is closed." in covering
    assert f"before version 2 {became} it" in covering
    assert f"before {became} it" in read(client.get(f"/desk/a/{appeal.slug}/activity").text)


def test_who_counts_after_two_new_texts_is_told_once_of_both(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    held = signed(appeal, "Aru Bekova", mailbox="aru@example.org")
    mails()
    manage.act(appeal, Action.HOLD, [held.ref], organiser_id=1, now=clock.now())
    published_again(appeal, note="It is closed.")
    published_again(appeal, note="A comma.", title="Close the well, now")
    announcements.tell_of_new_text(appeal, clock.now())
    announcements.tell_of_new_text(appeal, clock.now())
    manage.act(appeal, Action.COUNT, [held.ref], organiser_id=1, now=clock.now())
    db.session.commit()
    told = [words for each in mails() if "A comma." in (words := plain(each))]
    assert len(told) == 1
    assert f"{FIRST}#changes" in told[0]
    assert "It is closed. A comma." in told[0]


def test_who_counts_before_the_worker_has_told_all_is_told_once(app: Flask, mails: Mails) -> None:
    appeal = make_appeal()
    held = signed(appeal, "Aru Bekova", mailbox="aru@example.org")
    mails()
    manage.act(appeal, Action.HOLD, [held.ref], organiser_id=1, now=clock.now())
    published_again(appeal)
    manage.act(appeal, Action.COUNT, [held.ref], organiser_id=1, now=clock.now())
    announcements.tell_of_new_text(appeal, clock.now())
    db.session.commit()
    assert sum("It is closed." in plain(each) for each in mails()) == 1


def test_who_signs_again_is_told_that_they_do_not_count_or_signs_the_text_that_they_read(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    for who in ("first", "taken-off", "waits"):
        sign(client, appeal.slug, email=f"{who}@example.org")
    first, taken_off, waits = (link_in(each) for each in mails())
    confirm_by(client, first)
    confirm_by(client, taken_off)
    published_again(appeal, carries=False)
    ref = db.session.scalars(select(Signature.ref).order_by(Signature.id).offset(1)).first()
    manage.act(appeal, Action.TAKE_OFF, [str(ref)], reason="other", organiser_id=1, now=clock.now())
    db.session.commit()
    before = len(mails())
    for who in ("first", "taken-off", "waits"):
        sign(client, appeal.slug, email=f"{who}@example.org", version="2")
    told = {str(each["To"]).partition("@")[0]: plain(each) for each in mails()[before:]}
    behind, uncounted = told["first"], told["taken-off"]
    assert "Read the new one, and sign it too if you agree." in behind
    assert "The organisers have checked your signature and do not count it." in uncounted
    assert not any("You are counted once" in each for each in (behind, uncounted))
    confirm_by(
        client, waits
    )  # by the email of before, whoever has typed the same words beside the new text since
    assert counts.confirmed(appeal) == 0
    confirm_by(client, next(link_in(each) for each in mails()[before:] if each["To"] == "waits@example.org"))
    assert counts.stay_behind(appeal) == 2


@pytest.mark.parametrize("since", [timedelta(minutes=1), timedelta(days=2)])  # all were told
def test_whom_organisers_hold_and_let_count_is_told_nothing_of_it(
    client: FlaskClient, mails: Mails, since: timedelta
) -> None:
    appeal = make_appeal()
    ref = signed(appeal, "Aru Bekova").ref
    published_again(appeal, carries=True)
    worker_duties.do_all(clock.now())
    clock.ticked(since)
    before = len(mails())
    for action in (Action.HOLD, Action.COUNT):
        found = appeals.by_slug("keep-the-well-open")
        assert found is not None
        manage.act(found, action, [ref], organiser_id=1, now=clock.now())
        db.session.commit()
    worker_duties.do_all(clock.now())
    assert len(mails()) == before
