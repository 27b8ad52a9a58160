"""Promises where two things meet: what was erased, undone or ended while something else of the same person still waited."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from petition import erasure, worker_duties
from petition.accounts import address, members, organisers
from petition.accounts.models import Organiser
from petition.appeals import emergency
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.delivery import mailed
from petition.delivery.mailed import Addressee, MailedDelivery, MailedText
from petition.desk import service as desk
from petition.duties import DutyTrouble
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.letters import mailboxes
from petition.lexicon.signatory import Visibility
from petition.lists import add, lookup, store
from petition.lists.models import LineList, LinePart
from petition.mail.out.models import OutboxMessage
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.news import _post_to
from petition.reading.files import table_files
from petition.signatures import ending, own_data, unsubscribing, update_consent
from petition.signatures.models import Signature, Suppression
from tests.factories import TEXT, make_appeal
from tests.retention.passing_time import DAY, HOUR, Mails, at, fresh, said, signed, subjects

pytestmark = pytest.mark.usefixtures("app", "now")

TWO = "Name,E-mail\nAru Bekova,aru@example.org\nBek Arov,bek@example.org\n"


def brought(appeal: Appeal, table: str = TWO, *, added: bool = True) -> int:
    """The id of a list that was looked over, and added unless told otherwise."""
    kept = store.keep_table(appeal, table_files.rows_of(table), name="list.csv", now=clock.now())
    assert kept is not None
    told = lookup.layout_of(kept)
    store.tell(kept, told, store.judge(kept, told))
    if added:
        assert add.add(kept, organiser_id=None, now=clock.now())
    db.session.commit()
    return kept.id


def published_with_list() -> tuple[Appeal, int]:
    """A letter that two stand under on its organisers' word."""
    appeal = make_appeal(closes_at=clock.now() + 100 * DAY, published=False)
    kept = brought(appeal)
    desk.publish(appeal, now=clock.now())
    db.session.commit()
    return appeal, kept


def undo(list_id: int) -> None:
    assert add.undo(db.session.get_one(LineList, list_id), organiser_id=None, now=clock.now())
    db.session.commit()


def an_organiser() -> Organiser:
    members.invite("organiser@example.org", "Friends", now=clock.now())
    db.session.commit()
    return db.session.scalars(select(Organiser)).one()


def of_message(signature: Signature, **more: object) -> None:
    """What is kept of the message that a signature came by."""
    of = {"appeal_id": signature.appeal_id, "signature_ref": signature.ref, "received_at": clock.now()}
    db.session.add(ReceivedMessage(key=b"k", outcome="signed", answer_ref="a", lines=b"x" * 32, **of))
    db.session.add(
        UnreadMessage(state="entered", why="prose", sealed=b"x", decided_at=clock.now(), **of, **more)
    )
    db.session.commit()


def kept_of_messages() -> tuple[list[bytes | None], int]:
    lines = list(db.session.scalars(select(ReceivedMessage.lines)))
    return lines, len(db.session.scalars(select(UnreadMessage)).all())


# --- what an erased letter leaves ---------------------------------------------------------------------------------------


def test_of_an_erased_letter_no_time_of_signing_stays_nor_what_was_agreed_to(now: datetime) -> None:
    text = replace(TEXT, left_over=("Aru Bekova, aru@example.org",))
    appeal = make_appeal(text=text, offers_updates=True)
    asks, waits = signed(appeal), signed(appeal, "bek@example.org", confirms=False)
    update_consent.ask(asks, "Send me updates", now=now)
    db.session.commit()
    for _step in erasure.erase_appeal(appeal, now=clock.now()):
        db.session.commit()
    day, asks, waits = clock.day(now), fresh(asks), fresh(waits)
    assert {asks.signed_at, asks.confirmed_at, waits.signed_at} == {day}
    assert (asks.updates_since, asks.updates_words, asks.keep_until) == (None, None, None)
    assert "Bekova" not in str([each.content for each in fresh(appeal).texts])


