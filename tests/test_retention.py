"""What is erased when: each promise of the form held against time, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, update

from petition import retention, worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.core.limits import Counter
from petition.desk import service as desk
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.letters import service as letters
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import add, store
from petition.lists.models import LineList
from petition.mail.out.models import OutboxMessage
from petition.moderation import held
from petition.reading.draft import Line
from petition.review.models import Case
from petition.signatures import confirming, signing
from petition.signatures.models import Signature, Suppression
from petition.signatures.rules import Particulars, Signing
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign
from tests.review.signed import DANA, DANA_AGAIN, crowd
from tests.review.signed import signed as signs

R = TypeVar("R", Appeal, Signature)
Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("app", "now")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(instant: datetime) -> None:
    """Go to an instant and let the worker do what is due; all mail leaves."""
    clock.ticked(instant - clock.now())
    worker.once()
    db.session.rollback()


def signed(
    appeal: Appeal,
    address: str = "aru@example.org",
    name: str = "Aru Bekova",
    visibility: Visibility = Visibility.PUBLIC,
    *,
    confirms: bool = True,
) -> Signature:
    """A signature, confirmed at once unless told otherwise; the mails it caused wait."""
    signing.sign(appeal, Signing(Particulars(name, address), visibility=visibility), now=clock.now())
    key = signing.mailbox_key_of(appeal, address)
    mine = select(Signature).where(Signature.appeal_id == appeal.id, Signature.mailbox_key == key)
    found = db.session.scalars(mine.order_by(Signature.id.desc())).first()
    assert found is not None
    if confirms:
        confirming.confirm(found, now=clock.now())
    db.session.commit()
    return found


def fresh(row: R) -> R:
    """A row as it is kept now: the worker lets go of the session in which it was read."""
    found: R = db.session.get_one(type(row), inspect(row).identity, populate_existing=True)
    found.__dict__.pop("own", None)
    return found


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [mail["Subject"] for mail in mails]


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


# --- when -------------------------------------------------------------------------------------------------------------


def test_a_draft_whose_deadline_passed_erases_as_promised_once_it_is_published_under_another(
    now: datetime,
) -> None:
    appeal = make_appeal(published=False, closes_at=now - 100 * DAY)
    at(now + HOUR)
    appeal = fresh(appeal)
    appeal.closes_at = now + 2 * DAY
    desk.publish(appeal, now=clock.now())
    signature = signed(appeal)
    at(now + 33 * DAY - HOUR)
    assert fresh(signature).own.mailbox
    at(now + 33 * DAY)
    signature = fresh(signature)
    assert (signature.own.mailbox, signature.mailbox_key, signature.own.name) == ("", None, "Aru Bekova")


def test_an_extended_deadline_keeps_nobody_longer_than_the_form_said_when_they_signed(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    early = signed(appeal)
    appeals.extend(appeal, now + 90 * DAY, "more time", now=clock.now())
    db.session.commit()
    late = signed(appeal, "late@example.org")
    at(now + 33 * DAY)
    assert (fresh(early).own.mailbox, fresh(late).own.mailbox) == ("", "late@example.org")
    assert fresh(early).state == "confirmed"
    at(now + 121 * DAY)
    assert fresh(late).own.mailbox == ""


def test_the_days_the_form_names_are_those_after_which_addresses_are_erased(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY, kept_days=3, grace_minutes=60)
    assert "delete your email address 4 days after signing has ended" in client.get(f"/a/{appeal.slug}").text
    signature = signed(appeal)
    at(now + 6 * DAY - HOUR)
    assert fresh(signature).own.mailbox
    at(now + 6 * DAY)
    assert fresh(signature).own.mailbox == ""


def test_what_can_no_longer_be_confirmed_is_erased_when_the_reminder_says_so(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    signature = signed(appeal, confirms=False)
    at(now + 3 * DAY)
    signature = fresh(signature)
    assert (signature.state, signature.particulars, signature.mailbox_key) == ("expired", b"", None)


def test_of_a_hidden_signature_nothing_stays_and_of_initials_only_they(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    hidden = signed(appeal, "h@example.org", "Hidden Person", Visibility.HIDDEN)
    short = signed(appeal, "i@example.org", "Inkar Person", Visibility.INITIALS)
    before = letters.rendered(letters.letter(appeal, now=now + 3 * DAY), "json")
    at(now + 33 * DAY)
    hidden, short, appeal = fresh(hidden), fresh(short), fresh(appeal)
    assert (hidden.particulars, hidden.state) == (b"", "confirmed")
    assert short.own == Particulars("I. P.")
    assert letters.rendered(letters.letter(appeal, now=clock.now()), "json") == before


def test_after_erasing_a_signature_can_only_be_shown_less(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal, "i@example.org", "Inkar Person", Visibility.INITIALS)
    mine = link_in(mails()[-1], "/s/")
    at(now + 33 * DAY)
    page = client.get(mine).text
    assert "Your email address has been deleted" in page
    assert 'value="public"' not in page
    assert client.post(mine, data={"deed": "visibility", "visibility": "public"}).status_code == 409
    assert client.post(mine, data={"deed": "visibility", "visibility": "hidden"}).status_code == 303
    assert db.session.scalars(select(Signature.particulars)).all() == [b""]


# --- times ------------------------------------------------------------------------------------------------------------


def test_times_of_signing_are_kept_to_the_day_when_addresses_go_and_the_letter_keeps_its_order(
    now: datetime,
) -> None:
    appeal = make_appeal(closes_at=now + DAY, choices={"order": "as_signed"})
    for nth in range(6):
        clock.ticked(timedelta(minutes=7))
        signed(appeal, f"p{nth}@example.org", f"Person {'zyxwvu'[nth]}")
    before = letters.rendered(letters.letter(appeal, now=now + 3 * DAY), "txt")
    at(now + 33 * DAY)
    assert letters.rendered(letters.letter(fresh(appeal), now=clock.now()), "txt") == before
    midnight = clock.day(now)
    times = db.session.execute(select(Signature.signed_at, Signature.confirmed_at)).all()
    assert {each for row in times for each in row} == {midnight}
    logged = select(AuditEntry.at).where(AuditEntry.deed == "signature.confirmed")
    assert set(db.session.scalars(logged)) == {midnight}


def test_the_time_of_who_withdraws_goes_with_their_address(now: datetime) -> None:
    signature = signed(make_appeal())
    confirming.withdraw(signature, now=clock.now())
    db.session.commit()
    signature = fresh(signature)
    assert {signature.signed_at, signature.confirmed_at, signature.ended_at} == {clock.day(now)}


def test_what_was_erased_is_not_judged_anew_so_that_no_link_between_two_is_lost_or_made(
    now: datetime,
) -> None:
    appeal = crowd(make_appeal(closes_at=now + DAY))
    for nth, form in enumerate((DANA, DANA_AGAIN)):
        signs(appeal, f"p{nth}@example.org", visibility="initials", **form)
    last = signed(appeal, "o@example.org", "Zaure Akhmetova", Visibility.INITIALS)
    at(now + HOUR)
    linked = select(Case.a_id, Case.b_id, Case.state)
    before = db.session.execute(linked).all()
    assert len(before) == 1
    at(now + 33 * DAY)
    confirming.change_visibility(fresh(last), Visibility.HIDDEN, now=clock.now())
    db.session.commit()
    at(now + 33 * DAY + HOUR)
    assert db.session.execute(linked).all() == before


# --- a withdrawn appeal -----------------------------------------------------------------------------------------------


def test_who_confirmed_is_told_once_that_the_letter_was_withdrawn_and_whoever_wants_no_mail_is_not(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 60 * DAY)
    for nth in range(3):
        signed(appeal, f"p{nth}@example.org")
    signed(appeal, "quiet@example.org").quiet_at = now
    signed(appeal, "waits@example.org", confirms=False)
    appeals.withdraw(appeal, "The well is dry.", now=now)
    db.session.commit()
    for nth in range(3):
        at(now + nth * HOUR)
    told = mails()
    assert subjects(told) == ["It was withdrawn"] * 3
    assert "The well is dry." in said(told[0])
    assert "23 December 2026" in said(told[0])  # a day of grace and thirty more, from the withdrawal


def test_withdrawing_is_the_end_of_signing_and_nothing_personal_stays_when_its_days_are_over(
    client: FlaskClient, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 60 * DAY)
    signed(appeal)
    signed(appeal, "waits@example.org", confirms=False)
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    at(now + 31 * DAY - HOUR)
    assert (
        b""
        not in db.session.scalars(select(Signature.particulars).where(Signature.state == "confirmed")).all()
    )
    at(now + 31 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    enter(client)
    page = client.get(f"/desk/a/{appeal.slug}").text
    assert "This letter was withdrawn" in page
    assert "Aru Bekova" not in page
    assert client.get(f"/desk/a/{appeal.slug}/letter").status_code == 410


def test_a_letter_withdrawn_long_after_its_end_keeps_no_name(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    at(now + 100 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) != {b""}
    appeals.withdraw(fresh(appeal), "", now=clock.now())
    db.session.commit()
    at(now + 100 * DAY + HOUR)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}


def test_every_page_says_that_the_letter_was_withdrawn(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm = link_in(mails()[-1])
    confirm_by(client, confirm)
    mine = link_in(mails()[-1], "/s/")
    sign(client, appeal.slug, email="other@example.org")
    waits = link_in(mails()[-1])
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    for days in (0, 2, 40):
        at(now + days * DAY)
        for path in (
            confirm,
            waits,
            f"/a/{appeal.slug}/check-mail",
            f"/a/{appeal.slug}/sign",
            f"/a/{appeal.slug}/letter",
        ):
            answer = client.get(path)
            assert (answer.status_code, "have withdrawn this letter" in answer.text) == (410, True), path
        assert "This letter was withdrawn" in client.get(f"/a/{appeal.slug}").text
        shown = client.get(mine).text
        assert "The letter was withdrawn, and your signature with it" in shown
        assert "it counts" not in shown


# --- each appeal, and each row, by itself -----------------------------------------------------------------------------


def test_a_value_that_cannot_be_unsealed_is_erased_when_due_stops_no_other_and_is_counted(
    client: FlaskClient, mails: Mails, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    slug, refs = appeal.slug, [signed(appeal, f"p{nth}@example.org").ref for nth in range(3)]
    db.session.execute(
        update(Signature).where(Signature.ref == refs[1]).values(particulars=b"\x01broken" * 9)
    )
    db.session.commit()
    assert client.get(f"/a/{appeal.slug}").status_code == 200
    at(now + 3 * DAY)
    assert subjects(mails()).count("It is ready") == 2
    at(now + 33 * DAY)
    kept = {row.ref: row for row in db.session.scalars(select(Signature))}
    assert [bool(kept[ref].particulars) for ref in refs] == [True, False, True]
    assert {each.mailbox_key for each in kept.values()} == {None}
    told = client.get("/readyz")
    assert (told.status_code, told.json["not unsealed"]) == (200, 2)  # type: ignore[index]
    enter(client)
    assert "2 signatures could not be decrypted" in client.get(f"/desk/a/{slug}").text
    assert "Bekova" not in caplog.text


def test_a_duty_that_succeeds_again_is_no_longer_told(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    key, appeal.wrapped_key = appeal.wrapped_key, b"not a key"
    db.session.commit()
    at(now + 33 * DAY)
    assert client.get("/readyz").status_code == 503
    db.session.get_one(Appeal, appeal.id).wrapped_key = key
    db.session.commit()
    at(now + 33 * DAY + HOUR)
    assert client.get("/readyz").status_code == 200


def test_where_the_key_was_destroyed_erasing_goes_on_without_it(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY, mails=[])
    signed(appeal)
    appeal.wrapped_key = b""
    db.session.commit()
    at(now + 33 * DAY)
    assert set(db.session.scalars(select(Signature.mailbox_key))) == {None}
    assert client.get("/readyz").status_code == 200


def test_a_worker_that_has_not_finished_its_duties_for_a_quarter_of_an_hour_is_not_ready(
    client: FlaskClient, now: datetime
) -> None:
    assert client.get("/readyz").status_code == 503  # none was ever there
    at(now)
    assert client.get("/readyz").status_code == 200
    clock.ticked(timedelta(minutes=16))
    assert client.get("/readyz").status_code == 503


# --- an extension -----------------------------------------------------------------------------------------------------


def test_an_extended_deadline_has_its_own_last_call_which_says_why(mails: Mails, now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY, mails=["last_call"])
    signed(appeal, confirms=False)
    mails()
    at(now + DAY)
    appeals.extend(fresh(appeal), now + 6 * DAY, "more time", now=clock.now())
    db.session.commit()
    for days in (2, 3, 4, 5, 6):
        at(now + days * DAY)
    first, second = mails()[1:]
    assert subjects([first, second]) == ["Last reminder: please confirm", "Last reminder: please confirm"]
    assert "extended" not in said(first)
    assert "The deadline was extended after you signed." in said(second)


def test_a_reminder_after_an_extension_says_until_when_its_link_really_works(
    mails: Mails, now: datetime
) -> None:
    ends, mails_sent = now + 2 * DAY, ["reminder"]
    appeal = make_appeal(
        closes_at=ends, mails=mails_sent, kept_days=1, pending_days=30, grace_minutes=0, remind_days=2
    )
    signed(appeal, confirms=False)
    mails()
    appeals.extend(fresh(appeal), now + 60 * DAY, "more time", now=clock.now())
    db.session.commit()
    at(now + 2 * DAY)
    assert "25 November 2026, 15:00" in said(mails()[-1])  # when its details are erased, as the form said


def test_more_than_a_year_ahead_has_to_be_confirmed(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal()
    enter(client)
    path = f"/desk/a/{appeal.slug}/extend"
    asked = {"closes_on": "2028-01-10", "closes_time": "12:00", "zone": "Asia/Almaty", "reason": "Slow"}
    refused = desk_post(client, path, asked)
    assert (refused.status_code, "more than a year from now" in refused.text) == (422, True)
    assert desk_post(client, path, asked | {"far": "y"}).status_code == 303


def test_who_confirmed_is_told_of_an_extension_where_the_organiser_wants_it(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + 10 * DAY)
    signed(appeal)
    signed(appeal, "waits@example.org", confirms=False)
    mails()
    enter(client)
    asked = {"closes_on": "2026-12-30", "closes_time": "12:00", "zone": "Asia/Almaty", "reason": "Slow post"}
    assert desk_post(client, f"/desk/a/{appeal.slug}/extend", asked | {"tell": "y"}).status_code == 303
    at(now + HOUR)
    at(now + 2 * HOUR)
    told = [mail for mail in mails() if mail["Subject"] == "There is more time"]
    assert [mail["To"] for mail in told] == ["aru@example.org"]
    assert "30 December 2026, 12:00" in said(told[0])
    assert "Slow post" in said(told[0])


# --- held -------------------------------------------------------------------------------------------------------------


def test_whoever_is_left_undecided_is_told_when_the_letter_closes_and_reads_why_even_after_erasing(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal, "x@mailinator.com")
    signed(appeal, "x@example.org")
    at(now + 3 * DAY)
    at(now + 3 * DAY + HOUR)
    told = [mail for mail in mails() if mail["Subject"] == "It was not counted"]
    assert [mail["To"] for mail in told] == ["x@mailinator.com"]
    for days in (3, 40):
        at(now + days * DAY + 2 * HOUR)
        page = client.get(link_in(told[0], "/s/")).text
        assert "Not counted: the letter closed" in page
        assert "gives addresses out for a short while" in page
    assert set(db.session.scalars(select(Signature.particulars).where(Signature.held_at.is_not(None)))) == {
        b""
    }


def test_who_was_refused_for_a_throw_away_address_reads_why_even_after_erasing(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    sign(client, appeal.slug, email="x@mailinator.com")
    confirm_by(client, confirm := link_in(mails()[-1]))
    ref = db.session.scalars(select(Signature.ref)).one()
    held.reject(fresh(appeal), [ref], organiser_id=1, now=now)
    db.session.commit()
    for days in (0, 40):
        at(now + days * DAY)
        page = client.get(confirm).text
        assert "Checked by the organisers and not counted" in page
        assert "gives addresses out for a short while" in page


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_names_in_a_draft_that_nobody_works_on_are_erased_after_its_team_was_told(
    client: FlaskClient, mails: Mails, now: datetime
) -> None:
    appeal = make_appeal(published=False, closes_at=now - DAY)
    enter(client)
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    add.accept_list(appeal, kept, range(1), organiser_id=None, now=now)
    db.session.commit()
    assert "21 May 2027" in client.get(f"/desk/a/{appeal.slug}").text  # 180 days
    at(now + 166 * DAY)
    (told,) = mails()
    assert "deleted on 21 May 2027" in said(told)
    at(now + 180 * DAY - HOUR)
    assert set(db.session.scalars(select(Signature.state))) == {"confirmed"}
    at(now + 180 * DAY)
    assert set(db.session.scalars(select(Signature.particulars))) == {b""}
    assert db.session.scalars(select(LineList)).all() == []
    assert len(mails()) == 1


def test_a_draft_that_was_worked_on_meanwhile_is_told_of_anew(mails: Mails, now: datetime) -> None:
    appeal = make_appeal(published=False)
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    add.accept_list(appeal, kept, range(1), organiser_id=None, now=now)
    db.session.commit()
    at(now + 166 * DAY)
    appeal = fresh(appeal)
    text = appeal.draft("en")
    assert text is not None
    appeals.write(appeal, "en", text, organiser_id=None, now=clock.now())
    db.session.commit()
    at(now + 300 * DAY)
    assert set(db.session.scalars(select(Signature.state))) == {"confirmed"}


# --- every other thing that is kept has a term ---------------------------------------------------------------------------


def test_nothing_beside_the_signatures_outlives_the_days_that_the_form_named(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    db.session.add(UnreadMessage(appeal_id=appeal.id, why="prose", sealed=b"x", received_at=now + 20 * DAY))
    db.session.add(Suppression(appeal_id=appeal.id, key=b"k", own=True, keep_until=None))
    db.session.add(
        ReceivedMessage(
            key=b"k",
            appeal_id=appeal.id,
            outcome="signed",
            received_at=now,
            answer_ref="a",
            signature_ref="s",
        )
    )
    db.session.commit()
    at(now + 32 * DAY)
    assert db.session.scalars(select(UnreadMessage)).all() == []
    assert db.session.scalars(select(Suppression)).all() == []
    assert db.session.scalars(select(ReceivedMessage)).one().signature_ref is None


def test_a_message_that_waits_and_the_mark_of_a_late_one_end_after_thirty_days(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 100 * DAY)
    db.session.add(UnreadMessage(appeal_id=appeal.id, why="prose", sealed=b"x", received_at=now))
    db.session.add(ReceivedMessage(key=b"k", appeal_id=None, outcome="", received_at=now))
    db.session.commit()
    at(now + 30 * DAY)
    assert len(db.session.scalars(select(UnreadMessage)).all()) == 1
    at(now + 30 * DAY + HOUR)
    assert db.session.scalars(select(UnreadMessage)).all() == []
    assert db.session.scalars(select(ReceivedMessage)).all() == []


def test_a_mail_that_nobody_carried_for_two_weeks_is_given_up_and_says_nothing_any_more(
    now: datetime,
) -> None:
    signed(make_appeal(closes_at=now + 100 * DAY))
    waits = select(OutboxMessage.state, OutboxMessage.sealed.is_not(None))
    worker._duties(now + 14 * DAY)
    assert set(map(tuple, db.session.execute(waits))) == {("waiting", True)}
    worker._duties(now + 14 * DAY + HOUR)
    assert set(map(tuple, db.session.execute(waits))) == {("failed", False)}


def test_the_key_of_who_withdrew_is_kept_no_longer_than_they_were_told(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + 2 * DAY)
    confirming.withdraw(signed(appeal), now=now)
    appeals.extend(appeal, now + 90 * DAY, "more time", now=now)
    db.session.commit()
    at(now + 33 * DAY)
    assert db.session.scalars(select(Suppression)).all() == []


def test_retention_has_nothing_to_do_when_all_is_done(now: datetime) -> None:
    appeal = make_appeal(closes_at=now + DAY)
    signed(appeal)
    at(now + 33 * DAY)
    assert retention.with_something_due(clock.now()) == []


def test_the_mark_of_a_mailbox_is_kept_for_three_days(now: datetime) -> None:
    signed(make_appeal(closes_at=now + 50 * DAY), confirms=False)
    assert db.session.scalars(select(Counter)).all() != []
    at(now + 3 * DAY - HOUR)  # before a reminder counts anew
    at(now + 6 * DAY + HOUR)
    assert all(each.window > clock.now().timestamp() for each in db.session.scalars(select(Counter)))


def test_a_long_list_that_is_being_added_to_a_letter_that_is_withdrawn_is_taken_back(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 0)
    appeal = make_appeal()
    kept = store.keep_list(appeal, [Line("Aru Bekova", Kind.PERSON, "Aru Bekova")], now=now)
    assert add.add(kept, organiser_id=None, now=now)
    add.add_some(appeal, now)
    appeals.withdraw(appeal, "", now=now)
    db.session.commit()
    at(now + HOUR)
    assert (
        db.session.scalars(select(Signature)).all(),
        db.session.scalars(select(LineList.state)).all(),
    ) == ([], ["undone"])
