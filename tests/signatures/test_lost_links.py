"""A lost link: everything a mailbox signed, by mail alone, to a page that lives for an hour; the form never tells."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update

from petition import worker
from petition.core import clock
from petition.core.db import db
from petition.signatures.models import Asking
from tests.factories import confirm_by, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")
HOUR = timedelta(hours=1)


def asked(client: FlaskClient, mails: Mails, email: str = "aru@example.org") -> list[EmailMessage]:
    """Ask, let the worker look, and give the new mails."""
    before = len(mails())
    assert client.post("/mine", data=filled(email=email)).status_code == 303
    worker.once()
    db.session.rollback()
    return mails()[before:]


def test_everything_a_mailbox_signed_is_on_one_page_that_the_mail_leads_to(
    client: FlaskClient, mails: Mails
) -> None:
    for nth, title in enumerate(("confirmed", "waiting", "withdrawn", "other")):
        slug = make_appeal(slug=title).slug
        sign(client, slug, email="other@example.org" if title == "other" else "Aru@example.org")
        if title in {"confirmed", "withdrawn"}:
            confirm_by(
                client, link_in(next(mail for mail in mails()[::-1] if mail["Subject"] == "Please confirm"))
            )
        if title == "withdrawn":
            client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
        mails()
        clock.ticked(nth * HOUR)
    (mail,) = asked(client, mails, "ARU@example.org")
    assert mail["Subject"] == "Your link"
    assert mail["List-Unsubscribe"] is None
    body = mail.as_string()
    assert "the well" not in body.casefold()
    page = client.get(link_in(mail, "/m/"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count('href="/s/') == 1
    assert page.text.count('href="/c/') == 1
    for path in ("/s/", "/c/"):
        assert client.get(path + page.text.split(f'href="{path}')[1].split('"')[0]).status_code == 200


def test_the_page_is_gone_after_an_hour(client: FlaskClient, mails: Mails) -> None:
    sign(client, make_appeal().slug)
    (mail,) = asked(client, mails)
    clock.ticked(HOUR - timedelta(seconds=1))
    assert client.get(link_in(mail, "/m/")).status_code == 200
    clock.ticked(timedelta(seconds=1))
    assert client.get(link_in(mail, "/m/")).status_code == 410  # whether or not the worker has run
    worker.once()
    assert db.session.scalar(select(func.count()).select_from(Asking)) == 0
    assert client.get(link_in(mail, "/m/")).status_code == 410


def test_who_has_signed_nothing_or_said_not_me_is_sent_nothing(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign(client, slug)
    client.post(link_in(mails()[0]), data={"deed": "not_me"})
    assert asked(client, mails) == []
    assert asked(client, mails, "nobody@example.org") == []
    assert db.session.scalar(select(func.count()).select_from(Asking)) == 0


def test_it_is_found_however_the_mailbox_is_spelt_and_only_under_its_cap(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal().slug, email="a.ru@gmail.com")
    clock.ticked(HOUR)
    for spelling in ("aru@gmail.com", "a.r.u+x@googlemail.com", "ARU@gmail.com"):
        assert len(asked(client, mails, spelling)) == 1
    assert asked(client, mails, "aru@gmail.com") == []


def test_the_answer_is_the_same_bytes_after_the_same_statements(client: FlaskClient, mails: Mails) -> None:
    sign(client, make_appeal().slug)
    work, answers = [], set()
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for email in (
            "aru@example.org",
            "new@example.org",
            "aru@example.org",
            "aru@example.org",
            "aru@example.org",
        ):
            form = filled(email=email)
            said.clear()
            answer = client.post("/mine", data=form)
            work.append(list(said))
            answers.add((answer.status, answer.data, tuple(answer.headers.items())))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(answers) == 1
    assert work == [work[0]] * 5


def test_an_appeal_whose_key_was_destroyed_keeps_nobody_from_their_others(
    client: FlaskClient, mails: Mails
) -> None:
    gone, other = make_appeal(slug="gone"), make_appeal(slug="other")
    sign(client, gone.slug)
    sign(client, other.slug)
    mails()
    gone.wrapped_key = b"destroyed"
    db.session.commit()
    (mail,) = asked(client, mails)
    assert client.get(link_in(mail, "/m/")).text.count('href="/c/') == 1


@pytest.mark.parametrize("token", ["x", "W10.abc.def", "%00", "a" * 4000])
def test_a_bad_link_is_refused_kindly(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/m/{token}")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_a_wrong_address_is_told_beside_the_field(client: FlaskClient) -> None:
    answer = client.post("/mine", data=filled(email="not an address", lang="ru"))
    assert answer.status_code == 422
    assert "not an address" in answer.text
    assert '<html lang="ru"' in answer.text


def test_a_question_that_cannot_be_unsealed_keeps_no_other_waiting(client: FlaskClient, mails: Mails) -> None:
    sign(client, make_appeal().slug)
    mails()
    client.post("/mine", data=filled(email="other@example.org"))
    db.session.execute(update(Asking).values(sealed=b"\x01broken" * 9))
    db.session.commit()
    assert [mail["Subject"] for mail in asked(client, mails)] == ["Your link"]


def test_the_page_of_a_letter_leads_to_a_lost_link_until_addresses_are_erased(client: FlaskClient) -> None:
    appeal = make_appeal(closes_at=clock.now() + HOUR)
    page, lost, leads = f"/a/{appeal.slug}", f'href="/a/{appeal.slug}/resend', []
    for later in (timedelta(), 2 * HOUR, timedelta(days=2)):  # open, grace, closed
        clock.ticked(later)
        leads.append(lost in client.get(page).text)
    leads.append(lost in client.get(f"{page}/letter").text)
    clock.ticked(timedelta(days=appeal.days_kept))
    assert (leads, [lost in client.get(each).text for each in (page, f"{page}/letter")]) == (
        [True] * 4,
        [False] * 2,
    )
    for each in (
        "/mine",
        "/mine/sent",
        f"{page}/resend",
    ):  # and who has lost the mailbox is told whom to write to
        assert client.get(each).text.count('href="mailto:') == 2, each