def test_an_erased_letter_that_was_emailed_keeps_no_recipient_and_no_other_from_being_erased(
    now: datetime,
) -> None:
    for slug in ("gone", "stays"):
        appeal = make_appeal(slug=slug, closes_at=now + DAY)
        text = MailedText((Addressee("Mayor", "mayor@example.org"),), "Dear Mayor", "me@example.org")
        mailed.write(appeal, "en", text, now=now).sent_at = now + 3 * DAY
        db.session.commit()
    for _step in erasure.erase_appeal(appeals.by_slug("gone") or appeal, now=clock.now()):
        db.session.commit()
    (row,) = db.session.scalars(select(MailedDelivery))
    assert row.appeal.slug == "stays"
    at(now + 40 * DAY)
    assert db.session.scalars(select(DutyTrouble)).all() == []
    (row,) = db.session.scalars(select(MailedDelivery))
    assert (row.text.words, row.text.reply_to) == ("", "")


# --- messages ----------------------------------------------------------------------------------------------------------


def test_whoever_withdraws_takes_what_was_made_of_every_message_of_theirs_along(now: datetime) -> None:
    appeal = make_appeal()
    of_message(signed(appeal, confirms=False))
    ending.withdraw(signed(appeal, name="Aru B. Bekova"), now=now)
    db.session.commit()
    assert kept_of_messages() == ([None], 0)


def test_of_a_message_that_nobody_confirmed_no_mark_of_what_it_said_stays(now: datetime) -> None:
    waits = signed(make_appeal(closes_at=now + 100 * DAY), confirms=False)
    of_message(waits)
    at(now + 14 * DAY + HOUR)
    assert fresh(waits).state == "expired"
    assert kept_of_messages() == ([None], 0)


# --- lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", lookup.KEEPS_ROWS)
def test_no_list_outlives_the_addresses_of_its_letter_wherever_it_had_come_to(
    now: datetime, state: str
) -> None:
    appeal = make_appeal(closes_at=now + DAY, kept_days=1)
    db.session.get_one(LineList, brought(appeal, added=False)).state = state
    db.session.commit()
    worker_duties.do_all(now + 3 * DAY, only={"mailboxes erased"})
    assert db.session.scalars(select(LinePart)).all() == []


def test_of_a_list_that_is_undone_nothing_stays_whatever_organisers_did_to_it_since(now: datetime) -> None:
    appeal, kept = published_with_list()
    aru, bek = db.session.scalars(select(Signature).order_by(Signature.id))
    for action, ref in ((Action.TAKE_OFF, aru.ref), (Action.HOLD, bek.ref)):
        manage.act(appeal, action, [ref], reason="other", organiser_id=an_organiser().id, now=now)
    keys = {aru.mailbox_key: False, bek.mailbox_key: True}
    worker_duties.do_all(now)  # posts emails that tell them of being named
    undo(kept)
    assert db.session.scalars(select(Signature)).all() == []
    # Whom organisers took off is not brought again with the whole list.
    assert {each.key: each.undone for each in db.session.scalars(select(Suppression))} == keys


def test_an_email_about_a_line_does_not_leave_once_the_line_is_gone(now: datetime) -> None:
    _appeal, kept = published_with_list()
    worker_duties.do_all(now)
    assert db.session.scalars(select(OutboxMessage.state)).all() == ["waiting"] * 2
    undo(kept)
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_whom_a_list_named_and_who_wants_no_mail_is_not_written_to_by_the_next_list(
    mails: Mails, now: datetime
) -> None:
    appeal, kept = published_with_list()
    at(now + HOUR)
    aru = db.session.scalars(select(Signature).order_by(Signature.id)).first()
    assert aru is not None
    unsubscribing.unsubscribe(aru, now=clock.now())
    db.session.commit()
    undo(kept)
    before = len(mails())
    again = db.session.get_one(LineList, brought(fresh(appeal), added=False))
    add.add(again, chosen=[1, 2], organiser_id=None, now=clock.now())
    db.session.commit()
    at(now + DAY)
    assert {mail["To"] for mail in mails()[before:]} == {"bek@example.org"}


def test_who_stopped_emails_and_let_the_days_pass_is_asked_by_no_list(mails: Mails, now: datetime) -> None:
    """The page said: only if somebody signs with the address again, or asks for the link."""
    appeal = make_appeal(closes_at=now + 100 * DAY)
    unsubscribing.unsubscribe(signed(appeal, confirms=False), now=now)
    db.session.commit()
    at(now + 20 * DAY)
    before = len(mails())
    brought(fresh(appeal))
    at(now + 21 * DAY)
    assert {mail["To"] for mail in mails()[before:]} == {"bek@example.org"}


