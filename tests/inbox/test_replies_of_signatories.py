"""What a reply does to a mail that asked nothing, of thanks or news: it withdraws or corrects, and never signs."""

from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.inbox import queue
from petition.inbox.models import UnreadMessage
from petition.lexicon.signatory import Visibility
from petition.signatures import ending
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import confirm_by, enter, link_in, make_appeal, sign
from tests.inbox.messages import Mails, appeal_by_message, own, receive, states, told
from tests.interpret.corpus import mail

pytestmark = [
    pytest.mark.usefixtures("now", "by_message"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

WHO = "Aru Bekova <aru@example.org>"


def thanked(mails: Mails, **terms: object) -> tuple[Appeal, EmailMessage]:
    """An appeal that somebody has signed by message, and the mail of thanks."""
    appeal = appeal_by_message(asks=["role", "place"], **terms)
    receive(own(mail("I sign. Aru Bekova, techer, Almaty\n")))
    assert receive(own(mail("Yes\n", WHO, "Re")), str(mails()[0]["Reply-To"])) == "confirmed"
    return appeal, mails()[-1]


def replied(to: EmailMessage, text: str, *, above: bool = True, trusted: bool = True, who: str = WHO) -> str:
    quoted = "\n".join(f"> {line}" for line in told(to).splitlines())
    said = f"{text}\n\nOn 21 November 2026 at 10:20 we wrote:\n{quoted}\n" if above else text
    raw = mail(said, who, f"Re: {to['Subject']}", f"In-Reply-To: {to['Message-ID']}")
    return receive(own(raw) if trusted else raw, str(to["Reply-To"]))


def test_the_thanks_to_who_surely_wrote_repeat_how_they_appear(mails: Mails) -> None:
    _appeal, thanks = thanked(mails)
    assert "Name: Aru Bekova\r\nJob or role: techer\r\nTown: Almaty\r\n" in told(thanks)
    assert thanks["Auto-Submitted"] == "auto-generated"
    assert replied(thanks, "Withdraw my signature") == "withdrawn"
    assert states() == ["withdrawn"]
    assert "no longer on this letter" in told(mails()[-1])
    assert mails()[-1]["Reply-To"] is None
    assert replied(thanks, "Please withdraw my signature.") == "no"  # of somebody who has signed nothing
    assert len(mails()) == 3


def test_a_message_at_which_our_program_fails_is_read_by_organisers(
    client: FlaskClient, mails: Mails
) -> None:
    appeal, thanks = thanked(mails)
    db.session.execute(db.update(Signature).values(particulars=b"\x01broken" * 9))
    db.session.commit()
    assert replied(thanks, "Withdraw my signature") == "unread"
    kept = db.session.scalars(select(UnreadMessage)).one()
    assert (kept.why, queue.written(kept).mailbox) == ("failed", "aru@example.org")
    enter(client)
    assert "Our program failed at it" in client.get(f"/desk/a/{appeal.slug}/messages").text


@pytest.mark.parametrize("shown", [Visibility.INITIALS, Visibility.HIDDEN])
def test_who_is_not_named_is_not_named_in_the_thanks(mails: Mails, shown: Visibility) -> None:
    appeal_by_message()
    receive(own(mail("I sign. Aru Bekova, teacher\n")))
    (answer,) = mails()
    db.session.scalars(select(Signature)).one().visibility = shown
    db.session.commit()
    assert receive(own(mail("Yes\n", WHO, "Re")), str(answer["Reply-To"])) == "confirmed"
    assert "Bekova" not in told(mails()[-1])
    assert ("A. B." in told(mails()[-1])) == (shown is Visibility.INITIALS)
    assert ("not named" in told(mails()[-1])) == (shown is Visibility.HIDDEN)


def test_corrected_lines_of_the_thanks_are_taken_and_thanked_for_once_more(mails: Mails) -> None:
    appeal, thanks = thanked(mails)
    right = told(thanks).replace("techer", "teacher")
    assert replied(thanks, right, above=False) == "corrected"
    assert db.session.scalars(select(Signature)).one().own.role == "teacher"
    latest = mails()[-1]
    assert "Job or role: teacher" in told(latest)
    assert replied(thanks, "Thank you!") == "no"  # below it an older mail, which says otherwise
    assert db.session.scalars(select(Signature)).one().own.role == "teacher"
    appeal.looks, sent = "all", mails()
    db.session.commit()
    assert replied(latest, told(latest).replace("teacher", "nurse"), above=False) == "corrected"
    assert db.session.scalars(select(Signature)).one().state == "held"
    assert len(mails()) == len(sent)  # that it stands in the letter would not be true


@pytest.mark.parametrize("spoil", ["trust", "mailbox", "words", "mark", "remark"])
def test_what_is_not_surely_a_wish_to_withdraw_or_correct_goes_to_a_person_with_the_link(
    mails: Mails, spoil: str
) -> None:
    appeal, thanks = thanked(mails)
    text = "Withdraw my signature" if spoil != "words" else "Withdraw my signature unless the date is mended"
    if spoil == "mark":
        text = "Job or role: teacher\n"
    if spoil == "remark":
        text = told(thanks).replace("techer", "please do not show it")
    said = replied(
        thanks,
        text,
        above=spoil not in {"mark", "remark"},
        trusted=spoil != "trust",
        who="Eve <eve@example.org>" if spoil == "mailbox" else WHO,
    )
    assert said in {"no", "unread"}
    assert states() == ["confirmed"]
    assert queue.waiting_count(appeal) == 1
    assert bool(len(mails()) == 3 and link_in(mails()[-1], "/s/")) == (spoil != "mailbox")
    if spoil != "mailbox":  # who asked for something is not told that there is nothing to do
        assert "We received a message from this address" in told(mails()[-1])
        assert "Somebody else entered your address" not in told(mails()[-1])


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Yes", "thanked"),
        ("I sign. Bek Aruov, doctor, Taraz", "unread"),
        ("Bek Aruov, doctor, Taraz", "unread"),
        ("I sign too!", "thanked"),
    ],
)
def test_a_reply_to_the_thanks_never_signs(mails: Mails, text: str, outcome: str) -> None:
    _appeal, thanks = thanked(mails)
    assert replied(thanks, text) == outcome
    assert replied(thanks, text, who="Bek Aruov <bek@example.org>") == "unread"
    ending.withdraw(db.session.scalars(select(Signature)).one(), now=NOW)
    db.session.commit()
    assert replied(thanks, f"{text}!") == "unread"
    assert states() == ["withdrawn"]
    assert len(mails()) == 2


