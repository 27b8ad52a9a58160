"""Updates: asked for by a box nobody ticked, written at the desk, sent once to each who asked, ended by one press."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select

from petition import worker
from petition.appeals import service as appeals
from petition.appeals import update as updates
from petition.appeals.models import Appeal
from petition.appeals.update import AppealUpdate
from petition.core import clock
from petition.core.db import db
from petition.core.markdown_sandbox import read
from petition.mail.out.models import OutboxMessage
from petition.signatures import erasing, unsubscribing
from petition.signatures.models import Signature
from petition.signatures.rules import State
from petition.updates import sending
from tests.factories import TEXT, confirm_by, desk_post, enter, link_in, make_appeal, press, sign
from tests.signatures.later_mails import ONE_CLICK, said, subjects, unsubscribe_in

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def supporter(client: FlaskClient, mails: Mails, slug: str, number: int, **fields: str) -> str:
    """Somebody who signed and confirmed; the path of their "my signature"."""
    sign(client, slug, email=f"reader{number}@example.org", **fields)
    confirm_by(client, link_in(mails()[-1]))
    return link_in(mails()[-1], "/s/")


def written(appeal: Appeal, **texts: updates.UpdateText) -> AppealUpdate:
    texts = texts or {"en": updates.UpdateText("We met the mayor", "The mayor *answered*.")}
    bodies = {lang: read(text.body) for lang, text in texts.items()}
    row = updates.begin(appeal, texts, bodies, organiser_id=1, now=clock.now())
    db.session.commit()
    return row


def sent(mails: Mails) -> list[EmailMessage]:
    worker.once()
    return [each for each in mails() if each["Subject"] == "There is an update"]


def test_updates_go_to_whoever_asked_and_confirmed_and_to_nobody_else(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(offers_updates=True).slug
    supporter(client, mails, slug, 1, updates="y")
    supporter(client, mails, slug, 2)
    for number in (3, 4, 5, 6, 7):
        supporter(client, mails, slug, number, updates="y")
    sign(client, slug, email="unconfirmed@example.org", updates="y")
    found = {each.own.mailbox[6]: each for each in db.session.scalars(select(Signature))}
    found["3"].state = State.HELD
    unsubscribing.complained(found["4"], now=clock.now())
    erasing.erase(Signature.id == found["5"].id, now=clock.now())
    db.session.commit()
    client.post(link_in(mails()[-4], "/s/"), data={"deed": "withdraw"})  # reader 6
    enter(client)
    page = f"/desk/a/{slug}/updates"
    assert "2 people have asked" in client.get(page).text
    typed = {
        "texts-0-lang": "en",
        "texts-0-title": "We met the mayor",
        "texts-0-body": "He *answered*: [here](https://x.example).\n\n## Next\n\n* we **wait**",
    }
    draft = desk_post(client, f"{page}/new", typed).headers["Location"]
    assert "<em>answered</em>" in client.get(draft).text
    assert client.get(f"/a/{slug}/updates").text.count("We met the mayor") == 0
    press(client, draft, draft.replace("preview", "test"))
    (test,) = sent(mails)
    assert (test["To"], test["List-Unsubscribe"]) == ("organiser@example.org", None)
    to = draft.replace("preview", "publish")
    seen = db.session.scalars(select(AppealUpdate)).one().mark
    for _twice in range(2):
        assert desk_post(client, to, {"seen": seen, "deed": "send"}, at=draft).status_code == 303
    clock.ticked(timedelta(minutes=1))
    supporter(client, mails, slug, 8, updates="y")
    first, second = sent(mails)[1:]
    assert {first["To"], second["To"]} == {"reader1@example.org", "reader7@example.org"}
    assert "He answered: here <https://x.example>.\n\nNext\n====\n\n- we wait\n" in said(first).replace(
        "\r", ""
    )
    assert "were put there by the organisers" in " ".join(said(first).split())
    assert f"/a/{slug}/updates/" in said(first)
    assert "Emails sent: 2, waiting: 0" in client.get(page).text
    client.post(unsubscribe_in(first), data=ONE_CLICK)
    update = db.session.scalars(select(AppealUpdate)).one()
    assert not updates.publish(update, send=True, organiser_id=1, now=clock.now())
    later = written(db.session.get_one(Appeal, update.appeal_id))
    updates.publish(later, send=True, organiser_id=1, now=clock.now())
    db.session.commit()
    assert {each["To"] for each in sent(mails)[3:]} == {"reader7@example.org", "reader8@example.org"}
    third = written(db.session.get_one(Appeal, update.appeal_id))
    with pytest.raises(updates.TooManyEmailed):
        updates.publish(third, send=True, organiser_id=1, now=clock.now() + timedelta(hours=20))


def test_the_words_agreed_to_are_kept_and_a_box_that_was_not_offered_counts_for_nothing(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal(offers_updates=True).slug
    page = client.get(f"/a/{slug}/ru").text
    assert 'name="updates" type="checkbox" value="y">' in page
    assert "только если вы отметите" in page
    mine = supporter(client, mails, slug, 1, updates="y", lang="ru")
    other = supporter(client, mails, make_appeal(slug="silent").slug, 2, updates="y")
    kept = client.get(f"{mine}/data.json").json
    assert kept
    words = kept["emails"]["updates_agreed_to_in_these_words"]
    assert words in page
    assert words.startswith("Присылать")
    assert "updates" not in client.get(f"{other}/data.json").text
    assert "updates" not in client.get(other).text
    assert "You asked for updates" in client.get(f"{mine}?lang=en").text
    assert client.post(mine, data={"deed": "no_updates"}).status_code == 303
    assert "updates_since" not in client.get(f"{mine}/data.json").text
    client.post(f"{mine}?lang=en", data={"deed": "updates"})
    assert "Email me the organisers" in client.get(f"{mine}/data.json").text
    client.post(mine, data={"deed": "no_mails"})
    client.post(mine, data={"deed": "mails"})
    assert "updates_since" not in client.get(f"{mine}/data.json").text  # emails again, but no updates unasked


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Appeal, AppealUpdate]:
    """Twelve who asked for updates, and an update that is being sent to them, five at a time."""
    monkeypatch.setattr(sending, "_AT_ONCE", 5)
    client, appeal = app.test_client(), make_appeal(offers_updates=True)
    for number in range(12):
        sign(client, appeal.slug, email=f"r{number}@example.org", updates="y")
    confirmed = {"state": State.CONFIRMED, "confirmed_at": clock.now()}
    db.session.execute(db.update(Signature).values(confirmed))
    db.session.execute(db.delete(OutboxMessage))
    row = written(appeal)
    updates.publish(row, send=True, organiser_id=1, now=clock.now())
    db.session.commit()
    return appeal, row


def causes() -> list[str | None]:
    return list(db.session.scalars(select(OutboxMessage.cause).where(OutboxMessage.batch.is_not(None))))


def test_a_worker_that_is_killed_and_another_beside_it_neither_double_nor_skip_anybody(
    app: Flask, crowd: tuple[Appeal, AppealUpdate]
) -> None:
    appeal, _row = crowd
    sending.send_some(appeal, clock.now())
    db.session.rollback()  # killed before its commit
    assert causes() == []
    now, steps = clock.now(), list[int]()

    def work() -> None:
        with app.app_context(), clock.stopped(now):
            while True:
                try:
                    done = sending.send_some(db.session.get_one(Appeal, 1), now)
                    db.session.commit()
                finally:
                    db.session.remove()
                steps.append(done)
                if not done and not any(sending.being_sent(now)):
                    return
                if len(steps) > 60:
                    return

    workers = [Thread(target=work) for _ in range(2)]
    db.session.remove()
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    db.session.rollback()
    assert len(causes()) == len(set(causes())) == 12
    assert db.session.scalars(select(AppealUpdate.posted)).one() == 12


def test_no_more_wait_than_the_outbox_holds_and_a_stop_takes_back_what_waits(
    client: FlaskClient, crowd: tuple[Appeal, AppealUpdate], mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal, row = crowd
    monkeypatch.setattr(sending, "MOST_WAITING", 5)
    worker.once()  # posts five and carries them
    assert len(mails()) == 5
    assert sending.send_some(appeal, clock.now()) == 5
    assert sending.send_some(appeal, clock.now()) == 0
    assert sending.progress(row) == sending.SendingProgress(sent=5, waiting=5, failed=0)
    db.session.commit()
    page = f"/desk/a/{appeal.slug}/updates"
    enter(client)
    assert press(client, page, f"{page}/{row.ref}/stop").status_code == 303
    assert "Sending was stopped." in client.get(page).text
    worker.once()
    assert len(mails()) == 5
    db.session.execute(db.delete(OutboxMessage))  # weeks later
    stopped = db.session.get_one(AppealUpdate, row.id)
    assert sending.progress(stopped) == sending.SendingProgress(sent=5, waiting=0, failed=0)


def test_an_emergency_or_a_withdrawal_holds_updates_back_and_hides_them(
    client: FlaskClient, crowd: tuple[Appeal, AppealUpdate], mails: Mails
) -> None:
    slug, ref = crowd[0].slug, crowd[1].ref
    at = f"/a/{slug}/updates"
    read = (at, f"{at}/{ref}", f"{at}.atom")
    assert [client.get(path).status_code for path in read] == [200] * 3
    assert at in client.get("/sitemap.xml").text
    appeal = db.session.scalars(select(Appeal)).one()
    appeal.stopped_at = clock.now()
    db.session.commit()
    assert [client.get(path).status_code for path in read] == [503] * 3
    assert at not in client.get("/sitemap.xml").text
    assert ref not in client.get(f"/a/{slug}").text
    worker.once()
    assert mails() == []
    appeal = db.session.scalars(select(Appeal)).one()
    appeal.stopped_at = None
    appeals.withdraw(appeal, "Over.", now=clock.now())
    db.session.commit()
    assert [client.get(path).status_code for path in read] == [410] * 3
    worker.once()
    assert "There is an update" not in subjects(mails())


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_page_and_its_feed_have_each_update_in_a_language_that_is_read(client: FlaskClient) -> None:
    appeal = make_appeal(offers_updates=True, closes_at=clock.now() + timedelta(hours=1), grace_minutes=0)
    assert client.get(f"/a/{appeal.slug}/updates").status_code == 200
    hostile = updates.UpdateText("A <b>&", "<script>alert(1)</script> & **bold** [x](javascript:alert(1))")
    for texts in (
        {"en": hostile, "kk": updates.UpdateText("Хабар", "Мәтін")},
        {"en": updates.UpdateText("Second", "Text")},
    ):
        updates.publish(written(appeal, **texts), send=False, organiser_id=1, now=clock.now())
        db.session.commit()
        shown = client.get(f"/a/{appeal.slug}").text.partition("updates-heading")[2]
        assert ("A &lt;b&gt;&amp;" in shown) == ("kk" in texts)  # then the time line has them
        clock.ticked(timedelta(hours=2))
    page = client.get(f"/a/{appeal.slug}/updates?lang=kk").text
    assert page.index("Second") < page.index("Хабар")
    assert "<script" not in page
    feed = client.get(f"/a/{appeal.slug}/updates.atom")
    assert feed.mimetype == "application/atom+xml"
    root = etree.fromstring(feed.data, etree.XMLParser(resolve_entities=False))
    assert_is_atom(root)
    first = root.findall(f"{ATOM}entry")[-1]
    assert first.findtext(f"{ATOM}title") == "A <b>&"
    content = first.findtext(f"{ATOM}content") or ""
    assert "<strong>bold</strong>" in content
    assert "<script" not in content
    kazakh = etree.fromstring(client.get(f"/a/{appeal.slug}/updates.atom?lang=kk").data)
    assert [each.findtext(f"{ATOM}title") for each in kazakh.findall(f"{ATOM}entry")] == ["Second", "Хабар"]
    appeal_page = client.get(f"/a/{appeal.slug}").text
    assert f'href="/a/{appeal.slug}/updates.atom?lang=en"' in appeal_page
    told = appeal_page.partition("timeline-heading")[2]
    assert (
        told.index("Published")
        < told.index("A &lt;b&gt;&amp;")
        < told.index("Closed for signing")
        < told.index("Second")
    )
    for gone in ("updates/nothing", "updates/page/2", "updates?lang=xx"):
        assert client.get(f"/a/{appeal.slug}/{gone}").status_code == 404


def assert_is_atom(root: Any) -> None:
    """What RFC 4287 asks of a feed (4.1.1) and of each entry (4.1.2), with ids that are IRIs of their own."""
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    ids = [each.findtext(f"{ATOM}id") for each in (root, *entries)]
    assert len(set(ids)) == len(ids)
    for each in (root, *entries):
        assert each.findtext(f"{ATOM}id").startswith("http")
        assert each.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated")).tzinfo
        alternates = [link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert [link.get("type") for link in alternates] == ["text/html"]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [ids[0]]
    assert all(each.find(f"{ATOM}content").get("type") == "html" for each in entries)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    slug = make_appeal().slug
    enter(client)
    page = f"/desk/a/{slug}/updates"
    good = {"texts-0-lang": "en", "texts-0-title": "Title", "texts-0-body": "Typed for an hour"}
    for wrong, why in (
        ({"texts-0-title": ""}, "Enter a title."),
        ({"texts-0-body": " "}, "Enter the text."),
        ({"texts-0-title": "", "texts-0-body": ""}, "in one language at least"),
        ({"texts-0-body": "x" * 20_001}, "Shorten it to 20000"),
        ({"texts-0-body": "bad \u202e sign"}, "invisible character"),
        ({"texts-0-body": "> " * 60 + "deep"}, "too complex"),
    ):
        refused = desk_post(client, f"{page}/new", good | wrong)
        assert (refused.status_code, why in refused.text) == (422, True), why
        assert (good | wrong)["texts-0-body"][:17].replace(">", "&gt;").strip() in refused.text
    assert desk_post(client, f"{page}/new", good | {"texts-0-body": "x" * 10_000_000}).status_code == 413
    assert (
        desk_post(
            client, f"{page}/new", {"texts-0-lang": "xx", "texts-0-title": "T", "texts-0-body": "B"}
        ).status_code
        == 422
    )
    draft = desk_post(client, f"{page}/new", good).headers["Location"]
    text_page = draft.removesuffix("/preview")
    seen = db.session.scalars(select(AppealUpdate)).one().mark
    theirs = good | {"seen": seen, "texts-0-body": "Theirs"}
    assert desk_post(client, text_page, theirs).status_code == 303
    mine = desk_post(client, text_page, good | {"seen": seen})
    assert (mine.status_code, "Theirs" in mine.text, "Typed for an hour" in mine.text) == (409, True, True)
    old = desk_post(client, draft.replace("preview", "publish"), {"seen": seen, "deed": "publish"}, at=draft)
    assert old.status_code == 303
    assert "Look at it again" in client.get(draft).text
    assert press(client, draft, draft.replace("preview", "publish"), deed="publish").status_code == 303
    assert client.get(text_page).status_code == 409
    assert press(client, page, f"{page}/offer", deed="offer").status_code == 303
    assert 'name="updates"' in client.get(f"/a/{slug}").text
    gone = draft.replace("preview", "remove")
    assert press(client, gone).status_code == 303
    assert client.get(draft).status_code == 404


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_draft_a_stranger_and_a_role_without_the_right_have_no_updates(client: FlaskClient) -> None:
    appeal, draft = make_appeal(), make_appeal(slug="draft", published=False)
    row = written(appeal)
    enter(client, team="Others", address="stranger@example.org")
    for path in ("", "/new", f"/{row.ref}", f"/{row.ref}/preview"):
        assert client.get(f"/desk/a/{appeal.slug}/updates{path}").status_code == 404
    assert client.get(f"/a/{appeal.slug}/updates/{row.ref}").status_code == 404  # a draft
    enter(client)
    assert client.get(f"/desk/a/{draft.slug}/updates").status_code == 409
    assert TEXT.title in client.get(f"/a/{appeal.slug}").text