# --- a worker that was away ---------------------------------------------------------------------------------------------


def test_an_address_that_was_to_be_erased_while_the_worker_was_away_is_used_for_nothing(
    mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY, kept_days=3, exports_mailboxes=True)
    signed(appeal)
    hidden = signed(appeal, "bek@example.org", visibility=Visibility.HIDDEN)
    assert mailboxes.count(appeal, now=now + 5 * DAY - HOUR) == 2
    assert mailboxes.count(appeal, now=now + 5 * DAY) == 0
    before = subjects(mails())
    at(now + 31 * DAY)
    assert subjects(mails()) == before
    assert fresh(hidden).particulars == b""


def test_what_an_emergency_held_does_not_leave_after_it_to_an_address_that_was_erased_meanwhile(
    mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY, kept_days=3)
    for nth, shown in enumerate(Visibility):
        signed(appeal, f"p{nth}@example.org", visibility=shown)
    before = len(mails())
    worker_duties.do_all(now + 2 * DAY + HOUR)  # posts that the letter is ready
    emergency.begin(fresh(appeal), "", now=now + 2 * DAY + HOUR)
    db.session.commit()
    at(now + 6 * DAY)
    emergency.end(fresh(appeal), now=clock.now())
    db.session.commit()
    assert len(mails()) == before


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Lima", "23 December"), ("Pacific/Auckland", "24 December")]
)
def test_the_day_by_which_an_address_goes_is_one_of_the_calendar_where_the_letter_is_at_home(
    mails: Mails, now: datetime, zone: str, day: str
) -> None:
    """Half past ten in the evening in UTC is the next day in one of them."""
    clock.ticked(timedelta(hours=12, minutes=30))
    appeal = make_appeal(closes_at=clock.now() + 60 * DAY, zone=zone)
    signed(appeal)
    appeals.withdraw(appeal, "", now=clock.now())
    db.session.commit()
    at(clock.now())
    assert f"deleted by {day} 2026" in said(mails()[-1])


def test_until_when_an_address_is_kept_is_told_as_things_stand_now(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 30 * DAY)
    signature = signed(appeal)
    appeals.close(appeal, now=now + DAY)
    db.session.commit()
    told = own_data.everything_about(fresh(signature))["kept"]["email_address_until"]
    assert datetime.fromisoformat(told) == fresh(appeal).kept_until == now + 32 * DAY


# --- emails and organisers -----------------------------------------------------------------------------------------------


def test_of_an_email_that_was_not_delivered_no_time_stays_but_its_day(now: datetime) -> None:
    signed(make_appeal(closes_at=now + 100 * DAY), confirms=False)
    failed = {"state": "failed", "sealed": None, "ended_at": now + HOUR}
    db.session.execute(db.update(OutboxMessage).values(failed))
    db.session.commit()
    worker_duties.do_all(now + 31 * DAY, only={"mail traces forgotten"})
    times = db.session.execute(select(OutboxMessage.posted_at, OutboxMessage.due_at, OutboxMessage.ended_at))
    assert set(times.one()) == {clock.day(now)}


def test_news_of_a_letter_do_not_reach_who_was_erased(now: datetime) -> None:
    appeal, organiser = make_appeal(), an_organiser()
    _post_to(appeal, organiser, "waiting", {"waits": []}, now)
    organisers.erase(organiser, now=now)
    db.session.commit()
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_whoever_is_in_no_team_any_more_is_erased_and_an_address_nobody_confirmed_too(now: datetime) -> None:
    organiser = an_organiser()
    members.invite("leaves@example.org", "Friends", now=now)
    address.ask(organiser, "new@example.org", now=now)
    leaves = organisers.by_address("leaves@example.org")
    assert leaves is not None
    members.remove(leaves, leaves.teams[0], now=now)
    db.session.commit()
    at(now + timedelta(minutes=1))
    (stays,) = db.session.scalars(select(Organiser))
    assert stays.sealed_new_mailbox
    at(now + DAY)
    (stays,) = db.session.scalars(select(Organiser))
    assert (stays.mailbox, stays.sealed_new_mailbox, stays.new_mailbox_at) == (
        "organiser@example.org",
        None,
        None,
    )