def test_a_machine_that_answers_the_thanks_is_not_answered(mails: Mails) -> None:
    _appeal, thanks = thanked(mails)
    away = mail("I am away. Withdraw my signature.\n", WHO, "Re", "Auto-Submitted: auto-replied")
    assert receive(own(away), str(thanks["Reply-To"])) == "automatic"
    assert states() == ["confirmed"]
    assert len(mails()) == 2


def test_where_nobody_reads_replies_the_mail_says_so(client: FlaskClient, mails: Mails) -> None:
    for slug, by_message in (("one", False), ("two", True)):
        appeal = make_appeal(slug=slug, by_message=by_message)
        sign(client, appeal.slug)
        confirm_by(client, link_in(mails()[-1]))
        first, thanks = mails()[-2:]
        assert "nobody reads replies" in told(first)
        assert first["Reply-To"] is None
        assert ("nobody reads replies" in told(thanks)) != by_message
        assert bool(thanks["Reply-To"]) == by_message
    assert replied(thanks, "Withdraw my signature", who="Aru <aru@example.org>") in {"withdrawn", "no"}


def test_after_everything_was_erased_a_reply_is_only_counted(mails: Mails) -> None:
    appeal, thanks = thanked(mails)
    appeal.withdrawn_at = NOW.replace(year=2020)
    db.session.commit()
    assert replied(thanks, "Withdraw my signature") == "late"
    assert db.session.scalars(select(UnreadMessage)).all() == []
