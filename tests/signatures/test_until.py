"""Until when a signature may be confirmed: said everywhere, true for each, and no email with a dead link leaves later."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from petition import worker
from petition.accounts import sign_in
from petition.appeals import service as appeals
from petition.core import clock, i18n
from petition.core.db import db
from petition.mail.out import carrier
from petition.mail.out.models import OutboxMessage
from petition.signatures import reminders
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import enter, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATE = "Our email is late"


def words(text: str) -> str:
    return " ".join(text.split())


def said(mail: EmailMessage, form: str = "plain") -> str:
    body = mail.get_body((form,))
    assert body is not None
    return words(str(body.get_content()))


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [mail["Subject"] for mail in mails]


def waiting() -> Signature:
    db.session.rollback()
    return db.session.scalars(select(Signature).where(Signature.state == "pending")).one()


def away(span: timedelta) -> None:
    """The worker was away for so long, and comes back."""
    clock.ticked(span)
    worker.once()
    db.session.rollback()


@pytest.mark.parametrize(
    ("open_for", "until"),
    [(30 * DAY, NOW + 14 * DAY), (2 * DAY, NOW + 3 * DAY)],
    ids=["days first", "deadline and grace first"],
)
@pytest.mark.parametrize("lang", i18n.SPOKEN)
def test_email_and_pages_say_until_when_this_signature_may_be_confirmed(
    client: FlaskClient, mails: Mails, lang: str, open_for: timedelta, until: object
) -> None:
    appeal = make_appeal(closes_at=NOW + open_for)
    sign(client, appeal.slug, lang=lang)
    signature = waiting()
    assert signature.confirming_ends == until
    with force_locale(lang):
        moment = words(i18n.at(signature.confirming_ends, appeal.zone))
    (mail,) = mails()
    link = link_in(mail)
    assert moment in said(mail)
    assert moment in said(mail, "html")
    assert moment in words(client.get(link).text)
    assert moment in words(client.get(f"/a/{appeal.slug}/check-mail?lang={lang}").text)
    clock.ticked(signature.confirming_ends - NOW - MINUTE)
    assert client.get(link).status_code == 200
    clock.ticked(MINUTE)
    assert client.get(link).status_code == 410


def test_the_form_names_the_days_or_the_deadline_whichever_is_first(client: FlaskClient) -> None:
    appeal = make_appeal(closes_at=NOW + 30 * DAY)
    end = i18n.at(NOW + 31 * DAY, appeal.zone)
    assert f"for 14 days after our email, until {end} at the latest." in client.get(f"/a/{appeal.slug}").text
    clock.ticked(20 * DAY)
    page = client.get(f"/a/{appeal.slug}").text
    assert f"You can confirm until {end}." in page
    assert "days after our email" not in page


def test_a_reminder_after_an_extension_promises_no_more_than_the_form_did(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + 2 * DAY, grace_minutes=60, kept_days=1, mails=["reminder"])
    sign(client, appeal.slug)
    mails()
    appeals.extend(appeal, NOW + 20 * DAY, "more time", now=NOW)
    db.session.commit()
    away(3 * DAY)
    (_first, reminder) = mails()
    assert i18n.at(NOW + 4 * DAY, "Asia/Almaty") in said(reminder)
    assert waiting().confirming_ends == NOW + 4 * DAY


# --- a worker that comes back too late ------------------------------------------------------------------------------------


def test_a_worker_that_comes_back_after_the_grace_says_so_and_sends_no_dead_link(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + DAY, grace_minutes=60)
    sign(client, appeal.slug)
    until = i18n.at(waiting().confirming_ends, appeal.zone)
    away(3 * DAY)
    (mail,) = mails()
    assert mail["Subject"] == LATE
    assert until in said(mail)
    assert link_in(mail, "/a/") == f"/a/{appeal.slug}"
    for form in ("plain", "html"):
        assert "/c/" not in said(mail, form)
    assert db.session.scalars(select(Signature)).one().own.mailbox == ""


def test_whatever_comes_first_carrying_or_duties_no_dead_link_leaves(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal(closes_at=NOW + DAY).slug)
    clock.ticked(3 * DAY)
    assert subjects(mails()) == [LATE]  # nothing but the carrier has worked


@pytest.mark.parametrize("late", [timedelta(), -MINUTE])
def test_the_instant_at_which_confirming_ends_decides(
    client: FlaskClient, mails: Mails, late: timedelta
) -> None:
    sign(client, make_appeal(closes_at=NOW + DAY).slug)
    clock.ticked(2 * DAY + late)
    assert subjects(mails()) == ([LATE] if not late else ["Please confirm"])


def test_who_asked_again_meanwhile_is_told_once(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=NOW + DAY)
    sign(client, appeal.slug)
    client.post(f"/a/{appeal.slug}/resend", data=filled())
    sign(client, appeal.slug)
    away(3 * DAY)
    assert subjects(mails()) == [LATE]


def test_reminders_whose_time_is_over_are_not_sent_and_nothing_is_said_instead(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(closes_at=NOW + 5 * DAY)
    sign(client, appeal.slug)
    mails()
    clock.ticked(3 * DAY)
    assert reminders.remind(appeal, clock.now()) == 1
    db.session.commit()
    clock.ticked(4 * DAY)
    assert subjects(mails()) == ["Please confirm"]
    assert db.session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all() == [
        "sent",
        "expired",
    ]


def test_who_said_not_me_is_not_told_that_an_email_is_late(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(closes_at=NOW + 2 * DAY)
    sign(client, appeal.slug)
    client.post(link_in(mails()[0]), data={"deed": "not_me"})
    clock.ticked(DAY)
    sign(client, appeal.slug)
    away(3 * DAY)
    assert subjects(mails()) == ["Please confirm"]


def test_a_reminder_does_not_come_with_the_first_email_after_an_outage(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal().slug)
    away(4 * DAY)
    assert subjects(mails()) == ["Please confirm"]


def test_by_a_clock_that_may_be_wrong_no_email_is_called_late(client: FlaskClient, mails: Mails) -> None:
    sign(client, make_appeal(closes_at=NOW + DAY).slug)
    with clock.stopped(NOW + 3650 * DAY):
        assert carrier.carry(lambda: False) == 0
    worker.once()
    clock.ticked(MINUTE)
    assert subjects(mails()) == ["Please confirm"]


def test_a_link_is_not_sent_again_once_it_cannot_be_confirmed(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal(pending_days=1)
    sign(client, appeal.slug)
    mails()
    clock.ticked(DAY)
    client.post(f"/a/{appeal.slug}/resend", data=filled())
    assert subjects(mails()) == ["Please confirm"]


def test_a_sign_in_link_that_works_no_longer_is_not_sent(client: FlaskClient, mails: Mails) -> None:
    enter(client)
    for _ in range(2):
        sign_in.send_link("organiser@example.org", lang="en", network="", now=clock.now())
        db.session.commit()
        clock.ticked(HOUR - MINUTE)
    assert len(mails()) == 1
